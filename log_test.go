package main

import (
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"till/shop"
)

// logLine is one line of the log, decoded.
type logLine map[string]any

// is reports whether the line has all of the values.
func (l logLine) is(values ...string) bool {
	for i := 0; i+1 < len(values); i += 2 {
		if got, _ := l[values[i]].(string); got != values[i+1] {
			return false
		}
	}
	return true
}

func (l logLine) text(name string) string {
	text, _ := l[name].(string)
	return text
}

// TestOneAct follows acts through the log of a sale, at the level that is usual: from
// the tap to the provider's page, from the webhook to the order, and from the job to
// the transfer, by the cause or by the order.
func TestOneAct(t *testing.T) {
	t.Parallel()
	log := new(lockedBuffer)
	w := watch(t, slog.New(slog.NewJSONHandler(log, nil)))
	w.sell()
	w.must(w.world.Advance(t.Context(), 30*24*time.Hour))
	w.end()

	var lines []logLine
	for text := range strings.Lines(log.all.String()) {
		var l logLine
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		lines = append(lines, l)
	}
	find := func(values ...string) logLine {
		t.Helper()
		i := slices.IndexFunc(lines, func(l logLine) bool { return l.is(values...) })
		if i < 0 {
			t.Fatalf("no line has %q in:\n%s", values, &log.all)
		}
		return lines[i]
	}

	call := func(key string) logLine { // at the provider, under a key of the installation's
		t.Helper()
		i := slices.IndexFunc(lines, func(l logLine) bool { return l.is("msg", "stripe call") && strings.HasPrefix(l.text("key"), key) })
		if i < 0 {
			t.Fatalf("no call has the key %s in:\n%s", key, &log.all)
		}
		return lines[i]
	}

	tap := find("msg", "interaction", "name", "pay")
	opening := find("msg", "order", "act", "checkout_opening", "cause", tap.text("cause"))
	order := opening.text("order")
	page := call("checkout:" + order + ":1@")
	if page.text("cause") != tap.text("cause") || page.text("request") == "" {
		t.Errorf("the provider's page was asked for without a trace: %v", page)
	}
	find("msg", "order", "act", "checkout_open", "order", order, "cause", tap.text("cause"))

	paid := find("msg", "order", "act", "payment_succeeded", "order", order, "job", "session", "from", "requested", "to", "paid")
	find("msg", "webhook", "event", paid.text("cause"), "type", "checkout.session.completed")

	shipped := find("msg", "order", "act", "ship", "order", order)
	find("msg", "interaction", "name", "shipped", "cause", shipped.text("cause"))

	transfer := call("transfer:" + order + ":1@")
	if transfer.text("cause") == "" || !transfer.is("job", "payout", "order", order) {
		t.Errorf("the transfer left without a trace: %v", transfer)
	}
	find("msg", "order", "act", "payout_requested", "order", order, "cause", transfer.text("cause"))
	find("msg", "order", "act", "payout_sent", "order", order, "cause", transfer.text("cause"))

	for _, person := range []string{"seller", "buyer", "operator"} {
		if id := w.world.Discord().Person(person).ID; strings.Contains(log.all.String(), id) {
			t.Errorf("the %s is named in:\n%s", person, &log.all)
		}
	}
}

// TestCaused: a line says once what it is about, and what it says itself counts.
func TestCaused(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	log := caused(slog.New(slog.NewTextHandler(&text, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))).With("with", "this")
	log.Info("nobody knows")
	ctx := shop.WithCause(t.Context(), "evt_1")
	log.InfoContext(ctx, "known")
	log.WithGroup("g").InfoContext(ctx, "says itself", "cause", "evt_2")
	const want = "level=INFO msg=\"nobody knows\" with=this\n" +
		"level=INFO msg=known with=this cause=evt_1\n" +
		"level=INFO msg=\"says itself\" with=this g.cause=evt_2\n"
	if text.String() != want {
		t.Errorf("got:\n%swant:\n%s", text.String(), want)
	}
}
