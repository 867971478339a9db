package discord

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestCommandWords(t *testing.T) {
	d := newTestDiscord(t)
	bot := newBot(t, d)
	bot.register(
		slash("request",
			option(OptionUser, "buyer", m{"required": true}),
			option(OptionString, "item", m{"min_length": 2, "max_length": 10}),
			option(OptionInteger, "quantity", m{"min_value": 1, "max_value": 9}),
			option(OptionString, "size", m{"choices": []any{choiceOf("Small", "s"), choiceOf("Large", "l")}}),
			option(OptionAttachment, "photo", nil),
			option(OptionBoolean, "gift", nil),
			option(OptionNumber, "price", nil)),
		slash("product", m{"type": OptionSubcommand, "name": "add", "description": "d", "options": []any{option(OptionString, "name", nil)}},
			m{"type": OptionSubcommand, "name": "list", "description": "d"}),
		m{"name": "shopping", "description": "d", "contexts": []int{contextGuild}},
		m{"name": "anywhere", "description": "d", "contexts": []int{0, 1, 2}, "integration_types": []int{0, 1}},
	)
	seller := d.Person("seller")
	tests := []struct {
		place Place
		words string // separated by semicolons
		want  string // part of the error
	}{
		{DM, "/nothing", "there is no command /nothing"},
		{DM, "request", "begins with a slash"},
		{DM, "/request", `the option "buyer" is required`},
		{DM, "/request;@buyer", "is not an option"},
		{DM, "/request;buyer:@buyer;colour:blue", `there is no option "colour"`},
		{DM, "/request;buyer:x;buyer:y", "given twice"},
		{DM, "/request;buyer:x;item:a", "at least 2 characters"},
		{DM, "/request;buyer:x;item:aaaaaaaaaaa", "at most 10 characters"},
		{DM, "/request;buyer:x;quantity:many", "not a whole number"},
		{DM, "/request;buyer:x;quantity:10", "9 or less"},
		{DM, "/request;buyer:x;size:medium", `there is no choice "medium"`},
		{DM, "/request;buyer:x;photo:a.png", "not at hand"},
		{DM, "/request;buyer:x;gift:perhaps", "neither true nor false"},
		{DM, "/product", "needs one of its subcommands: add, list"},
		{DM, "/product;sell", `there is no subcommand "sell"`},
		{DM, "/shopping", "there is no command"},
		{With("other"), "/request;buyer:x", "there is no command"},
		{"shop", "/request", "there is no place"},
	}
	for _, test := range tests {
		_, err := d.Command(t.Context(), "seller", test.place, strings.Split(test.words, ";"))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s in %s: %v, want %q", test.words, test.place, err, test.want)
		}
	}

	bot.login(0)
	hello := says("ok")
	got := bot.answers(hello, hello, hello, hello)
	do := func(place Place, files []File, words ...string) received {
		t.Helper()
		if out, err := d.Command(t.Context(), "seller", place, words, files...); err != nil || out.Failed != "" {
			t.Fatal(out, err)
		}
		return <-got
	}
	in := do(DM, []File{{Name: "a.png", Content: []byte("png")}}, "/request", "b:@buyer", "size:L", "photo:a.png", "q:3", "price:2.5", "gift:yes")
	values := m{}
	for _, o := range in.Data["options"].([]any) {
		values[o.(m)["name"].(string)] = o.(m)["value"]
	}
	photo := values["photo"].(string)
	delete(values, "photo")
	if diff := cmp.Diff(m{"buyer": d.Person("buyer").ID, "size": "l", "quantity": 3.0, "price": 2.5, "gift": true}, values); diff != "" {
		t.Error(diff)
	}
	file := in.Data["resolved"].(m)["attachments"].(m)[photo].(m)
	w, err := http.Get(file["url"].(string))
	if err != nil || w.StatusCode != http.StatusOK || file["filename"] != "a.png" || file["size"] != 3.0 {
		t.Errorf("attachment: %v %v %v", file, w, err)
	}
	w.Body.Close()

	if err := d.SetLocale("seller", "de"); err != nil {
		t.Error(err)
	}
	if err := d.SetLocale("seller", "xx"); err == nil {
		t.Error("an unknown locale was taken")
	}
	in = do(Server, nil, "/product", "a", "name:Mug")
	if in.Locale != "de" {
		t.Errorf("locale %q", in.Locale)
	}
	want := []any{m{"name": "add", "type": 1.0, "options": []any{m{"name": "name", "type": 3.0, "value": "Mug"}}}}
	if diff := cmp.Diff(want, in.Data["options"]); diff != "" {
		t.Error(diff)
	}
	if in.Member["user"].(m)["id"] != seller.ID || in.User != nil || in.Context != contextGuild {
		t.Errorf("in the server: %+v", in)
	}
	if in = do(With("buyer"), nil, "/anywhere"); in.Context != contextPrivate {
		t.Errorf("in a DM of two people: %+v", in)
	}
	if got := d.Messages("buyer", With("seller")); len(got) != 1 || got[0].Invoked != "/anywhere" || got[0].Invoker != seller {
		t.Errorf("the buyer sees %+v", got)
	}
	if in = do(Server, nil, "/request", "buyer:other"); in.Data["resolved"].(m)["members"] == nil {
		t.Error("no member is resolved in the server")
	}
}

func choiceOf(name, value string) any { return m{"name": name, "value": value} }

func TestAutocomplete(t *testing.T) {
	d := newTestDiscord(t)
	bot := newBot(t, d)
	bot.register(slash("request", option(OptionString, "note", nil), option(OptionString, "product", m{"autocomplete": true})))
	bot.login(0)
	got := bot.answers(
		m{"type": callbackAutocomplete, "data": m{"choices": []any{choiceOf("Mug, blue", "p1")}}}, says("ok"))
	choices, err := d.Complete(t.Context(), "seller", DM, []string{"/request", "note:n", "product:mu"})
	if diff := cmp.Diff([]Choice{{Name: "Mug, blue", Value: "p1"}}, choices); diff != "" || err != nil {
		t.Error(diff, err)
	}
	in := <-got
	want := []any{m{"name": "note", "type": 3.0, "value": "n"}, m{"name": "product", "type": 3.0, "value": "mu", "focused": true}}
	if diff := cmp.Diff(want, in.Data["options"]); diff != "" || in.Type != interactionAutocomplete {
		t.Error(diff, in.Type)
	}
	if _, err := d.Command(t.Context(), "seller", DM, []string{"/request", "product:Mug, blue"}); err != nil {
		t.Fatal(err)
	}
	if in := <-got; in.Data["options"].([]any)[0].(m)["value"] != "p1" {
		t.Errorf("the picked suggestion sends %v", in.Data["options"])
	}
	if _, err := d.Complete(t.Context(), "seller", DM, []string{"/request", "note:n"}); err == nil {
		t.Error("an option without suggestions was completed")
	}
}

func TestMenuSelectModal(t *testing.T) {
	d := newTestDiscord(t)
	bot := newBot(t, d)
	bot.register(m{"name": "Ask this seller", "type": UserCommand}, m{"name": "Turn into a request", "type": MessageCommand})
	bot.login(0)
	form := m{"type": callbackModal, "data": m{"title": "Request", "custom_id": "form", "components": []any{
		row(m{"type": TextInput, "custom_id": "item", "label": "Item", "style": 1, "value": "Mug", "max_length": 10}),
		m{"type": Label, "label": "Size", "component": menu(m{"custom_id": "size"}, choice("Small", "s"), choice("Large", "l"))},
		m{"type": TextDisplay, "content": "Read this"},
	}}}
	pick := says("Pick", m{"flags": FlagEphemeral, "components": []any{
		row(menu(m{"placeholder": "Orders"}, choice("Mug", "1"), m{"label": "Cup", "value": "2", "description": "two left"})),
		row(m{"type": UserSelect, "custom_id": "u"}),
	}})
	got := bot.answers(form, pick, m{"type": callbackDeferUpdate}, m{"type": callbackDeferUpdate}, form)

	say(t, d, "buyer", Server, "Is it @till who sells, me@tills or @tiller?")
	out, err := d.Menu(t.Context(), "seller", Server, "Turn", "message")
	if err != nil || out.Modal == nil || out.Modal.Title != "Request" {
		t.Fatal(out, err)
	}
	in := <-got
	target := in.Data["resolved"].(m)["messages"].(m)[in.Data["target_id"].(string)].(m)
	if target["content"] != "Is it <@"+applicationID+"> who sells, me@tills or @tiller?" {
		t.Error(target)
	}
	for name, fields := range map[string]map[string]string{
		"there is no field": {"Colour": "blue"}, "at most 10": {"Item": x(11)}, "required": {"Item": ""},
		"takes 1 to 1": {}, "one line": {"Item": "a\nb", "Size": "S"},
	} {
		if _, err := d.Fill(t.Context(), "seller", fields); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v: %v", fields, err)
		}
	}
	if _, err := d.Fill(t.Context(), "seller", map[string]string{"Size": "La"}); err != nil {
		t.Fatal(err)
	}
	in = <-got
	sent := in.Data["components"].([]any)
	if v := sent[0].(m)["components"].([]any)[0].(m); v["value"] != "Mug" || v["custom_id"] != "item" {
		t.Error(v)
	}
	if v := sent[1].(m)["component"].(m); v["values"].([]any)[0] != "l" {
		t.Error(v)
	}
	if d.OpenModal("seller") != nil {
		t.Error("the form is still open")
	}
	shown := d.Messages("seller", Server)
	if diff := cmp.Diff("Till (only you)\nPick\n[ Orders ▾ ]\n  - Mug\n  - Cup: two left\n[ Make a selection ▾ ]", shown[1].Text()); diff != "" {
		t.Error(diff)
	}
	if n := len(d.Messages("buyer", Server)); n != 1 {
		t.Error("another person sees an ephemeral message")
	}
	if _, err := d.Choose(t.Context(), "seller", Server, []string{"Cup"}, ""); err != nil {
		t.Fatal(err)
	}
	if in = <-got; in.Data["values"].([]any)[0] != "2" || in.Data["component_type"] != 3.0 {
		t.Error(in.Data)
	}
	if _, err := d.Choose(t.Context(), "seller", Server, []string{"@other"}, ""); err != nil {
		t.Fatal(err)
	}
	if in = <-got; in.Data["values"].([]any)[0] != d.Person("other").ID || in.Data["resolved"].(m)["users"] == nil {
		t.Error(in.Data)
	}
	if out, err := d.Menu(t.Context(), "seller", DM, "Ask", "buyer"); err != nil || out.Modal == nil {
		t.Error(out, err)
	}
	if in = <-got; in.Data["target_id"] != d.Person("buyer").ID {
		t.Error(in.Data)
	}
	d.CloseModal("seller")
	if _, err := d.Fill(t.Context(), "seller", nil); err == nil {
		t.Error("a closed form was submitted")
	}
}

func TestTooLate(t *testing.T) {
	d := newTestDiscord(t)
	d.answerWithin = 100 * time.Millisecond
	bot := newBot(t, d)
	bot.register(slash("ping"))
	bot.login(0)
	out, err := d.Command(t.Context(), "buyer", DM, []string{"/ping"})
	if err != nil || out.Failed != didNotRespond {
		t.Fatal(out, err)
	}
	in := bot.interaction()
	status, _, answer := bot.call("POST", "/interactions/"+in.ID+"/"+in.Token+"/callback", says("late"))
	if status != 404 || refusal(answer) != "10062" {
		t.Errorf("late answer: %d %v", status, answer)
	}
}
