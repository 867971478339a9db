package tracking

import (
	"slices"
	"strings"
)

// Candidate is a carrier that a number may belong to.
type Candidate struct {
	Carrier Carrier
	Number  string // upper-case letters and digits only, without routing
	URL     string // the carrier's public page for this number
	Checked bool   // a check digit held
}

// Recognise finds tracking numbers in whatever a person pasted: with spaces or dashes, in lower
// case, with words around, or the carrier's own link. A number with a wrong check digit is not
// returned; see Mistyped.
//
// The best candidate comes first: of the carrier that the text names, then with a right check
// digit, then as in the table. Text after the first 1,000 bytes is not looked at.
func Recognise(text string) []Candidate {
	right, _ := scan(text)
	return candidates(right)
}

// Mistyped returns what would be candidates if their check digit were right: "this looks like a UPS
// number, but it has a slip". Only forms that no other carrier uses count, unless the text names
// the carrier; and nothing that is some carrier's right number.
func Mistyped(text string) []Candidate {
	right, wrong := scan(text)
	wrong = slices.DeleteFunc(wrong, func(m match) bool {
		return !m.rule.telling && !m.named || slices.ContainsFunc(right, m.overlaps)
	})
	return candidates(wrong)
}

// CheckDigitFails reports whether the number has a form of this carrier, but not the check digit:
// a seller who says "UPS" is asked to check the number. It is false for a form that the carrier is
// not known to use.
func CheckDigitFails(code, number string) bool {
	of := func(m match) bool { return m.rule.carrier == code }
	right, wrong := scan(number)
	return slices.ContainsFunc(wrong, of) && !slices.ContainsFunc(right, of)
}

// match is a rule that fits a part of a text.
type match struct {
	rule     *rule
	number   string
	from, to int  // of the tokens' text
	named    bool // the text names the carrier
}

func (m match) overlaps(n match) bool { return m.from < n.to && n.from < m.to }

func (m match) inside(n match) bool {
	return n.from <= m.from && m.to <= n.to && n.to-n.from > m.to-m.from
}

// scan returns every fit, apart by whether its check digit holds, the best first. A form without a
// check digit counts as right.
func scan(text string) (right, wrong []match) {
	t := tokenise(text)
	for first := range t.tokens {
		for last := first; last < len(t.tokens); last++ {
			from, to := t.tokens[first].from, t.tokens[last].to
			if to-from > longest || last > first && !t.tokens[last].joined {
				break
			}
			whole := first == last && to-from >= shortest
			if !whole && !(t.canStart(first) && t.canEnd(last)) {
				continue
			}
			for i := range rules {
				r := &rules[i]
				if !r.fits(t.text[from:to]) {
					continue
				}
				m := match{rule: r, number: r.kept(t.text[from:to]), from: from, to: to, named: t.names(r.carrier)}
				if r.check == nil || r.check(m.number) {
					right = append(right, m)
				} else {
					wrong = append(wrong, m)
				}
			}
		}
	}
	if len(right) > 1 {
		// "RB 123 456 785 GB": what stands within a longer number that holds is not another one.
		all := slices.Clone(right)
		right = slices.DeleteFunc(right, func(m match) bool {
			return slices.ContainsFunc(all, func(n match) bool { return n.rule.check != nil && m.inside(n) })
		})
	}
	best(right)
	best(wrong)
	return right, wrong
}

func best(matches []match) {
	rank := func(m match) int {
		n := 0
		if !m.named {
			n += 2
		}
		if m.rule.check == nil {
			n++
		}
		return n
	}
	slices.SortStableFunc(matches, func(a, b match) int { return rank(a) - rank(b) })
}

func candidates(matches []match) []Candidate {
	var found []Candidate
	for _, m := range matches {
		s, _ := lookUp(m.rule.carrier)
		c := Candidate{
			Carrier: s.Carrier,
			Number:  m.number,
			URL:     s.page + m.number,
			Checked: m.rule.check != nil && m.rule.check(m.number),
		}
		if !slices.Contains(found, c) {
			found = append(found, c)
		}
	}
	return found
}

// tokens is a text's runs of letters and digits.
type tokens struct {
	text   []byte // all runs, in upper case, with nothing between
	tokens []token
}

type token struct {
	from, to int
	word     bool // letters only: may stand before or after a number, or be a part of it
	joined   bool // only a space or a dash stands before it: may be the same number
}

// maxText is how much of a text is looked at, in bytes.
const maxText = 1000

func tokenise(text string) tokens {
	if len(text) > maxText {
		text = text[:maxText]
	}
	t := tokens{text: make([]byte, 0, len(text)), tokens: make([]token, 0, 16)}
	open, joined := false, false
	for i, r := range text {
		if r >= '！' && r <= '～' { // full-width forms of ! to ~
			r -= '！' - '!'
		}
		switch {
		case r >= 'a' && r <= 'z':
			r -= 'a' - 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
		case strings.ContainsRune("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad", r), r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
			continue // comes along with copying, is not seen
		case r == '%' && i+2 < len(text) && text[i+1:i+3] == "20":
			// A space within a link; its digits must not stick to the number.
			return tokenise(strings.ReplaceAll(text, "%20", " "))
		case strings.ContainsRune(" \t\u00a0\u202f\u2007\u2009\u3000-‐‑–.·_", r):
			open = false
			continue
		default:
			open, joined = false, false
			continue
		}
		if !open {
			t.tokens = append(t.tokens, token{from: len(t.text), word: true, joined: joined})
			open, joined = true, true
		}
		last := &t.tokens[len(t.tokens)-1]
		t.text = append(t.text, byte(r))
		last.to = len(t.text)
		last.word = last.word && !isDigit(byte(r))
	}
	return t
}

// canStart and canEnd report whether a number may begin or end with a token. Digits that only
// spaces part are one number, never a part of them another; a token that is long enough to be a
// number alone is the exception.
func (t tokens) canStart(i int) bool {
	return i == 0 || !t.tokens[i].joined || t.tokens[i-1].word
}

func (t tokens) canEnd(i int) bool {
	return i == len(t.tokens)-1 || !t.tokens[i+1].joined || t.tokens[i+1].word
}

// names reports whether one token, or two in a row, are a word of the carrier.
func (t tokens) names(code string) bool {
	s, _ := lookUp(code)
	for i, tok := range t.tokens {
		if !tok.word {
			continue
		}
		one, two := t.text[tok.from:tok.to], []byte(nil)
		if i+1 < len(t.tokens) && t.tokens[i+1].word {
			two = t.text[tok.from:t.tokens[i+1].to]
		}
		for _, w := range s.words {
			if string(one) == w || string(two) == w {
				return true
			}
		}
	}
	return false
}
