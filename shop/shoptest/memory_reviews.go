package shoptest

import (
	"cmp"
	"slices"

	"till/shop"
)

type memoryReviews struct{ *memoryTx }

// reviewKey is what a review is found by.
func reviewKey(r shop.Review) shop.Review {
	return shop.Review{Order: r.Order, Seller: r.Seller, At: r.At.UTC()}
}

func (c memoryReviews) Get(r shop.Review) (shop.Review, error) {
	return get(c.memoryTx, c.reviews, reviewKey(r), "review")
}

func (c memoryReviews) Put(r shop.Review) error {
	if err := c.change(string(r.Seller), string(r.Order)); err != nil {
		return err
	}
	set(c.memoryTx, c.reviews, reviewKey(r), r)
	return nil
}

func (c memoryReviews) Delete(r shop.Review) error {
	if err := c.change(); err != nil {
		return err
	}
	old, had := c.reviews[reviewKey(r)]
	c.undo = append(c.undo, func() {
		if had {
			c.reviews[reviewKey(r)] = old
		}
	})
	delete(c.reviews, reviewKey(r))
	return nil
}

func (c memoryReviews) Of(seller shop.UserID, limit int) (found []shop.Review, err error) {
	for _, r := range c.reviews {
		if r.Seller == seller {
			found = append(found, r)
		}
	}
	slices.SortFunc(found, func(a, b shop.Review) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.Order, a.Order)) })
	if limit > 0 && len(found) > limit {
		found = found[:limit]
	}
	return found, nil
}
