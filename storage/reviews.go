package storage

import (
	"bytes"

	"till/shop"
)

// reviews is the collection of what buyers wrote about shops.
type reviews struct{ *tx }

func reviewKey(r shop.Review) []byte {
	return append(appendTime(prefixKey(string(r.Seller)), r.At), r.Order...)
}

// Get implements shop.Reviews.
func (c reviews) Get(r shop.Review) (_ shop.Review, err error) {
	defer rescue(&err, "read a review")
	return record[shop.Review](c.tx, reviewsBucket, reviewKey(r), "review")
}

// Put implements shop.Reviews.
func (c reviews) Put(r shop.Review) (err error) {
	defer rescue(&err, "write a review")
	if !validName(string(r.Seller)) || !validName(string(r.Order)) {
		return misuse("put a review without a seller or an order")
	}
	return c.putRecord(reviewsBucket, reviewKey(r), r)
}

// Delete implements shop.Reviews.
func (c reviews) Delete(r shop.Review) (err error) {
	defer rescue(&err, "delete a review")
	if c.get(reviewsBucket, reviewKey(r)) == nil {
		return c.mayWrite()
	}
	return c.remove(reviewsBucket, reviewKey(r))
}

// Of implements shop.Reviews.
func (c reviews) Of(seller shop.UserID, limit int) (_ []shop.Review, err error) {
	defer rescue(&err, "list reviews")
	if !validName(string(seller)) {
		return nil, nil
	}
	prefix := prefixKey(string(seller))
	cursor := c.bucket(reviewsBucket).Cursor()
	var value []byte
	key, _ := cursor.Seek(after(prefix))
	if key == nil {
		key, value = cursor.Last()
	} else {
		key, value = c.previous(cursor, key)
	}
	var found []shop.Review
	for ; bytes.HasPrefix(key, prefix) && (limit <= 0 || len(found) < limit); key, value = c.previous(cursor, key) {
		r, err := decode[shop.Review](reviewsBucket, value)
		if err != nil {
			return nil, err
		}
		found = append(found, r)
	}
	return found, nil
}

// checkReviews examines reviews: each belongs to an order that was rated then, and
// each rating that was not removed has one.
func (c *checker) checkReviews() error {
	reviews := 0
	if err := c.each(reviewsBucket, func(key, value []byte) error {
		reviews++
		r, err := decode[shop.Review](reviewsBucket, value)
		if err != nil || !bytes.Equal(reviewKey(r), key) {
			c.problem("a review (%q) is none, or another's (%v)", key, err)
			return nil
		}
		o, err := orders{c.tx}.Get(r.Order)
		if err != nil || o.Rating == nil || o.Rating.State == shop.RatingRemoved || !o.Rating.At.Equal(r.At) || o.Seller != r.Seller {
			c.problem("a review of order %s belongs to no rating (%v)", r.Order, err)
		}
		return nil
	}); err != nil {
		return err
	}
	if reviews != c.ratings {
		c.problem("there are %d reviews, and %d ratings of orders", reviews, c.ratings)
	}
	return nil
}
