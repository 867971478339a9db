package metrics_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"till/metrics"
)

// snapshot is one of a program that is under way.
func snapshot() (metrics.Snapshot, error) {
	return metrics.Snapshot{
		Gateway: true, ProviderReached: time.Unix(1_700_000_000, 500_000_000), Held: map[string]int64{"USD": 2_970, "JPY": 5},
		Work:  []metrics.Work{{Name: "payouts", Due: 2, Oldest: 90 * time.Second}, {Name: "messages", Dead: 1}},
		Store: metrics.Store{Size: 40_960, FreePages: 3, PageSize: 4_096, Free: 1 << 30},
	}, nil
}

// scrape reads the page.
func scrape(t *testing.T, m *metrics.Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", http.NoBody))
	if w.Code != http.StatusOK {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	return w.Body.String()
}

// has fails unless the page has each of the lines.
func has(t *testing.T, page string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if !strings.Contains("\n"+page, "\n"+line+"\n") {
			t.Errorf("%s is missing in:\n%s", line, ours(page))
		}
	}
}

// ours is what of the page is not about Go or the process.
func ours(page string) string {
	var text strings.Builder
	for line := range strings.Lines(page) {
		if strings.HasPrefix(line, "till_") {
			text.WriteString(line)
		}
	}
	return text.String()
}

func TestScrape(t *testing.T) {
	t.Parallel()
	m := metrics.New(metrics.Config{State: snapshot, Version: "v1.2.3", Revision: "abc"})
	m.Count("interaction", "command", "request", "answered")
	m.Count("interaction", "command", "request", "answered")
	m.Count("interaction", "too", "few")
	m.Count("no such thing")
	m.Observe("answer", 70*time.Millisecond, "command")
	m.Observe("rate_limit_wait", 2*time.Second)
	m.Observe("rate_limit_wait", time.Second, "one too many")
	m.Observe("no such thing", time.Second)
	page := scrape(t, m)
	has(t, page,
		`till_interactions_total{kind="command",outcome="answered",route="request"} 2`,
		`till_interaction_answer_seconds_bucket{kind="command",le="0.05"} 0`,
		`till_interaction_answer_seconds_bucket{kind="command",le="0.1"} 1`,
		`till_discord_rate_limit_wait_seconds_count 1`,
		`till_discord_rate_limit_wait_seconds_sum 2`,
		`till_gateway_up 1`, `till_provider_up 0`, `till_provider_reached_timestamp_seconds 1.7000000005e+09`,
		`till_held_minor_units{currency="JPY"} 5`, `till_held_minor_units{currency="USD"} 2970`,
		`till_jobs_due{work="payouts"} 2`, `till_jobs_oldest_due_seconds{work="payouts"} 90`, `till_jobs_dead{work="payouts"} 0`,
		`till_jobs_due{work="messages"} 0`, `till_jobs_dead{work="messages"} 1`,
		`till_store_up 1`, `till_store_size_bytes 40960`, `till_store_free_pages 3`, `till_store_free_bytes 12288`, `till_store_disk_free_bytes 1.073741824e+09`,
	)
	if !strings.Contains(page, `till_build_info{`) || !strings.Contains(page, `version="v1.2.3"`) || !strings.Contains(page, "go_goroutines") {
		t.Errorf("the build or the process is missing in:\n%s", page)
	}
	if strings.Contains(page, "few") || strings.Contains(page, "such") {
		t.Errorf("what is in no table was counted:\n%s", ours(page))
	}
}

// TestLint: Prometheus' own conventions have no complaint about any name.
func TestLint(t *testing.T) {
	t.Parallel()
	m := metrics.New(metrics.Config{State: snapshot})
	for _, c := range metrics.Counters() {
		m.Count(c.Name, c.Labels...)
	}
	for _, o := range metrics.Timings() {
		m.Observe(o.Name, time.Second, o.Labels...)
	}
	page := scrape(t, m)
	for _, c := range append(metrics.Counters(), metrics.Timings()...) {
		if !strings.Contains(page, "# TYPE "+c.Metric+" ") {
			t.Errorf("%s is not on the page", c.Metric)
		}
	}
	problems, err := promlint.New(strings.NewReader(page)).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
}

// TestBounded: whatever values come, a label takes a bounded number of them, and
// what was counted before still is.
func TestBounded(t *testing.T) {
	t.Parallel()
	m := metrics.New(metrics.Config{})
	for n := range 5000 {
		m.Count("interaction", "tap", fmt.Sprint("forged-", n), "answered")
	}
	m.Count("interaction", "tap", "forged-0", "answered")
	m.Count("interaction", "tap", strings.Repeat("x", 1000), "answered")
	page := ours(scrape(t, m))
	if n := strings.Count(page, "\n"); n > 200 {
		t.Errorf("%d series", n)
	}
	has(t, page,
		`till_interactions_total{kind="tap",outcome="answered",route="forged-0"} 2`,
		`till_interactions_total{kind="tap",outcome="answered",route="other"} 4851`,
	)
}

// TestStoreUnread: a store that cannot be read is told, in the scrape and in the log.
func TestStoreUnread(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	m := metrics.New(metrics.Config{
		Logger: slog.New(slog.NewTextHandler(&log, nil)),
		State: func() (metrics.Snapshot, error) {
			return metrics.Snapshot{Gateway: true, Held: map[string]int64{"USD": 1}}, errors.New("no disk")
		},
	})
	page := scrape(t, m)
	has(t, page, "till_store_up 0", "till_gateway_up 1")
	if strings.Contains(page, "till_held") || !strings.Contains(log.String(), "no disk") {
		t.Errorf("told as if it could be read:\n%s\nlog: %s", ours(page), &log)
	}
}

// TestProfiles: Go's profiles are there, but the command line, which may hold a
// secret, is not, and nothing else is served.
func TestProfiles(t *testing.T) {
	t.Parallel()
	h := metrics.New(metrics.Config{}).Handler()
	for path, want := range map[string]int{
		"/debug/pprof/": http.StatusOK, "/debug/pprof/goroutine?debug=1": http.StatusOK, "/debug/pprof/heap": http.StatusOK,
		"/debug/pprof/symbol": http.StatusOK, "/debug/pprof/cmdline": http.StatusForbidden, "/": http.StatusNotFound, "/healthz": http.StatusNotFound,
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody))
		if w.Code != want {
			t.Errorf("%s: status %d, want %d", path, w.Code, want)
		}
	}
}
