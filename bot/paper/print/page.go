package print

import (
	"fmt"
	"slices"

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
	lead   float64                    // space above it at the top of a page, where a row or box goes on
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

// fewest is how much of a last page is filled at least, in points: about six lines. A page with a lonely row looks as if
// something were missing, and is easily lost.
const fewest = 110.0

// paginate puts strips on pages. Strips that are kept together move to the next page together, unless they fill more than one.
func paginate(strips []strip, from float64) []sheet {
	groups := together(strips, bottom-from)
	pages := [][][]strip{nil}
	y := from
	for _, g := range groups {
		n := len(pages) - 1
		if len(pages[n]) > 0 && y+g[0].gap+high(g) > bottom {
			pages, y, n = append(pages, nil), from, n+1
		}
		if len(pages[n]) > 0 {
			y += g[0].gap
		} else if n > 0 {
			y += g[0].lead
		}
		pages[n] = append(pages[n], g)
		y += high(g)
	}
	fillLast(pages)
	var sheets []sheet
	for i, p := range pages {
		sheets = append(sheets, place(slices.Concat(p...), from, i > 0))
	}
	return sheets
}

// together makes groups of the strips that stay on one page. What is higher than a page has a group for each strip.
func together(strips []strip, most float64) (groups [][]strip) {
	for i := 0; i < len(strips); {
		end := i + 1
		for strips[end-1].keep && end < len(strips) {
			end++
		}
		if high(strips[i:end]) > most {
			end = i + 1
		}
		groups = append(groups, strips[i:end])
		i = end
	}
	return groups
}

// high is the height of strips one below the other, without the gap above the first.
func high(strips []strip) float64 {
	sum := 0.0
	for i, s := range strips {
		if sum += s.height; i > 0 {
			sum += s.gap
		}
	}
	return sum
}

// fillLast moves groups from the last page but one to the last, until there is enough on it or too little is left.
func fillLast(pages [][][]strip) {
	n := len(pages) - 1
	if n == 0 {
		return
	}
	for high(slices.Concat(pages[n]...)) < fewest {
		before := pages[n-1]
		k := len(before) - 1
		if k < 1 || high(slices.Concat(before[:k]...)) < pageHeight/2 || high(before[k]) > pageHeight/4 {
			return
		}
		pages[n] = append([][]strip{before[k]}, pages[n]...)
		pages[n-1] = before[:k]
	}
}

// place gives each strip of a page its upper edge. On all but the first page the first strip may need room above it.
func place(strips []strip, from float64, goesOn bool) (p sheet) {
	y := from
	for i, s := range strips {
		switch {
		case i > 0:
			y += s.gap
		case goesOn:
			y += s.lead
		}
		p.strips = append(p.strips, placed{s, y})
		y += s.height
	}
	return p
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
			s.draw(c, s.y)
			if k == 0 && i > 0 && s.open != nil { // after what is behind the text
				s.open(c, s.y)
			}
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
