package discord

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// shown is all that people and the bot see, with addresses as of one origin.
func shown(t *testing.T, d *Discord, channels ...string) string {
	t.Helper()
	bot := newBot(t, d)
	all := map[string]any{"people": d.People(), "commands": d.Commands()}
	for _, u := range d.People() {
		for _, place := range []Place{DM, Server, With("buyer")} {
			all[u.Username+" in "+string(place)] = d.Messages(u.Username, place)
		}
	}
	for _, id := range channels {
		all["channel "+id] = bot.must("GET", "/channels/"+id, nil)
		all["messages "+id] = bot.must("GET", "/channels/"+id+"/messages", nil)
	}
	text, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), d.origin, "ORIGIN")
}

// TestSaleAcrossRestart saves a Discord in the midst of a sale, and goes on with it in another.
func TestSaleAcrossRestart(t *testing.T) {
	old := newTestDiscord(t)
	bot := newBot(t, old)
	bot.login(intentDMs)
	bot.register(slash("request", option(OptionUser, "buyer", m{"required": true}),
		option(OptionInteger, "quantity", m{"choices": []any{m{"name": "Two", "value": 2}}})), slash("slow"))
	got := bot.answers(says("Sent.", m{"flags": FlagEphemeral}), m{"type": callbackDeferMessage})
	for _, words := range [][]string{{"/request", "buyer:@buyer"}, {"/slow"}} {
		if out, err := old.Command(t.Context(), "seller", DM, words); err != nil || out.Failed != "" {
			t.Fatal(out, err)
		}
	}
	<-got
	slow := <-got
	old.mu.Lock()
	old.answerWithin = 0
	old.mu.Unlock()
	if _, err := old.Command(t.Context(), "other", DM, []string{"/slow"}); err != nil {
		t.Fatal(err) // nobody answers it
	}
	lost := bot.interaction()
	buyers, others := bot.dm("buyer"), bot.dm("other")
	card, kind := multipartBody(t, m{
		"content": "Pay **$30**", "embeds": []any{m{"title": "Mug", "image": m{"url": "attachment://mug.bin"}}},
		"components": []any{row(button("Pay", "pay:1"))}, "nonce": "n1", "enforce_nonce": true,
	}, "mug.bin", "\x00\xff not text")
	status, _, made := bot.send("POST", "/channels/"+buyers+"/messages", kind, card)
	if status != http.StatusOK {
		t.Fatal(status, made)
	}
	cardID := made.(m)["id"].(string)
	for _, replyTo := range []string{"", "newest"} {
		if _, err := old.Type(t.Context(), "buyer", DM, "Is it blue?", []File{{Name: "a.txt", Content: []byte("a")}}, replyTo); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := old.Type(t.Context(), "seller", With("buyer"), "Yes, @buyer", nil, ""); err != nil {
		t.Fatal(err)
	}
	old.SetDMs("other", false)

	data, err := old.Save()
	if err != nil {
		t.Fatal(err)
	}
	d := newTestDiscord(t)
	if err := d.Restore(data); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(shown(t, old, buyers, others), shown(t, d, buyers, others)); diff != "" {
		t.Errorf("before and after (-before +after):\n%s", diff)
	}
	if again, err := d.Save(); err != nil || len(again) == 0 || d.Application() != old.Application() {
		t.Errorf("saved anew: %v", err)
	}

	bot = newBot(t, d)
	bot.login(intentDMs)
	bot.refused("POST", "/channels/"+others+"/messages", m{"content": "x"}, http.StatusForbidden, "50007")
	bot.refused("POST", "/interactions/"+lost.ID+"/"+lost.Token+"/callback", says("late"), http.StatusNotFound, "10062")
	same := bot.must("POST", "/channels/"+buyers+"/messages", m{"content": "x", "nonce": "n1", "enforce_nonce": true}).(m)
	if same["id"] != cardID {
		t.Error("the nonce is forgotten")
	}
	bot.must("PATCH", "/webhooks/"+applicationID+"/"+slow.Token+"/messages/@original", m{"content": "Done."})
	if seen := d.Messages("seller", DM); seen[len(seen)-1].Content != "Done." || seen[len(seen)-1].Thinking {
		t.Errorf("the deferred answer: %+v", seen[len(seen)-1])
	}
	file, err := http.Get(d.Messages("buyer", DM)[0].Embeds[0].Image.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Body.Close()
	if content, err := io.ReadAll(file.Body); err != nil || !bytes.Equal(content, []byte("\x00\xff not text")) {
		t.Errorf("the picture: %q %v", content, err)
	}
	got = bot.answers(m{"type": callbackUpdate, "data": m{"content": "Paid", "components": []any{}}})
	if out, err := d.Tap(t.Context(), "buyer", DM, "Pay", ""); err != nil || out.Failed != "" {
		t.Fatal(out, err)
	}
	if in := <-got; in.Message["id"] != cardID {
		t.Errorf("pressed: %v", in.Message)
	}
	newest := bot.must("POST", "/channels/"+buyers+"/messages", m{"content": "Thank you"}).(m)["id"].(string)
	if newest <= cardID {
		t.Errorf("id %s after %s", newest, cardID)
	}
}

func TestRestoreRefuses(t *testing.T) {
	d := newTestDiscord(t)
	before := d.Application()
	for _, text := range []string{"", "{}", `{"root":{}}`, `{"root":{"world":1,"app":2},"objects":[{"newer":1},{}]}`} {
		if err := d.Restore([]byte(text)); err == nil {
			t.Errorf("%q is restored", text)
		}
	}
	if d.Application() != before {
		t.Error("a Restore that failed changed something")
	}
}
