package report

import (
	"encoding/json"
	"fmt"
	"time"

	"safeharbour/bot/paper"
)

// sheet is a paper as it lies in the outbox until its file is made: words, not codes, so that what the person released is what
// is sent, whatever becomes of the case or of the locale files meanwhile.
type sheet struct {
	Code  string      `json:"code"`
	Made  time.Time   `json:"made"`
	Parts []sheetPart `json:"parts"`
}

type sheetPart struct {
	Lang   string       `json:"lang"`
	Title  string       `json:"title"`
	Draft  string       `json:"draft,omitempty"`
	Date   string       `json:"date"`
	Page   string       `json:"page"`
	Blocks []sheetBlock `json:"blocks"`
}

// sheetBlock is a block of any kind. Only the fields of its kind are set.
type sheetBlock struct {
	Kind  string      `json:"kind"`
	Lang  string      `json:"lang,omitempty"`
	Text  string      `json:"text,omitempty"`
	Lines []string    `json:"lines,omitempty"`
	Rows  []paper.Row `json:"rows,omitempty"`
	Boxes []paper.Box `json:"boxes,omitempty"`
}

// Encode writes a paper for [Decode].
func (p *Paper) Encode() ([]byte, error) {
	s := sheet{Code: p.Doc.Code, Made: p.Doc.Made}
	for i, part := range p.Doc.Parts {
		out := sheetPart{Lang: part.Lang, Title: part.Title, Draft: part.Draft, Date: part.Date, Page: p.pages[i]}
		for _, b := range part.Blocks {
			out.Blocks = append(out.Blocks, encodeBlock(b))
		}
		s.Parts = append(s.Parts, out)
	}
	v, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("encode paper: %w", err)
	}
	return v, nil
}

func encodeBlock(b paper.Block) sheetBlock {
	switch b := b.(type) {
	case paper.Heading:
		return sheetBlock{Kind: "heading", Lang: b.Lang, Text: b.Text}
	case paper.Paragraph:
		return sheetBlock{Kind: "paragraph", Lang: b.Lang, Text: b.Text}
	case paper.Note:
		return sheetBlock{Kind: "note", Lang: b.Lang, Text: b.Text}
	case paper.List:
		return sheetBlock{Kind: "list", Lang: b.Lang, Lines: b.Lines}
	case paper.Rows:
		return sheetBlock{Kind: "rows", Lang: b.Lang, Rows: b.Rows}
	case paper.Boxes:
		return sheetBlock{Kind: "boxes", Lang: b.Lang, Boxes: b.Boxes}
	default:
		panic(fmt.Sprintf("report: a block of a new kind: %T", b)) // the kinds are closed; a test makes one of each
	}
}

// Decode reads what [Paper.Encode] wrote. An error holds no words of it.
func Decode(data []byte) (paper.Doc, error) {
	var s sheet
	if err := json.Unmarshal(data, &s); err != nil {
		return paper.Doc{}, fmt.Errorf("decode paper: %w", err)
	}
	d := paper.Doc{Code: s.Code, Made: s.Made}
	for _, in := range s.Parts {
		part := paper.Part{Lang: in.Lang, Title: in.Title, Draft: in.Draft, Date: in.Date, Page: pageOf(in.Page)}
		for _, b := range in.Blocks {
			block, ok := decodeBlock(b)
			if !ok {
				return paper.Doc{}, fmt.Errorf("decode paper: unknown block %q", b.Kind)
			}
			part.Blocks = append(part.Blocks, block)
		}
		d.Parts = append(d.Parts, part)
	}
	return d, nil
}

func decodeBlock(b sheetBlock) (paper.Block, bool) {
	switch b.Kind {
	case "heading":
		return paper.Heading{Lang: b.Lang, Text: b.Text}, true
	case "paragraph":
		return paper.Paragraph{Lang: b.Lang, Text: b.Text}, true
	case "note":
		return paper.Note{Lang: b.Lang, Text: b.Text}, true
	case "list":
		return paper.List{Lang: b.Lang, Lines: b.Lines}, true
	case "rows":
		return paper.Rows{Lang: b.Lang, Rows: b.Rows}, true
	case "boxes":
		return paper.Boxes{Lang: b.Lang, Boxes: b.Boxes}, true
	default:
		return nil, false
	}
}
