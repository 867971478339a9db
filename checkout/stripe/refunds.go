package stripe

import (
	"context"

	sdk "github.com/stripe/stripe-go/v76"

	"till/shop"
)

// Refund implements shop.Refunds.
func (p *Provider) Refund(ctx context.Context, r shop.RefundRequest) (shop.RefundResult, error) {
	// Without an amount Stripe would refund all that is left.
	if r.Order == "" || r.Charge == "" || r.Amount.Minor <= 0 {
		return shop.RefundResult{}, defect("refund: no order, charge or amount")
	}
	result, err := keyed(p, r.Key, func(key string) (shop.RefundResult, error) {
		refund, err := p.api.Refunds.New(&sdk.RefundParams{
			Params:   params(ctx, key),
			Charge:   new(r.Charge),
			Amount:   new(r.Amount.Minor),
			Metadata: p.marks(r.Order, r.Key),
		})
		if err != nil {
			return shop.RefundResult{}, err
		}
		return p.refund(refund), nil
	}, func() (shop.RefundResult, bool, error) { return p.FindRefund(ctx, r.Charge, r.Key) })
	if err != nil {
		return shop.RefundResult{}, failure("refund", err)
	}
	return result, nil
}

// FindRefund implements shop.Refunds.
func (p *Provider) FindRefund(ctx context.Context, charge, key string) (shop.RefundResult, bool, error) {
	if charge == "" || key == "" {
		return shop.RefundResult{}, false, defect("find refund: no charge or key")
	}
	list := p.api.Refunds.List(&sdk.RefundListParams{ListParams: listParams(ctx), Charge: new(charge)})
	for list.Next() {
		if r := list.Refund(); p.key(r.Metadata) == key {
			return p.refund(r), true, nil
		}
	}
	if err := list.Err(); err != nil {
		return shop.RefundResult{}, false, failure("find refund", err)
	}
	return shop.RefundResult{}, false, nil
}

// refund reads a refund. One that waits, for the platform's balance or
// for the buyer's bank details, is on its way; so is a state that Stripe may
// add.
func (p *Provider) refund(r *sdk.Refund) shop.RefundResult {
	out := shop.RefundResult{
		ID: r.ID, Key: p.key(r.Metadata), Amount: amount(r.Amount, r.Currency), Why: string(r.FailureReason),
	}
	switch r.Status {
	case sdk.RefundStatusSucceeded:
		out.State = shop.CallSucceeded
	case sdk.RefundStatusFailed, sdk.RefundStatusCanceled:
		out.State = shop.CallFailed
	default:
		out.State = shop.CallSent
	}
	return out
}
