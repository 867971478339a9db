package commands

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"flag"
	"io"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"till/shop"
	"till/shop/money"
)

// sold is an order with its sale, in cents.
func sold(item string, c money.Currency, minor int64) (shop.Order, shop.Sale) {
	m := func(minor int64) money.Money { return money.New(minor, c) }
	o := shop.Order{
		ID: "7K3M9QXD", Seller: "1001000000000000001", Buyer: "2001000000000000001", Status: shop.Shipped,
		Lines:  []shop.Line{{Item: item, Quantity: 1, Price: m(minor)}},
		PaidAt: time.Date(2026, 11, 22, 14, 5, 9, 0, time.UTC), ShippedAt: time.Date(2026, 11, 23, 23, 30, 0, 0, time.UTC),
	}
	return o, shop.Sale{
		Sold: m(minor), Refunded: m(0), ChargedBack: m(0), ProviderFees: m(87), PlatformFee: m(30),
		PaidOut: m(0), ToCome: m(minor - 117), Owed: m(0),
	}
}

// read reads a table as a spreadsheet does.
func read(t *testing.T, file []byte, comma rune) [][]string {
	t.Helper()
	text, marked := bytes.CutPrefix(file, []byte("\ufeff"))
	if !marked || !utf8.Valid(file) {
		t.Error("the file does not say that it is UTF-8, or is not")
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma = comma
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestTable holds the file against testdata/sales.csv and sales.de.csv.
func TestTable(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("UTC+1", 3600)
	for golden, v := range map[string]voice{"testdata/sales.csv": {}, "testdata/sales.de.csv": {language: "de"}} {
		table := v.table(zone)
		table.add(sold("Mug, blue, 350 ml", "USD", 30_00))
		table.add(sold("=HYPERLINK(\"https://example.com\")", "EUR", 20_00))
		table.add(sold("杯子 \"大\"\nsecond line", "JPY", 2500))
		several, s := sold("Bowl", "KWD", 12_340)
		several.Lines = append(several.Lines, shop.Line{Item: "Spoon", Quantity: 4})
		several.ShippedAt = time.Time{}
		s.ToCome.Minor = -5
		table.add(several, s)
		got, ending, err := table.bytes("sales")
		if err != nil || ending != ".csv" {
			t.Fatal(ending, err)
		}
		if flag.Lookup("update").Value.String() == "true" {
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-want +got), -update writes it anew:\n%s", golden, diff)
		}
	}
}

// formula is what a spreadsheet may take for one.
var formula = regexp.MustCompile(`^[\s"']*[=+\-@＝＋－＠\t\r\n]`)

// numeric is an amount, as the file writes it.
var numeric = regexp.MustCompile(`^-?\d+([.,]\d+)?$`)

// Whatever people wrote, no cell is a formula, every one comes back as it was
// written, and amounts are numbers.
func TestCellsAreNoFormulas(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(11, 22))
	parts := []string{
		"=", "+", "-", "@", "\t", "\r", "\n", "\r\n", "＝", "＋", "－", "＠", "−", "|", "%", "'", `"`, ",", ";", " ", "\u00a0", "\u200b", "\ufeff",
		"\x00", "cmd", "A1", "SUM(1)", "杯", "é", "😀", "-1.5", "\xff", "1", "",
	}
	for _, language := range []string{english, "de"} {
		table, comma := voice{language: language}.table(time.UTC), ','
		if language == "de" {
			comma = ';'
		}
		var items []string
		for range 3000 {
			item := ""
			for range 1 + random.IntN(5) {
				item += parts[random.IntN(len(parts))]
			}
			o, s := sold(item, "USD", 1)
			items = append(items, item)
			table.add(o, s) // one cent less the fees: a negative number
		}
		file, _, err := table.bytes("sales")
		if err != nil {
			t.Fatal(err)
		}
		rows := read(t, file, comma)
		if len(rows) != len(items)+1 {
			t.Fatalf("%d rows for %d orders", len(rows), len(items))
		}
		for i, row := range rows[1:] {
			for n, text := range row {
				if n >= 7 {
					if !numeric.MatchString(text) {
						t.Fatalf("%q: the amount %q is no number", items[i], text)
					}
				} else if !strings.HasPrefix(text, "'") && formula.MatchString(text) {
					t.Fatalf("%q: the cell %q is a formula", items[i], text)
				}
			}
			if row[5] != Cell(items[i]) {
				t.Fatalf("%q came back as %q", items[i], row[5])
			}
		}
	}
}

func TestCell(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Mug, blue": "Mug, blue", "": "", "a=b": "a=b", "<@1>": "<@1>", "3-piece set": "3-piece set",
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(1)": "'@SUM(1)", "＝1": "'＝1", " =1": "' =1", "\t=1": "' =1", "\r=1": "' =1",
		"\n@a": "' @a", `"=1`: `'"=1`, "\u200b=1": "'\u200b=1", "two\nlines": "two lines", "'=1": "''=1",
	} {
		if got := Cell(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// A file that is too large for Discord comes packed, and one that is too large
// even so does not come.
func TestLargeTable(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		most, tight int
		ending      string
	}{
		{maxTable, maxPacked, ".csv"},
		{10_000, 9_000, ".zip"},
		{10_000, 100, ""},
	} {
		table := voice{}.table(time.UTC)
		table.most, table.tight = tt.most, tt.tight
		const orders = 300
		for range orders {
			table.add(sold("Mug, blue", "USD", 30_00))
		}
		file, ending, err := table.bytes("sales-2026")
		if err != nil || ending != tt.ending || (len(file) == 0) != (ending == "") {
			t.Errorf("%d and %d bytes: %q, %d bytes, %v", tt.most, tt.tight, ending, len(file), err)
		}
		if ending != ".zip" {
			continue
		}
		z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
		if err != nil || len(z.File) != 1 || z.File[0].Name != "sales-2026.csv" {
			t.Fatal(err)
		}
		inside, err := z.File[0].Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(inside)
		if err != nil {
			t.Fatal(err)
		}
		if rows := read(t, text, ','); len(rows) != orders+1 || !slices.Equal(rows[1], rows[orders]) {
			t.Errorf("%d rows", len(rows))
		}
	}
}
