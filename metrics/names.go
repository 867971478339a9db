package metrics

import (
	"maps"
	"slices"
)

// counter is what is counted under a name: how often.
type counter struct {
	name, help string
	labels     []string
	from       [][]string // labels that are told from the start on, as zero: Prometheus sees no rise in what was not there before
}

// timing is what is observed under a name: how often, and how long it took.
type timing struct {
	name, help string
	labels     []string
	buckets    []float64 // in seconds
}

// Buckets, in seconds. Discord waits three seconds for an answer.
var (
	answers = []float64{0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 3}
	calls   = []float64{0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15}
	waits   = []float64{0.025, 0.1, 0.5, 1, 2.5, 5, 15, 60, 300}
)

// counters are by the names under which the rooms count.
var counters = map[string]counter{
	"interaction": {
		name: "till_interactions_total", help: "Commands, taps, forms and messages, by what came of them.",
		labels: []string{"kind", "route", "outcome"},
	},
	"webhook": {
		name: "till_webhooks_total", help: "Webhooks, by what came of them; the kind of those that are genuine.",
		labels: []string{"endpoint", "kind", "outcome"},
	},
	"job": {
		name: "till_jobs_total", help: "Tries of jobs, by what they are for and what came of them.",
		labels: []string{"work", "kind", "outcome"},
		from:   [][]string{{"payouts", "payout", "done"}, {"payouts", "payout", "failed"}},
	},
	"job_dead": {
		name: "till_jobs_given_up_total", help: "Jobs that were given up and wait for an operator.",
		labels: []string{"work", "kind"},
	},
	"event": {
		name: "till_provider_events_total", help: "Events of the payment provider that were new, by what they are about, by webhook or polled.",
		labels: []string{"subject"},
	},
	"reconciler_find": {
		name: "till_reconciler_finds_total", help: "What comparing with the payment provider found that the books did not know.",
		labels: []string{"kind"},
		from:   [][]string{{"missed"}, {"no_charge"}, {"no_order"}, {"transfer"}, {"reversal"}},
	},
	"alert": {
		name: "till_alerts_total", help: "What operators were told in Discord.",
		labels: []string{"alert"},
	},
	"notice_refused": {
		name: "till_notices_refused_total", help: "Messages to people that Discord refused for good.",
		labels: []string{"notice"},
	},
	"tracker_failed": {
		name: "till_tracker_failures_total", help: "Questions to the tracking service that had no answer.",
		labels: []string{"reason"},
	},
	"discord_response": {
		name: "till_discord_responses_total", help: "Answers of Discord's API, by their HTTP status; none stands for no answer.",
		labels: []string{"status"},
	},
	"discord_invalid": {
		name: "till_discord_invalid_requests_total", help: "Answers 401, 403 and 429 of Discord, of which 10000 in 10 minutes ban the address.",
		labels: []string{"status"},
		from:   [][]string{{"401"}, {"403"}, {"429"}},
	},
	"gateway": {
		name: "till_gateway_changes_total", help: "How often the connection to Discord's gateway came up, and went down.",
		labels: []string{"to"},
		from:   [][]string{{"up"}, {"down"}},
	},
}

// timings are by the names under which the rooms observe.
var timings = map[string]timing{
	"answer": {
		"till_interaction_answer_seconds", "From an interaction's arrival to its first answer, which Discord awaits for 3 s.",
		[]string{"kind"},
		answers,
	},
	"webhook": {
		"till_webhook_seconds", "From a webhook's arrival to its answer.",
		[]string{"endpoint"},
		answers,
	},
	"job": {
		"till_job_seconds", "How long a try of a job took, by the bot's clock.",
		[]string{"work"},
		calls,
	},
	"provider_call": {
		"till_provider_call_seconds", "Calls to the payment provider, by what they are about and the answer's HTTP status; none stands for no answer.",
		[]string{"resource", "status"},
		calls,
	},
	"rate_limit_wait": {
		"till_discord_rate_limit_wait_seconds", "How long requests waited for Discord's rate limits.",
		nil, waits,
	},
	"compaction": {
		"till_store_compaction_seconds", "How long writing the store's file anew took.",
		nil, waits,
	},
}

// Name is one entry of the tables: the name that the rooms use, its labels and the
// metric that it becomes.
type Name struct {
	Name, Metric string
	Labels       []string
}

// Counters returns what can be counted, by name.
func Counters() []Name {
	return names(counters, func(c counter) (string, []string) { return c.name, c.labels })
}

// Timings returns what can be observed, by name.
func Timings() []Name {
	return names(timings, func(t timing) (string, []string) { return t.name, t.labels })
}

func names[E any](table map[string]E, of func(E) (metric string, labels []string)) (all []Name) {
	for _, name := range slices.Sorted(maps.Keys(table)) {
		metric, labels := of(table[name])
		all = append(all, Name{Name: name, Metric: metric, Labels: slices.Clone(labels)})
	}
	return all
}
