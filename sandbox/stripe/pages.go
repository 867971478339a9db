package stripe

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

//go:embed pages
var pageFiles embed.FS

// pages adds the hosted pages. They need no JavaScript.
func (s *Stripe) pages(mux *http.ServeMux) {
	mux.HandleFunc("GET /pay/{session}", s.showCheckout)
	mux.HandleFunc("POST /pay/{session}", s.postCheckout)
	mux.HandleFunc("GET "+savedPath+"{visit}", s.showSaved)
	mux.HandleFunc("POST "+savedPath+"{visit}", s.postSaved)
	mux.HandleFunc("GET /onboard/{token}", s.openOnboarding)
	mux.HandleFunc("GET /onboard/visit/{visit}", s.showOnboarding)
	mux.HandleFunc("POST /onboard/visit/{visit}", s.postOnboarding)
	mux.HandleFunc("GET /onboard/dashboard/{account}", s.showDashboard)
}

// parsePages reads the embedded templates; they are part of the program, so a
// mistake in them is a programmer's.
func parsePages() *template.Template {
	css, err := pageFiles.ReadFile("pages/style.css")
	if err != nil {
		panic(err)
	}
	t := template.Must(template.New("style").Parse(string(css)))
	return template.Must(t.ParseFS(pageFiles, "pages/*.html"))
}

// show writes a page.
func (s *Stripe) show(w http.ResponseWriter, status int, name string, data any) {
	var page bytes.Buffer
	if err := s.templates.ExecuteTemplate(&page, name, data); err != nil {
		s.cfg.Logger.Error("stripe page", "page", name, "error", err)
		http.Error(w, "This page could not be shown.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src http: https: data:; base-uri 'none'; frame-ancestors 'self'")
	w.WriteHeader(status)
	_, _ = page.WriteTo(w) // the browser may be gone
}

// message is a page that says one thing and leads back.
type message struct {
	Title, Text, Mood string
	Back, BackText    string
}

func (s *Stripe) say(w http.ResponseWriter, status int, m message) {
	if m.Back != "" && m.BackText == "" {
		m.BackText = "Go back"
		if isDiscord(m.Back) {
			m.BackText = "Go back to Discord"
		}
	}
	s.show(w, status, "message", m)
}

func (s *Stripe) noPage(w http.ResponseWriter) {
	s.say(w, http.StatusNotFound, message{
		Title: "Page not found", Mood: "note",
		Text: "There is no such page here. The link may be incomplete, or from an earlier run of the sandbox.",
	})
}

// isDiscord tells whether an address leads to the real Discord, where the
// sandbox's people have nothing to do: pages link there and do not redirect.
func isDiscord(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "discord" || u.Hostname() == "discord.com" || strings.HasSuffix(u.Hostname(), ".discord.com"))
}

func (s *Stripe) initial() string {
	r, _ := utf8.DecodeRuneInString(s.cfg.ShopName)
	return strings.ToUpper(string(r))
}
