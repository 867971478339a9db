package tracking

import (
	"slices"
	"strings"
	"testing"
)

// TestWrongLength: one digit more or fewer is another form, or none.
func TestWrongLength(t *testing.T) {
	for _, tt := range numbers {
		for _, text := range []string{tt.text + "7", tt.text[:len(tt.text)-1]} {
			for _, c := range Recognise(text) {
				if c.Carrier.Code == tt.code && tt.more == 0 {
					t.Errorf("Recognise(%q) = %+v", text, c)
				}
			}
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
		{"9261292700768711948021", "fedex 9261292700768711948021 usps 9261292700768711948021"},
		{"usps 9261292700768711948021", "usps 9261292700768711948021 fedex 9261292700768711948021"},

		// The same form: as in the table. A named one is the first.
		{"4055-4842-4886", "japan-post 405548424886 yamato 405548424886 sagawa 405548424886"},
		{"sagawa 5125-4751-4334", "sagawa 512547514334 japan-post 512547514334 yamato 512547514334"},
		{"https://toi.kuronekoyamato.co.jp/cgi-bin/tneko?number01=444413758703", "yamato 444413758703 japan-post 444413758703 sagawa 444413758703"},

		// Plain digits that nothing checks: only of a carrier that is named.
		{"12345678902", ""},
		{"Aramex 12345678902", "aramex 12345678902"},
		{"https://www.aramex.com/track/results?ShipmentNumber=12345678902", "aramex 12345678902"},
		{"https://www.fedex.com/fedextrack/?trknbr=7905%203531%202317", "fedex 790535312317"},
		{"https://tools.usps.com/go/TrackConfirmAction?tLabels=9400+1112+0108+0805+4830+16", "usps 9400111201080805483016"},
		{"https://www.ups.com/track?loc=en_US&n=%31Z5R89390357567127%26x", "ups 1Z5R89390357567127"},
		{"https://www.royalmail.com/track-your-item#/tracking-results/RB123456785GB", "royal-mail RB123456785GB"},
		{"https://www.evri.com/track/parcel/H01A1A0012345678/details", "evri H01A1A0012345678"},

		// A slip in the number of a carrier that is named is not another carrier's number.
		{"FedEx 790535312318", ""},
		{"FedEx 444413758703", ""},
		{"parcel 1234567890", ""},

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

func TestLink(t *testing.T) {
	for _, tt := range []struct{ code, number, want string }{
		{"ups", "1z 5r8 939 03 5756 7127", "https://www.ups.com/track?tracknum=1Z5R89390357567127"},
		{"fedex", "\"><script>", "https://www.fedex.com/fedextrack/?trknbr=SCRIPT"},
		{"fedex", "../@", ""},
		{"dpd", "0081827 0998 0000 0200 33 350 276 C", "https://tracking.dpd.de/status/en_US/parcel/09980000020033"},
		{"dpd", "0998 0000 0200 33F", "https://tracking.dpd.de/status/en_US/parcel/09980000020033"},
		{"nobody", "1Z5R89390357567127", ""},
	} {
		if got := Link(tt.code, tt.number); got != tt.want {
			t.Errorf("Link(%q, %q) = %q; want %q", tt.code, tt.number, got, tt.want)
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
			if len(c.Number) < shortest || len(c.Number) > longest || strings.Trim(c.Number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
				t.Fatalf("%q: number %q", text, c.Number)
			}
			if c.URL != Link(c.Carrier.Code, c.Number) || !strings.HasPrefix(c.URL, "https://") {
				t.Fatalf("%q: link %q", text, c.URL)
			}
		}
		for _, c := range right {
			same := func(d Candidate) bool { return d.Carrier == c.Carrier && d.Number == c.Number }
			if !slices.ContainsFunc(Recognise(c.Carrier.Name+": "+c.Number), same) {
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
		{"pieces", strings.Repeat("a 1 ", 250)},
		{"halves", strings.Repeat("aa 11 ", 200)},
		{"singles", strings.Repeat("1 ", 500)},
		{"tens", strings.Repeat("3318810025 ", 100)},
		{"twelves", strings.Repeat("790535312310 ", 100)},
		{"words", strings.Repeat("abcdefghij ", 100)},
		{"serials", strings.Repeat("a1b2c3d4e5f6g7h8 ", 60)},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Recognise(bb.text)
			}
		})
	}
}
