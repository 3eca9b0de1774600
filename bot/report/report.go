// Package report holds what stands in the three papers that a case can end in: the fraud report with its block for each body,
// the request for screening as a presumed victim, and the hand-off card. Which answer feeds which field is data
// (flows/papers.yaml, see [Parse]); how a paper is printed is the affair of bot/paper.
//
//	book, faults := report.Parse("flows/papers.yaml", data, set)
//	p, err := book.Make(report.Request{Kind: report.Fraud, To: "ic3", Case: c, Voices: voices, Made: now})
//
// What the package promises: a paper is made only of a case whose person agreed ([ErrConsent]); the request for screening
// holds no word that a person wrote, but for initials; own accounts keep four digits; secrets are left out; a paper in which
// one of our own texts holds a forbidden word is refused ([ErrWording]), never handed out. It decides nothing about a person.
//
// Pure: it reads no clock, file or network. A [Book] is immutable; all functions may be called concurrently.
package report

import (
	"errors"
	"fmt"
	"time"

	"safeharbour/bot/answer"
	"safeharbour/bot/locale"
	"safeharbour/bot/paper"
	"safeharbour/bot/record"
)

// Kind names a paper.
type Kind string

// The three papers.
const (
	Fraud     Kind = "fraud"     // for a body that takes reports, or for a bank (domain.md §3.2)
	Screening Kind = "screening" // asks for screening under the non-punishment principle (domain.md §9)
	Card      Kind = "card"      // hands a case over (domain.md §8)
)

// Errors of [Book.Make]. None of them holds a word of a person.
var (
	// ErrConsent: the person did not agree, took it back, or agreed only to a help signal.
	ErrConsent = errors.New("consent does not cover this paper")
	// ErrWording: one of our own texts holds a word that no paper may hold. The locale file must be mended first.
	ErrWording = errors.New("a text of the paper holds a forbidden word")
	// ErrUnknown: there is no such paper, or not for this reader or this case.
	ErrUnknown = errors.New("no such paper for this case")
)

// Voice finds words in the language of one part of a paper.
type Voice struct {
	Words *locale.Words
	// Value words an answer; ask is the message key of its question.
	Value func(ask string, v answer.Value) string
}

// Request says which paper is to be made.
type Request struct {
	Kind   Kind
	To     string // the body or the recipient, as papers.yaml names it; empty for the card
	Case   *record.Case
	Voices []Voice   // one for each part, in the order of the parts
	Made   time.Time // the day that stands on it
	Org    string    // who hands it over, and how to reach them; empty leaves a line to fill in by hand
}

// Paper is one paper.
type Paper struct {
	Kind Kind
	To   string
	Doc  paper.Doc

	pages  []string        // the words for the number of a page, one for each part
	quoted map[string]bool // words of the person: they may say what they like
}

// Make makes a paper. The same request gives the same paper.
func (b *Book) Make(r Request) (*Paper, error) {
	if !agreed(r.Kind, r.Case) {
		return nil, ErrConsent
	}
	p := &Paper{Kind: r.Kind, To: r.To, quoted: map[string]bool{}}
	p.Doc = paper.Doc{Code: r.Case.Code, Made: r.Made}
	for _, v := range r.Voices {
		m := maker{book: b, p: p, r: r, v: v, a: answersOf(r.Case)}
		if err := m.part(); err != nil {
			return nil, err
		}
		p.Doc.Parts = append(p.Doc.Parts, m.out)
	}
	if err := p.judge(r.Voices); err != nil {
		return nil, err
	}
	return p, nil
}

// agreed tells whether consent covers a paper at all. A help signal covers what was known then, which is the card.
func agreed(k Kind, c *record.Case) bool {
	return c.Consent.Given && !c.Consent.Withdrawn && (!c.Consent.Signal || k == Card)
}

// maker makes one part.
type maker struct {
	book *Book
	p    *Paper
	r    Request
	v    Voice
	a    answers
	out  paper.Part
}

func (m *maker) part() error {
	w := m.v.Words
	page := w.Text("paper.page", "Page", pageSlot, "Pages", pagesSlot)
	m.p.pages = append(m.p.pages, page)
	m.out = paper.Part{Lang: w.Tag(), Date: m.day(answer.DayOf(m.r.Made.UTC())), Page: pageOf(page)}
	if w.Draft() {
		m.out.Draft = w.Text("paper.draft")
	}
	switch m.r.Kind {
	case Fraud:
		return m.fraud()
	case Screening:
		return m.screening()
	case Card:
		m.card()
		return nil
	}
	return fmt.Errorf("%s: %w", m.r.Kind, ErrUnknown)
}

func (m *maker) add(b ...paper.Block) { m.out.Blocks = append(m.out.Blocks, b...) }

func (m *maker) text(key string, args ...any) string { return m.v.Words.Text(key, args...) }

func (m *maker) day(d answer.Day) string { return answer.FormatDay(d, m.v.Words.Tag()) }

// org is who hands the paper over.
func (m *maker) org() string {
	if m.r.Org == "" {
		return m.text("paper.org_blank")
	}
	return m.r.Org
}
