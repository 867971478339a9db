package shoptest

import (
	"maps"
	"slices"
)

// Copy returns another store that holds what this one does at the moment, as a
// backup would. What is changed in one of them does not change the other.
func (m *Memory) Copy() *Memory {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return &Memory{contents: m.copy()}
}

// Become puts what another store holds in the place of all that this one does, as
// restoring a backup would.
func (m *Memory) Become(other *Memory) {
	kept := other.Copy()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.contents = kept.contents
}

func (m *contents) copy() contents {
	return contents{
		orders:        maps.Clone(m.orders),
		sequence:      slices.Clone(m.sequence),
		journal:       cloneEach(m.journal),
		links:         maps.Clone(m.links),
		sellers:       maps.Clone(m.sellers),
		sellerJournal: cloneEach(m.sellerJournal),
		products:      maps.Clone(m.products),
		photos:        maps.Clone(m.photos),
		reviews:       maps.Clone(m.reviews),
		people:        maps.Clone(m.people),
		conversations: maps.Clone(m.conversations),
		words:         cloneEach(m.words),
		messages:      maps.Clone(m.messages),
		watches:       maps.Clone(m.watches),
		watchTimes:    m.watchTimes.copy(),
		watchNames:    cloneNames(m.watchNames),
		jobs:          maps.Clone(m.jobs),
		dead:          maps.Clone(m.dead),
		jobSeq:        m.jobSeq,
		due:           slices.Clone(m.due),
		lanes:         cloneEach(m.lanes),
		marks:         maps.Clone(m.marks),
	}
}

// cloneEach copies a map of lists.
func cloneEach[K comparable, V any](all map[K][]V) map[K][]V {
	own := make(map[K][]V, len(all))
	for key, list := range all {
		own[key] = slices.Clone(list)
	}
	return own
}

// cloneNames copies a map of sets.
func cloneNames[N, K comparable](all map[N]map[K]bool) map[N]map[K]bool {
	own := make(map[N]map[K]bool, len(all))
	for name, set := range all {
		own[name] = maps.Clone(set)
	}
	return own
}
