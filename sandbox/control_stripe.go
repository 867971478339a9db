package sandbox

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"time"

	"till/sandbox/stripe"
)

// about names what an act is about: an object's id, or a value of its metadata
// such as an order's number; nothing is the newest.
type about struct {
	Charge string `json:"charge"`
	Order  string `json:"order"`
}

func (a about) ref() string { return cmp.Or(a.Charge, a.Order) }

// routeStripe mounts what banks, buyers' and sellers', and Stripe itself do.
func (s *Sandbox) routeStripe(mux *http.ServeMux) {
	doing(mux, "dispute", func(ctx context.Context, in struct {
		about

		Reason  string `json:"reason"`
		Amount  int64  `json:"amount"`
		Inquiry bool   `json:"inquiry"`
	},
	) (any, error) {
		id, err := s.Dispute(ctx, in.ref(), stripe.Terms{Reason: in.Reason, Amount: in.Amount, Inquiry: in.Inquiry})
		return did{Dispute: id}, err
	})
	doing(mux, "dispute/escalate", func(ctx context.Context, in struct {
		about

		Dispute string `json:"dispute"`
	},
	) (any, error) {
		id, err := s.EscalateInquiry(ctx, cmp.Or(in.Dispute, in.ref()))
		return did{Dispute: id}, err
	})
	doing(mux, "dispute/end", func(ctx context.Context, in struct {
		about

		Dispute string `json:"dispute"`
		Outcome string `json:"outcome"`
		Amount  int64  `json:"amount"`
	},
	) (any, error) {
		id, err := s.EndDispute(ctx, cmp.Or(in.Dispute, in.ref()), in.Outcome, in.Amount)
		return did{Dispute: id}, err
	})
	doing(mux, "fraud-warning", func(ctx context.Context, in struct {
		about

		Type string `json:"type"`
	},
	) (any, error) {
		id, err := s.WarnOfFraud(ctx, in.ref(), in.Type)
		return did{Warning: id}, err
	})
	doing(mux, "refund-fails", func(ctx context.Context, in struct {
		about

		Refund string `json:"refund"`
		Reason string `json:"reason"`
	},
	) (any, error) {
		id, err := s.RefundFails(ctx, cmp.Or(in.Refund, in.ref()), in.Reason)
		return did{Refund: id}, err
	})
	doing(mux, "delete-customer", func(ctx context.Context, in about) (any, error) {
		id, err := s.DeleteCustomer(ctx, in.ref())
		return did{Customer: id}, err
	})
	s.routeAccounts(mux)
}

// routeAccounts mounts what happens to an account's money and to what it may do.
func (s *Sandbox) routeAccounts(mux *http.ServeMux) {
	doing(mux, "bank-payout-fails", func(ctx context.Context, in struct {
		Account string `json:"account"`
		Payout  string `json:"payout"`
		Code    string `json:"code"`
	},
	) (any, error) {
		id, err := s.BankPayoutFails(ctx, cmp.Or(in.Payout, in.Account), in.Code)
		return did{Payouts: []string{id}}, err
	})
	doing(mux, "seller-balance-to-bank", func(ctx context.Context, in struct {
		Account string `json:"account"`
	},
	) (any, error) {
		ids, err := s.BalanceToBank(ctx, in.Account)
		return did{Payouts: ids}, err
	})
	doing(mux, "capability", func(ctx context.Context, in struct {
		Account string `json:"account"`
		Name    string `json:"name"`
		Do      string `json:"do"`
	},
	) (any, error) {
		if in.Do != "lose" && in.Do != "regain" {
			return nil, fmt.Errorf("a capability can be told to lose or regain, not %q", in.Do)
		}
		return did{}, s.SetCapability(ctx, in.Account, in.Name, in.Do == "regain")
	})
	doing(mux, "top-up", func(ctx context.Context, in struct {
		Currency string `json:"currency"`
		Amount   int64  `json:"amount"`
	},
	) (any, error) {
		return did{}, s.TopUp(ctx, in.Currency, in.Amount)
	})
	doing(mux, "plain-account", func(ctx context.Context, _ struct{}) (any, error) {
		return did{}, s.MakePlain(ctx)
	})
	doing(mux, "webhook-secret", func(_ context.Context, in struct {
		Connect bool   `json:"connect"`
		Keep    string `json:"keep"`
	},
	) (any, error) {
		keep := 24 * time.Hour
		if in.Keep != "" {
			var err error
			if keep, err = ParseMove(in.Keep); err != nil {
				return nil, err
			}
		}
		secret, err := s.stripe.RollWebhookSecret(in.Connect, keep)
		return did{Secret: secret}, err
	})
}

// did is the answer of an act at Stripe: that it is done, and what it made or changed.
type did struct {
	done

	Customer string   `json:"customer,omitempty"`
	Dispute  string   `json:"dispute,omitempty"`
	Warning  string   `json:"warning,omitempty"`
	Refund   string   `json:"refund,omitempty"`
	Payouts  []string `json:"payouts,omitempty"`
	Secret   string   `json:"secret,omitempty"`
}

// doing mounts POST /control/WORD.
func doing[In any](mux *http.ServeMux, word string, do func(ctx context.Context, in In) (any, error)) {
	mux.HandleFunc("POST /control/"+word, func(w http.ResponseWriter, r *http.Request) {
		in, err := decode[In](w, r)
		if err != nil {
			refuseError(w, err)
			return
		}
		value, err := do(r.Context(), in)
		if d, ok := value.(did); ok {
			d.OK = true
			value = d
		}
		finish(w, value, err)
	})
}
