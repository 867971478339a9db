package sandbox

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"till/sandbox/discord"
)

func TestChangedFindsNewAndEdited(t *testing.T) {
	before := []discord.Message{{ID: "1", Revision: 1}, {ID: "2", Revision: 2}, {ID: "3", Revision: 3}}
	now := []discord.Message{{ID: "1", Revision: 1}, {ID: "2", Revision: 5}, {ID: "4", Revision: 4}}
	list := changed(revisions(before), now)
	if len(list) != 2 || list[0].ID != "2" || list[1].ID != "4" {
		t.Errorf("changed: %+v", list)
	}
	if list := changed(revisions(now), now); list == nil || len(list) != 0 {
		t.Errorf("nothing changed, but got %#v: JSON must say [] and not null", list)
	}
}

func TestNewestLink(t *testing.T) {
	const prefix = "http://127.0.0.1:1/pay/"
	messages := []discord.Message{
		{ID: "1", Content: "[Open checkout](" + prefix + "old)"},
		{ID: "2", Content: "[Open checkout](" + prefix + "cs_1?a=b&c=d#long) or <" + prefix + "cs_2>."},
		{ID: "3", Content: "nothing here"},
	}
	if link, id := newestLink(messages, prefix); link != prefix+"cs_2" || id != "2" {
		t.Errorf("%q in %q", link, id)
	}
	button := discord.Component{Type: discord.Button, Style: discord.LinkButton, URL: prefix + "cs_3?x=1&y=2"}
	messages = append(messages, discord.Message{ID: "4", Components: []discord.Component{{Type: discord.ActionRow, Components: []discord.Component{button}}}})
	if link, id := newestLink(messages, prefix); link != button.URL || id != "4" {
		t.Errorf("%q in %q", link, id)
	}
	if link, _ := newestLink(messages, "http://127.0.0.1:1/onboard/"); link != "" {
		t.Errorf("found %q", link)
	}
}

func TestSeenAsText(t *testing.T) {
	seen := Seen{
		Modal: &discord.Modal{Title: "Mark as shipped", Fields: []discord.Field{
			{Kind: discord.TextDisplay, Value: "Order 7K3M-9QXD"},
			{Kind: discord.TextInput, Label: "Carrier", Required: true, Value: "UPS"},
			{Kind: discord.StringSelect, Label: "Parcel", Options: []discord.SelectOption{{Label: "First"}, {Label: "Second"}}},
		}},
		Failed: "The application did not respond",
	}
	seen.plain("Thank you.")
	want := strings.Join([]string{
		"Thank you.", "", "Modal: Mark as shipped", "  Order 7K3M-9QXD", "  Carrier: UPS", "  Parcel (optional): ",
		"    - First", "    - Second", "", "The application did not respond",
	}, "\n")
	if seen.Text != want {
		t.Errorf("got\n%s\nwant\n%s", seen.Text, want)
	}
}

func TestHostedPagesMayBeFramedByThePageOnly(t *testing.T) {
	s := start(t)
	response, err := http.Get(s.URL() + "/pay/none")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		t.Fatal(err)
	}
	if policy := response.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'self'") {
		t.Errorf("policy %q", policy)
	}
}

func TestThePageLivesAtOneOrigin(t *testing.T) {
	s := start(t)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = strings.Replace(request.URL.Host, "127.0.0.1", "localhost", 1)
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusTemporaryRedirect || response.Header.Get("Location") != s.Card().Page {
		t.Errorf("%s to %q", response.Status, response.Header.Get("Location"))
	}
}

func TestThePageHasNoMarkupFromStrings(t *testing.T) {
	files, err := web.ReadDir("web")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := web.ReadFile("web/" + file.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "style=\"", "onclick=\""} {
			if strings.Contains(string(text), word) {
				t.Errorf("%s uses %s", file.Name(), word)
			}
		}
		if n := strings.Count(string(text), "\n"); n > 300 {
			t.Errorf("%s has %d lines", file.Name(), n)
		}
	}
}
