package print

import (
	"bytes"
	"fmt"
	"math"
	"slices"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"

	"safeharbour/bot/paper"
)

// tint is a colour: red, green and blue from 0 to 1, as PDF writes them.
type tint string

// Colours. All of them read well in black and white.
const (
	ink    tint = "0.106 0.122 0.141"
	soft   tint = "0.35 0.38 0.42"
	rule   tint = "0.79 0.81 0.84"
	shade  tint = "0.953 0.961 0.973"
	accent tint = "0.122 0.227 0.373"
	mark   tint = "0.541 0.231 0.071"
)

// drawing is what all pages of a file share: the shapes of letters, each drawn once, and the layer of text.
type drawing struct {
	file   *file
	setter *setter
	layer  layer
	shapes map[shape]int // to the number of the object
}

// shape is the outline of one letter in one font.
type shape struct {
	face *typeface
	gid  font.GID
	bold bool // drawn thicker, where there is no bold font
}

// canvas is the content of one page. Places are in points from the top left.
type canvas struct {
	*drawing
	b bytes.Buffer
}

// num writes a number with as few digits as are seen on paper.
func num(v float64) string {
	v = math.Round(v*100) / 100
	if v == 0 {
		v = 0 // no minus
	}
	return fmt.Sprint(v)
}

func (c *canvas) op(operator string, args ...float64) {
	for _, a := range args {
		c.b.WriteString(num(a))
		c.b.WriteByte(' ')
	}
	c.b.WriteString(operator)
	c.b.WriteByte('\n')
}

// fill paints a rectangle.
func (c *canvas) fill(t tint, x, y, w, h float64) {
	fmt.Fprintf(&c.b, "%s rg\n", t)
	c.op("re", x, pageHeight-y-h, w, h)
	c.op("f")
}

// stroke draws a straight line.
func (c *canvas) stroke(t tint, thick, x1, y1, x2, y2 float64) {
	fmt.Fprintf(&c.b, "%s RG\n", t)
	c.op("w", thick)
	c.op("m", x1, pageHeight-y1)
	c.op("l", x2, pageHeight-y2)
	c.op("S")
}

// frame draws the edges of a rectangle.
func (c *canvas) frame(t tint, thick, x, y, w, h float64) {
	fmt.Fprintf(&c.b, "%s RG\n", t)
	c.op("w", thick)
	c.op("re", x, pageHeight-y-h, w, h)
	c.op("S")
}

// write draws a line of text from x to the right, with its baseline at y: the outlines, and the invisible text above them.
func (c *canvas) write(l line, x, y float64) {
	if l.lang != "" {
		fmt.Fprintf(&c.b, "/Span<</Lang(%s)>>BDC\n", paper.Tag(l.lang))
	}
	fmt.Fprintf(&c.b, "%s rg %[1]s RG\n", l.style.tint)
	at := x
	for i := range l.runs {
		c.outlines(&l.runs[i], l, at, y)
		at += units(l.runs[i].shaped.Advance) * l.runs[i].per / 1000 * l.size
	}
	fmt.Fprintf(&c.b, "BT/T %s Tf 3 Tr %s %s Td<", num(l.size), num(x), num(pageHeight-y))
	c.letters(l)
	c.b.WriteString(">Tj ET\n")
	if l.lang != "" {
		c.b.WriteString("EMC\n")
	}
}

// outlines draws the glyphs of a run. Within it, places are whole units of the font and counted from the beginning, so that
// rounding never adds up.
func (c *canvas) outlines(r *run, l line, x, y float64) {
	scale := l.size * r.per / 1000
	fmt.Fprintf(&c.b, "q %.5f 0 0 %.5[1]f %s %s cm\n", scale, num(x), num(pageHeight-y))
	pen, px, py := 0.0, 0.0, 0.0
	bold := l.style.bold && !r.face.bold
	for _, g := range r.shaped.Glyphs {
		if n := c.shape(shape{r.face, g.GlyphID, bold}); n > 0 {
			gx, gy := math.Round(pen+units(g.XOffset)), math.Round(units(g.YOffset))
			if gx != px || gy != py {
				fmt.Fprintf(&c.b, "1 0 0 1 %d %d cm", int(gx-px), int(gy-py))
				px, py = gx, gy
			}
			fmt.Fprintf(&c.b, "/G%d Do\n", n)
		}
		pen += units(g.Advance)
	}
	c.b.WriteString("Q\n")
}

// letters writes the codes of the text of a line, from left to right as it is seen: what copies text from a PDF puts lines
// that run from right to left in order by itself.
func (c *canvas) letters(l line) {
	pen, from := 0.0, 0 // thousandths of the size
	put := func(runes []rune, width float64) {
		for i, r := range runes {
			end := int(math.Round(pen + width*float64(i+1)/float64(len(runes))))
			fmt.Fprintf(&c.b, "%04X", c.layer.code(r, end-from))
			from = end
		}
		pen += width
	}
	for _, r := range l.runs {
		for i := 0; i < len(r.shaped.Glyphs); {
			first, width := r.shaped.Glyphs[i], 0.0
			for ; i < len(r.shaped.Glyphs) && r.shaped.Glyphs[i].TextIndex() == first.TextIndex(); i++ {
				width += units(r.shaped.Glyphs[i].Advance) * r.per
			}
			runes := slices.DeleteFunc(slices.Clone(l.text[first.TextIndex():first.TextIndex()+first.RunesCount()]), isolate)
			if r.level%2 == 1 {
				slices.Reverse(runes)
			}
			if len(runes) == 0 {
				pen += width
				continue
			}
			put(runes, width)
		}
	}
}

// isolate tells whether a character only directs the line: it has done so.
func isolate(r rune) bool { return r >= 0x2066 && r <= 0x2069 }

// shape writes the outline of a letter once, and returns its number, 0 for what has none.
func (d *drawing) shape(s shape) int {
	if n, ok := d.shapes[s]; ok {
		return n
	}
	d.shapes[s] = 0
	o, ok := d.setter.face(s.face).GlyphData(s.gid).(font.GlyphOutline)
	if !ok || len(o.Segments) == 0 {
		return 0
	}
	var b bytes.Buffer
	apart := 0.0
	if s.bold { // twice, a little apart
		apart = math.Round(synthetic * float64(s.face.font.Upem()) / 2000)
		path(&b, o.Segments, -apart)
	}
	box := path(&b, o.Segments, apart)
	b.WriteString("f")
	d.shapes[s] = d.file.stream(fmt.Sprintf("/Type/XObject/Subtype/Form/BBox[%s %s %s %s]", num(box[0]-2*apart), num(box[1]),
		num(box[2]), num(box[3])), b.Bytes())
	return d.shapes[s]
}

// path writes an outline in whole units of its font, moved to the right, and returns the box around it.
func path(b *bytes.Buffer, segments []opentype.Segment, right float64) [4]float64 {
	box := [4]float64{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	put := func(x, y float64) {
		x, y = math.Round(x+right), math.Round(y)
		box = [4]float64{min(box[0], x), min(box[1], y), max(box[2], x), max(box[3], y)}
		fmt.Fprintf(b, "%d %d ", int(x), int(y))
	}
	var x, y float64
	for _, s := range segments {
		at := func(i int) (float64, float64) { return float64(s.Args[i].X), float64(s.Args[i].Y) }
		ex, ey := at(0)
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			put(ex, ey)
			b.WriteString("m\n")
		case opentype.SegmentOpLineTo:
			put(ex, ey)
			b.WriteString("l\n")
		case opentype.SegmentOpQuadTo: // PDF has cubic curves only
			qx, qy := ex, ey
			ex, ey = at(1)
			put(x+(qx-x)*2/3, y+(qy-y)*2/3)
			put(ex+(qx-ex)*2/3, ey+(qy-ey)*2/3)
			put(ex, ey)
			b.WriteString("c\n")
		case opentype.SegmentOpCubeTo:
			put(ex, ey)
			put(at(1))
			ex, ey = at(2)
			put(ex, ey)
			b.WriteString("c\n")
		}
		x, y = ex, ey
	}
	return box
}
