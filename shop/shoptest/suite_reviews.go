package shoptest

import (
	"errors"
	"time"

	"till/shop"
)

func testReviews(b *bench) {
	review := func(n int, seller shop.UserID, minutes int) shop.Review {
		return shop.Review{Order: orderID(n), Seller: seller, Text: "Fine", At: day.Add(time.Duration(minutes) * time.Minute)}
	}
	first, second, third, others := review(1, "100", 5), review(2, "100", 9), review(3, "100", 9), review(4, "1000", 7)
	b.update(func(tx shop.Tx) error {
		for _, r := range []shop.Review{first, second, third, others} {
			o := order(int(r.Order[0]), r.Seller, "200", shop.Completed)
			o.ID, o.Rating = r.Order, &shop.Rating{Stars: 4, At: r.At, State: shop.RatingShown}
			if err := errors.Join(tx.Orders().Put(o), tx.Reviews().Put(r)); err != nil {
				return err
			}
		}
		return nil
	})
	of := func(seller shop.UserID, limit int, want ...shop.Review) {
		b.Helper()
		b.both(func(tx shop.Tx) error {
			got, err := tx.Reviews().Of(seller, limit)
			if len(got)+len(want) > 0 {
				b.same("reviews", got, want)
			}
			return err
		})
	}
	newest, next := second, third
	if third.Order > second.Order {
		newest, next = third, second
	}
	of("100", 0, newest, next, first)
	of("100", 2, newest, next)
	of("1000", 0, others)
	of("1", 0)
	b.view(func(tx shop.Tx) error {
		got, err := tx.Reviews().Get(shop.Review{Order: first.Order, Seller: "100", At: first.At})
		b.same("a review", got, first)
		if err != nil {
			return err
		}
		_, err = tx.Reviews().Get(shop.Review{Order: first.Order, Seller: "100", At: second.At})
		b.notFound("a review of another time", err)
		return nil
	})
	first.Text = "" // erased
	b.update(func(tx shop.Tx) error {
		o, err := tx.Orders().Get(others.Order)
		o.Rating = nil
		return errors.Join(err, tx.Reviews().Put(first), tx.Reviews().Delete(others), tx.Reviews().Delete(others), tx.Orders().Put(o))
	})
	of("100", 0, newest, next, first)
	of("1000", 0)
	b.rejected(shop.Internal, func(tx shop.Tx) error { return tx.Reviews().Put(shop.Review{Seller: "100"}) })
}
