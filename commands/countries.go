package commands

import (
	"context"
	"strings"
)

// countries is where Stripe opens accounts (https://stripe.com/global), by
// code and English name. Others are passed on as they are typed: whether a shop
// may be there is the provider's to say.
var countries = [][2]string{
	{"AU", "Australia"},
	{"AT", "Austria"},
	{"BE", "Belgium"},
	{"BR", "Brazil"},
	{"BG", "Bulgaria"},
	{"CA", "Canada"},
	{"HR", "Croatia"},
	{"CY", "Cyprus"},
	{"CZ", "Czech Republic"},
	{"DK", "Denmark"},
	{"EE", "Estonia"},
	{"FI", "Finland"},
	{"FR", "France"},
	{"DE", "Germany"},
	{"GI", "Gibraltar"},
	{"GR", "Greece"},
	{"HK", "Hong Kong"},
	{"HU", "Hungary"},
	{"IN", "India"},
	{"IE", "Ireland"},
	{"IT", "Italy"},
	{"JP", "Japan"},
	{"LV", "Latvia"},
	{"LI", "Liechtenstein"},
	{"LT", "Lithuania"},
	{"LU", "Luxembourg"},
	{"MY", "Malaysia"},
	{"MT", "Malta"},
	{"MX", "Mexico"},
	{"NL", "Netherlands"},
	{"NZ", "New Zealand"},
	{"NO", "Norway"},
	{"PL", "Poland"},
	{"PT", "Portugal"},
	{"RO", "Romania"},
	{"SG", "Singapore"},
	{"SK", "Slovakia"},
	{"SI", "Slovenia"},
	{"ES", "Spain"},
	{"SE", "Sweden"},
	{"CH", "Switzerland"},
	{"TH", "Thailand"},
	{"AE", "United Arab Emirates"},
	{"GB", "United Kingdom"},
	{"US", "United States"},
}

// countryCode reads a country as people type it: a code or a name.
func countryCode(text string) string {
	text = strings.TrimSpace(text)
	for _, c := range countries {
		if strings.EqualFold(c[1], text) {
			return c[0]
		}
	}
	switch strings.ToLower(text) {
	case "uk", "great britain", "england":
		return "GB"
	case "usa", "united states of america":
		return "US"
	case "uae":
		return "AE"
	case "czechia":
		return "CZ"
	case "holland", "the netherlands":
		return "NL"
	}
	return text
}

func completeCountry(_ context.Context, r Request) Reply {
	var choices []Choice
	typed := r.Options["country"]
	for _, c := range countries {
		if len(choices) < maxOptions && (strings.EqualFold(c[0], strings.TrimSpace(typed)) || contains(c[1], typed)) {
			choices = append(choices, Choice{Name: c[1], Value: c[0]})
		}
	}
	return Reply{Choices: choices}
}
