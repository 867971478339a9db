package shop

import (
	"context"
	"time"

	"till/shop/money"
)

// ProductID identifies a product. It is eight characters like an order's, and
// no person has to type it.
type ProductID string

// MaxDescription is how long a product's description may be, and MaxStock how
// many of it there can be.
const (
	MaxDescription = 500
	MaxStock       = 1_000_000
)

// Product is something that a seller sells again and again: what a request can be
// filled from. A request keeps its own copy of what was agreed, so editing a
// product changes no order.
type Product struct {
	ID          ProductID   `json:"id"`
	Seller      UserID      `json:"seller"`
	Name        string      `json:"name"` // the seller has no other of the same NameKey
	Description string      `json:"description,omitempty"`
	Price       money.Money `json:"price"` // of one
	Shipping    money.Money `json:"shipping"`
	Stock       Stock       `json:"stock"`
	Photo       PhotoID     `json:"photo,omitempty"`
	CreatedAt   time.Time   `json:"created_at"`
	RemovedAt   time.Time   `json:"removed_at,omitzero"` // out of the catalogue; orders still count in its stock
}

// Removed reports whether the product is no longer in the catalogue.
func (p Product) Removed() bool { return !p.RemovedAt.IsZero() }

// ProductInput is what a seller says of a product.
type ProductInput struct {
	Cause       string
	Actor       Actor
	Name        string
	Description string
	Price       money.Money
	Shipping    money.Money // zero Money: none
	Stock       *int64      // how many there are to sell; nil: no limit
	Photo       PhotoID
}

// ProductChange is what a seller wants to be otherwise; nil leaves it as it is.
type ProductChange struct {
	Name, Description *string
	Price, Shipping   *money.Money
	Stock             *int64 // how many are left to sell, beside those that are reserved
	Unlimited         bool   // nobody counts them any more
	Photo             *PhotoID
}

// AddProduct puts a product into the actor's catalogue. The same cause returns
// the same product.
func (s *Shop) AddProduct(ctx context.Context, in ProductInput) (Product, error) {
	p := Product{Seller: in.Actor.ID, CreatedAt: s.now()}
	change := ProductChange{
		Name: &in.Name, Description: &in.Description, Price: &in.Price, Shipping: &in.Shipping, Stock: in.Stock, Photo: &in.Photo,
	}
	err := s.store.Update(ctx, func(tx Tx) (err error) {
		seller, err := tx.Sellers().Get(p.Seller)
		if unlessMissing(err) != nil {
			return err
		}
		if err := s.revise(seller, &p, change); err != nil {
			return err
		}
		if p.ID, err = s.freshProductID(tx); err != nil {
			return err
		}
		seen, err := s.once(tx, in.Cause, string(p.ID))
		if err != nil {
			return err
		}
		if seen != "" {
			p, err = tx.Products().Get(ProductID(seen))
			return err
		}
		if err := s.meet(tx, in.Actor); err != nil {
			return err
		}
		if seller.ID == "" {
			return refuse(Forbidden, ReasonNotSeller, "no shop")
		}
		return s.shelve(tx, p)
	})
	if err != nil {
		return Product{}, err
	}
	return p, nil
}

// EditProduct changes a product of the actor's. Orders keep what was agreed.
func (s *Shop) EditProduct(ctx context.Context, cause string, actor Actor, id ProductID, change ProductChange) (Product, error) {
	return s.changeProduct(ctx, cause, actor, id, func(tx Tx, p *Product) error {
		seller, err := tx.Sellers().Get(p.Seller)
		if err != nil {
			return err
		}
		was := p.Photo
		if err := s.revise(seller, p, change); err != nil {
			return err
		}
		if err := s.shelve(tx, *p); err != nil || p.Photo == was {
			return err
		}
		return s.unshown(tx, was)
	})
}

// RemoveProduct takes a product out of the actor's catalogue. Requests that were
// sent go on, and its name is free again.
func (s *Shop) RemoveProduct(ctx context.Context, cause string, actor Actor, id ProductID) (Product, error) {
	return s.changeProduct(ctx, cause, actor, id, func(tx Tx, p *Product) error {
		was := p.Photo
		p.RemovedAt, p.Photo = s.now(), "" // orders have their own
		if err := tx.Products().Put(*p); err != nil {
			return err
		}
		return s.unshown(tx, was)
	})
}

func (s *Shop) changeProduct(
	ctx context.Context, cause string, actor Actor, id ProductID, fn func(Tx, *Product) error,
) (p Product, err error) {
	err = s.store.Update(ctx, func(tx Tx) error {
		seen, err := s.once(tx, cause, string(id))
		if err != nil {
			return err
		}
		if seen != "" {
			p, err = tx.Products().Get(ProductID(seen))
			return err
		}
		if p, err = ownProduct(tx, actor.ID, id); err != nil {
			return err
		}
		if err := s.meet(tx, actor); err != nil {
			return err
		}
		return fn(tx, &p)
	})
	return p, err
}

// ownProduct returns a product of the seller's catalogue. Anybody else's, or one
// that was removed, is none.
func ownProduct(tx Tx, seller UserID, id ProductID) (Product, error) {
	p, err := tx.Products().Get(id)
	switch {
	case err != nil && CodeOf(err) != NotFound:
		return Product{}, err
	case err != nil, p.Seller != seller, p.Removed():
		return Product{}, refuse(NotFound, ReasonNoProduct, "no product %q of this seller", id)
	}
	return p, nil
}

// revise makes the changes, each of them checked.
func (s *Shop) revise(seller Seller, p *Product, c ProductChange) (err error) {
	if c.Name != nil {
		if p.Name, err = cleanLine(*c.Name, MaxItem, ReasonItemEmpty, ReasonItemLong); err != nil {
			return err
		}
		if NameKey(p.Name) == "" {
			return refuse(Invalid, ReasonProductName, "a name without a letter or a digit")
		}
	}
	if c.Description != nil {
		p.Description = ""
		if !blank(*c.Description) {
			if p.Description, err = cleanLine(*c.Description, MaxDescription, ReasonTextEmpty, ReasonTextLong); err != nil {
				return err
			}
		}
	}
	if c.Photo != nil {
		p.Photo = *c.Photo
	}
	if c.Price != nil {
		p.Price = *c.Price
	}
	if c.Shipping != nil {
		p.Shipping = *c.Shipping
	}
	if err := s.checkProductPrice(seller, p); err != nil {
		return err
	}
	switch {
	case c.Unlimited:
		p.Stock.Limited, p.Stock.Left = false, 0
	case c.Stock == nil:
	case *c.Stock < 0 || *c.Stock > MaxStock:
		return refuse(Invalid, ReasonStockNumber, "a stock of %d", *c.Stock)
	default:
		p.Stock.Limited, p.Stock.Left = true, *c.Stock
	}
	return nil
}

// checkProductPrice holds a product's price and shipping against what one request
// for it may be.
func (s *Shop) checkProductPrice(seller Seller, p *Product) error {
	limit, offered := s.Limit(seller, p.Price.Currency)
	if !offered {
		return refuse(Invalid, ReasonCurrency, "%q is not offered", p.Price.Currency)
	}
	if p.Shipping.IsZero() {
		p.Shipping = money.New(0, p.Price.Currency)
	}
	if p.Price.IsZero() {
		return refuse(Invalid, ReasonPrice, "price %s", p.Price)
	}
	if p.Shipping.IsNegative() {
		return refuse(Invalid, ReasonExtraNegative, "shipping of %s", p.Shipping)
	}
	for _, m := range []money.Money{p.Price, p.Shipping} {
		if err := checkPrice(m, p.Price.Currency); err != nil {
			return err
		}
	}
	total, err := p.Price.Add(p.Shipping)
	if err != nil {
		return sumError(err, limit)
	}
	return checkTotal(total, limit)
}

// shelve writes a product whose name no other of the seller's may have.
func (s *Shop) shelve(tx Tx, p Product) error {
	other, err := tx.Products().ByName(p.Seller, p.Name)
	switch {
	case err == nil && other.ID != p.ID:
		return refuse(Conflict, ReasonProductTaken, "another product has this name")
	case err != nil && CodeOf(err) != NotFound:
		return err
	}
	if err := kept(tx, p.Photo); err != nil {
		return err
	}
	return tx.Products().Put(p)
}

func (s *Shop) freshProductID(tx Tx) (ProductID, error) {
	for {
		id := ProductID(NewOrderID(s.cfg.Random()))
		if _, err := tx.Products().Get(id); err != nil {
			if CodeOf(err) == NotFound {
				return id, nil
			}
			return "", err
		}
	}
}

// Product returns a product of the seller's catalogue, by its id or by its name
// as people type it.
func (s *Shop) Product(ctx context.Context, seller UserID, text string) (p Product, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		p, err = ownProduct(tx, seller, ProductID(text))
		if ReasonOf(err) != ReasonNoProduct {
			return err
		}
		named, nameErr := tx.Products().ByName(seller, text)
		if nameErr == nil {
			p, err = named, nil
		} else if CodeOf(nameErr) != NotFound {
			return nameErr
		}
		return err
	})
	return p, err
}

// Products returns a page of a seller's catalogue.
func (s *Shop) Products(ctx context.Context, q ProductQuery) (found []Product, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		found, err = tx.Products().Find(q)
		return err
	})
	return found, err
}
