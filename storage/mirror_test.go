package storage

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"
)

// TestMirror: a file becomes equal to what is copied to it, as fast as it may, and of
// what it has already nothing is written again.
func TestMirror(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		from, to := filepath.Join(folder, "from"), filepath.Join(folder, "to")
		what := bytes.Repeat([]byte("abcdefg"), 150_000) // no whole number of pages, nor of synced pieces
		lulls := 0
		lull := func(context.Context) error { lulls++; return nil }
		copied := func(m *mirror) (took time.Duration) {
			t.Helper()
			start := time.Now()
			if err := os.WriteFile(from, what, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := m.copyFile(from); err != nil {
				t.Fatal(err)
			}
			if got, err := os.ReadFile(to); err != nil || !bytes.Equal(got, what) {
				t.Errorf("the copy has %d bytes and is another (%v), want %d", len(got), err, len(what))
			}
			return time.Since(start)
		}
		if err := (Copying{Rate: syncEach}).write(t.Context(), to, lull, func(m *mirror) error {
			if took, want := copied(m), time.Duration(len(what)/syncEach)*time.Second; took != want {
				t.Errorf("the first time took %s, want %s", took, want)
			}
			if lulls < len(what)/syncEach {
				t.Errorf("it asked only %d times whether it may go on", lulls)
			}
			m.unsynced = 0
			what[2*compareEach] = 'A'
			what = append(what, 'Z')
			if took := copied(m); took != 0 || m.unsynced != 2*compareEach-(compareEach-len(what)%compareEach) {
				t.Errorf("after a change in two pages %d bytes were written again, in %s", m.unsynced, took)
			}
			what = what[:len(what)/2]
			m.unsynced = 0
			if copied(m); m.unsynced != 0 {
				t.Errorf("of a file that was cut off %d bytes were written again", m.unsynced)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}
