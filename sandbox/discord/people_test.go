package discord

import (
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// register replaces the global commands by these.
func (b *rawBot) register(commands ...map[string]any) {
	b.t.Helper()
	b.must("PUT", "/applications/"+applicationID+"/commands", commands)
}

func option(kind int, name string, more map[string]any) map[string]any {
	o := map[string]any{"type": kind, "name": name, "description": name}
	maps.Copy(o, more)
	return o
}

func slash(name string, options ...map[string]any) map[string]any {
	return map[string]any{"name": name, "description": name, "options": options}
}

func TestSale(t *testing.T) {
	d := newTestDiscord(t)
	bot := newBot(t, d)
	bot.login(intentDMs)
	bot.register(slash("request", option(OptionUser, "buyer", map[string]any{"required": true}), option(OptionString, "item", nil)))

	got := bot.answers(says("Sent to <@"+d.Person("buyer").ID+">.", map[string]any{"flags": FlagEphemeral}))
	out, err := d.Command(t.Context(), "seller", DM, []string{"/request", "b:@buyer", "item:Mug, blue: large"})
	if err != nil || out.Failed != "" {
		t.Fatal(out, err)
	}
	in := <-got
	want := []any{
		map[string]any{"name": "buyer", "type": 6.0, "value": d.Person("buyer").ID},
		map[string]any{"name": "item", "type": 3.0, "value": "Mug, blue: large"},
	}
	if diff := cmp.Diff(want, in.Data["options"]); diff != "" {
		t.Error(diff)
	}
	if in.User["id"] != d.Person("seller").ID || in.Member != nil || in.Context != contextBotDM {
		t.Errorf("in a DM: user %v, member %v, context %d", in.User, in.Member, in.Context)
	}
	expectChat(t, d, "seller", "Till (only you)\nSent to @Buyer.")
	expectChat(t, d, "buyer", "")

	channel := bot.must("POST", "/users/@me/channels", map[string]any{"recipient_id": d.Person("buyer").ID}).(map[string]any)["id"].(string)
	bot.must("POST", "/channels/"+channel+"/messages", map[string]any{
		"content":    "Pay **$30.00** until <t:1767607200:f> (<t:1768212000:R>).",
		"components": []any{row(button("Pay $30.00", "pay:1"), button("Decline", "no:1"))},
	})
	expectChat(t, d, "buyer", "Till\nPay $30.00 until 5 January 2026 10:00 (in 7 days).\n[ Pay $30.00 ]  [ Decline ]")

	got = bot.answers(map[string]any{"type": callbackUpdate, "data": map[string]any{"content": "Paid", "components": []any{}}})
	out, err = d.Tap(t.Context(), "buyer", DM, "Pay", "")
	if err != nil || out.Failed != "" {
		t.Fatal(out, err)
	}
	if in := <-got; in.Data["custom_id"] != "pay:1" || in.Message["content"] == "" {
		t.Errorf("component interaction: %v", in)
	}
	expectChat(t, d, "buyer", "Till\nPaid")
}

// expectChat compares all that a person sees in the DM with the bot.
func expectChat(t *testing.T, d *Discord, person, want string) {
	t.Helper()
	var got string
	for i, m := range d.Messages(person, DM) {
		if i > 0 {
			got += "\n\n"
		}
		got += m.Text()
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s sees (-want +got):\n%s", person, diff)
	}
}
