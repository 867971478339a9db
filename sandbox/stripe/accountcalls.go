package stripe

import (
	"net/url"
	"slices"
	"time"
)

const accountFields = " business_profile[name] business_profile[url] business_profile[product_description] business_profile[mcc] " +
	"business_type email metadata[*] capabilities[transfers][requested] capabilities[card_payments][requested] " +
	"settings[payouts][schedule][interval] settings[payouts][schedule][delay_days] settings[payouts][statement_descriptor]"

const (
	accountCreateShape = "type! country" + accountFields
	linkShape          = "account! type! refresh_url! return_url! collect collection_options[fields] collection_options[future_requirements]"
)

// needs is what a new connected account must tell Stripe; the platform never
// sees it.
func needs() []string {
	return []string{
		"business_profile.url", "business_type", "external_account", "individual.address.line1", "individual.dob.day",
		"individual.first_name", "individual.id_number", "individual.last_name", "tos_acceptance.date", "tos_acceptance.ip",
	}
}

func (s *Stripe) createAccount(c *call) (doc, *apiError) {
	if err := s.refusePlain(); err != nil {
		return nil, err
	}
	if kind := c.form.at("type").text(); kind != "express" {
		return nil, malformed("", "type", "Invalid type: the sandbox imitates express accounts only, not "+kind+".")
	}
	a := &account{
		id: newID("acct_", 16), kind: "express", country: c.form.at("country").text(), created: c.now,
		interval: "daily", capabilities: map[string]string{}, currentlyDue: needs(), disabled: "requirements.past_due",
	}
	if a.country == "" {
		a.country = s.platform.country
	}
	if homeCurrency(a.country) == "" {
		return nil, invalid("country_unsupported", "country", "Country '"+a.country+"' is unknown. Try using a 2-character alphanumeric country code instead, such as 'US', 'EG', or 'GB'.")
	}
	if err := a.change(c.form); err != nil {
		return nil, err
	}
	if len(a.capabilities) == 0 {
		return nil, malformed("parameter_missing", "capabilities", "You must request at least one capability for an account of type express: capabilities[transfers][requested] or capabilities[card_payments][requested].")
	}
	s.accounts.add(a)
	return a.doc(c.now), nil
}

// change applies what create and update have in common.
func (a *account) change(f *form) *apiError {
	metadata, err := f.at("metadata").mergeMetadata(a.metadata)
	if err != nil {
		return err
	}
	schedule := f.at("settings", "payouts", "schedule")
	interval := a.interval
	if schedule.at("interval").has() {
		if interval, err = schedule.at("interval").choice("settings[payouts][schedule][interval]", "daily", "manual", "weekly", "monthly"); err != nil {
			return err
		}
	}
	for _, name := range f.at("capabilities").names() {
		on, err := f.at("capabilities", name, "requested").flag("capabilities["+name+"][requested]", false)
		switch {
		case err != nil:
			return err
		case !on:
			delete(a.capabilities, name)
		case a.capabilities[name] == "" && a.detailsSubmitted:
			a.capabilities[name] = "active"
		case a.capabilities[name] == "":
			a.capabilities[name] = "inactive"
		}
	}
	a.metadata, a.interval = metadata, interval
	profile := f.at("business_profile")
	for at, field := range map[*form]*string{
		f.at("email"): &a.email, f.at("business_type"): &a.businessType,
		profile.at("name"): &a.name, profile.at("url"): &a.url, profile.at("product_description"): &a.description,
		f.at("settings", "payouts", "statement_descriptor"): &a.suffix,
	} {
		if at != nil && at.isSet {
			*field = at.value
		}
	}
	return nil
}

func (s *Stripe) findAccount(c *call) (*account, *apiError) {
	if c.id == s.platform.id {
		return s.platform, nil
	}
	if a, ok := s.accounts.get(c.id); ok {
		return a, nil
	}
	return nil, &apiError{
		Status: 403, Type: "invalid_request_error", Code: "account_invalid",
		Message: "The provided key '" + s.keys.Secret[:8] + "…' does not have access to account '" + c.id + "' (or that account does not exist). Application access may have been revoked.",
	}
}

func (s *Stripe) ownAccount(c *call) (doc, *apiError) { return c.account.doc(c.now), nil }

func (s *Stripe) getAccount(c *call) (doc, *apiError) {
	a, err := s.findAccount(c)
	if err != nil {
		return nil, err
	}
	return a.doc(c.now), nil
}

func (s *Stripe) updateAccount(c *call) (doc, *apiError) {
	a, err := s.findAccount(c)
	if err != nil {
		return nil, err
	}
	if a == s.platform {
		return nil, invalid("", "", "You cannot update your own account through the API: its settings are in the Dashboard, and in the sandbox's configuration.")
	}
	was := s.picture(a)
	if err := a.change(c.form); err != nil {
		return nil, err
	}
	s.emitChange(a, "account.updated", a, was, c)
	s.planSweep(a)
	return a.doc(c.now), nil
}

func (s *Stripe) listAccounts(c *call) (doc, *apiError) {
	if err := s.refuseOthers(); err != nil {
		return nil, err
	}
	during, err := window(c.form.at("created"), "created")
	if err != nil {
		return nil, err
	}
	return page(c, s.accounts.rows, "account", func(a *account) bool { return during(a.created) })
}

// linkLife is how long an account link can be opened
// (https://docs.stripe.com/api/account_links: "expires_at").
const linkLife = 5 * time.Minute

// accountLink is the way to the hosted onboarding. It can be opened once.
type accountLink struct {
	account               *account
	refreshURL, returnURL string
	expires               time.Time
	used                  bool
}

func (s *Stripe) createLink(c *call) (doc, *apiError) {
	a, ok := s.accounts.get(c.form.at("account").text())
	if !ok {
		return nil, noSuch("account", c.form.at("account").text(), "account")
	}
	kind := c.form.at("type").text()
	if !slices.Contains([]string{"account_onboarding", "account_update"}, kind) {
		return nil, malformed("", "type", "Invalid type: must be one of account_onboarding, account_update")
	}
	if kind == "account_update" {
		return nil, invalid("", "type", "You cannot create `account_update` type account links for express accounts.")
	}
	l := &accountLink{account: a, refreshURL: c.form.at("refresh_url").text(), returnURL: c.form.at("return_url").text(), expires: c.now.Add(linkLife)}
	for _, each := range []struct{ param, value string }{{"refresh_url", l.refreshURL}, {"return_url", l.returnURL}} {
		if u, err := url.Parse(each.value); err != nil || u.Scheme == "" || u.Host == "" {
			return nil, malformed("url_invalid", each.param, "Not a valid URL")
		}
	}
	token := newID("", 24)
	s.links[token] = l
	return doc{"object": "account_link", "created": c.now.Unix(), "expires_at": l.expires.Unix(), "url": s.cfg.Origin + "/onboard/" + token}, nil
}

func (s *Stripe) createLogin(c *call) (doc, *apiError) {
	a, ok := s.accounts.get(c.id)
	if !ok {
		return nil, noSuch("account", c.id, "id")
	}
	if !a.detailsSubmitted {
		return nil, invalid("", "", "Cannot create a login link for an account that has not completed onboarding.")
	}
	return doc{"object": "login_link", "created": c.now.Unix(), "url": s.cfg.Origin + "/onboard/dashboard/" + a.id}, nil
}
