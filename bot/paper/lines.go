package paper

import (
	"strings"

	"golang.org/x/text/unicode/bidi"
)

const bullet = "• "

// Text is the whole paper as text: the [Lines] of every part, with a blank line between parts.
func Text(d Doc) string {
	var parts []string
	for _, p := range d.Parts {
		lines := Lines(p)
		if d.Code != "" {
			lines = append(lines, isolated(Clean(d.Code), p.Lang, true))
		}
		parts = append(parts, strings.Join(lines, "\n"))
	}
	return strings.Join(parts, "\n\n") + "\n"
}

// Lines are the lines of a part as a chat shows them, in their order, none of them empty. Nothing is in the other forms of a
// paper that is not in these lines but the code and the page numbers, so who has read them has read the paper.
func Lines(p Part) []string {
	var lines []string
	add := func(before, text string) {
		for line := range strings.SplitSeq(Clean(text), "\n") {
			if line != "" {
				lines = append(lines, before+line)
			}
		}
	}
	add("", p.Draft)
	add("", p.Title)
	for _, b := range p.Blocks {
		switch b := b.(type) {
		case Heading:
			add("", b.Text)
		case Paragraph:
			add("", b.Text)
		case Note:
			add("", b.Text)
		case List:
			for _, line := range b.Lines {
				add(bullet, line)
			}
		case Rows:
			for _, r := range b.Rows {
				lines = append(lines, r.lines(b.In(p))...)
			}
		case Boxes:
			for _, box := range b.Boxes {
				add("", box.Title)
				for _, line := range box.Lines {
					add(bullet, line)
				}
			}
		}
	}
	add("", p.Date)
	return lines
}

// lines are the label and the first line of the value, and the lines after it.
func (r Row) lines(lang string) []string {
	label, value := Clean(r.Label), Clean(r.Value)
	if value == "" {
		return nil
	}
	lines := strings.Split(value, "\n")
	for i := range lines {
		lines[i] = isolated(lines[i], lang, r.Exact)
	}
	if label != "" {
		lines[0] = strings.ReplaceAll(label, "\n", " ") + Colon(lang) + lines[0]
	}
	return lines
}

// Colon is what stands between a label and its value in a line of text.
func Colon(lang string) string {
	switch base(lang) {
	case "zh", "ja":
		return "："
	}
	return ": "
}

// isolated keeps a value from being torn apart by the text around it, where the two run in different directions.
func isolated(text, lang string, exact bool) string {
	switch rtl := RTL(lang); {
	case rtl && exact:
		return string(lri) + text + string(pdi)
	case rtl || turns(text):
		return string(fsi) + text + string(pdi)
	}
	return text
}

// turns tells whether something in the text runs from right to left.
func turns(text string) bool {
	for _, r := range text {
		p, _ := bidi.LookupRune(r)
		if c := p.Class(); c == bidi.R || c == bidi.AL || c == bidi.AN {
			return true
		}
	}
	return false
}

// In is the language of the block in its part.
func (b Heading) In(p Part) string   { return first(b.Lang, p.Lang) }
func (b Paragraph) In(p Part) string { return first(b.Lang, p.Lang) }
func (b List) In(p Part) string      { return first(b.Lang, p.Lang) }
func (b Rows) In(p Part) string      { return first(b.Lang, p.Lang) }
func (b Boxes) In(p Part) string     { return first(b.Lang, p.Lang) }
func (b Note) In(p Part) string      { return first(b.Lang, p.Lang) }

func first(lang, otherwise string) string {
	if lang != "" {
		return lang
	}
	return otherwise
}

// Tag is a language tag without anything that cannot be part of one.
func Tag(lang string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, lang)
}

// base is the first subtag of a language tag.
func base(lang string) string {
	first, _, _ := strings.Cut(strings.ReplaceAll(lang, "_", "-"), "-")
	return strings.ToLower(first)
}
