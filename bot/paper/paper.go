// Package paper is the model of a printed paper, such as a request for screening or the summary for a bank, and writes it as
// lines for a chat ([Lines], [Text]) and as one HTML file ([HTML]). The PDF is bot/paper/print.
//
// The main type is [Doc]. A paper usually stands in two languages: the person's, so that they know what it says, and the
// reader's. These are two [Part]s one after the other, each whole in itself and on pages of its own: two columns side by side
// would leave half a line to each, too little for an address of a wallet, and whoever can read only one of them would have
// to look for it.
//
// The package is pure: it reads no clock, no file and no words of its own. Every text is a plain string in which nothing is
// parsed, so nothing that a person wrote can become markup. What could deceive a reader, such as the characters that turn a
// line around, is shown by its number: see [Clean].
package paper

import "time"

// Doc is one paper.
type Doc struct {
	// Parts are the paper in each of its languages, in the order in which they are printed. With two parts that are equal in
	// content, the one of the reader for whom the paper is comes first.
	Parts []Part
	// Code is the code of the case, shown at the foot of every page. It is empty where the paper must not name one.
	Code string
	// Made is when the paper was made. It is the creation date in the PDF and is shown nowhere else: the date that people
	// read is [Part.Date]. Zero leaves it out. Equal papers with equal times give equal bytes.
	Made time.Time
}

// Part is a paper in one language.
type Part struct {
	Lang   string // BCP 47 tag as in locales/, such as "en", "zh-Hans"; empty means unknown: left to right, Latin first
	Title  string // the first line, and the title of the file
	Draft  string // the mark of a text that no human has reviewed, in this language, on top of every page; empty: none
	Date   string // the date as readers of this language write it, at the foot of every page; may be empty
	Blocks []Block
	// Page says which page this is, such as "page 1 of 2", in this language. Nil writes "1 / 2".
	Page func(page, pages int) string
}

// Block is one of [Heading], [Paragraph], [List], [Rows], [Boxes] and [Note]. Each has a Lang; empty means that of its part.
// It is given where words stand in another language than the rest, such as the person's own: direction and font follow it.
// Blocks and lines without any text are left out.
type Block interface {
	block()
	In(Part) string // the language of the block in its part
}

// Heading opens a section. It is never the last line on a page.
type Heading struct{ Lang, Text string }

// Paragraph is running text. A line break in it begins a new line.
type Paragraph struct{ Lang, Text string }

// List is a list of short lines, each with a mark before it.
type List struct {
	Lang  string
	Lines []string
}

// Rows are labels and their values, such as "Nationality: Kenya".
type Rows struct {
	Lang string
	Rows []Row
}

// Row is a label and its value. A row without a value is left out: write what it means that nothing is known.
type Row struct {
	Label string
	Value string
	// Lang is the language of the value where it is another than that of the rows, such as a name; empty: the same.
	Lang string
	// Exact marks what is compared letter by letter: the address of a wallet, a hash, an account, a link, a telephone number.
	// It stays left to right in every language, may break anywhere, and gets no hyphen.
	Exact bool
}

// Boxes stand one below the other with their titles beside them, such as Act, Means and Purpose.
type Boxes struct {
	Lang  string
	Boxes []Box
}

// Box is a title and what it holds. Lines are written one below the other without a mark.
type Box struct {
	Title string
	Lines []string
}

// Note is small print: limits, sources, what the paper is not.
type Note struct{ Lang, Text string }

func (Heading) block()   {}
func (Paragraph) block() {}
func (List) block()      {}
func (Rows) block()      {}
func (Boxes) block()     {}
func (Note) block()      {}

// RTL tells whether a language is written from right to left.
func RTL(lang string) bool {
	switch base(lang) {
	case "ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi":
		return true
	}
	return false
}
