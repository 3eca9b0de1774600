package report

import (
	"fmt"
	"strconv"
	"strings"

	"safeharbour/bot/paper"
)

// Slots for the numbers of a page in the words for it, which are found before anybody knows how many pages there are.
const (
	pageSlot  = "\x01"
	pagesSlot = "\x02"
)

// pageOf fills the slots.
func pageOf(template string) func(page, pages int) string {
	return func(page, pages int) string {
		return strings.NewReplacer(pageSlot, strconv.Itoa(page), pagesSlot, strconv.Itoa(pages)).Replace(template)
	}
}

// judge refuses a paper in which one of our own texts holds a word that no paper may hold, in the language of its part. What
// the person wrote is theirs to say, and stands only in a fraud report.
func (p *Paper) judge(voices []Voice) error {
	for i, part := range p.Doc.Parts {
		for _, text := range textsOf(part) {
			if p.quoted[text] && p.Kind != Screening {
				continue
			}
			if word, ok := voices[i].Words.Forbidden(text); ok {
				return fmt.Errorf("%w: %q in %s", ErrWording, word, part.Lang)
			}
		}
	}
	return nil
}

// textsOf are all texts of a part.
func textsOf(p paper.Part) []string {
	list := []string{p.Title, p.Draft, p.Date}
	for _, b := range p.Blocks {
		switch b := b.(type) {
		case paper.Heading:
			list = append(list, b.Text)
		case paper.Paragraph:
			list = append(list, b.Text)
		case paper.Note:
			list = append(list, b.Text)
		case paper.List:
			list = append(list, b.Lines...)
		case paper.Rows:
			for _, r := range b.Rows {
				list = append(list, r.Label, r.Value)
			}
		case paper.Boxes:
			for _, x := range b.Boxes {
				list = append(append(list, x.Title), x.Lines...)
			}
		}
	}
	return list
}
