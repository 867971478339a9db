package discord

import (
	"net/http"
	"regexp"
	"strings"
)

// handler answers one REST route. The answer's body is nil for 204.
type handler func(r *request) (reply, error)

// reply is a successful answer: a status and a body that becomes JSON.
type reply struct {
	status int
	body   any
}

func ok(body any) (reply, error) { return reply{http.StatusOK, body}, nil }
func nothing() (reply, error)    { return reply{http.StatusNoContent, nil}, nil }

// apiVersion is the part of a path that names the API's version.
var apiVersion = regexp.MustCompile(`^/discord/api(/v[0-9]+)?(/|$)`)

// routes mounts the REST API, the gateway and the attachments.
func (d *Discord) routes() http.Handler {
	api := d.apiRoutes()
	mux := http.NewServeMux()
	mux.HandleFunc("/discord/gateway", d.serveGateway)
	mux.HandleFunc("/discord/gateway/", d.serveGateway)
	mux.HandleFunc("GET /discord/cdn/", d.serveFile)
	mux.HandleFunc("/discord/api/", func(w http.ResponseWriter, r *http.Request) {
		found := apiVersion.FindStringSubmatch(r.URL.Path)
		d.count(1)
		defer d.count(-1)
		w.Header().Set("Via", "1.1 google") // by which libraries tell Discord from the proxy in front of it
		switch {
		case found == nil:
			d.writeError(w, r, errNotFound())
		case found[1] != "" && found[1] != "/v9" && found[1] != "/v10":
			d.writeError(w, r, refuse(http.StatusBadRequest, 50041, "Invalid API version provided"))
		default:
			inner := r.Clone(r.Context())
			inner.URL.Path = "/" + strings.TrimPrefix(r.URL.Path, found[0])
			inner.URL.RawPath = ""
			api.ServeHTTP(w, inner)
		}
	})
	return mux
}

// apiRoutes are the REST routes, by the paths of Discord's reference.
func (d *Discord) apiRoutes() http.Handler {
	mux := http.NewServeMux()
	bot := func(pattern string, h handler) { mux.Handle(pattern, d.serve(h, asBot)) }
	open := func(pattern string, h handler) { mux.Handle(pattern, d.serve(h, asAnyone)) }
	token := func(pattern string, h handler) { mux.Handle(pattern, d.serve(h, asInteraction)) }

	open("GET /gateway", d.getGateway)
	bot("GET /gateway/bot", d.getGatewayBot)
	bot("GET /users/@me", d.getMe)
	bot("GET /users/@me/guilds", d.getMyGuilds)
	bot("GET /users/{user}", d.getUser)
	bot("POST /users/@me/channels", d.openDM)
	bot("GET /applications/@me", d.getApplication)
	bot("PATCH /applications/@me", d.editApplication)
	bot("GET /oauth2/applications/@me", d.getApplication)

	for _, scope := range []string{"", "/guilds/{guild}"} {
		base := "/applications/{application}" + scope + "/commands"
		bot("GET "+base, d.listCommands)
		bot("POST "+base, d.createCommand)
		bot("PUT "+base, d.replaceCommands)
		bot("GET "+base+"/{command}", d.getCommand)
		bot("PATCH "+base+"/{command}", d.editCommand)
		bot("DELETE "+base+"/{command}", d.deleteCommand)
	}

	bot("GET /channels/{channel}", d.getChannel)
	bot("POST /channels/{channel}/typing", d.startTyping)
	bot("GET /channels/{channel}/messages", d.listMessages)
	bot("POST /channels/{channel}/messages", d.createMessage)
	bot("GET /channels/{channel}/messages/{message}", d.getMessage)
	bot("PATCH /channels/{channel}/messages/{message}", d.editMessage)
	bot("DELETE /channels/{channel}/messages/{message}", d.deleteMessage)

	bot("GET /guilds/{guild}", d.getGuild)
	bot("GET /guilds/{guild}/channels", d.listGuildChannels)
	bot("GET /guilds/{guild}/members", d.listMembers)
	bot("GET /guilds/{guild}/members/{user}", d.getMember)

	token("POST /interactions/{interaction}/{token}/callback", d.answerInteraction)
	token("POST /webhooks/{application}/{token}", d.createFollowup)
	token("GET /webhooks/{application}/{token}/messages/{message}", d.getFollowup)
	token("PATCH /webhooks/{application}/{token}/messages/{message}", d.editFollowup)
	token("DELETE /webhooks/{application}/{token}/messages/{message}", d.deleteFollowup)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
			other := &http.Request{Method: method, URL: r.URL, Host: r.Host}
			if _, pattern := mux.Handler(other); pattern != "/" {
				d.writeError(w, r, errMethod())
				return
			}
		}
		d.writeError(w, r, errNotFound())
	})
	return mux
}
