// Package print makes a PDF of a paper, in every script that people in need write.
//
// Letters are shaped as HarfBuzz does it and drawn as outlines, so that Burmese, Khmer, Hindi or Arabic look right on every
// machine and no font of the reader is needed. Above the outlines lies an invisible layer of text, so that the paper can be
// searched and copied. The file has no script, no link and no name of the program or the machine; equal papers give equal bytes.
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
