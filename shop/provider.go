package shop

import (
	"context"
	"time"

	"till/shop/money"
)

// Provider is the payment provider, as small ports that one adapter implements.
// Every call that changes something takes a key that is the same at every try.
// An error has code Refused when the provider said no for good, and Unavailable
// when the outcome is not known: it may have happened.
type Provider interface {
	Checkouts
	Customers
	Charges
	Refunds
	Transfers
	Disputes
	Accounts
	Bank
	Events
}

// Checkouts opens and closes the pages on which buyers pay.
type Checkouts interface {
	OpenCheckout(ctx context.Context, r CheckoutRequest) (CheckoutSession, error)
	// CloseCheckout makes the page unpayable. When the buyer was faster, it
	// returns the session as it is: complete.
	CloseCheckout(ctx context.Context, session string) (CheckoutSession, error)
	// FetchCheckout returns the session with its payment.
	FetchCheckout(ctx context.Context, session string) (CheckoutSession, error)
	// FindCheckout returns the session that a charge paid; NotFound when it paid none.
	FindCheckout(ctx context.Context, charge string) (CheckoutSession, error)
	// FetchAddress returns what the buyer typed on a completed page; the zero
	// Address when nothing was asked for.
	FetchAddress(ctx context.Context, session string) (Address, error)
}

// CheckoutRequest is everything that the page needs. It is derived from the
// order and its Checkout alone, so that it is the same at every try.
type CheckoutRequest struct {
	Key       string // idempotency key
	Order     OrderID
	Shop      string
	Lines     []Line
	Shipping  money.Money
	Tax       money.Money
	ShipTo    []string // countries whose addresses the page takes; none: it asks for no address
	Phone     bool     // it asks for a phone number, too
	Customer  string   // who is offered what they saved, and may save; gone: ReasonCustomerGone. "": nobody
	Language  string   // what comes after the page is in it: BCP 47, or a locale of Discord's; "": not known
	ExpiresAt time.Time
}

// CheckoutSession is the page as the provider sees it.
type CheckoutSession struct {
	ID        string
	Order     OrderID // from its metadata; "" when it is not of this installation
	URL       string
	State     SessionState
	Amount    money.Money // what the buyer pays in all
	ExpiresAt time.Time
	Payment   *Payment       // as far as it is known
	Settled   money.Currency // of the charge's balance transaction; "" until it is known
}

// SessionState is where a session and its payment stand.
type SessionState string

// The states of a session.
const (
	SessionOpen       SessionState = "open"
	SessionExpired    SessionState = "expired"
	SessionProcessing SessionState = "processing" // completed by the buyer, the money is on its way
	SessionPaid       SessionState = "paid"
	SessionFailed     SessionState = "failed" // completed, but the slow payment failed
)

// Customers keeps what buyers saved for paying again. A customer is nobody but
// an id, until they save something on the provider's pages.
type Customers interface {
	// OpenCustomer makes a customer and returns its id.
	OpenCustomer(ctx context.Context, key string) (string, error)
	// HasCustomer reports whether there is such a customer still.
	HasCustomer(ctx context.Context, customer string) (bool, error)
	// WalletLink returns the provider's page that shows a customer what is saved,
	// and removes it. A customer that is gone is refused with ReasonCustomerGone,
	// and an account that has no such page with ReasonNoWallet.
	WalletLink(ctx context.Context, customer string) (string, error)
	// ForgetCustomer deletes a customer with all that is saved. One that is gone
	// already is no error.
	ForgetCustomer(ctx context.Context, customer string) error
}

// Charges shows what became of a payment.
type Charges interface {
	// FetchCharge returns the charge with its refunds, disputes and warnings, as
	// they stand now.
	FetchCharge(ctx context.Context, charge string) (Charge, error)
}

// Charge is a payment that succeeded, as the provider sees it.
type Charge struct {
	ID       string
	Order    OrderID // from its metadata; "" when it is not of this installation
	Amount   money.Money
	Refunds  []RefundResult
	Disputes []DisputeResult
	Warnings []FraudWarning
}

// DisputeResult is a chargeback, or an inquiry that may become one.
type DisputeResult struct {
	ID         string
	State      DisputeState
	Inquiry    bool   // nothing is withdrawn as long as it is one
	Reason     string // the provider's word: fraudulent, product_not_received …
	Amount     money.Money
	Refundable bool        // the charge may be refunded meanwhile
	DueBy      time.Time   // until when evidence is taken; zero: it is not
	Withdrawn  money.Money // from the platform's balance, less what was reinstated
	Fee        money.Money // kept by the provider for it, less what it gave back
}

// DisputeState is where a dispute stands.
type DisputeState string

// The states of a dispute.
const (
	DisputeOpen     DisputeState = "open"      // evidence is waited for
	DisputeInReview DisputeState = "in_review" // submitted
	DisputeWon      DisputeState = "won"       // or an inquiry that came to nothing
	DisputeLost     DisputeState = "lost"
)

// Over reports whether the dispute is decided.
func (s DisputeState) Over() bool { return s == DisputeWon || s == DisputeLost }

// FraudWarning is the card issuer's word that a payment may be fraud.
type FraudWarning struct {
	ID         string
	Actionable bool // not refunded in full, not disputed
}

// Transfers moves money to the sellers' balances, and back.
type Transfers interface {
	Transfer(ctx context.Context, r TransferRequest) (TransferResult, error)
	// FindTransfer looks for the transfer with this key among the order's.
	FindTransfer(ctx context.Context, order OrderID, key string) (TransferResult, bool, error)
	// Reverse takes money of a transfer back. More than the seller's balance
	// holds is refused as a whole, with ReasonProviderBalance.
	Reverse(ctx context.Context, r ReversalRequest) (ReversalResult, error)
	// FindReversal looks for the reversal with this key among the transfer's.
	FindReversal(ctx context.Context, transfer, key string) (ReversalResult, bool, error)
}

// ReversalRequest takes Amount of Transfer back.
type ReversalRequest struct {
	Key      string
	Order    OrderID
	Transfer string
	Amount   money.Money
}

// ReversalResult is the reversal at the provider.
type ReversalResult struct {
	ID string
}

// Refunds gives money back to buyers.
type Refunds interface {
	Refund(ctx context.Context, r RefundRequest) (RefundResult, error)
	// FindRefund looks for the refund with this key among the charge's.
	FindRefund(ctx context.Context, charge, key string) (RefundResult, bool, error)
}

// TransferRequest moves Amount to Account. It is derived from the order's
// Payout alone.
type TransferRequest struct {
	Key     string
	Order   OrderID
	Account string
	Charge  string // whose money it is; "": of the platform's balance
	Amount  money.Money
}

// TransferResult is the transfer at the provider.
type TransferResult struct {
	ID string
}

// RefundRequest gives Amount of Charge back.
type RefundRequest struct {
	Key    string
	Order  OrderID
	Charge string
	Amount money.Money
}

// RefundResult is the refund at the provider. Sent means that it is on its way
// and neither succeeded nor failed.
type RefundResult struct {
	ID     string
	Key    string // ""; when it was not made by this installation
	State  CallState
	Amount money.Money
	Why    string // the provider's word for why it failed
}

// Disputes answers chargebacks.
type Disputes interface {
	// SendEvidence stages what speaks for the seller, and submits it if asked
	// to: that can be done once.
	SendEvidence(ctx context.Context, r EvidenceRequest) error
}

// EvidenceRequest is what speaks for the seller. Empty fields are left out.
type EvidenceRequest struct {
	Key      string
	Dispute  string
	Submit   bool
	Product  string // what was sold, with its price lines
	Agreed   string // when the buyer saw and paid the request, and on which terms
	Carrier  string
	Number   string
	Shipped  time.Time
	Received string         // how it is known that it arrived
	History  string         // what happened to the order, line by line
	Messages []EvidenceLine // what the two said to each other about it
}

// EvidenceLine is one message of a conversation.
type EvidenceLine struct {
	At   time.Time
	From string // "Buyer" or "Seller"
	Text string
}

// Accounts is the sellers' side of the provider.
type Accounts interface {
	OpenAccount(ctx context.Context, r AccountRequest) (Account, error)
	// OnboardingLink returns the provider's page on which the seller gives what
	// is missing. It works once, for minutes.
	OnboardingLink(ctx context.Context, account string) (string, error)
	FetchAccount(ctx context.Context, account string) (Account, error)
	// BankPayouts returns the latest payouts from the account to its bank,
	// newest first.
	BankPayouts(ctx context.Context, account string) ([]BankPayout, error)
	// Platform returns the operator's own account.
	Platform(ctx context.Context) (PlatformAccount, error)
}

// AccountRequest asks for a seller's account.
type AccountRequest struct {
	Key     string
	Seller  UserID
	Country string
}

// Account is a seller's account: what the bot may know of it.
type Account struct {
	ID        string
	Transfers bool
	Payouts   bool
	Missing   []string
}

// PlatformAccount is the operator's account.
type PlatformAccount struct {
	ID            string
	Country       string
	ManualPayouts bool
	Live          bool
}

// BankPayout is money on its way from a balance at the provider to a bank.
type BankPayout struct {
	ID      string      `json:"id"`
	State   BankState   `json:"state"`
	Amount  money.Money `json:"amount"`
	Arrival time.Time   `json:"arrival"`
	Why     string      `json:"why,omitempty"` // the provider's word for why it failed
}

// BankState is where a payout to a bank stands.
type BankState string

// The states of a payout to a bank.
const (
	BankUnderway BankState = "underway"
	BankPaid     BankState = "paid"
	BankFailed   BankState = "failed" // back in the balance
)

// Bank is the operator's own money: the platform's balance, and its way out.
type Bank interface {
	// Balance returns what the platform has with the provider.
	Balance(ctx context.Context, c money.Currency) (Balance, error)
	// SellerBalance returns what a seller's account has.
	SellerBalance(ctx context.Context, account string, c money.Currency) (Balance, error)
	// Withdraw sends money of the platform to the operator's bank.
	Withdraw(ctx context.Context, r WithdrawRequest) (BankPayout, error)
	// FindWithdrawal looks for the withdrawal with this key.
	FindWithdrawal(ctx context.Context, key string) (BankPayout, bool, error)
}

// Balance is money with the provider. Either part may be below zero.
type Balance struct {
	Available money.Money
	Pending   money.Money
}

// WithdrawRequest sends Amount to the operator's bank.
type WithdrawRequest struct {
	Key    string
	Amount money.Money
}

// Events tells what happened at the provider, and what stands in its books.
type Events interface {
	// EventsSince returns the platform's events made at or after t, oldest first.
	EventsSince(ctx context.Context, t time.Time) ([]ProviderEvent, error)
	// BalanceEntries calls fn for every balance transaction of the platform's
	// account made at or after since (zero: all), newest first.
	BalanceEntries(ctx context.Context, since time.Time, fn func(BalanceEntry) error) error
}

// ProviderEvent is a hint that an object changed. The object is fetched before
// anything is decided.
type ProviderEvent struct {
	ID      string    `json:"id"`
	Type    string    `json:"type"` // the provider's word, for logs
	Subject Subject   `json:"subject"`
	Object  string    `json:"object"`            // the object's id
	Account string    `json:"account,omitempty"` // a seller's, for their events
	At      time.Time `json:"at"`
}

// Head returns the event's id and type, for the log.
func (e ProviderEvent) Head() (id, kind string) { return e.ID, e.Type }

// Subject is what an event is about, and so what must be fetched.
type Subject string

// The subjects. Events about anything else are taken and left alone.
const (
	SubjectCheckout Subject = "checkout" // Object is a session
	SubjectCharge   Subject = "charge"   // Object is a charge: it, or a dispute or a warning about it, changed
	SubjectRefund   Subject = "refund"   // Object is a refund
	SubjectAccount  Subject = "account"  // Object is a seller's account
	SubjectOther    Subject = "other"
)

// BalanceEntry is one line of the platform's balance at the provider.
type BalanceEntry struct {
	ID       string
	Category string      // the provider's reporting category: charge, refund, transfer, …
	Order    OrderID     // from the object's metadata; "" when it is not of this installation
	Source   string      // the object behind it: a charge, a refund, a transfer …
	Charge   string      // the charge that Source is, or that a refund or a dispute is about
	Amount   money.Money // signed
	Fee      money.Money
}
