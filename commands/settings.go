package commands

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"till/shop"
	"till/shop/money"
)

const (
	routeSettings = "settings" // the card, in place
	routeSetting  = "setting"  // opens one setting: the argument, else what was picked
	routeSet      = "set"      // which setting, and for quiet hours their beginning; the value is picked or filled in
)

// The settings, by the names of the command's options.
const (
	setLanguage = "language"
	setName     = "name"
	setCurrency = "currency"
	setZone     = "zone"
	setDays     = "days"
	setFrom     = "quiet_from"
	setTo       = "quiet_to"
	setDigest   = "digest"
	setShipTo   = "ship_to"
	setPhone    = "phone"
)

const (
	asElsewhere = "default" // of a setting that follows Discord or the operator, and of what is switched off
	nowhere     = "none"    // of setShipTo, when nothing is shipped
	phoneAsked  = "yes"     // of setPhone
)

// settings is /settings: what somebody decided for themselves, and for their shop.
func (t *Till) settings() command {
	languages := []Choice{{Name: string(txtClientDefault), Value: asElsewhere}}
	for _, l := range tongues() {
		languages = append(languages, Choice{Name: l.name, Value: l.code})
	}
	off := func(name phrase) []Choice {
		return append([]Choice{{Name: string(name), Value: asElsewhere}}, hours()...)
	}
	return command{
		Definition: Definition{
			Kind: Command, Name: "settings", Description: string(defSettings),
			Options: []OptionDefinition{
				{Name: setLanguage, Description: string(defSettingsLanguage), Type: StringOption, Choices: languages},
				{Name: setName, Description: string(defSettingsName), Type: StringOption, MaxLength: shop.MaxName},
				{Name: setCurrency, Description: string(defSettingsCurrency), Type: StringOption, Autocomplete: true},
				{Name: setZone, Description: string(defSettingsZone), Type: StringOption, Autocomplete: true, MaxLength: maxZone},
				{Name: setDays, Description: string(defSettingsDays), Type: IntegerOption, Min: new(int64(0))},
				{Name: setFrom, Description: string(defSettingsFrom), Type: StringOption, Choices: off(txtQuietOff)},
				{Name: setTo, Description: string(defSettingsTo), Type: StringOption, Choices: hours()},
				{Name: setDigest, Description: string(defSettingsDigest), Type: StringOption, Choices: off(txtDigestOff)},
				{Name: setShipTo, Description: string(defSettingsShipTo), Type: StringOption, MaxLength: maxShipTo},
				{Name: setPhone, Description: string(defSettingsPhone), Type: StringOption, Choices: []Choice{
					{Name: string(txtPhoneOff), Value: asElsewhere}, {Name: string(txtPhoneYes), Value: phoneAsked},
				}},
			},
		},
		run:      t.runSettings,
		complete: t.completeSetting,
		routes: map[string]handler{
			routeSettings: func(ctx context.Context, r Request) Reply { return t.showSettings(ctx, r, "") },
			routeSetting:  t.openSetting,
			routeSet:      t.pickSetting,
		},
	}
}

const (
	maxZone   = 60  // how long the name of a time zone may be
	maxShipTo = 400 // and a list of countries
)

// hours is the hours of a day, as choices.
func hours() []Choice {
	var all []Choice
	for h := range 24 {
		all = append(all, Choice{Name: fmt.Sprintf("%02d:00", h), Value: strconv.Itoa(h)})
	}
	return all
}

// runSettings changes what is given, and shows how all stands then.
func (t *Till) runSettings(ctx context.Context, r Request) Reply {
	if len(r.Options) == 0 {
		return t.showSettings(ctx, r, "")
	}
	return t.change(ctx, r, r.Options)
}

// pickSetting changes the one setting that was picked or filled in.
func (t *Till) pickSetting(ctx context.Context, r Request) Reply {
	which, value := r.Route.Arg(0), r.picked()
	if value == "" {
		value = r.Fields[which]
	}
	given := map[string]string{which: value}
	switch {
	case which == setFrom && value != asElsewhere:
		return t.askQuietTo(r, value)
	case which == setTo:
		given[setFrom] = r.Route.Arg(1)
	}
	return t.change(ctx, r, given)
}

// change changes the settings that are given, by name.
func (t *Till) change(ctx context.Context, r Request, given map[string]string) Reply {
	in, no := t.readSettings(r, given)
	if no != nil {
		return *no
	}
	if err := t.shop.Change(ctx, in); err != nil {
		return t.refuse(r.voice(), err)
	}
	before := r.voice()
	if in.Language != nil { // the answer is in the new one
		r.speak = t.voice(*in.Language, r.Actor.Locale)
	}
	reply := t.showSettings(ctx, r, txtSettingsSaved)
	if r.voice().language != before.language {
		reply = r.voice().answered(reply) // Handle does it for the language of the question
	}
	return reply
}

// readSettings reads what was given as far as commands can; the shop checks the
// rest.
func (t *Till) readSettings(r Request, given map[string]string) (shop.ChangeInput, *Reply) {
	v := r.voice()
	in := shop.ChangeInput{Cause: r.Cause, Actor: r.actor()}
	refuse := func(reason shop.Reason) (shop.ChangeInput, *Reply) {
		return in, new(t.refuse(v, &shop.Error{Code: shop.Invalid, Reason: reason, Message: "settings"}))
	}
	hour := func(name string) int {
		n, err := strconv.Atoi(given[name])
		if err != nil {
			return -1 // the shop says what an hour is
		}
		return n
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		value := strings.TrimSpace(given[name])
		switch name {
		case setLanguage:
			if value == asElsewhere {
				value = ""
			}
			if value != "" && !slices.ContainsFunc(tongues(), func(l *tongue) bool { return l.code == value }) {
				return refuse(shop.ReasonLanguage)
			}
			in.Language = new(value)
		case setName:
			in.Name = new(value)
		case setCurrency:
			c := money.Currency("")
			if value != asElsewhere {
				var err error
				if c, err = money.ParseCurrency(value); err != nil {
					return refuse(shop.ReasonCurrency)
				}
			}
			in.Currency = new(c)
		case setZone:
			zone := zoneNamed(value)
			if zone == "" {
				return in, new(private(v.say(txtNoZone), button(v.say(btnFillAgain), Primary, NewRoute(routeSetting, setZone))))
			}
			in.Zone = new(zone)
		case setDays:
			n, err := strconv.Atoi(westernDigits(value))
			if value == asElsewhere {
				n, err = 0, nil
			}
			if err != nil {
				return refuse(shop.ReasonHandling)
			}
			in.Days = new(n)
		case setFrom, setTo:
			if given[setFrom] == asElsewhere {
				in.Quiet = new(shop.Quiet{})
				continue
			}
			if given[setFrom] == "" || given[setTo] == "" {
				return in, new(private(v.say(txtQuietNeedsTo), button(v.say(txtSetQuiet), Primary, NewRoute(routeSetting, setFrom))))
			}
			in.Quiet = &shop.Quiet{From: hour(setFrom), To: hour(setTo)}
		case setDigest:
			in.Digest = &shop.Digest{Off: true}
			if value != asElsewhere {
				in.Digest = &shop.Digest{Hour: hour(setDigest)}
			}
		case setShipTo:
			to, unknown := v.shipTo(value)
			if unknown != "" {
				return in, new(private(v.say(txtNoCountry, "country", plain(clip(unknown, maxZone))), t.remedy(v, shop.ReasonShipTo)...))
			}
			in.ShipTo = &to
		case setPhone:
			in.Phone = new(value == phoneAsked)
		}
	}
	return in, nil
}

// completeSetting suggests currencies and time zones.
func (t *Till) completeSetting(_ context.Context, r Request) Reply {
	typed := r.Options[r.Focused]
	var choices []Choice
	switch r.Focused {
	case setCurrency:
		for _, c := range slices.Sorted(maps.Keys(t.shop.Policy().Limits)) {
			if strings.HasPrefix(string(c), strings.ToUpper(strings.TrimSpace(typed))) {
				choices = append(choices, Choice{Name: string(c), Value: string(c)})
			}
		}
	case setZone:
		for _, name := range zonesLike(typed) {
			choices = append(choices, Choice{Name: zoneName(name), Value: name})
		}
	}
	return Reply{Choices: choices[:min(len(choices), maxOptions)]}
}
