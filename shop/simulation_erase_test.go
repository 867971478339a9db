package shop_test

import (
	"strings"

	"till/shop"
)

// erase has both sides of everything erased, at rest, and time go on: the books stay
// as they are, and nothing is left to be done.
func (s *sim) erase() {
	s.Helper()
	for _, who := range []shop.UserID{buyer, seller} {
		_, err := s.Erase(s.Context(), s.cause(), shop.Actor{ID: who})
		s.log("%s is erased: %v", who, err)
		if reason := shop.ReasonOf(err); err != nil && reason != shop.ReasonEraseDebt && reason != shop.ReasonEraseMoney {
			s.Errorf("%s cannot be erased at rest: %v", who, err)
		}
		if err != nil {
			return // a debt waits for the next sale
		}
	}
	s.wait(200 * day)
	s.poll()
	s.world.sound = nil // it knows by the person who was told what, and nobody knows the person any more
	clear(s.checked)
	s.check()
	s.store.Each(func(o shop.Order, entries []shop.Entry) {
		if !o.Open() && !o.Buyer.Erased() || !o.Seller.Erased() {
			s.Errorf("%s is %s's and %s's still", o.ID, o.Seller, o.Buyer)
		}
		if text := journal(entries); strings.Contains(text, `"actor":"`+string(buyer)) || strings.Contains(text, `"number"`) {
			s.Errorf("%s: its journal tells:\n%s", o.ID, text)
		}
	})
	audit, err := s.Audit(s.Context(), false)
	s.must(err)
	for _, difference := range audit.Differences {
		s.Errorf("audit, erased: %s", difference)
	}
}
