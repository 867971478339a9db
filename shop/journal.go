package shop

import (
	"time"

	"till/shop/ledger"
)

// Entry is one line of an order's journal: append only, written in the
// transaction of the change that it records. It holds facts and amounts, never
// what people wrote.
type Entry struct {
	N        int               `json:"n"` // 1, 2, … within the order
	At       time.Time         `json:"at"`
	Act      Act               `json:"act"`
	Actor    UserID            `json:"actor,omitempty"` // empty: a timer or the provider
	From     Status            `json:"from,omitempty"`
	To       Status            `json:"to,omitempty"`
	Postings []ledger.Posting  `json:"postings,omitempty"`
	Facts    map[string]string `json:"facts,omitempty"`
}

// Act names what an Entry records: an Event of the status table, or one of the
// acts beside it.
type Act string

// The acts beside the status table's events.
const (
	ActRequest         Act = "request"
	ActClosing         Act = "closing"          // an ending waits for the checkout page
	ActCheckoutOpening Act = "checkout_opening" // a checkout page is asked for
	ActCheckoutOpen    Act = "checkout_open"    //
	ActCheckoutClosed  Act = "checkout_closed"  //
	ActExtraPayment    Act = "extra_payment"    // a payment with nothing to pay for
	ActProviderFee     Act = "provider_fee"     // the provider's fee became known
	ActHold            Act = "hold"             //
	ActRelease         Act = "release"          //
	ActPayoutRequested Act = "payout_requested" //
	ActPayoutSent      Act = "payout_sent"      // transferred
	ActPayoutRefused   Act = "payout_refused"   //
	ActRefundRequested Act = "refund_requested" //
	ActRefundSent      Act = "refund_sent"      //
	ActRefundSucceeded Act = "refund_succeeded" //
	ActRefundFailed    Act = "refund_failed"    //
)

// Book recomputes an order's books from its journal.
func Book(entries []Entry) (*ledger.Book, error) {
	book := new(ledger.Book)
	for _, e := range entries {
		if err := book.Post(e.Postings...); err != nil {
			return nil, &Error{Code: Internal, Message: "journal does not add up", Err: err}
		}
	}
	return book, nil
}
