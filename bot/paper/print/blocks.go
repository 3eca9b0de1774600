package print

import (
	"safeharbour/bot/paper"
)

// How text looks.
var (
	titleStyle   = style{size: 17, bold: true, tint: accent}
	headingStyle = style{size: 11.5, bold: true, tint: accent}
	bodyStyle    = style{size: 9.6, tint: ink}
	exactStyle   = style{size: 9.2, tint: ink, exact: true}
	labelStyle   = style{size: 9.2, tint: soft}
	boxStyle     = style{size: 10, bold: true, tint: accent}
	noteStyle    = style{size: 8.5, tint: soft}
)

const (
	labelPart = 0.32 // of the width, for the labels of rows
	titlePart = 0.22 // and for the titles of boxes
	gutter    = 12.0 // between two columns
	indent    = 14.0 // of a list
	pad       = 3.0  // above and below the text of a row
	padBox    = 5.0
	wholeRow  = 8 // a row of so many lines stays on one page
	wholeRows = 7 // and so many rows, such as those of one payment, do so together
)

// part makes the strips of a part.
func (s *setter) part(p paper.Part) []strip {
	strips := s.title(p)
	for _, b := range p.Blocks {
		lang := b.In(p)
		switch b := b.(type) {
		case paper.Heading:
			strips = append(strips, keepAll(s.text(b.Text, lang, headingStyle, 13, true))...)
		case paper.Paragraph:
			strips = append(strips, s.text(b.Text, lang, bodyStyle, 7, false)...)
		case paper.Note:
			strips = append(strips, s.text(b.Text, lang, noteStyle, 8, false)...)
		case paper.List:
			strips = append(strips, s.list(b, lang)...)
		case paper.Rows:
			strips = append(strips, s.rows(b, lang)...)
		case paper.Boxes:
			strips = append(strips, s.boxes(b, lang)...)
		}
	}
	return strips
}

// title draws the first line and the rule below it.
func (s *setter) title(p paper.Part) []strip {
	b := s.set(p.Title, p.Lang, titleStyle, column)
	for width := column * 0.95; len(b.lines) > 1; width -= column * 0.05 { // lines of about the same length
		narrow := s.set(p.Title, p.Lang, titleStyle, width)
		if len(narrow.lines) != len(b.lines) {
			break
		}
		b = narrow
	}
	strips := keepAll(s.column(b, p.Lang, 0, true))
	if len(strips) == 0 {
		return nil
	}
	return append(strips, strip{gap: 7, height: 10, draw: func(c *canvas, y float64) {
		c.stroke(accent, 1.4, side, y, side+column, y)
	}})
}

func keepAll(strips []strip) []strip {
	for i := range strips {
		strips[i].keep = true
	}
	return strips
}

// text makes a strip of each line. Neither the first line nor the last is left alone on a page.
func (s *setter) text(text, lang string, st style, gap float64, together bool) []strip {
	b := s.set(text, lang, st, column)
	return s.column(b, lang, gap, together)
}

func (s *setter) column(b block, lang string, gap float64, together bool) []strip {
	var strips []strip
	for i, l := range b.lines {
		n := len(b.lines)
		strips = append(strips, strip{height: b.height, keep: i+1 < n && (together || i == 0 || i == n-2), draw: func(c *canvas, y float64) {
			c.within(l, side, column, paper.RTL(lang), y+b.ascent)
		}})
	}
	if len(strips) > 0 {
		strips[0].gap = gap
	}
	return strips
}

// within writes a line at its beginning in a column. In a paper that runs from right to left, columns are mirrored.
func (c *canvas) within(l line, x, width float64, rtl bool, y float64) {
	if rtl {
		x = pageWidth - x - width
		x += width - l.width
	}
	c.write(l, x, y)
}

func (s *setter) list(b paper.List, lang string) []strip {
	var strips []strip
	rtl := paper.RTL(lang)
	for _, text := range b.Lines {
		set := s.set(text, lang, bodyStyle, column-indent)
		for i, l := range set.lines {
			st := strip{height: set.height, keep: i+1 < len(set.lines)}
			if i == 0 {
				st.gap = 2.5
				if len(strips) == 0 {
					st.gap = 6
				}
			}
			st.draw = func(c *canvas, y float64) {
				c.within(l, side+indent, column-indent, rtl, y+set.ascent)
				if i == 0 {
					c.bullet(rtl, y+set.ascent)
				}
			}
			strips = append(strips, st)
		}
	}
	return strips
}

// bullet draws the mark before a line of a list.
func (c *canvas) bullet(rtl bool, baseline float64) {
	const size = 3.0
	x := side + 3
	if rtl {
		x = pageWidth - x - size
	}
	c.fill(accent, x, baseline-bodyStyle.size*0.36-size/2, size, size)
}

func (s *setter) rows(b paper.Rows, lang string) []strip {
	var all [][]strip
	rtl := paper.RTL(lang)
	label := column*labelPart - gutter
	for _, r := range b.Rows {
		st, in := bodyStyle, lang
		if r.Lang != "" {
			in = r.Lang
		}
		if r.Exact {
			st = exactStyle
		}
		right := s.set(r.Value, in, st, column-label-gutter)
		if len(right.lines) == 0 {
			continue
		}
		left := s.set(r.Label, lang, labelStyle, label)
		all = append(all, beside(left, right, cells{side, label, side + label + gutter, column - label - gutter}, rtl, rowEdges()))
	}
	return table(all)
}

// table puts rows one below the other. A short table stays whole; of a long one neither the first row nor the last stands alone.
func table(rows [][]strip) (strips []strip) {
	n := len(rows)
	for i, r := range rows {
		r[len(r)-1].keep = i+1 < n && (n <= wholeRows || i == 0 || i == n-2)
		strips = append(strips, r...)
	}
	if len(strips) > 0 {
		strips[0].gap = 9
	}
	return strips
}

// cells are where the two columns of a row begin and how wide they are, in a paper that runs from left to right.
type cells struct{ left, leftWidth, right, rightWidth float64 }

// edges draw what is around the strips of a row.
type edges struct {
	pad         float64                            // above and below the text
	behind      func(c *canvas, y, height float64) // below the text of each strip
	first, last func(c *canvas, y float64)
}

func rowEdges() edges {
	hair := func(c *canvas, y float64) { c.stroke(rule, 0.6, side, y, side+column, y) }
	return edges{pad: pad, first: hair, last: hair}
}

// goOn draws what is around the room above or below a row that another page shows the rest of.
func (e edges) goOn(c *canvas, y float64) {
	if e.behind != nil {
		e.behind(c, y, e.pad)
	}
}

// beside makes the strips of a row: lines of both columns with the same baseline, as high as the higher of the two.
func beside(left, right block, at cells, rtl bool, e edges) []strip {
	n := max(len(left.lines), len(right.lines))
	height, ascent := right.height, right.ascent
	if len(left.lines) > 0 {
		ascent = max(left.ascent, right.ascent)
		height = ascent + max(left.height-left.ascent, right.height-right.ascent)
	}
	var strips []strip
	for i := range n {
		above, below := 0.0, 0.0
		if i == 0 {
			above = e.pad
		}
		if i == n-1 {
			below = e.pad
		}
		st := strip{height: above + height + below, keep: i+1 < n && (n <= wholeRow || i == 0 || i == n-2), open: e.first, close: e.last}
		if i > 0 {
			st.lead, st.open = e.pad, func(c *canvas, y float64) {
				e.goOn(c, y-e.pad)
				e.first(c, y-e.pad)
				if len(left.lines) > 0 && i >= len(left.lines) { // whoever has only this page sees what it is about
					c.within(left.lines[0], at.left, at.leftWidth, rtl, y+ascent)
				}
			}
		}
		if i < n-1 {
			st.close = func(c *canvas, y float64) {
				e.goOn(c, y)
				e.last(c, y+e.pad)
			}
		}
		st.draw = func(c *canvas, y float64) {
			if e.behind != nil {
				e.behind(c, y, above+height+below)
			}
			if i == 0 {
				e.first(c, y)
			}
			if i == n-1 {
				e.last(c, y+above+height+below)
			}
			if i < len(left.lines) {
				c.within(left.lines[i], at.left, at.leftWidth, rtl, y+above+ascent)
			}
			if i < len(right.lines) {
				c.within(right.lines[i], at.right, at.rightWidth, rtl, y+above+ascent)
			}
		}
		strips = append(strips, st)
	}
	return strips
}

func (s *setter) boxes(b paper.Boxes, lang string) []strip {
	var strips []strip
	rtl := paper.RTL(lang)
	title := column * titlePart
	at := cells{side + padBox, title - 2*padBox, side + title + padBox, column - title - 2*padBox}
	for _, box := range b.Boxes {
		left := s.set(box.Title, lang, boxStyle, at.leftWidth)
		right := s.set(lines(box.Lines), lang, bodyStyle, at.rightWidth)
		strips = append(strips, beside(left, right, at, rtl, boxEdges(title, rtl))...)
	}
	if len(strips) > 0 {
		strips[0].gap = 9
	}
	return strips
}

func lines(all []string) string {
	text := ""
	for _, l := range all {
		text += l + "\n"
	}
	return text
}

// boxEdges draw a box with a tinted cell for its title.
func boxEdges(title float64, rtl bool) edges {
	x := side
	between := side + title
	if rtl {
		x, between = side+column-title, side+column-title
	}
	hair := func(c *canvas, y float64) { c.stroke(rule, 0.8, side-0.4, y, side+column+0.4, y) }
	return edges{pad: padBox, first: hair, last: hair, behind: func(c *canvas, y, height float64) {
		c.fill(shade, x, y, title, height)
		for _, at := range []float64{side, between, side + column} {
			c.stroke(rule, 0.8, at, y, at, y+height)
		}
	}}
}
