package sandbox

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/http"

	"till/sandbox/discord"
)

// web is the people's page: plain files, no build step.
//
//go:embed web
var web embed.FS

// page is what the people's page needs to know beside what each person sees.
type page struct {
	Application pageApplication   `json:"application"`
	People      []discord.User    `json:"people"`
	Commands    []discord.Command `json:"commands"`
	Clock       ClockState        `json:"clock"`
}

type pageApplication struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// view is one person's screen: a place, and the form before them.
type view struct {
	Messages []discord.Message `json:"messages"`
	Modal    *discord.Modal    `json:"modal"`
	DMsOpen  bool              `json:"dms_open"`
}

// routePage mounts the people's page and the calls that only it makes.
func (s *Sandbox) routePage(mux *http.ServeMux) {
	files, err := fs.Sub(web, "web")
	if err != nil {
		panic("sandbox: the page was not built in: " + err.Error())
	}
	static := http.FileServerFS(files)
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		if r.Host != s.listener.Addr().String() {
			// The hosted pages have this origin; only under the same one can they be framed.
			http.Redirect(w, r, s.URL()+"/", http.StatusTemporaryRedirect)
			return
		}
		if r.Header.Get("Sec-Fetch-Dest") == "iframe" {
			// A hosted page leads back here when it is done; the page around it closes the frame.
			w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'self'")
			fmt.Fprintln(w, "Done. You can close this.")
			return
		}
		servePageFile(static, w, r)
	})
	mux.HandleFunc("GET /web/", http.StripPrefix("/web", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		servePageFile(static, w, r)
	})).ServeHTTP)
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/web/mark.svg", http.StatusTemporaryRedirect)
	})
	mux.HandleFunc("GET /control/page", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, s.page()) })
	mux.HandleFunc("GET /control/people/{name}/view", s.serveView)
	acting(mux, "close", func(_ context.Context, who string, _ struct{}) (any, error) {
		if err := checkPerson(who); err != nil {
			return nil, err
		}
		s.discord.CloseModal(who)
		return done{true}, nil
	})
}

func servePageFile(static http.Handler, w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", pagePolicy)
	w.Header().Set("Cache-Control", "no-cache")
	static.ServeHTTP(w, r)
}

func (s *Sandbox) page() page {
	app := s.discord.Application()
	p := page{
		Application: pageApplication{ID: app.ID, Name: app.Name},
		People:      s.discord.People(),
		Commands:    s.discord.Commands(),
		Clock:       s.Clock(),
	}
	if p.Commands == nil {
		p.Commands = []discord.Command{}
	}
	return p
}

func (s *Sandbox) serveView(w http.ResponseWriter, r *http.Request) {
	person := r.PathValue("name")
	place, err := checkPlace(discord.Place(r.FormValue("in")))
	if err := errors.Join(checkPerson(person), err); err != nil {
		refuseError(w, err)
		return
	}
	s.mu.Lock()
	closed := s.dmsClosed[person]
	s.mu.Unlock()
	answer(w, http.StatusOK, view{
		Messages: changed(nil, s.discord.Messages(person, place)),
		Modal:    s.discord.OpenModal(person),
		DMsOpen:  !closed,
	})
}
