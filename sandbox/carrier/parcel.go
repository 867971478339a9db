package carrier

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"
)

// parcel is what carriers and the service know of a number.
type parcel struct {
	Number  string
	Carrier string // as the service was told, or guessed
	Tracker string // its id, once somebody asked; "" until then
	Created time.Time
	Updated time.Time
	Expect  time.Time // zero: not known
	Scans   []scan    // in the order in which they were made
	Departs time.Time // when it began to travel by itself; zero: it does not
	Steps   int       // of its travel, taken
}

// scan is one that a carrier made.
type scan struct {
	At      time.Time
	Status  string
	Detail  string
	Message string
	City    string
	State   string
}

// Statuses are the ten, as EasyPost has them.
func Statuses() []string {
	return []string{
		"unknown", "pre_transit", "in_transit", "out_for_delivery", "delivered", "available_for_pickup",
		"return_to_sender", "failure", "cancelled", "error",
	}
}

// step is one of a parcel that travels by itself.
type step struct {
	after time.Duration // its departure
	scan
}

// journey is a parcel's way from a town to another, within three days.
var journey = []step{
	{0, scan{Status: "pre_transit", Detail: "label_created", Message: "Shipping label created"}},
	{6 * time.Hour, scan{Status: "in_transit", Detail: "received_at_origin_facility", Message: "Received by the carrier", City: "PORTLAND", State: "OR"}},
	{30 * time.Hour, scan{Status: "in_transit", Detail: "departed_facility", Message: "Departed", City: "LOUISVILLE", State: "KY"}},
	{54 * time.Hour, scan{Status: "in_transit", Detail: "arrived_at_destination", Message: "Arrived", City: "TESTVILLE", State: "NY"}},
	{66 * time.Hour, scan{Status: "out_for_delivery", Detail: "out_for_delivery", Message: "Out for delivery", City: "TESTVILLE", State: "NY"}},
	{72 * time.Hour, scan{Status: "delivered", Detail: "arrived_at_destination", Message: "Delivered", City: "TESTVILLE", State: "NY"}},
}

// usual is what a scan says that a person makes by its status alone.
var usual = map[string]scan{
	"pre_transit":          journey[0].scan,
	"in_transit":           journey[2].scan,
	"out_for_delivery":     journey[4].scan,
	"delivered":            journey[5].scan,
	"available_for_pickup": {Detail: "arrived_at_pickup_location", Message: "Ready for pickup", City: "TESTVILLE", State: "NY"},
	"return_to_sender":     {Detail: "return", Message: "Being returned to the sender", City: "TESTVILLE", State: "NY"},
	"failure":              {Detail: "damaged", Message: "Cannot be delivered", City: "TESTVILLE", State: "NY"},
	"cancelled":            {Detail: "cancelled", Message: "The label was cancelled"},
	"error":                {Detail: "error", Message: "The carrier does not answer"},
	"unknown":              {Detail: "unknown", Message: "The carrier knows nothing"},
}

// nextStep is when the parcel moves by itself; the zero time when it does not.
func (p *parcel) nextStep() time.Time {
	if p.Departs.IsZero() || p.Steps >= len(journey) {
		return time.Time{}
	}
	return p.Departs.Add(journey[p.Steps].after)
}

// travel takes the parcel's next step.
func (c *Carrier) travel(p *parcel, at time.Time) {
	s := journey[p.Steps].scan
	p.Steps++
	s.At = at
	c.scanned(p, s)
}

// scanned books a scan, and tells of it.
func (c *Carrier) scanned(p *parcel, s scan) {
	p.Scans = append(p.Scans, s)
	p.Updated = c.cfg.Now()
	if s.Status == "in_transit" && p.Expect.IsZero() {
		p.Expect = s.At.Add(journey[len(journey)-1].after - 6*time.Hour).Truncate(24 * time.Hour)
	}
	if p.Tracker != "" {
		c.tell("tracker.updated", p)
	}
}

// find returns the parcel with a number, as people type it, or with a tracker's id.
func (c *Carrier) find(name string) *parcel {
	name = clean(name)
	i := slices.IndexFunc(c.parcels, func(p *parcel) bool { return p.Number == name || strings.EqualFold(p.Tracker, name) })
	if i < 0 {
		return nil
	}
	return c.parcels[i]
}

// clean is a number without what people put between its parts.
func clean(number string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '.' {
			return -1
		}
		return r
	}, strings.ToUpper(number))
}

// known returns the parcel with a number, new if nobody knows it.
func (c *Carrier) known(number string) *parcel {
	if p := c.find(number); p != nil {
		return p
	}
	p := &parcel{Number: clean(number), Created: c.cfg.Now()}
	c.parcels = append(c.parcels, p)
	return p
}

// track makes a tracker of the parcel, unless it has one.
func (c *Carrier) track(p *parcel, carrier string) {
	if p.Tracker != "" {
		return
	}
	p.Tracker, p.Carrier, p.Created, p.Updated = "trk_"+strings.ToLower(rand.Text()), carrier, c.cfg.Now(), c.cfg.Now()
	if c.traveler && len(p.Scans) == 0 {
		p.Departs = c.cfg.Now()
	}
	c.tell("tracker.created", p)
}

// Scan has a carrier scan a parcel now; "" for a detail is the usual one of the status. A parcel
// that travels by itself stops doing so.
func (c *Carrier) Scan(number, status, detail string) error {
	if !slices.Contains(Statuses(), status) {
		return fmt.Errorf("there is no status %q: use %s", status, strings.Join(Statuses(), ", "))
	}
	if clean(number) == "" {
		return fmt.Errorf("which parcel? Give its number")
	}
	c.locked(func() {
		p := c.known(number)
		p.Departs = time.Time{}
		s := usual[status]
		s.Status, s.At = status, c.cfg.Now()
		if detail != "" {
			s.Detail = detail
		}
		c.scanned(p, s)
	})
	c.wakeWorker()
	return nil
}

// Expect has the carrier expect a parcel to arrive on a day.
func (c *Carrier) Expect(number string, day time.Time) error {
	if clean(number) == "" {
		return fmt.Errorf("which parcel? Give its number")
	}
	c.locked(func() {
		p := c.known(number)
		p.Expect, p.Updated = day.UTC().Truncate(24*time.Hour), c.cfg.Now()
		if p.Tracker != "" {
			c.tell("tracker.updated", p)
		}
	})
	c.wakeWorker()
	return nil
}

// Travel has a parcel travel by itself from now on.
func (c *Carrier) Travel(number string) error {
	var err error
	c.locked(func() {
		p := c.find(number)
		if p == nil {
			err = fmt.Errorf("no parcel has the number %q", number)
			return
		}
		p.Departs, p.Steps = c.cfg.Now(), 0
	})
	return err
}

// View is a parcel, for people.
type View struct {
	Number  string     `json:"number"`
	Carrier string     `json:"carrier"`
	Tracker string     `json:"tracker"` // "": nobody asked for it
	Status  string     `json:"status"`
	Next    *time.Time `json:"next"` // when it moves by itself
	Scans   []ScanView `json:"scans"`
}

// ScanView is a scan, for people.
type ScanView struct {
	At      time.Time `json:"at"`
	Status  string    `json:"status"`
	Message string    `json:"message"`
	Place   string    `json:"place"`
}

// Parcels returns every parcel, the newest first.
func (c *Carrier) Parcels() []View {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := []View{}
	for _, p := range slices.Backward(c.parcels) {
		v := View{Number: p.Number, Carrier: p.Carrier, Tracker: p.Tracker, Status: p.status(), Scans: []ScanView{}}
		if at := p.nextStep(); !at.IsZero() {
			v.Next = &at
		}
		for _, s := range p.Scans {
			v.Scans = append(v.Scans, ScanView{At: s.At, Status: s.Status, Message: s.Message, Place: strings.TrimSuffix(s.City+", "+s.State, ", ")})
		}
		all = append(all, v)
	}
	return all
}

// status is the newest scan's.
func (p *parcel) status() string {
	if len(p.Scans) == 0 {
		return "unknown"
	}
	return p.Scans[len(p.Scans)-1].Status
}
