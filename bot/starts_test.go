package bot

import (
	"testing"
	"time"
)

// TestStarts: a gateway that lets the bot in and drops it, all day long, does not cost it its token.
func TestStarts(t *testing.T) {
	t.Parallel()
	s := starts{every: startsEvery}
	if got := s.atLeast(time.Millisecond, start); got != time.Millisecond {
		t.Errorf("the first waits %v", got)
	}
	now := start
	var all []time.Time
	for now.Before(start.Add(72 * time.Hour)) {
		s.begun(now)
		all = append(all, now)
		now = now.Add(time.Second) // it stays so long
		now = now.Add(s.atLeast(time.Second, now))
	}
	for i := range all {
		if i > 0 && all[i].Sub(all[i-1]) < 5*time.Second {
			t.Fatalf("two sessions within %v", all[i].Sub(all[i-1]))
		}
		if i >= 1000 && all[i].Sub(all[i-1000]) < 24*time.Hour {
			t.Fatalf("1001 sessions within %v", all[i].Sub(all[i-1000]))
		}
	}
	later := now.Add(24 * time.Hour)
	s.begun(later)
	if got := s.atLeast(time.Second, later.Add(time.Minute)); got != time.Second || len(s.at) != 1 {
		t.Errorf("a day later it waits %v, and remembers %d", got, len(s.at))
	}
}
