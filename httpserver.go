package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"golang.org/x/net/netutil"
)

// bounds are what a server lets its callers take of it.
type bounds struct {
	write       time.Duration // from a request's header to the last byte of its answer
	connections int           // at once; others wait, since they would take the files that the bot needs
}

// What whoever may be anybody can take, and the operator: an audit's answer and a
// profile take minutes.
var (
	public = bounds{write: 30 * time.Second, connections: 512}
	own    = bounds{write: 10 * time.Minute, connections: 64}
)

// What every caller is given. A webhook or an interaction is some kilobytes, so
// whoever takes longer is slow on purpose, or gone.
const (
	headerWithin  = 5 * time.Second
	readWithin    = 20 * time.Second
	idleFor       = time.Minute
	largestHeader = 16 << 10
)

// serveHTTP serves until ctx ends, then lets requests under way finish.
func serveHTTP(ctx context.Context, l net.Listener, h http.Handler, log *slog.Logger, b bounds) error {
	server := &http.Server{
		Handler:           guarded(h, log),
		ReadHeaderTimeout: headerWithin,
		ReadTimeout:       readWithin,
		WriteTimeout:      b.write,
		IdleTimeout:       idleFor,
		MaxHeaderBytes:    largestHeader,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	var stopping sync.WaitGroup
	defer stopping.Wait()
	ended := make(chan struct{})
	defer close(ended)
	stopping.Go(func() {
		select {
		case <-ended:
			return
		case <-ctx.Done():
		}
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_ = server.Shutdown(grace) // Serve returns; who is late is cut off
	})
	if err := server.Serve(netutil.LimitListener(l, b.connections)); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// guarded answers a panic with 500 and logs it without what was thrown, which may
// hold what people wrote, and without the caller's address.
func guarded(h http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer caught(w, r, log)
		h.ServeHTTP(w, r)
	})
}

// caught is deferred by guarded.
func caught(w http.ResponseWriter, r *http.Request, log *slog.Logger) {
	p := recover()
	switch err, _ := p.(error); {
	case p == nil:
	case errors.Is(err, http.ErrAbortHandler):
		panic(p) // not a defect: the answer is to be cut off
	default:
		log.ErrorContext(r.Context(), "panic", "where", r.Pattern, "panic", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
		http.Error(w, "something went wrong here", http.StatusInternalServerError)
	}
}
