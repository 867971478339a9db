package shop

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"till/shop/ledger"
	"till/shop/money"
)

// Export is what is kept of somebody, as they get it. Times are UTC, amounts minor
// units; of others it has ids, and what they said to the person. docs/stored.md
// explains each field: records are as they are stored, but for what is the other
// side's.
type Export struct {
	At            time.Time              `json:"at"`
	ID            UserID                 `json:"id"`
	Person        *Person                `json:"person,omitempty"`
	Shop          *Seller                `json:"shop,omitempty"`
	ShopRecord    []SellerEntry          `json:"shop_record,omitempty"`
	Products      []Product              `json:"products,omitempty"`
	Sold          []ExportedOrder        `json:"sold,omitempty"`
	Bought        []ExportedOrder        `json:"bought,omitempty"`
	Conversations []ExportedConversation `json:"conversations,omitempty"`
	Waiting       []Notice               `json:"waiting,omitempty"` // messages to them that are not delivered, and their reports
	Photos        map[PhotoID][]byte     `json:"photos,omitempty"`  // of their products, and of what they sold and bought
}

// ExportedOrder is an order, with its journal.
type ExportedOrder struct {
	Order

	Journal []Entry `json:"journal"`
	Review  *Review `json:"review,omitempty"` // what the buyer wrote about it
}

// ExportedConversation is a conversation, with its words.
type ExportedConversation struct {
	Conversation

	Words []Words `json:"words"`
}

// Export returns what is kept of the actor.
func (s *Shop) Export(ctx context.Context, actor UserID) (out Export, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		out = Export{At: s.now(), ID: actor, Photos: make(map[PhotoID][]byte)}
		for _, part := range []func(Tx, *Export) error{
			s.exportPerson, s.exportShop, s.exportOrders, s.exportConversations, s.exportWaiting, exportPhotos,
		} {
			if err := part(tx, &out); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

func (s *Shop) exportPerson(tx Tx, out *Export) error {
	p, err := tx.People().Get(out.ID)
	if err == nil {
		out.Person = &p
	}
	return unlessMissing(err)
}

func (s *Shop) exportShop(tx Tx, out *Export) error {
	seller, err := tx.Sellers().Get(out.ID)
	if err != nil {
		return unlessMissing(err)
	}
	out.Shop = &seller
	if out.ShopRecord, err = tx.SellerJournal().Entries(out.ID); err != nil {
		return err
	}
	for i := range out.ShopRecord {
		out.ShopRecord[i].Actor = s.office(out.ShopRecord[i].Actor, out.ID)
	}
	out.Products, err = tx.Products().All(out.ID)
	return err
}

// office is who acted, as others may know it: an operator acts for the operator.
func (s *Shop) office(actor, reader UserID) UserID {
	if actor != reader && s.Operates(actor) {
		return "operator"
	}
	return actor
}

func (s *Shop) exportOrders(tx Tx, out *Export) error {
	for _, part := range []struct {
		query OrderQuery
		role  Role
		into  *[]ExportedOrder
	}{
		{OrderQuery{Seller: out.ID}, RoleSeller, &out.Sold},
		{OrderQuery{Buyer: out.ID}, RoleBuyer, &out.Bought},
	} {
		orders, err := tx.Orders().List(part.query)
		if err != nil {
			return err
		}
		for _, o := range orders {
			entries, err := tx.Journal().Entries(o.ID)
			if err != nil {
				return err
			}
			exported := ExportedOrder{Order: o.exported(part.role), Journal: s.exportedJournal(entries, part.role, out.ID)}
			if o.Rating != nil && o.Rating.State != RatingRemoved {
				r, err := tx.Reviews().Get(Review{Order: o.ID, Seller: o.Seller, At: o.Rating.At})
				if unlessMissing(err) != nil {
					return err
				}
				exported.Review = &r
			}
			*part.into = append(*part.into, exported)
		}
	}
	return nil
}

// exported is the order without what is the other side's alone: where their
// messages stand, the buyer's payment page, and what the seller gets and gives.
func (o Order) exported(r Role) Order {
	o.Handover = nil // its code could be guessed from it
	own := func(role Role, _ MessageRef) bool { return role != r }
	o.Cards = maps.Clone(o.Cards)
	maps.DeleteFunc(o.Cards, own)
	o.Unreachable = maps.Clone(o.Unreachable)
	maps.DeleteFunc(o.Unreachable, func(role Role, _ bool) bool { return role != r })
	if r == RoleSeller {
		o.Checkouts = slices.Clone(o.Checkouts)
		for i := range o.Checkouts {
			o.Checkouts[i].URL, o.Checkouts[i].Customer = "", ""
		}
		return o
	}
	o.Fee, o.FeesBorne, o.Book, o.Holds, o.Payouts, o.Reversals, o.Warnings = PlatformFee{}, 0, ledger.Book{}, nil, nil, nil, nil
	if o.Payment != nil {
		payment := *o.Payment
		payment.Fee, payment.FeeKnown = money.Money{}, false
		o.Payment = &payment
	}
	o.Disputes = slices.Clone(o.Disputes)
	for i := range o.Disputes {
		o.Disputes[i].Fee, o.Disputes[i].Staged, o.Disputes[i].Submitted, o.Disputes[i].Submitting = money.Money{}, time.Time{}, time.Time{}, false
	}
	return o
}

// sellersActs are between the seller, the operator and the provider.
var sellersActs = map[Act]bool{
	ActProviderFee: true, ActHold: true, ActRelease: true, ActFraudWarning: true,
	ActPayoutRequested: true, ActPayoutSent: true, ActPayoutRefused: true,
	ActReversalRequested: true, ActReversalRefused: true, ActReversed: true, ActSetOff: true, ActRecovered: true,
	ActEvidenceAsked: true, ActEvidenceStaged: true, ActEvidenceSubmitted: true, ActEvidenceRefused: true, ActDisputeMoved: true,
}

// exportedJournal is what the role may know of a journal.
func (s *Shop) exportedJournal(entries []Entry, r Role, reader UserID) []Entry {
	known := []Entry{}
	for _, e := range entries {
		if r == RoleBuyer {
			if sellersActs[e.Act] {
				continue
			}
			e.Postings = nil
		}
		e.Actor = s.office(e.Actor, reader)
		known = append(known, e)
	}
	return known
}

func (s *Shop) exportConversations(tx Tx, out *Export) error {
	all, err := tx.Conversations().Of(out.ID, 0)
	if err != nil {
		return err
	}
	for _, c := range all {
		exported := ExportedConversation{Conversation: c, Words: []Words{}}
		for n := 1; n <= c.Messages; n++ {
			w, err := tx.Conversations().Words(c.ID, n)
			if err != nil {
				if unlessMissing(err) != nil {
					return err
				}
				continue // erased
			}
			for i := range w.Files {
				if w.From != out.ID {
					w.Files[i].From = MessageRef{} // in the other's own messages
				}
			}
			exported.Words = append(exported.Words, w)
		}
		out.Conversations = append(out.Conversations, exported)
	}
	return nil
}

// exportWaiting finds the messages to the person that wait or were given up, and
// their reports.
func (s *Shop) exportWaiting(tx Tx, out *Export) error {
	jobs, err := tx.Backlog().Waiting(0)
	if err != nil {
		return err
	}
	dead, err := tx.Backlog().Dead()
	if err != nil {
		return err
	}
	for _, j := range append(jobs, dead...) {
		if j.Kind != kindNotice {
			continue
		}
		var n Notice
		if err := json.Unmarshal(j.Payload, &n); err != nil {
			return &Error{Code: Internal, Message: "decoding a notice", Err: err}
		}
		own := n.To == out.ID && n.Kind != NoticeAlert // what operators are told is not about themselves
		if own || n.Facts["reporter"] == string(out.ID) {
			n.To = s.office(n.To, out.ID)
			out.Waiting = append(out.Waiting, n)
		}
	}
	return nil
}

func exportPhotos(tx Tx, out *Export) error {
	var ids []PhotoID
	for _, p := range out.Products {
		ids = append(ids, p.Photo)
	}
	for _, o := range slices.Concat(out.Sold, out.Bought) {
		for _, l := range o.Lines {
			ids = append(ids, l.Photo)
		}
	}
	for _, id := range ids {
		if id == "" || out.Photos[id] != nil {
			continue
		}
		content, err := tx.Photos().Get(id)
		if unlessMissing(err) != nil {
			return err
		}
		out.Photos[id] = content
	}
	return nil
}
