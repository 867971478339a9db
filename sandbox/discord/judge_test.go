package discord

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
)

// judge is Discord's own description of its API. It listens to what a bot sends and gets.
type judge struct {
	t      *testing.T
	next   http.RoundTripper
	router routers.Router
	mu     sync.Mutex
	heard  map[string]int
}

func newJudge(t *testing.T, d *Discord) *judge {
	t.Helper()
	file := os.Getenv("DISCORD_OPENAPI")
	if file == "" {
		t.Skip("skipped: DISCORD_OPENAPI does not name Discord's OpenAPI file")
	}
	doc, err := openapi3.NewLoader().LoadFromFile(file)
	if err != nil {
		t.Fatal(err)
	}
	doc.Servers = openapi3.Servers{{URL: d.origin + "/discord/api/v10"}}
	router, err := legacy.NewRouter(doc, openapi3.DisableExamplesValidation())
	if err != nil {
		t.Fatal(err)
	}
	return &judge{t: t, next: http.DefaultTransport, router: router, heard: map[string]int{}}
}

// RoundTrip passes a request on, and judges it and its answer.
func (j *judge) RoundTrip(r *http.Request) (*http.Response, error) {
	var sent []byte
	if r.Body != nil {
		sent, _ = io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(sent))
	}
	w, err := j.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	got, _ := io.ReadAll(w.Body)
	w.Body.Close()
	w.Body = io.NopCloser(bytes.NewReader(got))
	j.listen(r, sent, w, got)
	return w, nil
}

func (j *judge) listen(r *http.Request, sent []byte, w *http.Response, got []byte) {
	j.t.Helper()
	j.mu.Lock()
	defer j.mu.Unlock()
	about := r.Method + " " + strings.SplitN(r.URL.Path, "/v10", 2)[1]
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(sent))
	route, params, err := j.router.FindRoute(r)
	if err != nil {
		j.t.Errorf("%s: %v", about, err)
		return
	}
	j.heard[r.Method+" "+route.Path]++
	options := &openapi3filter.Options{
		AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true,
		SkipSettingDefaults: true, MultiError: true,
	}
	request := &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route, Options: options}
	if w.StatusCode < 300 && !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		if err := openapi3filter.ValidateRequest(r.Context(), request); err != nil {
			j.t.Errorf("%s: request: %v", about, err)
		}
	}
	answer := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: request, Status: w.StatusCode, Header: w.Header, Options: options,
	}
	answer.SetBodyBytes(got)
	if err := openapi3filter.ValidateResponse(r.Context(), answer); err != nil {
		j.t.Errorf("%s: answer %d: %v\n%s", about, w.StatusCode, err, got)
	}
}

// TestJudge takes a bot through every route, with Discord's own description listening.
func TestJudge(t *testing.T) {
	d := newTestDiscord(t)
	bot := newBot(t, d)
	j := newJudge(t, d)
	bot.transport = j
	bot.login(intentDMs | intentGuilds)
	app, buyer := d.Application().ID, d.Person("buyer").ID

	for _, path := range []string{
		"/gateway", "/gateway/bot", "/users/@me", "/users/" + buyer, "/applications/@me",
		"/oauth2/applications/@me", "/guilds/" + d.world.guild.id,
		"/guilds/" + d.world.guild.id + "/members/" + buyer,
		"/guilds/" + d.world.guild.id + "/channels", "/channels/" + d.world.guild.channel.id,
	} {
		bot.must("GET", path, nil)
	}
	bot.must("PATCH", "/applications/@me", map[string]any{"flags": 0, "integration_types_config": map[string]any{
		"0": map[string]any{"oauth2_install_params": map[string]any{"scopes": []string{"bot", "applications.commands"}, "permissions": 0}},
		"1": map[string]any{},
	}})

	bot.register(
		slash("request", option(OptionString, "item", map[string]any{"required": true, "autocomplete": true, "max_length": 100})),
		slash("product", map[string]any{"type": OptionSubcommand, "name": "add", "description": "d", "options": []any{
			option(OptionInteger, "count", map[string]any{"min_value": 1, "choices": []any{map[string]any{"name": "one", "value": 1}}}),
		}}),
		map[string]any{"name": "Ask", "type": UserCommand},
	)
	bot.must("GET", "/applications/"+app+"/commands?with_localizations=true", nil)
	id := bot.must("POST", "/applications/"+app+"/commands", map[string]any{
		"name": "form", "description": "d", "contexts": []int{0, 1, 2}, "integration_types": []int{0, 1},
		"name_localizations": map[string]any{"de": "formular"},
	}).(map[string]any)["id"].(string)
	bot.must("PATCH", "/applications/"+app+"/commands/"+id, map[string]any{"description": "other"})
	bot.must("GET", "/applications/"+app+"/commands/"+id, nil)
	bot.must("PUT", "/applications/"+app+"/guilds/"+d.world.guild.id+"/commands", []any{slash("here")})

	channel := bot.must("POST", "/users/@me/channels", map[string]any{"recipient_id": buyer}).(map[string]any)["id"].(string)
	messages := "/channels/" + channel + "/messages"
	bot.must("GET", "/channels/"+channel, nil)
	bot.must("POST", "/channels/"+channel+"/typing", nil)
	first := bot.must("POST", messages, map[string]any{
		"content": "hello <@" + buyer + ">", "nonce": "one", "enforce_nonce": true, "flags": FlagSuppressNotifications,
		"allowed_mentions": map[string]any{"parse": []string{}},
		"embeds": []any{map[string]any{
			"title": "t", "description": "d", "color": 255, "timestamp": "2026-01-05T10:00:00Z",
			"fields": []any{map[string]any{"name": "n", "value": "v"}}, "footer": map[string]any{"text": "f"},
			"author": map[string]any{"name": "a"}, "image": map[string]any{"url": "https://example.com/a.png"},
		}},
		"components": []any{
			row(button("Pay", "pay"), map[string]any{"type": Button, "style": LinkButton, "label": "Open", "url": "https://example.com/"}),
			row(map[string]any{"type": StringSelect, "custom_id": "s", "options": []any{map[string]any{"label": "One", "value": "1"}}}),
		},
	}).(map[string]any)["id"].(string)
	bot.must("POST", messages, map[string]any{
		"flags":             FlagComponentsV2,
		"message_reference": map[string]any{"message_id": first},
		"components": []any{map[string]any{"type": Container, "components": []any{
			map[string]any{"type": TextDisplay, "content": "# hi"},
			map[string]any{"type": Separator},
			map[string]any{"type": Section, "components": []any{map[string]any{"type": TextDisplay, "content": "x"}}, "accessory": button("B", "b")},
			map[string]any{"type": MediaGallery, "items": []any{map[string]any{"media": map[string]any{"url": "https://example.com/a.png"}}}},
		}}},
	})
	upload, kind := multipartBody(t, map[string]any{"content": "file", "attachments": []any{map[string]any{"id": 0, "description": "d"}}}, "a b.txt", "hi")
	if status, _, out := bot.send("POST", messages, kind, upload); status != 200 {
		t.Error(status, out)
	}
	bot.must("GET", messages+"?limit=10", nil)
	bot.must("PATCH", messages+"/"+first, map[string]any{"content": "edited"})
	bot.must("GET", messages+"/"+first, nil)
	bot.must("DELETE", messages+"/"+first, nil)

	interact(t, d, bot)
	for _, path := range []string{messages + "/" + first, "/users/1", "/channels/1"} {
		if status, _, _ := bot.call("GET", path, nil); status != 404 {
			t.Errorf("GET %s: %d", path, status)
		}
	}
	bot.must("DELETE", "/applications/"+app+"/commands/"+id, nil)
	t.Logf("judged %d routes", len(j.heard))
}

// interact answers interactions of every kind, with and without the answer's own answer.
func interact(t *testing.T, d *Discord, bot *rawBot) {
	t.Helper()
	app := d.Application().ID
	callback := func(in received, body map[string]any) {
		bot.must("POST", "/interactions/"+in.ID+"/"+in.Token+"/callback?with_response=true", body)
	}
	bot.wait.Go(func() {
		in := bot.interaction()
		bot.answer(in, map[string]any{"type": callbackAutocomplete, "data": map[string]any{"choices": []any{map[string]any{"name": "Mug", "value": "1"}}}})
		in = bot.interaction()
		callback(in, map[string]any{"type": callbackDeferMessage, "data": map[string]any{"flags": FlagEphemeral}})
		hook := "/webhooks/" + app + "/" + in.Token
		bot.must("PATCH", hook+"/messages/@original", map[string]any{"content": "done", "components": []any{row(button("Go", "go"))}})
		bot.must("GET", hook+"/messages/@original", nil)
		id := bot.must("POST", hook, map[string]any{"content": "more", "flags": FlagEphemeral}).(map[string]any)["id"].(string)
		bot.must("PATCH", hook+"/messages/"+id, map[string]any{"content": "and more"})
		bot.must("DELETE", hook+"/messages/"+id, nil)
		bot.done <- in
		in = bot.interaction()
		callback(in, map[string]any{"type": callbackModal, "data": map[string]any{"title": "T", "custom_id": "m", "components": []any{
			map[string]any{"type": Label, "label": "Carrier", "component": map[string]any{"type": TextInput, "custom_id": "c", "style": 1}},
		}}})
		in = bot.interaction()
		callback(in, map[string]any{"type": callbackUpdate, "data": map[string]any{"content": "updated"}})
	})
	if _, err := d.Complete(t.Context(), "buyer", DM, []string{"/request", "item:m"}); err != nil {
		t.Error(err)
	}
	if _, err := d.Command(t.Context(), "buyer", DM, []string{"/request", "item:Mug"}); err != nil {
		t.Error(err)
	}
	<-bot.done
	if _, err := d.Tap(t.Context(), "buyer", DM, "Go", ""); err != nil {
		t.Error(err)
	}
	if out, err := d.Fill(t.Context(), "buyer", map[string]string{"Carrier": "UPS"}); err != nil || out.Failed != "" {
		t.Error(out, err)
	}
}
