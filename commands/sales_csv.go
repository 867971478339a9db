package commands

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"till/shop"
	"till/shop/money"
)

// Discord takes files of 10 MiB in all with a message. A table that is larger is
// packed, and one that is larger still is left out.
const (
	maxTable  = 7 << 20
	maxPacked = 8 << 20
)

// table writes the sales as a CSV that spreadsheets open by themselves: in UTF-8
// with the mark by which Excel knows it, amounts as plain numbers, times as
// "2026-11-22 14:05:00", which all of them take for a time. Excel reads commas
// between cells and points before decimals only where people write numbers so;
// elsewhere it wants semicolons and commas, and the reader's language decides.
type table struct {
	v           voice
	zone        *time.Location
	point       string
	file        bytes.Buffer
	rows        *csv.Writer
	most, tight int // bytes that are sent as they are, and packed
}

func (v voice) table(zone *time.Location) *table {
	t := &table{v: v, zone: zone, point: ".", most: maxTable, tight: maxPacked}
	t.file.WriteString("\ufeff")
	t.rows = csv.NewWriter(&t.file)
	t.rows.UseCRLF = true
	if v.tongue().digits.point == "," {
		t.point, t.rows.Comma = ",", ';'
	}
	head := make([]string, len(tableHead))
	for i, p := range tableHead {
		head[i] = Cell(v.say(p, "zone", zone.String()))
	}
	t.write(head)
	return t
}

// write adds a row. A buffer takes everything, and what was wrong with a cell is
// told by bytes.
func (t *table) write(row []string) { _ = t.rows.Write(row) }

// Items names all that an order sells, in one text.
func Items(o shop.Order) string {
	items := make([]string, len(o.Lines))
	for i, l := range o.Lines {
		items[i] = l.Item
		if l.Quantity != 1 {
			items[i] = fmt.Sprintf("%d × %s", l.Quantity, l.Item)
		}
	}
	return strings.Join(items, "; ")
}

// add adds an order.
func (t *table) add(o shop.Order, s shop.Sale) {
	t.write([]string{
		Cell(o.ID.String()), t.time(o.PaidAt), t.time(o.ShippedAt), Cell(t.v.say(statusWords[o.Status])),
		Cell(mention(o.Buyer)), // a bare id would become a number, and lose its last digits
		Cell(Items(o)),
		Cell(string(s.Sold.Currency)),
		t.amount(s.Sold), t.amount(s.Refunded), t.amount(s.ChargedBack), t.amount(s.ProviderFees), t.amount(s.PlatformFee),
		t.amount(s.PaidOut), t.amount(s.ToCome), t.amount(s.Owed),
	})
}

func (t *table) time(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(t.zone).Format(time.DateTime)
}

// amount is a number, which may be negative.
func (t *table) amount(m money.Money) string { return strings.Replace(m.Decimal(), ".", t.point, 1) }

// bytes is the table and the end of its name; nothing when it is too large to be
// sent.
func (t *table) bytes(name string) (file []byte, ending string, err error) {
	t.rows.Flush()
	if err := t.rows.Error(); err != nil {
		return nil, "", err
	}
	return packed(name, ".csv", t.file.Bytes(), t.most, t.tight)
}

// packedEnding ends the name of a packed file.
const packedEnding = ".zip"

// packed is a file of up to most bytes as it is, or packed to up to tight bytes, and
// the end of its name; nothing when it is too large to be sent.
func packed(name, ending string, content []byte, most, tight int) (file []byte, is string, err error) {
	if len(content) <= most {
		return content, ending, nil
	}
	var small bytes.Buffer
	z := zip.NewWriter(&small)
	w, err := z.Create(name + ending)
	if err == nil {
		_, err = w.Write(content)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil || small.Len() > tight {
		return nil, "", err
	}
	return small.Bytes(), packedEnding, nil
}

// Cell makes a text one that no spreadsheet takes for a formula: those begin with
// = + - @, their full-width forms, or a tab or line break before these (OWASP,
// "CSV Injection"). An apostrophe in front makes a text of it. Within a text,
// separators and quotes are the writer's matter, and control characters and
// line breaks become spaces.
func Cell(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return ' '
		}
		return r
	}, s)
	first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || r == '"' || r == '\''
	}))
	if strings.ContainsRune("=+-@＝＋－＠−|%", first) && first != utf8.RuneError {
		return "'" + s
	}
	return s
}
