package picture

import "encoding/binary"

// The markers of a JPEG that matter here.
const (
	markStart       = 0xd8
	markEnd         = 0xd9
	markScan        = 0xda
	markApp1        = 0xe1
	markProgressive = 0xc2
)

// maxSegments is how many segments of a JPEG are looked at before its first scan. Cameras write about twenty.
const maxSegments = 500

// segments calls fn with the segments of a JPEG up to its first scan, until fn returns false or the file ends or makes no
// sense.
func segments(data []byte, fn func(mark byte, body []byte) bool) {
	if len(data) < 2 || data[0] != 0xff || data[1] != markStart {
		return
	}
	data = data[2:]
	for range maxSegments {
		for len(data) > 1 && data[0] == 0xff && data[1] == 0xff {
			data = data[1:] // filling
		}
		if len(data) < 4 || data[0] != 0xff {
			return
		}
		mark := data[1]
		if mark == markScan || mark == markEnd {
			return
		}
		if mark == 0x01 || mark >= 0xd0 && mark <= 0xd7 { // has no body
			data = data[2:]
			continue
		}
		n := int(binary.BigEndian.Uint16(data[2:]))
		if n < 2 || len(data) < 2+n {
			return
		}
		if !fn(mark, data[4:2+n]) {
			return
		}
		data = data[2+n:]
	}
}

// progressive tells whether a JPEG is stored in rounds over the whole picture.
func progressive(data []byte) (is bool) {
	segments(data, func(mark byte, _ []byte) bool {
		is = is || mark == markProgressive
		return !is
	})
	return is
}
