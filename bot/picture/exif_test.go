package picture

import (
	"encoding/binary"
	"math"
	"testing"
)

func TestPlace(t *testing.T) {
	p := canvas(8, 8)
	big, south, west := mine, mine, mine
	big.order = binary.BigEndian
	south.ns, west.ew = "S", "W"
	for name, test := range map[string]struct {
		data     []byte
		lat, lon float64
	}{
		"little endian":     {jpegWith(t, p, app1(mine.exif())), 16.690139, 98.51},
		"big endian":        {jpegWith(t, p, app1(big.exif())), 16.690139, 98.51},
		"south":             {jpegWith(t, p, app1(south.exif())), -16.690139, 98.51},
		"west":              {jpegWith(t, p, app1(west.exif())), 16.690139, -98.51},
		"in a PNG":          {pngWith(t, p, chunk("eXIf", big.exif())), 16.690139, 98.51},
		"behind others":     {jpegWith(t, p, segment(0xe0, []byte("JFIF\x00")), segment(markApp1, []byte("http://ns.adobe.com/xap/1.0/\x00<x/>")), []byte{0xff, 0xff}, app1(mine.exif())), 16.690139, 98.51},
		"behind one broken": {jpegWith(t, p, app1([]byte("II*\x00\xff\xff\xff\xff")), app1(mine.exif())), 16.690139, 98.51},
	} {
		lat, lon, ok := Place(test.data)
		if !ok || math.Abs(lat-test.lat) > 1e-5 || math.Abs(lon-test.lon) > 1e-5 {
			t.Errorf("%s: %v %v %v, want %v %v", name, lat, lon, ok, test.lat, test.lon)
		}
	}
}

func TestNoPlace(t *testing.T) {
	p := canvas(8, 8)
	of := func(change func(*fix)) []byte {
		f := mine
		change(&f)
		return jpegWith(t, p, app1(f.exif()))
	}
	full := mine.exif()
	tests := map[string][]byte{
		"nothing":             nil,
		"text":                []byte("II*\x00 is no picture"),
		"no EXIF":             jpegWith(t, p),
		"null island":         of(func(f *fix) { f.lat, f.lon = [6]uint32{0, 1, 0, 1, 0, 1}, [6]uint32{0, 1, 0, 1, 0, 1} }),
		"nothing over nought": of(func(f *fix) { f.lat = [6]uint32{0, 0, 0, 0, 0, 0} }),
		"five over nought":    of(func(f *fix) { f.lon = [6]uint32{5, 0, 1, 1, 1, 1} }),
		"beyond the pole":     of(func(f *fix) { f.lat = [6]uint32{91, 1, 0, 1, 0, 1} }),
		"beyond the line":     of(func(f *fix) { f.lon = [6]uint32{180, 1, 0, 1, 1, 1} }),
		"no such side":        of(func(f *fix) { f.ns = "X" }),
		"circle":              jpegWith(t, p, app1(circle())),
		"wrong order":         jpegWith(t, p, app1(append([]byte("XX"), full[2:]...))),
		"wrong number":        jpegWith(t, p, app1(append([]byte("II\x2b\x00"), full[4:]...))),
		"place far away":      jpegWith(t, p, app1(append(append([]byte(nil), full[:30]...), append([]byte{0xff, 0xff, 0xff, 0xff}, full[34:]...)...))),
		"after the picture":   append(jpegWith(t, p), app1(full)...),
	}
	for n := range full { // cut off anywhere, the place is incomplete
		if _, _, ok := Place(jpegWith(t, p, app1(full[:n]))); ok {
			t.Errorf("cut after %d bytes there is a place", n)
		}
	}
	for name, data := range tests {
		if lat, lon, ok := Place(data); ok || lat != 0 || lon != 0 {
			t.Errorf("%s: %v %v %v", name, lat, lon, ok)
		}
	}
}

// circle is EXIF whose list of places is the list that names it.
func circle() []byte {
	b := mine.exif()
	binary.LittleEndian.PutUint32(b[30:], 8)
	return b
}

func FuzzPlace(f *testing.F) {
	p := canvas(4, 4)
	big := mine
	big.order = binary.BigEndian
	f.Add(jpegWith(f, p, app1(mine.exif())))
	f.Add(jpegWith(f, p, app1(big.exif())))
	f.Add(jpegWith(f, p, app1(circle())))
	f.Add(pngWith(f, p, chunk("eXIf", mine.exif())))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x02"))
	f.Add([]byte(pngMagic + "\xff\xff\xff\xffeXIf0000"))
	f.Fuzz(func(t *testing.T, data []byte) {
		lat, lon, ok := Place(data)
		if ok && (math.Abs(lat) > 90 || math.Abs(lon) > 180 || lat == 0 && lon == 0) || lat != lat || lon != lon {
			t.Errorf("%v %v", lat, lon)
		}
		if n := orientation(data); n < 1 || n > 8 {
			t.Errorf("orientation %d", n)
		}
	})
}
