package shop_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"till/shop"
	"till/shop/job"
	"till/shop/shoptest"
)

// failing is a store that cannot be written to when it is told so.
type failing struct {
	*shoptest.Memory

	full bool
}

func (f *failing) Update(ctx context.Context, fn func(shop.Tx) error) error {
	return f.Memory.Update(ctx, func(tx shop.Tx) error {
		err := fn(tx)
		if f.full {
			err = errors.Join(err, errors.New("the disk is full"))
		}
		return err
	})
}

// TestWitness: each act of an order is logged once, when it is durable, with what
// began it, and the jobs that follow remember that.
func TestWitness(t *testing.T) {
	w := newWorld(t)
	store := &failing{Memory: w.store.(*shoptest.Memory)}
	var log strings.Builder
	s := shop.New(shop.Ports{Store: store, Provider: w.provider, Messenger: w.messenger, Carrier: shoptest.FakeCarrier{}}, shop.Config{
		Policy: w.Policy(), Now: w.now, Logger: slog.New(slog.NewTextHandler(&log, nil)),
	})
	ctx := shop.WithCause(t.Context(), "interaction-x")
	in := input()
	in.Cause, store.full = "interaction-x", true
	if _, err := s.Request(ctx, in); err == nil || log.Len() > 0 {
		t.Fatalf("a request that was not written: %v\n%s", err, &log)
	}
	store.full = false
	o, err := s.Request(ctx, in)
	w.must(err)
	if _, err := s.Request(ctx, in); err != nil { // once more: the same act
		t.Fatal(err)
	}
	if got := log.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, `level=INFO msg=order act=request to=requested`) {
		t.Errorf("logged:\n%s", got)
	}
	w.must(w.store.View(t.Context(), func(tx shop.Tx) error {
		waiting, err := tx.Backlog().Waiting(0)
		of := slices.DeleteFunc(waiting, func(j job.Job) bool { return j.Order != string(o.ID) })
		for _, j := range of {
			if j.Cause != "interaction-x" {
				t.Errorf("%s was written because of %q", j.Key, j.Cause)
			}
		}
		if len(of) < 3 {
			t.Errorf("only %d jobs", len(of))
		}
		return err
	}))
	w.must(s.Hear(shop.WithCause(t.Context(), "poll"), shop.ProviderEvent{ID: "evt_1", Subject: shop.SubjectCheckout, Object: "cs_1"}))
	if j, ok := w.job("session:cs_1"); !ok || j.Cause != "evt_1" { // the event counts, not who brought it
		t.Errorf("the session is looked at because of %q", j.Cause)
	}
}

// A job that fails is logged by its key, without the person in it.
func TestFailureNamesNobody(t *testing.T) {
	w := newWorld(t)
	var log strings.Builder
	s := shop.New(shop.Ports{Store: w.store}, shop.Config{Policy: w.Policy(), Now: w.now, Logger: slog.New(slog.NewTextHandler(&log, nil))})
	const person = "123456789012345678"
	j := job.Job{Key: "odd:" + person + ":2", Kind: "odd", Due: w.now(), CreatedAt: w.now()}
	w.update(func(tx shop.Tx) error { return tx.Jobs().Put(j) })
	jobs, err := s.Runnable(t.Context(), 1)
	w.must(err)
	w.must(s.RunJob(t.Context(), jobs[0]))
	if got := log.String(); !strings.Contains(got, "job failed") || !strings.Contains(got, "key=odd:…:2") || strings.Contains(got, person) {
		t.Errorf("logged:\n%s", got)
	}
	w.update(func(tx shop.Tx) error { return tx.Jobs().Delete(j.Key) })
}
