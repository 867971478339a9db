// Package metrics counts what the bot does, in the form that Prometheus scrapes,
// and serves it together with Go's profiles, for an address that only the operator
// reaches.
//
// It owns the names, the labels and the buckets. It knows none of the other rooms:
// they count by short names through an interface of their own, which Metrics
// happens to implement, and what is asked at each scrape (what is held, what is
// due, how the parts stand) comes from a function that main hands in. No label
// ever names a person, an order or what somebody wrote; how many values a label
// takes is bounded here, whatever the callers do.
//
//	m := metrics.New(metrics.Config{State: state, Version: version})
//	m.Count("interaction", "command", "request", "answered")
//	http.Serve(private, m.Handler())
package metrics
