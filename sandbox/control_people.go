package sandbox

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"path"
	"strconv"

	"till/sandbox/discord"
)

// File is a file that a control call carries.
type File struct {
	Name    string `json:"name"`
	Content string `json:"content"` // base64
	Type    string `json:"type"`    // default: by the name's ending
}

// routePeople mounts what people do. Each word takes its own body, an In; the answer is a Seen.
func (s *Sandbox) routePeople(mux *http.ServeMux) {
	type place = discord.Place
	acting(mux, "command", func(ctx context.Context, who string, in struct {
		Words []string `json:"words"`
		In    place    `json:"in"`
		Files []File   `json:"files"`
	},
	) (any, error) {
		files, err := unpack(in.Files)
		if err != nil {
			return nil, err
		}
		return s.Command(ctx, who, in.In, in.Words, files...)
	})
	acting(mux, "complete", func(ctx context.Context, who string, in struct {
		Words []string `json:"words"`
		In    place    `json:"in"`
	},
	) (any, error) {
		choices, err := s.Complete(ctx, who, in.In, in.Words)
		if choices == nil {
			choices = []discord.Choice{}
		}
		return map[string][]discord.Choice{"choices": choices}, err
	})
	acting(mux, "menu", func(ctx context.Context, who string, in struct {
		Item string `json:"item"`
		On   string `json:"on"`
		In   place  `json:"in"`
	},
	) (any, error) {
		return s.Menu(ctx, who, in.In, in.Item, in.On)
	})
	acting(mux, "dm", func(ctx context.Context, who string, in struct {
		Text  string `json:"text"`
		Files []File `json:"files"`
		In    place  `json:"in"`
	},
	) (any, error) {
		files, err := unpack(in.Files)
		if err != nil {
			return nil, err
		}
		return s.Type(ctx, who, in.In, in.Text, files, "")
	})
	acting(mux, "reply", func(ctx context.Context, who string, in struct {
		Text    string `json:"text"`
		Files   []File `json:"files"`
		Message string `json:"message"`
		In      place  `json:"in"`
	},
	) (any, error) {
		files, err := unpack(in.Files)
		if err != nil {
			return nil, err
		}
		return s.Type(ctx, who, in.In, in.Text, files, cmp.Or(in.Message, "newest"))
	})
	acting(mux, "tap", func(ctx context.Context, who string, in struct {
		Label   string `json:"label"`
		Message string `json:"message"`
		In      place  `json:"in"`
	},
	) (any, error) {
		return s.Tap(ctx, who, in.In, in.Label, in.Message)
	})
	acting(mux, "choose", func(ctx context.Context, who string, in struct {
		Option  string   `json:"option"`
		Options []string `json:"options"`
		Message string   `json:"message"`
		In      place    `json:"in"`
	},
	) (any, error) {
		options := in.Options
		if in.Option != "" {
			options = append(options, in.Option)
		}
		return s.Choose(ctx, who, in.In, options, in.Message)
	})
	acting(mux, "fill", func(ctx context.Context, who string, in struct {
		Fields map[string]string `json:"fields"`
		In     place             `json:"in"`
	},
	) (any, error) {
		return s.Fill(ctx, who, in.In, in.Fields)
	})
	acting(mux, "pay", func(ctx context.Context, who string, in struct {
		Card string `json:"card"`
	},
	) (any, error) {
		return s.Pay(ctx, who, in.Card)
	})
	acting(mux, "saved", func(ctx context.Context, who string, in struct {
		Remove bool `json:"remove"`
	},
	) (any, error) {
		return s.Saved(ctx, who, in.Remove)
	})
	acting(mux, "onboard", func(ctx context.Context, who string, in struct {
		Incomplete bool `json:"incomplete"`
	},
	) (any, error) {
		return s.Onboard(ctx, who, !in.Incomplete)
	})
	acting(mux, "dms", func(_ context.Context, who string, in struct {
		Open *bool `json:"open"`
	},
	) (any, error) {
		if in.Open == nil {
			return nil, errors.New("say whether direct messages are open: {\"open\":false}")
		}
		return done{true}, s.SetDMs(who, *in.Open)
	})
	acting(mux, "locale", func(_ context.Context, who string, in struct {
		Locale string `json:"locale"`
	},
	) (any, error) {
		return done{true}, s.SetLocale(who, in.Locale)
	})
	mux.HandleFunc("GET /control/people/{name}/inbox", s.serveInbox)
}

// acting mounts POST /control/people/NAME/WORD.
func acting[In any](mux *http.ServeMux, word string, do func(ctx context.Context, who string, in In) (any, error)) {
	mux.HandleFunc("POST /control/people/{name}/"+word, func(w http.ResponseWriter, r *http.Request) {
		in, err := decode[In](w, r)
		if err != nil {
			refuseError(w, err)
			return
		}
		value, err := do(r.Context(), r.PathValue("name"), in)
		finish(w, value, err)
	})
}

func (s *Sandbox) serveInbox(w http.ResponseWriter, r *http.Request) {
	n := 0
	if text := r.FormValue("n"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			refuse(w, http.StatusBadRequest, fmt.Sprintf("n counts messages: %q is no number", text))
			return
		}
	}
	seen, err := s.Inbox(r.PathValue("name"), discord.Place(r.FormValue("in")), n)
	finish(w, seen, err)
}

// unpack decodes the files of a call.
func unpack(files []File) ([]discord.File, error) {
	var list []discord.File
	for _, f := range files {
		content, err := base64.StdEncoding.DecodeString(f.Content)
		if err != nil {
			return nil, fmt.Errorf("the content of %q is not base64", f.Name)
		}
		if f.Name == "" {
			return nil, errors.New("a file needs a name")
		}
		kind := cmp.Or(f.Type, mime.TypeByExtension(path.Ext(f.Name)), http.DetectContentType(content))
		list = append(list, discord.File{Name: path.Base(f.Name), ContentType: kind, Content: content})
	}
	return list, nil
}
