package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"till/shop/money"
)

// One process owns the store. While `till serve` runs, the other commands ask
// it over a socket beside the file, which only the file's owner may open.

func socketPath(store string) string { return store + ".sock" }

// listenBeside opens the socket. The store's lock is held, so one that is there
// already is a leftover.
func listenBeside(store string) (net.Listener, error) {
	path := socketPath(store)
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("removing the old socket: %w", err)
	}
	l, err := net.Listen("unix", path) //nolint:noctx // at once
	if err != nil {
		return nil, fmt.Errorf("opening the socket beside the store (its path may be too long): %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// socketRoutes answers the other commands.
func (s *service) socketRoutes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /audit", answer(func(r *http.Request) (any, error) {
		return s.shop.Audit(r.Context(), r.URL.Query().Has("alone"))
	}))
	mux.HandleFunc("GET /readyz", answer(func(r *http.Request) (any, error) { return s.readiness(r.Context()), nil }))
	mux.HandleFunc("GET /jobs", answer(func(r *http.Request) (any, error) { return listJobs(r.Context(), s.shop) }))
	mux.HandleFunc("POST /jobs/retry", answer(func(r *http.Request) (any, error) {
		return nil, retryJob(r.Context(), s.shop, r.URL.Query().Get("key"))
	}))
	mux.HandleFunc("POST /jobs/drop", answer(func(r *http.Request) (any, error) {
		return nil, dropJob(r.Context(), s.shop, r.URL.Query().Get("key"))
	}))
	mux.HandleFunc("POST /backup", s.answerBackup)
	mux.HandleFunc("GET /export", s.answerExport)
	mux.HandleFunc("POST /compact", answer(func(r *http.Request) (any, error) { return compactStore(r.Context(), s.store) }))
	mux.HandleFunc("GET /funds", answer(func(r *http.Request) (any, error) {
		currency, err := money.ParseCurrency(r.URL.Query().Get("currency"))
		if err != nil {
			return nil, err
		}
		return s.shop.Funds(r.Context(), currency)
	}))
	mux.HandleFunc("POST /withdraw", answer(func(r *http.Request) (any, error) {
		currency, err := money.ParseCurrency(r.URL.Query().Get("currency"))
		if err != nil {
			return nil, err
		}
		minor, err := strconv.ParseInt(r.URL.Query().Get("minor"), 10, 64)
		if err != nil {
			return nil, fmt.Errorf("the amount to withdraw: %w", err)
		}
		return s.shop.Withdraw(r.Context(), currency, money.New(minor, currency))
	}))
	return mux
}

// answer makes a handler of what returns a value or an error.
func answer(fn func(*http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		value, err := fn(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_ = json.NewEncoder(w).Encode(value) // the caller may be gone
	}
}

// errNobody says that no till serves on the store.
var errNobody = errors.New("no till serves on this store")

// askServer asks the till that serves on the store.
func askServer(ctx context.Context, store, method, path string, into any) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	return hearServer(ctx, store, method, path, func(answer io.Reader) error { return json.NewDecoder(answer).Decode(into) })
}

// hearServer asks the till that serves on the store, however long its answer takes,
// and has it read.
func hearServer(ctx context.Context, store, method, path string, read func(answer io.Reader) error) error {
	socket := socketPath(store)
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, "unix", socket)
		if err != nil {
			return nil, errors.Join(errNobody, err)
		}
		return conn, nil
	}}}
	defer client.CloseIdleConnections()
	request, err := http.NewRequestWithContext(ctx, method, "http://till"+path, nil)
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(response.Body, 4<<10))
		return fmt.Errorf("the till that serves says: %s", strings.TrimSpace(string(text)))
	}
	return read(response.Body)
}
