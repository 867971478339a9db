//go:build unix

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"go.etcd.io/bbolt"
)

// The hindrances of a process that these tests start: how large a file it may
// write, and as whom it runs.
const (
	fileLimit = "TILL_TEST_FILE_LIMIT"
	otherUser = "TILL_TEST_USER"
)

// nobody is a user who owns nothing.
const nobody = 65534

// A limit on files holds for all of a process, so the one that has it sets it
// itself, before anything else runs.
var _ = hinder()

func hinder() error {
	if limit, err := strconv.ParseUint(os.Getenv(fileLimit), 10, 64); err == nil {
		signal.Ignore(syscall.SIGXFSZ) // a write over the limit is an error, not a signal
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
			panic(err)
		}
	}
	if user, err := strconv.Atoi(os.Getenv(otherUser)); err == nil {
		if err := syscall.Setuid(user); err != nil {
			panic(err)
		}
	}
	return nil
}

// newMishap is a soak without kills, to whose store something happens.
func newMishap(t *testing.T) *soak {
	t.Helper()
	s := newSoak(t, 1)
	s.open(t)
	s.balance(t)
	return s
}

// stop ends the bot politely.
func (s *soak) stop(t *testing.T) {
	t.Helper()
	if err := s.halt(); err != nil {
		t.Fatal(err)
	}
}

// refused runs till with a hindrance, which it must tell of in one line that says
// each of the words, and end with 1.
func (s *soak) refused(t *testing.T, args []string, hindrance string, words ...string) {
	t.Helper()
	cmd := s.command(args...)
	cmd.Env = append(cmd.Env, hindrance)
	out, err := cmd.CombinedOutput()
	text := strings.TrimSpace(string(out))
	t.Logf("till %s: %s", args[0], text)
	if code := cmd.ProcessState.ExitCode(); code != 1 {
		t.Errorf("till %s ended with %d (%v), not 1", args[0], code, err)
	}
	checkWords(t, text, words...)
}

// checkWords holds what till said against what it must say.
func checkWords(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Errorf("%q is not said:\n%s", word, text)
		}
	}
	if strings.Contains(text, "goroutine ") {
		t.Errorf("it is a stack trace:\n%s", text)
	}
}

// TestFullAtStart starts till where there is no room for a store, and then where
// there is.
func TestFullAtStart(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{0, 4 << 10, 12 << 10, 40 << 10, 1 << 20} {
		t.Run(strconv.Itoa(limit), func(t *testing.T) {
			t.Parallel()
			s := newSoak(t, 1)
			s.refused(t, []string{"serve"}, fmt.Sprintf("%s=%d", fileLimit, limit), "the disk is full", "make room")
			if !s.start(t) {
				t.Fatal("killed")
			}
			s.balance(t)
		})
	}
}

// TestFullAtWork has the disk fill up while people are busy: the bot lives on and
// logs why it can do little. Then it is killed, there is room again, and all goes
// on.
func TestFullAtWork(t *testing.T) {
	t.Parallel()
	s := newMishap(t)
	s.stop(t)
	used := highWater(t, s.store())
	s.hinder = fmt.Sprintf("%s=%d", fileLimit, used+32<<10)
	if !s.start(t) {
		t.Fatal("killed")
	}
	s.gate.arm(250, afterIt)
	s.work(t)
	if !s.gate.disarm() {
		t.Error("the bot made too few requests: has it ended by itself?")
	}
	s.kill()
	checkWords(t, s.log.String(), "the disk is full")
	s.hinder = ""
	if !s.start(t) {
		t.Fatal("killed")
	}
	s.balance(t)
}

// highWater is where the used part of a store's file ends.
func highWater(t *testing.T, path string) int {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	size := 0
	if err := db.View(func(tx *bbolt.Tx) error {
		size = int(tx.Size())
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return size
}

// TestReadOnlyStore takes the right to write the store away, and gives it back.
func TestReadOnlyStore(t *testing.T) {
	t.Parallel()
	s := newMishap(t)
	s.stop(t)
	hinder := "UNHINDERED=1"
	if os.Getuid() == 0 { // who may write everything
		hinder = fmt.Sprintf("%s=%d", otherUser, nobody)
		for _, path := range []string{s.dir, filepath.Dir(s.dir)} {
			if err := os.Chmod(path, 0o777); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Chown(s.store(), nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(s.store(), 0o400); err != nil {
		t.Fatal(err)
	}
	s.refused(t, []string{"serve"}, hinder, "open the store", "permission denied", "write")
	audit := s.command("audit")
	audit.Env = append(audit.Env, hinder)
	if out, err := audit.CombinedOutput(); err != nil {
		t.Errorf("an audit only reads: %v\n%s", err, out)
	}
	if err := os.Chmod(s.store(), 0o000); err != nil {
		t.Fatal(err)
	}
	s.refused(t, []string{"serve"}, hinder, "open the store", "permission denied")
	s.refused(t, []string{"audit"}, hinder, "open the store", "permission denied")
	if err := os.Chmod(s.store(), 0o600); err != nil {
		t.Fatal(err)
	}
	if !s.start(t) {
		t.Fatal("killed")
	}
	s.balance(t)
}

// audits has till audit the store alone, and returns what it complains of. It must
// say what to do.
func (s *soak) audits(t *testing.T, damage string) string {
	t.Helper()
	cmd := s.command("audit", "--alone")
	out, err := cmd.CombinedOutput()
	code := cmd.ProcessState.ExitCode()
	if code == 0 {
		return ""
	}
	t.Logf("%s: till audit: %s", damage, out)
	if code != 1 {
		t.Errorf("till audit ended with %d (%v)", code, err)
	}
	checkWords(t, string(out), "damaged", "restore a backup")
	return string(out)
}

// serves has till serve on the damaged store: either it does not start and says
// why, or it serves, audits itself as badly, and ends when it is told to.
func (s *soak) serves(t *testing.T) {
	t.Helper()
	cmd := s.command("serve")
	var log bytes.Buffer
	cmd.Stderr = &log
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, _ := bufio.NewReader(out).ReadString('\n')
	ready := strings.HasPrefix(line, "ready ")
	if ready {
		if s.audits(t, "at work") == "" {
			t.Error("till serve does not see what till audit saw")
		}
		_ = cmd.Process.Signal(syscall.SIGTERM)
	}
	_ = cmd.Wait()
	code, lines := cmd.ProcessState.ExitCode(), strings.Split(strings.TrimSpace(log.String()), "\n")
	last := lines[len(lines)-1]
	t.Logf("till serve: ready %v, ended with %d: %s", ready, code, last)
	if !ready && code != 1 || code < 0 || code > 1 {
		t.Errorf("till serve ended with %d", code)
	}
	checkWords(t, log.String())
	if code == 1 {
		checkWords(t, last, "damaged", "restore a backup")
	}
}

// TestDamagedStore damages one page of the store after another, its head or its
// middle: whatever reads it says so and what to do, and never shows a stack
// trace. A page that is not used may pass. With the backup in place all goes on.
func TestDamagedStore(t *testing.T) {
	t.Parallel()
	s := newMishap(t)
	s.stop(t)
	backup, err := os.ReadFile(s.store())
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	if os.Getpagesize() != page {
		t.Skip("skipped: pages are of another size here")
	}
	noticed := 0
	pages := highWater(t, s.store()) / page
	for n := range pages {
		for _, at := range []int{0, page / 2, page - 200} {
			if (3*n+at*3/page)%7 != 0 && n > 1 { // a seventh of all
				continue
			}
			damaged := bytes.Clone(backup)
			for i := range 64 {
				damaged[n*page+at+i] ^= 0xa5
			}
			if err := os.WriteFile(s.store(), damaged, 0o600); err != nil {
				t.Fatal(err)
			}
			if text := s.audits(t, fmt.Sprintf("page %d of %d from byte %d", n, pages, at)); text != "" {
				if noticed++; noticed%3 == 0 && n > 1 { // a commit mends the first two pages
					s.serves(t)
				}
			}
		}
	}
	if noticed < 2 {
		t.Errorf("of %d pages, damage was noticed %d times", pages, noticed)
	}
	if err := os.WriteFile(s.store(), backup, 0o600); err != nil {
		t.Fatal(err)
	}
	if !s.start(t) {
		t.Fatal("killed")
	}
	s.balance(t)
}
