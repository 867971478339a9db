package shop

import (
	"context"
	"time"
)

// Messenger delivers notices to people. A notice carries its kind and facts;
// words are made when it is delivered.
type Messenger interface {
	// Send posts a new message in the person's DM. The same nonce sends once.
	Send(ctx context.Context, n Notice, nonce string) (MessageRef, error)
	// Edit renders the notice anew in place. A message that is gone is NotFound.
	Edit(ctx context.Context, ref MessageRef, n Notice) error
}

// Notice is a message to somebody, as kind and facts.
type Notice struct {
	Kind         NoticeKind        `json:"kind"`
	To           UserID            `json:"to"`
	Order        OrderID           `json:"order,omitempty"`
	Conversation ConversationID    `json:"conversation,omitempty"`
	N            int               `json:"n,omitempty"` // of the conversation's words, of a refund …
	Facts        map[string]string `json:"facts,omitempty"`
	Warning      string            `json:"warning,omitempty"` // which of the order's warnings it is: what happens by itself waits for it
	Channel      string            `json:"-"`                 // of the reader's DM, if an earlier message is known: it need not be opened anew
}

// NoticeKind names a notice; commands has words for each.
type NoticeKind string

// The notices. Card is the live order card; the others are short messages.
const (
	NoticeCard            NoticeKind = "card"
	NoticeRequestDeclined NoticeKind = "request_declined"  // to the seller
	NoticeRequestCanceled NoticeKind = "request_canceled"  // to the buyer: withdrawn before payment
	NoticeRequestExpired  NoticeKind = "request_expired"   // to both
	NoticeRequestReminder NoticeKind = "request_reminder"  // to the buyer, 24 h before
	NoticeRevised         NoticeKind = "revised"           // to the buyer: the terms have changed; facts was, offer (accepted)
	NoticeNotRevised      NoticeKind = "not_revised"       // to who changed them: the buyer was faster and paid
	NoticeOffer           NoticeKind = "offer"             // to the seller; N is the offer's, fact price
	NoticeOfferRefused    NoticeKind = "offer_refused"     // to the buyer; fact price
	NoticeProcessing      NoticeKind = "processing"        // to both: a slow payment
	NoticePaymentFailed   NoticeKind = "payment_failed"    // to both: a slow payment failed
	NoticePaid            NoticeKind = "paid"              // to both
	NoticeShipReminder    NoticeKind = "ship_reminder"     // to the seller
	NoticeShipped         NoticeKind = "shipped"           // to the buyer
	NoticeDelivered       NoticeKind = "delivered"         // to the seller: the buyer has it
	NoticePayoutSent      NoticeKind = "payout_sent"       // to the seller
	NoticePayoutHeld      NoticeKind = "payout_held"       // to the seller
	NoticeCanceledPaid    NoticeKind = "canceled_paid"     // to both: canceled after payment, refund requested
	NoticeNotShipped      NoticeKind = "not_shipped"       // to both: the ship deadline passed
	NoticeRefundSent      NoticeKind = "refund_sent"       // to the buyer
	NoticeRefundDone      NoticeKind = "refund_done"       // to the buyer
	NoticeRefundFailed    NoticeKind = "refund_failed"     // to both
	NoticePaidForNothing  NoticeKind = "paid_for_nothing"  // to the buyer: paid too late or twice, goes back
	NoticeRefundRequested NoticeKind = "refund_requested"  // to both: the seller or the operator gives money back; facts amount, note
	NoticeRefundWaits     NoticeKind = "refund_waits"      // to both: the seller's balance does not give it; facts amount
	NoticeReversed        NoticeKind = "reversed"          // to the seller: taken back from their balance; facts amount
	NoticeDebt            NoticeKind = "debt"              // to the seller: owed, kept from later payouts; facts amount
	NoticeMoreDaysAsked   NoticeKind = "more_days_asked"   // to the buyer, who accepts or refuses; facts days
	NoticeMoreDaysGranted NoticeKind = "more_days_granted" // to the seller
	NoticeMoreDaysRefused NoticeKind = "more_days_refused" // to the seller
	NoticeDispute         NoticeKind = "dispute"           // to the seller: a chargeback; facts amount, dispute (its reason)
	NoticeInquiry         NoticeKind = "inquiry"           // to the seller: the buyer's bank asks; facts amount, dispute
	NoticeEvidenceDue     NoticeKind = "evidence_due"      // to the seller, 3 days and 1 day before; not submitted yet
	NoticeEvidenceSent    NoticeKind = "evidence_sent"     // to the seller
	NoticeDisputeWon      NoticeKind = "dispute_won"       // to the seller; facts amount
	NoticeDisputeLost     NoticeKind = "dispute_lost"      // to the seller; facts amount
	NoticeInquiryClosed   NoticeKind = "inquiry_closed"    // to the seller
	NoticeFraudWarning    NoticeKind = "fraud_warning"     // to the seller: the card issuer warns; refund, or the operator releases
	NoticeReleased        NoticeKind = "released"          // to the seller: an operator lifted a hold; fact hold
	NoticeNoScan          NoticeKind = "no_scan"           // to both: the carrier has not seen the parcel
	NoticeParcel          NoticeKind = "parcel"            // to the buyer: one of several was sent; fact parcel
	NoticeRescued         NoticeKind = "rescued"           // to the seller: the carrier has it, so it counts as shipped
	NoticeArrived         NoticeKind = "arrived"           // to both: the carrier delivered all of it
	NoticeAttention       NoticeKind = "attention"         // to whoever has to do something; facts parcel, attention
	NoticeLater           NoticeKind = "later"             // to the buyer: it arrives later than it was said; facts parcel, was, day
	NoticeStalled         NoticeKind = "stalled"           // to both: nothing was heard of a parcel for days; fact parcel
	NoticeStray           NoticeKind = "stray"             // to the seller: a carrier has a parcel of a canceled order; fact parcel
	NoticeProblem         NoticeKind = "problem"           // to the seller: the buyer reported one; fact words (of the conversation)
	NoticeProblemOffer    NoticeKind = "problem_offer"     // to the buyer; facts offer, amount, days, words
	NoticeProblemAccepted NoticeKind = "problem_accepted"  // to the seller; fact offer
	NoticeProblemRefused  NoticeKind = "problem_refused"   // to the seller; facts offer, state
	NoticeProblemReplaced NoticeKind = "problem_replaced"  // to the buyer: the replacement is on its way
	NoticeProblemReturned NoticeKind = "problem_returned"  // to the seller: the goods are on their way back
	NoticeProblemReminder NoticeKind = "problem_reminder"  // to whoever's turn it is
	NoticeProblemOperator NoticeKind = "problem_operator"  // to both: the operator decides
	NoticeProblemClosed   NoticeKind = "problem_closed"    // to both; facts problem (its number), paid: before, if the seller was
	NoticeBankFailed      NoticeKind = "bank_failed"       // to the seller, about no order; facts amount, why
	NoticeAlert           NoticeKind = "alert"             // to an operator; facts alert (an Alert) and what it needs
	NoticeBuyAgain        NoticeKind = "buy_again"         // to the seller: the buyer wants the same once more
	NoticeDMClosed        NoticeKind = "dm_closed"         // to either side: the other one cannot be reached
	NoticeSellerReady     NoticeKind = "seller_ready"      // to the seller: may sell now
	NoticeSellerMissing   NoticeKind = "seller_missing"    // to the seller: the provider needs something
	NoticeWords           NoticeKind = "words"             // what the other side of a conversation wrote
)

// Alert names what an operator should look at; commands has words for each, with
// what to do.
type Alert string

// The alerts. Facts are those of the same name.
const (
	AlertRefundFailed Alert = "refund_failed" // owed to the buyer: retry it; amount, why
	AlertRefundSlow   Alert = "refund_slow"   // on its way for days: the platform's balance may lack it; amount
	AlertRefundWaits  Alert = "refund_waits"  // the seller's balance lacks it: cover it, or wait; amount
	AlertDispute      Alert = "dispute"       // amount, dispute (its reason)
	AlertInquiry      Alert = "inquiry"       // amount, dispute (its reason)
	AlertEvidence     Alert = "evidence"      // it was not taken: submit it again; amount, dispute (its reason)
	AlertDisputeLost  Alert = "dispute_lost"  // amount
	AlertFraud        Alert = "fraud"         // a warning nobody acted on for 7 days
	AlertHold         Alert = "hold"          // a hold that an operator lifts; hold
	AlertNoScan       Alert = "no_scan"       // no carrier saw the parcel for 14 days: refunded in 24 h unless released
	AlertTracker      Alert = "tracker"       // the tracking service does not answer about the order's parcel
	AlertLimit        Alert = "limit"         // the provider's limit comes near; when (RFC 3339)
	AlertDebt         Alert = "debt"          // the seller owes; amount
	AlertProblem      Alert = "problem"       // the two did not settle it: decide; what (its kind)
	AlertJobDead      Alert = "job_dead"      // job (its key), why
	AlertFound        Alert = "found"         // the reconciler found and mended something; what
	AlertReport       Alert = "report"        // somebody reports somebody: reporter, reported, reason, text
	AlertSellerWaits  Alert = "seller_waits"  // a new shop: approve or refuse it; seller
	AlertSuspended    Alert = "suspended"     // another operator suspended a shop; seller
	AlertReinstated   Alert = "reinstated"    // another operator reinstated it; seller
	AlertCompact      Alert = "compact"       // the store's file keeps what was erased: it could not be compacted; why
	AlertBooks        Alert = "books"         // the provider knows something that the books do not; what
)

// Files fetches what people attached to their messages and commands.
type Files interface {
	// Fetch returns the content of a file of at most limit bytes. Errors are
	// *Error with ReasonPhotoLarge or ReasonPhotoGone; Unavailable may pass.
	Fetch(ctx context.Context, a Attachment, limit int64) ([]byte, error)
}

// Carrier recognises tracking numbers.
type Carrier interface {
	// Recognise returns the carriers whose numbers look like this, best first.
	// A carrier may be named by the seller ("" lets the number decide).
	Recognise(carrier, number string) ([]Parcel, error)
	// Carriers returns the names of the carriers that it knows, the likeliest first.
	Carriers() []string
}

// Observer counts: how often something happened, or how long it took. Labels never
// name a person, an order, or what somebody wrote.
type Observer interface {
	Count(name string, labels ...string)
	Observe(name string, d time.Duration, labels ...string)
}

// NoObserver counts nothing.
type NoObserver struct{}

// Count implements Observer.
func (NoObserver) Count(string, ...string) {}

// Observe implements Observer.
func (NoObserver) Observe(string, time.Duration, ...string) {}
