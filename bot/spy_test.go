package bot

import (
	"net/http"
	"strings"
	"sync"
)

// transportSpy counts and judges the requests that the bot sends, and may answer in Discord's
// place.
type transportSpy struct {
	next  http.RoundTripper
	judge *judge

	mu       sync.Mutex
	requests []string // method and path
	stub     func(*http.Request) *http.Response
}

func (s *transportSpy) RoundTrip(req *http.Request) (*http.Response, error) {
	s.judge.see(req)
	s.mu.Lock()
	s.requests = append(s.requests, req.Method+" "+req.URL.Path)
	stub := s.stub
	s.mu.Unlock()
	if stub != nil {
		if resp := stub(req); resp != nil {
			return resp, nil
		}
	}
	return s.next.RoundTrip(req)
}

// CloseIdleConnections lets the bot close what the real transport holds.
func (s *transportSpy) CloseIdleConnections() { s.next.(*http.Transport).CloseIdleConnections() }

func (s *transportSpy) count(fragment string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, r := range s.requests {
		if strings.Contains(r, fragment) {
			n++
		}
	}
	return n
}
