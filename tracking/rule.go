package tracking

import (
	"math"
	"slices"
	"strings"
)

// rule is one form of number of one carrier.
type rule struct {
	carrier string // Carrier.Code
	source  string // who says so

	// shape has one sign for each character: # a digit, @ a letter, ? either, else itself.
	shape string

	// more is how many further digits may follow.
	more int

	// keep is how many of the last characters are the number; what stands before is routing
	// (postcode, service) that tracking pages do not take. 0: all. The fields below are about
	// what is kept.
	keep int

	// starts narrows the shape to numbers that start with one of these, which are of one length;
	// none: all.
	starts []string

	// valid narrows the shape further, if not nil.
	valid func(number string) bool

	// check says whether the check digit holds; nil: there is none, or no source says how it is
	// calculated, and the form alone counts.
	check func(number string) bool

	// odds is how many of random numbers of this form check lets through; 0: one in ten, as any
	// one digit does.
	odds float64

	// telling: no other carrier's numbers look like this, so that a wrong check digit is a slip.
	telling bool

	// named: the form says too little (plain digits that nothing checks), and counts only where
	// the carrier is named.
	named bool

	service string                     // the service that uses this form
	says    func(number string) string // or which service the number says, "" if none
}

// fits reports whether a number of upper-case letters and digits has the rule's form.
func (r *rule) fits(number []byte) bool {
	if len(number) < len(r.shape) || len(number) > len(r.shape)+r.more {
		return false
	}
	for i, c := range number {
		s := byte('#')
		if i < len(r.shape) {
			s = r.shape[i]
		}
		switch s {
		case '?':
		case '#':
			if !isDigit(c) {
				return false
			}
		case '@':
			if isDigit(c) {
				return false
			}
		default:
			if c != s {
				return false
			}
		}
	}
	kept := r.kept(number)
	if len(r.starts) > 0 && !slices.ContainsFunc(r.starts, func(s string) bool { return string(kept[:len(s)]) == s }) {
		return false
	}
	return r.valid == nil || r.valid(string(kept))
}

// kept returns what of the number the carrier's pages take.
func (r *rule) kept(number []byte) []byte {
	if r.keep > 0 {
		return number[len(number)-r.keep:]
	}
	return number
}

// chance is how many random numbers of this form hold.
func (r *rule) chance() float64 {
	switch {
	case r.check == nil:
		return 1
	case r.odds > 0:
		return r.odds
	default:
		return 0.1
	}
}

// share is how many random strings of letters and digits, of the rule's length, hold: the smaller
// it is, the more it says that a number does.
func (r *rule) share() float64 {
	share := r.chance()
	for _, s := range r.shape {
		switch s {
		case '?':
		case '#':
			share *= 10. / 36
		case '@':
			share *= 26. / 36
		default:
			share /= 36
		}
	}
	if len(r.starts) > 0 {
		share *= float64(len(r.starts)) * math.Pow10(-len(r.starts[0]))
	}
	return share
}

// indexed is a rule as scan needs it.
type indexed struct {
	*rule
	position int // of its carrier in services
	share    float64
}

// byLength is the rules that a text of each length may fit.
var byLength = func() (index [longest + 1][]indexed) {
	for i := range rules {
		r := &rules[i]
		for n := len(r.shape); n <= len(r.shape)+r.more; n++ {
			index[n] = append(index[n], indexed{r, position(r.carrier), r.share()})
		}
	}
	return index
}()

func digits(n int) string { return strings.Repeat("#", n) }
