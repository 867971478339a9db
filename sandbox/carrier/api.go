package carrier

import (
	"crypto/subtle"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// largestBody is the most that a call may carry.
const largestBody = 64 << 10

// Handler serves the API below /carrier/v2.
func (c *Carrier) Handler() http.Handler { return c.mux }

func (c *Carrier) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /carrier/v2/trackers", c.served(c.create))
	mux.HandleFunc("GET /carrier/v2/trackers", c.served(c.list))
	mux.HandleFunc("GET /carrier/v2/trackers/{id}", c.served(c.get))
	mux.HandleFunc("/carrier/", c.served(func(*http.Request) (int, any) {
		return refuse(http.StatusNotFound, "NOT_FOUND", "The requested resource could not be found.")
	}))
	return mux
}

// refuse is an answer in EasyPost's shape.
func refuse(status int, code, message string) (int, any) {
	return status, map[string]any{"error": map[string]any{"code": code, "message": message, "errors": []any{}}}
}

// served checks the key, lets faults happen, and writes what fn answers.
func (c *Carrier) served(fn func(r *http.Request) (status int, answer any)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c.serving.Add(1)
		defer c.cfg.Changed()
		defer c.serving.Add(-1)
		c.mu.Lock()
		fault := c.callFault(r.Pattern)
		key := c.keys.API
		c.mu.Unlock()
		status, body := refuse(http.StatusInternalServerError, "INTERNAL_SERVER_ERROR", "We're sorry, something went wrong.")
		user, _, _ := r.BasicAuth()
		switch {
		case fault.kind == FaultDrop:
			panic(http.ErrAbortHandler)
		case fault.kind == FaultTooMany:
			status, body = refuse(http.StatusTooManyRequests, "RATE_LIMITED", "You are making too many requests.")
		case fault.kind == FaultError:
		case subtle.ConstantTimeCompare([]byte(user), []byte(key)) != 1:
			status, body = refuse(http.StatusUnauthorized, "UNAUTHORIZED", "Unauthorized. Please check that your API key is correct.")
		default:
			status, body = fn(r)
			c.wakeWorker()
		}
		switch fault.kind {
		case FaultDropAfter:
			panic(http.ErrAbortHandler)
		case FaultDelay:
			c.hold(fault.long)
		case FaultErrorAfter:
			status, body = refuse(http.StatusInternalServerError, "INTERNAL_SERVER_ERROR", "We're sorry, something went wrong.")
		}
		c.cfg.Logger.Info("carrier call", "method", r.Method, "status", status)
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(body) // the caller may be gone
	}
}

// create makes a tracker, or answers with the one that there is.
func (c *Carrier) create(r *http.Request) (int, any) {
	var in struct {
		Tracker struct {
			TrackingCode string `json:"tracking_code"`
			Carrier      string `json:"carrier"`
		} `json:"tracker"`
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, largestBody))
	if err == nil {
		err = json.Unmarshal(body, &in)
	}
	if err != nil {
		return refuse(http.StatusBadRequest, "BAD_REQUEST", "The body is not the JSON of a tracker.")
	}
	number, carrier := clean(in.Tracker.TrackingCode), in.Tracker.Carrier
	if number == "" {
		return refuse(http.StatusUnprocessableEntity, "PARAMETER.REQUIRED", "Missing required parameter: tracking_code.")
	}
	if carrier != "" && !slices.Contains(carriers, carrier) {
		return refuse(http.StatusUnprocessableEntity, "TRACKER.CREATE.ERROR", "The carrier is not known: "+carrier)
	}
	if carrier == "" {
		carrier = guess(number)
	}
	var answer any
	c.locked(func() {
		p := c.known(number)
		c.track(p, carrier)
		answer = c.doc(p)
	})
	return http.StatusCreated, answer
}

// carriers are the names that the service takes.
var carriers = []string{
	"UPS", "USPS", "FedEx", "DHLExpress", "RoyalMail", "CanadaPost", "AustraliaPost", "DPD", "Evri", "OnTrac", "PostNL",
	"DhlEcs", "LaserShipV2",
}

// guess is the carrier of a number, by its beginning.
func guess(number string) string {
	switch {
	case strings.HasPrefix(number, "1Z"):
		return "UPS"
	case strings.HasPrefix(number, "9"):
		return "USPS"
	default:
		return "FedEx"
	}
}

func (c *Carrier) get(r *http.Request) (int, any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.parcels {
		if p.Tracker != "" && p.Tracker == r.PathValue("id") {
			return http.StatusOK, c.doc(p)
		}
	}
	return refuse(http.StatusNotFound, "NOT_FOUND", "The requested resource could not be found.")
}

func (c *Carrier) list(r *http.Request) (int, any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := []any{}
	for _, p := range slices.Backward(c.parcels) {
		if code := r.FormValue("tracking_code"); p.Tracker != "" && (code == "" || clean(code) == p.Number) {
			all = append(all, c.doc(p))
		}
	}
	return http.StatusOK, map[string]any{"trackers": all[:min(len(all), 100)], "has_more": len(all) > 100}
}

// doc is a parcel as a Tracker object. Who signed is made up, as all of it.
func (c *Carrier) doc(p *parcel) map[string]any {
	details := []any{}
	status, detail, signed := "unknown", "unknown", any(nil)
	for _, s := range p.Scans {
		status, detail = s.Status, s.Detail
		if s.Status == "delivered" {
			signed = "TEST BUYER"
		}
		details = append(details, map[string]any{
			"object": "TrackingDetail", "message": s.Message, "description": "", "status": s.Status, "status_detail": s.Detail,
			"datetime": s.At.UTC().Format(time.RFC3339), "source": p.Carrier, "carrier_code": nil,
			"tracking_location": map[string]any{
				"object": "TrackingLocation", "city": orNil(s.City), "state": orNil(s.State), "country": "US", "zip": nil,
			},
		})
	}
	return map[string]any{
		"id": p.Tracker, "object": "Tracker", "mode": "test", "tracking_code": p.Number, "carrier": p.Carrier,
		"status": status, "status_detail": detail, "signed_by": signed, "weight": nil, "est_delivery_date": day(p.Expect),
		"shipment_id": nil, "created_at": stamp(p.Created), "updated_at": stamp(p.Updated), "tracking_details": details,
		"carrier_detail": nil, "public_url": "https://track.easypost.com/" + p.Tracker, "fees": []any{}, "finalized": status == "delivered", "is_return": false,
	}
}

func stamp(at time.Time) string { return at.UTC().Format(time.RFC3339) }

func day(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return stamp(at)
}

func orNil(text string) any {
	if text == "" {
		return nil
	}
	return text
}
