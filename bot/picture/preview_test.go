package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/color/palette"
	"image/gif"
	"image/jpeg"
	"testing"
)

func opened(t *testing.T, data []byte) image.Image {
	t.Helper()
	small, err := Preview(data)
	if err != nil {
		t.Fatal(err)
	}
	p, err := jpeg.Decode(bytes.NewReader(small))
	if err != nil {
		t.Fatal("the preview is no JPEG:", err)
	}
	return p
}

// If a preview held anything of the file but its points, a group would read where somebody hides.
func TestPreviewHoldsNothingElse(t *testing.T) {
	const secret = "HIDDEN-WORDS"
	p := canvas(64, 48)
	f := mine
	f.order = binary.BigEndian
	for name, data := range map[string][]byte{
		"jpeg": append(jpegWith(t, p, app1(append(f.exif(), secret...)), segment(0xfe, []byte(secret)),
			segment(markApp1, []byte("http://ns.adobe.com/xap/1.0/\x00"+secret)), segment(0xed, []byte(secret))), "PK\x03\x04"+secret...),
		"png": append(pngWith(t, p, chunk("tEXt", []byte("Author\x00"+secret)), chunk("eXIf", append(f.exif(), secret...)),
			chunk("iTXt", []byte("XML\x00\x00\x00\x00\x00"+secret))), secret...),
	} {
		small, err := Preview(data)
		if err != nil {
			t.Fatal(name, err)
		}
		if bytes.Contains(small, []byte(secret)) || bytes.Contains(small, []byte("Exif")) {
			t.Errorf("%s: the preview holds what was hidden in the file", name)
		}
		if _, _, ok := Place(small); ok {
			t.Errorf("%s: the preview has a place", name)
		}
		if _, _, ok := Place(data); !ok {
			t.Errorf("%s: the file had none, so this proves nothing", name)
		}
	}
}

func TestPreviewIsSmall(t *testing.T) {
	if b := opened(t, jpegWith(t, canvas(4000, 3000))).Bounds(); b.Dx() != Side || b.Dy() != 1200 {
		t.Errorf("%v", b)
	}
	p := opened(t, pngWith(t, canvas(100, 3200-1201)))
	if b := p.Bounds(); b.Dx() != 80 || b.Dy() != Side {
		t.Errorf("%v", b)
	}
	if r, _, b, _ := p.At(10, 10).RGBA(); r < 0xc000 || b > 0x4000 {
		t.Error("the red corner is not red")
	}
	if b := opened(t, pngWith(t, canvas(3, 2))).Bounds(); b.Dx() != 3 || b.Dy() != 2 {
		t.Errorf("a small picture is %v", b)
	}
}

func TestPreviewIsUpright(t *testing.T) {
	for way, corner := range map[uint16]image.Point{1: {0, 0}, 2: {1, 0}, 3: {1, 1}, 4: {0, 1}, 5: {0, 0}, 6: {1, 0}, 7: {1, 1}, 8: {0, 1}} {
		f := mine
		f.way = way
		p := opened(t, jpegWith(t, canvas(64, 32), app1(f.exif())))
		w, h := p.Bounds().Dx(), p.Bounds().Dy()
		if (way >= 5) != (w < h) {
			t.Errorf("way %d: %d by %d", way, w, h)
		}
		for _, c := range []image.Point{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
			r, _, _, _ := p.At(w/4+c.X*w/2, h/4+c.Y*h/2).RGBA()
			if red := r > 0x8000; red != (c == corner) {
				t.Errorf("way %d: quarter %v red is %v", way, c, red)
			}
		}
	}
}

func TestTransparentIsWhite(t *testing.T) {
	p := opened(t, pngWith(t, image.NewNRGBA(image.Rect(0, 0, 20, 20))))
	if r, g, b, _ := p.At(9, 9).RGBA(); r < 0xf000 || g < 0xf000 || b < 0xf000 {
		t.Error("what is transparent is not white")
	}
}

func TestGIF(t *testing.T) {
	frame := func(c color.Color) *image.Paletted {
		p := image.NewPaletted(image.Rect(0, 0, 30, 20), palette.Plan9)
		for i := range p.Pix {
			p.Pix[i] = uint8(p.Palette.Index(c))
		}
		return p
	}
	var b bytes.Buffer
	g := &gif.GIF{Image: []*image.Paletted{frame(color.RGBA{255, 0, 0, 255}), frame(color.Black)}, Delay: []int{1, 1}}
	if err := gif.EncodeAll(&b, g); err != nil {
		t.Fatal(err)
	}
	if r, _, _, _ := opened(t, b.Bytes()).At(5, 5).RGBA(); r < 0xc000 {
		t.Error("it is not the first image")
	}
}

// bomb is a PNG of a few bytes that claims to be of this size.
func bomb(w, h uint32, depth, kind byte) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	head = append(head, depth, kind, 0, 0, 0)
	return append(append([]byte(pngMagic), chunk("IHDR", head)...), chunk("IDAT", []byte{0x78, 0x9c, 3, 0, 0, 0, 0, 1})...)
}

// sof is a JPEG of nothing but a header.
func sof(mark byte, w, h uint16, scans int) []byte {
	body := binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16([]byte{8}, h), w)
	body = append(body, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0)
	out := append([]byte{0xff, 0xd8}, segment(mark, body)...)
	for range scans {
		out = append(out, segment(markScan, []byte{3, 1, 0, 2, 0, 3, 0, 0, 63, 0})...)
	}
	return out
}

// A small file that becomes gigabytes when it is opened would take the whole bot down.
func TestBombsAreRefusedUnopened(t *testing.T) {
	for name, test := range map[string]struct {
		data []byte
		want error
	}{
		"wide and high":      {bomb(30000, 30000, 8, 2), ErrLarge},
		"beyond 32 bits":     {bomb(1<<31-1, 1<<31-1, 8, 2), ErrKind},
		"deep":               {bomb(5000, 5000, 16, 6), ErrLarge},
		"jpeg":               {sof(0xc0, 65535, 65535, 1), ErrLarge},
		"progressive":        {sof(0xc2, 5000, 5000, 1), ErrLarge},
		"baseline":           {sof(0xc0, 5000, 5000, 1), nil},
		"a thousand scans":   {sof(0xc2, 500, 500, 1000), ErrLarge},
		"gif":                {[]byte("GIF89a\xff\xff\xff\xff\x00\x00\x00,"), ErrLarge},
		"a line":             {bomb(10000, 10, 8, 2), ErrShape},
		"a column":           {bomb(10, 10000, 8, 2), ErrShape},
		"no size":            {bomb(0, 10, 8, 2), ErrKind},
		"html":               {[]byte("<html><script>"), ErrKind},
		"zip":                {[]byte("PK\x03\x04"), ErrKind},
		"pdf":                {[]byte("%PDF-1.7"), ErrKind},
		"webp":               {[]byte("RIFF\x00\x00\x00\x00WEBPVP8 "), ErrKind},
		"nothing":            {nil, ErrKind},
		"only the beginning": {[]byte(pngMagic), ErrKind},
	} {
		if err := Check(test.data); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
		if _, err := Preview(test.data); err == nil {
			t.Errorf("%s: has a preview", name)
		}
	}
}

func TestABrokenPictureHasNoPreview(t *testing.T) {
	whole := pngWith(t, canvas(200, 200))
	if _, err := Preview(whole[:len(whole)/2]); !errors.Is(err, ErrKind) {
		t.Error(err)
	}
}

func FuzzPreview(f *testing.F) {
	p := canvas(16, 9)
	f.Add(jpegWith(f, p, app1(mine.exif())))
	f.Add(pngWith(f, p))
	f.Add(bomb(30000, 30000, 8, 2))
	f.Add(sof(0xc2, 500, 500, 3))
	f.Add([]byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, _, err := image.DecodeConfig(bytes.NewReader(data)); err == nil && c.Width*c.Height > 1<<20 {
			t.Skip() // within the limits, but slow for a fuzzer
		}
		small, err := Preview(data)
		if err == nil && Kind(small) != JPEG {
			t.Error("the preview is no JPEG")
		}
	})
}
