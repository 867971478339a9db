package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"till/shop"
	"till/shop/ledger"
	"till/storage"
)

// BenchmarkBackup has 200 orders a second put in a store of 1 GB, with and without a
// backup at its usual pace meanwhile, and prints how much longer the median one takes
// with it, until the copy is examined. Then the copy is restored, and its books must
// balance. Filling takes minutes.
func BenchmarkBackup(b *testing.B) {
	if testing.Short() {
		b.Skip("skipped: filling a store of 1 GB takes minutes")
	}
	const least, together = 1 << 30, 10_000
	db := openStore(b, storage.Options{})
	n := 0
	for size := int64(0); size < least; {
		if err := db.Update(b.Context(), func(tx shop.Tx) error {
			for range together {
				n++
				if err := putSettled(tx, n); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
		stats, err := db.Stats()
		if err != nil {
			b.Fatal(err)
		}
		size = stats.Size
	}
	change := func() (time.Duration, error) {
		n++
		start := time.Now()
		err := db.Update(b.Context(), func(tx shop.Tx) error {
			return errors.Join(putSettled(tx, n), putTraces(tx, numberedOrder(n, n), n))
		})
		return time.Since(start), err
	}
	paced := func(until <-chan struct{}, least int) (took []time.Duration) {
		ticker := time.NewTicker(time.Second / 200)
		defer ticker.Stop()
		for {
			select {
			case <-until:
				if len(took) >= least {
					return took
				}
			default:
			}
			<-ticker.C
			d, err := change()
			if err != nil {
				b.Fatal(err)
			}
			took = append(took, d)
		}
	}
	filled, closed := n, make(chan struct{})
	close(closed)
	for b.Loop() {
		path := filepath.Join(b.TempDir(), "copy.db")
		alone := paced(closed, 4000)
		done, failed := make(chan struct{}), make(chan error, 1)
		var size int64
		start := time.Now()
		go func() {
			defer close(done)
			var err error
			size, err = db.Backup(context.WithoutCancel(b.Context()), path, storage.Copying{Rate: 64 << 20})
			failed <- err
		}()
		during := paced(done, 0)
		if err := <-failed; err != nil {
			b.Fatal(err)
		}
		length := time.Since(start)
		alone = append(alone, paced(closed, 4000)...) // before and after, since others use the machine
		p99 := func(all []time.Duration) time.Duration { return percentile(slices.Sorted(slices.Values(all)), 99) }
		fmt.Fprintf(os.Stdout, "ratio backup/change %.2f (%s over %s; 99th percentile %s over %s; %d MB in %s, %d changes meanwhile)\n",
			float64(median(during))/float64(median(alone)), median(during), median(alone), p99(during), p99(alone), size>>20, length.Round(time.Second), len(during))
		balanced(b, path, filled, n)
	}
}

// putSettled puts the n-th order as it is when all is over, paid for and paid out, and
// its journal.
func putSettled(tx shop.Tx, n int) error {
	o := numberedOrder(n, n)
	o.Status, o.PaidAt, o.Entries = shop.Completed, o.CreatedAt, 2
	o.Payouts = []shop.Payout{{N: 1, State: shop.CallSucceeded, Amount: o.Total, Account: "acct_1", Transfer: "tr_" + o.Payment.Intent, At: o.CreatedAt}}
	for i, e := range []shop.Entry{
		{Act: shop.Act(shop.EventPaymentSucceeded), To: shop.Paid, Postings: []ledger.Posting{{Debit: ledger.Held, Credit: ledger.Charged, Amount: o.Total}}},
		{Act: shop.Act(shop.EventComplete), From: shop.Paid, To: shop.Completed, Postings: []ledger.Posting{{Debit: ledger.Transferred, Credit: ledger.Held, Amount: o.Total}}},
	} {
		e.N, e.At, e.Actor = i+1, o.CreatedAt, o.Buyer
		if err := errors.Join(o.Book.Post(e.Postings...), tx.Journal().Append(o.ID, e)); err != nil {
			return err
		}
	}
	return tx.Orders().Put(o)
}

// balanced fails unless a backup, restored, has the orders of a moment between two
// numbers of them, and books that balance and say that each was charged and paid out.
func balanced(b *testing.B, backup string, from, to int) {
	b.Helper()
	path := filepath.Join(b.TempDir(), "restored.db")
	if _, err := storage.Restore(b.Context(), backup, path, storage.Restoring{}); err != nil {
		b.Fatal(err)
	}
	restored, err := storage.Open(path, storage.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer restored.Close()
	audit, err := benchShop(restored).Audit(b.Context(), true)
	if err != nil {
		b.Fatal(err)
	}
	if len(audit.Differences) > 0 {
		b.Fatalf("restored: %d differences, the first: %s", len(audit.Differences), audit.Differences[0])
	}
	want := int64(audit.Orders) * numberedOrder(0, 0).Total.Minor
	total := audit.Totals["USD"]
	if audit.Orders < from || audit.Orders > to || total.Balance(ledger.Charged).Minor != want || total.Balance(ledger.Transferred).Minor != want {
		b.Errorf("restored: %d orders of %d to %d, %s charged, %s transferred", audit.Orders, from, to, total.Balance(ledger.Charged), total.Balance(ledger.Transferred))
	}
}
