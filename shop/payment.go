package shop

import (
	"context"
	"fmt"

	"till/shop/ledger"
	"till/shop/money"
)

// feeRetry is how long to wait before looking again for the provider's fee.
const feeRetry = day / 24

// meetSession brings the order in line with what the provider says of one of
// its checkout sessions. It may be told the same thing many times, and in any
// order.
func (t *turn) meetSession(session CheckoutSession) error {
	page := t.o.page(session.ID)
	if page == nil {
		return refuse(Internal, "", "%s has no checkout %s", t.o.ID, session.ID)
	}
	switch session.State {
	case SessionOpen:
		return nil
	case SessionExpired:
		return t.closed(page)
	case SessionProcessing:
		if page.State != CheckoutOpen {
			return t.awaitPayment(session) // known, or an older word than the one we have
		}
		page.State = CheckoutDone
		switch c := t.o.Closing; {
		case c == nil:
		case c.Event == EventExpire:
			t.o.Closing = nil // paid in time: the expiry waits for the outcome
		case c.Event == EventRevise:
			t.notRevised(nil)
		default:
			c.Slow = true
		}
		effect, err := t.happen(EventPaymentProcessing, map[string]string{"session": session.ID})
		if err != nil || effect != Move {
			return err
		}
		t.tellBoth(NoticeProcessing, nil)
		return t.awaitPayment(session)
	case SessionFailed:
		return t.failed(page)
	case SessionPaid:
		page.State = CheckoutDone
		return t.paid(session)
	default:
		return refuse(Internal, "", "session %s is %q", session.ID, session.State)
	}
}

// awaitPayment has a slow payment looked at once a day, in case its event is lost.
func (t *turn) awaitPayment(session CheckoutSession) error {
	if t.o.Status != Processing {
		return nil
	}
	return t.s.fetchLater(t.tx, session.ID, fmt.Sprint(t.o.Entries), t.now.Add(day))
}

func (o *Order) page(session string) *Checkout {
	for i := range o.Checkouts {
		if o.Checkouts[i].Session == session {
			return &o.Checkouts[i]
		}
	}
	return nil
}

func (t *turn) closed(page *Checkout) error {
	if page.State != CheckoutOpen {
		return nil
	}
	page.State = CheckoutClosed
	return t.note(ActCheckoutClosed, map[string]string{"n": fmt.Sprint(page.N)})
}

// failed takes a slow payment that came to nothing: the order can be paid anew,
// or ends as somebody wished meanwhile.
func (t *turn) failed(page *Checkout) error {
	if page.State == CheckoutClosed {
		return nil
	}
	page.State = CheckoutClosed
	effect, err := t.happen(EventPaymentFailed, map[string]string{"n": fmt.Sprint(page.N)})
	if err != nil || effect != Move {
		return err
	}
	if c := t.o.Closing; c != nil {
		t.actor = c.Actor
		return t.finish(c.Event)
	}
	if soon := t.now.Add(day); t.o.ExpiresAt.Before(soon) {
		t.o.ExpiresAt = soon
	}
	if err := t.later(kindExpire, 0, t.o.ExpiresAt); err != nil {
		return err
	}
	t.tellBoth(NoticePaymentFailed, nil)
	return nil
}

// paid takes a payment that succeeded.
func (t *turn) paid(session CheckoutSession) error {
	p := session.Payment
	if p == nil || p.Charge == "" {
		return refuse(Unavailable, "", "session %s is paid and has no charge yet", session.ID)
	}
	if t.o.Payment != nil && t.o.Payment.Intent == p.Intent {
		return t.learnFee(session)
	}
	for i, r := range t.o.Refunds {
		if r.Extra && r.Charge == p.Charge {
			return t.bearFee(&t.o.Refunds[i], session) // on its way back already
		}
	}
	if err := t.tx.Orders().Link(p.Charge, t.o.ID); err != nil {
		return err
	}
	if Next(t.o.Status, EventPaymentSucceeded).Effect == Return {
		return t.giveBack(session)
	}
	t.o.Payment = &Payment{Session: session.ID, Intent: p.Intent, Charge: p.Charge, Amount: p.Amount, At: p.At}
	t.o.PaidAt = t.now
	if err := t.charged(session); err != nil {
		return err
	}
	for _, kind := range orderTimers {
		if err := t.never(kind, 0); err != nil {
			return err
		}
	}
	if err := t.learnFee(session); err != nil {
		return err
	}
	if c := t.o.Closing; c != nil && c.Slow {
		// Declined or canceled while the money was on its way.
		t.actor = c.Actor
		return t.finish(EventCancel)
	}
	t.notRevised(nil)
	t.o.Closing = nil
	if err := t.awaitShipping(); err != nil {
		return err
	}
	if err := t.watchLimit(); err != nil {
		return err
	}
	seller, err := t.tx.Sellers().Get(t.o.Seller)
	if err != nil {
		return err
	}
	if err := t.suspended(seller); err != nil || p.Amount == t.o.Total {
		return err
	}
	return t.hold(HoldAmount)
}

// charged books a payment that succeeded.
func (t *turn) charged(session CheckoutSession) error {
	p := session.Payment
	_, err := t.happen(EventPaymentSucceeded,
		map[string]string{"session": session.ID, "intent": p.Intent, "charge": p.Charge},
		ledger.Posting{Debit: ledger.Held, Credit: ledger.Charged, Amount: p.Amount})
	return err
}

// awaitShipping starts the clock that the seller ships by.
func (t *turn) awaitShipping() error {
	t.o.ShipBy = t.o.PaidAt.Add(t.s.ShipsWithin(*t.o))
	for i, after := range t.s.shipReminders(*t.o) {
		if after == 0 {
			continue
		}
		if err := t.later(kindShipWarn, i+1, t.o.PaidAt.Add(after)); err != nil {
			return err
		}
	}
	if err := t.later(kindShipBy, 0, t.o.ShipBy); err != nil {
		return err
	}
	t.tellBoth(NoticePaid, nil)
	return nil
}

// learnFee books the provider's fee once it is known, and looks for it again
// while it is not. A fee in another currency than the charge's cannot be booked:
// the payout waits for the operator.
func (t *turn) learnFee(session CheckoutSession) error {
	p := session.Payment
	switch {
	case t.o.Payment.FeeKnown:
		return nil
	case !p.FeeKnown:
		return t.fetchAgain(session)
	case p.Fee.Currency != p.Amount.Currency:
		return t.hold(HoldConverted)
	}
	t.o.Payment.Fee, t.o.Payment.FeeKnown = p.Fee, true
	if t.s.cfg.Policy.OperatorBearsFees {
		t.o.FeesBorne += p.Fee.Minor
	}
	return t.note(ActProviderFee, nil, feePostings(p.Fee)...)
}

// bearFee books the provider's fee for a payment that goes back. The seller had
// no part in it: the operator bears it.
func (t *turn) bearFee(r *Refund, session CheckoutSession) error {
	p := session.Payment
	switch {
	case r.FeeKnown:
		return nil
	case !p.FeeKnown:
		return t.fetchAgain(session)
	}
	r.FeeKnown = true
	facts := map[string]string{"charge": p.Charge, "fee": p.Fee.String()}
	if p.Fee.Currency != p.Amount.Currency {
		return t.note(ActProviderFee, facts)
	}
	t.o.FeesBorne += p.Fee.Minor
	return t.note(ActProviderFee, facts, feePostings(p.Fee)...)
}

// fetchAgain has the session looked at once more, when the provider knows its fee.
func (t *turn) fetchAgain(session CheckoutSession) error {
	return t.s.fetchLater(t.tx, session.ID, fmt.Sprint(t.o.Entries), t.now.Add(feeRetry))
}

// feePostings books a fee that the provider kept, or gave back. Whose it is
// follows from the order's stand.
func feePostings(fee money.Money) []ledger.Posting {
	switch {
	case fee.IsZero():
		return nil
	case fee.IsNegative():
		return []ledger.Posting{{Debit: ledger.Held, Credit: ledger.ProviderFees, Amount: minus(fee)}}
	default:
		return []ledger.Posting{{Debit: ledger.ProviderFees, Credit: ledger.Held, Amount: fee}}
	}
}

// giveBack returns a payment that has nothing to pay for: the order had ended,
// or was paid already.
func (t *turn) giveBack(session CheckoutSession) error {
	p := session.Payment
	r := Refund{N: len(t.o.Refunds) + 1, State: CallRequested, Reason: RefundTwice, Charge: p.Charge, Amount: p.Amount, Extra: true, Waits: true, At: t.now}
	if t.o.Payment == nil {
		r.Reason = RefundTooLate
	}
	t.o.Refunds = append(t.o.Refunds, r) // whose the charge is, when it is booked
	if err := t.charged(session); err != nil {
		return err
	}
	t.o.Refunds = t.o.Refunds[:r.N-1]
	r.Waits = false
	if err := t.addRefund(r); err != nil {
		return err
	}
	if err := t.bearFee(&t.o.Refunds[r.N-1], session); err != nil {
		return err
	}
	t.tell(NoticePaidForNothing, RoleBuyer, map[string]string{"amount": p.Amount.String()})
	return nil
}

// fetchSession fetches a checkout session and brings its order in line with it.
// A session that the store does not know yet was opened just before a crash.
func (s *Shop) fetchSession(ctx context.Context, id string) (OrderID, outcome, error) {
	session, err := s.provider.FetchCheckout(ctx, id)
	if code := CodeOf(err); code == NotFound || code == Refused || err == nil && session.Order == "" {
		return "", nil, nil // not of this shop
	}
	if err != nil {
		return "", nil, err
	}
	return session.Order, func(t *turn) error {
		if t.o.page(id) == nil {
			if err := t.adopt(session); err != nil {
				return err
			}
		}
		return t.meetSession(session)
	}, nil
}

// adopt gives a session to the page that was being opened.
func (t *turn) adopt(session CheckoutSession) error {
	page := t.o.Checkout()
	if page == nil || page.State != CheckoutOpening {
		// The page was given up, and was opened nevertheless: its money counts.
		t.o.Checkouts = append(t.o.Checkouts, Checkout{N: len(t.o.Checkouts) + 1, ExpiresAt: session.ExpiresAt})
		page = &t.o.Checkouts[len(t.o.Checkouts)-1]
	}
	page.State, page.Session, page.URL = CheckoutOpen, session.ID, session.URL
	if err := t.tx.Orders().Link(session.ID, t.o.ID); err != nil {
		return err
	}
	return t.note(ActCheckoutOpen, map[string]string{"n": fmt.Sprint(page.N), "session": session.ID})
}
