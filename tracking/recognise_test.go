package tracking

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestRules has numbers for each rule. Most are published: in the carriers' papers, in
// https://github.com/jkeen/tracking_number_data, or in the S10 standard.
func TestRules(t *testing.T) {
	for _, tt := range []struct {
		text   string
		code   string
		number string // "": as text
	}{
		{"1Z5R89390357567127", "ups", ""},
		{"1Z879E930346834440", "ups", ""},
		{"1Z410E7W0392751591", "ups", ""},
		{"1Z8V92A70367203024", "ups", ""},

		{"9505511069605048600624", "usps", ""},
		{"9101123456789000000013", "usps", ""},
		{"9400111201080805483016", "usps", ""},
		{"9361289878700317633795", "usps", ""},
		{"9405803699300124287899", "usps", ""},
		{"92748931507708513018050063", "usps", ""},
		{"420221539101026837331000039521", "usps", "9101026837331000039521"},
		{"4201002334249200190132607600833457", "usps", "9200190132607600833457"},
		{"03071790000523483741", "usps", ""},
		{"71123456789123456787", "usps", ""},
		{"71969010756003077385", "usps", ""},

		{"986578788855", "fedex", ""},
		{"477179081230", "fedex", ""},
		{"790535312317", "fedex", ""},
		{"974367662710", "fedex", ""},
		{"1001921334250001000300779017972697", "fedex", "779017972697"},
		{"9622001560001234567100794808390594", "fedex", "794808390594"},
		{"041441760228964", "fedex", ""},
		{"568283610012734", "fedex", ""},
		{"9611020987654312345672", "fedex", "987654312345672"},
		{"61299998820821171811", "fedex", ""},
		{"9261292700768711948021", "fedex", ""},

		{"RB123456785GB", "royal-mail", ""},
		{"RR473124829GB", "royal-mail", ""},
		{"RB123456785US", "usps", ""},
		{"RB123456785CA", "canada-post", ""},
		{"EE471108151FR", "s10", ""},
		{"EB000717618HK", "s10", ""},
		{"RB123456785CV", "s10", ""},

		{"0073938000549297", "canada-post", ""},

		{"3318810025", "dhl-express", ""},
		{"8487135506", "dhl-express", ""},
		{"3821724944", "dhl-express", ""},
	} {
		if tt.number == "" {
			tt.number = tt.text
		}
		found := Recognise(tt.text)
		i := slices.IndexFunc(found, func(c Candidate) bool { return c.Carrier.Code == tt.code })
		if i < 0 {
			t.Errorf("Recognise(%q) = %v; want %s", tt.text, found, tt.code)
			continue
		}
		if c := found[i]; c.Number != tt.number || !c.Checked || c.URL != Link(tt.code, tt.number) {
			t.Errorf("Recognise(%q) = %+v; want %s", tt.text, c, tt.number)
		}

		// No check digit survives a change of it. (420… and the like: the last digit is the kept
		// number's check digit too; S10's stands before the country.)
		at := len(tt.text) - 1
		if strings.HasPrefix(tt.text, "R") || strings.HasPrefix(tt.text, "E") {
			at = 10
		}
		for d := byte('0'); d <= '9'; d++ {
			bad := []byte(tt.text)
			if bad[at] == d {
				continue
			}
			bad[at] = d
			for _, c := range Recognise(string(bad)) {
				// A 20-digit USPS number has two right check digits.
				if c.Carrier.Code == tt.code && len(tt.text) != 20 {
					t.Errorf("Recognise(%q) = %+v, with a wrong check digit", bad, c)
				}
			}
			if len(tt.text) != 20 && !CheckDigitFails(tt.code, string(bad)) {
				t.Errorf("CheckDigitFails(%q, %q) = false", tt.code, bad)
			}
		}
		if CheckDigitFails(tt.code, tt.text) {
			t.Errorf("CheckDigitFails(%q, %q) = true", tt.code, tt.text)
		}
	}
}

func TestRecognisePasted(t *testing.T) {
	for _, tt := range []struct {
		text string
		want string // code and number of each candidate
	}{
		{"1z 5r8 939 03 5756 7127", "ups 1Z5R89390357567127"},
		{"UPS 1Z5R89390357567127", "ups 1Z5R89390357567127"},
		{"ups:1Z5R89390357567127.", "ups 1Z5R89390357567127"},
		{"my tracking number is 1Z-5R8-939-03-5756-7127 thanks!", "ups 1Z5R89390357567127"},
		{"１Ｚ５Ｒ８９３９０３５７５６７１２７", "ups 1Z5R89390357567127"},
		{"\u202a1Z5R89390357567127\u202c", "ups 1Z5R89390357567127"},
		{"https://www.ups.com/track?loc=en_US&tracknum=1Z5R89390357567127&requester=WT/trackdetails", "ups 1Z5R89390357567127"},
		{"https://tools.usps.com/go/TrackConfirmAction?tLabels=9400%201112%200108%200805%204830%2016", "usps 9400111201080805483016"},
		{"9400 1112 0108 0805 4830 16", "usps 9400111201080805483016"},
		{"7905 3531 2317", "fedex 790535312317"},
		{"FedEx 7905 3531 2317 shipped 12 Dec", "fedex 790535312317"},
		{"rb 123 456 785 gb", "royal-mail RB123456785GB"},
		{"Royal Mail RB123456785GB", "royal-mail RB123456785GB"},
		{"DHL 33 1881 0025", "dhl-express 3318810025"},
		{"1Z5R89390357567127, RB123456785GB", "ups 1Z5R89390357567127 royal-mail RB123456785GB"},
		{"1Z5R89390357567127 and RB123456785GB", "ups 1Z5R89390357567127 royal-mail RB123456785GB"},
		{"1Z5R89390357567127 1Z879E930346834440", "ups 1Z5R89390357567127 ups 1Z879E930346834440"},
		{"420 22153 9101026837331000039521", "usps 9101026837331000039521"},
		{"1Z5R89390357567127\n1Z5R89390357567127", "ups 1Z5R89390357567127"},

		// Two carriers: the named one first.
		{"9261292700768711948021", "usps 9261292700768711948021 fedex 9261292700768711948021"},
		{"fedex 9261292700768711948021", "fedex 9261292700768711948021 usps 9261292700768711948021"},

		{"", ""},
		{"hello", ""},
		{"25.00", ""},
		{"2Z5R89390357567127", ""},
		{"1Z5R89390357567128", ""},
		{"RB123456785XX", ""},
		{"SB123456785FR", ""}, // S is reserved
		{"9200000000000000000000", ""},
		{"123456789012345678901234567890123456789012345", ""},
		{strings.Repeat("a ", 2000), ""},
	} {
		var got []string
		for _, c := range Recognise(tt.text) {
			got = append(got, c.Carrier.Code, c.Number)
		}
		if g := strings.Join(got, " "); g != tt.want {
			t.Errorf("Recognise(%q) = %q; want %q", tt.text, g, tt.want)
		}
	}
}

func TestMistyped(t *testing.T) {
	for _, tt := range []struct {
		text string
		want string
	}{
		{"1Z5R89390357567128", "ups"},
		{"1z 5r8 939 03 5756 7128", "ups"},
		{"RB123456786GB", "royal-mail"},
		{"9400111201080805483017", "usps"},
		{"790535312318", ""},            // any twelve digits
		{"FedEx 790535312318", "fedex"}, // said to be FedEx's
		{"DHL 3318810010", "dhl-express"},
		{"1Z5R89390357567127", ""},
		{"9261292700768711948021", ""},
		{"hello", ""},
	} {
		var got []string
		for _, c := range Mistyped(tt.text) {
			if c.Checked {
				t.Errorf("Mistyped(%q) = %+v, which is checked", tt.text, c)
			}
			got = append(got, c.Carrier.Code)
		}
		if g := strings.Join(got, " "); g != tt.want {
			t.Errorf("Mistyped(%q) = %q; want %q", tt.text, g, tt.want)
		}
	}
}

func TestCheckDigitFailsOnlyForKnownForms(t *testing.T) {
	for _, tt := range []struct {
		code, number string
		want         bool
	}{
		{"ups", "1Z5R89390357567128", true},
		{"ups", "T1234567890", false}, // not a form in the table
		{"fedex", "1Z5R89390357567128", false},
		{"nobody", "1Z5R89390357567128", false},
		{"ups", "", false},
	} {
		if got := CheckDigitFails(tt.code, tt.number); got != tt.want {
			t.Errorf("CheckDigitFails(%q, %q) = %v", tt.code, tt.number, got)
		}
	}
}

func TestTables(t *testing.T) {
	seen := map[string]bool{}
	for i, c := range Carriers() {
		s := services[i]
		if c.Code == "" || c.Name == "" || seen[c.Code] || !strings.HasPrefix(s.page, "https://") || len(s.words) == 0 {
			t.Errorf("carrier %+v is incomplete or there twice", s)
		}
		seen[c.Code] = true
		if !slices.ContainsFunc(rules, func(r rule) bool { return r.carrier == c.Code }) {
			t.Errorf("%s has no rule", c.Code)
		}
	}
	for _, r := range rules {
		if !seen[r.carrier] {
			t.Errorf("rule %q is of the unknown carrier %q", r.shape, r.carrier)
		}
		if len(r.shape) < shortest || len(r.shape) > longest || r.keep > len(r.shape) {
			t.Errorf("rule %q is too short or too long", r.shape)
		}
	}
	for country := range strings.FieldsSeq(posts) {
		if len(country) != 2 {
			t.Errorf("%q is no country", country)
		}
	}
}

func TestLink(t *testing.T) {
	for _, tt := range []struct{ code, number, want string }{
		{"ups", "1z 5r8 939 03 5756 7127", "https://www.ups.com/track?tracknum=1Z5R89390357567127"},
		{"fedex", "\"><script>", "https://www.fedex.com/fedextrack/?trknbr=SCRIPT"},
		{"fedex", "../@", ""},
		{"nobody", "1Z5R89390357567127", ""},
	} {
		if got := Link(tt.code, tt.number); got != tt.want {
			t.Errorf("Link(%q, %q) = %q; want %q", tt.code, tt.number, got, tt.want)
		}
	}
}

// TestFalseCarriers measures how often 10,000 random texts look like a number. Check digits let
// one in ten through (one in seven of those that DHL can write: 0 to 6), no more.
func TestFalseCarriers(t *testing.T) {
	const texts = 10_000
	for _, tt := range []struct {
		name, alphabet string
		min, max       int
		atMost         float64
	}{
		{"letters and digits", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 6, 34, 0.0005},
		{"words", "abcdefghijklmnopqrstuvwxyz      ", 10, 80, 0},
		{"digits", "0123456789", 6, 34, 0.03},
		{"10 digits", "0123456789", 10, 10, 0.115},
		{"12 digits", "0123456789", 12, 12, 0.115},
		{"15 digits", "0123456789", 15, 15, 0.115},
		{"16 digits", "0123456789", 16, 16, 0.115},
		{"20 digits", "0123456789", 20, 20, 0.025},
		{"22 digits", "0123456789", 22, 22, 0.012},
	} {
		rng := rand.New(rand.NewPCG(1, 2))
		hits := 0
		for range texts {
			text := make([]byte, tt.min+rng.IntN(tt.max-tt.min+1))
			for i := range text {
				text[i] = tt.alphabet[rng.IntN(len(tt.alphabet))]
			}
			if len(Recognise(string(text))) > 0 {
				hits++
			}
		}
		rate := float64(hits) / texts
		t.Logf("%s: %.2f%%", tt.name, 100*rate)
		if rate > tt.atMost {
			t.Errorf("%s: %.2f%% of random texts have a carrier; want at most %.2f%%", tt.name, 100*rate, 100*tt.atMost)
		}
	}
}

func FuzzRecognise(f *testing.F) {
	for _, text := range []string{
		"1Z5R89390357567127", "UPS 1z 5r8 939 03 5756 7127", "420221539101026837331000039521",
		"4201002334249200190132607600833457", "9622001560001234567100794808390594", "03071790000523483741",
		"RB 123 456 785 GB", "3318810025", "https://www.fedex.com/fedextrack/?trknbr=7905%203531%202317",
		"%20%20%", "９４００", "\u202e1Z",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		right, wrong := Recognise(text), Mistyped(text)
		for _, c := range slices.Concat(right, wrong) {
			if len(c.Number) < 10 || len(c.Number) > longest || strings.Trim(c.Number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
				t.Fatalf("%q: number %q", text, c.Number)
			}
			if c.URL != Link(c.Carrier.Code, c.Number) || !strings.HasSuffix(c.URL, c.Number) {
				t.Fatalf("%q: link %q", text, c.URL)
			}
		}
		for _, c := range right {
			if !slices.Contains(Recognise(c.Number), c) {
				t.Fatalf("%q: %+v is not recognised again", text, c)
			}
			if c.Checked && CheckDigitFails(c.Carrier.Code, c.Number) {
				t.Fatalf("%q: %+v is checked, but fails", text, c)
			}
		}
		for _, c := range wrong {
			if c.Checked || !CheckDigitFails(c.Carrier.Code, c.Number) {
				t.Fatalf("%q: %+v is mistyped, but holds", text, c)
			}
		}
	})
}

func BenchmarkRecognise(b *testing.B) {
	for _, bb := range []struct{ name, text string }{
		{"number", "1Z5R89390357567127"},
		{"spaced", "9400 1112 0108 0805 4830 16"},
		{"sentence", "my FedEx tracking number is 7905 3531 2317, thanks a lot!"},
		{"link", "https://www.ups.com/track?loc=en_US&tracknum=1Z5R89390357567127&requester=WT/trackdetails"},
		{"nothing", "hello, where is my parcel please?"},
		{"worst", strings.Repeat("a 1 ", 250)},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Recognise(bb.text)
			}
		})
	}
}
