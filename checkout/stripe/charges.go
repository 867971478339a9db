package stripe

import (
	"context"
	"slices"
	"strings"

	sdk "github.com/stripe/stripe-go/v76"

	"till/shop"
	"till/shop/money"
)

// FetchCharge implements shop.Charges. Disputes and warnings are asked for
// whatever the charge says: its "disputed" does not tell whether an inquiry
// counts. All lists are oldest first, though Stripe's are not.
func (p *Provider) FetchCharge(ctx context.Context, id string) (shop.Charge, error) {
	if id == "" {
		return shop.Charge{}, defect("fetch charge: no id")
	}
	ch, err := p.api.Charges.Get(id, &sdk.ChargeParams{Params: params(ctx, ""), Expand: sdk.StringSlice([]string{"refunds"})})
	if err != nil {
		return shop.Charge{}, failure("fetch charge", err)
	}
	out := shop.Charge{ID: ch.ID, Order: p.order(ch.Metadata), Amount: amount(ch.AmountCaptured, ch.Currency)}
	if out.Refunds, err = p.refunds(ctx, ch); err != nil {
		return shop.Charge{}, failure("list a charge's refunds", err)
	}
	if out.Disputes, err = p.disputes(ctx, id); err != nil {
		return shop.Charge{}, failure("list a charge's disputes", err)
	}
	if out.Warnings, err = p.warnings(ctx, id); err != nil {
		return shop.Charge{}, failure("list a charge's fraud warnings", err)
	}
	slices.Reverse(out.Refunds)
	slices.Reverse(out.Disputes)
	slices.Reverse(out.Warnings)
	return out, nil
}

// refunds are the charge's refunds: those that came with it, or all pages.
func (p *Provider) refunds(ctx context.Context, ch *sdk.Charge) ([]shop.RefundResult, error) {
	var out []shop.RefundResult
	if ch.Refunds != nil && !ch.Refunds.HasMore {
		for _, r := range ch.Refunds.Data {
			out = append(out, p.refund(r))
		}
		return out, nil
	}
	list := p.api.Refunds.List(&sdk.RefundListParams{ListParams: listParams(ctx), Charge: new(ch.ID)})
	for list.Next() {
		out = append(out, p.refund(list.Refund()))
	}
	return out, list.Err()
}

func (p *Provider) disputes(ctx context.Context, charge string) ([]shop.DisputeResult, error) {
	var out []shop.DisputeResult
	list := p.api.Disputes.List(&sdk.DisputeListParams{ListParams: listParams(ctx), Charge: new(charge)})
	for list.Next() {
		out = append(out, readDispute(list.Dispute()))
	}
	return out, list.Err()
}

func (p *Provider) warnings(ctx context.Context, charge string) ([]shop.FraudWarning, error) {
	var out []shop.FraudWarning
	list := p.api.RadarEarlyFraudWarnings.List(&sdk.RadarEarlyFraudWarningListParams{ListParams: listParams(ctx), Charge: new(charge)})
	for list.Next() {
		w := list.RadarEarlyFraudWarning()
		out = append(out, shop.FraudWarning{ID: w.ID, Actionable: w.Actionable})
	}
	return out, list.Err()
}

// readDispute reads a dispute. What it cost is what its balance transactions
// say, in the currency in which the account settles: partly won ones, and fees
// that came back, are in them.
func readDispute(d *sdk.Dispute) shop.DisputeResult {
	out := shop.DisputeResult{
		ID:         d.ID,
		Inquiry:    strings.HasPrefix(string(d.Status), "warning_"),
		Reason:     string(d.Reason),
		Amount:     amount(d.Amount, d.Currency),
		Refundable: d.IsChargeRefundable,
		Withdrawn:  amount(0, d.Currency),
		Fee:        amount(0, d.Currency),
	}
	for _, bt := range d.BalanceTransactions {
		out.Withdrawn = money.New(out.Withdrawn.Minor-bt.Amount, amount(0, bt.Currency).Currency)
		out.Fee = money.New(out.Fee.Minor+bt.Fee, out.Withdrawn.Currency)
	}
	out.State = disputeState(d, out.Withdrawn)
	if out.State == shop.DisputeOpen && d.EvidenceDetails != nil {
		out.DueBy = instant(d.EvidenceDetails.DueBy)
	}
	return out
}

// States of disputes that the library has no names for: the former is in
// Stripe's older versions, the latter in its newer ones.
const (
	disputeChargeRefunded sdk.DisputeStatus = "charge_refunded"
	disputePrevented      sdk.DisputeStatus = "prevented"
)

// disputeState says where a dispute stands. One that ended because the charge
// was refunded is decided by the money: nothing is lost when the bank keeps
// nothing, for then the buyer has it through the refund. A state that nobody
// knows is open, since that moves no money.
func disputeState(d *sdk.Dispute, withdrawn money.Money) shop.DisputeState {
	switch d.Status {
	case sdk.DisputeStatusUnderReview, sdk.DisputeStatusWarningUnderReview:
		return shop.DisputeInReview
	case sdk.DisputeStatusWon, sdk.DisputeStatusWarningClosed:
		return shop.DisputeWon
	case sdk.DisputeStatusLost:
		return shop.DisputeLost
	case disputeChargeRefunded, disputePrevented:
		if withdrawn.Minor > 0 {
			return shop.DisputeLost
		}
		return shop.DisputeWon
	default:
		return shop.DisputeOpen
	}
}
