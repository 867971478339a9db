package shop

import "context"

// EachOrder calls fn for every order with its journal, newest first. Each is as it is
// at one moment, though not all of them at the same; what must agree is exported
// from a backup.
func (s *Shop) EachOrder(ctx context.Context, fn func(Order, []Entry) error) error {
	var before OrderID
	for {
		var orders []Order
		var journals [][]Entry
		if err := s.store.View(ctx, func(tx Tx) (err error) {
			if orders, err = tx.Orders().List(OrderQuery{Before: before, Limit: auditPage}); err != nil {
				return err
			}
			for _, o := range orders {
				entries, err := tx.Journal().Entries(o.ID)
				if err != nil {
					return err
				}
				journals = append(journals, entries)
			}
			return nil
		}); err != nil {
			return err
		}
		for i, o := range orders {
			if err := fn(o, journals[i]); err != nil {
				return err
			}
			before = o.ID
		}
		if len(orders) < auditPage {
			return nil
		}
	}
}
