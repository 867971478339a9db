package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"till/checkout/stripe"
	"till/shop"
	"till/tracking/easypost"
)

func (d *doctor) stripeKey(ctx context.Context) finding {
	if d.provider == nil {
		return fail("there is none that could be tried", "set TILL_STRIPE_KEY, or TILL_STRIPE_KEY_FILE (Stripe's dashboard, Developers, API keys)")
	}
	switch s, err := d.standing(ctx); {
	case shop.CodeOf(err) == shop.Refused:
		return fail(failed(err), "copy the secret key anew (Stripe's dashboard, Developers, API keys); a restricted one must read accounts and the balance, too")
	case err != nil:
		return fail("Stripe could not be asked: "+failed(err), "see that this machine reaches "+cmp.Or(d.serve.StripeAPI, "https://api.stripe.com")+", and look again")
	case s.Live:
		return seen("%s, live mode", named(s))
	default:
		return seen("%s, test mode: no real money moves", named(s))
	}
}

func named(s stripe.Standing) string {
	return fmt.Sprintf("%s (%s, %s)", cmp.Or(s.Name, "no name"), s.ID, s.Country)
}

// stands is the account, when the key is taken.
func (d *doctor) stands(ctx context.Context) (stripe.Standing, bool) {
	if d.provider == nil {
		return stripe.Standing{}, false
	}
	s, err := d.standing(ctx)
	return s, err == nil
}

// stripeAccount looks whether it may take payments, in each way that buyers may use.
func (d *doctor) stripeAccount(ctx context.Context) finding {
	s, ok := d.stands(ctx)
	if !ok {
		return notAsked("stripe-key")
	}
	const where = "Stripe's dashboard, Home and Settings, says what it asks for"
	var lacks []string
	for _, method := range d.serve.PaymentMethods {
		if state, told := s.Capabilities[method+"_payments"]; told && state != "active" {
			lacks = append(lacks, fmt.Sprintf("%s is %s", method, state))
		}
	}
	switch {
	case !s.Charges:
		return fail("it may not take payments yet"+reasons(s), where)
	case len(lacks) > 0:
		return fail("not all --payment-methods can be used: "+strings.Join(lacks, ", "), "turn them on (Stripe's dashboard, Settings, Payment methods), or leave them out")
	case !s.Payouts:
		return warn("it may not be paid out to its bank yet"+reasons(s), where)
	case len(s.Due) > 0:
		return warn("Stripe asks for "+strings.Join(s.Due, ", "), where)
	default:
		return seen("may take payments and be paid out")
	}
}

func reasons(s stripe.Standing) string {
	text := strings.Join(s.Due, ", ")
	if s.Why != "" {
		text = strings.TrimPrefix(text+"; "+s.Why, "; ")
	}
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

func (d *doctor) stripeConnect(ctx context.Context) finding {
	if _, ok := d.stands(ctx); !ok {
		return notAsked("stripe-key")
	}
	if d.policy.Mode == shop.Single {
		return seen("not needed: the shop sells for itself")
	}
	switch connected, err := d.provider.Connected(ctx); {
	case err != nil:
		return fail(failed(err), "a restricted key must write Connect's accounts and transfers, too")
	case !connected:
		return fail("the account is not signed up for Connect, so no seller can be paid",
			"sign up (https://dashboard.stripe.com/connect), or sell for yourself with --shop=single")
	default:
		return seen("the account may hold money for sellers")
	}
}

func (d *doctor) stripePayouts(ctx context.Context) finding {
	s, ok := d.stands(ctx)
	switch {
	case !ok:
		return notAsked("stripe-key")
	case d.policy.Mode == shop.Single:
		return seen("%s, as its owner likes", cmp.Or(s.Interval, "not told"))
	case s.Interval != "manual":
		return fail(fmt.Sprintf("the account pays out to its bank by itself (%s), so the money held for sellers would be gone", cmp.Or(s.Interval, "not told")),
			"set the payout schedule to manual (Stripe's dashboard, Settings, Payouts); till withdraw sends what is earned")
	default:
		return seen("manual")
	}
}

// stripeHolding holds the configured waits against the limit of the account's country.
func (d *doctor) stripeHolding(ctx context.Context) finding {
	s, ok := d.stands(ctx)
	switch {
	case !ok:
		return notAsked("stripe-key")
	case d.policy.Mode == shop.Single:
		return seen("nothing is held for others")
	}
	policy := d.policy
	policy.HoldLimit = holdLimit(s.Country)
	if err := checkHold(policy); err != nil {
		return fail(err.Error(), "change the waits, or use an account in another country")
	}
	return seen("%d days at most in %s, which the configured waits keep to", policy.HoldLimit/(24*time.Hour), s.Country)
}

// stripeCurrencies looks whether what is charged stays in its currency: what Stripe
// converts goes to the operator, order by order.
func (d *doctor) stripeCurrencies(ctx context.Context) finding {
	s, ok := d.stands(ctx)
	if !ok {
		return notAsked("stripe-key")
	}
	var offered, foreign []string
	for _, c := range slices.Sorted(maps.Keys(d.policy.Limits)) {
		offered = append(offered, string(c))
		if !slices.Contains(s.Settles, c) {
			foreign = append(foreign, string(c))
		}
	}
	if len(foreign) > 0 {
		return warn(fmt.Sprintf("the account has no balance in %s: each such payment would be converted, and held for an operator", strings.Join(foreign, ", ")),
			"add a bank account in that currency (Stripe's dashboard, Settings, Payouts), or take it out of --limit")
	}
	return seen("%s", strings.Join(offered, ", "))
}

func (d *doctor) carrierKey(ctx context.Context) finding {
	if d.serve.EasypostKey == "" {
		return seen("none: a right tracking number counts as the scan")
	}
	client, err := easypost.New(easypost.Config{Key: d.serve.EasypostKey, BaseURL: d.serve.EasypostAPI})
	if err == nil {
		err = client.Check(ctx)
	}
	switch {
	case shop.CodeOf(err) == shop.Refused:
		return fail("EasyPost does not take it", "copy it anew to TILL_EASYPOST_KEY (EasyPost's dashboard, API keys)")
	case err != nil:
		return warn("EasyPost could not be asked: "+failed(err), "look again; till serve asks again by itself")
	case strings.HasPrefix(d.serve.EasypostKey, "EZTK"):
		return seen("taken, for tests: it knows no real parcels")
	default:
		return seen("taken")
	}
}
