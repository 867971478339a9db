package stripe

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"codeberg.org/go-fonts/liberation/liberationsansregular"
)

// TestDocument: the same document has the same bytes, or a second try would be
// another file under the same key.
func TestDocument(t *testing.T) {
	t.Parallel()
	d := document{
		title: "What buyer and seller said to each other", at: time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC), pages: 2,
		lines: []string{"Buyer: Is the mug blue?", "Seller: Ja, größer als 350 ml — для вас €5.\nSee below.", "", "Buyer: Πότε; 👍🏽 青い"},
	}
	first, err := d.pdf()
	if err != nil || !bytes.HasPrefix(first, []byte("%PDF-")) || len(first) > 200_000 {
		t.Fatalf("%d bytes: %v", len(first), err)
	}
	for range 5 {
		if again, err := d.pdf(); err != nil || !bytes.Equal(first, again) {
			t.Fatalf("rendered again it differs: %v", err)
		}
	}
	d.lines[0] += " "
	if other, err := d.pdf(); err != nil || bytes.Equal(first, other) {
		t.Errorf("another text has the same bytes: %v", err)
	}
	for _, empty := range []document{{pages: 1}, {pages: 1, lines: []string{""}}, {pages: 1, lines: []string{"😀"}}} {
		if content, err := empty.pdf(); err != nil || len(content) == 0 {
			t.Errorf("%+v: %d bytes: %v", empty, len(content), err)
		}
	}
}

// TestDocumentLength: too many lines lose the earliest, and it is said.
func TestDocumentLength(t *testing.T) {
	t.Parallel()
	d := document{title: "Long", pages: 3}
	for i := range 400 {
		d.lines = append(d.lines, fmt.Sprint("line ", i))
	}
	rows := d.rows(func(line string) []string { return []string{line} })
	if len(rows) != 3*rowsOfPage || rows[0] != "[Left out for length: the 252 earliest of 400 lines.]" || rows[2] != "line 252" || rows[len(rows)-1] != "line 399" {
		t.Errorf("%d rows: %q", len(rows), rows[:4])
	}
	content, err := d.pdf()
	if n := bytes.Count(content, []byte("/Type /Page\n")); err != nil || n != 3 {
		t.Errorf("%d pages: %v", n, err)
	}
	long := document{pages: 1, lines: []string{strings.Repeat("w", 20_000), "last"}}
	if _, err := long.pdf(); err != nil {
		t.Error(err)
	}
}

func TestShowable(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "",
		"Größe: 5 €, «ок», Ωμέγα — “yes”…": "Größe: 5 €, «ок», Ωμέγα — “yes”…",
		"thanks 👍🏽!":                         "thanks [characters not shown: 2]!",
		"👨‍👩‍👧":                              "[characters not shown: 3]",
		"青いマグ one 青":                         "[characters not shown: 4] one [characters not shown: 1]",
		"a\tb\u00a0c\u2009d\r\ne\x00\u202ef": "a b\u00a0c d\nef",
		"❤\ufe0f":                            "[characters not shown: 1]",
	} {
		if got := showable(in); got != want {
			t.Errorf("%q is shown as %q, want %q", in, got, want)
		}
	}
}

// TestFont: the font has what inFont promises.
func TestFont(t *testing.T) {
	t.Parallel()
	has := glyphs(t, liberationsansregular.TTF)
	for r := rune(' '); r < 0xffff; r++ {
		if inFont(r) && !has(uint16(r)) {
			t.Errorf("%U is not in the font", r)
		}
	}
}

// glyphs reads which characters a TrueType font has, from the format 4 of its
// cmap (https://learn.microsoft.com/typography/opentype/spec/cmap).
func glyphs(t *testing.T, font []byte) func(uint16) bool {
	t.Helper()
	u16 := func(at int) int { return int(binary.BigEndian.Uint16(font[at:])) }
	u32 := func(at int) int { return int(binary.BigEndian.Uint32(font[at:])) }
	for i := range u16(4) {
		if string(font[12+16*i:][:4]) != "cmap" {
			continue
		}
		cmap := u32(12 + 16*i + 8)
		for j := range u16(cmap + 2) {
			at := cmap + u32(cmap+4+8*j+4)
			if u16(at) != 4 {
				continue
			}
			n := u16(at+6) / 2
			return func(r uint16) bool {
				for k := range n {
					if end, start := u16(at+14+2*k), u16(at+16+2*n+2*k); start <= int(r) && int(r) <= end {
						delta, offset := u16(at+16+4*n+2*k), u16(at+16+6*n+2*k)
						if offset == 0 {
							return uint16(int(r)+delta) != 0
						}
						return u16(at+16+6*n+2*k+offset+2*(int(r)-start)) != 0
					}
				}
				return false
			}
		}
	}
	t.Fatal("the font has no cmap of format 4")
	return nil
}

// TestText: what Stripe would refuse for its length is cut, and it is said.
func TestText(t *testing.T) {
	t.Parallel()
	if got := text(" \n", longestText); got != nil {
		t.Errorf("nothing is %q", *got)
	}
	whole := strings.Repeat("é", longestText)
	if got := text(" "+whole+"\n", longestText); got == nil || *got != whole {
		t.Error("what fits is not whole")
	}
	got := text(whole+"é", longestText)
	if n := utf8.RuneCountInString(*got); n != longestText || !strings.HasSuffix(*got, "é\n[Cut here, of 20001 characters in all.]") {
		t.Errorf("%d characters, ending %q", n, (*got)[len(*got)-60:])
	}
}

// TestSentKey: no two acts of two bots on one account share a key.
func TestSentKey(t *testing.T) {
	t.Parallel()
	var keys []string
	for _, installation := range []string{"a", "a#2", "a@b", "refund:1@a"} {
		p := &Provider{cfg: Config{Installation: installation}}
		for _, key := range []string{"refund:1", "refund:12"} {
			for n := range generations {
				keys = append(keys, p.sentKey(key, n+1))
			}
		}
		for _, key := range []string{"", "a#2", "a@b", strings.Repeat("k", 255)} {
			if p.checkKey(key) == nil {
				t.Errorf("key %q is let through", key)
			}
		}
	}
	slices.Sort(keys)
	if n := len(slices.Compact(slices.Clone(keys))); n != len(keys) {
		t.Errorf("%d of %d keys differ: %q", n, len(keys), keys)
	}
}
