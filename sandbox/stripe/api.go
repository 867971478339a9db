package stripe

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// call is one API request while it is served.
type call struct {
	account   *account // on whose behalf: the platform, or Stripe-Account's
	form      *form
	upload    *upload // of a multipart request
	id        string  // {id} of the path
	sub       string  // {sub} of the path
	path      string  // "/v1/…", without the sandbox's prefix
	key       string  // idempotency key, or ""
	requestID string
	now       time.Time
}

// act does a call's work under the lock and returns the answer.
type act func(c *call) (doc, *apiError)

// route is one endpoint.
type route struct {
	shape     shape
	connected bool // may be called with Stripe-Account
	act       act
	multipart bool // takes a file
}

// Handler serves /stripe/v1/…, /pay/…, /saved/… and /onboard/….
func (s *Stripe) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.serving.Add(1)
		defer func() {
			s.serving.Add(-1)
			s.changed()
		}()
		s.mux.ServeHTTP(w, r)
	})
}

func (s *Stripe) endpoint(rt route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		started := time.Now()
		c := &call{
			path: strings.TrimPrefix(r.URL.Path, "/stripe"), id: r.PathValue("id"), sub: r.PathValue("sub"),
			requestID: newID("req_", 14), key: r.Header.Get("Idempotency-Key"),
		}
		w.Header().Set("Request-Id", c.requestID)
		w.Header().Set("Stripe-Version", APIVersion)
		w.Header().Set("Content-Type", "application/json")
		if c.key != "" {
			w.Header().Set("Idempotency-Key", c.key)
		}
		answer := s.answer(c, rt, r)
		s.wakeWorker()
		s.cfg.Logger.Info("stripe call", "method", r.Method, "path", c.path, "status", answer.status,
			"replayed", answer.replayed, "fault", answer.fault.kind, "took", time.Since(started))
		s.hold(answer)
		if answer.cut() {
			cutOff(w)
		}
		if answer.replayed {
			w.Header().Set("Idempotent-Replayed", "true")
			w.Header().Set("Original-Request", answer.requestID)
		}
		if answer.status == http.StatusTooManyRequests {
			w.Header().Set("Stripe-Rate-Limited-Reason", "global-rate")
		}
		w.WriteHeader(answer.status)
		_, _ = w.Write(answer.body) // the client may be gone
	}
}

// answer checks who calls and what, and runs the act at most once per key.
func (s *Stripe) answer(c *call, rt route, r *http.Request) *answer {
	if err := s.authorize(r); err != nil {
		return refusal(err)
	}
	var err *apiError
	if rt.multipart {
		c.form, c.upload, err = readUpload(r)
	} else {
		c.form, err = readForm(r)
	}
	if err != nil {
		return refusal(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c.now = s.now()
	fault := s.callFault(r, c.path)
	switch fault.kind {
	case FaultTooMany:
		return refusal(&apiError{
			Status: http.StatusTooManyRequests, Type: "invalid_request_error", Code: "rate_limit",
			Message: "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.",
		})
	case FaultDrop:
		a := refusal(internalError())
		a.fault = fault
		return a
	}
	a := s.once(c, r, fault, func() (doc, *apiError) {
		if fault.kind == FaultError {
			return nil, internalError()
		}
		if err := s.scope(c, rt, r); err != nil {
			return nil, err
		}
		if err := rt.shape.check(c.form); err != nil {
			return nil, err
		}
		want, err := expandTree(c.form.at("expand").texts())
		if err != nil {
			return nil, err
		}
		d, err := rt.act(c)
		if err != nil {
			return nil, err
		}
		return d, resolve(d, want, c.now)
	})
	return a
}

func (s *Stripe) authorize(r *http.Request) *apiError {
	key, _, basic := r.BasicAuth()
	if !basic {
		key, _ = strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	}
	refuse := func(message string) *apiError {
		return &apiError{Status: http.StatusUnauthorized, Type: "invalid_request_error", Message: message}
	}
	switch {
	case key == "":
		return refuse("You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').")
	case key != s.keys.Secret:
		return refuse("Invalid API Key provided: " + key[:min(8, len(key))] + strings.Repeat("*", max(0, len(key)-12)) + key[max(min(8, len(key)), len(key)-4):])
	}
	if v := r.Header.Get("Stripe-Version"); v != "" && v != APIVersion {
		return malformed("", "", fmt.Sprintf("Invalid Stripe API version: %s. The sandbox imitates %s only.", v, APIVersion))
	}
	return nil
}

// scope finds the account on whose behalf the call is made.
func (s *Stripe) scope(c *call, rt route, r *http.Request) *apiError {
	c.account = s.platform
	id := r.Header.Get("Stripe-Account")
	if id == "" || id == s.platform.id {
		return nil
	}
	a, ok := s.accounts.get(id)
	if !ok {
		return &apiError{
			Status: http.StatusForbidden, Type: "invalid_request_error", Code: "account_invalid", unread: true,
			Message: fmt.Sprintf("The provided key does not have access to account '%s' (or that account does not exist). Application access may have been revoked.", id),
		}
	}
	if !rt.connected {
		return malformed("", "", "The sandbox does not imitate this call with Stripe-Account: connected accounts have no charges of their own here.")
	}
	c.account = a
	return nil
}

func readForm(r *http.Request) (*form, *apiError) {
	values := r.URL.Query()
	if r.Method == http.MethodPost {
		kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
		if r.ContentLength != 0 && kind != "application/x-www-form-urlencoded" {
			return nil, malformed("", "", "Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have questions, we can help at https://support.stripe.com/.")
		}
		r.Body = http.MaxBytesReader(nil, r.Body, 1<<20)
		if err := r.ParseForm(); err != nil {
			return nil, malformed("", "", "Invalid request: "+err.Error())
		}
		values = r.Form
	}
	return parseForm(values)
}

// unknownURL answers a path that no endpoint has.
func (s *Stripe) unknownURL(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Request-Id", newID("req_", 14))
	w.Header().Set("Content-Type", "application/json")
	a := refusal(s.authorizeOr(r, &apiError{
		Status: http.StatusNotFound, Type: "invalid_request_error",
		Message: fmt.Sprintf("Unrecognized request URL (%s: %s). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.", r.Method, strings.TrimPrefix(r.URL.Path, "/stripe")),
	}))
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // the client may be gone
}

func (s *Stripe) authorizeOr(r *http.Request, otherwise *apiError) *apiError {
	if err := s.authorize(r); err != nil {
		return err
	}
	return otherwise
}

func internalError() *apiError {
	return &apiError{
		Status: http.StatusInternalServerError, Type: "api_error", unread: true,
		Message: "An unknown error occurred",
	}
}

// encode writes a resolved document; it holds nothing that cannot be encoded.
func encode(d doc) []byte {
	body, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		panic("stripe: document cannot be encoded: " + err.Error())
	}
	return append(body, '\n')
}
