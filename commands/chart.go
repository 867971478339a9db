package commands

import (
	"bytes"
	"image/color"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"

	"till/shop/money"
)

// The chart is a picture with a ground of its own, so that it reads alike on
// Discord's light and dark themes. It has no words: those stand beside it, in the
// reader's language and in letters that the font of the picture may lack.
const (
	chartWidth  = 550 // as Discord shows it
	chartHeight = 260
	chartScale  = 2 // pixels for each of these, for sharp screens
	maxTicks    = 5 // amounts beside the chart, and moments below it
)

var (
	chartGround = color.RGBA{0x2B, 0x2D, 0x31, 0xFF}
	chartText   = color.RGBA{0xDB, 0xDE, 0xE1, 0xFF}
	chartLine   = color.RGBA{0x4E, 0x50, 0x58, 0xFF}
	chartBar    = color.RGBA{0x8E, 0x9B, 0xFF, 0xFF}
)

// chart is what was sold in one currency, a bar for each unit of time.
type chart struct {
	unit   unit
	begin  time.Time // of the first bar
	bars   []int64   // minor units
	amount func(minor int64) string
}

// png draws the chart.
func (c chart) png() ([]byte, error) {
	p := plot.New()
	p.BackgroundColor = chartGround
	p.X.Min, p.X.Max = -0.5, float64(len(c.bars))-0.5
	p.X.Padding, p.Y.Padding = 0, 0
	ticks := c.amounts()
	p.Y.Min, p.Y.Max = 0, ticks[len(ticks)-1].Value
	p.Y.Tick.Marker, p.X.Tick.Marker = plot.ConstantTicks(ticks), plot.ConstantTicks(c.moments())
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Tick.Label.Color, axis.Tick.Label.Font = chartText, chartFont
		axis.Tick.Color, axis.Color = chartLine, chartLine
		axis.Tick.Length = 4
	}
	p.Y.Tick.Length, p.Y.Width = 0, 0
	grid := plotter.NewGrid()
	grid.Vertical.Color = nil
	grid.Horizontal = draw.LineStyle{Color: chartLine, Width: vg.Points(0.5)}
	p.Add(grid, c)

	const dot = vg.Inch / 72
	img := vgimg.NewWith(vgimg.UseWH(chartWidth*dot, chartHeight*dot), vgimg.UseDPI(72*chartScale))
	canvas := draw.New(img)
	canvas.FillPolygon(chartGround, corners(canvas.Rectangle))
	p.Draw(draw.Crop(canvas, 12*dot, -16*dot, 12*dot, -14*dot))
	var file bytes.Buffer
	_, err := vgimg.PngCanvas{Canvas: img}.WriteTo(&file)
	return file.Bytes(), err
}

// Plot implements plot.Plotter: it draws the bars.
func (c chart) Plot(canvas draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&canvas)
	for i, minor := range c.bars {
		if minor > 0 {
			canvas.FillPolygon(chartBar, corners(vg.Rectangle{
				Min: vg.Point{X: x(float64(i) - 0.36), Y: y(0)}, Max: vg.Point{X: x(float64(i) + 0.36), Y: y(float64(minor))},
			}))
		}
	}
}

func corners(r vg.Rectangle) []vg.Point {
	return []vg.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}}
}

// amounts are round amounts, from nothing up to the highest bar or above it.
func (c chart) amounts() []plot.Tick {
	top := int64(1)
	for _, minor := range c.bars {
		top = max(top, minor)
	}
	step := int64(1)
	for n := 0; (top+step-1)/step > maxTicks; n++ {
		step *= []int64{2, 5, 2}[n%3] // 2, 10, 20, …
		if n%3 == 1 {
			step /= 2 // 5
		}
	}
	var ticks []plot.Tick
	for minor := int64(0); minor < top+step; minor += step {
		ticks = append(ticks, plot.Tick{Value: float64(minor), Label: c.amount(minor)})
	}
	return ticks
}

// moments name some of the bars.
func (c chart) moments() []plot.Tick {
	every := (len(c.bars) + maxTicks - 1) / maxTicks
	var ticks []plot.Tick
	for i, at := 0, c.begin; i < len(c.bars); i, at = i+1, c.unit.next(at) {
		if i%every == 0 {
			ticks = append(ticks, plot.Tick{Value: float64(i), Label: c.unit.label(at)})
		}
	}
	return ticks
}

// chartFont is compiled into gonum/plot.
var chartFont = font.Font{Typeface: "Liberation", Variant: "Sans", Size: 12}

// drawable reports whether the font of the picture has all of the text's letters.
func drawable(s string) bool {
	face := font.DefaultCache.Lookup(chartFont, chartFont.Size).Face
	for _, r := range s {
		if n, err := face.GlyphIndex(nil, r); err != nil || n == 0 {
			return false
		}
	}
	return true
}

// charted is an amount as the reader writes it, if it can be drawn; else as
// English does, with the currency's code where its sign cannot be drawn.
func (v voice) charted(m money.Money) string {
	for _, s := range []string{v.money(m), (voice{}).money(m)} {
		if drawable(s) {
			return s
		}
	}
	return m.String()
}
