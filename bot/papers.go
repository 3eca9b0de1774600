package bot

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"safeharbour/bot/answer"
	"safeharbour/bot/box"
	"safeharbour/bot/flow"
	"safeharbour/bot/paper"
	"safeharbour/bot/record"
	"safeharbour/bot/report"
)

// Papers of a case. The person reads every line of one on the screen, page by page; only "Make it" at the end releases it,
// for one reader. A file goes to their phone only where nobody else sees that (domain.md §9, risk note).

// pageRunes is how much of a paper stands on one screen, so that it can be read without scrolling far.
const pageRunes = 1200

// papers are what the person can read and release now.
func (t *turn) papers() []report.Offer {
	c, ok := t.paperCase()
	if !ok || len(t.c.Sealed[t.c.Flow]) > 0 || t.phone() == report.Foreign {
		return nil // a paper shows every answer, and after a hide somebody else may be looking
	}
	return t.b.Content.Papers.Offers(c)
}

// papersHidden tells whether there would be papers, had the screen not been cleared since.
func (t *turn) papersHidden() bool {
	c, ok := t.paperCase()
	return ok && len(t.c.Sealed[t.c.Flow]) > 0 && t.phone() != report.Foreign && len(t.b.Content.Papers.Offers(c)) > 0
}

// paperCase is the case of the flow in use, as long as the person agrees to it.
func (t *turn) paperCase() (*record.Case, bool) {
	id := t.c.Cases[t.c.Flow]
	if id == 0 || !t.agreed() {
		return nil, false
	}
	c, err := record.OpenCase(t.tx, id)
	t.must(err)
	return c, err == nil
}

// phone is the worst that any flow knows of the telephone.
func (t *turn) phone() report.Phone {
	worst := report.Unknown
	for _, st := range t.c.States {
		list := t.lookAt(st).Answers()
		worst = max(worst, t.b.Content.Papers.PhoneOf(func(step string) answer.Value {
			if i := slices.IndexFunc(list, func(a flow.Answer) bool { return a.Step == step }); i >= 0 {
				return list[i].Value
			}
			return answer.Value{}
		}))
	}
	return worst
}

// make makes the paper on the screen: first in the reader's language, then in the person's.
func (t *turn) makePaper(c *record.Case) (*report.Paper, error) {
	o := report.Offer{Kind: report.Kind(t.c.Paper.Kind), To: t.c.Paper.To}
	r := report.Request{Kind: o.Kind, To: o.To, Case: c, Made: t.now, Org: t.b.Org}
	for _, lang := range t.paperLangs(c, o) {
		r.Voices = append(r.Voices, t.b.Content.Voice(lang))
	}
	p, err := t.b.Content.Papers.Make(r)
	if err != nil {
		return nil, fmt.Errorf("make a paper: %w", err)
	}
	return p, nil
}

func (t *turn) paperLangs(c *record.Case, o report.Offer) []string {
	reader, _ := t.b.Content.Words.Choose(t.b.Content.Papers.Language(c, o))
	if own := t.w.Tag(); own != reader {
		return []string{reader, own}
	}
	return []string{reader}
}

// pages are the lines of a paper in screens, the person's own language first.
func (t *turn) pages(d paper.Doc) (pages []string) {
	parts := slices.Clone(d.Parts)
	slices.Reverse(parts)
	for _, part := range parts {
		var page []string
		n := 0
		for _, line := range paper.Lines(part) {
			if size := len([]rune(line)); n > 0 && n+size > pageRunes {
				pages, page, n = append(pages, strings.Join(page, "\n")), nil, 0
			}
			page, n = append(page, line), n+len([]rune(line))
		}
		if len(page) > 0 {
			pages = append(pages, strings.Join(page, "\n"))
		}
	}
	return pages
}

// pressPaper takes a button of the papers.
func (t *turn) pressPaper(verb, arg string) error {
	if t.c.Mode != record.InFlow || len(t.papers()) == 0 {
		t.c.Paper = nil
		return nil
	}
	switch {
	case verb == verbPapers:
		t.c.Paper = &record.Draft{}
	case t.c.Paper == nil || verb == verbNotNow:
		t.c.Paper = nil
	case verb == verbRead:
		return t.readPaper(arg)
	case verb == verbPage:
		if n, err := strconv.Atoi(arg); err == nil && n >= 0 {
			t.c.Paper.Page = n
		}
	case verb == verbMake:
		return t.releasePaper(arg == "file")
	}
	return nil
}

// readPaper opens a paper at its first page.
func (t *turn) readPaper(arg string) error {
	kind, to, _ := strings.Cut(arg, "/")
	c, ok := t.paperCase()
	if !ok || !slices.Contains(t.papers(), report.Offer{Kind: report.Kind(kind), To: to}) {
		t.c.Paper = nil
		return nil
	}
	t.c.Paper = &record.Draft{Kind: kind, To: to, Version: c.Version}
	if _, err := t.makePaper(c); err != nil {
		return t.noPaper(c, err)
	}
	return nil
}

// noPaper tells that a paper cannot be made: to the person in kind words, to staff that the words of it must be mended.
func (t *turn) noPaper(c *record.Case, err error) error {
	if !errors.Is(err, report.ErrWording) && !errors.Is(err, report.ErrConsent) && !errors.Is(err, report.ErrUnknown) {
		return err
	}
	t.c.Paper = nil
	t.c.Tells = append(t.c.Tells, record.Tell{Text: "ui.paper.failed"})
	return t.tell(box.In{Kind: box.Made, Case: c.ID, Text: "failed"})
}

// releasePaper notes the person's consent to one paper for one reader, and sends it here as a file where that is safe and, in
// a discreet flow, where they asked for it. What they release is the version that they read.
func (t *turn) releasePaper(file bool) error {
	c, ok := t.paperCase()
	d := t.c.Paper
	if !ok || d.Kind == "" {
		t.c.Paper = nil
		return nil
	}
	if c.Version != d.Version {
		t.c.Tells = append(t.c.Tells, record.Tell{Text: "ui.paper.changed"})
		return t.readPaper(d.Kind + "/" + d.To)
	}
	p, err := t.makePaper(c)
	if err != nil {
		return t.noPaper(c, err)
	}
	t.c.Paper = nil
	c.Released = slices.DeleteFunc(c.Released, func(r record.Release) bool { return r.Paper == d.Kind && r.To == d.To })
	c.Released = append(c.Released, record.Release{Paper: d.Kind, To: d.To, Version: c.Version, At: t.now, Lang: t.w.Tag()})
	if err := c.Save(t.tx); err != nil {
		return err
	}
	offer := report.Offer{Kind: p.Kind, To: p.To}
	t.c.Tells = append(t.c.Tells, record.Tell{Text: "ui.paper.made", Example: t.w.Text(offer.Label())})
	if err := t.tell(box.In{Kind: box.Freed, Case: c.ID, Text: d.Kind + "/" + d.To}); err != nil {
		return err
	}
	if !t.mayHaveFile(file) {
		return nil
	}
	return t.sendFile(c, p)
}

// mayHaveFile tells whether a file may come to the person's phone: never where others see that, and by itself only outside
// of discreet flows.
func (t *turn) mayHaveFile(asked bool) bool {
	switch t.phone() {
	case report.Watched, report.Foreign:
		return false
	case report.Own:
		return asked || !t.discreet()
	default:
		return !t.discreet()
	}
}

// sendFile sends a paper to the person. Its name gives nothing away.
func (t *turn) sendFile(c *record.Case, p *report.Paper) error {
	data, err := p.Encode()
	if err != nil {
		return err
	}
	return t.send(box.Out{Urgency: box.Reply, Verb: box.Attach, Silent: t.discreet(),
		Paper: &box.Paper{Name: "paper-" + strconv.Itoa(len(c.Released)), Form: "pdf", Data: data},
		Then:  &box.In{Chat: t.b.Desk, At: t.now, Kind: box.Made, Case: c.ID, Ref: "pdf"}})
}

// paperScreen offers the papers, or shows a page of one.
func (t *turn) paperScreen() screen {
	c, ok := t.paperCase()
	if !ok || t.c.Paper.Kind == "" {
		return t.choosePaper()
	}
	p, err := t.makePaper(c)
	if err != nil {
		return t.choosePaper() // it could be made when it was opened; the press of a button says what is wrong now
	}
	return t.paperPage(p)
}

func (t *turn) choosePaper() screen {
	s := screen{on: "papers/" + t.c.Flow, wide: true, parts: []string{t.w.Text("ui.paper.choose")}}
	for i, o := range t.papers() {
		s.choices = append(s.choices, box.Button{Label: numbered(i, t.w.Text(o.Label())), Data: t.data(verbRead, string(o.Kind)+"/"+o.To)})
	}
	s.controls = [][]box.Button{{t.button("ui.paper.not_now", verbNotNow)}, {t.hideButton()}}
	return s
}

// paperPage shows one page. On the last one stands what releasing means.
func (t *turn) paperPage(p *report.Paper) screen {
	pages := t.pages(p.Doc)
	n := min(t.c.Paper.Page, len(pages)-1)
	s := screen{on: fmt.Sprintf("paper/%s/%s/%d", p.Kind, p.To, n), wide: true}
	if n < 0 {
		return t.choosePaper()
	}
	s.parts, s.quote = []string{t.w.Text("ui.paper.read", "Page", n+1, "Pages", len(pages))}, pages[n]
	var move []box.Button
	if n > 0 {
		move = append(move, box.Button{Label: t.w.Text("ui.paper.before"), Data: t.data(verbPage, strconv.Itoa(n-1))})
	}
	if n < len(pages)-1 {
		move = append(move, box.Button{Label: t.w.Text("ui.paper.next"), Data: t.data(verbPage, strconv.Itoa(n+1))})
	}
	s.controls = [][]box.Button{move}
	if n == len(pages)-1 {
		s.parts = append(s.parts, t.w.Text("ui.paper.consent", "To", t.w.Text(report.Offer{Kind: p.Kind, To: p.To}.Label())), t.w.Text(t.fileNote()))
		s.controls = append(s.controls, t.makeButtons()...)
	}
	s.controls = append(s.controls, []box.Button{t.button("ui.paper.not_now", verbNotNow)}, []box.Button{t.hideButton()})
	return s
}

func (t *turn) makeButtons() [][]box.Button {
	rows := [][]box.Button{{t.button("ui.paper.make", verbMake)}}
	if t.discreet() && t.mayHaveFile(true) {
		rows = append(rows, []box.Button{{Label: t.w.Text("ui.paper.make_file"), Data: t.data(verbMake, "file")}})
	}
	return rows
}

// fileNote says whether a file comes to this phone.
func (t *turn) fileNote() string {
	switch {
	case t.mayHaveFile(false):
		return "ui.paper.file_comes"
	case t.mayHaveFile(true):
		return "ui.paper.file_if"
	default:
		return "ui.paper.file_never"
	}
}
