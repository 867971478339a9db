package main

import (
	"bytes"
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"till/shop"
	"till/storage"
)

// till runs a command and returns what it prints.
func till(t *testing.T, variables map[string]string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	var out, errors bytes.Buffer
	err = run(t.Context(), args, env(variables), &out, &errors)
	return out.String(), errors.String(), err
}

// onStore is a test of commands on a store.
type onStore struct {
	*testing.T
	path string
}

// till runs a command on the store.
func (s onStore) till(args ...string) (stdout, stderr string, err error) {
	s.Helper()
	return till(s.T, nil, append(args, "--store", s.path)...)
}

// eachWay runs a test twice: on a store that nobody serves on, and on one whose
// till is asked over the socket. fill writes what is in the store.
func eachWay(t *testing.T, fill func(shop.Tx) error, test func(onStore)) {
	t.Helper()
	for _, way := range []string{"alone", "served"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			store := filepath.Join(t.TempDir(), "till.db")
			db, err := storage.Open(store, storage.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Update(t.Context(), fill); err != nil {
				t.Fatal(err)
			}
			if way == "alone" {
				if err := db.Close(); err != nil {
					t.Fatal(err)
				}
			} else {
				serveSocket(t, db, nil)
			}
			test(onStore{t, store})
		})
	}
}

// serveSocket answers the commands on a store until the test ends, and closes it.
func serveSocket(t *testing.T, db *storage.DB, provider shop.Provider) {
	t.Helper()
	s := &service{log: slog.New(slog.DiscardHandler), store: db, shop: shop.New(shop.Ports{Store: db, Provider: provider}, shop.Config{Logger: slog.New(slog.DiscardHandler)})}
	socket, err := listenBeside(db.Path())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	var serving sync.WaitGroup
	serving.Go(func() {
		if err := serveHTTP(ctx, socket, s.socketRoutes(), s.log, own); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		cancel()
		serving.Wait()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestSocketRefuses: what the socket is asked is looked at, too.
func TestSocketRefuses(t *testing.T) {
	t.Parallel()
	db, err := storage.Open(filepath.Join(t.TempDir(), "till.db"), storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	serveSocket(t, db, nil)
	for _, tt := range []struct{ method, path, want string }{
		{"GET", "/funds?currency=XXX", "XXX is not taken here"},
		{"POST", "/withdraw?currency=USD", "the amount to withdraw"},
		{"POST", "/withdraw?minor=5", "three letters"},
		{"GET", "/withdraw?currency=USD&minor=5", "Method Not Allowed"},
		{"POST", "/jobs/drop", "there is no job"},
		{"GET", "/nothing", "not found"},
	} {
		err := askServer(t.Context(), db.Path(), tt.method, tt.path, new(any))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s %s: %v, want %q", tt.method, tt.path, err, tt.want)
		}
	}
}

// TestNoStore: a command on a store that is not there makes none.
func TestNoStore(t *testing.T) {
	t.Parallel()
	store := filepath.Join(t.TempDir(), "till.db")
	for _, args := range [][]string{
		{"audit", "--alone"},
		{"jobs", "list"},
		{"jobs", "retry", "k"},
		{"jobs", "drop", "k"},
		{"compact"},
		{"export", "books"},
		{"backup", store + ".copy"},
		{"withdraw", "USD", "--yes"},
	} {
		_, stderr, err := till(t, map[string]string{"TILL_STRIPE_KEY": "sk_test_1"}, append(args, "--store", store)...)
		if err == nil || !strings.Contains(stderr, "does not exist: start till serve once") {
			t.Errorf("%v: %v\n%s", args, err, stderr)
		}
	}
	if files, err := filepath.Glob(store + "*"); err != nil || len(files) > 0 {
		t.Errorf("made %v (%v)", files, err)
	}
}
