package money

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"slices"
	"testing"
)

func TestAddSub(t *testing.T) {
	for _, tt := range []struct {
		a, b      Money
		sum, diff int64
		sumErr    error
		diffErr   error
	}{
		{New(100, "USD"), New(50, "USD"), 150, 50, nil, nil},
		{New(50, "USD"), New(100, "USD"), 150, -50, nil, nil},
		{New(50, "USD"), New(0, "USD"), 50, 50, nil, nil},
		{New(50, "USD"), New(50, "EUR"), 0, 0, ErrMismatch, ErrMismatch},
		{New(50, "USD"), Money{}, 0, 0, ErrMismatch, ErrMismatch},
		{New(math.MaxInt64, "USD"), New(1, "USD"), 0, math.MaxInt64 - 1, ErrOverflow, nil},
		{New(math.MinInt64, "USD"), New(1, "USD"), math.MinInt64 + 1, 0, nil, ErrOverflow},
		{New(0, "USD"), New(math.MinInt64, "USD"), math.MinInt64, 0, nil, ErrOverflow},
		{New(-1, "USD"), New(math.MinInt64, "USD"), 0, math.MaxInt64, ErrOverflow, nil},
	} {
		sum, err := tt.a.Add(tt.b)
		if sum.Minor != tt.sum || !errors.Is(err, tt.sumErr) {
			t.Errorf("%s + %s = %s, %v; want %d, %v", tt.a, tt.b, sum, err, tt.sum, tt.sumErr)
		}
		diff, err := tt.a.Sub(tt.b)
		if diff.Minor != tt.diff || !errors.Is(err, tt.diffErr) {
			t.Errorf("%s - %s = %s, %v; want %d, %v", tt.a, tt.b, diff, err, tt.diff, tt.diffErr)
		}
	}
}

func TestMul(t *testing.T) {
	for _, tt := range []struct {
		m, n, want int64
		err        error
	}{
		{250, 3, 750, nil},
		{250, 0, 0, nil},
		{250, -1, -250, nil},
		{math.MaxInt64, 1, math.MaxInt64, nil},
		{math.MaxInt64, 2, 0, ErrOverflow},
		{math.MinInt64, -1, 0, ErrOverflow},
		{-1, math.MinInt64, 0, ErrOverflow},
		{1 << 32, 1 << 32, 0, ErrOverflow},
	} {
		got, err := New(tt.m, "USD").Mul(tt.n)
		if got.Minor != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%d × %d = %d, %v; want %d, %v", tt.m, tt.n, got.Minor, err, tt.want, tt.err)
		}
	}
}

func TestCmp(t *testing.T) {
	for _, tt := range []struct {
		a, b Money
		want int
		err  error
	}{
		{New(1, "USD"), New(2, "USD"), -1, nil},
		{New(2, "USD"), New(2, "USD"), 0, nil},
		{New(3, "USD"), New(2, "USD"), 1, nil},
		{New(3, "USD"), New(2, "EUR"), 0, ErrMismatch},
	} {
		if got, err := tt.a.Cmp(tt.b); got != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%s.Cmp(%s) = %d, %v; want %d, %v", tt.a, tt.b, got, err, tt.want, tt.err)
		}
	}
	if !New(0, "USD").IsZero() || New(1, "USD").IsZero() || !New(-1, "USD").IsNegative() || New(0, "USD").IsNegative() {
		t.Error("IsZero or IsNegative is wrong")
	}
}

func TestBasisPoints(t *testing.T) {
	for _, tt := range []struct {
		m    Money
		bp   int64
		want int64
		err  error
	}{
		{New(2500, "USD"), 500, 125, nil},
		{New(2550, "USD"), 500, 127, nil}, // 127.5
		{New(2500, "USD"), 0, 0, nil},
		{New(2500, "USD"), 10_000, 2500, nil},
		{New(2500, "JPY"), 333, 83, nil},
		{New(1250, "KWD"), 500, 60, nil},       // 62.5
		{New(250_000, "ISK"), 333, 8_300, nil}, // 8325
		{New(math.MaxInt64, "USD"), 5000, math.MaxInt64 / 2, nil},
		{New(math.MaxInt64, "USD"), 20_000, 0, ErrOverflow},
		{New(math.MaxInt64, "USD"), math.MaxInt64, 0, ErrOverflow},
		{New(-1, "USD"), 500, 0, ErrNegative},
		{New(1, "USD"), -1, 0, ErrNegative},
		{Money{}, 500, 0, ErrCurrency},
	} {
		if got, err := tt.m.BasisPoints(tt.bp); got.Minor != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%s.BasisPoints(%d) = %d, %v; want %d, %v", tt.m, tt.bp, got.Minor, err, tt.want, tt.err)
		}
	}
}

func TestSplit(t *testing.T) {
	for _, tt := range []struct {
		m       Money
		weights []int64
		want    []int64
		err     error
	}{
		{New(100, "USD"), []int64{1, 1}, []int64{50, 50}, nil},
		{New(100, "USD"), []int64{1, 1, 1}, []int64{34, 33, 33}, nil},
		{New(101, "USD"), []int64{1, 1, 1}, []int64{34, 34, 33}, nil},
		{New(100, "USD"), []int64{0, 1, 0}, []int64{0, 100, 0}, nil},
		{New(5, "USD"), []int64{2, 1, 1}, []int64{3, 1, 1}, nil},
		{New(4, "USD"), []int64{2, 1, 1}, []int64{2, 1, 1}, nil},
		{New(0, "USD"), []int64{1, 2}, []int64{0, 0}, nil},
		{New(1250, "KWD"), []int64{1, 1}, []int64{630, 620}, nil},
		{New(100_100, "ISK"), []int64{1, 1}, []int64{50_100, 50_000}, nil},
		{New(7, "JPY"), []int64{1}, []int64{7}, nil},
		{New(math.MaxInt64, "USD"), []int64{math.MaxInt64}, []int64{math.MaxInt64}, nil},
		{New(100, "USD"), nil, nil, ErrNegative},
		{New(100, "USD"), []int64{0}, nil, ErrNegative},
		{New(100, "USD"), []int64{2, -1}, nil, ErrNegative},
		{New(100, "USD"), []int64{math.MaxInt64, 1}, nil, ErrOverflow},
		{New(-100, "USD"), []int64{1}, nil, ErrNegative},
		{New(1255, "KWD"), []int64{1}, nil, ErrPrecision},
		{Money{}, []int64{1}, nil, ErrCurrency},
	} {
		got, err := tt.m.Split(tt.weights...)
		var minor []int64
		for _, share := range got {
			minor = append(minor, share.Minor)
		}
		if !slices.Equal(minor, tt.want) || !errors.Is(err, tt.err) {
			t.Errorf("%s.Split(%v) = %v, %v; want %v, %v", tt.m, tt.weights, minor, err, tt.want, tt.err)
		}
	}
}

func TestValidAndChargeable(t *testing.T) {
	for _, tt := range []struct {
		m                 Money
		valid, chargeable error
	}{
		{New(2500, "USD"), nil, nil},
		{New(50, "USD"), nil, nil},
		{New(49, "USD"), nil, ErrRange},
		{New(0, "USD"), nil, ErrRange},
		{New(99_999_999, "USD"), nil, nil},
		{New(100_000_000, "USD"), nil, ErrRange},
		{New(999_999_999_999, "IDR"), nil, nil},
		{New(49, "JPY"), nil, ErrRange},
		{New(-1, "USD"), ErrNegative, ErrNegative},
		{New(1250, "KWD"), nil, nil},
		{New(1255, "KWD"), ErrPrecision, ErrPrecision},
		{New(250_050, "ISK"), ErrPrecision, ErrPrecision},
		{New(2500, "usd"), ErrCurrency, ErrCurrency},
		{Money{}, ErrCurrency, ErrCurrency},
	} {
		if err := tt.m.Valid(); !errors.Is(err, tt.valid) {
			t.Errorf("%s.Valid() = %v; want %v", tt.m, err, tt.valid)
		}
		if err := tt.m.Chargeable(); !errors.Is(err, tt.chargeable) {
			t.Errorf("%s.Chargeable() = %v; want %v", tt.m, err, tt.chargeable)
		}
	}
}

func TestString(t *testing.T) {
	for _, tt := range []struct {
		m             Money
		text, decimal string
	}{
		{New(2500, "USD"), "USD 25.00", "25.00"},
		{New(5, "USD"), "USD 0.05", "0.05"},
		{New(-5, "USD"), "USD -0.05", "-0.05"},
		{New(125_000, "EUR"), "EUR 1250.00", "1250.00"},
		{New(2500, "JPY"), "JPY 2500", "2500"},
		{New(1250, "KWD"), "KWD 1.250", "1.250"},
		{New(250_000, "ISK"), "ISK 2500", "2500"},
		{New(50, "ISK"), "ISK 0.50", "0.50"},
		{New(0, "UGX"), "UGX 0", "0"},
		{New(math.MinInt64, "JPY"), "JPY -9223372036854775808", "-9223372036854775808"},
		{Money{}, "0.00", "0.00"},
	} {
		if got := tt.m.String(); got != tt.text {
			t.Errorf("String() = %q; want %q", got, tt.text)
		}
		if got := tt.m.Decimal(); got != tt.decimal {
			t.Errorf("Decimal() = %q; want %q", got, tt.decimal)
		}
	}
}

func TestJSON(t *testing.T) {
	b, err := json.Marshal(New(2500, "USD"))
	if want := `{"minor":2500,"currency":"USD"}`; err != nil || string(b) != want {
		t.Errorf("Marshal = %s, %v; want %s", b, err, want)
	}
}

func FuzzSplit(f *testing.F) {
	f.Add(int64(100), "USD", int64(1), int64(1), int64(1))
	f.Add(int64(1250), "KWD", int64(1), int64(0), int64(2))
	f.Add(int64(100_100), "ISK", int64(3), int64(1), int64(1))
	f.Add(int64(math.MaxInt64), "JPY", int64(math.MaxInt64-2), int64(1), int64(1))
	f.Fuzz(func(t *testing.T, minor int64, code string, a, b, c int64) {
		m := New(minor, Currency(code))
		weights := []int64{a, b, c}
		shares, err := m.Split(weights...)
		if err != nil {
			return
		}
		info, _ := m.Currency.Info()
		total := new(big.Int)
		for _, w := range weights {
			total.Add(total, big.NewInt(w))
		}
		sum := New(0, m.Currency)
		for i, share := range shares {
			if share.Valid() != nil || (weights[i] == 0 && !share.IsZero()) {
				t.Fatalf("%s.Split(%v) = %v", m, weights, shares)
			}
			if sum, err = sum.Add(share); err != nil {
				t.Fatal(err)
			}
			// |share × total − m × weight| < step × total
			away := new(big.Int).Mul(big.NewInt(share.Minor), total)
			away.Sub(away, new(big.Int).Mul(big.NewInt(minor), big.NewInt(weights[i])))
			if away.CmpAbs(new(big.Int).Mul(big.NewInt(info.Step), total)) >= 0 {
				t.Fatalf("%s.Split(%v): share %d is %s, a step or more off", m, weights, i, share)
			}
		}
		if sum != m {
			t.Fatalf("%s.Split(%v) adds up to %s", m, weights, sum)
		}
	})
}
