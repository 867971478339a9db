package easypost_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"till/shop"
	"till/tracking/easypost"
	"till/webhook"
)

// answer is a tracker as the API writes it, with more than is read of it.
const answer = `{"id":"trk_1","object":"Tracker","mode":"test","tracking_code":"1Z5R89390357567127","status":"in_transit",
 "status_detail":"customs_delay","signed_by":"JOHN TESTER","weight":17.6,"est_delivery_date":"2026-12-03T00:00:00Z",
 "updated_at":"2026-12-01T09:00:00Z","carrier":"UPS","public_url":"https://track.example/1","fees":[],
 "carrier_detail":{"destination_location":"1 TEST STREET"},
 "tracking_details":[
  {"datetime":"2026-11-30T08:00:00Z","status":"pre_transit","status_detail":"label_created","message":"Label","tracking_location":{"city":null,"state":null,"country":null,"zip":null}},
  {"datetime":"2026-12-01T01:00:00-05:00","status":"in_transit","status_detail":"departed_facility","tracking_location":{"city":"LOUISVILLE","state":"KY","country":"US","zip":"40202"}},
  {"datetime":"2026-12-01T08:00:00Z","status":"teleported","status_detail":"<b>","tracking_location":{"city":"Saint-Denis","state":"Seine-Saint-Denis","country":"FR"}},
  {"datetime":null,"status":"in_transit","tracking_location":{}}]}`

var read = shop.Tracking{
	ID: "trk_1", Number: "1Z5R89390357567127", Status: shop.ScanInTransit, Detail: "customs_delay",
	Expected: time.Date(2026, 12, 3, 0, 0, 0, 0, time.UTC), UpdatedAt: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC),
	Scans: []shop.Scan{
		{At: time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC), Status: shop.ScanPreTransit, Detail: "label_created"},
		{At: time.Date(2026, 12, 1, 6, 0, 0, 0, time.UTC), Status: shop.ScanInTransit, Detail: "departed_facility", Place: "Louisville, KY"},
		{At: time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC), Status: shop.ScanUnknown, Detail: "b", Place: "Saint-Denis, FR"},
	},
}

// asked is a call as the service got it.
type asked struct{ Call, User, Body string }

// service answers each call with the next of what it is to say, and remembers it.
func service(t *testing.T, says ...func(http.ResponseWriter)) (*easypost.Client, *[]asked) {
	t.Helper()
	var calls []asked
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, _, _ := r.BasicAuth()
		body, _ := io.ReadAll(r.Body)
		calls = append(calls, asked{r.Method + " " + r.URL.RequestURI(), user, strings.TrimSpace(string(body))})
		says[min(len(calls), len(says))-1](w)
	}))
	t.Cleanup(server.Close)
	c, err := easypost.New(easypost.Config{Key: "EZTKsecret", BaseURL: server.URL + "/v2/"})
	if err != nil {
		t.Fatal(err)
	}
	return c, &calls
}

func say(status int, body string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func TestTrack(t *testing.T) {
	t.Parallel()
	c, calls := service(t, say(201, answer))
	got, err := c.Track(t.Context(), "key", shop.Parcel{Code: "ups", Number: "1Z5R89390357567127"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(read, got); diff != "" {
		t.Error(diff)
	}
	if got, err = c.Look(t.Context(), "trk_1/../x"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(read, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]asked{
		{"POST /v2/trackers", "EZTKsecret", `{"tracker":{"tracking_code":"1Z5R89390357567127","carrier":"UPS"}}`},
		{"GET /v2/trackers/trk_1%2F..%2Fx", "EZTKsecret", ""},
	}, *calls); diff != "" {
		t.Error(diff)
	}
}

// TestUnknownCarrier has the service not know a carrier by its name: the number
// has to do.
func TestUnknownCarrier(t *testing.T) {
	t.Parallel()
	c, calls := service(t, say(422, `{"error":{"code":"TRACKER.CREATE.ERROR","message":"no"}}`), say(201, answer))
	if _, err := c.Track(t.Context(), "key", shop.Parcel{Code: "evri", Number: "H00"}); err != nil {
		t.Fatal(err)
	}
	if len(*calls) != 2 || (*calls)[1].Body != `{"tracker":{"tracking_code":"H00"}}` {
		t.Errorf("asked %v", *calls)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		says func(http.ResponseWriter)
		want shop.Code
	}{
		{"a wrong key", say(401, `{"error":{"code":"UNAUTHORIZED","message":"1Z5R89390357567127"}}`), shop.Refused},
		{"no money", say(402, `{"error":{"code":"PAYMENT_REQUIRED"}}`), shop.Refused},
		{"no number", say(422, `{"error":{"code":"PARAMETER.REQUIRED"}}`), shop.Refused},
		{"no such tracker", say(404, `{}`), shop.NotFound},
		{"too fast", say(429, `slow down`), shop.Unavailable},
		{"broken", say(500, `<html>`), shop.Unavailable},
		{"elsewhere", say(302, ``), shop.Unavailable},
		{"no JSON", say(200, `<html>`), shop.Unavailable},
		{"something else", say(200, `{"object":"Parcel","id":"prcl_1"}`), shop.Unavailable},
		{"endless", say(200, strings.Repeat(" ", 2<<20)), shop.Unavailable},
		{"cut", func(http.ResponseWriter) { panic(http.ErrAbortHandler) }, shop.Unavailable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, _ := service(t, tt.says)
			_, err := c.Look(t.Context(), "trk_1Z5R89390357567127")
			if shop.CodeOf(err) != tt.want {
				t.Errorf("%v is %s, want %s", err, shop.CodeOf(err), tt.want)
			}
			if text := fmt.Sprint(err); strings.Contains(text, "1Z5R") || strings.Contains(text, "EZTK") {
				t.Errorf("the error tells too much: %s", text)
			}
		})
	}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	for _, bad := range []easypost.Config{{}, {Key: "EZTK1", BaseURL: "api.example"}, {Key: "EZTK1", BaseURL: "ftp://api.example"}} {
		if _, err := easypost.New(bad); err == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
}

func sign(body, secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(body))
	return "hmac-sha256-hex=" + hex.EncodeToString(mac.Sum(nil))
}

func TestVerify(t *testing.T) {
	t.Parallel()
	event := func(mode, description, result string) string {
		return fmt.Sprintf(`{"id":"evt_1","object":"Event","mode":%q,"description":%q,"result":%s}`, mode, description, result)
	}
	good := event("test", "tracker.updated", answer)
	for _, tt := range []struct {
		name, body, signature string
		want                  error
		about                 shop.Tracking
	}{
		{"genuine", good, sign(good, "ſecret 1"), nil, read},
		{"the other secret", good, sign(good, "secret 2"), nil, read},
		{"normalised", good, sign(good, "secret 1"), nil, read},
		{"no signature", good, "", webhook.ErrForged, shop.Tracking{}},
		{"a wrong secret", good, sign(good, "secret 3"), webhook.ErrForged, shop.Tracking{}},
		{"an empty secret", good, sign(good, ""), webhook.ErrForged, shop.Tracking{}},
		{"no hex", good, "hmac-sha256-hex=zz", webhook.ErrForged, shop.Tracking{}},
		{"another scheme", good, strings.TrimPrefix(sign(good, "secret 2"), "hmac-sha256-hex="), webhook.ErrForged, shop.Tracking{}},
		{"changed on the way", good + " ", sign(good, "secret 2"), webhook.ErrForged, shop.Tracking{}},
		{"no JSON", "x", sign("x", "secret 2"), webhook.ErrForged, shop.Tracking{}},
		{"no event", "{}", sign("{}", "secret 2"), webhook.ErrForged, shop.Tracking{}},
		{"of real parcels", event("production", "tracker.updated", answer), "sign", webhook.ErrForeign, shop.Tracking{}},
		{"about something else", event("test", "batch.created", `{"id":"batch_1"}`), "sign", nil, shop.Tracking{}},
		{"no tracker", event("test", "tracker.updated", `{"id":"batch_1"}`), "sign", webhook.ErrForged, shop.Tracking{}},
		{"no result", event("test", "tracker.updated", `null`), "sign", webhook.ErrForged, shop.Tracking{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, err := easypost.New(easypost.Config{Key: "EZTK1"})
			if err != nil {
				t.Fatal(err)
			}
			signature := tt.signature
			switch {
			case signature == "sign":
				signature = sign(tt.body, "secret 2")
			case tt.name == "genuine":
				signature = sign(tt.body, "secret 1") // the long s is an s in NFKD
			}
			got, err := c.Webhook("ſecret 1", "", " secret 2 ").Verify(t.Context(), http.Header{"X-Hmac-Signature": {signature}}, []byte(tt.body))
			if !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			if diff := cmp.Diff(tt.about, got.Tracking); tt.want == nil && diff != "" {
				t.Error(diff)
			}
		})
	}
	none, err := easypost.New(easypost.Config{Key: "EZTK1"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := none.Webhook().Verify(t.Context(), http.Header{"X-Hmac-Signature": {sign(good, "")}}, []byte(good)); !errors.Is(err, webhook.ErrForged) {
		t.Errorf("without a secret: %v", err)
	}
}

// FuzzVerify reads anything that is signed rightly.
func FuzzVerify(f *testing.F) {
	f.Add([]byte(`{"id":"evt_1","object":"Event","mode":"test","description":"tracker.updated","result":` + answer + `}`))
	f.Add([]byte(`{"id":"evt_1","object":"Event","description":"tracker.created","result":[]}`))
	c, err := easypost.New(easypost.Config{Key: "EZTK1"})
	if err != nil {
		f.Fatal(err)
	}
	w := c.Webhook("secret")
	f.Fuzz(func(t *testing.T, body []byte) {
		e, err := w.Verify(t.Context(), http.Header{"X-Hmac-Signature": {sign(string(body), "secret")}}, body)
		if err == nil && !json.Valid(body) {
			t.Errorf("%q is an event: %+v", body, e)
		}
		for _, s := range e.Tracking.Scans {
			if s.At.IsZero() {
				t.Errorf("a scan without a time: %+v", s)
			}
		}
	})
}
