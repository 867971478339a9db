package stripe

import (
	"time"
)

// account is a Stripe account, the platform's own or a connected one, with
// all that belongs to it.
type account struct {
	id               string
	kind             string // standard for the platform, express
	country          string
	email            string
	businessType     string
	created          time.Time
	metadata         map[string]string
	capabilities     map[string]string // name → active, inactive
	detailsSubmitted bool
	payoutsEnabled   bool
	currentlyDue     []string
	interval         string    // of automatic bank payouts: daily, manual …
	name             string    // business_profile.name
	url              string    // business_profile.url
	description      string    // business_profile.product_description
	suffix           string    // settings.payouts.statement_descriptor
	disabled         string    // requirements.disabled_reason
	plain            bool      // never signed up for Connect
	sweeping         bool      // a daily payout is on the agenda
	since            time.Time // of its first money

	book          ledger
	sessions      table[*session]
	intents       table[*intent]
	charges       table[*charge]
	customers     table[*customer]
	portalConfigs table[*portalConfig]
	portals       table[*portal]
	transfers     table[*transfer]
	refunds       table[*refund]
	payouts       table[*payout]
	disputes      table[*dispute]
	events        table[*event]
	files         table[*file]
	warnings      table[*fraudWarning]
}

// newPlatform makes the sandbox's own account: complete, enabled, with manual
// bank payouts unless configured otherwise.
func (s *Stripe) newPlatform() *account {
	interval := "manual"
	if s.cfg.AutomaticPayouts {
		interval = "daily"
	}
	return &account{
		id: s.keys.AccountID, kind: "standard", country: s.cfg.Country, created: s.now(),
		email: "operator@example.com", businessType: "company", name: s.cfg.ShopName,
		capabilities:     map[string]string{"card_payments": "active", "transfers": "active"},
		detailsSubmitted: true, payoutsEnabled: true, interval: interval,
	}
}

func (a *account) ident() string { return a.id }

func (a *account) doc(time.Time) doc {
	due := a.currentlyDue
	if due == nil {
		due = []string{}
	}
	requirements := doc{
		"alternatives": []any{}, "current_deadline": nil, "currently_due": due,
		"disabled_reason": orNil(a.disabled), "errors": []any{}, "eventually_due": due,
		"past_due": []any{}, "pending_verification": []any{},
	}
	if a.disabled != "" {
		requirements["past_due"] = due
	}
	schedule := doc{"interval": a.interval, "delay_days": 2} // answered for manual payouts, too
	return doc{
		"id": a.id, "object": "account", "type": a.kind, "country": a.country, "email": orNil(a.email),
		"business_type": orNil(a.businessType), "created": a.created.Unix(),
		"default_currency": homeCurrency(a.country), "details_submitted": a.detailsSubmitted,
		"charges_enabled": a.capabilities["card_payments"] == "active",
		"payouts_enabled": a.payoutsEnabled, "capabilities": copyOf(a.capabilities),
		"metadata": copyOf(a.metadata), "requirements": requirements,
		"future_requirements": doc{
			"alternatives": []any{}, "currently_due": []any{}, "errors": []any{},
			"eventually_due": []any{}, "past_due": []any{}, "pending_verification": []any{},
			"current_deadline": nil, "disabled_reason": nil,
		},
		"business_profile": doc{
			"name": orNil(a.name), "url": orNil(a.url), "product_description": orNil(a.description),
			"mcc": nil, "support_email": nil, "support_phone": nil, "support_url": nil, "support_address": nil,
		},
		"external_accounts": doc{
			"object": "list", "data": []any{}, "has_more": false,
			"url": "/v1/accounts/" + a.id + "/external_accounts",
		},
		"settings": doc{
			"payouts":   doc{"debit_negative_balances": a.interval != "manual", "schedule": schedule, "statement_descriptor": orNil(a.suffix)},
			"payments":  doc{"statement_descriptor": nil, "statement_descriptor_kana": nil, "statement_descriptor_kanji": nil},
			"dashboard": doc{"display_name": orNil(a.name), "timezone": "Etc/UTC"},
			"branding":  doc{"icon": nil, "logo": nil, "primary_color": nil, "secondary_color": nil},
		},
		"tos_acceptance": doc{},
	}
}

// region is where money can be transferred to without crossing a border
// (https://docs.stripe.com/connect/cross-border-payouts): the platform and its
// connected accounts must share it.
func region(country string) string {
	switch country {
	case "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GI", "GR", "HU", "IE", "IS", "IT", "LV",
		"LI", "LT", "LU", "MT", "NL", "NO", "PL", "PT", "RO", "SK", "SI", "ES", "SE", "CH", "GB":
		return "Europe"
	}
	return country
}

// homeCurrency is the default currency of a country in which the sandbox's
// Stripe opens accounts, or "" elsewhere.
func homeCurrency(country string) string {
	own := map[string]string{
		"US": "usd", "CA": "cad", "AU": "aud", "NZ": "nzd", "GB": "gbp", "CH": "chf", "LI": "chf",
		"JP": "jpy", "SE": "sek", "NO": "nok", "DK": "dkk", "PL": "pln", "CZ": "czk", "HU": "huf", "RO": "ron",
		"SG": "sgd", "HK": "hkd", "MX": "mxn", "BR": "brl", "TH": "thb", "MY": "myr", "AE": "aed", "IS": "isk", "KW": "kwd",
	}
	if code := own[country]; code != "" {
		return code
	}
	if region(country) == "Europe" {
		return "eur"
	}
	return ""
}

// capability is one of an account's capabilities, as an event shows it.
type capability struct {
	of   *account
	name string
}

func (c capability) ident() string { return c.name }

func (c capability) doc(time.Time) doc {
	return doc{
		"id": c.name, "object": "capability", "account": c.of.id, "requested": true,
		"requested_at": c.of.created.Unix(), "status": c.of.capabilities[c.name],
		"requirements": doc{"currently_due": []any{}, "disabled_reason": nil},
	}
}
