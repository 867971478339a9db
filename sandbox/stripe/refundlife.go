package stripe

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// refundLife is how long a refund may wait for the balance before it fails
// (https://support.stripe.com/questions/fix-your-pending-refund).
const refundLife = 45 * 24 * time.Hour

// covers tells whether the refund can be paid now, and when its money leaves
// the balance: out of the charge's own money while that is unsettled, else
// out of the available balance.
func (s *Stripe) covers(r *refund) (from time.Time, ok bool) {
	now, ch := s.now(), r.charge
	if ch.unsettled(now) && ch.amount-ch.transferred()-ch.paidBack() >= r.amount {
		return ch.entry.availableOn, true
	}
	return now, s.platform.book.available(ch.currency, now) >= r.amount
}

// execute takes the refund from the balance. Stripe keeps the charge's fee.
func (s *Stripe) execute(r *refund, availableOn time.Time) {
	now := s.now()
	r.status = "succeeded"
	r.entry = s.platform.book.add(&entry{
		kind: "refund", category: "refund", amount: -r.amount, currency: r.charge.currency,
		description: "REFUND FOR CHARGE", created: now, availableOn: availableOn, source: r,
	})
	if r.failsLate {
		s.agenda.plan(businessDays(now, 2), refundReturn{r})
	}
}

// refundFailures are the reasons for which a bank returns a refund
// (https://docs.stripe.com/refunds#failed-refunds).
func refundFailures() []string {
	return []string{"expired_or_canceled_card", "lost_or_stolen_card", "declined", "insufficient_funds", "merchant_request", "unknown"}
}

// RefundFails lets the buyer's bank return a refund, a succeeded or a pending
// one, and returns its id. ref names the refund, or its charge as namedCharge
// takes it, of which the newest refund is meant. why is Stripe's
// failure_reason; expired_or_canceled_card when empty.
func (s *Stripe) RefundFails(ctx context.Context, ref, why string) (id string, err error) {
	why = cmp.Or(why, refundFailures()[0])
	if !slices.Contains(refundFailures(), why) {
		return "", fmt.Errorf("no such failure of a refund: %q; known are %s", why, strings.Join(refundFailures(), ", "))
	}
	err = s.doing(ctx, func() error {
		for _, r := range slices.Backward(s.platform.refunds.rows) {
			if r.status != "failed" && (ref == "" || r.id == ref || valued(r.metadata, ref) || r.charge.named(ref)) {
				id = r.id
				s.failRefund(r, why)
				return nil
			}
		}
		return fmt.Errorf("no such refund that could fail: %q; name the refund, or its charge", ref)
	})
	return id, err
}

// refundEnd is the day on which a refund has waited too long for the balance.
type refundEnd struct{ of *refund }

func (e refundEnd) moot() bool    { return e.of.status != "pending" }
func (e refundEnd) act(s *Stripe) { s.failRefund(e.of, "insufficient_funds") }

// refundReturn is a refund's coming back from a bank that does not take it.
type refundReturn struct{ of *refund }

func (b refundReturn) moot() bool    { return b.of.status == "failed" }
func (b refundReturn) act(s *Stripe) { s.failRefund(b.of, "expired_or_canceled_card") }

// failRefund gives the money back to the balance.
func (s *Stripe) failRefund(r *refund, why string) {
	was := s.picture(r)
	r.status, r.failure = "failed", why
	if r.entry != nil {
		now := s.now()
		r.returned = s.platform.book.add(&entry{
			kind: "refund_failure", category: "refund_failure", amount: r.amount,
			currency: r.charge.currency, description: "REFUND FAILURE", created: now, availableOn: now, source: r,
		})
	}
	s.refundChanged(r, was, nil)
}

// refundChanged tells of a refund under both names. Stripe sent refund.… for
// refunds without a charge only, until 2024
// (https://docs.stripe.com/changelog/acacia/2024-10-28/refund-webhook-update).
func (s *Stripe) refundChanged(r *refund, was doc, cause *call) {
	s.emitChange(s.platform, "charge.refund.updated", r, was, cause)
	s.emitChange(s.platform, "refund.updated", r, was, cause)
}

// retryRefunds pays the pending refunds that the balance covers by now,
// oldest first.
func (s *Stripe) retryRefunds() {
	for _, r := range s.platform.refunds.rows {
		if r.status != "pending" {
			continue
		}
		if from, ok := s.covers(r); ok {
			was := s.picture(r)
			s.execute(r, from)
			s.refundChanged(r, was, nil)
			s.refundedInFull(r.charge, nil)
			s.reviewWarnings(r.charge)
		}
	}
}
