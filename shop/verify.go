package shop

import "context"

// Genuine is all that a stranger learns of a reference.
type Genuine string

// The answers.
const (
	NotOurs      Genuine = "not_ours" // none of ours, or not even a reference
	GenuineOpen  Genuine = "open"     // a request that waits for its payment
	GenuinePaid  Genuine = "paid"     // a payment whose order goes on
	GenuineEnded Genuine = "ended"    // a request or a payment that is over
)

// Verify tells whoever holds a reference whether it is a request or a payment of
// this bot, and nothing of what is in it. What cannot be a reference takes the same
// way, and gets the same answer, as one that nothing has.
func (s *Shop) Verify(ctx context.Context, actor Actor, reference string) (Genuine, error) {
	id, malformed := ParseOrderID(reference)
	if malformed != nil {
		id = "-" // looked for all the same
	}
	genuine := NotOurs
	err := s.store.Update(ctx, func(tx Tx) error {
		if err := s.meet(tx, actor); err != nil {
			return err
		}
		if err := s.keep(tx, paceVerify, actor.ID, ""); err != nil {
			return err
		}
		o, err := tx.Orders().Get(id)
		switch {
		case err != nil:
			return unlessMissing(err)
		case o.Status.Ended():
			genuine = GenuineEnded
		case o.PaidAt.IsZero():
			genuine = GenuineOpen
		default:
			genuine = GenuinePaid
		}
		return nil
	})
	return genuine, err
}
