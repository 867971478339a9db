package shop

import (
	"context"
	"fmt"
	"time"
)

// MaxReview is how long the text of a review may be, in characters.
const MaxReview = 200

// MostStars is the best that a review gives; the least is 1.
const MostStars = 5

// leastReviews is how many reviews a shop has before their average is told.
const leastReviews = 3

// Rating is how a buyer rated an order, once. What they wrote with it is a Review.
type Rating struct {
	Stars int         `json:"stars"`
	At    time.Time   `json:"at"`
	State RatingState `json:"state"`
}

// RatingState says whether a rating counts.
type RatingState string

// The states of a rating.
const (
	RatingShown   RatingState = "shown"
	RatingHidden  RatingState = "hidden"  // by an operator
	RatingRemoved RatingState = "removed" // by the buyer, with what they wrote
)

// Review is what a buyer wrote about a shop. It stands outside the journal, and
// can be erased.
type Review struct {
	Order  OrderID   `json:"order"`
	Seller UserID    `json:"seller"`
	Text   string    `json:"text,omitempty"`
	At     time.Time `json:"at"` // the rating's
}

// Reviewed is a review with its rating.
type Reviewed struct {
	Review

	Stars int
}

// NoticeReview tells the seller, without a sound, of a review.
const NoticeReview NoticeKind = "review"

// The acts of reviews.
const (
	ActReviewed      Act = "reviewed"       // fact stars
	ActReviewRemoved Act = "review_removed" // by the buyer
	ActReviewHidden  Act = "review_hidden"  // by an operator
	ActReviewShown   Act = "review_shown"   // again
)

// Reviewable refuses what Review would: an order is reviewed once, after its
// payout or its refund.
func (o Order) Reviewable() error {
	_, paid := o.PaidOut()
	switch {
	case o.Rating != nil:
		return refuse(Conflict, ReasonReviewed, "%s was reviewed", o.ID)
	case o.Status == Completed || o.Status == Refunded || paid && (o.Status == Shipped || o.Status == Delivered):
		return nil
	default:
		return refuse(Conflict, ReasonReviewEarly, "%s is %s", o.ID, o.Status)
	}
}

// ReviewInput is a review as its buyer gives it.
type ReviewInput struct {
	Cause string
	Actor Actor
	Order OrderID
	Stars int    // 1 to MostStars
	Text  string // may be empty
}

// Review rates an order as its buyer, once and for all: it can be removed, and
// never be changed.
func (s *Shop) Review(ctx context.Context, in ReviewInput) (Order, error) {
	text, err := cleanWords(in.Text, MaxReview)
	if err != nil {
		return Order{}, err
	}
	if in.Stars < 1 || in.Stars > MostStars {
		return Order{}, refuse(Invalid, ReasonStars, "%d stars", in.Stars)
	}
	return s.change(ctx, in.Cause, in.Actor, in.Order, func(t *turn) error {
		if t.o.Buyer != in.Actor.ID {
			return refuse(NotFound, ReasonNoOrder, "not the buyer of %s", in.Order)
		}
		if err := t.o.Reviewable(); err != nil {
			return err
		}
		t.o.Rating = &Rating{Stars: in.Stars, At: t.now, State: RatingShown}
		if err := t.tx.Reviews().Put(Review{Order: t.o.ID, Seller: t.o.Seller, Text: text, At: t.now}); err != nil {
			return err
		}
		t.tell(NoticeReview, RoleSeller, nil)
		return t.note(ActReviewed, map[string]string{"stars": fmt.Sprint(in.Stars)})
	})
}

// RemoveReview takes the buyer's review away, with what they wrote. The order can
// not be reviewed again.
func (s *Shop) RemoveReview(ctx context.Context, cause string, actor Actor, id OrderID) (Order, error) {
	return s.change(ctx, cause, actor, id, func(t *turn) error {
		switch {
		case t.o.Buyer != actor.ID:
			return refuse(NotFound, ReasonNoOrder, "not the buyer of %s", id)
		case t.o.Rating == nil || t.o.Rating.State == RatingRemoved:
			return refuse(Conflict, ReasonNoReview, "%s has no review", id)
		}
		if err := t.tx.Reviews().Delete(Review{Order: id, Seller: t.o.Seller, At: t.o.Rating.At}); err != nil {
			return err
		}
		t.o.Rating.State = RatingRemoved
		return t.note(ActReviewRemoved, nil)
	})
}

// HideReview has an operator hide a review from everybody, or show it again.
func (s *Shop) HideReview(ctx context.Context, cause string, actor Actor, id OrderID) (Order, error) {
	if !s.Operates(actor.ID) {
		return Order{}, refuse(Forbidden, ReasonNotOperator, "only for operators")
	}
	return s.change(ctx, cause, actor, id, func(t *turn) error {
		switch r := t.o.Rating; {
		case r == nil || r.State == RatingRemoved:
			return refuse(Conflict, ReasonNoReview, "%s has no review", id)
		case r.State == RatingHidden:
			r.State = RatingShown
			return t.note(ActReviewShown, nil)
		default:
			r.State = RatingHidden
			return t.note(ActReviewHidden, nil)
		}
	})
}

// Reviews returns a shop's latest reviews that are not hidden, newest first.
func (s *Shop) Reviews(ctx context.Context, seller UserID, limit int) (found []Reviewed, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		all, err := tx.Reviews().Of(seller, 0)
		for _, r := range all {
			if len(found) == limit {
				break
			}
			o, err := tx.Orders().Get(r.Order)
			if err != nil {
				return err
			}
			if o.Rating != nil && o.Rating.State == RatingShown {
				found = append(found, Reviewed{r, o.Rating.Stars})
			}
		}
		return err
	})
	return found, err
}

// ReviewOf returns the review of an order to its sides and to operators, whether it is
// hidden or not.
func (s *Shop) ReviewOf(ctx context.Context, actor UserID, id OrderID) (r Reviewed, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		t, err := s.take(tx, id, actor)
		switch {
		case err != nil:
			return err
		case t.o.Role(actor) == "" && !s.Operates(actor):
			return refuse(NotFound, ReasonNoOrder, "%s has no side in %s", actor, id)
		case t.o.Rating == nil || t.o.Rating.State == RatingRemoved:
			return refuse(NotFound, ReasonNoReview, "%s has no review", id)
		}
		review, err := tx.Reviews().Get(Review{Order: id, Seller: t.o.Seller, At: t.o.Rating.At})
		r = Reviewed{review, t.o.Rating.Stars}
		return err
	})
	return r, err
}

// Rated returns the average of a shop's reviews in tenths of a star, and how many
// they are; false while they are too few to say it.
func (s Seller) Rated() (tenths, reviews int, ok bool) {
	n := s.Tally.Reviews
	if n < leastReviews {
		return 0, n, false
	}
	return (20*s.Tally.Stars + n) / (2 * n), n, true
}
