package picture

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"testing"
)

// fix is what a camera writes about a place.
type fix struct {
	order    binary.AppendByteOrder
	lat, lon [6]uint32 // three fractions each
	ns, ew   string
	way      uint16 // which way is up; 0 leaves it out
}

// mine is 16° 41' 24.5" N, 98° 30' 36" E.
var mine = fix{binary.LittleEndian, [6]uint32{16, 1, 41, 1, 245, 10}, [6]uint32{98, 1, 30, 1, 36, 1}, "N", "E", 0}

// exif writes the EXIF of a place.
func (f fix) exif() []byte {
	o := f.order
	b := []byte("II")
	if o.String() == "BigEndian" {
		b = []byte("MM")
	}
	b = o.AppendUint32(o.AppendUint16(b, 42), 8)
	entry := func(tag, typ uint16, count uint32, value []byte) {
		b = append(o.AppendUint32(o.AppendUint16(o.AppendUint16(b, tag), typ), count), value...)
	}
	short := func(n uint16) []byte { return append(o.AppendUint16(nil, n), 0, 0) }
	long := func(n uint32) []byte { return o.AppendUint32(nil, n) }
	b = o.AppendUint16(b, 2)
	entry(tagOrientation, typeShort, 1, short(max(f.way, 1)))
	places := uint32(8 + 2 + 2*12 + 4)
	entry(tagPlaces, typeLong, 1, long(places))
	b = append(b, 0, 0, 0, 0)
	values := places + 2 + 4*12 + 4
	b = o.AppendUint16(b, 4)
	entry(tagLatRef, typeASCII, 2, []byte{f.ns[0], 0, 0, 0})
	entry(tagLat, typeRational, 3, long(values))
	entry(tagLonRef, typeASCII, 2, []byte{f.ew[0], 0, 0, 0})
	entry(tagLon, typeRational, 3, long(values+24))
	b = append(b, 0, 0, 0, 0)
	for _, n := range append(f.lat[:], f.lon[:]...) {
		b = o.AppendUint32(b, n)
	}
	return b
}

// canvas is a picture whose left upper quarter is red and whose rest is blue.
func canvas(w, h int) *image.RGBA {
	p := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(p, p.Bounds(), image.NewUniform(color.RGBA{0, 0, 255, 255}), image.Point{}, draw.Src)
	draw.Draw(p, image.Rect(0, 0, w/2, h/2), image.NewUniform(color.RGBA{255, 0, 0, 255}), image.Point{}, draw.Src)
	return p
}

// jpegWith makes a JPEG with more segments behind its beginning.
func jpegWith(t testing.TB, p image.Image, extra ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p, nil); err != nil {
		t.Fatal(err)
	}
	out := append([]byte(nil), b.Bytes()[:2]...)
	for _, e := range extra {
		out = append(out, e...)
	}
	return append(out, b.Bytes()[2:]...)
}

func segment(mark byte, body []byte) []byte {
	out := binary.BigEndian.AppendUint16([]byte{0xff, mark}, uint16(len(body)+2))
	return append(out, body...)
}

func app1(exif []byte) []byte { return segment(markApp1, append([]byte("Exif\x00\x00"), exif...)) }

// pngWith makes a PNG with more chunks behind its header.
func pngWith(t testing.TB, p image.Image, extra ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	const header = 8 + 12 + 13
	out := append([]byte(nil), b.Bytes()[:header]...)
	for _, e := range extra {
		out = append(out, e...)
	}
	return append(out, b.Bytes()[header:]...)
}

func chunk(name string, body []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(append(out, name...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}
