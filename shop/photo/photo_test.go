package photo_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"testing"

	"till/shop/photo"
)

// halves is a picture that is red on the left and blue on the right.
func halves(width, height int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := color.RGBA{R: 0xff, A: 0xff}
			if x >= width/2 {
				c = color.RGBA{B: 0xff, A: 0xff}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func encoded(t testing.TB, encode func(*bytes.Buffer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	return encoded(t, func(b *bytes.Buffer) error { return jpeg.Encode(b, m, &jpeg.Options{Quality: 95}) })
}

// withEXIF puts what a camera writes into a JPEG: how it was held, and where.
func withEXIF(content []byte, turn uint16) []byte {
	tiff := []byte("MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01")
	tiff = append(binary.BigEndian.AppendUint16(tiff, turn), "\x00\x00\x00\x00\x00\x00GPS 48.8584 N 2.2945 E"...)
	segment := append([]byte("Exif\x00\x00"), tiff...)
	out := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(segment)+2))
	return append(append(out, segment...), content[2:]...)
}

func shrunk(t testing.TB, content []byte) image.Image {
	t.Helper()
	small, err := photo.Shrink(content)
	if err != nil {
		t.Fatal(err)
	}
	if len(small) > photo.MaxBytes {
		t.Errorf("it has %d bytes", len(small))
	}
	if bytes.Contains(small, []byte("Exif")) || bytes.Contains(small, []byte("GPS")) {
		t.Error("it tells where it was taken")
	}
	m, err := jpeg.Decode(bytes.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestShrink(t *testing.T) {
	t.Parallel()
	noise := image.NewRGBA(image.Rect(0, 0, 1300, 900)) // compresses worst
	random := rand.New(rand.NewPCG(1, 1))
	for i := range noise.Pix {
		noise.Pix[i] = byte(random.Uint32()) | 0xff*byte(min(1, i%4/3))
	}
	for name, tt := range map[string]struct {
		content []byte
		size    image.Point
	}{
		"JPEG":  {asJPEG(t, halves(3000, 1500)), image.Pt(1200, 600)},
		"PNG":   {encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, halves(600, 2400)) }), image.Pt(300, 1200)},
		"GIF":   {encoded(t, func(b *bytes.Buffer) error { return gif.Encode(b, halves(40, 20), nil) }), image.Pt(40, 20)},
		"thin":  {asJPEG(t, halves(5000, 1)), image.Pt(1200, 1)},
		"noise": {asJPEG(t, noise), image.Point{}},
	} {
		if size := shrunk(t, tt.content).Bounds().Size(); tt.size != (image.Point{}) && size != tt.size {
			t.Errorf("%s: it is %s, not %s", name, size, tt.size)
		}
	}
}

// TestUpright: where red, the left of what the camera took, is when it is held
// otherwise (EXIF 2.32, "Orientation").
func TestUpright(t *testing.T) {
	t.Parallel()
	left, right, top, bottom := image.Pt(2, 20), image.Pt(37, 20), image.Pt(20, 2), image.Pt(20, 37)
	for turn, red := range map[uint16]image.Point{
		0: left, 1: left, 2: right, 3: right, 4: left, 5: top, 6: top, 7: bottom, 8: bottom, 9: left,
	} {
		m := shrunk(t, withEXIF(asJPEG(t, halves(40, 40)), turn))
		if r, _, b, _ := m.At(red.X, red.Y).RGBA(); r < 0xc000 || b > 0x4000 {
			t.Errorf("orientation %d: red is not at %s", turn, red)
		}
	}
}

// TestTransparent: what can be seen through is white.
func TestTransparent(t *testing.T) {
	t.Parallel()
	transparent := encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, image.NewNRGBA(image.Rect(0, 0, 9, 9))) })
	if r, g, b, _ := shrunk(t, transparent).At(4, 4).RGBA(); min(r, g, b) < 0xf000 {
		t.Errorf("it is %x %x %x", r, g, b)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	bomb := encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, image.NewGray(image.Rect(0, 0, 10, 10))) })
	binary.BigEndian.PutUint32(bomb[16:], 60_000) // what its header says it is
	binary.BigEndian.PutUint32(bomb[20:], 60_000)
	whole := asJPEG(t, halves(40, 40))
	for name, tt := range map[string]struct {
		content []byte
		want    error
	}{
		"nothing": {nil, photo.ErrNone},
		"text":    {[]byte("<svg onload='alert(1)'/>"), photo.ErrNone},
		"cut off": {whole[:len(whole)/2], photo.ErrNone},
	} {
		if _, err := photo.Shrink(tt.content); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := photo.Shrink(bomb); err == nil {
		t.Error("a bomb was decoded")
	}
}

func FuzzShrink(f *testing.F) {
	f.Add(withEXIF(asJPEG(f, halves(4, 4)), 6))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00II*\x00\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, content []byte) {
		if small, err := photo.Shrink(content); err == nil && len(small) > photo.MaxBytes {
			t.Errorf("it has %d bytes", len(small))
		}
	})
}
