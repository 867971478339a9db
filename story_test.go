package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"till/sandbox"
)

// runAsProgram is till's own main.
func runAsProgram() {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	cancel()
	if err != nil {
		os.Exit(1)
	}
}

// story is one story being told: its world, its bot, and what was said so far.
type story struct {
	world *sandbox.Sandbox
	dir   string
	names *names
	chat  strings.Builder
	road  *road

	bot     *exec.Cmd
	address string // where the bot takes webhooks
	tracker string // "": no tracking service; "told": it tells by webhook; "asked": it is only asked
	log     *bytes.Buffer
	done    chan error
	books   string // as `books` printed them last
	bare    bool   // the bot's environment says nothing
	typed   []byte // what is typed into the next command

	patience *patience // nil: nothing goes wrong by a plan
}

type storyKey struct{}

// storyStart is when every story begins: a Monday morning.
var storyStart = time.Date(2026, time.January, 5, 10, 0, 0, 0, time.UTC)

func setUpStory(env *testscript.Env) error {
	world, err := sandbox.New(sandbox.Config{Start: storyStart, Frozen: true, Pace: 50})
	if err != nil {
		return err
	}
	way, err := newRoad(world.Card().StripeAPI)
	if err != nil {
		return err
	}
	s := &story{world: world, dir: env.WorkDir, names: newNames(), road: way}
	env.Values[storyKey{}] = s
	env.Setenv("DISCORD_API", world.Card().DiscordAPI)
	env.Setenv("STRIPE_API", way.server.URL)
	ctx, cancel := context.WithCancel(context.Background())
	var serving sync.WaitGroup
	serving.Go(func() {
		_ = world.Serve(ctx) // ends with Close
	})
	env.Defer(func() {
		s.kill()
		way.server.Close()
		cancel()
		_ = world.Close()
		serving.Wait()
	})
	return nil
}

func tell(ts *testscript.TestScript) *story { return ts.Value(storyKey{}).(*story) }

func (s *story) store() string { return filepath.Join(s.dir, "till.db") }

// environ is the bot's environment: where the sandbox is.
func (s *story) environ() []string {
	if s.bare {
		return append(os.Environ(), asProgram+"=1")
	}
	card := s.world.Card()
	var parcels []string
	if s.tracker != "" {
		parcels = []string{"TILL_EASYPOST_API=" + card.CarrierAPI, "TILL_EASYPOST_KEY=" + card.CarrierKey, "TILL_EASYPOST_WEBHOOK_SECRET=" + card.CarrierSecret}
	}
	return append(append(append(os.Environ(), parcels...), "TILL_INTERACTIONS="+*storyInteractions, "TILL_DISCORD_PUBLIC_KEY="+card.PublicKey),
		asProgram+"=1",
		"TILL_STORE="+s.store(),
		"TILL_DISCORD_API="+card.DiscordAPI, "TILL_DISCORD_TOKEN="+card.BotToken,
		"TILL_STRIPE_API="+s.road.server.URL, "TILL_STRIPE_KEY="+card.StripeKey,
		"TILL_STRIPE_WEBHOOK_SECRET="+card.StripeWebhookSecret,
		"TILL_STRIPE_CONNECT_WEBHOOK_SECRET="+card.StripeConnectSecret,
		"TILL_CLOCK="+card.Clock, "TILL_LISTEN=127.0.0.1:0",
		"TILL_OPERATORS="+s.world.Discord().Person("operator").ID,
		"TILL_LOG_LEVEL=info",
	)
}

func (s *story) command(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = s.environ()
	cmd.Dir = s.dir
	if s.typed != nil {
		cmd.Stdin, s.typed = bytes.NewReader(s.typed), nil
	}
	return cmd
}

// serve starts the bot and returns when it is ready and at rest.
func (s *story) serve(args []string) error {
	if err := s.start(args); err != nil {
		return err
	}
	if !s.bare {
		if err := errors.Join(s.webhooks(), s.endpoint()); err != nil {
			return err
		}
	}
	return s.world.Settle(context.Background())
}

// start starts the bot and returns when it is ready.
func (s *story) start(args []string) error {
	if s.bot != nil {
		return errors.New("the bot runs already")
	}
	cmd := s.command(append([]string{"serve"}, args...)...)
	log := new(bytes.Buffer)
	cmd.Stderr = log
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	lines := bufio.NewReader(out)
	line, readErr := lines.ReadString('\n')
	done := make(chan error, 1)
	go func() {
		_, _ = io.Copy(io.Discard, lines)
		done <- cmd.Wait()
	}()
	address, ready := strings.CutPrefix(strings.TrimSpace(line), "ready ")
	if readErr != nil || !ready {
		<-done
		return fmt.Errorf("the bot did not start:\n%s%s", line, log)
	}
	s.bot, s.address, s.log, s.done = cmd, address, log, done
	return nil
}

// webhooks has Stripe and the tracking service send their events to the bot, unless
// they are to be lost.
func (s *story) webhooks() error {
	hook := ""
	if s.tracker == "told" && s.address != "" {
		hook = s.address + "/webhooks/easypost"
	}
	if err := s.world.SetCarrierWebhook(hook); err != nil {
		return err
	}
	if s.road.deaf.Load() || s.address == "" {
		return s.world.SetWebhooks("", "")
	}
	return s.world.SetWebhooks(s.address+"/webhooks/stripe", s.address+"/webhooks/stripe/connect")
}

// endpoint has interactions sent to the bot's address, if they are to come by HTTP.
func (s *story) endpoint() error {
	if *storyInteractions != "http" {
		return nil
	}
	return s.world.Discord().SetEndpoint(context.Background(), s.address+"/discord/interactions")
}

// halt ends the bot politely.
func (s *story) halt() error {
	if s.bot == nil {
		return errors.New("the bot does not run")
	}
	if err := s.bot.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	err := <-s.done
	log := s.log
	s.bot = nil
	if err != nil {
		return fmt.Errorf("the bot did not end well: %w\n%s", err, log)
	}
	return nil
}

// kill ends the bot without a word.
func (s *story) kill() {
	if s.bot != nil {
		_ = s.bot.Process.Kill()
		<-s.done
		s.bot = nil
	}
}

// show prints what a person sees, with stable names, and adds it to the chat.
func (s *story) show(ts *testscript.TestScript, said string, text string, err error) {
	if err != nil {
		if s.log != nil {
			ts.Logf("the bot's log:\n%s", s.log)
		}
		ts.Fatalf("%s: %v", said, err)
	}
	text = s.names.hide(strings.TrimRight(text, "\n"))
	if text != "" {
		text += "\n"
	}
	fmt.Fprintf(&s.chat, "> %s\n", s.names.hide(said))
	for line := range strings.Lines(text) {
		if line == "\n" {
			s.chat.WriteString("\n")
			continue
		}
		s.chat.WriteString("  " + line)
	}
	s.chat.WriteString("\n")
	_, _ = io.WriteString(ts.Stdout(), text)
}

// names gives every reference, id and time that is printed a stable name, and
// finds them again when a story uses the name.
type names struct {
	real  map[string]string // by name
	given map[string]string // by what is hidden
	count map[string]int
}

func newNames() *names {
	return &names{real: make(map[string]string), given: make(map[string]string), count: make(map[string]int)}
}

var references = regexp.MustCompile(`\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b`)

var hidden = []struct {
	prefix  string
	pattern *regexp.Regexp
}{
	{"URL", regexp.MustCompile(`https?://127\.0\.0\.1:\d+[^\s)\]]*`)},
	{"TIME", regexp.MustCompile(`\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d{1,2} [A-Z][a-z]+ \d{4} \d\d:\d\d`)},
	{"REF", references},
	{"CODE", regexp.MustCompile(`\b\d{3} \d{3}\b`)}, // of a handover
	{"ID", regexp.MustCompile(`\b(?:\d{17,20}|(?:cs|ch|pi|tr|trr|re|acct|txn|evt|po|dp|issfr|file)_\w{6,})\b`)},
}

func (n *names) hide(text string) string {
	for _, h := range hidden {
		text = h.pattern.ReplaceAllStringFunc(text, func(found string) string {
			name, known := n.given[found]
			if !known {
				n.count[h.prefix]++
				name = h.prefix + strconv.Itoa(n.count[h.prefix])
				n.given[found], n.real[name] = name, found
			}
			return name
		})
	}
	return text
}

var placeholder = regexp.MustCompile(`\b(?:URL|TIME|REF|CODE|ID)\d+\b`)

// seek puts what the names stand for in their place.
func (n *names) seek(text string) string {
	return placeholder.ReplaceAllStringFunc(text, func(name string) string {
		if found, ok := n.real[name]; ok {
			return found
		}
		return name
	})
}

// ahead reads a duration that knows days, as in +1d12h.
func ahead(text string) (time.Duration, error) {
	text = strings.TrimPrefix(text, "+")
	var whole time.Duration
	if days, rest, ok := strings.Cut(text, "d"); ok {
		n, err := strconv.Atoi(days)
		if err != nil {
			return 0, fmt.Errorf("%q is no duration", text)
		}
		whole, text = time.Duration(n)*24*time.Hour, rest
	}
	if text == "" {
		return whole, nil
	}
	part, err := time.ParseDuration(text)
	return whole + part, err
}
