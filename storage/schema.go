package storage

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"time"

	json "github.com/go-json-experiment/json/v1"
	"go.etcd.io/bbolt"
)

// The keys of the meta bucket.
const (
	schemaKey       = "schema"       // the version, in decimal
	installationKey = "installation" // the random id
	createdKey      = "created_at"   // RFC 3339
)

// NewerSchemaError is the error of a file that a newer till made. Nothing was
// changed.
type NewerSchemaError struct {
	Path  string
	File  int // the file's schema
	Known int // the newest one that this till knows
}

// Error implements error.
func (e *NewerSchemaError) Error() string {
	return fmt.Sprintf("%s was made by a newer till (its schema is %d, this till knows %d): run that till, or restore a backup from before the upgrade",
		e.Path, e.File, e.Known)
}

// migration brings a file from one schema to the next.
type migration struct {
	does string // in words, for errors
	run  func(tx *bbolt.Tx, now time.Time) error
}

// migrations returns every step in order: the n-th leads to schema n, counted
// from 1. A step that has been released never changes; a new one is added at
// the end.
func migrations() []migration {
	return []migration{
		{"make the first buckets", makeBuckets},
		{"keep jobs that were given up", func(tx *bbolt.Tx, _ time.Time) error {
			_, err := tx.CreateBucketIfNotExists([]byte("jobs_dead"))
			return err
		}},
		{"keep sellers' catalogues", func(tx *bbolt.Tx, _ time.Time) error {
			_, err := tx.CreateBucketIfNotExists([]byte("products"))
			if err == nil {
				_, err = tx.CreateBucketIfNotExists([]byte("products_by_name"))
			}
			return err
		}},
		{"keep photos", func(tx *bbolt.Tx, _ time.Time) error {
			_, err := tx.CreateBucketIfNotExists([]byte("photos"))
			return err
		}},
		{"keep a record of each shop", func(tx *bbolt.Tx, _ time.Time) error {
			_, err := tx.CreateBucketIfNotExists([]byte("seller_journal"))
			return err
		}},
		{"watch parcels", func(tx *bbolt.Tx, _ time.Time) error {
			for _, name := range []string{"watches", "watches_by_due", "watches_by_name"} {
				if _, err := tx.CreateBucketIfNotExists([]byte(name)); err != nil {
					return err
				}
			}
			return nil
		}},
		{"add up each seller's orders", tallyOrders},
		{"keep reviews", func(tx *bbolt.Tx, _ time.Time) error {
			_, err := tx.CreateBucketIfNotExists([]byte("reviews"))
			return err
		}},
		{"find what shows a photo", findShown},
		{"add up what is held", tallyOrders},
	}
}

// makeBuckets makes a new file a store.
func makeBuckets(tx *bbolt.Tx, now time.Time) error {
	for _, name := range []string{
		"meta", "orders", "references", "orders_by_seller", "orders_by_buyer", "orders_by_status",
		"journal", "links", "sellers", "sellers_by_account", "sellers_by_name", "people",
		"conversations", "conversations_of", "words", "messages",
		"jobs", "jobs_by_due", "jobs_by_lane", "marks",
	} {
		if _, err := tx.CreateBucketIfNotExists([]byte(name)); err != nil {
			return err
		}
	}
	meta := tx.Bucket([]byte("meta"))
	if err := meta.Put([]byte(installationKey), []byte(rand.Text())); err != nil {
		return err
	}
	return meta.Put([]byte(createdKey), []byte(now.UTC().Format(time.RFC3339Nano)))
}

// findShown makes the index of what shows which photo.
func findShown(tx *bbolt.Tx, _ time.Time) error {
	index, err := tx.CreateBucketIfNotExists([]byte("photos_shown"))
	if err != nil {
		return err
	}
	show := func(photo, by string) error {
		if photo == "" {
			return nil
		}
		return index.Put(append(append([]byte(photo), separator), by...), []byte{})
	}
	if err := tx.Bucket([]byte("orders")).ForEach(func(key, value []byte) error {
		type terms struct {
			Lines []struct {
				Photo string `json:"photo"`
			} `json:"lines"`
		}
		var o struct {
			terms

			Closing struct {
				Terms terms `json:"terms"`
			} `json:"closing"`
		}
		if err := json.Unmarshal(value, &o); err != nil {
			return err
		}
		for _, l := range slices.Concat(o.Lines, o.Closing.Terms.Lines) {
			if err := show(l.Photo, string(key)); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	return tx.Bucket([]byte("products")).ForEach(func(key, value []byte) error {
		var p struct {
			Photo string `json:"photo"`
		}
		if err := json.Unmarshal(value, &p); err != nil {
			return err
		}
		return show(p.Photo, string(key))
	})
}

// schemaOf returns a file's schema; 0 when it is empty.
func schemaOf(tx *bbolt.Tx) (int, error) {
	meta := tx.Bucket([]byte("meta"))
	if meta == nil {
		if name, _ := tx.Cursor().First(); name != nil {
			return 0, errNotStore
		}
		return 0, nil
	}
	version, err := strconv.Atoi(string(meta.Get([]byte(schemaKey))))
	if err != nil || version < 1 {
		return 0, errNotStore
	}
	return version, nil
}

// migrate runs the steps that the file lacks, all in one transaction.
func migrate(tx *bbolt.Tx, steps []migration, from int, now time.Time) error {
	for i, step := range steps[from:] {
		if err := step.run(tx, now); err != nil {
			return fmt.Errorf("schema %d, %s: %w", from+i+1, step.does, err)
		}
	}
	return tx.Bucket([]byte("meta")).Put([]byte(schemaKey), []byte(strconv.Itoa(len(steps))))
}
