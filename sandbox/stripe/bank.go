package stripe

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// firstPayoutDelay is how long a new connected account waits for its first
// bank payout (https://docs.stripe.com/payouts#initial-payouts: 7 to 14 days).
const firstPayoutDelay = 7 * 24 * time.Hour

// start notes the first money that an account gets.
func (a *account) start(at time.Time) {
	if a.since.IsZero() && len(a.book.entries.rows) == 0 {
		a.since = at
	}
}

// firstPayout is the earliest instant of an account's automatic payouts; zero
// for an account that has none or waits for nothing.
func (a *account) firstPayout() time.Time {
	if a.since.IsZero() {
		return time.Time{}
	}
	return a.since.Add(firstPayoutDelay)
}

// payoutFailures are the reasons for which a bank refuses a payout, with what
// Stripe says of them (https://docs.stripe.com/api/payouts/failures).
func payoutFailures() map[string]string {
	return map[string]string{
		"account_closed":                   "The bank account has been closed.",
		"account_frozen":                   "The bank account has been frozen.",
		"bank_account_restricted":          "The bank account has restrictions on the type, or the number, of payouts that it can take.",
		"bank_ownership_changed":           "The bank account belongs to another bank now, and is no longer valid.",
		"could_not_process":                "The bank could not process this payout.",
		"debit_not_authorized":             "Debits of this bank account are not allowed.",
		"declined":                         "The bank has declined this payout.",
		"incorrect_account_holder_address": "The address of the bank account's holder is not right.",
		"incorrect_account_holder_name":    "The name of the bank account's holder is not right.",
		"incorrect_account_holder_tax_id":  "The tax number of the bank account's holder is not right.",
		"insufficient_funds":               "The Stripe account had too little money for this payout.",
		"invalid_account_number":           "The number of the bank account is not valid.",
		"invalid_currency":                 "The bank account cannot take this currency.",
		"no_account":                       "No bank account with these details was found.",
		"unsupported_card":                 "The bank no longer supports payouts to this card.",
	}
}

// BankPayoutFails lets a bank return a payout, one under way or one that had
// arrived, and returns its id. ref names the payout, or its account as
// namedAccount takes it, of which the newest payout is meant. code is Stripe's
// failure code; account_closed when empty.
func (s *Stripe) BankPayoutFails(ctx context.Context, ref, code string) (id string, err error) {
	code = cmp.Or(code, "account_closed")
	if _, known := payoutFailures()[code]; !known {
		return "", fmt.Errorf("no such failure of a payout: %q; known are %s", code, strings.Join(slices.Sorted(maps.Keys(payoutFailures())), ", "))
	}
	err = s.doing(ctx, func() error {
		p, err := s.namedPayout(ref)
		if err != nil {
			return err
		}
		id = p.id
		s.failPayout(p, code)
		return nil
	})
	return id, err
}

func (s *Stripe) namedPayout(ref string) (*payout, error) {
	for _, a := range append([]*account{s.platform}, s.accounts.rows...) {
		if p, ok := a.payouts.get(ref); ok {
			if p.status == "failed" {
				return nil, fmt.Errorf("payout %s has failed already", p.id)
			}
			return p, nil
		}
	}
	a, err := s.namedAccount(ref)
	if err != nil {
		return nil, err
	}
	for _, p := range slices.Backward(a.payouts.rows) {
		if p.status != "failed" {
			return p, nil
		}
	}
	return nil, fmt.Errorf("account %s has sent nothing to its bank", a.id)
}

// BalanceToBank sends all that an account has available to its bank at once,
// as its next automatic payout would, and returns the payouts' ids. ref is
// what namedAccount takes.
func (s *Stripe) BalanceToBank(ctx context.Context, ref string) (ids []string, err error) {
	err = s.doing(ctx, func() error {
		a, err := s.namedAccount(ref)
		switch {
		case err != nil:
			return err
		case !a.payoutsEnabled:
			return fmt.Errorf("account %s cannot be paid out: its payouts are not enabled", a.id)
		}
		for _, currency := range a.book.currencies() {
			if amount := a.book.available(currency, s.now()); amount > 0 {
				p := &payout{account: a, amount: amount, currency: currency, automatic: true}
				s.payOut(p, nil)
				ids = append(ids, p.id)
			}
		}
		if ids == nil {
			return fmt.Errorf("account %s has nothing available", a.id)
		}
		return nil
	})
	return ids, err
}
