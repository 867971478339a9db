package shop

// Stock counts a product. Left, Reserved and Sold together are what was stocked;
// none is ever below zero. Left counts only where it is limited, the others
// always, since an order may outlive a change from the one to the other.
type Stock struct {
	Limited  bool  `json:"limited,omitempty"`
	Left     int64 `json:"left,omitempty"`     // to sell
	Reserved int64 `json:"reserved,omitempty"` // in requests that may still be paid
	Sold     int64 `json:"sold,omitempty"`     // paid, and not given back before it was shipped
}

// Out reports whether nothing is left to sell.
func (s Stock) Out() bool { return s.Limited && s.Left == 0 }

// StockState says where the things of an order count in their products' stock.
type StockState string

// The states of an order's stock.
const (
	StockNone     StockState = ""
	StockReserved StockState = "reserved"
	StockSold     StockState = "sold"
	StockBack     StockState = "back" // given back; an order never takes anew
)

// stock is where the order's things belong, by how the order stands. What was
// shipped is gone, whatever becomes of the money.
func (o *Order) stock() StockState {
	switch o.Status {
	case Requested, Processing:
		return StockReserved
	case Paid, Shipped, Delivered, Completed:
		return StockSold
	case Declined, Canceled, Expired, Refunded, ChargedBack: // ended
	}
	if !o.ShippedAt.IsZero() {
		return StockSold
	}
	return StockBack
}

// keepStock brings the stock of the order's products in line with how the order
// stands now. It is the only place that moves stock of orders, so no transition
// can forget it.
func (t *turn) keepStock() error {
	want := t.o.stock()
	if want == t.o.Stock || t.o.Stock == StockBack || !t.o.counted() {
		return nil
	}
	for _, l := range t.o.Lines {
		if l.Product == "" {
			continue
		}
		p, err := t.tx.Products().Get(l.Product)
		if err != nil {
			return err
		}
		if err := p.Stock.move(t.o.Stock, want, l.Quantity); err != nil {
			return err
		}
		if err := t.tx.Products().Put(p); err != nil {
			return err
		}
	}
	t.o.Stock = want
	return nil
}

// stockFor says whether there is enough for lines that are to take the place of
// the order's.
func (t *turn) stockFor(lines []Line) error {
	want := make(map[ProductID]int64)
	for _, l := range lines {
		want[l.Product] += l.Quantity
	}
	for _, l := range t.o.Lines {
		want[l.Product] -= l.Quantity
	}
	for id, more := range want {
		if id == "" || more <= 0 {
			continue
		}
		p, err := t.tx.Products().Get(id)
		if err != nil {
			return err
		}
		if err := p.Stock.move(StockNone, StockReserved, more); err != nil {
			return err
		}
	}
	return nil
}

// unreserve gives what a request has reserved back, since it is to ask for other
// things. They are reserved when it is saved.
func (t *turn) unreserve() error {
	for _, l := range t.o.Lines {
		if l.Product == "" || t.o.Stock != StockReserved {
			continue
		}
		p, err := t.tx.Products().Get(l.Product)
		if err != nil {
			return err
		}
		if err := p.Stock.move(StockReserved, StockNone, l.Quantity); err != nil {
			return err
		}
		if err := t.tx.Products().Put(p); err != nil {
			return err
		}
	}
	t.o.Stock = StockNone
	return nil
}

// counted reports whether something of the order is from the catalogue.
func (o *Order) counted() bool {
	for _, l := range o.Lines {
		if l.Product != "" {
			return true
		}
	}
	return false
}

// move takes n things from where they count to where they are to count.
func (s *Stock) move(from, to StockState, n int64) error {
	if from == StockNone && s.Limited && s.Left < n {
		reason := ReasonStockFew
		if s.Left == 0 {
			reason = ReasonSoldOut
		}
		return &Error{Code: Conflict, Reason: reason, Count: s.Left, Message: "not enough in stock"}
	}
	switch from {
	case StockReserved:
		s.Reserved -= n
	case StockSold:
		s.Sold -= n
	case StockNone, StockBack:
		if s.Limited {
			s.Left -= n
		}
	}
	switch to {
	case StockReserved:
		s.Reserved += n
	case StockSold:
		s.Sold += n
	case StockNone, StockBack:
		if s.Limited {
			s.Left += n
		}
	}
	return nil
}
