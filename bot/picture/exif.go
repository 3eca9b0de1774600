package picture

import (
	"bytes"
	"encoding/binary"
	"math"
)

// What is read of EXIF (CIPA DC-008): which way is up, and the place.
const (
	tagOrientation = 0x0112
	tagPlaces      = 0x8825 // where the list with the place lies
	tagLatRef      = 1      // N or S
	tagLat         = 2
	tagLonRef      = 3 // E or W
	tagLon         = 4

	typeASCII    = 2
	typeShort    = 3
	typeLong     = 4
	typeRational = 5
)

const (
	// maxEntries bounds a list of EXIF. Cameras write up to about sixty.
	maxEntries = 512
	// maxChunks bounds how many chunks of a PNG are looked at.
	maxChunks = 2000
)

// Place reads where a picture was taken, in degrees, as the camera wrote it into the EXIF part of a JPEG or a PNG. Anyone
// can write anything there. ok is false where there is none, or none that can be read. Zero degrees both ways, in the sea,
// is what cameras write that know no place; it counts as none.
func Place(data []byte) (lat, lon float64, ok bool) {
	exifs(data, func(t tiff) bool {
		lat, lon, ok = t.place()
		return !ok
	})
	if !ok {
		return 0, 0, false
	}
	return lat, lon, true
}

// orientation reads which way is up: 1 to 8 as in EXIF, 1 when nothing is said.
func orientation(data []byte) int {
	way := 1
	exifs(data, func(t tiff) bool {
		e, ok := t.find(t.first(), tagOrientation)
		if !ok || e.typ != typeShort || e.count != 1 {
			return true
		}
		if n := int(t.order.Uint16(e.inline)); n >= 1 && n <= 8 {
			way = n
		}
		return false
	})
	return way
}

// exifs calls fn with each EXIF part of a picture until it returns false.
func exifs(data []byte, fn func(tiff) bool) {
	open := func(part []byte) bool {
		if t, ok := openTIFF(part); ok {
			return fn(t)
		}
		return true
	}
	switch Kind(data) {
	case JPEG:
		segments(data, func(mark byte, body []byte) bool {
			part, is := bytes.CutPrefix(body, []byte("Exif\x00\x00"))
			return mark != markApp1 || !is || open(part)
		})
	case PNG:
		chunks(data, func(name string, body []byte) bool { return name != "eXIf" || open(body) })
	}
}

// chunks calls fn with the chunks of a PNG until it returns false.
func chunks(data []byte, fn func(name string, body []byte) bool) {
	data = data[len(pngMagic):]
	for range maxChunks {
		if len(data) < 12 {
			return
		}
		n := binary.BigEndian.Uint32(data)
		if uint64(n)+12 > uint64(len(data)) {
			return
		}
		if !fn(string(data[4:8]), data[8:8+n]) {
			return
		}
		data = data[12+n:]
	}
}

// tiff is the body of EXIF: lists of entries that point into it. Every offset is a stranger's and is checked; no list is
// followed from another than the one list with the place, so there are no circles.
type tiff struct {
	data  []byte
	order binary.ByteOrder
}

func openTIFF(data []byte) (tiff, bool) {
	if len(data) < 8 {
		return tiff{}, false
	}
	t := tiff{data: data}
	switch string(data[:2]) {
	case "II":
		t.order = binary.LittleEndian
	case "MM":
		t.order = binary.BigEndian
	default:
		return tiff{}, false
	}
	return t, t.order.Uint16(data[2:]) == 42
}

// first is the offset of the first list.
func (t tiff) first() uint32 { return t.order.Uint32(t.data[4:]) }

// entry is one value of a list.
type entry struct {
	typ    uint16
	count  uint32
	inline []byte // four bytes: the value where it fits, else its offset
}

// find looks for a tag in the list at an offset.
func (t tiff) find(at uint32, tag uint16) (entry, bool) {
	list, ok := t.slice(at, 2)
	if !ok {
		return entry{}, false
	}
	n := t.order.Uint16(list)
	if n > maxEntries {
		return entry{}, false
	}
	for i := range uint32(n) {
		e, ok := t.slice(at+2+12*i, 12)
		if !ok {
			return entry{}, false
		}
		if t.order.Uint16(e) == tag {
			return entry{t.order.Uint16(e[2:]), t.order.Uint32(e[4:]), e[8:12]}, true
		}
	}
	return entry{}, false
}

// slice returns n bytes at an offset.
func (t tiff) slice(at, n uint32) ([]byte, bool) {
	if uint64(at)+uint64(n) > uint64(len(t.data)) {
		return nil, false
	}
	return t.data[at : at+n], true
}

// place reads the list with the place.
func (t tiff) place() (lat, lon float64, ok bool) {
	e, ok := t.find(t.first(), tagPlaces)
	if !ok || e.typ != typeLong || e.count != 1 {
		return 0, 0, false
	}
	at := t.order.Uint32(e.inline)
	lat, ok1 := t.degrees(at, tagLat, tagLatRef, 'N', 'S', 90)
	lon, ok2 := t.degrees(at, tagLon, tagLonRef, 'E', 'W', 180)
	return lat, lon, ok1 && ok2 && (lat != 0 || lon != 0)
}

// degrees reads degrees, minutes and seconds with the side that they are on.
func (t tiff) degrees(at uint32, tag, sideTag uint16, plus, minus byte, most float64) (float64, bool) {
	side, ok := t.find(at, sideTag)
	if !ok || side.typ != typeASCII || side.count < 1 || side.inline[0] != plus && side.inline[0] != minus {
		return 0, false
	}
	e, ok := t.find(at, tag)
	if !ok || e.typ != typeRational || e.count != 3 {
		return 0, false
	}
	value, ok := t.slice(t.order.Uint32(e.inline), 24)
	if !ok {
		return 0, false
	}
	sum := 0.0
	for i, unit := range [...]float64{1, 60, 3600} {
		part := value[8*i:]
		above, below := t.order.Uint32(part), t.order.Uint32(part[4:])
		switch {
		case below == 0 && above == 0 && i > 0: // how some cameras write that they know no seconds
			continue
		case below == 0:
			return 0, false
		}
		sum += float64(above) / float64(below) / unit
	}
	if sum > most || math.IsNaN(sum) {
		return 0, false
	}
	if side.inline[0] == minus {
		sum = -sum
	}
	return sum, true
}
