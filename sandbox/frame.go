package sandbox

import (
	"net/http"
	"strings"
)

// framable lets the people's page, and nobody else, show a hosted page in a frame: the pages
// themselves refuse every frame, as the real ones do.
func framable(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(&framableWriter{ResponseWriter: w}, r)
	})
}

type framableWriter struct{ http.ResponseWriter }

func (w *framableWriter) WriteHeader(status int) {
	h := w.Header()
	h.Set("Content-Security-Policy", strings.Replace(h.Get("Content-Security-Policy"), "frame-ancestors 'none'", "frame-ancestors 'self'", 1))
	w.ResponseWriter.WriteHeader(status)
}
