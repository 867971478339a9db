package shop

import (
	"context"
	"time"

	"till/shop/money"
)

// The payment provider, as four ports. Every call that changes something takes
// a key that is the same at every try. An error has code Refused when the
// provider said no for good, and Unavailable when the outcome is not known: it
// may have happened.

// Checkouts opens and closes the pages on which buyers pay.
type Checkouts interface {
	OpenCheckout(ctx context.Context, r CheckoutRequest) (CheckoutSession, error)
	// CloseCheckout makes the page unpayable. When the buyer was faster, it
	// returns the session as it is: complete.
	CloseCheckout(ctx context.Context, session string) (CheckoutSession, error)
	// FetchCheckout returns the session with its payment.
	FetchCheckout(ctx context.Context, session string) (CheckoutSession, error)
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

// Transfers moves money: to sellers, and back to buyers.
type Transfers interface {
	Transfer(ctx context.Context, r TransferRequest) (TransferResult, error)
	// FindTransfer looks for the transfer with this key among the order's.
	FindTransfer(ctx context.Context, order OrderID, key string) (TransferResult, bool, error)
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
	Charge  string
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
	ID    string
	State CallState
}

// Accounts is the sellers' side of the provider.
type Accounts interface {
	OpenAccount(ctx context.Context, r AccountRequest) (Account, error)
	// OnboardingLink returns the provider's page on which the seller gives what
	// is missing. It works once, for minutes.
	OnboardingLink(ctx context.Context, account string) (string, error)
	FetchAccount(ctx context.Context, account string) (Account, error)
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

// Events tells what happened at the provider, and what stands in its books.
type Events interface {
	// EventsSince returns the platform's events made at or after t, oldest first.
	EventsSince(ctx context.Context, t time.Time) ([]ProviderEvent, error)
	// BalanceEntries calls fn for every balance transaction of the platform's
	// account, newest first.
	BalanceEntries(ctx context.Context, fn func(BalanceEntry) error) error
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

// Subject is what an event is about, and so what must be fetched.
type Subject string

// The subjects. Events about anything else are taken and left alone.
const (
	SubjectCheckout Subject = "checkout" // Object is a session
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
	Amount   money.Money // signed
	Fee      money.Money
}
