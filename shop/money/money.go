package money

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"strconv"
)

// Money is an amount of one currency in minor units as Stripe counts them. It may be negative:
// a difference often is. The zero value is no amount: it has no currency, and mixes with none.
type Money struct {
	Minor    int64    `json:"minor"`
	Currency Currency `json:"currency"`
}

// New returns minor units of a currency. It checks nothing; Valid does.
func New(minor int64, c Currency) Money { return Money{Minor: minor, Currency: c} }

// IsZero reports whether the amount is nothing, in whatever currency.
func (m Money) IsZero() bool { return m.Minor == 0 }

// IsNegative reports whether the amount is below nothing.
func (m Money) IsNegative() bool { return m.Minor < 0 }

// Add returns m + n. It fails with ErrMismatch or ErrOverflow.
func (m Money) Add(n Money) (Money, error) {
	if err := m.same(n); err != nil {
		return Money{}, err
	}
	sum := m.Minor + n.Minor
	if (sum > m.Minor) != (n.Minor > 0) {
		return Money{}, overflow()
	}
	return New(sum, m.Currency), nil
}

// Sub returns m − n, which may be negative. It fails with ErrMismatch or ErrOverflow.
func (m Money) Sub(n Money) (Money, error) {
	if err := m.same(n); err != nil {
		return Money{}, err
	}
	diff := m.Minor - n.Minor
	if (diff < m.Minor) != (n.Minor > 0) {
		return Money{}, overflow()
	}
	return New(diff, m.Currency), nil
}

// Mul returns m × n, as in a price times a quantity. It fails with ErrOverflow.
func (m Money) Mul(n int64) (Money, error) {
	product := m.Minor * n
	if n != 0 && (product/n != m.Minor || (n == -1 && m.Minor == math.MinInt64)) {
		return Money{}, overflow()
	}
	return New(product, m.Currency), nil
}

// Cmp compares two amounts of one currency: -1, 0 or 1. It fails with ErrMismatch.
func (m Money) Cmp(n Money) (int, error) {
	if err := m.same(n); err != nil {
		return 0, err
	}
	return cmp.Compare(m.Minor, n.Minor), nil
}

// BasisPoints returns bp ten-thousandths of m, floored to the currency's step: a fee never takes
// the fraction. It fails with ErrCurrency, ErrNegative (either side) or ErrOverflow.
func (m Money) BasisPoints(bp int64) (Money, error) {
	info, err := m.info()
	if err != nil {
		return Money{}, err
	}
	if m.IsNegative() || bp < 0 {
		return Money{}, fail(ErrNegative, ProblemShare)
	}
	part, _, ok := mulDiv(m.Minor, bp, 10_000)
	if !ok {
		return Money{}, overflow()
	}
	return New(part-part%info.Step, m.Currency), nil
}

// Split divides m in proportion to the weights. Each share is floored to the currency's step; what
// is left over is handed out one step at a time, from the first, to shares that were rounded
// down. The shares add up to m exactly, each is less than a step away from its proportion, and a
// weight of 0 gets nothing.
//
// It fails as Valid does, with ErrNegative for a weight below zero or when no weight is above it,
// and with ErrOverflow.
func (m Money) Split(weights ...int64) ([]Money, error) {
	if err := m.Valid(); err != nil {
		return nil, err
	}
	var total int64
	for _, w := range weights {
		if w < 0 {
			return nil, fail(ErrNegative, ProblemShare)
		}
		if total += w; total < 0 {
			return nil, overflow()
		}
	}
	if total == 0 {
		return nil, fail(ErrNegative, ProblemNobody)
	}

	info, _ := m.Currency.Info()
	steps := m.Minor / info.Step
	left := steps
	shares := make([]Money, len(weights))
	rounded := make([]bool, len(weights))
	for i, w := range weights {
		// w ≤ total, so that the quotient is at most steps and fits.
		n, rest, _ := mulDiv(steps, w, total)
		shares[i] = New(n*info.Step, m.Currency)
		rounded[i] = rest != 0
		left -= n
	}
	// Each fraction is below one step, and together they are what is left: there are always more
	// rounded shares than steps to hand out.
	for i := 0; left > 0; i++ {
		if rounded[i] {
			shares[i].Minor += info.Step
			left--
		}
	}
	return shares, nil
}

// Valid reports whether m can be an amount of an order: a known currency (ErrCurrency), not below
// zero (ErrNegative), and a multiple of the currency's step (ErrPrecision).
func (m Money) Valid() error {
	info, err := m.info()
	if err != nil {
		return err
	}
	if m.IsNegative() {
		return fail(ErrNegative, ProblemBelow)
	}
	if m.Minor%info.Step != 0 {
		return tooFine(info)
	}
	return nil
}

// Chargeable reports whether m can be charged in one payment: Valid, and within the provider's
// smallest and largest charge (ErrRange).
func (m Money) Chargeable() error {
	if err := m.Valid(); err != nil {
		return err
	}
	info, _ := m.Currency.Info()
	if m.Minor < info.Min {
		return fail(ErrRange, ProblemSmall, New(info.Min, info.Code).String())
	}
	if m.Minor > info.Max {
		return tooLarge(info)
	}
	return nil
}

// Decimal writes the number alone, without grouping, as people write it in a form: "25.00",
// "2500" for yen, "1.250" for Kuwaiti dinars, "2500" for Icelandic krónur. Nothing is ever cut
// off: a fee of half a króna is "0.50". An unknown currency counts as two digits.
func (m Money) Decimal() string {
	info, ok := m.Currency.Info()
	if !ok {
		info = Info{Digits: 2, Step: 1}
	}
	digits := info.Decimals()
	unit := pow10(info.Digits)
	if digits == 0 && m.Minor%unit != 0 {
		digits = info.Digits
	}

	sign, abs := "", uint64(m.Minor)
	if m.IsNegative() {
		sign, abs = "-", -abs
	}
	whole, rest := abs/uint64(unit), abs%uint64(unit)
	text := sign + strconv.FormatUint(whole, 10)
	if digits == 0 {
		return text
	}
	return fmt.Sprintf("%s.%0*d", text, digits, rest)
}

// String is the plain form for logs and scripts, code first: "USD 25.00". Parse reads it back.
func (m Money) String() string {
	if m.Currency == "" {
		return m.Decimal()
	}
	return string(m.Currency) + " " + m.Decimal()
}

func (m Money) info() (Info, error) {
	info, ok := m.Currency.Info()
	if !ok {
		return Info{}, unknownCurrency(string(m.Currency))
	}
	return info, nil
}

func (m Money) same(n Money) error {
	if m.Currency != n.Currency {
		return fail(ErrMismatch, ProblemMismatch, m.String(), n.String())
	}
	return nil
}

func overflow() *Error { return fail(ErrOverflow, ProblemOverflow) }

func tooLarge(info Info) *Error {
	most := New(info.Max, info.Code)
	e := fail(ErrRange, ProblemLarge, most.String())
	e.Most = most
	return e
}

func tooFine(info Info) *Error {
	if info.Decimals() == 0 {
		return fail(ErrPrecision, ProblemNoDecimals, string(info.Code))
	}
	if info.Step > 1 {
		return fail(ErrPrecision, ProblemThirdDecimal, string(info.Code))
	}
	return fail(ErrPrecision, ProblemDecimals, string(info.Code), strconv.Itoa(info.Digits))
}

// mulDiv returns a × b / c and its remainder over 128 bits. a and b are not negative, c is above
// zero; ok is false when the quotient does not fit.
func mulDiv(a, b, c int64) (quotient, remainder int64, ok bool) {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if hi >= uint64(c) {
		return 0, 0, false
	}
	q, r := bits.Div64(hi, lo, uint64(c))
	if q > math.MaxInt64 {
		return 0, 0, false
	}
	return int64(q), int64(r), true
}
