package commands

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"till/shop"
)

// setting is one line of the settings' card.
type setting struct {
	option string
	name   phrase
	value  string
}

// showSettings is the card: how each setting stands, and a menu to change one.
func (t *Till) showSettings(ctx context.Context, r Request, about phrase) Reply {
	v := r.voice()
	chosen, _, err := t.shop.Reader(ctx, r.Actor.ID)
	if err != nil {
		return t.refuse(v, err)
	}
	language := v.tongue().name
	if chosen == "" {
		language = v.say(txtClientLanguage, "language", language)
	}
	all := []setting{{setLanguage, txtSetLanguage, language}}
	title, next := v.say(txtSettings), []Button{button(v.say(btnSetUp), Secondary, routeSell)}
	seller, err := t.shop.Seller(ctx, r.Actor.ID)
	switch {
	case err == nil:
		title, next = v.say(txtSettingsShop, "shop", plain(seller.Name)), nil
		all = append(all, t.shopSettings(v, seller)...)
	case shop.ReasonOf(err) != shop.ReasonNotSeller:
		return t.refuse(v, err)
	}
	var lines []string
	menu := &Select{Route: routeSetting, Placeholder: v.say(txtSettingsPick)}
	for _, s := range all {
		lines = append(lines, v.say(txtSettingLine, "name", v.say(s.name), "value", s.value))
		menu.Options = append(menu.Options, Option{Label: v.say(s.name), Value: s.option, Description: clip(s.value, maxOption)})
	}
	m := Message{
		Cards: []Card{{Color: Neutral, Title: title, Body: strings.Join(lines, "\n")}},
		Rows:  append([]Row{{Select: menu}}, buttons(next...)...),
	}
	if about != "" {
		m.Text = v.say(about)
	}
	return Reply{Private: true, Update: r.Kind == Tap || r.Kind == Submit, Message: m}
}

// shopSettings is how the settings of a shop stand.
func (t *Till) shopSettings(v voice, seller shop.Seller) []setting {
	s := seller.Settings
	_, provider := t.shop.Held()
	currency, days, phone := txtCurrencyDefault, txtDaysDefault, txtPhoneOff
	zone, quiet, digest := v.say(txtZoneDefault), v.say(txtQuietOff), v.say(txtDigestOff)
	if s.Currency != "" {
		currency = txtCurrencyOf
	}
	if s.Days != 0 {
		days = txtDaysOf
	}
	if s.Zone != "" {
		zone = zoneName(s.Zone)
	}
	if s.Quiet != nil {
		quiet = v.say(txtQuietOf, "from", v.hour(s.Quiet.From), "to", v.hour(s.Quiet.To))
	}
	if hour, on := s.DigestAt(); on {
		digest = v.say(txtDigestOf, "hour", v.hour(hour))
	}
	if s.Phone {
		phone = txtPhoneOn
	}
	within := t.shop.ShipsWithin(shop.Order{ShipDays: s.Days})
	return []setting{
		{setName, txtSetName, plain(seller.Name)},
		{setCurrency, txtSetCurrency, v.say(currency, "currency", string(t.shop.PriceIn(seller)))},
		{setZone, txtSetZone, zone},
		{setDays, txtSetDays, v.say(days, "days", v.span(within))},
		{setFrom, txtSetQuiet, quiet},
		{setDigest, txtSetDigest, digest},
		{setShipTo, txtSetShipTo, t.shipsTo(v, seller)},
		{setPhone, txtSetPhone, v.say(phone, "provider", provider)},
	}
}

// hour is an hour of somebody's day, in their own time zone: Discord's marks for
// times are of one moment, and this is of every day.
func (v voice) hour(n int) string {
	digits := v.tongue().digits
	return digits.tail(fmt.Sprintf("%02d", n)) + ":" + digits.tail("00")
}

// openSetting offers the values of one setting, or asks for what must be typed.
func (t *Till) openSetting(ctx context.Context, r Request) Reply {
	v, which := r.voice(), r.Route.Arg(0)
	if which == "" {
		which = r.picked()
	}
	seller, err := t.shop.Seller(ctx, r.Actor.ID)
	if err != nil && which != setLanguage {
		return t.refuse(v, err)
	}
	policy := t.shop.Policy()
	switch which {
	case setLanguage:
		options := []Option{{Label: v.say(txtClientDefault), Value: asElsewhere}}
		for _, l := range tongues() {
			options = append(options, Option{Label: l.name, Value: l.code})
		}
		return pick(v, v.say(txtPickLanguage), NewRoute(routeSet, which), options)
	case setName:
		return typing(NewRoute(routeSet, which), v.say(txtModalName), Input{
			Name: which, Label: v.say(txtInputName), Value: seller.Name, MinLength: 1, MaxLength: shop.MaxName, Required: true,
		})
	case setZone:
		return typing(NewRoute(routeSet, which), v.say(txtModalZone), Input{
			Name: which, Label: v.say(txtInputZone), Placeholder: v.say(txtHintZone), Value: seller.Settings.Zone,
			MinLength: 1, MaxLength: maxZone, Required: true,
		})
	case setCurrency:
		options := []Option{{Label: v.say(txtCurrencyDefault, "currency", string(policy.Currency)), Value: asElsewhere}}
		for _, c := range slices.Sorted(maps.Keys(policy.Limits)) {
			options = append(options, Option{Label: string(c), Value: string(c), Description: v.tongue().symbol(c)})
		}
		return pick(v, v.say(txtPickCurrency), NewRoute(routeSet, which), options)
	case setDays:
		options := []Option{{Label: v.say(txtDaysDefault, "days", v.span(policy.ShipWithin)), Value: asElsewhere}}
		for n := shop.LeastDays; n < t.shop.MostHandling(); n++ {
			options = append(options, Option{Label: v.span(time.Duration(n) * 24 * time.Hour), Value: strconv.Itoa(n)})
		}
		return pick(v, v.say(txtPickDays), NewRoute(routeSet, which), options)
	case setFrom:
		return pick(v, v.say(txtPickQuiet), NewRoute(routeSet, which), append([]Option{{Label: v.say(txtQuietOff), Value: asElsewhere}}, v.hours("")...))
	case setShipTo:
		return typing(NewRoute(routeSet, which), v.say(txtModalShipTo), Input{
			Name: which, Label: v.say(txtInputShipTo), Placeholder: v.say(txtHintShipTo), Value: clip(v.shipToTyped(seller.Settings.ShipTo), maxShipTo),
			MinLength: 1, MaxLength: maxShipTo, Required: true, Paragraph: true,
		})
	case setPhone:
		_, provider := t.shop.Held()
		return pick(v, v.say(txtPickPhone, "provider", provider), NewRoute(routeSet, which), []Option{
			{Label: v.say(txtPhoneOff), Value: asElsewhere}, {Label: v.say(txtPhoneOn, "provider", provider), Value: phoneAsked},
		})
	case setDigest:
		return pick(v, v.say(txtPickDigest), NewRoute(routeSet, which), append([]Option{{Label: v.say(txtDigestOff), Value: asElsewhere}}, v.hours("")...))
	default:
		return t.showSettings(ctx, r, "")
	}
}

// askQuietTo asks when the quiet hours end.
func (t *Till) askQuietTo(r Request, from string) Reply {
	return pick(r.voice(), r.voice().say(txtPickQuietTo), NewRoute(routeSet, setTo, from), r.voice().hours(from))
}

// hours is the hours of a day as options, but for one.
func (v voice) hours(but string) []Option {
	var all []Option
	for h := range 24 {
		if strconv.Itoa(h) != but {
			all = append(all, Option{Label: v.hour(h), Value: strconv.Itoa(h)})
		}
	}
	return all
}

// pick shows a menu in the place of the card.
func pick(v voice, question string, route Route, options []Option) Reply {
	return Reply{Private: true, Update: true, Message: Message{
		Text: question,
		Rows: append([]Row{{Select: &Select{
			Route: route, Placeholder: v.say(txtSettingsOne), Options: options[:min(len(options), maxOptions)],
		}}}, buttons(button(v.say(btnSettingsBack), Secondary, routeSettings))...),
	}}
}

// typing opens a form of one field.
func typing(route Route, title string, input Input) Reply {
	return Reply{Modal: &Modal{Route: route, Title: clip(title, maxModalTitle), Inputs: []Input{input}}}
}
