package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"till/sandbox/stripe"
)

// stripeWords are what banks do, and Stripe by itself.
func stripeWords() map[string]storyWord {
	return map[string]storyWord{
		"dispute":           {1, 4, wordDispute},
		"escalate":          {1, 1, wordEscalate},
		"dispute-ends":      {2, 3, wordDisputeEnds},
		"fraud-warning":     {1, 2, wordFraudWarning},
		"refund-fails":      {1, 2, wordRefundFails},
		"delete-customer":   {1, 1, wordDeleteCustomer},
		"bank-payout-fails": {1, 2, wordBankPayoutFails},
		"empty-balance":     {1, 1, wordEmptyBalance},
		"capability":        {2, 3, wordCapability},
		"topup":             {2, 2, wordTopUp},
		"plain-account":     {0, 0, wordPlainAccount},
		"fault":             {2, 3, wordFault},
		"events":            {1, 1, wordEvents},
	}
}

// minor reads an amount in minor units; without one it is 0.
func minor(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	amount, err := strconv.ParseInt(text, 10, 64)
	if err != nil || amount < 0 {
		return 0, fmt.Errorf("%q is no amount in minor units", text)
	}
	return amount, nil
}

// order is how Stripe's objects name an order: without the dash. Other names stay.
func order(ref string) string {
	if !references.MatchString(ref) {
		return ref
	}
	return strings.ReplaceAll(ref, "-", "")
}

// at returns the argument of that place, or "".
func at(args []string, i int) string {
	if i < len(args) {
		return args[i]
	}
	return ""
}

func wordDispute(ctx context.Context, s *story, args []string) (string, error) {
	var terms stripe.Terms
	for _, a := range args[1:] {
		name, value, _ := strings.Cut(a, ":")
		switch name {
		case "amount":
			var err error
			if terms.Amount, err = minor(value); err != nil {
				return "", err
			}
		case "reason":
			terms.Reason = value
		case "inquiry":
			terms.Inquiry = true
		default:
			return "", fmt.Errorf("usage: dispute REF [amount:MINOR] [reason:…] [inquiry], not %q", a)
		}
	}
	_, err := s.world.Dispute(ctx, order(args[0]), terms)
	return "", err
}

func wordEscalate(ctx context.Context, s *story, args []string) (string, error) {
	_, err := s.world.EscalateInquiry(ctx, order(args[0]))
	return "", err
}

func wordDisputeEnds(ctx context.Context, s *story, args []string) (string, error) {
	amount, err := minor(at(args, 2))
	if err == nil {
		_, err = s.world.EndDispute(ctx, order(args[0]), args[1], amount)
	}
	return "", err
}

func wordFraudWarning(ctx context.Context, s *story, args []string) (string, error) {
	_, err := s.world.WarnOfFraud(ctx, order(args[0]), at(args, 1))
	return "", err
}

func wordRefundFails(ctx context.Context, s *story, args []string) (string, error) {
	_, err := s.world.RefundFails(ctx, order(args[0]), at(args, 1))
	return "", err
}

func wordDeleteCustomer(ctx context.Context, s *story, args []string) (string, error) {
	_, err := s.world.DeleteCustomer(ctx, order(args[0]))
	return "", err
}

func wordBankPayoutFails(ctx context.Context, s *story, args []string) (string, error) {
	_, err := s.world.BankPayoutFails(ctx, args[0], at(args, 1))
	return "", err
}

func wordEmptyBalance(ctx context.Context, s *story, args []string) (string, error) {
	_, err := s.world.BalanceToBank(ctx, args[0])
	return "", err
}

func wordCapability(ctx context.Context, s *story, args []string) (string, error) {
	if !slices.Contains([]string{"lose", "regain"}, args[1]) {
		return "", fmt.Errorf("usage: capability NAME lose|regain [transfers|payouts], not %q", args[1])
	}
	return "", s.world.SetCapability(ctx, args[0], cmp.Or(at(args, 2), "transfers"), args[1] == "regain")
}

// wordTopUp has the operator add money of their own to the platform's balance.
func wordTopUp(ctx context.Context, s *story, args []string) (string, error) {
	amount, err := minor(args[1])
	if err != nil {
		return "", err
	}
	return "", s.world.TopUp(ctx, args[0], amount)
}

func wordPlainAccount(ctx context.Context, s *story, _ []string) (string, error) {
	return "", s.world.MakePlain(ctx)
}

func wordFault(_ context.Context, s *story, args []string) (string, error) {
	n := 1
	if len(args) > 2 {
		var err error
		if n, err = strconv.Atoi(args[2]); err != nil {
			return "", err
		}
	}
	return "", s.world.Fault(args[0], args[1], n)
}

// wordEvents loses Stripe's events on all their ways to the bot, or no longer.
func wordEvents(_ context.Context, s *story, args []string) (string, error) {
	if !slices.Contains([]string{"lost", "heard"}, args[0]) {
		return "", fmt.Errorf("usage: events lost|heard, not %q", args[0])
	}
	s.road.deaf.Store(args[0] == "lost")
	return "", s.webhooks()
}

// wordCrash kills the bot: now, or in the midst of a call to Stripe that another
// word makes it do.
func wordCrash(ctx context.Context, s *story, args []string) (string, error) {
	if len(args) == 0 {
		s.kill()
		return "", nil
	}
	if len(args) < 3 || !slices.Contains([]string{"before", "after"}, args[0]) {
		return "", errors.New("usage: crash, or crash before|after PATH WORD …")
	}
	word, known := plainWords()[args[2]]
	if !known || s.bot == nil {
		return "", fmt.Errorf("crash: no such word, or no bot: %s", args[2])
	}
	awaited := s.road.ambush(args[0] == "after", args[1])
	type result struct {
		text string
		err  error
	}
	done := make(chan result, 1)
	go func() {
		text, err := word.do(ctx, s, args[3:])
		done <- result{text, err}
	}()
	select {
	case <-awaited.reached:
		s.kill()
		s.road.end(awaited)
		r := <-done
		return "", r.err // what was seen at that moment is chance
	case r := <-done:
		s.road.end(awaited)
		if r.err != nil {
			return "", r.err
		}
		return "", fmt.Errorf("the bot sent nothing to %s:\n%s", args[1], r.text)
	}
}
