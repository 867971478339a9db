package shop_test

import (
	"strings"
	"testing"

	"till/shop"
)

// TestReview: the buyer reviews an order once, when it is over, and can only
// remove it; an operator hides it.
func TestReview(t *testing.T) {
	w := newWorld(t)
	review := func(id shop.OrderID, who shop.Actor, stars int, text string) error {
		_, err := w.Review(t.Context(), shop.ReviewInput{Cause: w.cause(), Actor: who, Order: id, Stars: stars, Text: text})
		w.run()
		return err
	}
	tally := func(reviews, stars int) {
		t.Helper()
		s, err := w.Seller(t.Context(), seller)
		w.must(err)
		if s.Tally.Reviews != reviews || s.Tally.Stars != stars {
			t.Errorf("%d stars in %d reviews, want %d in %d", s.Tally.Stars, s.Tally.Reviews, stars, reviews)
		}
	}
	listed := func(want ...string) {
		t.Helper()
		all, err := w.Reviews(t.Context(), seller, 10)
		w.must(err)
		if len(all) != len(want) {
			t.Fatalf("%d reviews are listed, want %d", len(all), len(want))
		}
		for i, r := range all {
			if r.Text != want[i] {
				t.Errorf("review %d is %q, want %q", i, r.Text, want[i])
			}
		}
	}
	id := w.paid()
	w.refused(review(id, asBuyer, 5, ""), shop.ReasonReviewEarly)
	w.ship(id, "OK1")
	w.refused(review(id, asBuyer, 5, ""), shop.ReasonReviewEarly)
	w.wait(5 * day) // paid out
	w.refused(review(id, asSeller, 5, ""), shop.ReasonNoOrder)
	w.refused(review(id, shop.Actor{ID: other}, 5, ""), shop.ReasonNoOrder)
	w.refused(review(id, asBuyer, 0, ""), shop.ReasonStars)
	w.refused(review(id, asBuyer, 6, ""), shop.ReasonStars)
	w.refused(review(id, asBuyer, 4, strings.Repeat("x", shop.MaxReview+1)), shop.ReasonTextLong)
	w.must(review(id, asBuyer, 4, "Fine"))
	w.told(seller, shop.NoticeReview, 1)
	tally(1, 4)
	listed("Fine")
	w.refused(review(id, asBuyer, 1, "No"), shop.ReasonReviewed)

	refunded := w.paid()
	w.ship(refunded, "OK2")
	_, err := w.Refund(t.Context(), shop.RefundInput{Cause: w.cause(), Actor: asSeller, Order: refunded})
	w.must(err)
	w.run()
	w.provider.SettleRefunds(refunded, shop.CallSucceeded)
	w.wait(day)
	w.status(refunded, shop.Refunded)
	w.must(review(refunded, asBuyer, 2, ""))
	tally(2, 6)
	listed("", "Fine")

	_, err = w.HideReview(t.Context(), w.cause(), asSeller, id)
	w.refused(err, shop.ReasonNotOperator)
	hide := func() {
		t.Helper()
		_, err := w.HideReview(t.Context(), w.cause(), asOperator, id)
		w.must(err)
	}
	hide()
	tally(1, 2)
	listed("")
	hide()
	tally(2, 6)
	listed("", "Fine")

	_, err = w.RemoveReview(t.Context(), w.cause(), asSeller, id)
	w.refused(err, shop.ReasonNoOrder)
	_, err = w.RemoveReview(t.Context(), w.cause(), asBuyer, id)
	w.must(err)
	tally(1, 2)
	listed("")
	_, err = w.ReviewOf(t.Context(), buyer, id)
	w.refused(err, shop.ReasonNoReview)
	_, err = w.HideReview(t.Context(), w.cause(), asOperator, id)
	w.refused(err, shop.ReasonNoReview)
	w.refused(review(id, asBuyer, 1, "No"), shop.ReasonReviewed)
}

// TestRated: an average is told once there are three reviews.
func TestRated(t *testing.T) {
	for _, tt := range []struct{ reviews, stars, want int }{
		{0, 0, 0}, {2, 10, 0}, {3, 11, 37}, {3, 15, 50}, {4, 9, 23}, {8, 37, 46},
	} {
		tenths, _, told := shop.Seller{Tally: shop.Tally{Reviews: tt.reviews, Stars: tt.stars}}.Rated()
		if tenths != tt.want || told != (tt.want > 0) {
			t.Errorf("%d stars in %d reviews: %d, %t", tt.stars, tt.reviews, tenths, told)
		}
	}
}
