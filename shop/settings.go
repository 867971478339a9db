package shop

import (
	"context"
	"slices"
	"time"

	"till/shop/money"
)

// Settings is what a seller decided about their shop. The zero value leaves all
// of it as the operator has it.
type Settings struct {
	Currency money.Currency `json:"currency,omitempty"` // of a price without one; "": the operator's
	Zone     string         `json:"zone,omitempty"`     // IANA time zone; "": UTC
	Days     int            `json:"days,omitempty"`     // that they need to ship; 0: the operator's
	Quiet    *Quiet         `json:"quiet,omitempty"`    // hours in which nothing should disturb them; nil: none
	Digest   *Digest        `json:"digest,omitempty"`   // of what is to be done; nil: at DigestHour
	ShipTo   ShipTo         `json:"ship_to,omitzero"`   // where their goods go
	Phone    bool           `json:"phone,omitempty"`    // their couriers need the buyer's phone number
}

// Quiet is from one full hour of the seller's day to another, 0 to 23; over
// midnight when To is before From.
type Quiet struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Digest is when the daily digest comes, in the seller's time zone.
type Digest struct {
	Off  bool `json:"off,omitempty"`
	Hour int  `json:"hour"` // 0 to 23
}

// DigestHour is when the digest comes to who did not choose.
const DigestHour = 9

// DigestAt is the hour of the seller's day at which the digest comes; false when
// they want none.
func (s Settings) DigestAt() (hour int, on bool) {
	if s.Digest == nil {
		return DigestHour, true
	}
	return s.Digest.Hour, !s.Digest.Off
}

// QuietAt reports whether t is within the seller's quiet hours.
func (s Settings) QuietAt(t time.Time) bool {
	if s.Quiet == nil {
		return false
	}
	from, to, hour := s.Quiet.From, s.Quiet.To, t.In(s.Location()).Hour()
	if from < to {
		return from <= hour && hour < to
	}
	return hour >= from || hour < to
}

// Quiet reports whether nothing should disturb somebody at this moment: what comes
// then comes without a sound. Nothing is kept back, since a deadline may be in it.
func (s *Shop) Quiet(ctx context.Context, id UserID) (quiet bool, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		seller, err := tx.Sellers().Get(id)
		quiet = seller.Settings.QuietAt(s.now())
		return unlessMissing(err)
	})
	return quiet, err
}

// Location returns the seller's time zone; UTC when it is one that this build has
// never heard of.
func (s Settings) Location() *time.Location {
	if zone, err := time.LoadLocation(s.Zone); err == nil {
		return zone
	}
	return time.UTC
}

// LeastDays is the shortest handling time: a reminder a day before the deadline
// comes a day after the payment then.
const LeastDays = 2

// MaxLanguage is how long the code of a language may be.
const MaxLanguage = 16

// ChangeInput is a wish to change some settings. What is nil stays as it is.
type ChangeInput struct {
	Cause    string
	Actor    Actor
	Language *string         // everybody's: the language that they read; "": their Discord client's
	Name     *string         // from here on sellers only: the shop's
	Currency *money.Currency // "": the operator's
	Zone     *string
	Days     *int   // 0: the operator's
	Quiet    *Quiet // From and To alike: none
	Digest   *Digest
	ShipTo   *ShipTo
	Phone    *bool
}

func (in ChangeInput) ofShop() bool {
	return in.Name != nil || in.Currency != nil || in.Zone != nil || in.Days != nil || in.Quiet != nil || in.Digest != nil ||
		in.ShipTo != nil || in.Phone != nil
}

// Change changes somebody's own settings: all that was asked for, or nothing.
func (s *Shop) Change(ctx context.Context, in ChangeInput) error {
	return s.store.Update(ctx, func(tx Tx) error {
		if seen, err := s.once(tx, in.Cause, "changed"); err != nil || seen != "" {
			return err
		}
		if err := s.meet(tx, in.Actor); err != nil {
			return err
		}
		if in.Language != nil {
			if err := s.read(tx, in.Actor.ID, *in.Language); err != nil {
				return err
			}
		}
		if !in.ofShop() {
			return nil
		}
		seller, err := tx.Sellers().Get(in.Actor.ID)
		if err != nil {
			if CodeOf(err) == NotFound {
				return refuse(NotFound, ReasonNotSeller, "no shop")
			}
			return err
		}
		if in.Name != nil {
			if seller.Name, err = s.shopName(tx, in.Actor.ID, *in.Name); err != nil {
				return err
			}
		}
		if err := s.settle(&seller.Settings, in); err != nil {
			return err
		}
		if err := tx.Sellers().Put(seller); err != nil || in.Zone == nil && in.Digest == nil {
			return err
		}
		return s.moveDigest(tx, seller)
	})
}

// read remembers in which language somebody wants to read.
func (s *Shop) read(tx Tx, id UserID, language string) error {
	if len(language) > MaxLanguage {
		return refuse(Invalid, ReasonLanguage, "language %q", language)
	}
	p, err := tx.People().Get(id)
	if err != nil {
		return err // meet has put them there
	}
	p.Language = language
	return tx.People().Put(p)
}

// settle takes over what was asked for.
func (s *Shop) settle(to *Settings, in ChangeInput) error {
	if in.Currency != nil {
		if _, offered := s.cfg.Policy.Limits[*in.Currency]; !offered && *in.Currency != "" {
			return refuse(Invalid, ReasonCurrency, "%q is not offered", *in.Currency)
		}
		to.Currency = *in.Currency
	}
	if in.Zone != nil {
		if _, err := time.LoadLocation(*in.Zone); err != nil || *in.Zone == "Local" {
			return refuse(Invalid, ReasonZone, "time zone %q", *in.Zone)
		}
		to.Zone = *in.Zone
	}
	if in.Days != nil {
		if *in.Days != 0 && (*in.Days < LeastDays || *in.Days > s.MostHandling()) {
			return refuse(Invalid, ReasonHandling, "%d days to ship", *in.Days)
		}
		to.Days = *in.Days
	}
	if in.Quiet != nil {
		if !isHour(in.Quiet.From) || !isHour(in.Quiet.To) {
			return refuse(Invalid, ReasonHour, "quiet from %d to %d", in.Quiet.From, in.Quiet.To)
		}
		to.Quiet = new(*in.Quiet)
		if in.Quiet.From == in.Quiet.To {
			to.Quiet = nil
		}
	}
	if in.Digest != nil {
		if !isHour(in.Digest.Hour) {
			return refuse(Invalid, ReasonHour, "digest at %d", in.Digest.Hour)
		}
		to.Digest = new(*in.Digest)
	}
	if in.ShipTo != nil {
		var err error
		if to.ShipTo, err = s.shipTo(*in.ShipTo); err != nil {
			return err
		}
	}
	if in.Phone != nil {
		to.Phone = *in.Phone
	}
	return nil
}

func isHour(n int) bool { return n >= 0 && n <= 23 }

// MostHandling is the longest handling time, in days: the operator's.
func (s *Shop) MostHandling() int { return int(s.cfg.Policy.ShipWithin / day) }

// ShipsWithin is how long after its payment the order must be shipped: as the
// seller had it when the request was sent, and never longer than the operator
// has it.
func (s *Shop) ShipsWithin(o Order) time.Duration {
	if own := time.Duration(o.ShipDays) * day; own > 0 {
		return min(own, s.cfg.Policy.ShipWithin)
	}
	return s.cfg.Policy.ShipWithin
}

// shipReminders is when the seller is reminded to ship, after the payment; 0:
// not at all. The last reminder, which warns of the deadline, keeps its distance
// from it as far as there is room, and an earlier one that would come no sooner is
// left out.
func (s *Shop) shipReminders(o Order) []time.Duration {
	policy := s.cfg.Policy
	all := slices.Clone(policy.ShipReminders)
	within, last := s.ShipsWithin(o), len(all)-1
	if last < 0 || within == policy.ShipWithin {
		return all
	}
	all[last] = within - min(policy.ShipWithin-all[last], within/2)
	for i := range last {
		if all[i] >= all[last] {
			all[i] = 0
		}
	}
	return all
}

// PriceIn is the currency of a price that the seller writes without one.
func (s *Shop) PriceIn(seller Seller) money.Currency {
	if _, offered := s.cfg.Policy.Limits[seller.Settings.Currency]; offered {
		return seller.Settings.Currency
	}
	return s.cfg.Policy.Currency
}
