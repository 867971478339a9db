package photo

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // decoded, its first picture
	"image/jpeg"
	_ "image/png" // decoded
)

const (
	// MaxBytes is the size of a picture that is kept.
	MaxBytes = 256 << 10
	// maxSide is its longer side: as wide as Discord shows pictures on most screens.
	maxSide = 1200
	// maxPixels is what is decoded at all, more than phones take.
	maxPixels = 50_000_000
)

// Why a picture is not taken.
var (
	ErrNone  = errors.New("no picture: JPEG, PNG or GIF")
	ErrLarge = errors.New("the picture has too many pixels")
)

// Shrink decodes a picture and encodes it anew as a JPEG of at most MaxBytes.
// Nothing but its pixels goes over. The errors are ErrNone and ErrLarge.
func Shrink(content []byte) ([]byte, error) {
	config, _, err := image.DecodeConfig(bytes.NewReader(content))
	switch {
	case err != nil || config.Width < 1 || config.Height < 1:
		return nil, ErrNone
	case config.Width > maxPixels/config.Height:
		return nil, ErrLarge
	}
	picture, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, ErrNone
	}
	turn := orientation(content)
	for side := maxSide; ; side = side * 3 / 4 {
		small := scale(picture, side, turn)
		for _, quality := range []int{85, 70} {
			var out bytes.Buffer
			if err := jpeg.Encode(&out, small, &jpeg.Options{Quality: quality}); err != nil {
				return nil, fmt.Errorf("encode a picture: %w", err)
			}
			if out.Len() <= MaxBytes {
				return out.Bytes(), nil
			}
		}
	}
}

// scale draws the picture upright on white, no side longer than side. Each pixel
// is the mean of some of those that it stands for.
func scale(picture image.Image, side int, turn int) *image.RGBA {
	from := picture.Bounds()
	width, height := from.Dx(), from.Dy()
	if turn >= 5 { // lies on its side
		width, height = height, width
	}
	full := image.Pt(width, height)
	if longer := max(width, height); longer > side {
		width, height = max(1, width*side/longer), max(1, height*side/longer)
	}
	samples := min(4, (max(full.X, full.Y)+max(width, height)-1)/max(width, height)) // in each direction
	small := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			var r, g, b uint64
			for i := range samples * samples {
				at := image.Pt(
					(2*(x*samples+i%samples)+1)*full.X/(2*samples*width),
					(2*(y*samples+i/samples)+1)*full.Y/(2*samples*height),
				)
				cr, cg, cb, ca := colorAt(picture, upright(at, full, turn).Add(from.Min)).RGBA()
				white := uint64(0xffff - ca)
				r, g, b = r+uint64(cr)+white, g+uint64(cg)+white, b+uint64(cb)+white
			}
			all := uint64(samples*samples) << 8
			small.SetRGBA(x, y, color.RGBA{uint8(r / all), uint8(g / all), uint8(b / all), 0xff})
		}
	}
	return small
}

// upright returns where the pixel of the upright picture of the size stands in the
// one that was sent, by EXIF's orientation (1 to 8).
func upright(at, size image.Point, turn int) image.Point {
	far := image.Pt(size.X-1-at.X, size.Y-1-at.Y)
	switch turn {
	case 2:
		return image.Pt(far.X, at.Y)
	case 3:
		return far
	case 4:
		return image.Pt(at.X, far.Y)
	case 5:
		return image.Pt(at.Y, at.X)
	case 6:
		return image.Pt(at.Y, far.X)
	case 7:
		return image.Pt(far.Y, far.X)
	case 8:
		return image.Pt(far.Y, at.X)
	default:
		return at
	}
}

func colorAt(picture image.Image, at image.Point) color.Color { return picture.At(at.X, at.Y) }
