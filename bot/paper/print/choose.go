package print

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/segmenter"
)

// MissingFontError says that a paper has letters for which there is no font. The paper can be read as HTML, which uses the
// fonts of the reader's machine.
type MissingFontError struct {
	Scripts []string // the scripts without a font, by their ISO 15924 codes, such as "Hani", sorted
}

func (e *MissingFontError) Error() string {
	return fmt.Sprintf("no font for the script %s: put Noto Sans CJK (Debian's package fonts-noto-cjk, or NotoSansCJK-Regular.ttc"+
		" in a folder for fonts) on this machine; the HTML of the paper needs none", strings.Join(e.Scripts, ", "))
}

// chooser gives every letter its font.
type chooser struct {
	fonts   *Fonts
	missing map[string]bool // scripts
}

// dressed is text with a font for each rune.
type dressed struct {
	text []rune
	face []*typeface
}

// dress chooses fonts, one for each letter with its marks. What no font has is shown by its number, but for letters of
// scripts of which the system may have a font: there the paper is not printed at all.
func (c *chooser) dress(text, lang string, s style) dressed {
	var d dressed
	var seg segmenter.Segmenter
	seg.Init([]rune(text))
	before := c.main(lang, s)
	for it := seg.GraphemeIterator(); it.Next(); {
		cluster := it.Grapheme().Text
		face := c.face(cluster, lang, s, before)
		if face == nil {
			cluster = c.numbered(cluster)
			face = c.latin(s)
		}
		for _, r := range cluster {
			d.text = append(d.text, r)
			d.face = append(d.face, face)
		}
		before = face
	}
	return d
}

func (c *chooser) main(lang string, st style) *typeface {
	if s, ok := main[primary(lang)]; ok {
		if t := c.fonts.script(s, lang, st.bold); t != nil {
			return t
		}
	}
	return c.latin(st)
}

func (c *chooser) latin(st style) *typeface { return c.fonts.inside(sans, st.bold) }

// face is the font of a letter with its marks, or nil.
func (c *chooser) face(cluster []rune, lang string, s style, before *typeface) *typeface {
	r := cluster[0]
	script := language.LookupScript(r)
	var order []*typeface
	add := func(t *typeface) {
		if t != nil {
			order = append(order, t)
		}
	}
	if s.exact {
		add(c.fonts.inside(mono, false))
	}
	switch {
	case script.Strong():
		add(c.fonts.script(script, lang, s.bold))
	case joins(r):
		add(before)
		add(c.main(lang, s))
	}
	add(c.latin(s))
	add(before)
	add(c.main(lang, s))
	for _, t := range order {
		if hasAll(t, cluster) {
			return t
		}
	}
	for _, t := range order {
		if _, ok := t.font.NominalGlyph(r); ok && r != '\u25CC' {
			return t
		}
	}
	return c.anywhere(cluster, lang, s)
}

// anywhere asks every font of the program, and then those of the system, for a sign that belongs to no script.
func (c *chooser) anywhere(cluster []rune, lang string, st style) *typeface {
	for _, s := range scripts() {
		if t := c.fonts.script(s, lang, st.bold); hasAll(t, cluster) {
			return t
		}
	}
	if r := cluster[0]; r >= 0x2000 && r < 0x10000 && !unicode.IsLetter(r) { // full-width signs, circled numbers
		if t := c.fonts.script(language.Han, lang, st.bold); t != nil && hasAll(t, cluster) {
			return t
		}
	}
	return nil
}

func scripts() []language.Script {
	var all []language.Script
	for s := range inside {
		all = append(all, s)
	}
	slices.Sort(all)
	return all
}

// joins tells whether a sign looks best in the font of what stands before it: spaces, and what ends and brackets words.
// Numbers and the signs in them stay Latin, so that they look the same everywhere.
func joins(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(".,:;!?()[]\"'«»“”‘’—…·", r)
}

func hasAll(t *typeface, cluster []rune) bool {
	for _, r := range cluster {
		if ignorable(r) {
			continue
		}
		if _, ok := t.font.NominalGlyph(r); !ok {
			return false
		}
	}
	return true
}

// ignorable tells whether a character is drawn by no font.
func ignorable(r rune) bool {
	return unicode.Is(unicode.Cf, r) && (r < 0x0600 || r > 0x0605) || unicode.Is(unicode.Variation_Selector, r)
}

// numbered writes what no font has by its number.
func (c *chooser) numbered(cluster []rune) []rune {
	var b strings.Builder
	for _, r := range cluster {
		if s := language.LookupScript(r); eastAsian(s) && unicode.IsLetter(r) {
			c.missing[s.String()] = true
		}
		if ignorable(r) {
			continue
		}
		if _, ok := c.fonts.inside(sans, false).font.NominalGlyph(r); ok {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, "«U+%04X»", r)
	}
	return []rune(b.String())
}

func primary(lang string) string {
	first, _, _ := strings.Cut(lang, "-")
	return strings.ToLower(first)
}
