package discord

import (
	"slices"
	"strings"
)

// allowedMentions is which mentions of a message notify. Without it, all do.
type allowedMentions struct {
	Given bool     `json:"-"`
	Parse []string `json:"parse"`
	Users []string `json:"users"`
	Roles []string `json:"roles"`
}

// readAllowedMentions checks the field of that name.
func readAllowedMentions(f form) allowedMentions {
	a, ok := f.object("allowed_mentions")
	if !ok {
		return allowedMentions{}
	}
	for i, kind := range a.list("parse", 0, 3) {
		if s, _ := kind.(string); !slices.Contains([]string{"users", "roles", "everyone"}, s) {
			a.add("parse."+numbers([]int{i}), "BASE_TYPE_CHOICES", "Value must be one of ('users', 'roles', 'everyone').")
		}
	}
	for _, kind := range []string{"users", "roles"} {
		list := a.list(kind, 0, 100)
		for i, id := range list {
			one := form{a.problems, a.at(kind), object{numbers([]int{i}): id}}
			list[i] = one.snowflake(numbers([]int{i}))
		}
	}
	a.truth("replied_user")
	var allowed allowedMentions
	f.decode("allowed_mentions", &allowed)
	for _, kind := range []string{"users", "roles"} {
		if slices.Contains(allowed.Parse, kind) && len(a.list(kind, 0, 100)) > 0 {
			a.add("", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", "parse:[\""+kind+"\"] and "+kind+": [ids...] are mutually exclusive.")
		}
	}
	allowed.Given = true
	return allowed
}

// user tells whether a mention of that user notifies.
func (a allowedMentions) user(id string) bool {
	return !a.Given || slices.Contains(a.Parse, "users") || slices.Contains(a.Users, id)
}

// everyone tells whether @everyone in a text notifies.
func (a allowedMentions) everyone(content string) bool {
	named := strings.Contains(content, "@everyone") || strings.Contains(content, "@here")
	return named && (!a.Given || slices.Contains(a.Parse, "everyone"))
}
