package main

import (
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
)

// road is the way from the bot to Stripe: a story can lie in wait on it, or make
// the list of events look empty.
type road struct {
	server *httptest.Server
	deaf   atomic.Bool

	mu  sync.Mutex
	lie *lie // nil when nothing is awaited
}

// lie is the call that is awaited: a POST below a path.
type lie struct {
	path    string
	after   bool          // Stripe has acted, and its answer is held back
	reached chan struct{} // closed when the call is there
	over    chan struct{} // closed when it may be cut
}

// newRoad leads to Stripe's API at the address.
func newRoad(stripe string) (*road, error) {
	to, err := url.Parse(stripe)
	if err != nil {
		return nil, err
	}
	r := new(road)
	proxy := &httputil.ReverseProxy{
		Rewrite: func(p *httputil.ProxyRequest) {
			p.Out.URL.Scheme, p.Out.URL.Host, p.Out.Host = to.Scheme, to.Host, to.Host
		},
		// A connection of its own for each call: none is tried twice by the road.
		Transport: &http.Transport{DisableKeepAlives: true},
		ModifyResponse: func(response *http.Response) error {
			if l := r.spring(response.Request, true); l != nil {
				l.hold()
				return errors.New("the caller is gone")
			}
			return nil
		},
		// What Stripe cuts is cut.
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
		ErrorLog:     log.New(io.Discard, "", 0),
	}
	r.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		if r.deaf.Load() && request.Method == http.MethodGet && strings.HasSuffix(request.URL.Path, "/v1/events") {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"object":"list","data":[],"has_more":false,"url":"/v1/events"}`))
			return
		}
		if l := r.spring(request, false); l != nil {
			l.hold()
			panic(http.ErrAbortHandler)
		}
		proxy.ServeHTTP(w, request)
	}))
	r.server.URL += to.Path
	return r, nil
}

// ambush waits for the next POST below the path, and holds it until the ambush
// is over: before Stripe sees it, or after Stripe has acted and before the caller
// knows. Then it is cut.
func (r *road) ambush(after bool, path string) *lie {
	l := &lie{path: "/v1/" + path, after: after, reached: make(chan struct{}), over: make(chan struct{})}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lie = l
	return l
}

// end ends an ambush.
func (r *road) end(l *lie) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lie = nil
	close(l.over)
}

// spring takes the ambush, if the call is the one that is awaited.
func (r *road) spring(request *http.Request, after bool) *lie {
	r.mu.Lock()
	defer r.mu.Unlock()
	l := r.lie
	if l == nil || l.after != after || request.Method != http.MethodPost || !strings.Contains(request.URL.Path, l.path) {
		return nil
	}
	r.lie = nil
	return l
}

// hold says that the call is there, and returns when it may be cut.
func (l *lie) hold() {
	close(l.reached)
	<-l.over
}
