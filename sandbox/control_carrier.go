package sandbox

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// routeCarrier mounts what carriers do.
func (s *Sandbox) routeCarrier(mux *http.ServeMux) {
	mux.HandleFunc("GET /control/parcels", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, map[string]any{"parcels": s.carrier.Parcels()})
	})
	doing(mux, "scan", func(ctx context.Context, in struct {
		Number string `json:"number"`
		Status string `json:"status"`
		Detail string `json:"detail"`
	},
	) (any, error) {
		return did{}, s.Scan(ctx, in.Number, in.Status, in.Detail)
	})
	doing(mux, "expect", func(ctx context.Context, in struct {
		Number string `json:"number"`
		Day    string `json:"day"`
	},
	) (any, error) {
		day, err := time.Parse(time.DateOnly, in.Day)
		if err != nil {
			return nil, fmt.Errorf("%q is no day: write it like 2026-12-01", in.Day)
		}
		return did{}, s.Expect(ctx, in.Number, day)
	})
	doing(mux, "travel", func(ctx context.Context, in struct {
		Number string `json:"number"`
	},
	) (any, error) {
		return did{}, s.at(ctx, func() error { return s.carrier.Travel(in.Number) })
	})
}
