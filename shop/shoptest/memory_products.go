package shoptest

import (
	"cmp"
	"slices"
	"strings"

	"till/shop"
)

type memoryProducts struct{ *memoryTx }

func (c memoryProducts) Get(id shop.ProductID) (shop.Product, error) {
	return get(c.memoryTx, c.products, id, "product")
}

func (c memoryProducts) Put(p shop.Product) error {
	if err := c.change(string(p.ID), string(p.Seller), shop.NameKey(p.Name)); err != nil {
		return err
	}
	if old, ok := c.products[p.ID]; ok && old.Seller != p.Seller {
		return misuse("put a product with another seller")
	}
	if other, err := c.ByName(p.Seller, p.Name); err == nil && other.ID != p.ID && !p.Removed() {
		return &shop.Error{Code: shop.Conflict, Reason: shop.ReasonProductTaken, Message: "the product's name is taken"}
	}
	set(c.memoryTx, c.products, p.ID, clone(&c.copiers, p))
	return nil
}

func (c memoryProducts) ByName(seller shop.UserID, name string) (shop.Product, error) {
	key := shop.NameKey(name)
	for _, p := range c.products {
		if key != "" && p.Seller == seller && !p.Removed() && shop.NameKey(p.Name) == key {
			return clone(&c.copiers, p), nil
		}
	}
	return shop.Product{}, missing("product")
}

func (c memoryProducts) Find(q shop.ProductQuery) ([]shop.Product, error) {
	first, words := q.Match()
	later := func(p shop.Product) int {
		if strings.HasPrefix(shop.NameKey(p.Name), first) {
			return 0
		}
		return 1
	}
	var found []shop.Product
	for _, p := range c.products {
		fits := p.Seller == q.Seller && !p.Removed()
		for _, word := range words {
			fits = fits && strings.Contains(shop.NameKey(p.Name), word)
		}
		if fits || p.Seller == q.Seller && !p.Removed() && later(p) == 0 {
			found = append(found, clone(&c.copiers, p))
		}
	}
	slices.SortFunc(found, func(a, b shop.Product) int {
		return cmp.Or(cmp.Compare(later(a), later(b)), strings.Compare(shop.NameKey(a.Name), shop.NameKey(b.Name)))
	})
	found = found[min(q.Skip, len(found)):]
	if q.Limit > 0 && len(found) > q.Limit {
		found = found[:q.Limit]
	}
	return found, nil
}

func (c memoryProducts) All(seller shop.UserID) ([]shop.Product, error) {
	var found []shop.Product
	for _, p := range c.products {
		if p.Seller == seller {
			found = append(found, clone(&c.copiers, p))
		}
	}
	slices.SortFunc(found, func(a, b shop.Product) int { return cmp.Compare(a.ID, b.ID) })
	return found, nil
}

type memoryPhotos struct{ *memoryTx }

func (c memoryPhotos) Get(id shop.PhotoID) ([]byte, error) {
	return get(c.memoryTx, c.photos, id, "photo")
}

func (c memoryPhotos) Put(id shop.PhotoID, content []byte) error {
	if err := c.change(string(id)); err != nil {
		return err
	}
	if id != shop.NewPhotoID(content) {
		return misuse("put a photo under another's id")
	}
	set(c.memoryTx, c.photos, id, slices.Clone(content))
	return nil
}

func (c memoryPhotos) Delete(id shop.PhotoID) error {
	if err := c.change(string(id)); err != nil {
		return err
	}
	unset(c.memoryTx, c.photos, id)
	return nil
}

func (c memoryPhotos) Shown(id shop.PhotoID) (bool, error) {
	for _, p := range c.products {
		if id != "" && p.Photo == id {
			return true, nil
		}
	}
	for _, o := range c.orders {
		lines := o.Lines
		if o.Closing != nil && o.Closing.Terms != nil {
			lines = slices.Concat(lines, o.Closing.Terms.Lines)
		}
		for _, l := range lines {
			if id != "" && l.Photo == id {
				return true, nil
			}
		}
	}
	return false, nil
}
