package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"till/shop"
)

// TestBackupCommand backs a store up, through the till that serves on it too.
func TestBackupCommand(t *testing.T) {
	t.Parallel()
	eachWay(t, func(shop.Tx) error { return nil }, func(t onStore) {
		copied := filepath.Join(t.TempDir(), "copy.db")
		stdout, stderr, err := t.till("backup", copied)
		if err != nil || !regexp.MustCompile(`copy\.db: \d+\.\d MB, examined\n$`).MatchString(stdout) {
			t.Fatalf("%v\n%s%s", err, stderr, stdout)
		}
		stdout, stderr, err = till(t.T, nil, "audit", "--alone", "--store", copied)
		if err != nil || !strings.Contains(stdout, "the books balance") {
			t.Errorf("the copy: %v\n%s%s", err, stderr, stdout)
		}
		_, stderr, err = t.till("backup", t.path)
		if err == nil || !strings.Contains(stderr, "is the store itself") {
			t.Errorf("onto itself: %v\n%s", err, stderr)
		}
		stdout, stderr, err = t.till("compact")
		if err != nil || !strings.Contains(stdout, " MB, before ") {
			t.Errorf("compacting: %v\n%s%s", err, stderr, stdout)
		}
		stdout, stderr, err = till(t.T, nil, "restore", copied, "--store", copied+".new")
		if err != nil || !strings.Contains(stdout, "till serve asks Stripe what was moved since") {
			t.Errorf("restoring: %v\n%s%s", err, stderr, stdout)
		}
	})
}

// TestBackupRotation keeps the newest backups, and leaves other files alone.
func TestBackupRotation(t *testing.T) {
	t.Parallel()
	eachWay(t, func(shop.Tx) error { return nil }, func(t onStore) {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "till-notes.db"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		c := &backupCommand{To: folder, Rate: 64, Keep: 2}
		c.Store = t.path
		p := &program{ctx: t.Context(), stdout: new(strings.Builder), stderr: new(strings.Builder)}
		for hour := range 4 {
			if err := c.rotate(p, jobsStart.Add(time.Duration(hour)*time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		entries, err := os.ReadDir(folder)
		var names []string
		for _, e := range entries {
			names = append(names, e.Name())
		}
		if got, want := strings.Join(names, " "), "till-20260301T140000Z.db till-20260301T150000Z.db till-notes.db"; got != want || err != nil {
			t.Errorf("kept %s (%v), want %s", got, err, want)
		}
	})
}

// TestBackupMisused: flags that make no sense are refused before anything is written.
func TestBackupMisused(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	for want, args := range map[string][]string{
		"--rate must be":  {"backup", file, "--rate=0"},
		"--every must be": {"backup", file, "--every=1s"},
		"--keep must be":  {"backup", file, "--every=1h", "--keep=0"},
		"is no folder":    {"backup", file, "--every=1h"},
	} {
		if _, stderr, err := till(t, nil, args...); err == nil || !strings.Contains(stderr, want) {
			t.Errorf("%v: %v\n%s", args, err, stderr)
		}
	}
}
