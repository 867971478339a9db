package sandbox

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// pagePolicy lets the people's page load its own files and frame the hosted checkout, and nothing
// else: no script in the markup, nothing from another address.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
	"connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// guard stands before every handler. A page of another site must neither act here (cross-origin
// POSTs are refused) nor read anything by pointing a name of its own at the loopback address (only
// loopback names are accepted as Host).
func guard(next http.Handler) http.Handler {
	sameOrigin := http.NewCrossOriginProtection()
	sameOrigin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusForbidden, "the sandbox takes no requests from pages of other sites")
	}))
	inner := sameOrigin.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !loopback(r.Host) {
			refuse(w, http.StatusForbidden, "the sandbox answers only under a loopback address, such as 127.0.0.1")
			return
		}
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		if strings.HasPrefix(r.URL.Path, "/discord/cdn/") {
			// What a person uploads must never run as a page of this origin.
			w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'; img-src 'self'")
		}
		inner.ServeHTTP(w, r)
	})
}

// loopback reports whether a Host header names this machine's loopback, with or without a port.
func loopback(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	}
	if strings.EqualFold(name, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(name)
	return err == nil && addr.IsLoopback()
}
