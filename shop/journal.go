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
	ActRequest           Act = "request"
	ActClosing           Act = "closing"            // an ending, or other terms, wait for the checkout page
	ActTakenUp           Act = "taken_up"           // the buyer of a request that had none
	ActOffered           Act = "offered"            // another price, by the buyer; facts n, price
	ActOfferRefused      Act = "offer_refused"      //
	ActNotRevised        Act = "not_revised"        // what other terms need was sold meanwhile
	ActCheckoutOpening   Act = "checkout_opening"   // a checkout page is asked for
	ActCheckoutOpen      Act = "checkout_open"      //
	ActCheckoutClosed    Act = "checkout_closed"    //
	ActExtraPayment      Act = "extra_payment"      // a payment with nothing to pay for
	ActProviderFee       Act = "provider_fee"       // the provider's fee became known
	ActHold              Act = "hold"               //
	ActRelease           Act = "release"            //
	ActPayoutRequested   Act = "payout_requested"   //
	ActPayoutSent        Act = "payout_sent"        // transferred
	ActPayoutRefused     Act = "payout_refused"     //
	ActRefundRequested   Act = "refund_requested"   //
	ActRefundSent        Act = "refund_sent"        //
	ActRefundSucceeded   Act = "refund_succeeded"   //
	ActRefundFailed      Act = "refund_failed"      //
	ActRefundBooked      Act = "refund_booked"      // one that waited for the seller's balance has it
	ActRefundCovered     Act = "refund_covered"     // the operator advances one that waits
	ActRefundWaits       Act = "refund_waits"       // the seller's balance does not give it
	ActEvidenceAsked     Act = "evidence_asked"     // somebody wants it submitted
	ActRefundDropped     Act = "refund_dropped"     // the bank has taken the money back instead
	ActReversalRequested Act = "reversal_requested" // money of the payout is to come back
	ActReversalRefused   Act = "reversal_refused"   //
	ActReversed          Act = "reversed"           //
	ActSetOff            Act = "set_off"            // kept from the payout, for a debt of another order
	ActRecovered         Act = "recovered"          // a debt, from another order's payout
	ActDisputeOpened     Act = "dispute_opened"     //
	ActDisputeMoved      Act = "dispute_moved"      // money was withdrawn or reinstated, or a fee kept
	ActDisputeUpdated    Act = "dispute_updated"    // fact state
	ActDisputeEscalated  Act = "dispute_escalated"  // an inquiry became a chargeback
	ActDisputeDecided    Act = "dispute_decided"    // fact state: won, lost
	ActEvidenceStaged    Act = "evidence_staged"    //
	ActEvidenceSubmitted Act = "evidence_submitted" //
	ActEvidenceRefused   Act = "evidence_refused"   //
	ActFraudWarning      Act = "fraud_warning"      //
	ActMoreDaysAsked     Act = "more_days_asked"    //
	ActMoreDaysGranted   Act = "more_days_granted"  //
	ActMoreDaysRefused   Act = "more_days_refused"  //
	ActProblemReported   Act = "problem_reported"   // facts problem (its number) and kind, as in all of these
	ActProblemOffered    Act = "problem_offered"    // facts offer, amount, days
	ActProblemAccepted   Act = "problem_accepted"   // fact offer
	ActProblemRefused    Act = "problem_refused"    // facts offer, state
	ActProblemSent       Act = "problem_sent"       // a replacement, or what goes back; facts carrier, number
	ActProblemEscalated  Act = "problem_escalated"  // to the operator; facts by, state
	ActProblemClosed     Act = "problem_closed"     // facts end, amount, state
	ActScanned           Act = "scanned"            // what a carrier told of a parcel; facts parcel, status, at, place, detail
	ActExpected          Act = "expected"           // the day on which a parcel is to arrive; facts parcel, day
	ActStalled           Act = "stalled"            // nothing was heard of a parcel for days; fact parcel
	ActInChat            Act = "in_chat"            // digital goods were delivered in chat; facts parcel, words
	ActParcel            Act = "parcel"             // one of several was sent; facts parcel, carrier, number
	ActAnnounced         Act = "announced"          // a label was made; facts parcel, carrier, number
	ActHandoverCode      Act = "handover_code"      // the buyer was shown one
	ActHandoverWrong     Act = "handover_wrong"     // the seller entered another; fact n, of times
	ActReceived          Act = "received"           // the buyer has what the carrier delivered
	ActWarned            Act = "warned"             // of what happens by itself; fact of
	ActDeadlineMoved     Act = "deadline_moved"     // facts of, to
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
