package stripe

import (
	"context"

	sdk "github.com/stripe/stripe-go/v76"

	"till/shop"
)

// Transfer implements shop.Transfers. It is tied to the charge, so that it may
// leave before the charge has settled.
func (p *Provider) Transfer(ctx context.Context, r shop.TransferRequest) (shop.TransferResult, error) {
	if r.Order == "" || r.Charge == "" || r.Account == "" {
		return shop.TransferResult{}, defect("transfer: no order, charge or account")
	}
	result, err := keyed(r.Key, func(key string) (shop.TransferResult, error) {
		transfer, err := p.api.Transfers.New(&sdk.TransferParams{
			Params:            params(ctx, key),
			Amount:            new(r.Amount.Minor),
			Currency:          currency(r.Amount),
			Destination:       new(r.Account),
			SourceTransaction: new(r.Charge),
			TransferGroup:     new(string(r.Order)),
			Metadata:          p.marks(r.Order, r.Key),
		})
		if err != nil {
			return shop.TransferResult{}, err
		}
		return shop.TransferResult{ID: transfer.ID}, nil
	}, func() (shop.TransferResult, bool, error) { return p.FindTransfer(ctx, r.Order, r.Key) })
	if err != nil {
		return shop.TransferResult{}, failure("transfer", err)
	}
	return result, nil
}

// FindTransfer implements shop.Transfers.
func (p *Provider) FindTransfer(ctx context.Context, order shop.OrderID, key string) (shop.TransferResult, bool, error) {
	if order == "" || key == "" {
		return shop.TransferResult{}, false, defect("find transfer: no order or key")
	}
	list := p.api.Transfers.List(&sdk.TransferListParams{ListParams: listParams(ctx), TransferGroup: new(string(order))})
	for list.Next() {
		if t := list.Transfer(); t.Metadata[metaKey] == key {
			return shop.TransferResult{ID: t.ID}, true, nil
		}
	}
	if err := list.Err(); err != nil {
		return shop.TransferResult{}, false, failure("find transfer", err)
	}
	return shop.TransferResult{}, false, nil
}

// Refund implements shop.Transfers.
func (p *Provider) Refund(ctx context.Context, r shop.RefundRequest) (shop.RefundResult, error) {
	// Without an amount Stripe would refund all that is left.
	if r.Order == "" || r.Charge == "" || r.Amount.Minor <= 0 {
		return shop.RefundResult{}, defect("refund: no order, charge or amount")
	}
	result, err := keyed(r.Key, func(key string) (shop.RefundResult, error) {
		refund, err := p.api.Refunds.New(&sdk.RefundParams{
			Params:   params(ctx, key),
			Charge:   new(r.Charge),
			Amount:   new(r.Amount.Minor),
			Metadata: p.marks(r.Order, r.Key),
		})
		if err != nil {
			return shop.RefundResult{}, err
		}
		return refundResult(refund), nil
	}, func() (shop.RefundResult, bool, error) { return p.FindRefund(ctx, r.Charge, r.Key) })
	if err != nil {
		return shop.RefundResult{}, failure("refund", err)
	}
	return result, nil
}

// FindRefund implements shop.Transfers.
func (p *Provider) FindRefund(ctx context.Context, charge, key string) (shop.RefundResult, bool, error) {
	if charge == "" || key == "" {
		return shop.RefundResult{}, false, defect("find refund: no charge or key")
	}
	list := p.api.Refunds.List(&sdk.RefundListParams{ListParams: listParams(ctx), Charge: new(charge)})
	for list.Next() {
		if r := list.Refund(); r.Metadata[metaKey] == key {
			return refundResult(r), true, nil
		}
	}
	if err := list.Err(); err != nil {
		return shop.RefundResult{}, false, failure("find refund", err)
	}
	return shop.RefundResult{}, false, nil
}

// marks is the metadata by which an order's act is found again.
func (p *Provider) marks(order shop.OrderID, key string) map[string]string {
	return map[string]string{metaOrder: string(order), metaKey: key, metaInstallation: p.cfg.Installation}
}

// refundResult reads a refund. One that waits, for the platform's balance or
// for the buyer's bank details, is on its way; so is a state that Stripe may
// add.
func refundResult(r *sdk.Refund) shop.RefundResult {
	out := shop.RefundResult{ID: r.ID}
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
