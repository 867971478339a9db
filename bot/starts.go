package bot

import "time"

// Discord allows 1,000 sessions in a day and resets the token of a bot that begins more ("Session
// Start Limit"). From startsFreely on, they are startsApart: 250 + 24 h / 150 s are 826.
const (
	startsFreely = 250
	startsApart  = 150 * time.Second
)

// starts remembers when sessions were begun in the last day.
type starts struct{ at []time.Time }

// begun notes one more.
func (s *starts) begun(now time.Time) {
	for len(s.at) > 0 && now.Sub(s.at[0]) >= 24*time.Hour {
		s.at = s.at[1:]
	}
	s.at = append(s.at, now)
}

// atLeast makes the pause before the next session long enough.
func (s *starts) atLeast(wait time.Duration) time.Duration {
	if len(s.at) < startsFreely {
		return wait
	}
	return max(wait, startsApart)
}
