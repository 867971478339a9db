package stripe

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// checkoutPage is what the hosted checkout shows.
type checkoutPage struct {
	Title, Shop, Initial string
	Total, Expires       string
	Lines, Rates         []pageLine
	Cards                []pageCard
	Address              *pageAddress
	Email, Phone         string
	CustomText           string
	Back                 string
	Say, Mood            string
	Confirm, Save        bool
}

type pageLine struct{ Name, Description, Each, Total, Image string }

type pageCard struct {
	Value, Name, About string
	Chosen             bool
}

type pageAddress struct{ Name, Line1, City, State, Postal, Country, Allowed string }

func (s *Stripe) showCheckout(w http.ResponseWriter, r *http.Request) {
	var page checkoutPage
	var end *message
	found := false
	s.locked(func() {
		x, ok := s.platform.sessions.get(r.PathValue("session"))
		if found = ok; !ok {
			return
		}
		s.overdue(x)
		if end = s.endOf(x); end == nil {
			page = s.checkoutPage(x)
		}
	})
	s.wakeWorker()
	switch {
	case !found:
		s.noPage(w)
	case end != nil:
		s.say(w, http.StatusOK, *end)
	default:
		s.show(w, http.StatusOK, "checkout", page)
	}
}

// postCheckout is the Pay button; the page that follows shows the outcome.
func (s *Stripe) postCheckout(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	card := r.PostFormValue("card")
	if card == CardConfirm && r.PostForm.Has("email") {
		card = cardChallenge // the page asks in a second step
	}
	page := ""
	s.locked(func() {
		x, ok := s.platform.sessions.get(r.PathValue("session"))
		if !ok || !slices.Contains(append(cards(), cardChallenge, cardRefuse), card) {
			return
		}
		page = "/pay/" + x.id
		if x.status == "open" && r.PostForm.Has("email") {
			x.typed(r)
		}
		s.pay(x, card)
	})
	s.wakeWorker()
	if page == "" {
		s.noPage(w)
		return
	}
	http.Redirect(w, r, page, http.StatusSeeOther)
}

// typed takes what the buyer has typed into the form.
func (x *session) typed(r *http.Request) {
	value := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	x.email, x.phone, x.forget = value("email"), value("phone"), value("save") == ""
	if x.countries == nil || value("line1") == "" {
		return
	}
	country := strings.ToUpper(value("country"))
	if !slices.Contains(x.countries, country) {
		country = x.testAddress().country // the real page offers only these
	}
	x.buyer = value("name")
	x.shipping = &shipping{
		name: x.buyer, line1: value("line1"), city: value("city"), state: value("state"),
		postal: value("postal_code"), country: country,
	}
	if x.intent != nil {
		x.intent.shipping = x.shipping
	}
}

// overdue expires an open session whose time is over.
func (s *Stripe) overdue(x *session) {
	if x.status == "open" && !s.now().Before(x.expiresAt) {
		s.expire(x, nil)
	}
}

// endOf is the page of a session that cannot be paid any more, or nil.
func (s *Stripe) endOf(x *session) *message {
	switch {
	case x.status == "open" && x.orphaned():
		return &message{Title: "This page cannot be paid", Text: sayNobody, Mood: "bad", Back: x.cancelURL}
	case x.status == "expired":
		return &message{Title: "This page has expired", Text: sayExpired, Mood: "note", Back: x.cancelURL}
	case x.status == "complete" && x.paymentStatus == "paid":
		return &message{
			Title: "Thank you", Mood: "good", Back: x.success(),
			Text: s.thanks(x),
		}
	case x.status == "complete" && x.intent.status == "processing":
		return &message{Title: "Thank you", Text: saySlow, Mood: "good", Back: x.success()}
	case x.status == "complete":
		return &message{
			Title: "The payment did not arrive", Mood: "bad", Back: x.success(),
			Text: "Your bank did not make the payment. You have not been charged. Ask for a new link in Discord.",
		}
	}
	return nil
}

// success is success_url with its placeholder filled in.
func (x *session) success() string {
	return strings.ReplaceAll(x.successURL, "{CHECKOUT_SESSION_ID}", x.id)
}

func (s *Stripe) checkoutPage(x *session) checkoutPage {
	p := checkoutPage{
		Title: "Pay " + s.cfg.ShopName, Shop: s.cfg.ShopName, Initial: s.initial(), Total: formatAmount(x.total(), x.currency),
		Expires: x.expiresAt.Format("2 January 2006, 15:04") + " UTC", Email: x.email, CustomText: x.customText, Back: x.cancelURL,
		Save: x.save == "enabled",
		Cards: []pageCard{
			{CardOK, "Visa ····4242", "Accepted", true},
			{CardDeclined, "Visa ····0002", "Declined by the bank", false},
			{CardConfirm, "Visa ····3220", "The bank asks you to confirm", false},
			{CardSlow, "Test bank account ····6789", "Slow: the money arrives after three days", false},
			{CardSlowFails, "Test bank account ····1116", "Slow, and fails after three days", false},
		},
	}
	if x.askPhone {
		p.Phone = cmp.Or(x.phone, testPhone)
	}
	if p.Email == "" {
		p.Email = x.knownEmail()
	}
	if x.hasSaved() {
		p.Cards[0].Name, p.Cards[0].Chosen = "Another Visa ····4242", false
		p.Cards = append([]pageCard{{CardSaved, "Visa ····4242, saved", "Your saved card. Accepted", true}}, p.Cards...)
	}
	for _, l := range x.lines {
		row := pageLine{Name: l.name, Description: l.description, Total: formatAmount(l.total, x.currency), Image: l.image}
		if l.quantity > 1 {
			row.Each = fmt.Sprintf("%d × %s", l.quantity, formatAmount(l.unit, x.currency))
		}
		p.Lines = append(p.Lines, row)
	}
	if len(x.rates) > 0 {
		p.Rates = []pageLine{{Name: x.rates[0].name, Total: formatAmount(x.rates[0].amount, x.currency)}}
	}
	if x.countries != nil {
		sh := x.shipping
		if sh == nil {
			sh = x.testAddress()
		}
		p.Address = &pageAddress{sh.name, sh.line1, sh.city, sh.state, sh.postal, sh.country, strings.Join(x.countries, ", ")}
	}
	if i := x.intent; i != nil {
		switch {
		case i.status == "requires_action":
			p.Confirm, p.Say, p.Mood = true, sayConfirm, "note"
		case i.lastError != nil && i.lastError.code == authenticationFailure:
			p.Say, p.Mood = sayRefused, "bad"
		case i.lastError != nil:
			p.Say, p.Mood = sayDeclined, "bad"
		}
	}
	return p
}
