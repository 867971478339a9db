package storage

import (
	"compress/gzip"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"

	"till/shop"
)

// TestEverySchema opens stores that earlier tills left behind, at least one of each
// schema (testdata/schema/SCHEMA-STORY.db.gz: what the story of that name ended
// with): they come to the newest schema sound, and with books that balance, however
// often they are opened.
func TestEverySchema(t *testing.T) {
	t.Parallel()
	for schema := 1; schema < len(migrations()); schema++ {
		files, err := filepath.Glob(fmt.Sprintf("testdata/schema/%d-*.db.gz", schema))
		if err != nil || len(files) == 0 {
			t.Errorf("no store of schema %d is kept (%v): play a story with the till that has it, and keep its store", schema, err)
		}
		for _, file := range files {
			t.Run(filepath.Base(file), func(t *testing.T) {
				t.Parallel()
				path := filepath.Join(t.TempDir(), "till.db")
				unpack(t, file, path)
				raw, err := bbolt.Open(path, 0o600, nil)
				if err != nil {
					t.Fatal(err)
				}
				if err := raw.View(func(tx *bbolt.Tx) error {
					if is, err := schemaOf(tx); is != schema || err != nil {
						t.Errorf("its schema is %d (%v)", is, err)
					}
					return nil
				}); err != nil {
					t.Fatal(err)
				}
				if err := raw.Close(); err != nil {
					t.Fatal(err)
				}
				for range 2 {
					upgraded(t, path)
				}
			})
		}
	}
}

func unpack(t *testing.T, from, to string) {
	t.Helper()
	packed, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	unpacked, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// upgraded opens a store, and looks whether all of it is right.
func upgraded(t *testing.T, path string) {
	t.Helper()
	db, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := db.Check(t.Context()); err != nil {
		t.Error(err)
	}
	s := shop.New(shop.Ports{Store: db}, shop.Config{Policy: shop.DefaultPolicy(), Logger: slog.New(slog.DiscardHandler)})
	audit, err := s.Audit(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	if audit.Orders == 0 || len(audit.Differences) > 0 {
		t.Errorf("%d orders, differences %q", audit.Orders, audit.Differences)
	}
}
