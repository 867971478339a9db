package tracking_test

import (
	"testing"

	"till/shop"
	"till/tracking"
)

func TestNumbers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, carrier, number string
		want                  string // the first parcel's carrier
		checked               bool
		reason                shop.Reason
	}{
		{"a right number says whose it is", "", "1Z5R89390357567127", "UPS", true, ""},
		{"as people paste it", "", "1z 5r8 939 03 5756 7127", "UPS", true, ""},
		{"the carrier is named as well", "ups", "1Z5R89390357567127", "UPS", true, ""},
		{"a slip", "", "1Z5R89390357567128", "UPS", false, shop.ReasonTrackingCheck},
		{"an unknown carrier is taken", "Bicycle messenger", "ab-12", "Bicycle messenger", false, ""},
		{"a known carrier's unknown form is taken", "UPS", "ab-12", "UPS", false, ""},
		{"a name that is not the number's", "Bicycle messenger", "1Z5R89390357567127", "Bicycle messenger", false, ""},
		{"all of a name's carriers", "dhl", "218025809066", "DHL Paket", true, ""},
		{"the number names its carrier", "", "sagawa 5125-4751-4334", "Sagawa", true, ""},
		{"several carriers fit", "", "512547514334", "Japan Post", true, shop.ReasonTrackingCarrier},
		{"the seller picked one of them", "Sagawa", "512547514334", "Sagawa", true, ""},
		{"nothing checks it, but it is named", "Aramex", "12345678902", "Aramex", false, ""},
		{"a slip, which is another's right number", "FedEx", "444413758703", "FedEx", false, shop.ReasonTrackingCheck},
		{"a long link", "", "https://www.royalmail.com/track-your-item#/tracking-results/RB123456785GB", "Royal Mail", true, ""},
		{"no carrier, no rule", "", "ab-12", "", false, shop.ReasonTrackingCarrier},
		{"nothing to see", "UPS", " - ", "", false, shop.ReasonTracking},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := tracking.Numbers{}.Recognise(tt.carrier, tt.number)
			if shop.ReasonOf(err) != tt.reason {
				t.Fatalf("reason %q, want %q (%v)", shop.ReasonOf(err), tt.reason, err)
			}
			var first shop.Parcel
			if len(got) > 0 {
				first = got[0]
			}
			if first.Carrier != tt.want || first.Checked != tt.checked {
				t.Errorf("got %q checked %v, want %q %v", first.Carrier, first.Checked, tt.want, tt.checked)
			}
		})
	}
}
