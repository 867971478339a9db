package easypost

import (
	"strings"
	"time"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"

	"till/shop"
)

// carriers are EasyPost's names of carriers, by ours (https://docs.easypost.com/carriers).
// Of the others it finds the carrier by the number.
var carriers = map[string]string{
	"ups":            "UPS",
	"usps":           "USPS",
	"fedex":          "FedEx",
	"dhl-express":    "DHLExpress",
	"royal-mail":     "RoyalMail",
	"canada-post":    "CanadaPost",
	"australia-post": "AustraliaPost",
	"dpd":            "DPD",
	"evri":           "Evri",
	"dhl-ecommerce":  "DhlEcs",
	"lasership":      "LaserShipV2",
	"ontrac":         "OnTrac",
	"postnl":         "PostNL",
}

// tracker is what is read of a Tracker object.
type tracker struct {
	ID           string   `json:"id"`
	Object       string   `json:"object"`
	Mode         string   `json:"mode"`
	TrackingCode string   `json:"tracking_code"`
	Status       string   `json:"status"`
	StatusDetail string   `json:"status_detail"`
	Estimated    string   `json:"est_delivery_date"`
	UpdatedAt    string   `json:"updated_at"`
	Details      []detail `json:"tracking_details"`
}

// detail is a scan.
type detail struct {
	Datetime     string `json:"datetime"`
	Status       string `json:"status"`
	StatusDetail string `json:"status_detail"`
	Location     struct {
		City    string `json:"city"`
		State   string `json:"state"`
		Country string `json:"country"`
	} `json:"tracking_location"`
}

// tracking is what the shop wants to know of it.
func (t tracker) tracking() (shop.Tracking, error) {
	if t.ID == "" || t.Object != "Tracker" {
		return shop.Tracking{}, &shop.Error{Code: shop.Unavailable, Message: "easypost: an answer that is no tracker"}
	}
	said := shop.Tracking{
		ID: t.ID, Number: t.TrackingCode, Status: status(t.Status), Detail: word(t.StatusDetail),
		Expected: instant(t.Estimated), UpdatedAt: instant(t.UpdatedAt),
	}
	for _, d := range t.Details {
		at := instant(d.Datetime)
		if at.IsZero() {
			continue // not known when: it can be put nowhere
		}
		said.Scans = append(said.Scans, shop.Scan{At: at, Status: status(d.Status), Detail: word(d.StatusDetail), Place: d.place()})
	}
	return said, nil
}

// status reads one of EasyPost's ten; ScanUnknown when it is a newer one.
func status(text string) shop.ScanStatus {
	for _, known := range shop.ScanStatuses() {
		if string(known) == text {
			return known
		}
	}
	return shop.ScanUnknown
}

// instant reads a time; the zero one when there is none.
func instant(text string) time.Time {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}

// place is the town of a scan, and the state or country that it is in. Carriers
// shout.
func (d detail) place() string {
	city := strings.TrimSpace(d.Location.City)
	if city == strings.ToUpper(city) {
		city = cases.Title(language.Und).String(city)
	}
	within := strings.ToUpper(strings.TrimSpace(d.Location.State))
	if within == "" || len(within) > 3 {
		within = strings.ToUpper(strings.TrimSpace(d.Location.Country))
	}
	switch {
	case city == "":
		return within
	case within == "":
		return city
	default:
		return city + ", " + within
	}
}
