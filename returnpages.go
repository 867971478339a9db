package main

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"strings"

	"till/commands"
)

// The pages to which the payment page leads back, when there is a public address:
// they say what comes next, in the reader's language, and lead on to Discord. They
// know no order, so whoever looks at one learns nothing.
const (
	pathPaid   = "/paid"
	pathUnpaid = "/not-paid"
)

//go:embed returnpage.html
var returnHTML string

//go:embed returnpage.css
var returnCSS string

var returnTemplate = template.Must(template.New("return").Parse(returnHTML))

// returnPolicy lets a page have its own style and nothing else: no script, no
// picture, no frame around it, nothing from elsewhere.
func returnPolicy() string {
	sum := sha256.Sum256([]byte(returnCSS))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

// returnPage serves one of the pages.
func (s *service) returnPage(paid bool, back string) http.HandlerFunc {
	policy, style := returnPolicy(), template.CSS(returnCSS) //nolint:gosec // it is ours
	operator, _ := s.shop.Held()
	return func(w http.ResponseWriter, r *http.Request) {
		var page bytes.Buffer
		if err := returnTemplate.Execute(&page, struct {
			commands.ReturnPage

			Paid           bool
			Operator, Back string
			Style          template.CSS
		}{
			commands.Return(paid, r.URL.Query().Get("lang"), strings.Join(r.Header.Values("Accept-Language"), ",")), paid, operator, back, style,
		}); err != nil {
			s.log.ErrorContext(r.Context(), "a page cannot be written", "error", err)
			http.Error(w, "Something went wrong on our side.", http.StatusInternalServerError)
			return
		}
		for name, value := range map[string]string{
			"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy, "Referrer-Policy": "no-referrer",
			"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Vary": "Accept-Language", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			w.Header().Set(name, value)
		}
		_, _ = w.Write(page.Bytes()) // the reader may be gone
	}
}
