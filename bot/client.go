package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"

	"github.com/bwmarrin/discordgo"
)

// client sends requests to Discord's REST API through discordgo and the limiter.
type client struct {
	token   string
	base    *url.URL
	outside http.RoundTripper // without limits and token, for attachments
	limited http.RoundTripper
	session *discordgo.Session // never opened
}

func newClient(cfg Config, base *url.URL) (*client, error) {
	c := &client{token: cfg.Token, base: base, outside: cfg.Transport}
	limits := newLimiter(rebase{base: base, next: cfg.Transport})
	limits.observer, limits.log = cfg.Observer, cfg.Logger
	c.limited = limits
	session, err := newSession(cfg.Token, &http.Client{Transport: c.limited, CheckRedirect: stay})
	c.session = session
	return c, err
}

// httpClient is for requests that bring no context of their own.
func httpClient(transport http.RoundTripper) *http.Client {
	return &http.Client{Transport: transport, CheckRedirect: stay, Timeout: attemptWithin}
}

// stay does not follow redirects: the API has none, and the token must not travel.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// close lets the idle connections go.
func (c *client) close() {
	if t, ok := c.outside.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

// call is one request of the API. path begins with "/"; body may be nil; answer may be nil.
// A failure is a *failure.
func (c *client) call(ctx context.Context, method, path string, body, answer any) error {
	if body == nil {
		return c.send(ctx, method, path, "", nil, answer)
	}
	text, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encode a request: %w", err)
	}
	return c.send(ctx, method, path, "application/json", text, answer)
}

// upload is call with files beside the JSON.
func (c *client) upload(ctx context.Context, method, path string, body any, files []file, answer any) error {
	if len(files) == 0 {
		return c.call(ctx, method, path, body, answer)
	}
	parts := make([]*discordgo.File, len(files))
	for i, f := range files {
		parts[i] = &discordgo.File{Name: f.name, ContentType: f.contentType, Reader: bytes.NewReader(f.content)}
	}
	contentType, text, err := discordgo.MultipartBodyWithJSON(body, parts)
	if err != nil {
		return fmt.Errorf("encode a request with files: %w", err)
	}
	return c.send(ctx, method, path, contentType, text, answer)
}

func (c *client) send(ctx context.Context, method, path, contentType string, body []byte, answer any) error {
	// A bucket of its own, used once: those that discordgo keeps are held during the request and
	// never freed. The limiter below does their work.
	once := &discordgo.Bucket{Remaining: 1}
	once.Lock()
	text, err := c.session.RequestWithLockedBucket(method, apiPrefix+"/v"+discordgo.APIVersion+path,
		contentType, body, once, 0, discordgo.WithContext(ctx))
	if err != nil {
		return failureOf(err)
	}
	if answer == nil {
		return nil
	}
	if err := json.Unmarshal(text, answer); err != nil {
		return &failure{err: fmt.Errorf("decode discord's answer: %w", err)}
	}
	return nil
}

// pauseBefore is the pause before a request is repeated: from 250 ms, doubling to 30 s.
func pauseBefore(attempt int) time.Duration {
	full := min(250*time.Millisecond<<min(attempt, 8), 30*time.Second)
	return full/2 + rand.N(full/2)
}
