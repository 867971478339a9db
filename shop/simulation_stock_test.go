package shop_test

import (
	"till/shop"
)

// stockUp puts a product into the seller's catalogue, with fewer of it than there
// may be requests.
func (s *sim) stockUp() {
	s.Helper()
	s.stocked = int64(1 + s.random.IntN(4))
	p, err := s.AddProduct(s.Context(), shop.ProductInput{Actor: asSeller, Name: "Mug", Price: usd(25_00), Stock: new(s.stocked)})
	s.must(err)
	s.product = p.ID
}

// restock has the seller count anew what is left to sell.
func (s *sim) restock() {
	s.Helper()
	left, before := int64(s.random.IntN(4)), s.stock()
	_, err := s.EditProduct(s.ctx, s.cause(), asSeller, s.product, shop.ProductChange{Stock: &left})
	s.stocked += s.stock().Left - before.Left // nothing, when the process died before
	s.log("%d are left to sell: %v", left, err)
}

func (s *sim) stock() shop.Stock {
	s.Helper()
	p, err := s.Product(s.Context(), seller, string(s.product))
	s.must(err)
	return p.Stock
}

// counted holds the product's stock against the orders: nothing is sold twice,
// and nothing is lost.
func (s *sim) counted() {
	s.Helper()
	has := s.stock()
	var reserved, sold int64
	s.store.Each(func(o shop.Order, _ []shop.Entry) {
		for _, l := range o.Lines {
			switch {
			case l.Product == "":
			case o.Status == shop.Requested || o.Status == shop.Processing:
				reserved += l.Quantity
			case !o.ShippedAt.IsZero(), o.Status == shop.Paid, o.Status == shop.Delivered, o.Status == shop.Completed:
				sold += l.Quantity
			}
		}
	})
	if has.Reserved != reserved || has.Sold != sold || has.Left < 0 || has.Left+reserved+sold != s.stocked {
		s.Fatalf("the stock says %+v; %d are reserved and %d sold of %d", has, reserved, sold, s.stocked)
	}
}
