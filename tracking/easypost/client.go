package easypost

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"till/shop"
)

// API is where EasyPost's API is.
const API = "https://api.easypost.com/v2"

// Config says how to reach EasyPost.
type Config struct {
	Key     string // EZAK… (production) or EZTK… (test)
	BaseURL string // "" is API
}

// patience is how long a call may take: EasyPost asks the carrier when a tracker
// is new.
const patience = 30 * time.Second

// largestAnswer is the most that is read of an answer: a parcel's scans are some
// tens, of about 500 bytes each.
const largestAnswer = 1 << 20

// Client asks EasyPost. It is safe for concurrent use.
type Client struct {
	key  string
	base string
	http *http.Client
}

var _ shop.Tracker = (*Client)(nil)

// New makes a Client. It does not ask anything yet.
func New(cfg Config) (*Client, error) {
	if cfg.Key == "" {
		return nil, errors.New("easypost: no key")
	}
	if cfg.BaseURL == "" {
		cfg.BaseURL = API
	}
	u, err := url.Parse(cfg.BaseURL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, fmt.Errorf("easypost: %q is no address of an API", cfg.BaseURL)
	}
	return &Client{
		key: cfg.Key, base: strings.TrimSuffix(cfg.BaseURL, "/"),
		http: &http.Client{
			Timeout:       patience,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // the key stays where it belongs
		},
	}, nil
}

// Check asks whether the key is taken. Refused: it is not.
func (c *Client) Check(ctx context.Context) error {
	return c.call(ctx, http.MethodGet, "/trackers?page_size=1", nil, nil)
}

// Track implements shop.Tracker. EasyPost has no idempotency keys. With a key for
// real parcels it needs none here: a number of a carrier that is watched already,
// since three months at most, is answered with the tracker that there is
// (https://www.easypost.com/how-do-you-bill-for-your-trackers). Scans of an earlier
// parcel with the same number come along then; the shop leaves them out.
func (c *Client) Track(ctx context.Context, _ string, p shop.Parcel) (shop.Tracking, error) {
	said, err := c.create(ctx, p.Number, carriers[p.Code])
	if errors.Is(err, errUnknown) && carriers[p.Code] != "" {
		// The account may know the carrier by another of its names: the number tells.
		return c.create(ctx, p.Number, "")
	}
	return said, err
}

func (c *Client) create(ctx context.Context, number, carrier string) (shop.Tracking, error) {
	var body struct {
		Tracker struct {
			TrackingCode string `json:"tracking_code"`
			Carrier      string `json:"carrier,omitempty"`
		} `json:"tracker"`
	}
	body.Tracker.TrackingCode, body.Tracker.Carrier = number, carrier
	var t tracker
	if err := c.call(ctx, http.MethodPost, "/trackers", body, &t); err != nil {
		return shop.Tracking{}, err
	}
	return t.tracking()
}

// Look implements shop.Tracker.
func (c *Client) Look(ctx context.Context, id string) (shop.Tracking, error) {
	var t tracker
	if err := c.call(ctx, http.MethodGet, "/trackers/"+url.PathEscape(id), nil, &t); err != nil {
		return shop.Tracking{}, err
	}
	return t.tracking()
}

// call makes one call, and reads its answer into a value, unless that is nil.
func (c *Client) call(ctx context.Context, method, path string, body, into any) error {
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return &shop.Error{Code: shop.Internal, Message: "easypost: encoding a call", Err: err}
		}
		content = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, content)
	if err != nil {
		return &shop.Error{Code: shop.Internal, Message: "easypost: making a call", Err: err}
	}
	request.SetBasicAuth(c.key, "")
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "till")
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := c.http.Do(request)
	if err != nil {
		if e, ok := errors.AsType[*url.Error](err); ok {
			err = e.Err // without the address, which has the number in it
		}
		return &shop.Error{Code: shop.Unavailable, Message: "easypost: no answer", Err: err}
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, largestAnswer+1))
	if err != nil || len(text) > largestAnswer {
		return &shop.Error{Code: shop.Unavailable, Message: "easypost: an answer that cannot be read", Err: err}
	}
	if response.StatusCode/100 != 2 {
		return failure(response.StatusCode, text)
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(text, into); err != nil {
		return &shop.Error{Code: shop.Unavailable, Message: "easypost: an answer that is no JSON", Err: err}
	}
	return nil
}

// errUnknown is behind a refusal of what a call names, such as a carrier.
var errUnknown = errors.New("what it names is not known")

// failure reads an answer that says no. EasyPost's own sentence is left out, since
// it may repeat what was asked.
func failure(status int, text []byte) error {
	var said struct {
		Error struct {
			Code string `json:"code"`
		} `json:"error"`
	}
	_ = json.Unmarshal(text, &said) // what is no JSON has no code
	e := &shop.Error{Code: shop.Refused, Message: fmt.Sprintf("easypost answers %d %s", status, word(said.Error.Code))}
	switch {
	case status == http.StatusUnprocessableEntity:
		e.Err = errUnknown
	case status == http.StatusNotFound:
		e.Code = shop.NotFound
	case status == http.StatusTooManyRequests, status == http.StatusRequestTimeout, status >= http.StatusInternalServerError,
		status < http.StatusBadRequest:
		e.Code = shop.Unavailable
	}
	return e
}

// word keeps of a text what a code is made of.
func word(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '.' || r == '_' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, text[:min(len(text), 80)])
}
