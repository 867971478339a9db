package bot

import (
	"bytes"
	"context"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// judge checks what the bot sends against Discord's own description of its API. It is nil, and
// agrees with everything, unless DISCORD_OPENAPI names that description. It judges at the test's
// end, since it is slow and Discord waits for three seconds only.
type judge struct {
	t   *testing.T
	doc *openapi3.T

	mu   sync.Mutex
	seen []*http.Request
}

// judged are the requests that were found good already: most tests send the same ones.
var judged sync.Map

func newJudge(t *testing.T) *judge {
	t.Helper()
	doc, err := openAPI()
	if err != nil {
		t.Fatal(err)
	}
	if doc == nil {
		return nil
	}
	j := &judge{t: t, doc: doc}
	t.Cleanup(j.decide)
	return j
}

// openAPI loads Discord's description once; it is large.
var openAPI = sync.OnceValues(func() (*openapi3.T, error) {
	path := os.Getenv("DISCORD_OPENAPI")
	if path == "" {
		return nil, nil
	}
	return openapi3.NewLoader().LoadFromFile(path)
})

// TestJudge says whether the judge sits, and that it does not agree with everything.
func TestJudge(t *testing.T) {
	j := newJudge(t)
	if j == nil {
		t.Skip("requests are not checked against Discord's OpenAPI: set DISCORD_OPENAPI to its file")
	}
	request := func(body string) *http.Request {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost,
			"http://localhost/api/v9/interactions/1/token/callback", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		return req
	}
	if err := j.check(request(`{"type":4,"data":{"content":"Hello."}}`)); err != nil {
		t.Error(err)
	}
	if j.check(request(`{"type":9,"data":{"custom_id":"x","title":"`+strings.Repeat("x", 46)+`","components":[]}}`)) == nil {
		t.Error("a modal with too long a title was accepted")
	}
}

// see keeps a copy of a request.
func (j *judge) see(req *http.Request) {
	if j == nil || req.GetBody == nil || !strings.Contains(req.URL.Path, "/api/v9/") {
		return
	}
	body, err := req.GetBody()
	if err != nil {
		j.t.Error(err)
		return
	}
	kept := req.Clone(context.Background())
	kept.Body = body
	j.mu.Lock()
	defer j.mu.Unlock()
	j.seen = append(j.seen, kept)
}

// decide judges what was seen.
func (j *judge) decide() {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, req := range j.seen {
		if err := j.check(req); err != nil {
			j.t.Errorf("%s %s (%s): %v", req.Method, req.URL.Path, req.Header.Get("Content-Type"), err)
		}
	}
}

func (j *judge) check(req *http.Request) error {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return err
	}
	_, path, _ := strings.Cut(req.URL.Path, "/api/v9")
	for template, item := range j.doc.Paths.Map() {
		params, ok := match(template, path)
		operation := item.GetOperation(req.Method)
		if !ok || operation == nil {
			continue
		}
		text := jsonPart(req.Header.Get("Content-Type"), body)
		if _, known := judged.Load(req.Method + template + string(text)); known {
			return nil
		}
		copied := req.Clone(req.Context())
		copied.URL = &url.URL{Path: path}
		copied.Header.Set("Content-Type", "application/json")
		copied.Body = io.NopCloser(bytes.NewReader(text))
		copied.GetBody = nil // the filter would prefer it
		err := openapi3filter.ValidateRequest(req.Context(), &openapi3filter.RequestValidationInput{
			Request: copied, PathParams: params,
			Route:   &routers.Route{Spec: j.doc, Path: template, PathItem: item, Method: req.Method, Operation: operation},
			Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc},
		})
		if err == nil {
			judged.Store(req.Method+template+string(text), true)
		}
		return err
	}
	return os.ErrNotExist
}

// match compares a path with a template, and prefers nothing: Discord's do not overlap here.
func match(template, path string) (map[string]string, bool) {
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return nil, false
	}
	params := map[string]string{}
	for i, part := range want {
		if name, ok := strings.CutPrefix(part, "{"); ok && got[i] != "@me" && got[i] != "@original" {
			params[strings.TrimSuffix(name, "}")] = got[i]
		} else if part != got[i] {
			return nil, false
		}
	}
	return params, true
}

// jsonPart is the JSON beside uploaded files, or the body itself.
func jsonPart(contentType string, body []byte) []byte {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil || kind != "multipart/form-data" {
		return body
	}
	reader := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for {
		part, err := reader.NextPart()
		if err != nil {
			return nil
		}
		if part.FormName() == "payload_json" {
			text, _ := io.ReadAll(part)
			return text
		}
	}
}
