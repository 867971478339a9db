package stripe

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"till/shop"
)

// DefaultTimeout is how long a call may take. Stripe's library waits 80 s,
// which would block a lane of jobs for as long; most calls answer within one
// second, the slow ones within ten. A call given up earlier costs nothing but a
// look-up, because its key stays the same.
const DefaultTimeout = 15 * time.Second

// Config says whose account it is and what the pages look like. Key, ReturnURL
// and Installation are required.
type Config struct {
	// Key is the platform's secret key, "sk_test_…", or a restricted one, "rk_…".
	Key string
	// ReturnURL is where Stripe's pages lead back to. Coming back proves nothing,
	// so that it may be a Discord link.
	ReturnURL string
	// PaidURL and UnpaidURL are where the payment page leads back to, paid and not;
	// ReturnURL when empty. The buyer's language comes with them as lang.
	PaidURL, UnpaidURL string
	// Installation marks what this bot made, in the metadata of every object:
	// the account may have other sales. At most 100 characters, never changed.
	Installation string

	// BaseURL is Stripe's API, or what imitates it; "" is Stripe. Files go there
	// too when it is set.
	BaseURL string
	// PaymentMethods are Stripe's payment_method_types; {"card"} when empty.
	PaymentMethods []string
	// StatementSuffix follows the account's prefix on the buyer's bank statement;
	// none when empty.
	StatementSuffix string
	// OwnAccount: the account is the seller's own, so that nobody holds anything
	// for anybody, and it need not have Connect.
	OwnAccount bool
	// Timeout limits each call; DefaultTimeout when 0.
	Timeout time.Duration
	// Transport carries the calls; one of its own when nil.
	Transport http.RoundTripper
	// Logger gets one line for each call, at debug level if it only reads: no bodies, no secret.
	// slog.Default when nil.
	Logger *slog.Logger
	// Observer counts the calls; nil: nobody does.
	Observer shop.Observer
}

var (
	keyShape    = regexp.MustCompile(`^[sr]k_(test|live)_[A-Za-z0-9_]+$`)
	methodShape = regexp.MustCompile(`^[a-z0-9_]+$`)
	// https://docs.stripe.com/get-started/account/statement-descriptors: one
	// letter at least, none of < > \ ' " *, and 22 characters with a prefix of
	// at least 2, an asterisk and a space.
	suffixShape = regexp.MustCompile(`^[^<>\\'"*\x00-\x1f\x7f-\x{10ffff}]{1,18}$`)
	letter      = regexp.MustCompile(`[A-Za-z]`)
)

// Validate returns everything that is wrong, or nil.
func (c Config) Validate() error {
	var wrong []error
	refuse := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	if !keyShape.MatchString(c.Key) {
		refuse("the Stripe key must be a secret key (sk_test_…, sk_live_…) or a restricted one (rk_…)")
	}
	if !absolute(c.ReturnURL) {
		refuse("the return address %q must be an http or https address", c.ReturnURL)
	}
	if c.Installation == "" || len(c.Installation) > 100 {
		refuse("the installation's name must have 1 to 100 characters")
	}
	if c.BaseURL != "" && !absolute(c.BaseURL) {
		refuse("Stripe's address %q must be an http or https address", c.BaseURL)
	}
	for _, method := range c.PaymentMethods {
		if !methodShape.MatchString(method) {
			refuse("%q is not one of Stripe's payment method types", method)
		}
	}
	if c.StatementSuffix != "" && !(suffixShape.MatchString(c.StatementSuffix) && letter.MatchString(c.StatementSuffix)) {
		refuse(`the statement suffix %q must have 1 to 18 characters, a letter among them, and none of < > \ ' " *`, c.StatementSuffix)
	}
	if c.Timeout < 0 {
		refuse("the time-out must not be below zero")
	}
	return errors.Join(wrong...)
}

func absolute(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
}

// live reports whether the key moves real money.
func (c Config) live() bool {
	return strings.HasPrefix(c.Key, "sk_live_") || strings.HasPrefix(c.Key, "rk_live_")
}
