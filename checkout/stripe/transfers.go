package stripe

import (
	"context"

	sdk "github.com/stripe/stripe-go/v76"

	"till/shop"
)

// Transfer implements shop.Transfers. It is tied to the charge, so that it may
// leave before the charge has settled; one without a charge leaves the platform's
// available balance.
func (p *Provider) Transfer(ctx context.Context, r shop.TransferRequest) (shop.TransferResult, error) {
	if r.Order == "" || r.Account == "" {
		return shop.TransferResult{}, defect("transfer: no order or account")
	}
	source := &r.Charge
	if r.Charge == "" {
		source = nil
	}
	result, err := keyed(p, r.Key, func(key string) (shop.TransferResult, error) {
		transfer, err := p.api.Transfers.New(&sdk.TransferParams{
			Params:            params(ctx, key),
			Amount:            new(r.Amount.Minor),
			Currency:          currency(r.Amount),
			Destination:       new(r.Account),
			SourceTransaction: source,
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
		if t := list.Transfer(); p.key(t.Metadata) == key {
			return shop.TransferResult{ID: t.ID}, true, nil
		}
	}
	if err := list.Err(); err != nil {
		return shop.TransferResult{}, false, failure("find transfer", err)
	}
	return shop.TransferResult{}, false, nil
}

// Reverse implements shop.Transfers.
func (p *Provider) Reverse(ctx context.Context, r shop.ReversalRequest) (shop.ReversalResult, error) {
	// Without an amount Stripe would take all of the transfer back.
	if r.Order == "" || r.Transfer == "" || r.Amount.Minor <= 0 {
		return shop.ReversalResult{}, defect("reverse: no order, transfer or amount")
	}
	result, err := keyed(p, r.Key, func(key string) (shop.ReversalResult, error) {
		reversal, err := p.api.TransferReversals.New(&sdk.TransferReversalParams{
			Params:   params(ctx, key),
			ID:       new(r.Transfer),
			Amount:   new(r.Amount.Minor),
			Metadata: p.marks(r.Order, r.Key),
		})
		if err != nil {
			return shop.ReversalResult{}, err
		}
		return shop.ReversalResult{ID: reversal.ID}, nil
	}, func() (shop.ReversalResult, bool, error) { return p.FindReversal(ctx, r.Transfer, r.Key) })
	if err != nil {
		return shop.ReversalResult{}, failure("reverse", err)
	}
	return result, nil
}

// FindReversal implements shop.Transfers.
func (p *Provider) FindReversal(ctx context.Context, transfer, key string) (shop.ReversalResult, bool, error) {
	if transfer == "" || key == "" {
		return shop.ReversalResult{}, false, defect("find reversal: no transfer or key")
	}
	list := p.api.TransferReversals.List(&sdk.TransferReversalListParams{ListParams: listParams(ctx), ID: new(transfer)})
	for list.Next() {
		if r := list.TransferReversal(); p.key(r.Metadata) == key {
			return shop.ReversalResult{ID: r.ID}, true, nil
		}
	}
	if err := list.Err(); err != nil {
		return shop.ReversalResult{}, false, failure("find reversal", err)
	}
	return shop.ReversalResult{}, false, nil
}
