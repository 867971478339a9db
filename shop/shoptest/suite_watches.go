package shoptest

import (
	"time"

	"till/shop"
)

func watch(n int, id shop.WatchID, number, tracker string, due time.Time) shop.Watch {
	return shop.Watch{ID: id, Order: orderID(n), Parcel: 1, Number: number, Tracker: tracker, Since: day, Due: due}
}

func testWatches(b *bench) {
	b.view(func(tx shop.Tx) error {
		_, err := tx.Watches().Get("A")
		b.notFound("a watch never put", err)
		_, err = tx.Watches().First()
		b.notFound("the first of none", err)
		found, err := tx.Watches().Named("1Z")
		b.same("a number that nobody watches", found, []shop.Watch(nil))
		return err
	})
	first, second, third := watch(1, "A", "1Z", "", day.Add(2*time.Hour)), watch(2, "B", "1Z", "trk_1", day.Add(time.Hour)), watch(2, "C", "2Z", "trk_1", day.Add(time.Hour))
	b.update(func(tx shop.Tx) error {
		for n := 1; n <= 2; n++ {
			if err := tx.Orders().Put(order(n, "100", "200", shop.Shipped)); err != nil {
				return err
			}
		}
		for _, w := range []shop.Watch{first, third, second} {
			if err := tx.Watches().Put(w); err != nil {
				return err
			}
		}
		return nil
	})
	expect := func(first shop.Watch, named map[string][]shop.Watch) {
		b.Helper()
		b.both(func(tx shop.Tx) error {
			got, err := tx.Watches().First()
			b.same("the first", got, first)
			for name, want := range named {
				found, err := tx.Watches().Named(name)
				if err != nil {
					return err
				}
				b.same("those of "+name, found, want)
			}
			return err
		})
	}
	expect(second, map[string][]shop.Watch{"1Z": {first, second}, "trk_1": {second, third}, "trk": nil, "": nil})

	second.Due, second.Tracker = day.Add(3*time.Hour), "trk_2"
	b.update(func(tx shop.Tx) error {
		if err := tx.Watches().Put(second); err != nil {
			return err
		}
		if err := tx.Watches().Delete("never"); err != nil {
			return err
		}
		return tx.Watches().Delete(third.ID)
	})
	expect(first, map[string][]shop.Watch{"1Z": {first, second}, "trk_1": nil, "trk_2": {second}, "2Z": nil})

	b.rejected(shop.Conflict, func(tx shop.Tx) error {
		if err := tx.Watches().Delete(first.ID); err != nil {
			return err
		}
		return &shop.Error{Code: shop.Conflict}
	})
	b.rejected(shop.Internal, func(tx shop.Tx) error { return tx.Watches().Put(watch(1, "", "1Z", "", day)) })
	b.rejected(shop.Internal, func(tx shop.Tx) error { return tx.Watches().Put(watch(1, "D", "", "", day)) })
	b.rejected(shop.Internal, func(tx shop.Tx) error { return tx.Watches().Put(watch(1, "D", "1Z", "a\x00b", day)) })
	expect(first, map[string][]shop.Watch{"1Z": {first, second}})
}
