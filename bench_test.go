package main

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"till/shop"
	"till/shop/money"
	"till/storage"
	"till/tracking"
)

// The benchmarks here measure two things in turn within one run, since machines
// are shared and noisy, and print how many times as long the first one takes:
//
//	ratio NAME VALUE
//
// VALUE is the median over rounds of the ratio of both medians within a round.
const (
	rounds      = 11
	roundLength = 15
)

// pairs measures first and second in turn and prints their ratio.
func pairs(b *testing.B, name string, first, second func() (time.Duration, error)) {
	b.Helper()
	measure := func(fn func() (time.Duration, error)) time.Duration {
		took, err := fn()
		if err != nil {
			b.Fatal(err)
		}
		return took
	}
	measure(first)
	measure(second)
	for b.Loop() {
		var ratios []float64
		var firsts, seconds []time.Duration
		for range rounds {
			var one, two []time.Duration
			for range roundLength {
				one = append(one, measure(first))
				two = append(two, measure(second))
			}
			ratios = append(ratios, float64(median(one))/float64(median(two)))
			firsts, seconds = append(firsts, median(one)), append(seconds, median(two))
		}
		slices.Sort(ratios)
		fmt.Fprintf(os.Stdout, "ratio %s %.3f (%s over %s)\n", name, ratios[len(ratios)/2], median(firsts), median(seconds))
	}
}

func median(all []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

// BenchmarkChange measures one durable change of an order, with its journal and
// jobs, over an Update of bbolt's that replays the same puts in a file of the
// same content.
func BenchmarkChange(b *testing.B) {
	var ops []storage.Op
	db, err := storage.Open(filepath.Join(b.TempDir(), "till.db"), storage.Options{Trace: func(o []storage.Op) { ops = o }})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	raw := openRaw(b)
	s := shop.New(shop.Ports{Store: db, Carrier: tracking.Numbers{}}, shop.Config{Policy: roomyPolicy(), Logger: slog.New(slog.DiscardHandler)})
	replay := func() error { return raw.replay(ops) }
	must := func(err error) {
		if err == nil {
			err = replay()
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	must(db.Update(b.Context(), func(tx shop.Tx) error { return tx.Sellers().Put(readySeller("1")) }))
	seller, buyer := shop.Actor{ID: "1", Locale: "en-US"}, shop.Actor{ID: "2", Locale: "en-US"}
	n := 0
	var waiting []shop.OrderID
	pairs(b, "change/raw", func() (time.Duration, error) {
		if len(waiting) == 0 { // a round's worth, so that both sides find their file as warm
			for range roundLength {
				n++
				o, err := s.Request(b.Context(), benchRequest(seller, buyer.ID, n))
				must(err)
				waiting = append(waiting, o.ID)
			}
		}
		id := waiting[0]
		waiting = waiting[1:]
		start := time.Now()
		_, err := s.Decline(b.Context(), "cause-"+string(id), buyer, id)
		return time.Since(start), err
	}, func() (time.Duration, error) {
		start := time.Now()
		err := replay()
		return time.Since(start), err
	})
}

// rawFile is a bare bbolt file.
type rawFile struct{ db *bbolt.DB }

func openRaw(b *testing.B) rawFile {
	b.Helper()
	db, err := bbolt.Open(filepath.Join(b.TempDir(), "raw.db"), 0o600, &bbolt.Options{Timeout: time.Second, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	return rawFile{db}
}

// replay does the puts and deletes in one Update.
func (r rawFile) replay(ops []storage.Op) error {
	return r.db.Update(func(tx *bbolt.Tx) error {
		for _, op := range ops {
			bucket, err := tx.CreateBucketIfNotExists([]byte(op.Bucket))
			switch {
			case err != nil:
				return err
			case op.Key == nil:
				err = tx.DeleteBucket([]byte(op.Bucket))
			case op.Delete:
				err = bucket.Delete(op.Key)
			default:
				err = bucket.Put(op.Key, op.Value)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func readySeller(id shop.UserID) shop.Seller {
	return shop.Seller{ID: id, Name: "Blue Kiln " + string(id), Country: "US", Account: "acct_" + string(id), Transfers: true, Payouts: true}
}

// roomyPolicy is the default one with limits that a benchmark does not reach.
func roomyPolicy() shop.Policy {
	p := shop.DefaultPolicy()
	p.Limits["USD"] = shop.Limit{Request: money.New(750_00, "USD"), Week: money.New(999_999_00, "USD")}
	return p
}

func benchRequest(seller shop.Actor, buyer shop.UserID, n int) shop.RequestInput {
	return shop.RequestInput{
		Cause: fmt.Sprint("bench-", n), Actor: seller, Buyer: buyer,
		Lines: []shop.Line{{Item: "Mug, blue", Quantity: 1, Price: money.New(25_00, "USD")}},
	}
}
