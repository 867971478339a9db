package tracking

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// numbers has at least one for each rule. Most are published: in the papers that the rules name, in
// the open data set, or in the S10 standard. Those with "made" were calculated for the test.
var numbers = []struct {
	text    string
	code    string
	number  string // "": as text
	service string
	more    int // digits that may follow
}{
	{"1Z5R89390357567127", "ups", "", "Ground", 0},
	{"1Z879E930346834440", "ups", "", "Ground", 0},
	{"1Z410E7W0392751591", "ups", "", "Ground", 0},
	{"1Z8V92A70367203024", "ups", "", "Ground", 0},
	{"1Z5915806855587736", "ups", "", "", 0},
	{"T1234567890", "ups", "", "", 0},
	{"MI123456123456789012", "ups", "", "Mail Innovations", 10}, // made

	{"9505511069605048600624", "usps", "", "Priority Mail", 0},
	{"9101123456789000000013", "usps", "", "", 0},
	{"9400111201080805483016", "usps", "", "USPS Tracking", 0},
	{"9361289878700317633795", "usps", "", "", 0},
	{"9405803699300124287899", "usps", "", "", 0},
	{"92748931507708513018050063", "usps", "", "", 0},
	{"420221539101026837331000039521", "usps", "9101026837331000039521", "", 0},
	{"4201002334249200190132607600833457", "usps", "9200190132607600833457", "USPS Tracking", 0},
	{"4202215392748931507708513018050063", "usps", "92748931507708513018050063", "", 0},
	{"42022153123492748931507708513018050063", "usps", "92748931507708513018050063", "", 0},
	{"03071790000523483741", "usps", "", "", 0},
	{"71123456789123456787", "usps", "", "Certified Mail", 0},
	{"71969010756003077385", "usps", "", "Certified Mail", 0},

	{"986578788855", "fedex", "", "", 0},
	{"477179081230", "fedex", "", "", 0},
	{"790535312317", "fedex", "", "", 0},
	{"974367662710", "fedex", "", "", 0},
	{"1001921334250001000300779017972697", "fedex", "779017972697", "Express", 0},
	{"9622001560001234567100794808390594", "fedex", "794808390594", "Ground", 0},
	{"041441760228964", "fedex", "", "Ground", 0},
	{"568283610012734", "fedex", "", "Ground", 0},
	{"9611020987654312345672", "fedex", "987654312345672", "Ground", 0},
	{"000123450000000027", "fedex", "", "Ground", 0},
	{"FedEx 00000123450000000027", "fedex", "00000123450000000027", "Ground", 0},
	{"61299998820821171811", "fedex", "", "Ground Economy", 0},
	{"9261292700768711948021", "fedex", "", "Ground Economy", 0},
	{"DT123456789012", "fedex", "", "Door tag", 0},

	{"RB123456785GB", "royal-mail", "", "Registered", 0},
	{"RR473124829GB", "royal-mail", "", "Registered", 0},
	{"RB123456785US", "usps", "", "Registered", 0},
	{"CP123456785CA", "canada-post", "", "Parcel", 0},
	{"EE123456785AU", "australia-post", "", "EMS", 0},
	{"CP123456785DE", "dhl-parcel", "", "Parcel", 0},
	{"EE471108151FR", "la-poste", "", "EMS", 0},
	{"VV123456785ES", "correos", "", "Insured", 0},
	{"LA123456785NL", "postnl", "", "", 0},
	{"EM123456785JP", "japan-post", "", "EMS", 0},
	{"EB000717618HK", "s10", "", "EMS", 0},
	{"RB123456785CV", "s10", "", "Registered", 0},

	{"0073938000549297", "canada-post", "", "", 0},

	{"3318810025", "dhl-express", "", "", 0},
	{"8487135506", "dhl-express", "", "", 0},
	{"3821724944", "dhl-express", "", "", 0},
	{"73891051146", "dhl-express", "", "", 0},
	{"JJD0099999999", "dhl-express", "", "", 0},
	{"JVGL0999999990", "dhl-express", "", "", 0},
	{"JD014600003828394857", "dhl-express", "", "", 0}, // made
	{"JJD1410100091828", "dhl-parcel", "", "", 11},
	{"00340434292135100186", "dhl-parcel", "", "", 0},
	{"00340434161094042557", "dhl-parcel", "", "", 0},
	{"218025809066", "dhl-parcel", "", "", 0},
	{"GM2951173225174494", "dhl-ecommerce", "", "", 2},
	{"GM295117494011169042", "dhl-ecommerce", "", "", 2},

	{"9261290336128704042634", "dhl-ecommerce", "", "", 0},
	{"420902459261290336128704042634", "dhl-ecommerce", "9261290336128704042634", "", 0},

	{"905510365276", "gls", "", "", 0},
	{"09980000020033F", "dpd", "", "", 0},              // made of the next
	{"008182709980000020033350276C", "dpd", "", "", 0}, // with its parts
	{"008182709980000020045327276N", "dpd", "", "", 0},
	{"405548424886", "japan-post", "", "", 0},
	{"444413758703", "yamato", "", "", 0},
	{"512547514334", "sagawa", "", "", 0},

	{"C11031500001879", "ontrac", "", "", 0},
	{"C10999911320231", "ontrac", "", "", 0},
	{"D10011354453707", "ontrac", "", "", 0},
	{"LX17635036", "lasership", "", "", 0},
	{"1LS717793482164", "lasership", "", "", 0},
	{"1LS7119013618127-1", "lasership", "1LS71190136181271", "", 0},
	{"TBA502887274000", "amazon", "", "", 0},
	{"TBM619632698000", "amazon", "", "", 0},
	{"TBC038034537009", "amazon", "", "", 0},
	{"H01A1A0012345678", "evri", "", "", 0}, // made
	{"3SABCD1234567", "postnl", "", "", 2},  // made
	{"PQ43BG0400001230128040T", "correos", "", "", 0},
	{"8L01234567890", "la-poste", "", "Colissimo", 0},

	// Only where the carrier is named.
	{"UPS 123456789012", "ups", "123456789012", "", 0},
	{"UPS 123456789", "ups", "123456789", "", 0},
	{"UPS 123456789012345678", "ups", "123456789012345678", "Mail Innovations", 0},
	{"GLS 50310123456", "gls", "50310123456", "", 0},
	{"DPD 09980000020033", "dpd", "09980000020033", "", 0},
	{"AusPost 2JD123456701000870904", "australia-post", "2JD123456701000870904", "", 0},
	{"InPost 520000012680041086770098", "inpost", "520000012680041086770098", "", 0},
	{"Aramex 1234567890", "aramex", "1234567890", "", 2},
}

func TestRules(t *testing.T) {
	tested := map[string]bool{} // by the rule's carrier and shape
	for _, tt := range numbers {
		if tt.number == "" {
			tt.number = tt.text
		}
		right, _ := scan(tt.text, 0)
		i := slices.IndexFunc(right, func(m match) bool {
			return services[m.rule.position].Code == tt.code && m.number == tt.number
		})
		if i < 0 {
			t.Errorf("scan(%q) = %v; want %s", tt.text, right, tt.code)
			continue
		}
		m := right[i]
		tested[m.rule.carrier+m.rule.shape] = true
		found := Recognise(tt.text)
		i = slices.IndexFunc(found, func(c Candidate) bool { return c.Carrier.Code == tt.code })
		if c := found[i]; c.Number != tt.number || c.Service != tt.service || c.Checked != (m.rule.check != nil) || c.URL != Link(tt.code, tt.number) {
			t.Errorf("Recognise(%q) = %+v; want %s %q", tt.text, c, tt.number, tt.service)
		}
		if CheckDigitFails(tt.code, tt.text) {
			t.Errorf("CheckDigitFails(%q, %q) = true", tt.code, tt.text)
		}
		if m.rule.check == nil || m.rule.odds > 0.1 { // two check digits hold
			continue
		}

		// No check digit survives a change of it, which is the last one; S10's stands before the country.
		at := len(m.number) - 1
		if strings.HasPrefix(m.rule.shape, "@@") {
			at = 10
		}
		for d := byte('0'); d <= '9'; d++ {
			bad := []byte(m.number)
			if bad[at] == d {
				continue
			}
			bad[at] = d
			if m.rule.check(string(bad)) {
				t.Errorf("%s %s: %s holds, with a wrong check digit", m.rule.carrier, m.rule.shape, bad)
			}
			if m.rule.telling && len(m.number) == len(tt.text) && !CheckDigitFails(tt.code, string(bad)) {
				t.Errorf("CheckDigitFails(%q, %q) = false", tt.code, bad)
			}
		}
	}
	for _, r := range rules {
		if !tested[r.carrier+r.shape] {
			t.Errorf("%s %s has no number in the test", r.carrier, r.shape)
		}
	}
}

func TestTables(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range services {
		if s.Code == "" || s.Name == "" || seen[s.Code] || !strings.HasPrefix(s.page, "https://") || len(s.words) == 0 {
			t.Errorf("carrier %+v is incomplete or there twice", s)
		}
		for _, w := range s.words {
			if len(w) < shortestWord || len(w) > longestWord {
				t.Errorf("%s: the word %s is too short or too long", s.Code, w)
			}
		}
		seen[s.Code] = true
		if !slices.ContainsFunc(rules, func(r rule) bool { return r.carrier == s.Code }) {
			t.Errorf("%s has no rule", s.Code)
		}
	}
	for _, r := range rules {
		if !seen[r.carrier] || Link(r.carrier, "1") == "" {
			t.Errorf("rule %s is of the carrier %q, which is unknown or has no page", r.shape, r.carrier)
		}
		if r.source == "" {
			t.Errorf("rule %s of %s has no source", r.shape, r.carrier)
		}
		if len(r.shape) < shortest || len(r.shape)+r.more > longest || r.keep > len(r.shape) {
			t.Errorf("rule %q is too short or too long", r.shape)
		}
		for _, s := range r.starts {
			if len(s) != len(r.starts[0]) {
				t.Errorf("rule %s of %s: its starts are not of one length", r.shape, r.carrier)
			}
		}
		if r.check == nil && !r.named && r.share() > 1e-6 {
			t.Errorf("rule %s of %s: nothing checks it, and %.2g of random texts have it", r.shape, r.carrier, r.share())
		}
	}
	for country := range strings.FieldsSeq(posts) {
		if len(country) != 2 {
			t.Errorf("%q is no country", country)
		}
	}
}

// TestFalseCarriers measures how many of 10,000 random texts a rule takes, against what its form and
// its check digit allow: a digit that is calculated MOD 10, 7 or 11 lets one number in ten through,
// whose other digits are random; MOD 37,36 one in 36. Nothing finds more wrong numbers than that.
func TestFalseCarriers(t *testing.T) {
	const texts = 10_000
	rng := rand.New(rand.NewPCG(1, 2))
	random := func(alphabet string, length int) string {
		text := make([]byte, length)
		for i := range text {
			text[i] = alphabet[rng.IntN(len(alphabet))]
		}
		return string(text)
	}
	const figures, letters = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	within := func(name string, hits int, bound float64) {
		t.Helper()
		rate := float64(hits) / texts
		t.Logf("%-60s %6.2f%% of at most %6.2f%%", name, 100*rate, 100*bound)
		if deviation := math.Sqrt(bound * (1 - bound) / texts); rate > bound+4*deviation {
			t.Errorf("%s: %.2f%% of random texts hold; at most %.2f%% should", name, 100*rate, 100*bound)
		}
	}

	// Texts of the rule's own form.
	for _, r := range rules {
		if r.check == nil {
			continue
		}
		hits := 0
		for range texts {
			text := []byte(r.shape)
			for i, s := range r.shape {
				switch s {
				case '#':
					text[i] = random(figures, 1)[0]
				case '@':
					text[i] = random(letters, 1)[0]
				case '?':
					text[i] = random(letters+figures, 1)[0]
				}
			}
			if len(r.starts) > 0 {
				copy(r.kept(text), r.starts[rng.IntN(len(r.starts))])
			}
			if r.fits(text) && r.check(string(r.kept(text))) {
				hits++
			}
		}
		within(r.carrier+" "+r.shape, hits, r.chance())
	}

	// Texts of any form. Digits of each length: what the rules for plain digits of the length let
	// through, one by one. (Rules that have the same check hold for the same numbers: less.)
	for n := shortest; n <= longest; n++ {
		hits, bound := 0, 0.
		for _, r := range byLength[n] {
			if !r.named && !strings.ContainsAny(r.shape, letters) && !strings.Contains(r.shape, "@") {
				plain := strings.Count(r.shape, "#") + strings.Count(r.shape, "?")
				share := r.chance() * math.Pow10(plain-len(r.shape))
				if len(r.starts) > 0 {
					share *= float64(len(r.starts)) * math.Pow10(-len(r.starts[0]))
				}
				bound += share
			}
		}
		for range texts {
			if len(Recognise(random(figures, n))) > 0 {
				hits++
			}
		}
		within(strconv.Itoa(n)+" digits", hits, min(bound, 1))
	}
	for _, tt := range []struct{ name, alphabet string }{
		{"letters and digits", letters + figures},
		{"words", "abcdefghijklmnopqrstuvwxyz      "},
	} {
		hits := 0
		for range texts {
			if len(Recognise(random(tt.alphabet, shortest+rng.IntN(longest-shortest+1)))) > 0 {
				hits++
			}
		}
		within(tt.name, hits, 0.0001)
	}
}
