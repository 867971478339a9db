package tracking

import (
	"cmp"
	"slices"
)

// Candidate is a carrier that a number may belong to.
type Candidate struct {
	Carrier Carrier
	Number  string // upper-case letters and digits only, without routing
	Service string // "" if the number does not say
	URL     string // the carrier's public page for this number
	Checked bool   // a check digit held
}

// Recognise finds tracking numbers in whatever a person pasted: with spaces or dashes, in lower
// case, with words around, or the carrier's own link. A number with a wrong check digit is not
// returned; see Mistyped.
//
// The best candidate comes first: of the carrier that the text names, then with a right check
// digit before form alone, then as they stand in the text, then of the form that fewer random
// texts have, then as in the table. Text after the first 300 bytes is not looked at.
func Recognise(text string) []Candidate {
	right, _ := scan(text, 0)
	return candidates(right)
}

// Mistyped returns what would be candidates if their check digit were right: "this looks like a UPS
// number, but it has a slip". Only forms that no other carrier uses count, unless the text names
// the carrier; and nothing that is some carrier's right number.
func Mistyped(text string) []Candidate {
	return candidates(slips(scan(text, 0)))
}

func slips(right, wrong []match) []match {
	return slices.DeleteFunc(wrong, func(m match) bool {
		return !m.rule.telling && !m.named || slices.ContainsFunc(right, m.overlaps)
	})
}

// CheckDigitFails reports whether the number has a form of this carrier, but not the check digit:
// a seller who says "UPS" is asked to check the number. It is false for a form that the carrier is
// not known to use.
func CheckDigitFails(code, number string) bool {
	i := position(code)
	if i < 0 {
		return false
	}
	right, wrong := scan(number, 1<<i)
	of := func(m match) bool { return m.rule.position == i }
	return slices.ContainsFunc(wrong, of) && !slices.ContainsFunc(right, of)
}

// match is a rule that fits a part of a text.
type match struct {
	rule     indexed
	number   string
	from, to int  // of the tokens' text
	named    bool // the carrier is named
	checked  bool // and its check digit holds
}

func (m match) overlaps(n match) bool { return m.from < n.to && n.from < m.to }

func (m match) inside(n match) bool {
	return n.from <= m.from && m.to <= n.to && n.to-n.from > m.to-m.from
}

// The bounds of a scan, which keep its time in bounds, too.
const (
	maxPieces  = 8  // what spaces part a number into, where digits beside digits are one piece
	maxMatches = 16 // right ones, and wrong ones
	alone      = 10 // characters without a space that may be a number among others
)

// scan returns every fit, apart by whether its check digit holds, the best first. A form without a
// check digit counts as right. The carriers of said are named, as are those that the text names.
func scan(text string, said carriers) (right, wrong []match) {
	t := tokenise(text)
	said |= t.named()
	for first := range t.tokens {
		pieces, starts := 0, t.canStart(first)
		for last := first; last < len(t.tokens); last++ {
			from, to := int(t.tokens[first].from), int(t.tokens[last].to)
			if last == first || t.tokens[last].kind != figures || t.tokens[last-1].kind != figures {
				pieces++
			}
			if to-from > longest || pieces > maxPieces || last > first && (!starts || !t.tokens[last].joined) {
				break
			}
			whole := first == last && to-from >= alone
			if to-from < shortest || !whole && (!starts || !t.canEnd(last)) {
				continue
			}
			for _, r := range byLength[to-from] {
				if r.named && !said.has(r.position) || !r.fits(t.text[from:to]) {
					continue
				}
				m := match{rule: r, number: string(r.kept(t.text[from:to])), from: from, to: to, named: said.has(r.position)}
				m.checked = r.check != nil && r.check(m.number)
				switch {
				case (m.checked || r.check == nil) && len(right) < maxMatches:
					right = append(right, m)
				case r.check != nil && !m.checked && len(wrong) < maxMatches:
					wrong = append(wrong, m)
				}
			}
		}
	}
	return sift(right, wrong)
}

// sift leaves out what is right only by chance, and sorts the rest.
func sift(right, wrong []match) (_, _ []match) {
	all := slices.Clone(right)
	right = slices.DeleteFunc(right, func(m match) bool {
		// "RB 123 456 785 GB": what stands within a longer number that holds is not another one.
		within := func(n match) bool { return n.checked && m.inside(n) }
		// "FedEx 790535312318": a slip, though one in ten slips is another carrier's right number.
		slip := func(n match) bool { return n.named && !m.named && m.overlaps(n) }
		return slices.ContainsFunc(all, within) ||
			slices.ContainsFunc(wrong, slip) && !slices.ContainsFunc(all, slip)
	})
	slices.SortStableFunc(right, better)
	slices.SortStableFunc(wrong, better)
	return right, wrong
}

func better(a, b match) int {
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
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.from, b.from), cmp.Compare(a.rule.share, b.rule.share))
}

// candidates returns each carrier and number once.
func candidates(matches []match) []Candidate {
	var found []Candidate
	for _, m := range matches {
		s := services[m.rule.position]
		same := func(c Candidate) bool { return c.Carrier == s.Carrier && c.Number == m.number }
		if slices.ContainsFunc(found, same) {
			continue
		}
		c := Candidate{Carrier: s.Carrier, Number: m.number, Service: m.rule.service, URL: s.link(m.number), Checked: m.checked}
		if m.rule.says != nil {
			c.Service = m.rule.says(m.number)
		}
		found = append(found, c)
	}
	return found
}
