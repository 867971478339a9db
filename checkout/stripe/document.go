package stripe

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"codeberg.org/go-pdf/fpdf"
)

// document is a text that Stripe takes as a file only: of PDF, JPEG and PNG,
// the first is the one that a bank can read and search. The font is in the
// program.
type document struct {
	title string
	at    time.Time // the same for the same text: the document's bytes have it
	lines []string
	pages int // at most
}

// The page is A4, in millimetres.
const (
	pageMargin = 18.0
	pageWidth  = 210 - 2*pageMargin
	rowHeight  = 5.0
	rowsOfPage = 50
	typeface   = "liberation"
	typeSize   = 10
	titleSize  = 13
)

// pdf renders the document. The same document gives the same bytes. When it
// would have too many pages, the earliest lines are left out, and it says so.
func (d document) pdf() ([]byte, error) {
	f := fpdf.New("P", "mm", "A4", "")
	f.AddUTF8FontFromBytes(typeface, "", slices.Clone(liberationsansregular.TTF)) // it is written to
	f.SetCatalogSort(true)
	f.SetCreationDate(moment(d.at))
	f.SetModificationDate(moment(d.at))
	f.SetProducer("till", true)
	f.SetTitle(d.title, true)
	f.SetMargins(pageMargin, pageMargin, pageMargin)
	f.SetAutoPageBreak(false, 0)
	f.SetFont(typeface, "", typeSize)

	rows := d.rows(func(line string) []string { return f.SplitText(line, pageWidth) })
	page := 0
	for some := range slices.Chunk(rows, rowsOfPage) {
		page++
		f.AddPage()
		f.SetFont(typeface, "", titleSize)
		f.CellFormat(0, 2*rowHeight, fmt.Sprintf("%s (page %d of %d)", d.title, page, (len(rows)-1)/rowsOfPage+1), "", 1, "L", false, 0, "")
		f.SetFont(typeface, "", typeSize)
		for _, row := range some {
			f.CellFormat(0, rowHeight, row, "", 1, "L", false, 0, "")
		}
	}
	var out bytes.Buffer
	if err := f.Output(&out); err != nil {
		return nil, defect("render %q: %v", d.title, err)
	}
	return out.Bytes(), nil
}

// rows wraps the lines, as many of the last ones as there is room for.
func (d document) rows(wrap func(string) []string) []string {
	room := d.pages*rowsOfPage - 2 // for the note
	var rows []string
	for i, line := range slices.Backward(d.lines) {
		wrapped := wrapped(line, wrap)
		if len(rows)+len(wrapped) > room {
			note := fmt.Sprintf("[Left out for length: the %d earliest of %d lines.]", i+1, len(d.lines))
			return append([]string{note, ""}, rows...)
		}
		rows = append(wrapped, rows...)
	}
	if len(rows) == 0 {
		return []string{""}
	}
	return rows
}

func wrapped(line string, wrap func(string) []string) []string {
	var rows []string
	for part := range strings.SplitSeq(showable(line), "\n") {
		if part == "" {
			rows = append(rows, "")
			continue
		}
		rows = append(rows, wrap(part)...)
	}
	return rows
}

// showable replaces what the font cannot show, or not in its order, by a note
// of how much it is. Joiners and other marks without a shape go.
func showable(text string) string {
	var out strings.Builder
	hidden := 0
	flush := func() {
		if hidden > 0 {
			fmt.Fprintf(&out, "[characters not shown: %d]", hidden)
		}
		hidden = 0
	}
	for _, r := range text {
		switch {
		case inFont(r):
			flush()
			out.WriteRune(r)
		case r == '\t' || unicode.Is(unicode.Zs, r):
			flush()
			out.WriteByte(' ')
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
		default:
			hidden++
		}
	}
	flush()
	return out.String()
}

// fontRanges are what Liberation Sans shows: Latin, Greek and Cyrillic with
// their punctuation. It has no more than these of the world's scripts, but for
// Hebrew, which would stand the wrong way round.
var fontRanges = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: '\n', Hi: '\n', Stride: 1},
		{Lo: 0x20, Hi: 0x7e, Stride: 1},
		{Lo: 0xa0, Hi: 0xac, Stride: 1},
		{Lo: 0xae, Hi: 0x17f, Stride: 1},
		{Lo: 0x384, Hi: 0x38a, Stride: 1},
		{Lo: 0x38c, Hi: 0x38c, Stride: 1},
		{Lo: 0x38e, Hi: 0x3a1, Stride: 1},
		{Lo: 0x3a3, Hi: 0x3ce, Stride: 1},
		{Lo: 0x400, Hi: 0x45f, Stride: 1},
		{Lo: 0x490, Hi: 0x491, Stride: 1},
		{Lo: 0x2013, Hi: 0x2014, Stride: 1},
		{Lo: 0x2018, Hi: 0x201e, Stride: 1},
		{Lo: 0x2020, Hi: 0x2022, Stride: 1},
		{Lo: 0x2026, Hi: 0x2026, Stride: 1},
		{Lo: 0x2030, Hi: 0x2030, Stride: 1},
		{Lo: 0x2039, Hi: 0x203a, Stride: 1},
		{Lo: 0x20ac, Hi: 0x20ac, Stride: 1},
		{Lo: 0x2116, Hi: 0x2116, Stride: 1},
		{Lo: 0x2122, Hi: 0x2122, Stride: 1},
	},
}

func inFont(r rune) bool { return unicode.Is(fontRanges, r) }
