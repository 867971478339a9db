package bot

import "time"

// Discord lets one session begin in five seconds, and 1,000 in a day, beyond which it resets the
// bot's token ("Session Start Limit"). From startsFreely on, they are startsApart: 250 + 24 h / 150 s
// are 826. Resuming is free.
const (
	startsEvery  = 5*time.Second + time.Second/2
	startsFreely = 250
	startsApart  = 150 * time.Second
)

// starts remembers when sessions were begun in the last day.
type starts struct {
	every time.Duration
	at    []time.Time
}

// begun notes one more.
func (s *starts) begun(now time.Time) {
	for len(s.at) > 0 && now.Sub(s.at[0]) >= 24*time.Hour {
		s.at = s.at[1:]
	}
	s.at = append(s.at, now)
}

// atLeast makes the pause before the next session long enough.
func (s *starts) atLeast(wait time.Duration, now time.Time) time.Duration {
	switch {
	case len(s.at) == 0:
		return wait
	case len(s.at) >= startsFreely:
		wait = max(wait, startsApart)
	}
	return max(wait, s.at[len(s.at)-1].Add(s.every).Sub(now))
}
