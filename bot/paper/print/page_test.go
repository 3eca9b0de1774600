package print

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"safeharbour/bot/paper"
	"safeharbour/bot/race"
)

// after is a part with some lines, and then a heading with a table of some rows, a list and a note.
func after(lines, rows int) paper.Part {
	p := paper.Part{Lang: "en", Title: "Title"}
	for range lines {
		p.Blocks = append(p.Blocks, paper.Paragraph{Text: "Line."})
	}
	table := paper.Rows{}
	for i := range rows {
		table.Rows = append(table.Rows, paper.Row{Label: "Label", Value: fmt.Sprint(i)})
	}
	return paper.Part{Lang: p.Lang, Title: p.Title, Blocks: append(p.Blocks, paper.Heading{Text: "Heading"}, table,
		paper.List{Lines: []string{"One.", "Two.", "Three."}}, paper.Note{Text: "Note."})}
}

// A last page with a lonely row looks as if something were missing. A payment that is torn apart is read as two.
func TestPagesEndWhereNothingIsTornApart(t *testing.T) {
	for lines := 0; lines < 75; lines += 75 / race.Share(75, 15) {
		for _, rows := range []int{3, 6, wholeRows, 20} {
			strips := newSetter().part(after(lines, rows))
			pages := paginate(strips, top)
			total := 0
			for _, p := range pages {
				total += len(p.strips)
				if end := p.strips[len(p.strips)-1]; end.y+end.height > bottom+0.01 {
					t.Fatalf("%d lines, %d rows: a page ends at %.0f", lines, rows, end.y+end.height)
				}
			}
			if total != len(strips) {
				t.Fatalf("%d lines, %d rows: %d strips of %d are on pages", lines, rows, total, len(strips))
			}
			last := pages[len(pages)-1].strips
			if end := last[len(last)-1]; len(pages) > 1 && end.y+end.height-top < fewest-1 {
				t.Errorf("%d lines, %d rows: the last page ends after %.0f points", lines, rows, end.y+end.height-top)
			}
			if torn := tornAt(pages, len(strips)-4-rows, rows); torn > 0 && (rows <= wholeRows || torn == 1 || torn == rows-1) {
				t.Errorf("%d lines: a table of %d rows is torn apart after row %d", lines, rows, torn)
			}
		}
	}
}

// tornAt is after how many rows of a table, whose strips begin at first, a page ends; 0 when it stays whole.
func tornAt(pages []sheet, first, rows int) int {
	n := 0
	for _, p := range pages {
		if n += len(p.strips); n > first && n < first+rows {
			return n - first
		}
	}
	return 0
}

// Whoever has only the second page sees what the box on it is about.
func TestABoxThatGoesOnHasItsTitleAgain(t *testing.T) {
	box := paper.Box{Title: "Means", Lines: strings.Split(strings.Repeat("A line.\n", 120), "\n")}
	row := paper.Row{Label: "Story", Value: strings.Repeat("A line.\n", 120)}
	for _, b := range []paper.Block{paper.Boxes{Boxes: []paper.Box{box}}, paper.Rows{Rows: []paper.Row{row}}} {
		d := paper.Doc{Parts: []paper.Part{{Lang: "en", Title: "Title", Blocks: []paper.Block{b}}}}
		pages := strings.Split(extract(t, pdf(t, d), "pdftotext"), "\f")
		for i, page := range pages[:len(pages)-1] {
			if !strings.Contains(page, "Means") && !strings.Contains(page, "Story") {
				t.Errorf("page %d of %d does not say what its lines are about:\n%s", i+1, len(pages)-1, page)
			}
		}
		if strings.Count(strings.Join(pages, ""), "A line.") != 120 {
			t.Error("lines are lost")
		}
	}
}

// The title that stands again is not painted over: what is behind the text is drawn before it.
func TestATitleThatStandsAgainIsSeen(t *testing.T) {
	dr := &drawing{file: &file{}, setter: newSetter(), shapes: map[shape]int{}}
	dr.layer = layer{letters: map[letter]int{}}
	box := paper.Box{Title: "Means", Lines: strings.Split(strings.Repeat("A line.\n", 120), "\n")}
	pages := dr.print(paper.Part{Lang: "en", Title: "Title", Blocks: []paper.Block{paper.Boxes{Boxes: []paper.Box{box}}}}, "")
	for i, p := range pages[1:] {
		before, _, ok := bytes.Cut(p.b.Bytes(), []byte(string(boxStyle.tint)+" rg "))
		if painted := bytes.Count(before, []byte(string(shade)+" rg")); !ok || painted < 2 { // the room at the edge, and the first line
			t.Errorf("page %d: the title is there: %v, and %d strips are painted before it", i+2, ok, painted)
		}
	}
}
