// Package print makes a PDF of a paper, in every script that people in need write.
//
// Letters are shaped as HarfBuzz does it and drawn as outlines, so that Burmese, Khmer, Hindi or Arabic look right on every
// machine and no font of the reader is needed. Above the outlines lies an invisible layer of text, so that the paper can be
// searched and copied. The file has no script, no link and no name of the program or the machine; equal papers give equal bytes.
//
// The file is written by this package (pdf.go, layer.go), and not by a library, because of three needs that
// codeberg.org/go-pdf/fpdf 0.12 does not meet. Outlines it would draw as well, in files up to 1.4 times as large.
//
//   - Rare Chinese letters of names are found and copied (TestRareLettersAreFound). In fpdf a code of the text layer is the
//     letter's own number in 16 bits, with a table that cannot be changed: a letter above U+FFFF makes it panic, and written
//     raw as two codes it is copied as two signs for broken text.
//   - The date is said in UTC, and a paper without a date has none (TestEqualPapersGiveEqualBytes, TestNoDateIsInvented). fpdf
//     writes dates without a zone, always a date of change too, and for an empty date the clock of the machine.
//   - A paper in Arabic is marked as read from right to left, and shows its title (TestReadersAreToldHowToShow). fpdf has no
//     way to add to the catalogue or to add an object: what is written raw lands in a page, or before the header of the file.
//
// The main function is [PDF], the main type [Fonts]. The package reads fonts, and nothing else, from disk.
package print

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"github.com/go-text/typesetting/font"

	"safeharbour/bot/paper"
)

// PDF prints a paper on A4. Each part begins on a page of its own, and its pages are counted by themselves. It returns
// [MissingFontError] when the paper has Chinese, Japanese or Korean letters and this machine has no font for them: the HTML of
// the paper needs none. It may be called from several goroutines with the same fonts.
func PDF(d paper.Doc, fonts *Fonts) ([]byte, error) {
	f := &file{}
	s := &setter{chooser: chooser{fonts: fonts, missing: map[string]bool{}}, faces: map[*typeface]*font.Face{}}
	dr := &drawing{file: f, setter: s, shapes: map[shape]int{}}
	dr.layer = layer{number: f.reserve(), letters: map[letter]int{}}
	tree, resources := f.reserve(), f.reserve()
	var kids bytes.Buffer
	pages := 0
	for _, p := range d.Parts {
		for _, c := range dr.print(p, d.Code) {
			content := f.stream("", c.b.Bytes())
			page := f.add("<</Type/Page/Parent %d 0 R/MediaBox[0 0 %s %s]/Resources %d 0 R/Contents %d 0 R>>",
				tree, num(pageWidth), num(pageHeight), resources, content)
			fmt.Fprintf(&kids, "%d 0 R ", page)
			pages++
		}
	}
	if len(s.missing) > 0 {
		return nil, &MissingFontError{Scripts: slices.Sorted(maps.Keys(s.missing))}
	}
	f.put(tree, "<</Type/Pages/Kids[%s]/Count %d>>", bytes.TrimSpace(kids.Bytes()), pages)
	f.put(resources, "<</Font<</T %d 0 R>>/XObject<<%s>>>>", dr.layer.number, dr.names())
	dr.layer.write(f)
	return f.bytes(catalogue(f, d, tree), information(f, d)), nil
}

// names are the shapes of letters as pages name them.
func (d *drawing) names() []byte {
	var numbers []int
	for _, n := range d.shapes {
		if n > 0 {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	var b bytes.Buffer
	for _, n := range numbers {
		fmt.Fprintf(&b, "/G%d %[1]d 0 R", n)
	}
	return b.Bytes()
}

func catalogue(f *file, d paper.Doc, tree int) int {
	extra := ""
	if len(d.Parts) > 0 {
		extra = fmt.Sprintf("/Lang(%s)", paper.Tag(d.Parts[0].Lang))
		if paper.RTL(d.Parts[0].Lang) {
			extra += "/ViewerPreferences<</DisplayDocTitle true/Direction/R2L>>"
		} else {
			extra += "/ViewerPreferences<</DisplayDocTitle true>>"
		}
	}
	return f.add("<</Type/Catalog/Pages %d 0 R%s>>", tree, extra)
}

func information(f *file, d paper.Doc) int {
	var b bytes.Buffer
	if len(d.Parts) > 0 {
		fmt.Fprintf(&b, "/Title%s", phrase(paper.Clean(d.Parts[0].Title)))
	}
	if !d.Made.IsZero() {
		fmt.Fprintf(&b, "/CreationDate%s", date(d.Made))
	}
	return f.add("<<%s>>", b.Bytes())
}
