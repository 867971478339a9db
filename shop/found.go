package shop

import (
	"context"
	"strings"
	"time"

	"till/shop/job"
)

// foundAfter is how long an event may still come that tells what was found at the
// provider before it did: a look is often faster than a webhook, and events may be
// listed late.
const foundAfter = 15 * time.Minute

// byBooks begins the stamp of a job that the provider's books have written, and no
// event.
const byBooks = "books:"

// underWay reports whether one of the jobs is due, or is to be tried again: an event
// has told, and what it told of is being fetched.
func (t *turn) underWay(fetching []job.Key) (bool, error) {
	for _, key := range fetching {
		j, err := t.tx.Jobs().Get(key)
		if err != nil && CodeOf(err) != NotFound {
			return false, err
		}
		if err == nil && !strings.HasPrefix(j.Stamp, byBooks) && (j.Attempts > 0 || !j.Due.After(t.now)) {
			return true, nil
		}
	}
	return false, nil
}

// found notes that a look has mended what no event had told, for the operators to
// hear of it if none does.
func (t *turn) found(ctx context.Context, before string, told bool) error {
	if told {
		return nil
	}
	t.s.cfg.Logger.InfoContext(ctx, "the reconciler found what no event has told", "order", t.o.ID.String(), "before", before, "after", t.o.seen())
	return t.later(kindFound, 0, t.now.Add(foundAfter))
}

// warnFound tells the operators that events do not reach the bot.
func (t *turn) warnFound() error {
	t.s.cfg.Observer.Count("reconciler_find", "missed")
	t.alert(AlertFound, map[string]string{"what": t.o.seen()})
	return nil
}

// toldAfterAll takes back what found noted about the order of an event's object.
func (s *Shop) toldAfterAll(tx Tx, object string) error {
	id, err := tx.Orders().ByReference(object)
	if err != nil {
		return unlessMissing(err)
	}
	return tx.Jobs().Delete(jobKey(kindFound, id, 0))
}
