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
	"time"
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
	mux.HandleFunc("GET /audit", func(w http.ResponseWriter, r *http.Request) {
		audit, err := s.shop.Audit(r.Context(), r.URL.Query().Has("alone"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_ = json.NewEncoder(w).Encode(audit) // the caller may be gone
	})
	return mux
}

// errNobody says that no till serves on the store.
var errNobody = errors.New("no till serves on this store")

// askServer gets the path from the till that serves on the store.
func askServer(ctx context.Context, store, path string, into any) error {
	socket := socketPath(store)
	client := &http.Client{
		Timeout: 10 * time.Minute,
		Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			conn, err := new(net.Dialer).DialContext(ctx, "unix", socket)
			if err != nil {
				return nil, errors.Join(errNobody, err)
			}
			return conn, nil
		}},
	}
	defer client.CloseIdleConnections()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://till"+path, nil)
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
		return fmt.Errorf("the till that serves says: %s", text)
	}
	return json.NewDecoder(response.Body).Decode(into)
}
