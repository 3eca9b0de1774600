// Package picture looks into the pictures that people send: JPEG, PNG and GIF, and nothing else. [Preview] makes a small
// picture of one that holds nothing but what is to be seen; [Place] reads where the camera says that it was.
//
// The bytes come from strangers. Every reader here is bounded: what a picture would need in memory is reckoned from its
// first bytes, before anything is decoded, and one that would need too much is refused (security.md §3.8).
//
// The package is pure: it opens no file and knows no clock. WebP and HEIC are left out: their decoders are no part of the
// standard library, and have a history of faults.
package picture

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	_ "image/gif" // registers its decoder
	_ "image/jpeg"
	_ "image/png"
)

// Limits of what is decoded.
const (
	// MaxPixels is the largest picture that is decoded: a camera of 40 megapixels.
	MaxPixels = 40_000_000
	// MaxMemory is how many bytes a decoded picture may need, as far as its header tells.
	MaxMemory = 160 << 20
	// maxScans bounds how often a progressive JPEG goes over all its points. Real ones have about ten scans; each scan can
	// be a few bytes that cost a whole round.
	maxScans = 100
)

// Errors of [Check] and [Preview].
var (
	// ErrKind: it is no picture of a kind that is read here, or it is broken.
	ErrKind = errors.New("not a picture that can be read")
	// ErrLarge: it would take too much memory or time.
	ErrLarge = errors.New("picture is too large to be opened")
	// ErrShape: it is so narrow that nobody would see anything on it in a small size.
	ErrShape = errors.New("picture is too narrow")
)

// The kinds of pictures.
const (
	JPEG = "jpeg"
	PNG  = "png"
	GIF  = "gif"
)

const pngMagic = "\x89PNG\r\n\x1a\n"

// Kind tells by the first bytes what a file is: JPEG, PNG, GIF, or "" for everything else. Names and types that came with
// it say nothing.
func Kind(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		return JPEG
	case bytes.HasPrefix(data, []byte(pngMagic)):
		return PNG
	case bytes.HasPrefix(data, []byte("GIF87a")), bytes.HasPrefix(data, []byte("GIF89a")):
		return GIF
	}
	return ""
}

// Check tells, without decoding it, whether a picture is within the limits. It returns ErrKind, ErrLarge or ErrShape.
func Check(data []byte) error {
	kind := Kind(data)
	if kind == "" {
		return ErrKind
	}
	c, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || format != kind || c.Width <= 0 || c.Height <= 0 {
		return ErrKind
	}
	if c.Width > MaxPixels/c.Height || int64(c.Width)*int64(c.Height)*bytesPerPixel(kind, c.ColorModel, data) > MaxMemory {
		return ErrLarge
	}
	if kind == JPEG && bytes.Count(data, []byte{0xff, markScan}) > maxScans {
		return ErrLarge
	}
	if c.Width/c.Height >= maxRatio || c.Height/c.Width >= maxRatio {
		return ErrShape
	}
	return nil
}

// bytesPerPixel is what a decoder of the standard library needs for one point, at most.
func bytesPerPixel(kind string, model color.Model, data []byte) int64 {
	switch kind {
	case GIF:
		return 1
	case JPEG:
		parts := int64(3)
		switch model {
		case color.GrayModel:
			parts = 1
		case color.CMYKModel:
			parts = 4
		}
		if progressive(data) {
			return parts * 5 // the coefficients of the whole picture, four bytes each, stay in memory beside it
		}
		return parts
	}
	const passes = 2 // an interlaced PNG is held twice
	switch model {
	case color.RGBA64Model, color.NRGBA64Model:
		return 8 * passes
	case color.Gray16Model:
		return 2 * passes
	case color.GrayModel:
		return 4 * passes // with a transparent grey it becomes NRGBA
	}
	return 4 * passes
}
