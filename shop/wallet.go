package shop

import (
	"context"
	"encoding/json"
	"fmt"

	"till/shop/job"
)

// What a buyer saved for paying again is the provider's: it keeps it for a
// customer, and the shop keeps the customer's id with the person, nothing else.
// There is one for everybody who pays, since the provider's page can ask for
// consent to save only when it has one; until the buyer gives it, nothing is
// saved.

// Wallet is where somebody sees what the provider saved for them.
type Wallet struct {
	N    int    // which of their customers it is of; 0: there is none
	Link string // to the provider's page; it works for minutes
}

// Wallet returns the actor's; the zero Wallet when the provider keeps nothing for
// them. When only the page is refused, N is given with the error, since what is
// saved can be forgotten all the same. It talks to the provider.
func (s *Shop) Wallet(ctx context.Context, actor Actor) (Wallet, error) {
	p, err := s.person(ctx, actor.ID)
	if err != nil || p.Customer == "" {
		return Wallet{}, err
	}
	link, err := s.provider.WalletLink(ctx, p.Customer)
	if ReasonOf(err) == ReasonCustomerGone {
		return Wallet{}, s.store.Update(ctx, func(tx Tx) error { return loseCustomer(tx, p.ID, p.Customer) })
	}
	if ReasonOf(err) == ReasonNoWallet {
		s.cfg.Logger.WarnContext(ctx, "the provider's page of what is saved cannot be opened", "error", err) // it says what to do
	}
	return Wallet{N: p.Customers, Link: link}, providerError(err)
}

// ForgetWallet has all deleted that the provider saved for the actor, if it is
// still of their n-th customer. The next Pay makes another one; what was paid stays
// as it is.
func (s *Shop) ForgetWallet(ctx context.Context, cause string, actor Actor, n int) error {
	return s.store.Update(ctx, func(tx Tx) error {
		if seen, err := s.once(tx, cause, "forgotten"); err != nil || seen != "" {
			return err
		}
		p, err := tx.People().Get(actor.ID)
		if err := unlessMissing(err); err != nil {
			return err
		}
		if p.Customer == "" || p.Customers != n {
			return refuse(Conflict, ReasonNothingSaved, "customer %d is forgotten", n)
		}
		if err := s.forgetLater(tx, p.Customer); err != nil {
			return err
		}
		return loseCustomer(tx, p.ID, p.Customer)
	})
}

// forgetLater has a customer deleted at the provider.
func (s *Shop) forgetLater(tx Tx, customer string) error {
	payload, err := json.Marshal(customer)
	if err != nil {
		return &Error{Code: Internal, Message: "encoding a customer", Err: err}
	}
	return tx.Jobs().Put(job.Job{
		Key: job.Key("forget:" + customer), Kind: kindForget, Due: s.now(), CreatedAt: s.now(), Payload: payload,
	})
}

// needCustomer sees that the buyer has a customer at the provider. Asked for
// twice, it is the same one. The provider's no, or silence, keeps nobody from
// paying: nothing can be saved then.
func (s *Shop) needCustomer(ctx context.Context, actor Actor) error {
	p, err := s.person(ctx, actor.ID)
	if err != nil || p.Customer != "" {
		return err
	}
	n := p.Customers + 1
	customer, err := s.provider.OpenCustomer(ctx, fmt.Sprintf("customer:%s:%d", actor.ID, n))
	if err != nil {
		s.cfg.Logger.WarnContext(ctx, "no customer at the provider: the buyer pays without saving anything", "error", err)
		return ctx.Err()
	}
	return s.store.Update(ctx, func(tx Tx) error {
		if err := s.meet(tx, actor); err != nil {
			return err
		}
		p, err := tx.People().Get(actor.ID)
		if err != nil || p.Customers >= n { // somebody was faster
			return err
		}
		p.Customer, p.Customers = customer, n
		return tx.People().Put(p)
	})
}

// lost reports whether the page's customer is not the buyer's any more: then it
// cannot be paid.
func (s *Shop) lost(ctx context.Context, buyer UserID, page Checkout) (bool, error) {
	if page.Customer == "" {
		return false, nil
	}
	p, err := s.person(ctx, buyer)
	if err != nil || p.Customer != page.Customer {
		return true, err
	}
	there, err := s.provider.HasCustomer(ctx, page.Customer)
	if gone := err == nil && !there; !gone {
		return false, ctx.Err() // without an answer the page may still be good
	}
	return true, s.store.Update(ctx, func(tx Tx) error { return loseCustomer(tx, buyer, page.Customer) })
}

// person returns somebody; nobody's Person when they were never met.
func (s *Shop) person(ctx context.Context, id UserID) (p Person, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		p, err = tx.People().Get(id)
		return unlessMissing(err)
	})
	return p, err
}

// loseCustomer forgets a customer that is gone at the provider, or is to go. A
// newer one stays.
func loseCustomer(tx Tx, id UserID, customer string) error {
	p, err := tx.People().Get(id)
	if err != nil || customer == "" || p.Customer != customer {
		return unlessMissing(err)
	}
	p.Customer = ""
	return tx.People().Put(p)
}
