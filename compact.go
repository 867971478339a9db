package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"

	"till/storage"
)

// compactCommand is `till compact`.
type compactCommand struct {
	storeFlags `embed:""`
}

// compacted is how large the store's file was, and is, in bytes.
type compacted struct {
	Before int64 `json:"before"`
	After  int64 `json:"after"`
}

// Run compacts the store through the till that serves on it, or opens it itself.
func (c *compactCommand) Run(p *program) error {
	var done compacted
	err := askServer(p.ctx, c.Store, http.MethodPost, "/compact", &done)
	if errors.Is(err, errNobody) {
		done, err = c.alone(p.ctx)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.stdout, "%s: %s, before %s\n", c.Store, megabytes(done.After), megabytes(done.Before))
	return err
}

func (c *compactCommand) alone(ctx context.Context) (done compacted, err error) {
	db, err := storage.Open(c.Store, storage.Options{Existing: true})
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return compactStore(ctx, db)
}

// compactStore compacts an open store.
func compactStore(ctx context.Context, db *storage.DB) (done compacted, err error) {
	before, err := os.Stat(db.Path())
	if err != nil {
		return done, err
	}
	if err := db.Compact(ctx); err != nil {
		return done, err
	}
	after, err := os.Stat(db.Path())
	if err != nil {
		return done, err
	}
	return compacted{Before: before.Size(), After: after.Size()}, nil
}
