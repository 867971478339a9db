package stripe

import (
	"errors"
	"slices"

	"till/sandbox/snapshot"
)

// memory is what Save keeps: all of a Stripe but the calls under way, the
// faults still to come and its configuration.
type memory struct {
	keys      Keys
	platform  *account
	accounts  table[*account]
	links     map[string]*accountLink
	visits    map[string]*accountLink
	endpoints table[*endpoint]
	answers   map[string]*answer
	agenda    agenda
	settling  map[settling]bool
	letters   []*letter // not known to have arrived
}

// sources are the types that a balance transaction's source can have, and
// those of the agenda's deeds.
func sources() []any {
	return append(deeds(), (*charge)(nil), (*refund)(nil), (*transfer)(nil), (*reversal)(nil), (*arrival)(nil), (*payout)(nil), (*dispute)(nil))
}

// Save returns all that Restore needs to go on from here, as JSON. A webhook
// that is under way will be sent again.
func (s *Stripe) Save() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var letters []*letter
	if s.post.sending != nil {
		letters = append(letters, s.post.sending)
	}
	letters = append(letters, s.post.queue...)
	letters = append(letters, newestFirst(s.post.shuffle)...)
	return snapshot.Save(&memory{
		keys: s.keys, platform: s.platform, accounts: s.accounts, links: s.links, visits: s.visits,
		endpoints: s.endpoints, answers: s.answers, agenda: s.agenda, settling: s.settling, letters: letters,
	}, sources()...)
}

// Restore goes on from where another Stripe was saved: with its keys, too. It
// must be called before Handler serves, and nothing is changed if it fails.
func (s *Stripe) Restore(data []byte) error {
	var m memory
	if err := snapshot.Restore(data, &m, sources()...); err != nil {
		return err
	}
	if m.platform == nil || m.links == nil || m.visits == nil || m.answers == nil || m.settling == nil {
		return errors.New("an account, or a table, is missing")
	}
	s.locked(func() {
		s.keys, s.platform, s.accounts, s.links, s.visits = m.keys, m.platform, m.accounts, m.links, m.visits
		s.endpoints, s.answers, s.agenda, s.settling = m.endpoints, m.answers, m.agenda, m.settling
		s.post.queue = slices.Concat(s.post.queue, m.letters)
	})
	s.wakeWorker()
	return nil
}
