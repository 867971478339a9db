package tracking

import (
	"slices"
	"strings"
)

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
// shipping e-mails link to. PostNL's and DPD's ask for the postcode before they show an address.
var services = []service{
	{Carrier{"ups", "UPS"}, []string{"UPS"}, "https://www.ups.com/track?tracknum="},
	{Carrier{"fedex", "FedEx"}, []string{"FEDEX", "FEDERALEXPRESS"}, "https://www.fedex.com/fedextrack/?trknbr="},
	{Carrier{"usps", "USPS"}, []string{"USPS"}, "https://tools.usps.com/go/TrackConfirmAction?tLabels="},
	{Carrier{"dhl-express", "DHL Express"}, []string{"DHL", "DHLEXPRESS"}, "https://www.dhl.com/global-en/home/tracking/tracking-express.html?submit=1&tracking-id="},
	{Carrier{"dhl-parcel", "DHL Paket"}, []string{"DHL", "DHLPAKET", "DHLPARCEL", "DEUTSCHEPOST"}, "https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode="},
	{Carrier{"dhl-ecommerce", "DHL eCommerce"}, []string{"DHL", "DHLECOMMERCE", "DHLGLOBALMAIL"}, "https://webtrack.dhlglobalmail.com/?trackingnumber="},
	{Carrier{"royal-mail", "Royal Mail"}, []string{"ROYALMAIL"}, "https://www.royalmail.com/track-your-item#/tracking-results/"},
	{Carrier{"canada-post", "Canada Post"}, []string{"CANADAPOST", "POSTESCANADA"}, "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor="},
	{Carrier{"australia-post", "Australia Post"}, []string{"AUSTRALIAPOST", "AUSPOST"}, "https://auspost.com.au/mypost/track/#/details/"},
	{Carrier{"la-poste", "La Poste"}, []string{"LAPOSTE", "COLISSIMO"}, "https://www.laposte.fr/outils/suivre-vos-envois?code="},
	{Carrier{"gls", "GLS"}, []string{"GLS"}, "https://gls-group.eu/EU/en/parcel-tracking?match="},
	{Carrier{"dpd", "DPD"}, []string{"DPD"}, "https://tracking.dpd.de/status/en_US/parcel/"},
	{Carrier{"amazon", "Amazon Logistics"}, []string{"AMAZON"}, "https://track.amazon.com/tracking/"},
	{Carrier{"ontrac", "OnTrac"}, []string{"ONTRAC"}, "https://www.ontrac.com/tracking/?number="},
	{Carrier{"lasership", "LaserShip"}, []string{"LASERSHIP"}, "https://www.lasership.com/track/"},
	{Carrier{"evri", "Evri"}, []string{"EVRI", "HERMES", "MYHERMES"}, "https://www.evri.com/track/parcel/"},
	{Carrier{"inpost", "InPost"}, []string{"INPOST"}, "https://inpost.pl/sledzenie-przesylek?number="},
	{Carrier{"correos", "Correos"}, []string{"CORREOS"}, "https://www.correos.es/es/es/herramientas/localizador/envios/detalle?tracking-number="},
	{Carrier{"postnl", "PostNL"}, []string{"POSTNL"}, "https://postnl.nl/tracktrace/?B="},
	{Carrier{"japan-post", "Japan Post"}, []string{"JAPANPOST"}, "https://trackings.post.japanpost.jp/services/srv/search/direct?locale=en&reqCodeNo1="},
	{Carrier{"yamato", "Yamato"}, []string{"YAMATO", "KURONEKO", "KURONEKOYAMATO"}, "https://toi.kuronekoyamato.co.jp/cgi-bin/tneko?number01="},
	{Carrier{"sagawa", "Sagawa"}, []string{"SAGAWA"}, "https://k2k.sagawa-exp.co.jp/p/web/okurijosearch.do?okurijoNo="},
	{Carrier{"aramex", "Aramex"}, []string{"ARAMEX"}, "https://www.aramex.com/track/results?ShipmentNumber="},

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
	i := position(code)
	clean := tokenise(number).text
	if i < 0 || len(clean) == 0 {
		return ""
	}
	return services[i].link(string(clean))
}

// link takes letters and digits: nothing to escape.
func (s service) link(number string) string {
	if s.Code == "dpd" { // its page takes the 14 digits alone
		switch len(number) {
		case dpdLabel:
			number = number[7:21]
		case dpdNumber + 1:
			number = number[:dpdNumber]
		}
	}
	return s.page + number
}

func position(code string) int {
	return slices.IndexFunc(services, func(s service) bool { return s.Code == code })
}

// carriers is a set of carriers: bit i is services[i].
type carriers uint64

func (s carriers) has(i int) bool { return s&(1<<i) != 0 }

// The shortest and the longest of their words.
const (
	shortestWord = 3
	longestWord  = 14
)

// words says which carriers a word means.
var words = func() map[string]carriers {
	all := map[string]carriers{}
	for i, s := range services {
		for _, w := range s.words {
			all[w] |= 1 << i
		}
	}
	return all
}()

// find returns the carriers that a name or a code means, as people type it: none or one, and all of
// DHL's for "DHL".
func find(text string) carriers {
	for i, s := range services {
		if strings.EqualFold(s.Code, text) || strings.EqualFold(s.Name, text) {
			return 1 << i
		}
	}
	return words[string(tokenise(text).text)]
}
