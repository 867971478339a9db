package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"flag"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"till/sandbox"
)

var (
	soakKills = flag.Int("soak.kills", 2, "how often TestSoak kills the bot")
	soakSeed  = flag.Uint64("soak.seed", 0, "what TestSoak draws from; 0: something new")
)

const (
	// soakBusy is the most requests of the bot's at work after which it is killed,
	// less in a short run, and soakWaking the most of those with which it starts.
	soakBusy, soakWaking = 400, 60
	// soakPairs is how many sellers there are, and as many buyers.
	soakPairs = 3
	// soakPatience is how long people try to have the bot make so many requests.
	soakPatience = time.Minute
	// soakEnd is how long the world goes on after the last kill.
	soakEnd = 120 * 24 * time.Hour
)

// TestSoak kills the program again and again while people are busy, each time at
// a random request of the bot's to Discord or Stripe: before it arrives, while it
// is under way, or done and not answered. After each kill the bot starts on the
// same store, and the books must balance; in the end every order has ended, and
// each charge is accounted for to the cent. The seed decides what people do and
// when the bot is killed, but not how they interleave.
func TestSoak(t *testing.T) {
	t.Parallel()
	began, seed := time.Now(), cmp.Or(*soakSeed, rand.Uint64())
	s := newSoak(t, seed)
	defer func() {
		if t.Failed() {
			s.kill()
			t.Logf("-soak.seed %d, after %d kills; the bot's log:\n%s", seed, s.kills, s.log)
		}
	}()
	s.open(t)
	for s.kills < *soakKills {
		s.round(t)
	}
	sums := s.finish(t)
	t.Logf("%d kills, %d orders, %s paid, %s refunded, %s transferred, %.1f seconds (seed %d)",
		s.kills, sums.orders, dollars(sums.paid), dollars(sums.refunded), dollars(sums.transferred),
		time.Since(began).Seconds(), seed)
}

// soak is a story whose bot talks to the world through a gate, where it is killed.
type soak struct {
	*story

	gate   *gate
	random *rand.Rand
	seed   uint64
	kills  int
	hinder string // an environment variable of the bot's that hinders it
	orders atomic.Uint64
}

func newSoak(t *testing.T, seed uint64) *soak {
	t.Helper()
	world, err := sandbox.New(sandbox.Config{
		Start: storyStart, Frozen: true, Pace: 1000, Float: map[string]int64{"usd": 100_000_00},
	})
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	serving.Go(func() { _ = world.Serve(context.WithoutCancel(t.Context())) })
	way, err := newRoad(world.Card().StripeAPI) // of the other commands
	if err != nil {
		t.Fatal(err)
	}
	s := &soak{
		story: &story{world: world, dir: t.TempDir(), names: newNames(), road: way},
		gate:  newGate(t, world.URL()), random: rand.New(rand.NewPCG(seed, 0)), seed: seed,
	}
	t.Cleanup(func() {
		s.kill()
		s.gate.close()
		way.server.Close()
		_ = world.Close()
		serving.Wait()
	})
	return s
}

// start starts the bot and returns when it is at rest. It reports false if the
// bot was killed before that.
func (s *soak) start(t *testing.T) bool {
	t.Helper()
	cmd := s.command("serve", "--discord-api", s.gate.url+"/discord/api", "--stripe-api", s.gate.url+"/stripe",
		"--limit", "USD=750.00/999999.00", "--fee", "USD=1%", "--debt-limit", "100000USD")
	cmd.Env = append(cmd.Env, s.hinder)
	log := new(bytes.Buffer)
	cmd.Stderr = log
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.gate.mu.Lock() // the bot's first request waits until it is known whom to kill
	err = cmd.Start()
	s.gate.bot = cmd.Process
	s.gate.mu.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	lines, done := bufio.NewReader(out), make(chan error, 1)
	line, _ := lines.ReadString('\n')
	go func() {
		_, _ = io.Copy(io.Discard, lines)
		done <- cmd.Wait()
	}()
	s.bot, s.log, s.done = cmd, log, done
	if address, ready := strings.CutPrefix(strings.TrimSpace(line), "ready "); ready {
		if err := s.world.SetWebhooks(address+"/webhooks/stripe", address+"/webhooks/stripe/connect"); err != nil {
			t.Fatal(err)
		}
		s.settle(t)
	} else if !s.gate.fired() {
		s.kill()
		t.Fatalf("after %d kills the bot did not start:\n%s", s.kills, log)
	}
	if s.gate.disarm() {
		s.kill()
		return false
	}
	return true
}

func (s *soak) settle(t *testing.T) {
	t.Helper()
	if err := s.world.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// balance looks at the books as the story word does. Nothing may have been given up.
func (s *soak) balance(t *testing.T) {
	t.Helper()
	text, err := wordBooks(t.Context(), s.story, nil)
	if err != nil || strings.Contains(text, "given up") {
		t.Fatalf("after %d kills, at %s: %v\n%s", s.kills, s.world.Clock().Now, err, text)
	}
}

// open starts the bot and has every seller open a shop and sell something.
func (s *soak) open(t *testing.T) {
	t.Helper()
	if !s.start(t) {
		t.Fatal("killed too early")
	}
	ctx := t.Context()
	for i := range soakPairs {
		seller, buyer := soakPeople()[2*i].name, soakPeople()[2*i+1].name
		_, sellErr := s.world.Command(ctx, seller, "dm", []string{"/sell", "name:Shop of " + seller, "country:US"})
		_, onboardErr := s.world.Onboard(ctx, seller, true)
		_, requestErr := s.world.Command(ctx, seller, "dm", []string{"/request", "buyer:@" + buyer, "item:Bowl", "price:40"})
		_, tapErr := s.world.Tap(ctx, buyer, "dm", "Pay", "")
		_, payErr := s.world.Pay(ctx, buyer, "ok")
		if err := errors.Join(sellErr, onboardErr, requestErr, tapErr, payErr); err != nil {
			t.Fatal(err)
		}
	}
}

// round has people act until the bot is killed, starts it again, which may take
// several kills, and looks at the books.
func (s *soak) round(t *testing.T) {
	t.Helper()
	s.gate.arm(1+s.random.IntN(min(soakBusy, 20**soakKills)), moment(s.random.IntN(int(moments))))
	s.work(t)
	if !s.gate.disarm() {
		t.Fatalf("after %d kills: the bot made too few requests", s.kills)
	}
	s.kill()
	s.kills++
	s.alone(t)
	for {
		if s.kills < *soakKills && s.random.IntN(3) == 0 {
			s.gate.arm(1+s.random.IntN(soakWaking), moment(s.random.IntN(int(moments))))
		}
		if s.start(t) {
			break
		}
		s.kills++
	}
	s.balance(t)
}

// finish lets what is under way come to its end, and accounts for each charge.
func (s *soak) finish(t *testing.T) soakSums {
	t.Helper()
	const steps = 4
	for range steps {
		if _, err := s.world.Advance(t.Context(), soakEnd/steps); err != nil {
			t.Fatal(err)
		}
		s.balance(t)
	}
	if err := s.halt(); err != nil {
		t.Fatal(err)
	}
	return s.account(t)
}
