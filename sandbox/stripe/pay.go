package stripe

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Cards that Pay takes.
const (
	CardOK        = "ok"
	CardDeclined  = "declined"
	CardConfirm   = "confirm"    // the bank asks for a confirmation, which is given
	CardSlow      = "slow"       // arrives three days later
	CardSlowFails = "slow-fails" // fails three days later
	CardAbandon   = "abandon"    // the page is left without paying
	CardSave      = "save"       // accepted, and the box to save it is ticked
	CardSaved     = "saved"      // the one that was saved before

	cardChallenge = "challenge" // the bank's question, not yet answered
	cardRefuse    = "refuse"    // the bank's question is answered with no
)

// authenticationFailure is the code of a refused confirmation.
const authenticationFailure = "payment_intent_authentication_failure"

// slowDays is how many days a slow method takes.
const slowDays = 3

// Pay pays a hosted checkout page as a person with the given test card, and
// returns what the page then says. A page that cannot be paid any more says
// so; only an unknown page or card is an error.
func (s *Stripe) Pay(ctx context.Context, address, card string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	id, err := pathElement(address, "/pay/")
	if err != nil {
		return "", err
	}
	if !slices.Contains(cards(), card) {
		return "", fmt.Errorf("no such test card: %q; there are %s", card, strings.Join(cards(), ", "))
	}
	said := ""
	s.locked(func() {
		x, ok := s.platform.sessions.get(id)
		if !ok {
			err = fmt.Errorf("no such checkout page: %s", address)
			return
		}
		x.forget = card != CardSave
		said = s.pay(x, card)
	})
	s.wakeWorker()
	return said, err
}

func cards() []string {
	return []string{CardOK, CardDeclined, CardConfirm, CardSlow, CardSlowFails, CardAbandon, CardSave, CardSaved}
}

// pay is one press of the Pay button, with the lock held.
func (s *Stripe) pay(x *session, card string) string {
	s.overdue(x)
	switch {
	case x.status == "expired":
		return sayExpired
	case x.status == "complete":
		return sayComplete
	case card == CardAbandon:
		return sayAbandoned
	case x.orphaned():
		return sayNobody
	case card == CardSaved && !x.hasSaved():
		return sayNotSaved
	}
	i := s.intentOf(x)
	switch card {
	case CardDeclined:
		s.declined(s.tryCharge(i, "card"), &decline{"card_declined", "generic_decline", "Your card was declined."})
		return sayDeclined
	case cardRefuse:
		i.status, i.lastError = "requires_payment_method", &decline{
			authenticationFailure, "",
			"The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.",
		}
		s.emit(s.platform, "payment_intent.payment_failed", i, nil)
		return sayRefused
	case CardConfirm, cardChallenge:
		if i.status != "requires_action" {
			i.status, i.lastError = "requires_action", nil
			s.emit(s.platform, "payment_intent.requires_action", i, nil)
		}
		if card == cardChallenge {
			return sayConfirm
		}
	}
	i.lastError = nil
	if card == CardSlow || card == CardSlowFails {
		s.paySlowly(x, i, card == CardSlow)
		return saySlow
	}
	s.succeeded(s.tryCharge(i, "card"))
	x.paymentStatus = "paid"
	if x.kept = x.save == "enabled" && !x.forget && card != CardSaved; x.kept {
		x.customer.saved = true
	}
	s.complete(x)
	return s.thanks(x)
}

// thanks says what was paid, to whom, and once more what stood under the button.
func (s *Stripe) thanks(x *session) string {
	said := sayPaid + " " + formatAmount(x.total(), x.currency) + " to " + s.cfg.ShopName + "."
	if x.customText != "" {
		said += " " + x.customText
	}
	if x.kept {
		said += " " + saySaved
	}
	return said + " You can go back to Discord."
}

func (s *Stripe) paySlowly(x *session, i *intent, arrives bool) {
	ch := s.tryCharge(i, x.slowType())
	ch.status, i.status = "pending", "processing"
	s.emit(s.platform, "charge.pending", ch, nil)
	s.emit(s.platform, "payment_intent.processing", i, nil)
	s.complete(x)
	s.agenda.plan(s.now().AddDate(0, 0, slowDays), slowPayment{x, ch, arrives})
}

// slowPayment is the end of a slow payment: it arrives, or fails.
type slowPayment struct {
	session *session
	charge  *charge
	arrives bool
}

func (slowPayment) moot() bool { return false }

func (p slowPayment) act(s *Stripe) {
	if p.arrives {
		s.succeeded(p.charge)
		p.session.paymentStatus = "paid"
		s.emit(s.platform, "checkout.session.async_payment_succeeded", p.session, nil)
		return
	}
	s.declined(p.charge, &decline{"payment_method_provider_decline", "", "The customer's bank did not make the payment."})
	s.emit(s.platform, "checkout.session.async_payment_failed", p.session, nil)
}

// intentOf makes the session's payment intent at the first try.
func (s *Stripe) intentOf(x *session) *intent {
	if x.intent != nil {
		return x.intent
	}
	x.gather(s)
	id := newID("pi_", 24)
	x.intent = &intent{
		id: id, session: x, amount: x.total(), currency: x.currency, status: "requires_payment_method", created: s.now(),
		customer: x.customer, metadata: x.intentMetadata, transferGroup: x.transferGroup, description: x.description,
		suffix: x.suffix, shipping: x.shipping, types: x.types, secret: newID(id+"_secret_", 24),
	}
	s.platform.intents.add(x.intent)
	s.emit(s.platform, "payment_intent.created", x.intent, nil)
	return x.intent
}

func (s *Stripe) tryCharge(i *intent, method string) *charge {
	prefix := "ch_"
	if method != "card" {
		prefix = "py_"
	}
	i.method = newID("pm_", 24)
	ch := &charge{
		id: newID(prefix, 24), intent: i, amount: i.amount, currency: i.currency, method: method,
		created: s.now(), metadata: copyOf(i.metadata), name: i.session.buyer, email: i.session.email,
	}
	i.latest = ch
	s.platform.charges.add(ch)
	return ch
}

// succeeded books the charge: pending until it settles two business days on.
func (s *Stripe) succeeded(ch *charge) {
	now, kind := s.now(), "charge"
	if ch.method != "card" {
		kind = "payment"
	}
	ch.entry = s.platform.book.add(&entry{
		kind: kind, category: "charge", amount: ch.amount, fee: feeOn(ch.amount, ch.currency),
		currency: ch.currency, description: ch.intent.description, created: now, availableOn: settlement(now), source: ch,
	})
	s.settleAt(s.platform, ch.currency, ch.entry.availableOn)
	ch.status, ch.intent.status, ch.decline = "succeeded", "succeeded", nil
	s.emit(s.platform, "charge.succeeded", ch, nil)
	s.emit(s.platform, "payment_intent.succeeded", ch.intent, nil)
}

func (s *Stripe) declined(ch *charge, why *decline) {
	ch.status, ch.decline = "failed", why
	ch.intent.status, ch.intent.lastError, ch.intent.method = "requires_payment_method", why, ""
	s.emit(s.platform, "charge.failed", ch, nil)
	s.emit(s.platform, "payment_intent.payment_failed", ch.intent, nil)
}

// pathElement takes the element behind prefix from a hosted page's address.
func pathElement(address, prefix string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", fmt.Errorf("read the page's address: %w", err)
	}
	rest, ok := strings.CutPrefix(u.Path, prefix)
	if !ok {
		return "", fmt.Errorf("not a page of the sandbox's Stripe: %s", address)
	}
	id, _, _ := strings.Cut(rest, "/")
	return id, nil
}
