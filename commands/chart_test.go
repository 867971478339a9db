package commands

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"till/shop/money"
)

// runs counts the bars that a chart's picture shows: the stretches of the bars'
// colour along its lines, at most.
func runs(img image.Image) (most int) {
	bounds := img.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		n, inside := 0, false
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			is := color.RGBAModel.Convert(img.At(x, y)) == color.Color(chartBar)
			if is && !inside {
				n++
			}
			inside = is
		}
		most = max(most, n)
	}
	return most
}

func TestChart(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		unit unit
		bars []int64
		want int
	}{
		{"one", byDay, []int64{30_00}, 1},
		{"none", byDay, []int64{0, 0, 0}, 0},
		{"a month with days off", byDay, append(make([]int64, 10), 5, 0, 5, 5, 5, 0, 5, 5, 5, 5, 0, 0, 0, 5, 5, 5, 5, 5, 5, 5), 15},
		{"as many as there may be", byWeek, bytesOf(maxBars), maxBars},
		{"the largest amounts", byYear, []int64{1 << 60, 1 << 61, 1 << 59}, 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := chart{unit: tt.unit, begin: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), bars: tt.bars, amount: func(minor int64) string { return fmt.Sprint(minor) }}
			file, err := c.png()
			if err != nil {
				t.Fatal(err)
			}
			img, err := png.Decode(bytes.NewReader(file))
			if err != nil {
				t.Fatal(err)
			}
			if size := img.Bounds().Size(); size != image.Pt(chartWidth*chartScale, chartHeight*chartScale) || len(file) > 200<<10 {
				t.Errorf("%v pixels, %d bytes", size, len(file))
			}
			if got := runs(img); got != tt.want {
				t.Errorf("shows %d bars, want %d", got, tt.want)
			}
		})
	}
}

func bytesOf(n int) []int64 {
	bars := make([]int64, n)
	for i := range bars {
		bars[i] = int64(i + 20)
	}
	return bars
}

// The amounts beside a chart are round, and reach over the highest bar.
func TestChartAmounts(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		top  int64
		want []string
	}{
		{0, []string{"0", "1"}},
		{5, []string{"0", "1", "2", "3", "4", "5"}},
		{6, []string{"0", "2", "4", "6"}},
		{482_34, []string{"0", "10000", "20000", "30000", "40000", "50000"}},
		{11_999, []string{"0", "5000", "10000", "15000"}},
	} {
		c := chart{bars: []int64{0, tt.top}, amount: func(minor int64) string { return fmt.Sprint(minor) }}
		var got []string
		for _, tick := range c.amounts() {
			got = append(got, tick.Label)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("up to %d (-want +got):\n%s", tt.top, diff)
		}
	}
}

// Every amount can be drawn, in every currency and language.
func TestCharted(t *testing.T) {
	t.Parallel()
	for _, info := range money.Currencies() {
		for _, l := range tongues() {
			got := voice{language: l.code}.charted(money.New(1_234_500, info.Code))
			if !drawable(got) {
				t.Errorf("%s in %s: %q has letters that the font lacks", info.Code, l.code, got)
			}
		}
	}
	for language, want := range map[string]string{english: "$25.00", "de": "25,00\u00a0$", "ar": "$25.00"} {
		if got := (voice{language: language}).charted(money.New(25_00, "USD")); got != want {
			t.Errorf("%s: %q, want %q", language, got, want)
		}
	}
}

func TestPeriods(t *testing.T) {
	t.Parallel()
	at := func(text string) time.Time {
		parsed, err := time.Parse(time.DateTime, text)
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	now := at("2026-11-28 14:05:00")
	for _, tt := range []struct{ name, from, to, file string }{
		{periodToday, "2026-11-28 00:00:00", "2026-11-29 00:00:00", "2026-11-28"},
		{periodWeek, "2026-11-22 00:00:00", "2026-11-29 00:00:00", "2026-11-22-to-2026-11-28"},
		{periodMonth, "2026-10-30 00:00:00", "2026-11-29 00:00:00", "2026-10-30-to-2026-11-28"},
		{periodYear, "2026-01-01 00:00:00", "2026-11-29 00:00:00", "2026"},
		{periodAll, "0001-01-01 00:00:00", "2026-11-29 00:00:00", "to-2026-11-28"},
		{"2026-11", "2026-11-01 00:00:00", "2026-11-29 00:00:00", "2026-11"},
		{"2024-02", "2024-02-01 00:00:00", "2024-03-01 00:00:00", "2024-02"},
		{"2026-12", "", "", ""},
		{"2026-13", "", "", ""},
		{"", "", "", ""},
		{"yesterday", "", "", ""},
	} {
		p, ok := periodNamed(tt.name, now)
		if ok != (tt.to != "") {
			t.Errorf("%q is a period: %v", tt.name, ok)
		}
		if ok && (!p.from.Equal(at(tt.from)) || !p.to.Equal(at(tt.to)) || p.file != tt.file) {
			t.Errorf("%q is %s to %s, %s", tt.name, p.from, p.to, p.file)
		}
	}
	// Days are the zone's.
	zone := time.FixedZone("east", 13*3600)
	if p, _ := periodNamed(periodToday, now.In(zone)); !p.from.Equal(at("2026-11-28 11:00:00")) {
		t.Errorf("today begins at %s", p.from)
	}
}

func TestFinest(t *testing.T) {
	t.Parallel()
	to := time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		days int
		want unit
	}{
		{1, byHour},
		{2, byDay},
		{maxBars, byDay},
		{maxBars + 1, byWeek},
		{7 * (maxBars - 1), byWeek},
		{366 * 5, byMonth},
		{366 * 6, byYear},
	} {
		from := to.AddDate(0, 0, -tt.days)
		if got := finest(from, to); got != tt.want {
			t.Errorf("%d days: by %s, want by %s", tt.days, got, tt.want)
		}
	}
	monday := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	for d := range 7 {
		if got := byWeek.begin(monday.AddDate(0, 0, d).Add(23 * time.Hour)); !got.Equal(monday) {
			t.Errorf("the week of %s begins on %s", monday.AddDate(0, 0, d), got)
		}
	}
}
