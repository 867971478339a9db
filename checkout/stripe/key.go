package stripe

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

// longestKey is how long Stripe lets an idempotency key be.
const longestKey = 255

// generations is how many keys an act may use up.
const generations = 3

// keyed sends an act under its key. Stripe keeps the first answer of a key for
// a day, a 500 too, and gives it again: then the act is looked up, and only
// when it is not there sent once more under a key derived from the first. The
// metadata holds the first key whatever happens, so that a look-up finds the
// act under any generation.
func keyed[T any](p *Provider, key string, send func(key string) (T, error), find func() (T, bool, error)) (T, error) {
	var none T
	if err := p.checkKey(key); err != nil {
		return none, err
	}
	for n := 1; ; n++ {
		result, err := send(p.sentKey(key, n))
		if err == nil || n == generations || !isReplayedFault(err) {
			return result, err
		}
		found, ok, err := find()
		if err != nil {
			return none, unknown(err)
		}
		if ok {
			return found, nil
		}
	}
}

// sentKey is the idempotency key that Stripe is told: the act's own, its
// generation, and whose it is, since two bots on one account may count alike.
// No two acts share one: an act's key has neither of the marks.
func (p *Provider) sentKey(key string, generation int) string {
	if generation > 1 {
		key += "#" + strconv.Itoa(generation)
	}
	return key + "@" + p.cfg.Installation
}

func (p *Provider) checkKey(key string) error {
	if key == "" || strings.ContainsAny(key, "#@") || len(p.sentKey(key, generations)) > longestKey {
		return defect("idempotency key of %d characters", len(key))
	}
	return nil
}

// digest is a short mark of a content.
func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:12])
}

// nowhere is the look-up for acts of which a second one does no harm: an
// account that nobody opens, a file that no dispute has.
func nowhere[T any]() (T, bool, error) {
	var none T
	return none, false, nil
}
