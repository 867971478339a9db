package stripe

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// fraudWarning is an early fraud warning: the buyer's bank says that a charge
// is probably fraudulent, before anybody disputes it.
type fraudWarning struct {
	id         string
	charge     *charge
	kind       string // fraud_type
	created    time.Time
	actionable bool
}

// fraudTypes are what the bank can say (https://docs.stripe.com/api/radar/early_fraud_warnings/object).
func fraudTypes() []string {
	return []string{
		"unauthorized_use_of_card", "made_with_stolen_card", "made_with_lost_card", "made_with_counterfeit_card",
		"card_never_received", "fraudulent_card_application", "misc",
	}
}

func (w *fraudWarning) ident() string { return w.id }

func (w *fraudWarning) doc(time.Time) doc {
	return doc{
		"id": w.id, "object": "radar.early_fraud_warning", "actionable": w.actionable, "charge": refTo(w.charge),
		"created": w.created.Unix(), "fraud_type": w.kind, "livemode": false, "payment_intent": refTo(w.charge.intent),
	}
}

// WarnOfFraud lets the buyer's bank warn of a charge, and returns the
// warning's id. kind is Stripe's fraud_type; unauthorized_use_of_card when
// empty. ref is what namedCharge takes.
func (s *Stripe) WarnOfFraud(ctx context.Context, ref, kind string) (id string, err error) {
	if kind == "" {
		kind = fraudTypes()[0]
	}
	if !slices.Contains(fraudTypes(), kind) {
		return "", fmt.Errorf("no such type of fraud: %q; known are %s", kind, strings.Join(fraudTypes(), ", "))
	}
	err = s.doing(ctx, func() error {
		ch, err := s.namedCharge(ref)
		if err != nil {
			return err
		}
		w := &fraudWarning{id: newID("issfr_", 24), charge: ch, kind: kind, created: s.now(), actionable: ch.actionable()}
		id = w.id
		s.platform.warnings.add(w)
		s.emit(s.platform, "radar.early_fraud_warning.created", w, nil)
		return nil
	})
	return id, err
}

// actionable tells whether a refund could still forestall a dispute.
func (c *charge) actionable() bool { return len(c.disputes) == 0 && c.paidBack() < c.amount }

// reviewWarnings tells of the warnings about a charge that need no act any
// more, since it was disputed or refunded in full.
func (s *Stripe) reviewWarnings(ch *charge) {
	for _, w := range s.platform.warnings.rows {
		if w.charge == ch && w.actionable && !ch.actionable() {
			was := s.picture(w)
			w.actionable = false
			s.emitChange(s.platform, "radar.early_fraud_warning.updated", w, was, nil)
		}
	}
}

const warningListShape = "charge payment_intent" + within + listed

func (s *Stripe) getWarning(c *call) (doc, *apiError) {
	w, ok := c.account.warnings.get(c.id)
	if !ok {
		return nil, noSuch("early fraud warning", c.id, "id")
	}
	return w.doc(c.now), nil
}

func (s *Stripe) listWarnings(c *call) (doc, *apiError) {
	during, err := window(c.form.at("created"), "created")
	if err != nil {
		return nil, err
	}
	of, by := c.wanted("charge"), c.wanted("payment_intent")
	return page(c, c.account.warnings.rows, "early fraud warning", func(w *fraudWarning) bool {
		return during(w.created) && of(w.charge.id) && by(w.charge.intent.id)
	})
}
