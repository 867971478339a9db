package stripe

import (
	"strconv"
)

// longestKey is how long Stripe lets an idempotency key be, less the suffix of
// its generations.
const longestKey = 255 - 2

// generations is how many keys an act may use up.
const generations = 3

// keyed sends an act under its key. Stripe keeps the first answer of a key for
// a day, a 500 too, and gives it again: then the act is looked up, and only
// when it is not there sent once more under a key derived from the first. The
// metadata holds the first key whatever happens, so that a look-up finds the
// act under any generation.
func keyed[T any](key string, send func(key string) (T, error), find func() (T, bool, error)) (T, error) {
	var none T
	if key == "" || len(key) > longestKey {
		return none, defect("idempotency key of %d characters", len(key))
	}
	for n := 1; ; n++ {
		result, err := send(generation(key, n))
		if err == nil || n == generations || !isReplayedFault(err) {
			return result, err
		}
		found, ok, err := find()
		if err != nil || ok {
			return found, err
		}
	}
}

func generation(key string, n int) string {
	if n == 1 {
		return key
	}
	return key + "#" + strconv.Itoa(n)
}

// nowhere is the look-up for acts of which a second one does no harm: a page
// whose address nobody was given, an account that nobody opens.
func nowhere[T any]() (T, bool, error) {
	var none T
	return none, false, nil
}
