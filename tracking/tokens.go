package tracking

import "strings"

// tokens is a text's runs of letters and digits.
type tokens struct {
	text   []byte // all runs, in upper case, with nothing between
	tokens []token
}

type token struct {
	from, to int16 // small: a text may have many
	kind     kind
	joined   bool // only a space or a dash stands before it: may be the same number
}

type kind uint8

const (
	word    kind = iota // letters only: may stand before or after a number, or be a part of it
	figures             // digits only
	both
)

// maxText is how much of a text is looked at, in bytes.
const maxText = 300

func tokenise(text string) tokens {
	if len(text) > maxText {
		text = text[:maxText]
	}
	t := tokens{text: make([]byte, 0, len(text)), tokens: make([]token, 0, len(text)/2+1)}
	open, joined := false, false
	escaped := 0 // bytes of a link's %20 that are still to be skipped
	for i, r := range text {
		if escaped > 0 {
			escaped--
			continue
		}
		if r == '%' {
			if c, ok := unescape(text[i+1:]); ok {
				r, escaped = c, 2
			}
		}
		if r >= '！' && r <= '～' { // full-width forms of ! to ~
			r -= '！' - '!'
		}
		if r >= 'a' && r <= 'z' {
			r -= 'a' - 'A'
		}
		switch {
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
		case isUnseen(r):
			continue
		case strings.ContainsRune(" +\t\u00a0\u202f\u2007\u2009\u3000-‐‑–.·_", r):
			open = false
			continue
		default:
			open, joined = false, false
			continue
		}
		k := word
		if r <= '9' {
			k = figures
		}
		if !open {
			t.tokens = append(t.tokens, token{from: int16(len(t.text)), kind: k, joined: joined})
			open, joined = true, true
		}
		last := &t.tokens[len(t.tokens)-1]
		t.text = append(t.text, byte(r))
		last.to = int16(len(t.text))
		if last.kind != k {
			last.kind = both
		}
	}
	return t
}

// isUnseen reports whether a character comes along with copying and is not seen: joiners, marks of
// direction, soft hyphens.
func isUnseen(r rune) bool {
	return r == '\u00ad' || r >= '\u200b' && r <= '\u200f' || r >= '\u202a' && r <= '\u202e' ||
		r == '\u2060' || r >= '\u2066' && r <= '\u2069' || r == '\ufeff'
}

// unescape reads the two hexadecimal digits after a link's percent sign. What is not ASCII parts
// words, whatever it is.
func unescape(text string) (rune, bool) {
	if len(text) < 2 {
		return 0, false
	}
	c := 0
	for _, d := range []byte(text[:2]) {
		switch {
		case isDigit(d):
			c = c<<4 | value(d)
		case d|0x20 >= 'a' && d|0x20 <= 'f':
			c = c<<4 | int(d|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return rune(c), true
}

// canStart and canEnd report whether a number may begin or end with a token. Digits that only
// spaces part are one number, never a part of them another; a token that is long enough to be a
// number alone is the exception.
func (t tokens) canStart(i int) bool {
	return i == 0 || !t.tokens[i].joined || t.tokens[i-1].kind == word
}

func (t tokens) canEnd(i int) bool {
	return i == len(t.tokens)-1 || !t.tokens[i+1].joined || t.tokens[i+1].kind == word
}

// named returns the carriers of which one word, or two in a row, are the name.
func (t tokens) named() carriers {
	var all carriers
	for i, tok := range t.tokens {
		if tok.kind != word {
			continue
		}
		all |= wordAt(t.text[tok.from:tok.to])
		if i+1 < len(t.tokens) && t.tokens[i+1].kind == word {
			all |= wordAt(t.text[tok.from:t.tokens[i+1].to])
		}
	}
	return all
}

func wordAt(text []byte) carriers {
	if len(text) < shortestWord || len(text) > longestWord {
		return 0 // soon said
	}
	return words[string(text)]
}
