package discord

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"
)

func TestVersions(t *testing.T) {
	d := newTestDiscord(t)
	for path, want := range map[string]int{
		"/discord/api/v9/gateway": 200, "/discord/api/v10/gateway": 200, "/discord/api/gateway": 200,
		"/discord/api/v8/gateway": 400, "/discord/api/v10/users/@me": 401, "/discord/api/v10/": 404,
		"/discord/cdn/attachments/1/2/x.png": 404, "/elsewhere": 404,
	} {
		w, err := http.Get(d.origin + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(w.Body)
		w.Body.Close()
		if err != nil || w.StatusCode != want {
			t.Errorf("GET %s: %d %s, want %d", path, w.StatusCode, body, want)
		}
	}
	if d.Busy() != 0 {
		t.Error("busy with", d.Busy())
	}
}

// TestSharedCard is a card in the DM of two people: the seller's own command makes it, and the
// buyer taps it.
func TestSharedCard(t *testing.T) {
	d := newTestDiscord(t)
	bot := newBot(t, d)
	bot.register(m{"name": "request", "description": "d", "contexts": []int{2}, "integration_types": []int{1}})
	bot.login(intentDMs)
	card := says("Pay <@"+d.Person("seller").ID+">", m{"components": []any{row(button("Pay", "pay"))}})
	got := bot.answers(card, says("here", m{"flags": FlagEphemeral}))
	if _, err := d.Command(t.Context(), "seller", With("buyer"), []string{"/request"}); err != nil {
		t.Fatal(err)
	}
	<-got
	if _, err := d.Tap(t.Context(), "buyer", With("seller"), "pay", ""); err != nil {
		t.Fatal(err)
	}
	in := <-got
	if in.User["id"] != d.Person("buyer").ID || in.Owners["1"] != d.Person("seller").ID || in.Context != contextPrivate {
		t.Errorf("the tap is by %v, installed by %v, in context %d", in.User["id"], in.Owners, in.Context)
	}
	if n := len(d.Messages("seller", With("buyer"))); n != 1 {
		t.Errorf("the seller sees %d messages", n)
	}
	if n := len(d.Messages("buyer", With("seller"))); n != 2 {
		t.Errorf("the buyer sees %d messages", n)
	}
}

// TestCrowd has many people act at once, each in their own DM.
func TestCrowd(t *testing.T) {
	d := newTestDiscord(t)
	bot := newBot(t, d)
	bot.register(slash("ping", option(OptionString, "text", nil)))
	bot.login(intentDMs)
	const people, each = 20, 5
	bot.wait.Go(func() {
		for range people * each {
			var in received
			if err := json.Unmarshal(bot.expect("INTERACTION_CREATE").Data, &in); err != nil {
				t.Error(err)
			}
			bot.answer(in, says(in.Data["options"].([]any)[0].(m)["value"].(string)))
		}
	})
	var crowd sync.WaitGroup
	for p := range people {
		crowd.Go(func() {
			name := fmt.Sprint("person", p)
			for n := range each {
				out, err := d.Command(t.Context(), name, DM, []string{"/ping", fmt.Sprintf("text:%s %d", name, n)})
				if err != nil || out.Failed != "" {
					t.Error(out, err)
				}
			}
			if got := d.Messages(name, DM); len(got) != each || got[each-1].Content != fmt.Sprintf("%s %d", name, each-1) {
				t.Errorf("%s sees %d messages", name, len(got))
			}
		})
	}
	crowd.Wait()
}
