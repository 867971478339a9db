package sandbox

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"slices"
	"sync"
)

// Strike is one misfortune of a plan: which call or event of which service misbehaved how.
type Strike struct {
	Service string `json:"service"`
	Call    string `json:"call"` // such as "POST /v1/refunds" or "INTERACTION_CREATE"
	Kind    string `json:"kind"`
}

// plan makes calls and events misbehave by chance. What becomes of the n-th call of a kind depends
// on nothing but the seed, so that a plan plays out alike however the calls of different kinds
// interleave.
type plan struct {
	mu      sync.Mutex
	seed    uint64
	oneIn   uint64 // 0: nothing misbehaves
	counts  map[string]uint64
	strikes []Strike
}

// Plan makes one in so many calls and events of all services misbehave, chosen by the seed: calls to
// Stripe and the tracking service, their webhooks, messages to people, and the gateway's events. An
// answer to an interaction never does. 0 ends it; the same seed anew goes on where it stood.
func (s *Sandbox) Plan(seed uint64, oneIn int) error {
	if oneIn < 0 {
		return fmt.Errorf("one in %d is no share", oneIn)
	}
	p := &s.plan
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.counts == nil || p.seed != seed {
		p.seed, p.counts = seed, map[string]uint64{}
	}
	p.oneIn = uint64(oneIn)
	return nil
}

// Strikes are the plan's misfortunes so far, in the order in which they struck.
func (s *Sandbox) Strikes() []Strike {
	s.plan.mu.Lock()
	defer s.plan.mu.Unlock()
	return slices.Clone(s.plan.strikes)
}

// of is what a service asks before each call and event: how it misbehaves, or "".
func (p *plan) of(service string) func(call string, kinds []string) string {
	return func(call string, kinds []string) string {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.oneIn == 0 {
			return ""
		}
		key := service + " " + call
		p.counts[key]++
		draw := p.draw(key, p.counts[key])
		if draw%p.oneIn != 0 {
			return ""
		}
		kind := kinds[draw/p.oneIn%uint64(len(kinds))]
		p.strikes = append(p.strikes, Strike{service, call, kind})
		return kind
	}
}

// draw is the lot of the n-th call of a kind.
func (p *plan) draw(key string, n uint64) uint64 {
	hash := fnv.New64a()
	_, _ = hash.Write(binary.BigEndian.AppendUint64(nil, p.seed)) // a hash takes everything
	_, _ = hash.Write([]byte(key))
	_, _ = hash.Write(binary.BigEndian.AppendUint64(nil, n))
	x := hash.Sum64() // whose low bits are poor: mix them (splitmix64)
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
