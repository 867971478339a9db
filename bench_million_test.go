package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"till/commands"
	"till/shop"
	"till/storage"
	"till/tracking"
)

// benchReading measures what a seller with 300 orders, and 30 to ship, reads in both
// stores.
func benchReading(b *testing.B, large, small *storage.DB) {
	b.Helper()
	seller := numberedOrder(0, 0).Seller
	reader := func(db *storage.DB) (*shop.Shop, *commands.Till) {
		err := db.Update(b.Context(), func(tx shop.Tx) error {
			who := readySeller(seller)
			who.Tally.Open = 30 // without any, nobody looks for them
			err := tx.Sellers().Put(who)
			for n := range 30 {
				o := numberedOrder(2_000_000+n, 0)
				o.Status, o.PaidAt, o.ShipBy = shop.Paid, o.CreatedAt, o.CreatedAt.Add(time.Hour)
				err = errors.Join(err, tx.Orders().Put(o))
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		s := shop.New(shop.Ports{Store: db, Carrier: tracking.Numbers{}}, shop.Config{Policy: roomyPolicy(), Now: func() time.Time { return firstOrder }})
		return s, commands.New(s)
	}
	largeShop, largeTill := reader(large)
	smallShop, smallTill := reader(small)
	answer := func(till *commands.Till, r commands.Request) func() (time.Duration, error) {
		r.Actor = commands.Person{ID: seller, Locale: "en-US"}
		return func() (time.Duration, error) {
			start := time.Now()
			reply := till.Handle(b.Context(), r)
			took := time.Since(start)
			if reply.Err != nil || reply.Empty() && len(reply.Choices) == 0 {
				return 0, fmt.Errorf("/%s: nothing is shown: %w", r.Name, reply.Err)
			}
			return took, nil
		}
	}
	list := commands.Request{Kind: commands.Command, Name: "orders", Options: map[string]string{"filter": "all"}}
	suggest := commands.Request{Kind: commands.Autocomplete, Name: "track", Focused: "order", Options: map[string]string{"order": "mug"}}
	today := func(s *shop.Shop) func() (time.Duration, error) {
		return func() (time.Duration, error) {
			start := time.Now()
			today, err := s.Today(b.Context(), seller, numberedOrder(2_000_000, 0).CreatedAt)
			took := time.Since(start)
			if err == nil && today.Empty() {
				err = errors.New("there is nothing to do today")
			}
			return took, err
		}
	}
	b.Run("list", func(b *testing.B) { pairs(b, "list/1e6:1e3", answer(largeTill, list), answer(smallTill, list)) })
	b.Run("autocomplete", func(b *testing.B) {
		pairs(b, "autocomplete/1e6:1e3", answer(largeTill, suggest), answer(smallTill, suggest))
	})
	b.Run("digest", func(b *testing.B) { pairs(b, "digest/1e6:1e3", today(largeShop), today(smallShop)) })
}

// benchAudit recomputes every order's books.
func benchAudit(b *testing.B, db *storage.DB) {
	b.Helper()
	s := benchShop(db)
	for b.Loop() {
		start := time.Now()
		audit, err := s.Audit(b.Context(), true)
		if err != nil {
			b.Fatal(err)
		}
		took := time.Since(start)
		fmt.Fprintf(os.Stdout, "ratio audit/1e6 %.2f (of 60 s; %s for %d orders)\n", took.Minutes(), took.Round(time.Millisecond), audit.Orders)
	}
}

// benchStart starts till on the store at path, and measures how long it takes to be
// ready, and its anonymous resident memory then.
func benchStart(b *testing.B, path string) {
	b.Helper()
	world := startWorld(b)
	way, err := newRoad(world.Card().StripeAPI)
	if err != nil {
		b.Fatal(err)
	}
	defer way.server.Close()
	s := &story{world: world, dir: filepath.Dir(path), names: newNames(), road: way}
	defer s.kill()
	for b.Loop() {
		var took []time.Duration
		var memory int64
		for range 5 {
			start := time.Now()
			if err := s.start(nil); err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(start))
			if memory, err = anonymous(s.bot.Process.Pid); err != nil {
				b.Fatal(err)
			}
			if err := s.halt(); err != nil {
				b.Fatal(err)
			}
		}
		fmt.Fprintf(os.Stdout, "ratio start/1e6 %.2f (of 300 ms; %s to ready)\nratio memory/1e6 %.2f (of 100 MiB; %d MiB of RssAnon when ready)\n",
			float64(median(took))/float64(300*time.Millisecond), median(took).Round(time.Millisecond), float64(memory)/(100<<20), memory>>20)
	}
}

// anonymous is a process's anonymous resident memory, in bytes.
func anonymous(pid int) (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range bytes.Lines(status) {
		fields := bytes.Fields(line)
		if len(fields) == 3 && string(fields[0]) == "RssAnon:" {
			kB, err := strconv.ParseInt(string(fields[1]), 10, 64)
			return kB << 10, err
		}
	}
	return 0, errors.New("the system does not tell a process's anonymous memory")
}
