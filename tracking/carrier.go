package tracking

import "slices"

// Carrier is a company that moves parcels.
type Carrier struct {
	Code string // stable and stored with orders, such as "royal-mail"
	Name string // as people know it, such as "Royal Mail"
}

// service is a carrier with what is needed to find and to show it.
type service struct {
	Carrier
	words []string // upper case, letters only: what names it in a text or in a link's host
	page  string   // its public tracking page, up to where the number goes
}

// services is in the order in which a choice is offered. Pages are those which the carriers' own
// shipping e-mails link to.
var services = []service{
	{Carrier{"ups", "UPS"}, []string{"UPS"}, "https://www.ups.com/track?tracknum="},
	{Carrier{"fedex", "FedEx"}, []string{"FEDEX", "FEDERALEXPRESS"}, "https://www.fedex.com/fedextrack/?trknbr="},
	{Carrier{"usps", "USPS"}, []string{"USPS"}, "https://tools.usps.com/go/TrackConfirmAction?tLabels="},
	{Carrier{"dhl-express", "DHL Express"}, []string{"DHL", "DHLEXPRESS"}, "https://www.dhl.com/global-en/home/tracking/tracking-express.html?submit=1&tracking-id="},
	{Carrier{"royal-mail", "Royal Mail"}, []string{"ROYALMAIL"}, "https://www.royalmail.com/track-your-item#/tracking-results/"},
	{Carrier{"canada-post", "Canada Post"}, []string{"CANADAPOST", "POSTESCANADA"}, "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor="},

	// Every other post. The posts have no page in common that takes a number in its link; this
	// one covers all of them.
	{Carrier{"s10", "International post"}, []string{"EMS"}, "https://t.17track.net/en#nums="},
}

// Carriers returns every carrier that can be recognised, the likeliest first. The slice is the
// caller's.
func Carriers() []Carrier {
	all := make([]Carrier, 0, len(services))
	for _, s := range services {
		all = append(all, s.Carrier)
	}
	return all
}

// Link returns the carrier's public tracking page for a number, which may be typed in any way. It
// is empty for an unknown code, and for a number without a letter or digit.
func Link(code, number string) string {
	s, ok := lookUp(code)
	clean := tokenise(number).text
	if !ok || len(clean) == 0 {
		return ""
	}
	return s.page + string(clean) // letters and digits: nothing to escape
}

func lookUp(code string) (service, bool) {
	i := slices.IndexFunc(services, func(s service) bool { return s.Code == code })
	if i < 0 {
		return service{}, false
	}
	return services[i], true
}
