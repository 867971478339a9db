package commands

import (
	"fmt"
	"strings"
	"time"

	"till/shop"
)

// parcels shows how the order was sent and where its parcels are, with links to
// the carriers' pages.
func (s side) parcels() string { return s.sent(s.where) }

// sent shows how the order was sent, and what else there is to say of each parcel;
// nil: nothing.
func (s side) sent(where func(shop.Parcel) string) string {
	var lines []string
	for i, p := range s.order.Parcels {
		head := ""
		switch {
		case p.InPerson:
			head = s.say(txtInPerson)
		case p.Words > 0:
			head = s.say(txtInChat)
		case p.Number == "" && p.Carrier == "":
			head = s.say(txtUntracked)
		case p.Number == "":
			head = s.say(txtUntrackedBy, "carrier", plain(p.Carrier))
		default:
			head = s.parcel(p)
		}
		if len(p.Lines) > 0 {
			head = s.say(txtParcelOf, "n", fmt.Sprint(i+1), "parcel", head, "things", s.things(p.Lines))
		}
		lines = append(lines, head)
		if p.Number != "" && !p.Checked && s.role == shop.RoleSeller {
			lines = append(lines, s.say(txtUnchecked))
		}
		if where != nil {
			lines = append(lines, nonEmpty(where(p))...)
		}
	}
	if missing := s.order.Unsent(); len(lines) > 0 && len(missing) > 0 && s.order.Status == shop.Paid && !s.order.OnlyAnnounced() {
		lines = append(lines, s.say(txtStillToCome, "things", s.things(missing)))
	}
	return strings.Join(lines, "\n")
}

// inPerson reports whether the order was handed over without having been shipped.
func (s side) inPerson() bool {
	return len(s.order.Parcels) > 0 && s.order.Parcels[0].InPerson
}

// parcel names a parcel by carrier and number.
func (s side) parcel(p shop.Parcel) string {
	number := plain(p.Number)
	if p.URL != "" {
		number = "[" + number + "](<" + p.URL + ">)" // <>: without a preview of the page
	}
	if p.Carrier == "" {
		return s.say(txtParcelNumber, "number", number)
	}
	return s.say(txtParcel, "carrier", plain(p.Carrier), "number", number)
}

// things names lines of the order, from 1.
func (s side) things(lines []int) string {
	all := ""
	for _, n := range lines {
		if n < 1 || n > len(s.order.Lines) {
			continue
		}
		thing := plain(s.order.Lines[n-1].Item)
		if all != "" {
			thing = s.say(txtThings, "things", all, "thing", thing)
		}
		all = thing
	}
	return all
}

// where says where a watched parcel is, when it was seen last, and the day on
// which it is expected.
func (s side) where(p shop.Parcel) string {
	if !p.Checked || !s.shop.Policy().Scans {
		return ""
	}
	if p.ScannedAt.IsZero() {
		switch {
		case p.Attention != "": // the label was withdrawn
			return s.say(placeWords[p.Status])
		case p.Announced:
			return s.tell(txtAnnounced)
		case s.order.Held(shop.HoldNoScan):
			return "" // said in more words
		case s.unpaid() && s.order.Unseen(s.shop.Policy()):
			return s.say(txtNotSeenPaid)
		default:
			return s.say(txtNotSeen)
		}
	}
	last := lastScan(p)
	if p.Back {
		return s.tell(txtBackAt, "when", exactTime(p.DeliveredAt))
	}
	if p.Arrived() {
		return s.say(txtDeliveredAt, "when", exactTime(p.DeliveredAt))
	}
	words := []string{s.place(last)}
	if last.Place != "" {
		words = append(words, s.say(txtLastSeenIn, "place", plain(last.Place), "when", relativeTime(last.At)))
	} else {
		words = append(words, s.say(txtLastSeen, "when", relativeTime(last.At)))
	}
	if !p.Expected.IsZero() && p.Attention == "" {
		words = append(words, s.say(txtExpected, "day", dayOnly(p.Expected)))
	}
	return strings.Join(words, " ")
}

// unpaid reports whether the seller was paid nothing for the order yet.
func (s side) unpaid() bool {
	_, paid := s.order.PaidOut()
	return !paid
}

// lastScan is the last scan of a parcel.
func lastScan(p shop.Parcel) shop.Scan {
	if len(p.Scans) == 0 {
		return shop.Scan{}
	}
	return p.Scans[len(p.Scans)-1]
}

// place says where a parcel was when it was scanned, or what was the matter.
func (s side) place(last shop.Scan) string {
	if words := attentionPlaces[last.Needs()]; words != "" {
		return s.tell(words)
	}
	return s.tell(placeWords[last.Status])
}

// scanned puts a scan of the journal into words; "" for what is only a guess or a
// label.
func (s side) scanned(facts map[string]string) string {
	p, ok := s.parcelNamed(facts["parcel"])
	scan := shop.Scan{Status: shop.ScanStatus(facts["status"]), Detail: facts["detail"]}
	words := scanWords[scan.Status]
	if attention := attentionPlaces[scan.Needs()]; attention != "" {
		words = attention
	}
	if words == "" || !ok {
		return ""
	}
	if p.Back && facts["status"] == string(shop.ScanDelivered) {
		words = txtScanBack
	}
	if facts["place"] == "" {
		return s.tell(words)
	}
	return s.say(txtScanIn, "what", s.tell(words), "place", plain(facts["place"]))
}

// parcelNamed finds a parcel by its name among the facts: a number, or "p" and the
// number of the problem whose goods it is.
func (s side) parcelNamed(name string) (shop.Parcel, bool) {
	if of, ok := strings.CutPrefix(name, "p"); ok {
		if p, ok := nth(s.order.Problems, of); ok && p.Goods != nil {
			return *p.Goods, true
		}
		return shop.Parcel{}, false
	}
	return nth(s.order.Parcels, name)
}

// parcelNotice is a message about one parcel, while it is as it says.
func (s side) parcelNotice(n shop.Notice) Message {
	p, ok := s.parcelNamed(n.Facts["parcel"])
	if !ok {
		return Message{}
	}
	problem := strings.HasPrefix(n.Facts["parcel"], "p")
	var about told
	silent := false
	switch attention := shop.Attention(n.Facts["attention"]); {
	case n.Kind == shop.NoticeStray:
		about = told{"", txtStray}
	case p.Arrived() && !p.Back:
		return Message{} // it is there after all
	case n.Kind == shop.NoticeLater:
		about, silent = told{txtLater, ""}, true
	case n.Kind == shop.NoticeStalled:
		about = told{txtStalled, txtStalledYour}
	case attention != p.Attention:
		return Message{} // it is elsewhere by now
	case problem:
		about = told{txtGoodsAttention, txtGoodsAttention}
	default:
		about = attentionWords[attention]
	}
	words := s.of(about)
	if words == "" {
		return Message{}
	}
	last, until := p.At, s.order.ProblemUntil()
	if len(p.Scans) > 0 {
		last = lastScan(p).At
	}
	if due := s.order.PayoutAt; s.unpaid() && due.After(last) && due.Before(until) {
		until = due // after it, the seller has the money
	}
	text := s.tell(words, "parcel", s.parcel(p), "place", s.place(lastScan(p)), "when", exactTime(last),
		"day", factDay(n.Facts, "day"), "was", factDay(n.Facts, "was"), "until", exactTime(until))
	return Message{Text: clip(text, maxContent), Rows: s.parcelButtons(), Silent: silent}
}

// parcelButtons is what a side can do about a parcel.
func (s side) parcelButtons() []Row {
	all := []Button{s.next("")}
	if s.role == shop.RoleBuyer {
		return buttons(append(append(all, s.next(routeAsk)), s.reporting()...)...)
	}
	all = append(all, s.next(routeAsk))
	if refundable(s.order) && s.order.Status != shop.Paid {
		all = append(all, button(s.say(btnRefund), Secondary, s.route(routeRefund)))
	}
	return buttons(all...)
}

// receiving is the buttons of the notice that the carrier delivered the order.
func receiving(s side) []Button {
	if s.role == shop.RoleSeller {
		return []Button{s.next(routePayouts), s.next("")}
	}
	var all []Button
	if s.order.AwaitsWord() {
		all = append(all, button(s.say(btnGot), Success, s.route(routeGot)))
	}
	return append(append(all, s.reporting()...), s.next(""))
}

// factDay reads a day among the facts.
func factDay(facts map[string]string, name string) string {
	at, err := time.Parse(time.DateOnly, facts[name])
	if err != nil {
		return ""
	}
	return dayOnly(at)
}
