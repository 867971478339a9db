package discord

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// refused makes a call that must be refused with a Discord code.
func (b *rawBot) refused(method, path string, body any, status int, code string) {
	b.t.Helper()
	got, _, out := b.call(method, path, body)
	if got != status || refusal(out) != code {
		b.t.Errorf("%s %s: %d %v, want %d %s", method, path, got, out, status, code)
	}
}

// dm opens the bot's DM with a person.
func (b *rawBot) dm(person string) string {
	b.t.Helper()
	return b.must("POST", "/users/@me/channels", m{"recipient_id": b.d.Person(person).ID}).(m)["id"].(string)
}

func TestInteractionLife(t *testing.T) {
	d := newTestDiscord(t)
	bot := newBot(t, d)
	bot.register(slash("slow"), m{"name": "mine", "description": "d", "contexts": []int{2}, "integration_types": []int{1}})
	bot.login(intentDMs)
	got := bot.answers(m{"type": callbackDeferMessage, "data": m{"flags": FlagEphemeral}}, says("mine"))
	if out, err := d.Command(t.Context(), "buyer", DM, []string{"/slow"}); err != nil || out.Failed != "" {
		t.Fatal(out, err)
	}
	expectChat(t, d, "buyer", "Till (only you)\nTill is thinking…")
	in := <-got
	callback := "/interactions/" + in.ID + "/" + in.Token + "/callback"
	hook := "/webhooks/" + applicationID + "/" + in.Token
	bot.refused("POST", callback, says("again"), 400, "40060")
	bot.refused("POST", "/interactions/"+in.ID+"/x/callback", says("x"), 404, "10062")
	bot.refused("POST", "/webhooks/"+applicationID+"/x", m{"content": "x"}, 401, "50027")
	bot.refused("POST", "/webhooks/1/"+in.Token, m{"content": "x"}, 404, "10015")
	bot.refused("PATCH", hook+"/messages/@original", m{"content": ""}, 400, "50006")

	// Right after a deferred answer, a follow-up fills it, and stays as private as it was.
	bot.must("POST", hook, m{"content": "done"})
	expectChat(t, d, "buyer", "Till (only you)\ndone")
	second := bot.must("POST", hook, m{"content": "more"}).(m)["id"].(string)
	bot.must("PATCH", hook+"/messages/"+second, m{"content": "and more"})
	expectChat(t, d, "buyer", "Till (only you)\ndone\n\nTill\nand more")
	bot.must("DELETE", hook+"/messages/@original", nil)
	bot.refused("GET", hook+"/messages/@original", nil, 404, "10008")
	expectChat(t, d, "buyer", "Till\nand more")

	// A command of the user's own, where the bot is not a member, has five follow-ups.
	if _, err := d.Command(t.Context(), "seller", With("buyer"), []string{"/mine"}); err != nil {
		t.Fatal(err)
	}
	in = <-got
	hook = "/webhooks/" + applicationID + "/" + in.Token
	for range 5 {
		d.limits.mu.Lock()
		clear(d.limits.buckets)
		d.limits.mu.Unlock()
		bot.must("POST", hook, m{"content": "x"})
	}
	bot.refused("POST", hook, m{"content": "x"}, 400, "40094")
	channel := d.Messages("seller", With("buyer"))[0].ChannelID
	d.mu.Lock()
	d.tokenLife = 0
	d.mu.Unlock()
	bot.refused("POST", "/channels/"+channel+"/messages", m{"content": "x"}, 403, "50001")
	bot.refused("PATCH", hook+"/messages/@original", m{"content": "x"}, 401, "50027")
}

func TestAnswersThatDoNotFit(t *testing.T) {
	d := newTestDiscord(t)
	bot := newBot(t, d)
	bot.register(slash("ping"))
	bot.login(0)
	tests := []struct {
		body m
		want string
	}{
		{m{}, "type: BASE_TYPE_REQUIRED"},
		{m{"type": callbackUpdate, "data": m{"content": "x"}}, "type: BASE_TYPE_CHOICES"},
		{m{"type": callbackAutocomplete, "data": m{"choices": []any{}}}, "type: BASE_TYPE_CHOICES"},
		{says(x(2001)), "data.content: BASE_TYPE_MAX_LENGTH"},
		{says(""), "50006"},
		{m{"type": callbackModal, "data": m{"title": x(46), "custom_id": "c", "components": []any{row(m{"type": TextInput, "custom_id": "i", "label": "l", "style": 1})}}}, "data.title: BASE_TYPE_BAD_LENGTH"},
		{m{"type": callbackModal, "data": m{"title": "t", "custom_id": "c", "components": []any{row(m{"type": TextInput, "custom_id": "i", "label": x(46), "style": 1})}}}, "data.components.0.components.0.label: BASE_TYPE_BAD_LENGTH"},
		{m{"type": callbackModal, "data": m{"title": "t", "custom_id": "c", "components": []any{row(m{"type": TextInput, "custom_id": "i", "label": "l", "style": 1, "value": x(4001)})}}}, "data.components.0.components.0.value: BASE_TYPE_MAX_LENGTH; data.components.0.components.0.value: BASE_TYPE_BAD_LENGTH"},
		{m{"type": callbackModal, "data": m{"title": "t", "custom_id": "c"}}, "data.components: BASE_TYPE_REQUIRED"},
	}
	bot.wait.Go(func() {
		in := bot.interaction()
		for _, test := range tests {
			_, _, out := bot.call("POST", "/interactions/"+in.ID+"/"+in.Token+"/callback", test.body)
			if got := refusal(out); got != test.want {
				t.Errorf("%v: %s, want %s", test.body, got, test.want)
			}
		}
		bot.answer(in, says("at last"))
	})
	if out, err := d.Command(t.Context(), "buyer", DM, []string{"/ping"}); err != nil || out.Failed != "" {
		t.Error(out, err)
	}
}

func TestMessages(t *testing.T) {
	d := newTestDiscord(t)
	now := start
	d.now = func() time.Time { return now }
	d.world.ids.now = d.now
	bot := newBot(t, d)
	channel := bot.dm("buyer")
	messages := "/channels/" + channel + "/messages"
	first := bot.must("POST", messages, m{"content": "one", "nonce": "n", "enforce_nonce": true}).(m)["id"]
	if again := bot.must("POST", messages, m{"content": "one", "nonce": "n", "enforce_nonce": true}).(m)["id"]; again != first {
		t.Error("the same nonce made another message")
	}
	now = now.Add(nonceLife)
	if later := bot.must("POST", messages, m{"content": "two", "nonce": "n", "enforce_nonce": true}).(m)["id"]; later == first {
		t.Error("the nonce is remembered for ever")
	}
	if _, err := d.Type(t.Context(), "buyer", DM, "three", []File{{Name: "a b.txt", Content: []byte("hi")}}, "newest"); err != nil {
		t.Fatal(err)
	}
	list := bot.must("GET", messages+"?limit=2", nil).([]any)
	if len(list) != 2 || list[0].(m)["content"] != "three" || list[0].(m)["referenced_message"].(m)["content"] != "two" {
		t.Errorf("newest first: %v", list)
	}
	after := bot.must("GET", messages+"?after="+first.(string), nil).([]any)
	before := bot.must("GET", messages+"?before="+list[0].(m)["id"].(string), nil).([]any)
	if len(after) != 2 || len(before) != 2 || before[1].(m)["id"] != first {
		t.Errorf("after: %v, before: %v", after, before)
	}
	bot.refused("GET", messages+"?limit=101", nil, 400, "limit: NUMBER_TYPE_MAX")
	bot.refused("PATCH", messages+"/"+list[0].(m)["id"].(string), m{"content": "x"}, 403, "50005")
	bot.refused("GET", messages+"/123", nil, 404, "10008")
	bot.refused("GET", "/channels/123", nil, 404, "10003")
	bot.refused("GET", "/channels/abc", nil, 400, "channel_id: NUMBER_TYPE_COERCE")
	bot.refused("POST", "/users/@me/channels", m{"recipient_id": "123"}, 400, "50033")
	bot.refused("PUT", messages, nil, 405, "0")
	bot.refused("GET", "/nothing", nil, 404, "0")
	expectChat(t, d, "buyer", "Till\none\n\nTill\ntwo\n\nBuyer, replying to Till\nthree\n[file a_b.txt]")

	bot.refused("PATCH", messages+"/"+first.(string), m{"flags": FlagComponentsV2, "components": []any{m{"type": TextDisplay, "content": "x"}}}, 400,
		"content: MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2")

	d.SetDMs("buyer", false)
	bot.refused("POST", messages, m{"content": "x"}, 403, "50007")
	bot.must("PATCH", messages+"/"+first.(string), m{"content": "edited"})
	d.SetDMs("buyer", true)
	bot.must("POST", messages, m{"content": "open"})

	bot.token = "wrong"
	bot.refused("GET", "/users/@me", nil, 401, "0")
	if _, _, out := bot.send("POST", "/interactions/1/x/callback", "application/json", strings.NewReader("{")); refusal(out) != "50109" {
		t.Error(out)
	}
}

func TestEditKeepsAndAddsFiles(t *testing.T) {
	d := newTestDiscord(t)
	bot := newBot(t, d)
	messages := "/channels/" + bot.dm("buyer") + "/messages"
	body, kind := multipartBody(t, m{"embeds": []any{m{"title": "t", "image": m{"url": "attachment://pic.png"}}}}, "pic.png", "no picture")
	status, _, out := bot.send("POST", messages, kind, body)
	if status != 200 || len(out.(m)["attachments"].([]any)) != 0 {
		t.Fatal(status, out)
	}
	image := out.(m)["embeds"].([]any)[0].(m)["image"].(m)["url"].(string)
	if !strings.HasPrefix(image, d.origin+"/discord/cdn/attachments/") {
		t.Error(image)
	}
	expectChat(t, d, "buyer", "Till\nt\n(image)")

	id := fmt.Sprint(out.(m)["id"])
	body, kind = multipartBody(t, m{"content": "new", "embeds": []any{}, "attachments": []any{m{"id": "0", "filename": "two.txt"}}}, "x.txt", "2")
	if status, _, out = bot.send("PATCH", messages+"/"+id, kind, body); status != 200 {
		t.Fatal(status, out)
	}
	expectChat(t, d, "buyer", "Till\nnew\n[file two.txt]")
	kept := out.(m)["attachments"].([]any)[0].(m)["id"]
	bot.must("PATCH", messages+"/"+id, m{"attachments": []any{m{"id": kept}}})
	expectChat(t, d, "buyer", "Till\nnew\n[file two.txt]")
	bot.must("PATCH", messages+"/"+id, m{"attachments": []any{}})
	expectChat(t, d, "buyer", "Till\nnew")
}
