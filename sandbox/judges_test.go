package sandbox

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"till/sandbox/discord"
)

// judges are bots on libraries that nobody here wrote: what they stumble over is not Discord. Each
// is a command, in a folder, that runs only if a variable names its program; sandbox/judges/README.md
// says how.
var judges = map[string]struct {
	variable string
	args     []string
	hasty    bool // it reads rate limits in whole seconds, rounded down
}{
	"discord.js": {"JUDGE_NODE", []string{"discordjs.mjs"}, false},
	"oceanic":    {"JUDGE_NODE", []string{"oceanic.mjs"}, false},
	"disgo":      {"JUDGE_DISGO", nil, true},
}

func TestJudges(t *testing.T) {
	t.Parallel()
	for name, judge := range judges {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			program := os.Getenv(judge.variable)
			if program == "" {
				t.Skipf("%s is not set: %s did not judge the sandbox (sandbox/judges/README.md)", judge.variable, name)
			}
			for _, complaint := range judged(t, program, judge.args...) {
				if !judge.hasty || !strings.HasPrefix(complaint, "rate limited") {
					t.Error("the sandbox refused something:", complaint)
				}
			}
		})
	}
}

// complaints counts the requests that the sandbox refuses, or limits.
type complaints struct {
	slog.Handler
	mu   sync.Mutex
	list []string
}

func (c *complaints) Enabled(_ context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn
}

func (c *complaints) Handle(_ context.Context, r slog.Record) error {
	text := r.Message
	r.Attrs(func(a slog.Attr) bool { text += " " + a.String(); return true })
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = append(c.list, text)
	return nil
}

// judged plays a person against the bot: a suggestion, a command here and in the server, a button, a
// form, messages, a cut, and more messages at once than a limit lets through. It returns what the
// sandbox refused meanwhile.
func judged(t *testing.T, program string, args ...string) []string {
	t.Helper()
	refused := &complaints{Handler: slog.DiscardHandler}
	s, err := New(Config{Pace: 10, Logger: slog.New(refused)})
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	serving.Go(func() { _ = s.Serve(t.Context()) })
	defer serving.Wait()
	defer func() { _ = s.Close() }()
	b := runJudge(t, s, program, args...)
	defer b.leave()
	b.says("ready")

	choices, err := s.Complete(t.Context(), "buyer", "dm", []string{"/order", "item:blue"})
	if err != nil || len(choices) != 2 || choices[1].Name != "blue plate" {
		t.Errorf("the suggestions are %v, %v", choices, err)
	}
	for _, place := range []discord.Place{"server", "dm"} {
		seen, err := s.Command(t.Context(), "buyer", place, []string{"/order", "item:blue mug"})
		if err != nil || !strings.Contains(seen.Text, "Ordered: blue mug\n[ Rate ]") {
			t.Errorf("in %s /order shows %q, %v", place, seen.Text, err)
		}
	}
	if seen, err := s.Tap(t.Context(), "buyer", "dm", "Rate", ""); err != nil || seen.Modal == nil || seen.Modal.Title != "Rating" {
		t.Errorf("the button opens no form: %q, %v", seen.Text, err)
	}
	if _, err := s.Fill(t.Context(), "buyer", "dm", map[string]string{"Words": "lovely"}); err != nil {
		t.Errorf("the form is not taken: %v", err)
	}
	b.hears("Rated: lovely", 1)
	b.hears("Thanks", 1)

	write := func(text string) {
		if _, err := s.Type(t.Context(), "buyer", "dm", text, nil, ""); err != nil {
			t.Fatal(err)
		}
	}
	write("hello")
	b.hears(": hello", 1)
	long := strings.Repeat("𝄞", 2000) // more than 8 KiB, which some have compressed
	write(long)
	b.hears(": "+strings.Repeat("𝄞", 4), 1)
	if err := s.Fault("discord", "cut-event", 1); err != nil {
		t.Fatal(err)
	}
	write("cut off")
	b.says("resumed")
	b.hears(": cut off", 1)
	write("many")
	b.hears(": many", 12)

	refused.mu.Lock()
	defer refused.mu.Unlock()
	return refused.list
}

// judge is a bot that runs.
type judge struct {
	t      *testing.T
	s      *Sandbox
	cmd    *exec.Cmd
	in     io.Closer
	lines  chan string
	errors bytes.Buffer
}

func runJudge(t *testing.T, s *Sandbox, program string, args ...string) *judge {
	t.Helper()
	card, err := json.Marshal(s.Card())
	if err != nil {
		t.Fatal(err)
	}
	b := &judge{t: t, s: s, cmd: exec.CommandContext(t.Context(), program, args...), lines: make(chan string, 100)}
	b.cmd.Dir = "judges"
	b.cmd.Env = append(os.Environ(), "SANDBOX_CARD="+string(card))
	b.cmd.Stderr = &b.errors
	in, err := b.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := b.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	b.in = in
	if err := b.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(b.lines)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			b.lines <- lines.Text()
		}
	}()
	return b
}

// says waits for a line of the bot's.
func (b *judge) says(want string) {
	b.t.Helper()
	limit := time.After(30 * time.Second)
	for {
		select {
		case line, more := <-b.lines:
			if line == want {
				return
			}
			if !more {
				b.t.Fatalf("the bot ended before it said %q: %s", want, &b.errors)
			}
		case <-limit:
			b.t.Fatalf("the bot never said %q %s", want, &b.errors)
		}
	}
}

// hears waits until the buyer sees so many messages that contain the text.
func (b *judge) hears(text string, times int) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), 30*time.Second)
	defer cancel()
	count := func() (n int) {
		for _, m := range b.s.Discord().Messages("buyer", "dm") {
			if m.Author.Bot && strings.Contains(m.Content, text) {
				n++
			}
		}
		return n
	}
	if err := b.s.bell.until(ctx, func() bool { return count() >= times }); err != nil || count() != times {
		b.t.Errorf("the buyer sees %q %d times, want %d", text, count(), times)
	}
}

// leave ends the bot politely, and shows what it complained of.
func (b *judge) leave() {
	_ = b.in.Close()
	for range b.lines { // until the bot is gone
	}
	if err := b.cmd.Wait(); err != nil {
		b.t.Errorf("the bot ended with %v", err)
	}
	if b.errors.Len() > 0 {
		b.t.Errorf("the bot complained: %s", &b.errors)
	}
}
