package sandbox

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// fakeService is a service with instants of its own and a counter of calls under way.
type fakeService struct {
	clock *clock
	bell  *bell

	mu      sync.Mutex
	busy    int
	stimuli uint64
	due     []time.Time
	ran     []time.Time
}

func (f *fakeService) Busy() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.busy
}

func (f *fakeService) Stimuli() uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.stimuli
}

func (f *fakeService) NextDue() (time.Time, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.due) == 0 {
		return time.Time{}, false
	}
	return f.due[0], true
}

func (f *fakeService) RunDue() {
	f.mu.Lock()
	for len(f.due) > 0 && !f.due[0].After(f.clock.Now()) {
		f.ran = append(f.ran, f.clock.Now())
		f.due = f.due[1:]
		f.stimuli++
	}
	f.mu.Unlock()
	f.bell.ring()
}

func (f *fakeService) setBusy(n int) {
	f.mu.Lock()
	f.busy = n
	f.mu.Unlock()
	f.bell.ring()
}

func day(n int) time.Time { return monday.AddDate(0, 0, n) }

// fake puts a service with these instants beside the real ones of a sandbox.
func fake(s *Sandbox, due ...time.Time) *fakeService {
	f := &fakeService{clock: s.clock, bell: s.bell, due: due}
	s.pace.services = append(s.pace.services, f)
	return f
}

// startWith is start with a fake service, put in place before anything runs.
func startWith(t *testing.T, due ...time.Time) (*Sandbox, *fakeService) {
	t.Helper()
	var f *fakeService
	s := startPrepared(t, func(s *Sandbox) { f = fake(s, due...) })
	return s, f
}

func TestAdvanceStopsAtEachDueInstant(t *testing.T) {
	s, service := startWith(t, day(1), day(2), day(9))
	bot := follow(t, s, day(1), day(3), day(4).Add(time.Second))
	status, state := call(t, s, "POST", "/clock", `{"advance":"4d"}`)
	if status != 200 || state["now"] != day(4).Format(time.RFC3339) {
		t.Fatalf("%d %v", status, state)
	}
	if got, want := bot.worked(), []time.Time{day(1), day(3)}; !slices.EqualFunc(got, want, time.Time.Equal) {
		t.Errorf("the bot worked at %v, want %v", got, want)
	}
	if got, want := service.ran, []time.Time{day(1), day(2)}; !slices.EqualFunc(got, want, time.Time.Equal) {
		t.Errorf("the service worked at %v, want %v", got, want)
	}
	if got := state["next_due"]; got != day(4).Add(time.Second).Format(time.RFC3339) {
		t.Errorf("next due at %v", got)
	}
}

func TestTheStreamNeverGoesBack(t *testing.T) {
	s, _ := startWith(t, day(1), day(2), day(3))
	bot := follow(t, s)
	if _, err := s.Advance(t.Context(), 5*24*time.Hour); err != nil {
		t.Fatal(err)
	}
	bot.die()
	close(bot.got)
	var last Revision
	for r := range bot.got {
		if r.Revision <= last.Revision || r.Now.Before(last.Now) || !r.Frozen {
			t.Errorf("after %+v came %+v", last, r)
		}
		last = r
	}
	if !last.Now.Equal(day(5)) {
		t.Errorf("the last line says %s", last.Now)
	}
}

func TestAdvanceWithoutABot(t *testing.T) {
	s, service := startWith(t, day(1))
	if _, err := s.Advance(t.Context(), 48*time.Hour); err != nil {
		t.Fatal(err)
	}
	if len(service.ran) != 1 || !s.clock.Now().Equal(day(2)) {
		t.Errorf("ran at %v, now %s", service.ran, s.clock.Now())
	}
}

func TestSettleWaitsForCallsUnderWay(t *testing.T) {
	s, service := startWith(t)
	service.setBusy(1)
	settled := make(chan error)
	go func() { settled <- s.Settle(t.Context()) }()
	service.setBusy(2)
	select {
	case err := <-settled:
		t.Fatalf("settled while a call was under way: %v", err)
	default:
	}
	service.setBusy(0)
	if err := <-settled; err != nil {
		t.Error(err)
	}
}

func TestSettleDoesNotWaitForADeadBot(t *testing.T) {
	s, _ := startWith(t)
	bot := follow(t, s)
	if err := s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	bot.hush()
	for len(bot.got) > 0 {
		<-bot.got
	}
	settled := make(chan error)
	go func() { settled <- s.Settle(t.Context()) }()
	<-bot.got // it saw the revision that it will never report
	bot.die()
	if err := <-settled; err != nil {
		t.Error(err)
	}
}

func TestSettleGivesUpOnAHangingBot(t *testing.T) {
	s := startPrepared(t, func(s *Sandbox) { s.pace.patience = 30 * time.Millisecond })
	bot := follow(t, s)
	bot.hush()
	err := s.Settle(t.Context())
	if !errors.Is(err, errRestless) || !strings.Contains(err.Error(), "revision") {
		t.Errorf("settle: %v", err)
	}
	status, answer := call(t, s, "POST", "/clock", `{"advance":"1d"}`)
	if status != 504 || !strings.HasPrefix(answer["error"].(string), "the bot did not come to rest") {
		t.Errorf("%d %v", status, answer)
	}
}

func TestANewBotStartsAfresh(t *testing.T) {
	s, _ := startWith(t)
	first := follow(t, s, day(1))
	if err := s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	first.die()
	second := follow(t, s, day(2))
	if err := s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if due := s.Clock().NextDue; due == nil || !due.Equal(day(2)) {
		t.Errorf("next due %v", due)
	}
	second.die()
}

func TestAReportFromTheFutureIsRefused(t *testing.T) {
	s := start(t)
	status, answer := call(t, s, "POST", "/clock/report", `{"revision":99,"idle":true,"next_due":null,"gateway_sequence":0}`)
	if status != 400 || !strings.Contains(answer["error"].(string), "does not exist yet") {
		t.Errorf("%d %v", status, answer)
	}
}

func TestARunningClockRunsOnAfterAMove(t *testing.T) {
	c := newClock(monday, false)
	if now := c.Now(); now.Before(monday) || now.After(monday.Add(time.Minute)) {
		t.Errorf("it started at %s", now)
	}
	c.hold()
	c.set(day(3))
	if !c.Now().Equal(day(3)) || !c.still() {
		t.Errorf("held at %s", c.Now())
	}
	c.release()
	if now := c.Now(); now.Before(day(3)) || now.After(day(3).Add(time.Minute)) || c.still() {
		t.Errorf("released at %s", now)
	}
}

func TestParseMove(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"14d": 336 * time.Hour, "+4d": 96 * time.Hour, "1d12h": 36 * time.Hour, "90m": 90 * time.Minute, "2h30m": 150 * time.Minute, "45s": 45 * time.Second,
	} {
		if got, err := ParseMove(text); err != nil || got != want {
			t.Errorf("ParseMove(%q) = %s, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "0d", "-4d", "4", "d", "1d-2h", "4 days", "99999d", "9000d", "1e9h", "12h1d"} {
		if got, err := ParseMove(text); err == nil {
			t.Errorf("ParseMove(%q) = %s", text, got)
		}
	}
}

// A bot that works again by itself says so, and does not know yet what is due next: a clock that is
// moved at that moment must not jump over what was due.
func TestABotAtWorkForgetsNothing(t *testing.T) {
	s, _ := startWith(t)
	follow(t, s, day(1))
	if err := s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.pace.follow.record(Report{Revision: s.pace.follow.current()}); err != nil {
		t.Fatal(err)
	}
	if due := s.Clock().NextDue; due == nil || !due.Equal(day(1)) {
		t.Errorf("next due %v", due)
	}
}
