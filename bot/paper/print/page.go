package print

import (
	"fmt"

	"safeharbour/bot/paper"
)

// A4 in points, and where text stands on it.
const (
	pageWidth, pageHeight = 595.28, 841.89
	side                  = 64.0 // margin at the left and at the right, 22 mm
	top                   = 50.0
	bottom                = pageHeight - 62 // the last line of text ends above it
	footer                = pageHeight - 42 // the line above the foot
	column                = pageWidth - 2*side
)

// strip is a horizontal piece of a page: a line of text, or what stands beside it in a row.
type strip struct {
	gap    float64 // space above it, but not at the top of a page
	height float64
	keep   bool                       // stays on one page with the next strip
	draw   func(c *canvas, y float64) // y is its upper edge
	close  func(c *canvas, y float64) // draws the lower edge of a box that goes on on the next page, or nil
	open   func(c *canvas, y float64) // draws its upper edge there, or nil
}

// sheet is a page in the making.
type sheet struct {
	strips []placed
}

type placed struct {
	strip
	y float64
}

// paginate puts strips on pages. Strips that are kept together move to the next page together, unless they fill more than one.
func paginate(strips []strip, from float64) []sheet {
	pages := []sheet{{}}
	y := from
	for i := 0; i < len(strips); {
		end, need := i+1, strips[i].height
		for ; strips[end-1].keep && end < len(strips); end++ {
			need += strips[end].gap + strips[end].height
		}
		if need > bottom-from { // more than a page: each for itself
			end, need = i+1, strips[i].height
		}
		last := &pages[len(pages)-1]
		if gap := strips[i].gap; len(last.strips) > 0 && y+gap+need > bottom {
			pages = append(pages, sheet{})
			last, y = &pages[len(pages)-1], from
		}
		for ; i < end; i++ {
			if len(last.strips) > 0 {
				y += strips[i].gap
			}
			last.strips = append(last.strips, placed{strips[i], y})
			y += strips[i].height
		}
	}
	return pages
}

// print draws a part of the paper on pages of its own.
func (d *drawing) print(p paper.Part, code string) []*canvas {
	from := top
	draft := d.setter.set(p.Draft, p.Lang, style{size: 9.5, bold: true, tint: mark}, column-24)
	if n := len(draft.lines); n > 0 {
		from += float64(n)*draft.height + 24
	}
	pages := paginate(d.setter.part(p), from)
	var drawn []*canvas
	for i, page := range pages {
		c := &canvas{drawing: d}
		if len(draft.lines) > 0 {
			c.draft(draft)
		}
		for k, s := range page.strips {
			if k == 0 && i > 0 && s.open != nil {
				s.open(c, s.y)
			}
			s.draw(c, s.y)
			if k+1 == len(page.strips) && s.close != nil {
				s.close(c, s.y+s.height)
			}
		}
		c.foot(p, code, i+1, len(pages))
		drawn = append(drawn, c)
	}
	return drawn
}

// draft draws the mark of a text that nobody has reviewed.
func (c *canvas) draft(b block) {
	height := float64(len(b.lines))*b.height + 8
	c.frame(mark, 0.8, side, top, column, height)
	for i, l := range b.lines {
		c.write(l, side+(column-l.width)/2, top+4+float64(i)*b.height+b.ascent)
	}
}

// foot draws code and date at the beginning of the line and the page at its end.
func (c *canvas) foot(p paper.Part, code string, page, pages int) {
	c.stroke(rule, 0.6, side, footer, side+column, footer)
	number := fmt.Sprintf("%d / %d", page, pages)
	if p.Page != nil {
		number = p.Page(page, pages)
	}
	small := style{size: 8.5, tint: soft}
	third := (column - 24) / 3
	left := c.setter.set(code, "en", small, third)
	middle := c.setter.set(p.Date, p.Lang, small, third)
	right := c.setter.set(number, p.Lang, small, third)
	rtl := paper.RTL(p.Lang)
	c.one(left, 0, rtl)
	c.one(middle, 0.5, rtl)
	c.one(right, 1, rtl)
}

// one draws the first line of a text in the foot: at its beginning (0), in its middle, or at its end (1).
func (c *canvas) one(b block, place float64, rtl bool) {
	if len(b.lines) == 0 {
		return
	}
	if rtl {
		place = 1 - place
	}
	c.write(b.lines[0], side+(column-b.lines[0].width)*place, footer+6+b.ascent)
}
