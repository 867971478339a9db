package main

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"till/sandbox"
	"till/sandbox/discord"
)

// What the whole program must stand: so many interactions a second for a minute, on two cores shared
// with the sandbox. One in ten is a /request, whose messages go out beside it.
const (
	loadRate             = 200
	loadPeople           = 100
	loadPatient, loadP99 = 3 * time.Second, 100 * time.Millisecond
)

// BenchmarkLoad plays people who do not wait for one another: each interaction has its time by the
// clock, and counts from then to the answer, however late it was sent. A minute is -benchtime 12000x. It
// prints how many times as long an answer takes as that of a bot of discordgo alone under the same load.
func BenchmarkLoad(b *testing.B) {
	till, echo := startTill(b, nil), benchEcho(b, func() error { return nil })
	for p := range loadPeople { // so that their DMs are known, and messages to them are no first contacts
		if _, err := act(b, till, 2*p+1); err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	answers := load{b: b, world: till, do: act}
	for b.Loop() {
		answers.next()
	}
	took := answers.wait()
	alone := load{b: b, world: echo, do: func(b *testing.B, world *sandbox.Sandbox, _ int) (discord.Outcome, error) {
		b.Helper()
		return world.Discord().Command(b.Context(), "seller", discord.DM, benchRequestWords(0))
	}}
	for range max(1, len(took)/4) {
		alone.next()
	}
	echoed := alone.wait()
	p99, most := percentile(took, 99), took[len(took)-1]
	fmt.Printf("ratio load/echo %.3f (%s over %s; 99th percentile %s, of the other %s; latest %s)\n",
		float64(percentile(took, 50))/float64(percentile(echoed, 50)), percentile(took, 50), percentile(echoed, 50), p99, percentile(echoed, 99), most)
	b.ReportMetric(float64(p99.Microseconds())/1000, "ms-p99")
	if len(took) >= 1000 && p99 > loadP99 || most > loadPatient {
		b.Errorf("the 99th percentile is %s, the latest %s", p99, most)
	}
}

// act is the n-th interaction.
func act(b *testing.B, world *sandbox.Sandbox, n int) (discord.Outcome, error) {
	b.Helper()
	buyer := fmt.Sprint("buyer", n/2%loadPeople)
	switch {
	case n%10 == 0:
		return world.Discord().Command(b.Context(), "seller", discord.DM, benchRequestWords(n/10))
	case n%2 == 1:
		return world.Discord().Command(b.Context(), buyer, discord.DM, []string{[]string{"/purchases", "/help", "/settings"}[n/2%3]})
	default:
		return world.Discord().Command(b.Context(), "seller", discord.DM, [][]string{{"/orders"}, {"/product", "list"}, {"/shops"}, {"/help"}}[n/2%4])
	}
}

func benchRequestWords(n int) []string {
	return []string{"/request", fmt.Sprint("buyer:@buyer", n%loadPeople), "item:Mug, blue", "price:25"}
}

// load is interactions by the clock.
type load struct {
	b     *testing.B
	world *sandbox.Sandbox
	do    func(b *testing.B, world *sandbox.Sandbox, n int) (discord.Outcome, error)

	begin time.Time
	sent  int
	wg    sync.WaitGroup
	mu    sync.Mutex
	took  []time.Duration
}

// next waits for the time of one more, and has it done.
func (l *load) next() {
	if l.sent == 0 {
		l.begin = time.Now()
	}
	n, at := l.sent, l.begin.Add(time.Duration(l.sent)*time.Second/loadRate)
	l.sent++
	<-time.After(time.Until(at))
	l.wg.Go(func() {
		out, err := l.do(l.b, l.world, n)
		took := time.Since(at)
		l.mu.Lock()
		defer l.mu.Unlock()
		l.took = append(l.took, took)
		if err != nil || out.Failed != "" {
			l.b.Errorf("interaction %d after %s: %v %s", n, took, err, out.Failed)
		}
	})
}

// wait returns how long they took, from the shortest to the longest.
func (l *load) wait() []time.Duration {
	l.wg.Wait()
	slices.Sort(l.took)
	return l.took
}

// percentile is of sorted durations.
func percentile(sorted []time.Duration, p int) time.Duration {
	return sorted[min(len(sorted)*p/100, len(sorted)-1)]
}
