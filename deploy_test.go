package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v3"

	"till/metrics"
	"till/shop"
)

// exposed is every metric of ours, and its labels.
func exposed(t *testing.T) map[string][]string {
	t.Helper()
	m := metrics.New(metrics.Config{State: func() (metrics.Snapshot, error) {
		return metrics.Snapshot{ProviderReached: time.Unix(1, 0), Held: map[string]int64{"USD": 1}, Work: []metrics.Work{{Name: "w"}}}, nil
	}})
	for _, c := range metrics.Counters() {
		m.Count(c.Name, c.Labels...)
	}
	for _, o := range metrics.Timings() {
		m.Observe(o.Name, time.Second, o.Labels...)
	}
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", http.NoBody))
	all := make(map[string][]string)
	for _, line := range regexp.MustCompile(`(?m)^(\w+)(?:\{(.*)\})? `).FindAllStringSubmatch(w.Body.String(), -1) {
		var labels []string
		for _, label := range regexp.MustCompile(`(\w+)="`).FindAllStringSubmatch(line[2], -1) {
			labels = append(labels, label[1])
		}
		all[line[1]] = labels
	}
	return all
}

var (
	queriedMetric = regexp.MustCompile(`\b((?:till|go|process)_\w+)(?:\{([^}]*)\})?`)
	queriedLabel  = regexp.MustCompile(`(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"`)
	grouped       = regexp.MustCompile(`\bby \(([^)]*)\)`)
)

// checkQuery holds a query's metrics and labels against those that there are, and
// kinds of work against the shop's.
func checkQuery(t *testing.T, where, query string, have map[string][]string) {
	t.Helper()
	found := queriedMetric.FindAllStringSubmatch(query, -1)
	if len(found) == 0 {
		t.Errorf("%s asks for nothing: %s", where, query)
	}
	labels := []string{"job", "instance"} // Prometheus' own
	for _, f := range found {
		if have[f[1]] == nil && !slices.Contains(keysOf(have), f[1]) {
			t.Errorf("%s: there is no metric %s", where, f[1])
		}
		labels = append(labels, have[f[1]]...)
		for _, l := range queriedLabel.FindAllStringSubmatch(f[2], -1) {
			if !slices.Contains(append(have[f[1]], "job", "instance"), l[1]) {
				t.Errorf("%s: %s has no label %s", where, f[1], l[1])
			}
			if l[1] == "work" && !slices.Contains(shop.Works(), shop.Work(l[3])) {
				t.Errorf("%s: there is no work %s", where, l[3])
			}
		}
	}
	for _, by := range grouped.FindAllStringSubmatch(query, -1) {
		for label := range strings.SplitSeq(by[1], ",") {
			if label = strings.TrimSpace(label); !slices.Contains(labels, label) {
				t.Errorf("%s: nothing has a label %s", where, label)
			}
		}
	}
	for _, pair := range []string{"()", "{}", "[]"} {
		if strings.Count(query, pair[:1]) != strings.Count(query, pair[1:]) {
			t.Errorf("%s: %s do not match: %s", where, pair, query)
		}
	}
}

func keysOf(all map[string][]string) (keys []string) {
	for key := range all {
		keys = append(keys, key)
	}
	return keys
}

// TestDashboard: Grafana's file is JSON whose panels ask for metrics that there are,
// and it shows each of ours.
func TestDashboard(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("deploy/grafana-dashboard.json")
	if err != nil {
		t.Fatal(err)
	}
	var dashboard struct {
		Title  string
		Panels []struct {
			ID                       int
			Type, Title, Description string
			GridPos                  struct{ X, Y, W, H int }
			Targets                  []struct{ RefID, Expr string }
		}
	}
	if err := json.Unmarshal(text, &dashboard); err != nil {
		t.Fatal(err)
	}
	have, all, seen := exposed(t), "", map[int]bool{}
	for _, p := range dashboard.Panels {
		if seen[p.ID] || p.Title == "" || p.GridPos.X+p.GridPos.W > 24 || (len(p.Targets) == 0) != (p.Type == "row") {
			t.Errorf("the panel %d %q: its number twice, without a title, too wide, or without a query", p.ID, p.Title)
		}
		seen[p.ID] = true
		for _, target := range p.Targets {
			checkQuery(t, p.Title, target.Expr, have)
			all += target.Expr + "\n"
		}
	}
	for name := range have {
		base := regexp.MustCompile(`_(bucket|sum|count)$`).ReplaceAllString(name, "")
		if strings.HasPrefix(name, "till_") && !strings.Contains(all, base) &&
			name != "till_store_free_pages" && name != "till_provider_reached_timestamp_seconds" { // told as bytes, and as up
			t.Errorf("no panel shows %s", name)
		}
	}
}

// TestAlerts: the rules are YAML as Prometheus reads it, ask for metrics that there
// are, and each says in a line what to do.
func TestAlerts(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("deploy/alerts.yml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert, Expr, For    string
				Labels, Annotations map[string]string
			}
		}
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&file); err != nil {
		t.Fatal(err)
	}
	have, named := exposed(t), map[string]bool{}
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			checkQuery(t, r.Alert, r.Expr, have)
			if r.Alert == "" || named[r.Alert] {
				t.Errorf("%q is named twice, or not at all", r.Alert)
			}
			named[r.Alert] = true
			if d, err := time.ParseDuration(r.For); r.For != "" && (err != nil || d <= 0) {
				t.Errorf("%s: for %q", r.Alert, r.For)
			}
			if s := r.Labels["severity"]; s != "page" && s != "ticket" {
				t.Errorf("%s: severity %q", r.Alert, s)
			}
			for _, note := range []string{"summary", "what_to_do"} {
				if line := r.Annotations[note]; line == "" || strings.Contains(line, "\n") || !strings.HasSuffix(line, ".") {
					t.Errorf("%s: %s is %q, want one line", r.Alert, note, line)
				}
			}
			for _, command := range regexp.MustCompile(`\btill ([a-z]+)`).FindAllStringSubmatch(r.Annotations["what_to_do"], -1) {
				if !slices.ContainsFunc(grammar(t).Children, func(c *kong.Node) bool { return c.Name == command[1] }) {
					t.Errorf("%s: there is no till %s", r.Alert, command[1])
				}
			}
		}
	}
	for _, want := range []string{
		"TillDown", "TillGatewayDown", "TillProviderUnreachable", "TillJobsLate", "TillPayoutsLate", "TillMoneyFailing", "TillBooksDiffer",
		"TillDiskLow", "TillWebhooksFailing", "TillDiscordInvalidRequests",
	} {
		if !named[want] {
			t.Errorf("there is no alert %s", want)
		}
	}
}
