package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
)

const (
	// Side is the longer side of a preview, in points.
	Side = 1600
	// maxRatio: a channel refuses pictures that are so much longer than wide.
	maxRatio = 20
	// quality of the JPEG, in percent: letters on a picture of a screen stay sharp.
	quality = 85
)

// Preview makes a JPEG of at most [Side] points from a picture, upright, on white where it was transparent, of a GIF the
// first image. It is drawn anew point by point, so nothing of what else was in the file is in it: no place, no owner, no
// small picture of what was cut away, no second file behind it. It returns the errors of [Check].
func Preview(data []byte) (small []byte, err error) {
	if err := Check(data); err != nil {
		return nil, err
	}
	// A decoder that panics on a stranger's bytes has met a broken picture.
	defer func() {
		if recover() != nil {
			small, err = nil, ErrKind
		}
	}()
	full, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, ErrKind // the cause may quote the file
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, upright(shrink(full), orientation(data)), &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("encode preview: %w", err)
	}
	return out.Bytes(), nil
}

// shrink draws a picture anew, small enough. Each point is the mean of those that it stands for.
func shrink(full image.Image) *image.RGBA {
	b := full.Bounds()
	w, h := b.Dx(), b.Dy()
	to := image.NewRGBA(image.Rect(0, 0, w, h))
	if long := max(w, h); long > Side {
		to = image.NewRGBA(image.Rect(0, 0, max(1, w*Side/long), max(1, h*Side/long)))
	}
	at := pointer(full)
	tw, th := to.Rect.Dx(), to.Rect.Dy()
	for y := range th {
		y0, y1 := y*h/th, max((y+1)*h/th, y*h/th+1)
		for x := range tw {
			x0, x1 := x*w/tw, max((x+1)*w/tw, x*w/tw+1)
			to.SetRGBA(x, y, mean(at, b.Min, x0, y0, x1, y1))
		}
	}
	return to
}

// pointer reads single points without an allocation for each, where the picture can do that.
func pointer(p image.Image) func(x, y int) color.RGBA64 {
	if fast, ok := p.(image.RGBA64Image); ok {
		return fast.RGBA64At
	}
	return func(x, y int) color.RGBA64 { return color.RGBA64Model.Convert(p.At(x, y)).(color.RGBA64) }
}

// mean is the mean colour of a box of points, on white.
func mean(at func(x, y int) color.RGBA64, from image.Point, x0, y0, x1, y1 int) color.RGBA {
	var r, g, b, n uint64
	for y := y0; y < y1; y++ {
		for x := x0; x < x1; x++ {
			c := at(from.X+x, from.Y+y)
			white := uint64(0xffff - c.A)
			r, g, b, n = r+uint64(c.R)+white, g+uint64(c.G)+white, b+uint64(c.B)+white, n+1
		}
	}
	return color.RGBA{uint8(r / n >> 8), uint8(g / n >> 8), uint8(b / n >> 8), 0xff}
}

// upright turns a picture as EXIF says. From 5 on, its rows are what should be columns.
func upright(p *image.RGBA, way int) *image.RGBA {
	w, h := p.Rect.Dx(), p.Rect.Dy()
	if way <= 1 || way > 8 {
		return p
	}
	to := image.NewRGBA(image.Rect(0, 0, w, h))
	if way >= 5 {
		to = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range to.Rect.Dy() {
		for x := range to.Rect.Dx() {
			fx, fy := x, y
			if way >= 5 {
				fx, fy = y, x
			}
			if way == 2 || way == 3 || way == 7 || way == 8 {
				fx = w - 1 - fx
			}
			if way == 3 || way == 4 || way == 6 || way == 7 {
				fy = h - 1 - fy
			}
			to.SetRGBA(x, y, p.RGBAAt(fx, fy))
		}
	}
	return to
}
