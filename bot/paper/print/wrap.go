package print

import (
	"strings"
	"unicode"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"

	"safeharbour/bot/paper"
)

// style is how a text looks. Sizes are in points.
type style struct {
	size  float64
	bold  bool
	exact bool // left to right, in letters of one width that cannot be taken for each other
	tint  tint
}

// run is a part of a text with one font, one script and one direction.
type run struct {
	from, to int
	level    int8
	face     *typeface
	script   language.Script
	shaped   shaping.Output // in units of the font
	per      float64        // thousandths of the size in one unit
}

// line is one line of text, ready to be drawn.
type line struct {
	text  []rune
	runs  []run   // from left to right
	width float64 // in points
	size  float64 // that of the style, or smaller where one letter is wider than the column
	style style
	lang  string
	rtl   bool // it begins at the right
}

// block is a text in lines of one height.
type block struct {
	lines          []line
	height, ascent float64 // of each line, in points
}

// setter puts text into lines. It serves one paper.
type setter struct {
	chooser
	shaper shaping.HarfbuzzShaper
	faces  map[*typeface]*font.Face
}

// leading is the least height of a line, as a multiple of its size. Scripts with tall letters have more: see extent.
const leading = 1.36

// set puts a text into lines of at most a width in points. An empty text has no lines.
func (s *setter) set(text, lang string, st style, width float64) block {
	b := block{height: st.size * leading}
	descent := 0.0
	for para := range strings.SplitSeq(paper.Clean(text), "\n") {
		if para != "" {
			b.lines = append(b.lines, s.para(s.dress(para, lang, st), lang, st, width)...)
		}
	}
	for _, l := range b.lines {
		for _, r := range l.runs {
			up, down := s.extent(r.face)
			b.ascent, descent = max(b.ascent, up*l.size), max(descent, down*l.size)
		}
	}
	if spare := b.height - b.ascent - descent; spare > 0 {
		b.ascent += spare / 2
	} else {
		b.height = b.ascent + descent
	}
	return b
}

// extent is how far a font reaches above and below its line, as multiples of its size.
func (s *setter) extent(t *typeface) (up, down float64) {
	e, ok := s.face(t).FontHExtents()
	if !ok {
		return 1, 0.3
	}
	all, upem := float64(e.Ascender-e.Descender), float64(t.font.Upem())
	if height := tall[t.family]; height > 0 {
		upem = all / height
	}
	return float64(e.Ascender) / upem, -float64(e.Descender) / upem
}

func (s *setter) face(t *typeface) *font.Face {
	f, ok := s.faces[t]
	if !ok {
		f = font.NewFace(t.font)
		s.faces[t] = f
	}
	return f
}

// para puts one paragraph into lines.
func (s *setter) para(d dressed, lang string, st style, width float64) []line {
	rtl := paper.RTL(lang) && !st.exact
	p := paragraph{text: d.text, level: levels(d.text, rtl), width: make([]float64, len(d.text)), at: breaks(d.text, st.exact)}
	whole := s.split(d, p.level)
	for i := range whole {
		s.shape(&whole[i], d.text, lang)
		for _, g := range whole[i].shaped.Glyphs {
			p.width[g.TextIndex()] += units(g.Advance) * whole[i].per / 1000 * st.size
		}
	}
	var lines []line
	for from := 0; from < len(d.text); {
		limit := width
		var l line
		var end int
		for range 4 { // a torn word can be wider than its letters were in the whole
			end = p.end(from, limit)
			l = line{text: d.text, style: st, size: st.size, lang: lang, rtl: paper.RTL(lang)}
			s.fill(&l, whole, from, p.trim(from, end), lang)
			if l.width <= width {
				break
			}
			limit -= l.width - width
		}
		if l.width > width {
			l.size *= width / l.width
			l.width = width
		}
		if len(l.runs) > 0 {
			lines = append(lines, l)
		}
		from = end
	}
	return lines
}

// fill shapes what of the runs is between two places, and orders it as it is drawn.
func (s *setter) fill(l *line, whole []run, from, to int, lang string) {
	for _, r := range whole {
		a, b := max(r.from, from), min(r.to, to)
		if a >= b {
			continue
		}
		if a != r.from || b != r.to {
			r.from, r.to = a, b
			s.shape(&r, l.text, lang)
		}
		l.width += units(r.shaped.Advance) * r.per / 1000 * l.size
		l.runs = append(l.runs, r)
	}
	reorder(l.runs)
}

// split makes runs of one font, level and script. Signs that belong to no script go with the letters before them.
func (s *setter) split(d dressed, level []int8) []run {
	var runs []run
	for i, r := range d.text {
		script := language.LookupScript(r)
		if n := len(runs); n > 0 {
			last := &runs[n-1]
			same := !script.Strong() || !last.script.Strong() || script == last.script
			if last.face == d.face[i] && last.level == level[i] && same {
				if last.to = i + 1; script.Strong() {
					last.script = script
				}
				continue
			}
		}
		runs = append(runs, run{from: i, to: i + 1, level: level[i], face: d.face[i], script: script})
	}
	return runs
}

// shape asks the font for the glyphs of a run.
func (s *setter) shape(r *run, text []rune, lang string) {
	direction := di.DirectionLTR
	if r.level%2 == 1 {
		direction = di.DirectionRTL
	}
	script := r.script
	if !script.Strong() {
		script = language.Latin
	}
	upem := int(r.face.font.Upem())
	r.per = 1000 / float64(upem)
	r.shaped = s.shaper.ShapeNoExtents(shaping.Input{
		Text: text, RunStart: r.from, RunEnd: r.to, Direction: direction, Face: s.face(r.face),
		Size: fixed.I(upem), Script: script, Language: language.NewLanguage(lang),
	})
}

func units(v fixed.Int26_6) float64 { return float64(v) / 64 }

// paragraph is what is known of a text before it is in lines.
type paragraph struct {
	text  []rune
	level []int8
	width []float64 // of each letter, at its first rune, in points
	at    []uint8
}

// full says how full a line must be that ends at a place of each kind, before a better kind is taken at any cost: a space is
// better than a syllable, but a line that is half empty is worse.
var full = [welcome + 1]float64{welcome: 0.78, fair: 0.5, poor: 0.3}

// end is where a line that begins at from ends: at the best of the last places of each kind within the limit, and after one
// letter at least.
func (p *paragraph) end(from int, limit float64) int {
	best, width := [welcome + 1]int{}, [welcome + 1]float64{}
	used, seen := 0.0, 0.0 // with and without the spaces at the end
	for i := from; i < len(p.text); i++ {
		used += p.width[i]
		if !unicode.IsSpace(p.text[i]) {
			seen = used
		}
		kind := p.at[i+1]
		if seen > limit && best[torn] > 0 {
			break
		}
		if kind == never {
			continue
		}
		best[torn] = i + 1
		if seen <= limit {
			best[kind], width[kind] = i+1, seen
		}
	}
	if best[torn] == len(p.text) {
		return len(p.text)
	}
	for kind := welcome; kind > torn; kind-- {
		if width[kind] >= limit*full[kind] && best[kind] > 0 {
			return best[kind]
		}
	}
	for kind := welcome; kind > torn; kind-- {
		if best[kind] > 0 {
			return best[kind]
		}
	}
	return best[torn]
}

// trim leaves out the spaces at the end of a line.
func (p *paragraph) trim(from, end int) int {
	for end > from && unicode.IsSpace(p.text[end-1]) {
		end--
	}
	return end
}
