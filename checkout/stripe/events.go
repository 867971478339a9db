package stripe

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	sdk "github.com/stripe/stripe-go/v76"

	"till/shop"
)

// platformEvents are the types of events of the platform's account after which
// something is fetched again. A list can be asked for at most 20.
// v76 knows no "refund.failed": the refund's updates tell.
func platformEvents() []string {
	return []string{
		"checkout.session.completed", "checkout.session.expired",
		"checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed",
		"charge.updated", "charge.refunded", "charge.refund.updated", "refund.created", "refund.updated",
		"charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed",
		"charge.dispute.funds_withdrawn", "charge.dispute.funds_reinstated",
		"radar.early_fraud_warning.created", "radar.early_fraud_warning.updated",
		"transfer.created", "transfer.reversed", "transfer.updated",
	}
}

// sellerEvents are those of the sellers' accounts. The platform's list does not
// have them: they come by webhook, or the account is fetched.
func sellerEvents() []string {
	return []string{
		"account.updated", "account.application.deauthorized", "capability.updated",
		"payout.created", "payout.updated", "payout.paid", "payout.failed", "payout.canceled",
	}
}

// EventsSince implements shop.Events. Stripe keeps events for 30 days, and
// counts in whole seconds.
func (p *Provider) EventsSince(ctx context.Context, t time.Time) ([]shop.ProviderEvent, error) {
	list := p.api.Events.List(&sdk.EventListParams{
		ListParams:   listParams(ctx),
		CreatedRange: &sdk.RangeQueryParams{GreaterThanOrEqual: t.Unix()},
		Types:        sdk.StringSlice(platformEvents()),
	})
	var events []shop.ProviderEvent
	for list.Next() {
		if e := list.Event(); e.Livemode == p.Live() {
			events = append(events, event(e.ID, string(e.Type), e.Account, about(e.Data), e.Created))
		}
	}
	if err := list.Err(); err != nil {
		return nil, failure("list events", err)
	}
	slices.Reverse(events) // Stripe lists the newest first
	return events, nil
}

// BalanceEntries implements shop.Events.
func (p *Provider) BalanceEntries(ctx context.Context, since time.Time, fn func(shop.BalanceEntry) error) error {
	query := &sdk.BalanceTransactionListParams{
		ListParams: listParams(ctx),
		Expand:     sdk.StringSlice([]string{"data.source"}), // for the metadata
	}
	if !since.IsZero() {
		query.CreatedRange = &sdk.RangeQueryParams{GreaterThanOrEqual: since.Unix()}
	}
	list := p.api.BalanceTransactions.List(query)
	for list.Next() {
		bt := list.BalanceTransaction()
		entry := shop.BalanceEntry{
			ID: bt.ID, Category: string(bt.ReportingCategory),
			Amount: amount(bt.Amount, bt.Currency), Fee: amount(bt.Fee, bt.Currency),
		}
		if bt.Source != nil {
			entry.Source = bt.Source.ID
			entry.Order = p.order(sourceMetadata(bt.Source))
			entry.Charge = sourceCharge(bt.Source)
		}
		if err := fn(entry); err != nil {
			return err
		}
	}
	if err := list.Err(); err != nil {
		return failure("list balance transactions", err)
	}
	return nil
}

// sourceMetadata is the metadata of the object behind a balance transaction, as
// far as the bot made it: a charge has the payment's, a dispute has none.
func sourceMetadata(s *sdk.BalanceTransactionSource) map[string]string {
	switch {
	case s.Charge != nil:
		return s.Charge.Metadata
	case s.Refund != nil:
		return s.Refund.Metadata
	case s.Transfer != nil:
		return s.Transfer.Metadata
	case s.TransferReversal != nil:
		return s.TransferReversal.Metadata
	default:
		return nil
	}
}

// sourceCharge is the charge that the object behind a balance transaction is,
// or is about; "" for a reversal, which names its transfer alone.
func sourceCharge(s *sdk.BalanceTransactionSource) string {
	switch {
	case s.Charge != nil:
		return s.Charge.ID
	case s.Refund != nil && s.Refund.Charge != nil:
		return s.Refund.Charge.ID
	case s.Dispute != nil && s.Dispute.Charge != nil:
		return s.Dispute.Charge.ID
	case s.Transfer != nil && s.Transfer.SourceTransaction != nil:
		return s.Transfer.SourceTransaction.ID
	default:
		return ""
	}
}

// subjectOf is the part of an event's object that is read.
type subjectOf struct {
	ID     string    `json:"id"`
	Charge reference `json:"charge"` // of a dispute or a warning
}

// reference is the id of another object, which may be there in full.
type reference string

// UnmarshalJSON implements json.Unmarshaler. What is neither is no reference.
func (r *reference) UnmarshalJSON(data []byte) error {
	var full struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(data, (*string)(r)) != nil && json.Unmarshal(data, &full) == nil {
		*r = reference(full.ID)
	}
	return nil
}

// about reads what an event is about.
func about(data *sdk.EventData) subjectOf {
	var out subjectOf
	if data == nil || json.Unmarshal(data.Raw, &out) != nil {
		return subjectOf{}
	}
	return out
}

// event makes a hint of what an event says, however it came. What happened to
// a part of a seller's account is about the account, and the rest of what
// happens there is nobody's here.
func event(id, kind, account string, object subjectOf, created int64) shop.ProviderEvent {
	e := shop.ProviderEvent{ID: id, Type: kind, Subject: subject(kind), Object: object.ID, Account: account, At: instant(created)}
	switch {
	case account != "" && (e.Subject == shop.SubjectAccount || strings.HasPrefix(kind, "payout.")):
		e.Subject, e.Object = shop.SubjectAccount, account
	case account != "":
		e.Subject = shop.SubjectOther
	case e.Subject == shop.SubjectCharge && isAboutCharge(kind):
		if e.Object = string(object.Charge); e.Object == "" {
			e.Subject, e.Object = shop.SubjectOther, object.ID
		}
	}
	return e
}

// isAboutCharge reports whether events of the type carry another object, which
// names the charge.
func isAboutCharge(kind string) bool {
	return strings.HasPrefix(kind, "charge.dispute.") || strings.HasPrefix(kind, "radar.early_fraud_warning.")
}

// subject says what an event of the type is about. A "charge.refunded" is about
// the charge, and a refund's own events come beside it.
func subject(kind string) shop.Subject {
	switch {
	case strings.HasPrefix(kind, "checkout.session."):
		return shop.SubjectCheckout
	case kind == "charge.refunded", kind == "charge.updated", isAboutCharge(kind):
		return shop.SubjectCharge
	case strings.HasPrefix(kind, "refund."), kind == "charge.refund.updated":
		return shop.SubjectRefund
	case strings.HasPrefix(kind, "account."), strings.HasPrefix(kind, "capability."):
		return shop.SubjectAccount
	default:
		return shop.SubjectOther
	}
}
