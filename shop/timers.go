package shop

import (
	"context"
	"encoding/json"
	"fmt"

	"till/shop/job"
)

// The kinds of jobs.
const (
	kindNotice       job.Kind = "notice"        // a message to somebody
	kindClose        job.Kind = "close"         // close the checkout page, then end the order
	kindSession      job.Kind = "session"       // look at a checkout session
	kindAccount      job.Kind = "account"       // look at a seller's account
	kindForget       job.Kind = "forget"        // delete a customer at the provider
	kindRequestWarn  job.Kind = "request_warn"  // remind the buyer of an unpaid request
	kindExpire       job.Kind = "expire"        // the request's deadline
	kindShipWarn     job.Kind = "ship_warn"     // remind the seller to ship, n-th time
	kindShipBy       job.Kind = "ship_by"       // the ship deadline
	kindPayout       job.Kind = "payout"        //
	kindRefund       job.Kind = "refund"        // send the n-th refund
	kindRefundCheck  job.Kind = "refund_check"  // look at the n-th refund
	kindComplete     job.Kind = "complete"      // shipped and paid out for long enough
	kindRecover      job.Kind = "recover"       // take back what the seller owes
	kindCharge       job.Kind = "charge"        // look at a charge
	kindLook         job.Kind = "look"          // compare the order with the provider
	kindFound        job.Kind = "found"         // a look mended what no event tells
	kindEvidence     job.Kind = "evidence"      // stage or submit the evidence of the n-th dispute
	kindEvidenceWarn job.Kind = "evidence_warn" // remind the seller of it
	kindFraudWeek    job.Kind = "fraud_week"    // a fraud warning nobody acted on
	kindNoScan       job.Kind = "no_scan"       // no carrier saw the parcel: the n-th step
	kindStall        job.Kind = "stall"         // nothing was heard of the n-th parcel
	kindLimitWarn    job.Kind = "limit_warn"    // the provider's limit on holding comes near
	kindLimit        job.Kind = "limit"         // it is reached, less ten days
	kindPhoto        job.Kind = "photo"         // delete a picture, if nothing shows it
	kindProblem      job.Kind = "problem"       // whoever's turn it is in a problem did not act
	kindProblemWarn  job.Kind = "problem_warn"  // remind them, n-th time
	kindTrack        job.Kind = "track"         // ask the tracking service about the parcel that is due
	kindDigest       job.Kind = "digest"        // a seller's day, at their hour
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
	kindRecover: func(ctx context.Context, s *Shop, id OrderID, _ int) (outcome, error) { return s.recover(ctx, id) },
	kindLook:    func(ctx context.Context, s *Shop, id OrderID, _ int) (outcome, error) { return s.look(ctx, id) },
	kindEvidence: func(ctx context.Context, s *Shop, id OrderID, n int) (outcome, error) {
		return s.sendEvidence(ctx, id, n)
	},
}

// timers are the jobs that only look at the order, at their time; the number is
// the job's.
var timers = map[job.Kind]func(t *turn, n int) error{
	kindRequestWarn:  func(t *turn, _ int) error { return t.warnRequest() },
	kindExpire:       func(t *turn, _ int) error { return t.expire() },
	kindShipWarn:     (*turn).warnShip,
	kindShipBy:       func(t *turn, _ int) error { return t.missShipBy() },
	kindComplete:     func(t *turn, _ int) error { return t.complete() },
	kindEvidenceWarn: (*turn).warnEvidence,
	kindFound:        func(t *turn, _ int) error { return t.warnFound() },
	kindFraudWeek:    func(t *turn, _ int) error { return t.warnFraud() },
	kindNoScan:       (*turn).unscanned,
	kindStall:        (*turn).stalled,
	kindLimitWarn:    func(t *turn, _ int) error { return t.warnLimit() },
	kindLimit:        func(t *turn, _ int) error { return t.reachLimit() },
	kindProblem:      func(t *turn, _ int) error { return t.problemDue() },
	kindProblemWarn:  (*turn).warnProblem,
}

func nothing(*turn) error { return nil }

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
