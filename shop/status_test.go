package shop_test

import (
	"fmt"
	"strings"
	"testing"

	"till/shop"
)

// matrix is every event in every status: the next status; . recorded; ↩ given
// back; … remembered; or the reason of the refusal.
const matrix = `
                    requested    processing  paid          shipped       delivered     completed  declined   canceled   expired   refunded   charged_back
payment_processing  processing   .           .             .             .             .          .          .          .         .          .
payment_failed      .            requested   .             .             .             .          .          .          .         .          .
payment_succeeded   paid         paid        ↩             ↩             ↩             ↩          ↩          ↩          ↩         ↩          ↩
decline             declined     …           !paid         !paid         !paid         !done      !declined  !canceled  !expired  !done      !done
cancel              canceled     …           canceled      !shipped      !shipped      !done      !declined  !canceled  !expired  !done      !done
expire              expired      .           .             .             .             .          .          .          .         .          .
revise              requested    !processing !paid         !paid         !paid         !done      !declined  !canceled  !expired  !done      !done
ship                !not_paid    !not_paid   shipped       !shipped      !shipped      !done      !declined  !canceled  !expired  !done      !done
deliver             !not_paid    !not_paid   delivered     delivered     .             .          .          .          .         .          .
complete            .            .           .             completed     completed     .          .          .          .         .          .
refunded_in_full    .            .           canceled      refunded      refunded      refunded   .          .          .         .          .
dispute_lost        .            .           charged_back  charged_back  charged_back  .          .          .          .         .          .
`

func TestMatrix(t *testing.T) {
	var got strings.Builder
	fmt.Fprintf(&got, "\n%-20s", "")
	cells := func(words []string) {
		widths := []int{13, 12, 14, 14, 14, 11, 11, 11, 10, 11, 0}
		for i, word := range words {
			fmt.Fprintf(&got, "%-*s", widths[i], word)
		}
		got.WriteString("\n")
	}
	var row []string
	for _, s := range shop.Statuses() {
		row = append(row, string(s))
	}
	cells(row)
	for _, e := range shop.StatusEvents() {
		row = row[:0]
		for _, s := range shop.Statuses() {
			row = append(row, cell(t, s, e))
		}
		fmt.Fprintf(&got, "%-20s", e)
		cells(row)
	}
	if clean(got.String()) != clean(matrix) {
		t.Errorf("the table is\n%s\nwant\n%s", got.String(), matrix)
	}
}

func clean(table string) string {
	var lines []string
	for line := range strings.Lines(table) {
		lines = append(lines, strings.TrimSpace(line))
	}
	return strings.Join(lines, "\n")
}

func cell(t *testing.T, s shop.Status, e shop.Event) string {
	t.Helper()
	next := shop.Next(s, e)
	if (next.Effect != shop.Move) && next.To != s {
		t.Errorf("%s in %s: goes to %s without a move", e, s, next.To)
	}
	if (next.Effect == shop.Reject) != (next.Reason != "") {
		t.Errorf("%s in %s: %s with reason %q", e, s, next.Effect, next.Reason)
	}
	switch next.Effect {
	case shop.Move:
		return string(next.To)
	case shop.Record:
		return "."
	case shop.Return:
		return "↩"
	case shop.Remember:
		return "…"
	case shop.Reject:
		return "!" + string(next.Reason)
	default:
		t.Errorf("%s in %s: no effect named %q", e, s, next.Effect)
		return "?"
	}
}

func TestEnded(t *testing.T) {
	const want = "completed declined canceled expired refunded charged_back"
	var ended []string
	for _, s := range shop.Statuses() {
		if s.Ended() {
			ended = append(ended, string(s))
		}
	}
	if got := strings.Join(ended, " "); got != want {
		t.Errorf("ended: %s, want %s", got, want)
	}
}

// Nobody gets out of an end, but a completed order can still be refunded.
func TestEndsStay(t *testing.T) {
	for _, s := range shop.Statuses() {
		for _, e := range shop.StatusEvents() {
			next := shop.Next(s, e)
			if s.Ended() && next.Effect == shop.Move && !(s == shop.Completed && next.To == shop.Refunded) {
				t.Errorf("%s leads from %s to %s", e, s, next.To)
			}
		}
	}
}

func TestNextUnknown(t *testing.T) {
	for _, tt := range []struct {
		s shop.Status
		e shop.Event
	}{{"lost", shop.EventShip}, {shop.Paid, "teleport"}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s in %s: no panic", tt.e, tt.s)
				}
			}()
			shop.Next(tt.s, tt.e)
		}()
	}
}

func TestOrderID(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"7K3M-9QXD", "7K3M-9QXD"},
		{"#7k3m9qxd", "7K3M-9QXD"},
		{" 7k3m 9qxd ", "7K3M-9QXD"},
		{"7K3M\u20119QXD", "7K3M-9QXD"},
		{"oOiI-lL01", "0011-1101"},
		{"", ""},
		{"7K3M-9QX", ""},
		{"7K3M-9QXDD", ""},
		{"7K3M-9QXU", ""},
		{"7K3M-9QX!", ""},
		{"７K3M9QXD", ""},
	} {
		id, err := shop.ParseOrderID(tt.text)
		switch {
		case tt.want == "" && shop.ReasonOf(err) != shop.ReasonReference:
			t.Errorf("%q: got %s, %v, want a refusal", tt.text, id, err)
		case tt.want != "" && (err != nil || id.String() != tt.want):
			t.Errorf("%q: got %s, %v, want %s", tt.text, id, err, tt.want)
		}
	}
	for _, tt := range []struct {
		random [5]byte
		want   string
	}{
		{[5]byte{}, "0000-0000"},
		{[5]byte{255, 255, 255, 255, 255}, "ZZZZ-ZZZZ"},
		{[5]byte{0, 0, 0, 0, 33}, "0000-0011"},
	} {
		id := shop.NewOrderID(tt.random)
		if back, err := shop.ParseOrderID(id.String()); id.String() != tt.want || err != nil || back != id {
			t.Errorf("%v: got %s, read as %s, %v, want %s", tt.random, id, back, err, tt.want)
		}
	}
	if got := shop.OrderID("odd").String(); got != "odd" {
		t.Errorf("an odd id is shown as %q", got)
	}
}
