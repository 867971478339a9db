package shop

import (
	"context"
	"encoding/json"
	"fmt"

	"till/shop/job"
)

// The kinds of jobs.
const (
	kindNotice      job.Kind = "notice"       // a message to somebody
	kindClose       job.Kind = "close"        // close the checkout page, then end the order
	kindSession     job.Kind = "session"      // look at a checkout session
	kindAccount     job.Kind = "account"      // look at a seller's account
	kindRequestWarn job.Kind = "request_warn" // remind the buyer of an unpaid request
	kindExpire      job.Kind = "expire"       // the request's deadline
	kindShipWarn    job.Kind = "ship_warn"    // remind the seller to ship, n-th time
	kindShipBy      job.Kind = "ship_by"      // the ship deadline
	kindPayout      job.Kind = "payout"       //
	kindRefund      job.Kind = "refund"       // send the n-th refund
	kindRefundCheck job.Kind = "refund_check" // look at the n-th refund
	kindComplete    job.Kind = "complete"     // shipped and paid out for long enough
)

// orderTimers run only while a request is unpaid.
var orderTimers = []job.Kind{kindRequestWarn, kindExpire}

// act is what a job does: it may talk to the network, and returns what is to be
// written of it. The order is saved with the job's removal in one transaction.
type act func(ctx context.Context, s *Shop, id OrderID, n int) (outcome, error)

// outcome writes what came of a job on its order.
type outcome func(*turn) error

// acts holds the act of every kind of job that belongs to an order.
var acts = map[job.Kind]act{
	kindClose: func(ctx context.Context, s *Shop, id OrderID, _ int) (outcome, error) {
		return s.closeCheckout(ctx, id)
	},
	kindPayout: func(ctx context.Context, s *Shop, id OrderID, _ int) (outcome, error) { return s.payOut(ctx, id) },
	kindRefund: func(ctx context.Context, s *Shop, id OrderID, n int) (outcome, error) {
		return s.sendRefund(ctx, id, n)
	},
	kindRefundCheck: func(ctx context.Context, s *Shop, id OrderID, n int) (outcome, error) {
		return s.checkRefund(ctx, id, n)
	},
}

// timers are the jobs that only look at the order, at their time.
var timers = map[job.Kind]outcome{
	kindRequestWarn: (*turn).warnRequest,
	kindExpire:      (*turn).expire,
	kindShipWarn:    (*turn).warnShip,
	kindShipBy:      (*turn).missShipBy,
	kindComplete:    (*turn).complete,
}

func nothing(*turn) error { return nil }

func (t *turn) warnRequest() error {
	if t.o.Status != Requested || t.o.Closing != nil {
		return nil
	}
	t.tell(NoticeRequestReminder, RoleBuyer, nil)
	return nil
}

func (t *turn) expire() error {
	if t.o.Status != Requested || t.o.Closing != nil {
		return nil
	}
	return t.end(EventExpire)
}

func (t *turn) warnShip() error {
	if t.o.Status != Paid {
		return nil
	}
	t.tell(NoticeShipReminder, RoleSeller, nil)
	return nil
}

// missShipBy gives everything back: what was never shipped is never paid out.
func (t *turn) missShipBy() error {
	if t.o.Status != Paid {
		return nil
	}
	if _, err := t.happen(EventCancel, map[string]string{"why": "not shipped in time"}); err != nil {
		return err
	}
	if err := t.refund(RefundNotShipped, t.o.Payment.Charge, t.o.Payment.Amount, false); err != nil {
		return err
	}
	t.tellBoth(NoticeNotShipped, nil)
	return nil
}

func (t *turn) complete() error {
	if t.o.Status != Shipped {
		return nil
	}
	if _, paid := t.o.PaidOut(); !paid {
		return t.later(kindComplete, 0, t.now.Add(day))
	}
	_, err := t.happen(EventComplete, nil)
	return err
}

// number reads a job's number.
func number(j job.Job) (int, error) {
	if len(j.Payload) == 0 {
		return 0, nil
	}
	var n int
	if err := json.Unmarshal(j.Payload, &n); err != nil {
		return 0, &Error{Code: Internal, Message: fmt.Sprintf("payload of job %s", j.Key), Err: err}
	}
	return n, nil
}
