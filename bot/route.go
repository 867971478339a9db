package bot

import (
	"net/http"
	"strings"
)

// route is what Discord limits rates by ("Rate Limits"): the method and path without ids, and the
// major parameter (channel, guild or webhook) on its own.
type route struct {
	template string // such as "PATCH /channels/:id/messages/:id"
	major    string // the channel's, guild's or application's id
	answer   bool   // to an interaction: outside the global limit, and limited by its own token
}

// routeOf reads a request to the API, whatever its base.
func routeOf(req *http.Request) route {
	parts := strings.Split(strings.Trim(req.URL.Path, "/"), "/")
	for i, part := range parts { // skip the base and version
		if len(part) > 1 && part[0] == 'v' && isNumber(part[1:]) {
			parts = parts[i+1:]
			break
		}
	}
	var r route
	for i, part := range parts {
		under := ""
		if i > 0 {
			under = parts[i-1]
		}
		if i == 1 {
			switch under {
			case "interactions":
				r.answer = true
			case "webhooks":
				r.answer = len(parts) > 2
			case "channels", "guilds", "applications":
				r.major = part
			}
		}
		switch {
		case r.answer && i == 2:
			parts[i] = ":token"
		case isNumber(part):
			parts[i] = ":id"
		}
	}
	r.template = req.Method + " /" + strings.Join(parts, "/")
	return r
}

func isNumber(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
