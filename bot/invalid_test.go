package bot

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// TestInvalidBudget: however many people have closed their DMs, Discord never counts 10,000 invalid
// requests in ten minutes, and answers to interactions still leave.
func TestInvalidBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Time
		l := newLimiter(roundTrip(func(r *http.Request) (*http.Response, error) {
			if routeOf(r).answer {
				return response(http.StatusNoContent, ""), nil
			}
			at = append(at, time.Now())
			return response(http.StatusForbidden, `{"code":50007,"message":"Cannot send messages to this user"}`), nil
		}))
		for i := range 30_000 {
			if resp, err := trip(t.Context(), l, "POST", fmt.Sprintf("/channels/%d/messages", i)); err != nil || resp.StatusCode != http.StatusForbidden {
				t.Fatal(resp, err)
			}
			begin := time.Now()
			if _, err := trip(t.Context(), l, "POST", fmt.Sprintf("/interactions/%d/t%d/callback", i, i)); err != nil || time.Since(begin) != 0 {
				t.Fatalf("an answer waited for %v, %v", time.Since(begin), err)
			}
		}
		const shutsOut = 10_000
		for i := shutsOut - 1; i < len(at); i++ {
			if took := at[i].Sub(at[i-shutsOut+1]); took < 10*time.Minute {
				t.Fatalf("%d invalid requests within %v", shutsOut, took)
			}
		}
		if took := at[len(at)-1].Sub(at[0]); took > 40*time.Minute {
			t.Errorf("30,000 took %v: it waits longer than it must", took)
		}
	})
}

// TestInvalidCounts knows which refusals count.
func TestInvalidCounts(t *testing.T) {
	for _, tt := range []struct {
		status int
		scope  string
		want   bool
	}{
		{200, "", false},
		{400, "", false},
		{401, "", true},
		{403, "", true},
		{404, "", false},
		{429, "", true},
		{429, "user", true},
		{429, "global", true},
		{429, "shared", false},
		{500, "", false},
	} {
		if got := counts(response(tt.status, "", "X-RateLimit-Scope", tt.scope)); got != tt.want {
			t.Errorf("%d %s: %t", tt.status, tt.scope, got)
		}
	}
}
