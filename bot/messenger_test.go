package bot

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"till/commands"
	"till/sandbox/discord"
	"till/shop"
)

// notice is a notice to the buyer.
func (s *stage) notice() shop.Notice {
	return shop.Notice{Kind: shop.NoticePaid, To: shop.UserID(s.discord.Person("buyer").ID)}
}

func TestSend(t *testing.T) {
	s := newRunning(t)
	s.till.say(says("Paid."))
	ref, err := s.bot.Send(t.Context(), s.notice(), "nonce-1")
	if err != nil || ref.Channel == "" || ref.Message == "" {
		t.Fatal(ref, err)
	}
	again, err := s.bot.Send(t.Context(), s.notice(), "nonce-1")
	if err != nil || again != ref {
		t.Errorf("the same nonce gave %v, %v, want %v", again, err, ref)
	}
	if got := strings.Count(s.inbox("buyer"), "Paid."); got != 1 {
		t.Errorf("sent %d times", got)
	}
	if n := s.wire.count("/users/@me/channels"); n != 1 {
		t.Errorf("opened the DM %d times", n)
	}
	s.till.say(says("Shipped."))
	if err := s.bot.Edit(t.Context(), ref, s.notice()); err != nil {
		t.Fatal(err)
	}
	if got := s.inbox("buyer"); !strings.Contains(got, "Shipped.") || strings.Contains(got, "Paid.") {
		t.Errorf("buyer sees:\n%s", got)
	}
	s.till.say(commands.Message{})
	if ref, err := s.bot.Send(t.Context(), s.notice(), "nonce-2"); err != nil || ref != (shop.MessageRef{}) {
		t.Error("an empty notice:", ref, err)
	}
	s.settle(t)
}

// TestUndelivered puts Discord's refusals into the shop's terms.
func TestUndelivered(t *testing.T) {
	s := newRunning(t)
	for name, tt := range map[string]struct {
		fault  string
		code   shop.Code
		reason shop.Reason
	}{
		"DM closed":        {"closed-dm", shop.Refused, shop.ReasonDMClosed},
		"no server shared": {"closed-dm-50278", shop.Refused, shop.ReasonDMClosed},
		"DMs too fast":     {"dm-too-fast", shop.Refused, shop.ReasonDMClosed},
		"quarantined":      {"quarantine", shop.Refused, shop.ReasonDMClosed},
		"Discord is ill":   {"500", shop.Unavailable, ""},
		"cut":              {"drop", shop.Unavailable, ""},
	} {
		t.Run(name, func(t *testing.T) {
			n := shop.Notice{To: shop.UserID(s.discord.Person(tt.fault).ID)} // whose DM must be opened
			s.till.say(says("Paid."))
			if err := s.discord.Fault(tt.fault, 1); err != nil {
				t.Fatal(err)
			}
			before := s.wire.count("")
			_, err := s.bot.Send(t.Context(), n, name)
			if shop.CodeOf(err) != tt.code || shop.ReasonOf(err) != tt.reason {
				t.Errorf("got %v (%s, %s)", err, shop.CodeOf(err), shop.ReasonOf(err))
			}
			if n := s.wire.count("") - before; n > 2 {
				t.Errorf("sent %d requests: it must not insist", n)
			}
			if _, err := s.bot.Send(t.Context(), n, name); err != nil {
				t.Errorf("the next time: %v", err)
			}
			s.settle(t)
		})
	}
}

func TestEditGone(t *testing.T) {
	s := newRunning(t)
	s.till.say(says("Paid."))
	ref, err := s.bot.Send(t.Context(), s.notice(), "nonce-1")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.bot.api.call(t.Context(), http.MethodDelete, "/channels/"+ref.Channel+"/messages/"+ref.Message, nil, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.bot.Edit(t.Context(), ref, s.notice()); shop.CodeOf(err) != shop.NotFound {
		t.Errorf("got %v, want not found", err)
	}
	s.settle(t)
}

// Test429 waits for Discord's limit and then delivers.
func Test429(t *testing.T) {
	s := newRunning(t)
	for _, fault := range []string{"429", "429-html"} {
		t.Run(fault, func(t *testing.T) {
			s.till.say(says("Paid after " + fault + "."))
			if err := s.discord.Fault(fault, 1); err != nil {
				t.Fatal(err)
			}
			if _, err := s.bot.Send(t.Context(), s.notice(), fault); err != nil {
				t.Fatal(err)
			}
			if got := s.inbox("buyer"); !strings.Contains(got, "Paid after "+fault+".") {
				t.Errorf("buyer sees:\n%s", got)
			}
			s.settle(t)
		})
	}
}

// TestTyped: a message typed in the DM is answered by a reply; its file is passed on anew.
func TestTyped(t *testing.T) {
	s := newRunning(t)
	s.till.say(says("Anything else?"))
	if _, err := s.bot.Send(t.Context(), shop.Notice{To: shop.UserID(s.discord.Person("seller").ID)}, "n"); err != nil {
		t.Fatal(err)
	}
	s.till.answer(always(commands.Reply{Message: says("Passed on.")}))
	file := discord.File{Name: "mug.png", ContentType: "image/png", Content: []byte("a picture")}
	if _, err := s.discord.Type(t.Context(), "seller", discord.DM, "Is this it?", []discord.File{file}, "newest"); err != nil {
		t.Fatal(err)
	}
	s.expect(t, "Passed on.")
	messages := s.discord.Messages("seller", discord.DM)
	r := s.till.last(t)
	if r.Kind != commands.Typed || r.Text != "Is this it?" || r.ReplyTo != messages[0].ID || len(r.Files) != 1 || r.Place != commands.InDM {
		t.Fatalf("decoded %+v", r)
	}
	if got := messages[len(messages)-1]; got.ReplyTo != r.Cause {
		t.Errorf("the answer replies to %q, want %q", got.ReplyTo, r.Cause)
	}
	// Relayed to the buyer, with the file uploaded anew.
	gone := shop.Attachment{Name: "old.png", URL: s.url + "/discord/cdn/attachments/1/2/old.png"}
	foreign := shop.Attachment{Name: "else.png", URL: "http://169.254.169.254/latest"}
	s.till.say(commands.Message{Text: "Seller: Is this it?", Files: append(r.Files, gone, foreign)})
	ref, err := s.bot.Send(t.Context(), s.notice(), "nonce-1")
	if err != nil {
		t.Fatal(err)
	}
	got := s.inbox("buyer")
	for _, want := range []string{"[file mug.png]", "(old.png is no longer available.)", "(else.png is no longer available.)"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q: buyer sees:\n%s", want, got)
		}
	}
	// Edited into something without the file: the file goes.
	s.till.say(says("Never mind."))
	if err := s.bot.Edit(t.Context(), ref, s.notice()); err != nil {
		t.Fatal(err)
	}
	if got := s.inbox("buyer"); strings.Contains(got, "mug.png") {
		t.Errorf("buyer sees:\n%s", got)
	}
	// A link that has expired is made anew, as long as the message is there.
	expired, deleted := r.Files[0], r.Files[0]
	expired.URL, _, _ = strings.Cut(expired.URL, "?")
	deleted.Name, deleted.URL, deleted.From.Message = "deleted.png", expired.URL, "1"
	s.till.say(commands.Message{Text: "Again", Files: []shop.Attachment{expired, deleted}})
	if _, err := s.bot.Send(t.Context(), s.notice(), "nonce-2"); err != nil {
		t.Fatal(err)
	}
	if got := s.inbox("buyer"); !strings.Contains(got, "[file mug.png]") || !strings.Contains(got, "(deleted.png is no longer available.)") {
		t.Errorf("buyer sees:\n%s", got)
	}
	s.settle(t)
}

// TestFileLater: a file that cannot be had just now makes the shop try again.
func TestFileLater(t *testing.T) {
	s := newRunning(t)
	s.answerWith("GET /discord/cdn/", 1, http.StatusServiceUnavailable, "")
	s.till.say(commands.Message{Text: "A picture.", Files: []shop.Attachment{{Name: "a.png", URL: s.url + "/discord/cdn/attachments/1/2/a.png"}}})
	if _, err := s.bot.Send(t.Context(), s.notice(), "nonce-1"); shop.CodeOf(err) != shop.Unavailable {
		t.Errorf("got %v", err)
	}
	s.till.say(commands.Message{Text: "A picture.", Files: []shop.Attachment{{Name: "../../big.png", Size: fileLimit + 1, URL: s.url + "/discord/cdn/attachments/1/2/big.png"}}})
	if _, err := s.bot.Send(t.Context(), s.notice(), "nonce-1"); err != nil {
		t.Error(err)
	}
	if got := s.inbox("buyer"); !strings.Contains(got, "(big.png is too large to pass on.)") {
		t.Errorf("buyer sees:\n%s", got)
	}
	s.settle(t)
}

// TestNotHeard: what bots write, and what is written in a server, is not for Till.
func TestNotHeard(t *testing.T) {
	s := newRunning(t)
	if _, err := s.discord.Type(t.Context(), "seller", discord.Server, "hello all", nil, ""); err != nil {
		t.Fatal(err)
	}
	s.till.say(says("From the bot itself."))
	if _, err := s.bot.Send(t.Context(), s.notice(), "nonce-1"); err != nil {
		t.Fatal(err)
	}
	s.settle(t)
	s.till.mu.Lock()
	defer s.till.mu.Unlock()
	if len(s.till.asked) != 0 {
		t.Errorf("asked %+v", s.till.asked)
	}
}

// TestMade: what the bot made for an answer is uploaded with it, and a card shows its picture.
func TestMade(t *testing.T) {
	s := newRunning(t)
	content := map[string]string{"sales.png": "a picture", "sales.csv": "\ufeffOrder,Sold\r\n"}
	m := commands.Message{
		Cards: []commands.Card{{Body: "Sold: $30.00", Image: commands.InMessage("sales.png")}},
		Made: []commands.File{
			{Name: "sales.png", Type: "image/png", Content: []byte(content["sales.png"])},
			{Name: "sales.csv", Type: "text/csv; charset=utf-8", Content: []byte(content["sales.csv"])},
		},
	}
	for _, reply := range []commands.Reply{
		{Private: true, Message: m},
		{Private: true, Later: func(context.Context) commands.Reply { return commands.Reply{Private: true, Message: m} }},
	} {
		s.till.answer(always(reply))
		s.request(t)
		s.expectNew(t, "Sold: $30.00", "[file sales.csv]")
		messages := s.discord.Messages("seller", discord.DM)
		got := messages[len(messages)-1]
		if len(got.Embeds) != 1 || got.Embeds[0].Image == nil || len(got.Attachments) != 1 {
			t.Fatalf("seller sees %+v", got)
		}
		for name, address := range map[string]string{"sales.png": got.Embeds[0].Image.URL, "sales.csv": got.Attachments[0].URL} {
			f, err := s.bot.api.fetch(t.Context(), shop.Attachment{URL: address}, fileLimit)
			if err != nil || string(f.content) != content[name] {
				t.Errorf("%s holds %q, %v", name, f.content, err)
			}
		}
	}
}

// TestKnownChannel: a DM that an earlier message is known of is not opened anew, after a restart
// either; unless it is gone.
func TestKnownChannel(t *testing.T) {
	s := newRunning(t)
	s.till.say(says("Paid."))
	ref, err := s.bot.Send(t.Context(), s.notice(), "nonce-1")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		channel string
		opened  int
	}{{ref.Channel, 0}, {"1", 1}, {"", 1}} {
		s.bot.channels = newChannels() // as after a restart
		before, n := s.wire.count("POST /discord/api/v9/users/@me/channels"), s.notice()
		n.Channel = tt.channel
		got, err := s.bot.Send(t.Context(), n, "nonce-"+tt.channel)
		if err != nil || got.Channel != ref.Channel {
			t.Errorf("known as %q: sent to %q, want %q: %v", tt.channel, got.Channel, ref.Channel, err)
		}
		if opened := s.wire.count("POST /discord/api/v9/users/@me/channels") - before; opened != tt.opened {
			t.Errorf("known as %q: opened %d times, want %d", tt.channel, opened, tt.opened)
		}
	}
	s.settle(t)
}
