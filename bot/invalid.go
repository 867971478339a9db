package bot

import (
	"net/http"
	"time"
)

// Discord shuts an address out for a while after 10,000 invalid requests within ten minutes
// ("Invalid Request Limit"). The bot stops short of it: what is left is for answers to interactions.
const (
	invalidAllowed = 9_000
	invalidMinutes = 11 // ten, and the one that has begun
)

// invalid counts the invalid requests of the last ten minutes. The zero value is ready.
type invalid struct {
	minute int64 // since 1970
	counts [invalidMinutes]int
}

// add counts one more, and returns how many there are.
func (i *invalid) add(now time.Time) (total int) {
	minute := now.Unix() / 60
	if minute-i.minute >= invalidMinutes {
		*i = invalid{minute: minute}
	}
	for i.minute < minute {
		i.minute++
		i.counts[i.minute%invalidMinutes] = 0
	}
	i.counts[minute%invalidMinutes]++
	for _, n := range i.counts {
		total += n
	}
	return total
}

// counts reports whether Discord counts an answer as one to an invalid request: a limit that bots
// share is nobody's fault.
func counts(resp *http.Response) bool {
	switch resp.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden:
		return true
	case http.StatusTooManyRequests:
		return resp.Header.Get("X-RateLimit-Scope") != "shared"
	}
	return false
}
