package bot

import (
	"math/rand/v2"
	"testing"
	"time"
)

// TestPace: with timers that are late, as on a busy machine, the rate holds and no second has more.
func TestPace(t *testing.T) {
	t.Parallel()
	for _, late := range []time.Duration{0, time.Millisecond, 20 * time.Millisecond, 80 * time.Millisecond} {
		random := rand.New(rand.NewPCG(1, uint64(late)))
		var p pace
		var all []time.Time
		now := start
		for len(all) < 2000 {
			at := p.reserve(now)
			for {
				wait := at.Sub(now)
				if wait <= 0 {
					wait = p.left(now)
				}
				if wait <= 0 {
					break
				}
				now = now.Add(wait + time.Duration(random.Int64N(int64(late)+1)))
			}
			all = append(all, now)
		}
		for i := perSecond; i < len(all); i++ {
			if took := all[i].Sub(all[i-perSecond]); took < time.Second {
				t.Fatalf("%v late: %d requests within %v", late, perSecond+1, took)
			}
		}
		if rate := float64(len(all)-1) / all[len(all)-1].Sub(all[0]).Seconds(); rate < 0.92*perSecond {
			t.Errorf("%v late: %.1f requests a second", late, rate)
		}
	}
}
