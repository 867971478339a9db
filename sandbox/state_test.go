package sandbox

import (
	"bytes"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// live is a sandbox that keeps its state in a file, and the way to end it.
func live(t *testing.T, cfg Config) (s *Sandbox, end func()) {
	t.Helper()
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	serving.Go(func() { _ = s.Serve(t.Context()) })
	end = sync.OnceFunc(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		serving.Wait()
	})
	t.Cleanup(end)
	return s, end
}

func TestStateIsKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "world")
	cfg := Config{Start: monday, Frozen: true, State: file, Float: map[string]int64{"usd": 700}}
	s, end := live(t, cfg)
	card := s.Card()
	if _, err := s.Type(t.Context(), "seller", "dm:buyer", "See "+s.URL()+"/pay/cs_1", nil, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Advance(t.Context(), 36*time.Hour); err != nil {
		t.Fatal(err)
	}
	if err := s.SetDMs("buyer", false); err != nil {
		t.Fatal(err)
	}
	end()
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v %v", info, err)
	}

	s, end = live(t, cfg)
	if s.Card().Page != card.Page || s.Card().BotToken != card.BotToken || s.Card().StripeKey != card.StripeKey {
		t.Errorf("addresses and keys changed: %+v, before %+v", s.Card(), card)
	}
	if now := s.Clock().Now; !now.Equal(monday.Add(36 * time.Hour)) {
		t.Errorf("it is %s", now)
	}
	if b := s.Stripe().Balance(); len(b) != 1 || b[0].Available != 700 {
		t.Errorf("the platform has %+v", b)
	}
	if status, view := call(t, s, http.MethodGet, "/people/buyer/view", ""); status != 200 || view["dms_open"] != false {
		t.Errorf("the buyer's direct messages: %d %v", status, view)
	}
	end()

	// Another port: the links lead to it.
	taken, err := net.Listen("tcp", strings.TrimPrefix(s.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	s, _ = live(t, cfg)
	seen, err := s.Inbox("buyer", "dm:seller", 0)
	if err != nil || s.Card().Page == card.Page || !strings.Contains(seen.Text, s.URL()+"/pay/cs_1") {
		t.Errorf("at %s: %q %v", s.URL(), seen.Text, err)
	}
}

// TestStateWithoutAnAct is what changes by itself, or on the hosted pages.
func TestStateWithoutAnAct(t *testing.T) {
	file := filepath.Join(t.TempDir(), "world")
	s, _ := live(t, Config{State: file})
	s.Discord().Person("newcomer")
	deadline := time.After(10 * time.Second)
	for look := time.NewTicker(10 * time.Millisecond); ; {
		if data, err := os.ReadFile(file); err == nil && bytes.Contains(data, []byte(`"newcomer"`)) {
			look.Stop()
			return
		}
		select {
		case <-look.C:
		case <-deadline:
			t.Fatal("it is not kept")
		}
	}
}

func TestStateRefused(t *testing.T) {
	folder := t.TempDir()
	good := filepath.Join(folder, "good")
	s, end := live(t, Config{State: good})
	if _, err := New(Config{State: good}); err == nil || !strings.Contains(err.Error(), "another sandbox keeps its state in "+good) {
		t.Errorf("two in one file: %v", err)
	}
	if err := s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	end()
	data, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	newer, err := (&state{Addr: "127.0.0.1:1", Discord: []byte(`{"root":{"newer":1}}`), Stripe: []byte(`{}`)}).encode()
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		content []byte
		want    string
	}{
		"empty":     {nil, "is damaged"},
		"text":      {[]byte("hello\n"), "is damaged"},
		"cut":       {data[:len(data)/2], "is damaged"},
		"changed":   {bytes.Replace(data, []byte(`"seller"`), []byte(`"sailor"`), 1), "is damaged"},
		"a version": {[]byte(`{"till_sandbox_state":99}` + "\n{}\n"), "is of another version"},
		"fields":    {newer, "is of another version"},
	} {
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, tt.content, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := New(Config{State: file})
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), file) || !strings.Contains(err.Error(), "move it away") {
			t.Errorf("%s: %v", name, err)
		}
		if now, err := os.ReadFile(file); err != nil || !bytes.Equal(now, tt.content) {
			t.Errorf("%s: the file was changed: %v", name, err)
		}
	}
	if _, err := New(Config{State: filepath.Join(folder, "no", "such")}); err == nil {
		t.Error("a file that cannot be written is found too late")
	}
	live(t, Config{State: good}) // and the lock is gone
}

func TestClockNeverGoesBack(t *testing.T) {
	wall := monday.Add(time.Hour)
	for name, tt := range map[string]struct {
		kept   state
		frozen bool
		want   time.Time
	}{
		"it runs on meanwhile":          {state{Now: monday.Add(24 * time.Hour), Offset: 24 * time.Hour}, false, wall.Add(24 * time.Hour)},
		"the real clock was put back":   {state{Now: monday.Add(24 * time.Hour), Offset: time.Hour}, false, monday.Add(24 * time.Hour)},
		"a frozen one stands":           {state{Now: monday, Frozen: true}, true, monday},
		"a frozen one begins to run":    {state{Now: monday.Add(48 * time.Hour), Frozen: true}, false, monday.Add(48 * time.Hour)},
		"a running one is now frozen":   {state{Now: monday, Offset: time.Hour}, true, monday},
		"it was frozen far in the past": {state{Now: monday.Add(-48 * time.Hour), Frozen: true}, false, wall},
	} {
		if got := tt.kept.resume(tt.frozen, wall); !got.Equal(tt.want) {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}
