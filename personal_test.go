package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// lockedBuffer is a log that is written to from everywhere.
type lockedBuffer struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.Write(p)
}

// TestNothingPersonal: what a buyer types on the payment page is shown to the
// seller, and is neither in the store nor in the log of a whole sale; nor is who
// signed for the parcel. What people say to each other is kept, and not logged.
func TestNothingPersonal(t *testing.T) {
	t.Parallel()
	typed := url.Values{
		"card": {"ok"}, "email": {"marked-mail@example.com"}, "name": {"Marked Name"}, "line1": {"7 Marked Street"},
		"city": {"Markedtown"}, "postal_code": {"90731"}, "state": {"CA"}, "country": {"US"}, "phone": {"+12025559073"},
	}
	marks := []string{"marked-mail", "Marked Name", "Marked Street", "Markedtown", "90731", "2025559073"}
	const signer = "TEST BUYER" // as the sandbox's carriers tell it

	world := startWorld(t)
	store := filepath.Join(t.TempDir(), "till.db")
	config, err := new(demoCommand).serve(world, store)
	if err != nil {
		t.Fatal(err)
	}
	config.ShipTo = []string{"US"}
	policy, err := config.validate()
	if err != nil {
		t.Fatal(err)
	}
	log := new(lockedBuffer)
	s, err := newService(t.Context(), config, policy, slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	defer cancel()
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- s.run(ctx, func() { close(ready) }) }()
	<-ready
	hooks := s.address() + "/webhooks/"
	if err := errors.Join(world.SetWebhooks(hooks+"stripe", hooks+"stripe/connect"), world.SetCarrierWebhook(hooks+"easypost")); err != nil {
		t.Fatal(err)
	}
	world.Carrier().SetTravel(true)
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(world.Command(t.Context(), "seller", "dm", []string{"/sell", "name:Blue Kiln", "country:US"}))
	must(world.Onboard(t.Context(), "seller", true))
	must(world.Command(t.Context(), "seller", "dm", []string{"/settings", "phone:Asked for"}))
	must(world.Command(t.Context(), "seller", "dm", []string{"/request", "buyer:@buyer", "item:Spoken Mug", "price:25", "note:Spoken note"}))
	must(world.Command(t.Context(), "buyer", "dm", []string{"/ask", "shop:Blue Kiln", "question:Spoken question"}))
	must(world.Type(t.Context(), "seller", "dm", "Spoken answer", nil, ""))
	seen, err := world.Tap(t.Context(), "buyer", "dm", "Pay", "")
	must(seen, err)
	page := regexp.MustCompile(regexp.QuoteMeta(world.URL()) + `/pay/\w+`).FindString(fmt.Sprintf("%+v", seen))
	if page == "" {
		t.Fatalf("no payment page in:\n%s", seen.Text)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, page, strings.NewReader(typed.Encode()))
	must(request, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := http.DefaultClient.Do(request)
	must(response, err)
	response.Body.Close()
	if err := world.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}

	seen, err = world.Tap(t.Context(), "seller", "dm", "Show address", "")
	must(seen, err)
	for _, mark := range marks {
		if !strings.Contains(seen.Text, mark) {
			t.Errorf("the seller does not see %q:\n%s", mark, seen.Text)
		}
	}
	must(world.Tap(t.Context(), "seller", "dm", "Mark as shipped", ""))
	must(world.Fill(t.Context(), "seller", "dm", map[string]string{"Tracking": "1Z5R89390357567127"}))
	must(world.Advance(t.Context(), 8*24*time.Hour))
	must(world.Tap(t.Context(), "buyer", "dm", "There is a problem", ""))
	must(world.Choose(t.Context(), "buyer", "dm", []string{"It is damaged"}, ""))
	must(world.Fill(t.Context(), "buyer", "dm", map[string]string{"What is wrong": "Spoken complaint"}))
	must(world.Command(t.Context(), "seller", "dm", []string{"/payouts"}))
	must(world.Tap(t.Context(), "buyer", "dm", "It is solved", ""))
	must(world.Tap(t.Context(), "buyer", "dm", "Yes, it is solved", ""))
	must(world.Advance(t.Context(), 8*24*time.Hour))
	must(world.Tap(t.Context(), "buyer", "dm", "Review", ""))
	must(world.Choose(t.Context(), "buyer", "dm", []string{"★★★★★"}, ""))
	must(world.Fill(t.Context(), "buyer", "dm", map[string]string{"text": "Spoken praise"}))
	must(world.Command(t.Context(), "other", "dm", []string{"/report", "shop:Blue Kiln", "reason:Something else", "text:Spoken suspicion"}))
	if p := world.Carrier().Parcels(); len(p) != 1 || p[0].Status != "delivered" {
		t.Fatalf("the parcel has not arrived: %+v", p)
	}

	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	kept, err := os.ReadFile(store)
	must(kept, err)
	if !bytes.Contains(kept, []byte("Blue Kiln")) || !strings.Contains(log.all.String(), "interaction") {
		t.Fatal("the store or the log is not where it is looked for")
	}
	for _, word := range []string{"Mug", "note", "question", "answer", "complaint", "praise"} {
		if !bytes.Contains(kept, []byte("Spoken "+word)) {
			t.Errorf("what was spoken is not kept: %q", word)
		}
	}
	if strings.Contains(log.all.String(), "Spoken") {
		t.Error("the log has what people said")
	}
	for _, person := range []string{"seller", "buyer", "other", "operator"} {
		if id := world.Discord().Person(person).ID; strings.Contains(log.all.String(), id) {
			t.Errorf("the log names the %s, by id", person)
		}
	}
	for _, mark := range append(marks, signer) {
		if bytes.Contains(kept, []byte(mark)) {
			t.Errorf("the store has %q", mark)
		}
		if strings.Contains(log.all.String(), mark) {
			t.Errorf("the log has %q", mark)
		}
	}
}
