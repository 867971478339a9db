package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// response is one of Discord's answers.
func response(status int, body string, headers ...string) *http.Response {
	h := http.Header{}
	for i := 0; i+1 < len(headers); i += 2 {
		h.Set(headers[i], headers[i+1])
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body))}
}

// trip sends a request through a limiter.
func trip(ctx context.Context, l *limiter, method, path string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, "https://discord.com/api/v9"+path, strings.NewReader("{}"))
	if err != nil {
		return nil, err
	}
	return l.RoundTrip(req)
}

// TestBucket keeps to the count of a route, with many senders at once, and leaves other routes
// alone.
func TestBucket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		begin, used, reset := time.Now(), 0, time.Now()
		l := newLimiter(roundTrip(func(req *http.Request) (*http.Response, error) {
			time.Sleep(30 * time.Millisecond) // the bubble's clock: nothing waits
			mu.Lock()
			defer mu.Unlock()
			if !strings.Contains(req.URL.Path, "/channels/1/") {
				return response(200, "{}"), nil
			}
			if now := time.Now(); !now.Before(reset) {
				used, reset = 0, now.Add(5*time.Second)
			}
			if used++; used > 5 {
				return nil, errors.New("one too many")
			}
			return response(200, "{}", "X-RateLimit-Limit", "5", "X-RateLimit-Remaining", fmt.Sprint(5-used),
				"X-RateLimit-Reset-After", fmt.Sprint(time.Until(reset).Seconds()), "X-RateLimit-Bucket", "messages"), nil
		}))
		var wg sync.WaitGroup
		for range 12 {
			wg.Go(func() {
				resp, err := trip(t.Context(), l, "POST", "/channels/1/messages")
				if err != nil {
					t.Error(err)
					return
				}
				if resp.Header.Get("X-RateLimit-Remaining") != "" {
					t.Error("discordgo sees the headers")
				}
			})
		}
		wg.Go(func() {
			if _, err := trip(t.Context(), l, "POST", "/channels/2/messages"); err != nil {
				t.Error(err)
			}
			if waited := time.Since(begin); waited > time.Second {
				t.Errorf("another channel waited for %v", waited)
			}
		})
		wg.Wait()
		if took := time.Since(begin); took < 10*time.Second || took > 11*time.Second {
			t.Errorf("12 messages at 5 in 5 s took %v", took)
		}
	})
}

// TestGlobal sends no more than 45 requests in a second, and not much fewer; answers to
// interactions pass by.
func TestGlobal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		l := newLimiter(roundTrip(func(*http.Request) (*http.Response, error) { return response(200, "{}"), nil }))
		for i := range 91 {
			if _, err := trip(t.Context(), l, "POST", fmt.Sprintf("/channels/%d/messages", i)); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(begin); took < 1990*time.Millisecond || took > 2100*time.Millisecond {
			t.Errorf("91 requests took %v", took)
		}
		begin = time.Now()
		for i := range 1000 {
			if _, err := trip(t.Context(), l, "POST", fmt.Sprintf("/interactions/%d/t%d/callback", i, i)); err != nil {
				t.Fatal(err)
			}
			if _, err := trip(t.Context(), l, "PATCH", fmt.Sprintf("/webhooks/1/t%d/messages/@original", i)); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(begin); took != 0 {
			t.Errorf("answers to interactions waited for %v", took)
		}
		if n := len(l.buckets); n > 100 {
			t.Errorf("%d buckets are left: answers must leave none", n)
		}
	})
}

// TestForget: idle buckets do not pile up.
func TestForget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(roundTrip(func(*http.Request) (*http.Response, error) {
			return response(200, "{}", "X-RateLimit-Limit", "5", "X-RateLimit-Remaining", "4", "X-RateLimit-Reset-After", "5", "X-RateLimit-Bucket", "b"), nil
		}))
		for i := range 5000 {
			if _, err := trip(t.Context(), l, "POST", fmt.Sprintf("/channels/%d/messages", i)); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(l.buckets); n > bucketsKept+1 {
			t.Errorf("%d buckets are kept", n)
		}
	})
}

// Test429s reads every shape of a 429.
func Test429s(t *testing.T) {
	for name, tt := range map[string]struct {
		resp   func() *http.Response
		wait   time.Duration // of the refused route
		others time.Duration // of another route meanwhile
		status int
	}{
		"route": {func() *http.Response {
			return response(429, `{"message":"","retry_after":1.5,"global":false}`, "Retry-After", "2", "X-RateLimit-Scope", "user")
		}, 1500 * time.Millisecond, 0, 200},
		"global": {func() *http.Response {
			return response(429, `{"message":"","retry_after":3,"global":true}`, "X-RateLimit-Global", "true")
		}, 3 * time.Second, 3 * time.Second, 200},
		"only Retry-After": {func() *http.Response { return response(429, "<html>", "Retry-After", "4") }, 4 * time.Second, 4 * time.Second, 200},
		"nothing at all":   {func() *http.Response { return response(429, "") }, time.Second, time.Second, 200},
		"too many DMs":     {func() *http.Response { return response(429, `{"code":40003,"message":""}`) }, 0, 0, 403},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begin, sent := time.Now(), 0
				l := newLimiter(roundTrip(func(req *http.Request) (*http.Response, error) {
					if sent++; sent == 1 {
						return tt.resp(), nil
					}
					return response(200, "{}"), nil
				}))
				var wg sync.WaitGroup
				wg.Go(func() {
					resp, err := trip(t.Context(), l, "POST", "/channels/1/messages")
					if err != nil || resp.StatusCode != tt.status {
						t.Error(resp, err)
					}
					if got := time.Since(begin); got < tt.wait || got > tt.wait+2*time.Second/perSecond {
						t.Errorf("waited %v, want %v", got, tt.wait)
					}
				})
				synctest.Wait()
				time.Sleep(100 * time.Millisecond) // the bubble's clock
				if _, err := trip(t.Context(), l, "GET", "/users/@me"); err != nil {
					t.Error(err)
				}
				if got := time.Since(begin); got < tt.others || tt.others == 0 && got > 200*time.Millisecond {
					t.Errorf("another route left after %v, want %v", got, tt.others)
				}
				wg.Wait()
			})
		})
	}
}

// TestNoTime: a wait that the context does not allow is not begun.
func TestNoTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin, sent := time.Now(), 0
		l := newLimiter(roundTrip(func(*http.Request) (*http.Response, error) {
			sent++
			return response(429, `{"retry_after":60,"global":false}`), nil
		}))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if _, err := trip(ctx, l, "POST", "/channels/1/messages"); !errors.Is(err, errLimited) || time.Since(begin) != 0 {
			t.Errorf("got %v after %v", err, time.Since(begin))
		}
		long, cancel2 := context.WithTimeout(t.Context(), time.Hour)
		defer cancel2()
		if _, err := trip(long, l, "POST", "/channels/1/messages"); !errors.Is(err, errLimited) || sent != 1+limitedTries {
			t.Errorf("got %v after %d tries", err, sent)
		}
	})
}

// TestSilentServer: one try does not last longer than its share.
func TestSilentServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		l := newLimiter(roundTrip(func(req *http.Request) (*http.Response, error) {
			<-req.Context().Done()
			return nil, req.Context().Err()
		}))
		if _, err := trip(t.Context(), l, "GET", "/users/@me"); !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) != attemptWithin {
			t.Errorf("got %v after %v", err, time.Since(begin))
		}
	})
}

func TestRouteOf(t *testing.T) {
	for path, want := range map[string]route{
		"/api/v9/channels/12/messages/34":               {"POST /channels/:id/messages/:id", "12", false},
		"/discord/api/v9/users/@me/channels":            {"POST /users/@me/channels", "", false},
		"/api/v9/interactions/1/to.ken/callback":        {"POST /interactions/:id/:token/callback", "", true},
		"/api/v9/webhooks/1/to.ken/messages/@original":  {"POST /webhooks/:id/:token/messages/@original", "", true},
		"/api/v9/applications/77/commands":              {"POST /applications/:id/commands", "77", false},
		"/api/v9/gateway":                               {"POST /gateway", "", false},
		"/api/v9/interactions/1/channels-9999/callback": {"POST /interactions/:id/:token/callback", "", true},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://discord.com"+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := routeOf(req); got != want {
			t.Errorf("%s: got %+v, want %+v", path, got, want)
		}
	}
}

// counted is an Observer that a test reads.
type counted struct {
	mu    sync.Mutex
	times map[string]int
	took  time.Duration
}

func (c *counted) Count(name string, labels ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.times == nil {
		c.times = make(map[string]int)
	}
	c.times[strings.Join(append([]string{name}, labels...), " ")]++
}

func (c *counted) Observe(name string, d time.Duration, labels ...string) {
	c.Count(name, labels...)
	c.took += d
}

// TestLimiterCounts: answers are counted, those that Discord holds against the address apart, and
// so is the time that requests waited.
func TestLimiterCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answers := []*http.Response{
			response(200, "{}"), response(403, `{"code":50007}`), response(429, `{"retry_after":2}`, "X-RateLimit-Scope", "shared", "Retry-After", "2"),
			response(429, `{"retry_after":3}`, "X-RateLimit-Scope", "user", "Retry-After", "3"), response(401, "{}"), nil,
		}
		l, got := newLimiter(roundTrip(func(*http.Request) (*http.Response, error) {
			next := answers[0]
			if answers = answers[1:]; next == nil {
				return nil, errors.New("cut")
			}
			return next, nil
		})), new(counted)
		l.observer = got
		for range 4 {
			time.Sleep(time.Minute) // of the bubble: nothing waits for what came before
			if resp, err := trip(t.Context(), l, "POST", "/channels/1/messages"); err == nil {
				_ = resp.Body.Close()
			}
		}
		want := map[string]int{
			"discord_response 200": 1, "discord_response 403": 1, "discord_response 429": 2, "discord_response 401": 1, "discord_response none": 1,
			"discord_invalid 403": 1, "discord_invalid 429": 1, "discord_invalid 401": 1, "rate_limit_wait": 2,
		}
		if !maps.Equal(got.times, want) || got.took != 5*time.Second {
			t.Errorf("counted %v in %s, want %v", got.times, got.took, want)
		}
	})
}
