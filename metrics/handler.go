package metrics

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/pprof"
	"strings"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Handler serves /metrics, and Go's profiles below /debug/pprof. Whoever reaches it
// learns what is held and what the program does, and can make it work: it is for an
// address of its own.
func (m *Metrics) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		ErrorLog: printer{m.logger}, ErrorHandling: promhttp.ContinueOnError, MaxRequestsInFlight: 3,
	}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "the command line may hold secrets", http.StatusForbidden)
	})
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("POST /debug/pprof/symbol", pprof.Symbol)
	return mux
}

// printer logs what promhttp prints.
type printer struct{ logger *slog.Logger }

// Println implements promhttp.Logger.
func (p printer) Println(v ...any) {
	p.logger.Error("a scrape went wrong", "error", strings.TrimSpace(fmt.Sprintln(v...)))
}
