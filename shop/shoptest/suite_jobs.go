package shoptest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"till/shop"
	"till/shop/job"
)

func after(minutes int) time.Time { return day.Add(time.Duration(minutes) * time.Minute) }

func newJob(key job.Key, lane job.Lane, minutes int) job.Job {
	return job.Job{Key: key, Kind: "test", Lane: lane, Due: after(minutes), CreatedAt: day}
}

func (b *bench) putJobs(jobs ...job.Job) {
	b.Helper()
	b.update(func(tx shop.Tx) error {
		for _, j := range jobs {
			if err := tx.Jobs().Put(j); err != nil {
				return err
			}
		}
		return nil
	})
}

func testJobs(b *bench) {
	j := newJob("expire:1", "dm:200", 5)
	j.Order, j.Payload = string(orderID(1)), json.RawMessage(`{"to":"200"}`)
	b.update(func(tx shop.Tx) error {
		if _, err := tx.Jobs().Get(j.Key); err != nil {
			b.notFound("a job never put", err)
		}
		if err := tx.Jobs().Delete(j.Key); err != nil {
			b.Errorf("deleting what is not there: %v", err)
		}
		return tx.Orders().Put(order(1, "100", "200", shop.Requested))
	})
	j.Seq = 99 // the store gives its own
	b.putJobs(j)
	var first uint64
	b.both(func(tx shop.Tx) error {
		got, err := tx.Jobs().Get(j.Key)
		if first = got.Seq; first == 0 || first == 99 {
			b.Errorf("seq %d is not the store's", first)
		}
		j.Seq = first
		b.same("the job", got, j)
		return err
	})
	j.Attempts, j.LastError, j.Due, j.Seq = 1, "timed out", after(7), 0
	b.putJobs(newJob("other", "", 1), j)
	b.both(func(tx shop.Tx) error {
		got, err := tx.Jobs().Get(j.Key)
		j.Seq = first
		b.same("the job after a failed try", got, j)
		return err
	})
	b.update(func(tx shop.Tx) error { return tx.Jobs().Delete(j.Key) })
	b.both(func(tx shop.Tx) error {
		_, err := tx.Jobs().Get(j.Key)
		b.notFound("a deleted job", err)
		return nil
	})
	b.rejected(shop.Internal, func(tx shop.Tx) error { return tx.Jobs().Put(newJob("", "", 1)) })
	bad := newJob("bad", "", 1)
	bad.Payload = json.RawMessage(`{`)
	b.rejected(shop.Internal, func(tx shop.Tx) error { return tx.Jobs().Put(bad) })
}

// due compares what is due some minutes into the day.
func (b *bench) due(minutes, limit int, want ...job.Key) {
	b.Helper()
	b.both(func(tx shop.Tx) error {
		b.Helper()
		list, err := tx.Jobs().Due(after(minutes), limit, "")
		got := make([]job.Key, len(list))
		for i, j := range list {
			got[i] = j.Key
		}
		b.same("jobs due", got, append([]job.Key{}, want...))
		return err
	})
}

// next compares the earliest due time later than some minutes into the day.
func (b *bench) next(minutes int, want time.Time) {
	b.Helper()
	b.both(func(tx shop.Tx) error {
		b.Helper()
		at, ok, err := tx.Jobs().Next(after(minutes))
		if ok == want.IsZero() || (ok && !at.Equal(want)) {
			b.Errorf("Next: got %v %v, want %v", at, ok, want)
		}
		return err
	})
}

func testJobsDue(b *bench) {
	b.next(0, time.Time{})
	b.due(99, 0)
	b.putJobs(newJob("c", "", 3), newJob("z", "", 1), newJob("a", "", 1), newJob("b", "lane", 2))
	b.next(0, after(1))
	b.next(1, after(2)) // later, not at
	b.next(2, after(3))
	b.next(3, time.Time{})
	b.due(0, 0)
	b.due(1, 0, "z", "a") // due together: as they were written
	b.due(3, 0, "z", "a", "b", "c")
	b.due(3, 3, "z", "a", "b")
	b.both(func(tx shop.Tx) error {
		for except, want := range map[job.Lane]string{"": "z a b", "la": "z a c", "lane": "z a c", "lane2": "z a b"} {
			list, err := tx.Jobs().Due(after(3), 3, except)
			var keys []string
			for _, j := range list {
				keys = append(keys, string(j.Key))
			}
			if got := strings.Join(keys, " "); err != nil || got != want {
				b.Errorf("due without %q: %s %v, want %s", except, got, err, want)
			}
		}
		return nil
	})

	b.putJobs(newJob("z", "", 9), newJob("a", "", 3))
	b.next(0, after(2))
	b.due(3, 0, "b", "c", "a") // c was written before a
	b.due(9, 0, "b", "c", "a", "z")
	b.update(func(tx shop.Tx) error { return tx.Jobs().Delete("b") })
	b.next(0, after(3))

	soon := newJob("soon", "", 0)
	soon.Due = after(3).Add(-time.Nanosecond)
	ancient := newJob("ancient", "", 0)
	ancient.Due = time.Date(1901, 1, 1, 0, 0, 0, 0, time.UTC)
	b.putJobs(soon, ancient)
	b.next(0, soon.Due)
	b.both(func(tx shop.Tx) error {
		at, ok, err := tx.Jobs().Next(time.Time{})
		if !ok || !at.Equal(ancient.Due) {
			b.Errorf("Next of all: got %v %v, want %v", at, ok, ancient.Due)
		}
		return err
	})
	b.due(3, 2, "ancient", "soon")
}

func testLanes(b *bench) {
	b.putJobs(newJob("b", "dm:1", 9), newJob("a", "dm:1", 1), newJob("c", "dm:10", 1), newJob("free", "", 0))
	b.due(99, 0, "free", "c", "b") // b was written before a, though due later
	b.due(8, 0, "free", "c")
	b.putJobs(newJob("b", "dm:1", 20)) // tried in vain: its place is kept
	b.due(99, 0, "free", "c", "b")
	b.putJobs(newJob("b", "dm:10", 20)) // another lane: still before c, as written first
	b.due(99, 0, "free", "a", "b")
	b.update(func(tx shop.Tx) error { return tx.Jobs().Delete("b") })
	b.due(99, 0, "free", "a", "c")
	b.putJobs(newJob("b", "dm:10", 0)) // a new job of an old name stands last
	b.due(99, 0, "free", "a", "c")
	b.putJobs(newJob("c", "", 1)) // a lane left
	b.due(99, 0, "free", "b", "a", "c")
	b.putJobs(newJob("free", "dm:10", 30)) // a lane joined, at the place of its writing
	b.due(99, 0, "a", "c", "free")
	b.update(func(tx shop.Tx) error { return tx.Jobs().Delete("b") })
	b.due(99, 0, "a", "c", "free")
	b.putJobs(newJob("e", "dm:1", 0), newJob("f", "dm:1", 0))
	b.update(func(tx shop.Tx) error { return tx.Jobs().Delete("e") }) // from the middle
	b.due(99, 0, "a", "c", "free")
	b.update(func(tx shop.Tx) error {
		return errors.Join(tx.Jobs().Delete("a"), tx.Jobs().Put(newJob("g", "dm:1", 0)))
	})
	b.due(99, 0, "f", "c", "free")
	b.update(func(tx shop.Tx) error { return errors.Join(tx.Jobs().Delete("f"), tx.Jobs().Delete("g")) })
	b.due(99, 0, "c", "free")
	b.rejected(shop.Internal, func(tx shop.Tx) error { return tx.Jobs().Put(newJob("h", "dm:\x00", 1)) })
}

// testHeadWaits: the head of a lane that is tried again later holds up its own
// lane only, and those behind it take no place from others.
func testHeadWaits(b *bench) {
	var jobs []job.Job
	for n := range 40 {
		jobs = append(jobs, newJob(job.Key(fmt.Sprint("behind:", n)), "dm:1", 0))
	}
	b.putJobs(append([]job.Job{newJob("head", "dm:1", 0)}, jobs...)...)
	b.putJobs(newJob("other", "dm:2", 3), newJob("free", "", 4))
	b.due(0, 0, "head")
	b.due(9, 2, "head", "other")
	b.putJobs(newJob("head", "dm:1", 30))
	b.due(0, 0)
	b.due(9, 2, "other", "free")
	b.next(-1, after(3))
	b.next(4, after(30))
	b.next(30, time.Time{})
	b.putJobs(newJob("behind:1", "dm:1", 7)) // not the head: nothing of it shows
	b.next(4, after(30))
	b.due(99, 0, "other", "free", "head")
	b.update(func(tx shop.Tx) error { return tx.Jobs().Delete("head") })
	b.due(0, 0, "behind:0")
	b.update(func(tx shop.Tx) error { return tx.Jobs().Delete("behind:0") })
	b.due(0, 0)
	b.next(4, after(7))
	b.due(9, 0, "other", "free", "behind:1")
}

func testMarks(b *bench) {
	names := []string{"cause:1", "cursor:stripe", "event:evt_1"}
	for i, value := range []string{"7K3M9QXD", "", "again"} {
		b.update(func(tx shop.Tx) error {
			for _, name := range names {
				if i == 0 {
					_, err := tx.Marks().Get(name)
					b.notFound("a mark never put", err)
				}
				if err := tx.Marks().Put(name, value); err != nil {
					return err
				}
			}
			return nil
		})
		b.both(func(tx shop.Tx) error {
			for _, name := range names {
				got, err := tx.Marks().Get(name)
				if err != nil {
					return err
				}
				b.same(name, got, value)
			}
			return nil
		})
	}
	b.rejected(shop.Internal, func(tx shop.Tx) error { return tx.Marks().Put("", "x") })
}
