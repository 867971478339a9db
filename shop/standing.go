package shop

import (
	"context"
	"slices"
	"time"

	"till/shop/money"
)

// Admission says who may open a shop here.
type Admission string

// The admissions.
const (
	AdmitAnyone   Admission = "anyone"
	AdmitList     Admission = "list"     // whom Policy.SellerList names, or an operator approved
	AdmitApproval Admission = "approval" // each new shop waits for an operator's yes
)

// Standing is what the operator has decided about a shop. The zero Standing is
// that of one about which nothing needed deciding.
type Standing string

// The standings.
const (
	Waiting   Standing = "waiting" // for an operator's yes
	Approved  Standing = "approved"
	TurnedOut Standing = "refused"
	Suspended Standing = "suspended"
)

// Admitted says why the operator does not let the seller request payments; nil
// when they may, as far as the operator is concerned.
func (s *Shop) Admitted(seller Seller) error {
	switch {
	case seller.ID.Erased():
		return refuse(NotFound, ReasonNoShop, "the shop is erased")
	case seller.Standing == Suspended:
		return refuse(Forbidden, ReasonSuspended, "the shop is suspended")
	case seller.Standing == TurnedOut:
		return refuse(Forbidden, ReasonShopRefused, "the shop was refused")
	case seller.Standing == Waiting:
		return refuse(Forbidden, ReasonShopWaiting, "the shop waits for an operator")
	case s.unlisted(seller):
		return refuse(Forbidden, ReasonNotListed, "not on the list of sellers")
	default:
		return nil
	}
}

// MaySell reports whether the seller can request payments: the operator lets
// them, and the provider has what it needs.
func (s *Shop) MaySell(seller Seller) bool { return seller.Eligible() && s.Admitted(seller) == nil }

// unlisted reports whether only listed people sell here, and the seller is none.
func (s *Shop) unlisted(seller Seller) bool {
	if s.Single() {
		return seller.ID != s.cfg.Policy.Seller
	}
	return s.cfg.Policy.Sellers == AdmitList && seller.Standing != Approved && !s.cfg.Policy.listed(seller.ID)
}

// Limit returns what the seller may request in the currency: what an operator
// granted them, else what everybody may; false for one that is not offered.
func (s *Shop) Limit(seller Seller, c money.Currency) (Limit, bool) {
	limit, offered := s.cfg.Policy.Limits[c]
	if own, granted := seller.Limits[c]; granted && offered {
		limit = own
	}
	return limit, offered
}

// SellerEntry is one line of the record of what the operator and the provider
// decided about a shop: append only, facts and amounts, never what people wrote.
type SellerEntry struct {
	N     int               `json:"n"` // 1, 2, … within the shop
	At    time.Time         `json:"at"`
	Act   SellerAct         `json:"act"`
	Actor UserID            `json:"actor,omitempty"` // empty: the provider
	Facts map[string]string `json:"facts,omitempty"`
}

// SellerAct names what a SellerEntry records; commands has words for each.
type SellerAct string

// The acts.
const (
	SellerOpened     SellerAct = "opened"
	SellerApproved   SellerAct = "approved"
	SellerRefused    SellerAct = "refused"
	SellerSuspended  SellerAct = "suspended"  // fact withdrawn: how many requests
	SellerReinstated SellerAct = "reinstated" //
	SellerLimited    SellerAct = "limited"    // facts request, week
	SellerUnlimited  SellerAct = "unlimited"  // back to everybody's limits; fact currency
	SellerEligible   SellerAct = "eligible"   // the provider has what it needs
	SellerIneligible SellerAct = "ineligible" // it does not any more
)

// The notices of what the operator decided about a shop.
const (
	NoticeSellerApproved   NoticeKind = "seller_approved"   // to the seller
	NoticeSellerRefused    NoticeKind = "seller_refused"    // to the seller
	NoticeSellerSuspended  NoticeKind = "seller_suspended"  // to the seller
	NoticeSellerReinstated NoticeKind = "seller_reinstated" // to the seller
	NoticeSellerLimits     NoticeKind = "seller_limits"     // to the seller; facts request, week, or currency
	NoticeRequestStopped   NoticeKind = "request_stopped"   // to both: withdrawn, since the shop is suspended
)

// record writes a line about the seller, who is put by the caller.
func (s *Shop) record(tx Tx, seller *Seller, actor UserID, act SellerAct, facts map[string]string) error {
	seller.Entries++
	return tx.SellerJournal().Append(seller.ID, SellerEntry{N: seller.Entries, At: s.now(), Act: act, Actor: actor, Facts: facts})
}

// oversee changes a shop at an operator's wish, in one transaction. A cause that
// was seen before changes nothing.
func (s *Shop) oversee(
	ctx context.Context, cause string, actor Actor, id UserID, fn func(Tx, *Seller) error,
) (seller Seller, err error) {
	if !s.Operates(actor.ID) {
		return Seller{}, refuse(Forbidden, ReasonNotOperator, "only for operators")
	}
	err = s.store.Update(ctx, func(tx Tx) error {
		if seller, err = tx.Sellers().Get(id); err != nil {
			if CodeOf(err) == NotFound {
				return refuse(NotFound, ReasonNoShop, "no shop of %s", id)
			}
			return err
		}
		seen, err := s.once(tx, cause, "done")
		if err != nil || seen != "" {
			return err
		}
		if err := s.meet(tx, actor); err != nil {
			return err
		}
		if err := fn(tx, &seller); err != nil {
			return err
		}
		return tx.Sellers().Put(seller)
	})
	return seller, err
}

// tellSeller sends a notice about their shop, once for each line of its record.
func (s *Shop) tellSeller(tx Tx, seller Seller, kind NoticeKind, facts map[string]string) error {
	return s.post(tx, sellerKey(seller, string(kind)), "", Notice{Kind: kind, To: seller.ID, Facts: facts})
}

// Approve lets a shop sell that waited, that was refused, or that is not on the
// list.
func (s *Shop) Approve(ctx context.Context, cause string, actor Actor, id UserID) (Seller, error) {
	return s.oversee(ctx, cause, actor, id, func(tx Tx, seller *Seller) error {
		if seller.Standing == Suspended || s.Admitted(*seller) == nil || s.Single() {
			return refuse(Conflict, ReasonStanding, "%s is %q", id, seller.Standing)
		}
		seller.Standing = Approved
		if err := s.record(tx, seller, actor.ID, SellerApproved, nil); err != nil {
			return err
		}
		return s.tellSeller(tx, *seller, NoticeSellerApproved, nil)
	})
}

// TurnOut refuses a shop that waits for an operator's yes.
func (s *Shop) TurnOut(ctx context.Context, cause string, actor Actor, id UserID) (Seller, error) {
	return s.oversee(ctx, cause, actor, id, func(tx Tx, seller *Seller) error {
		if seller.Standing != Waiting {
			return refuse(Conflict, ReasonStanding, "%s is %q", id, seller.Standing)
		}
		seller.Standing = TurnedOut
		if err := s.record(tx, seller, actor.ID, SellerRefused, nil); err != nil {
			return err
		}
		return s.tellSeller(tx, *seller, NoticeSellerRefused, nil)
	})
}

// GrantLimit gives the seller a limit of their own in one currency.
func (s *Shop) GrantLimit(ctx context.Context, cause string, actor Actor, id UserID, limit Limit) (Seller, error) {
	c := limit.Request.Currency
	return s.oversee(ctx, cause, actor, id, func(tx Tx, seller *Seller) error {
		info, known := c.Info()
		if _, offered := s.cfg.Policy.Limits[c]; !offered || !known {
			return refuse(Invalid, ReasonCurrency, "%q is not offered", c)
		}
		for _, m := range []money.Money{limit.Request, limit.Week} {
			if m.Currency != c || m.Valid() != nil || m.Minor < info.Min {
				return refuse(Invalid, ReasonLimits, "limits of %s and %s", limit.Request, limit.Week)
			}
		}
		if limit.Week.Minor < limit.Request.Minor {
			return refuse(Invalid, ReasonLimits, "%s in 7 days is less than %s at once", limit.Week, limit.Request)
		}
		own := map[money.Currency]Limit{c: limit}
		for other, l := range seller.Limits {
			if other != c {
				own[other] = l
			}
		}
		seller.Limits = own
		return s.limited(tx, seller, actor, SellerLimited, map[string]string{"request": limit.Request.String(), "week": limit.Week.String()})
	})
}

// DropLimit gives the seller everybody's limit in the currency.
func (s *Shop) DropLimit(ctx context.Context, cause string, actor Actor, id UserID, c money.Currency) (Seller, error) {
	return s.oversee(ctx, cause, actor, id, func(tx Tx, seller *Seller) error {
		if _, own := seller.Limits[c]; !own {
			return refuse(Conflict, ReasonLimitsUsual, "%s has no limit of their own in %q", id, c)
		}
		rest := make(map[money.Currency]Limit)
		for other, l := range seller.Limits {
			if other != c {
				rest[other] = l
			}
		}
		seller.Limits = rest
		return s.limited(tx, seller, actor, SellerUnlimited, map[string]string{"currency": string(c)})
	})
}

func (s *Shop) limited(tx Tx, seller *Seller, actor Actor, act SellerAct, facts map[string]string) error {
	if err := s.record(tx, seller, actor.ID, act, facts); err != nil {
		return err
	}
	return s.tellSeller(tx, *seller, NoticeSellerLimits, facts)
}

// OperatorSeller returns a shop with its record to an operator.
func (s *Shop) OperatorSeller(ctx context.Context, actor UserID, id UserID) (seller Seller, entries []SellerEntry, err error) {
	if !s.Operates(actor) {
		return seller, nil, refuse(Forbidden, ReasonNotOperator, "only for operators")
	}
	if seller, err = s.Seller(ctx, id); err != nil {
		return seller, nil, refuse(NotFound, ReasonNoShop, "no shop of %s", id)
	}
	err = s.store.View(ctx, func(tx Tx) error {
		entries, err = tx.SellerJournal().Entries(id)
		return err
	})
	return seller, entries, err
}

// OperatorSellers returns every shop, by name, to an operator.
func (s *Shop) OperatorSellers(ctx context.Context, actor UserID) (all []Seller, err error) {
	if !s.Operates(actor) {
		return nil, refuse(Forbidden, ReasonNotOperator, "only for operators")
	}
	err = s.store.View(ctx, func(tx Tx) error {
		if all, err = tx.Sellers().List(); err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(seller Seller) bool { return seller.ID.Erased() })
		return nil
	})
	return all, err
}
