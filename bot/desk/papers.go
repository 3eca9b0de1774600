package desk

import (
	"errors"
	"slices"
	"strings"

	"safeharbour/bot/box"
	"safeharbour/bot/paper"
	"safeharbour/bot/record"
	"safeharbour/bot/report"
)

// The forms in which staff get a paper. "text" is a message; the card only.
const (
	formText = "text"
	formJSON = "json"
	formPDF  = "pdf"
	formHTML = "html"
)

// papersHere lists the papers of the topic's case.
func (t *turn) papersHere() error {
	c, err := t.inTopic()
	if err != nil {
		return err
	}
	if c == nil {
		return t.answer("staff.not_here")
	}
	return t.papers(c)
}

// papersClosed says why staff get no papers of a case now: only who holds it may ask, and only while consent stands.
func (t *turn) papersClosed(c *record.Case) (key string) {
	switch {
	case c.Consent.Withdrawn || !c.Consent.Given:
		return "staff.paper.no_consent"
	case c.Status == record.Closed:
		return "staff.case_closed"
	case c.Status != record.Claimed || c.By.ID != t.in.From.ID:
		return "staff.paper.not_yours"
	default:
		return ""
	}
}

// papers lists what consent covers: the card, and papers for readers whom the person ticked or released.
func (t *turn) papers(c *record.Case) error {
	if key := t.papersClosed(c); key != "" {
		return t.answer(key)
	}
	o := box.Out{Urgency: box.Reply, Text: t.w.Text("staff.paper.which")}
	covered := t.d.Content.Papers.Covered(c)
	if !slices.ContainsFunc(covered, func(o report.Offer) bool { return o.Kind != report.Card }) {
		o.Text += "\n" + t.w.Text("staff.paper.only_card")
	}
	if t.d.Content.Papers.Outdated(c) {
		o.Text += "\n" + t.w.Text("staff.paper.outdated")
	}
	for _, offer := range covered {
		forms := []string{formPDF, formHTML}
		if offer.Kind == report.Card {
			forms = []string{formText, formJSON}
		}
		var row []box.Button
		for _, form := range forms {
			row = append(row, box.Button{Label: cut(t.w.Text(offer.Label()), 30) + " · " + t.formName(form),
				Data: data(verbPaper, c, string(offer.Kind)+"/"+offer.To+"/"+form)})
		}
		o.Buttons = append(o.Buttons, row)
	}
	return t.post(c, o)
}

// formName is a form as a button shows it. But for the text, they have the same names in every language.
func (t *turn) formName(form string) string {
	if form == formText {
		return t.w.Text("staff.paper.text")
	}
	return strings.ToUpper(form)
}

// makePaper makes one paper: in the reader's language and in the person's; the card in that of staff.
func (t *turn) makePaper(c *record.Case, arg string) error {
	if key := t.papersClosed(c); key != "" {
		return t.answer(key)
	}
	kind, rest, _ := strings.Cut(arg, "/")
	to, form, _ := strings.Cut(rest, "/")
	offer := report.Offer{Kind: report.Kind(kind), To: to}
	if !slices.Contains(t.d.Content.Papers.Covered(c), offer) {
		return t.answer("staff.paper.not_covered")
	}
	if offer.Kind == report.Card && form == formJSON {
		v, err := t.d.Content.Papers.CardJSON(c)
		return t.handOver(c, offer, form, v, err)
	}
	p, err := t.d.Content.Papers.Make(t.request(c, offer))
	if err != nil {
		return t.handOver(c, offer, form, nil, err)
	}
	if form == formText {
		return t.post(c, box.Out{Urgency: box.Reply, Text: t.caption(offer), Quote: paper.Text(p.Doc)})
	}
	v, err := p.Encode()
	return t.handOver(c, offer, form, v, err)
}

func (t *turn) request(c *record.Case, o report.Offer) report.Request {
	r := report.Request{Kind: o.Kind, To: o.To, Case: c, Made: t.now, Org: t.d.Org}
	langs := []string{t.w.Tag()}
	if o.Kind != report.Card {
		reader, _ := t.d.Content.Words.Choose(t.d.Content.Papers.Language(c, o))
		langs = []string{reader}
		if c.Lang != reader {
			langs = append(langs, c.Lang)
		}
	}
	for _, lang := range langs {
		r.Voices = append(r.Voices, t.d.Content.Voice(lang))
	}
	return r
}

// handOver sends a paper as a file, or says that it cannot be made.
func (t *turn) handOver(c *record.Case, o report.Offer, form string, data []byte, err error) error {
	switch {
	case errors.Is(err, report.ErrConsent), errors.Is(err, report.ErrUnknown):
		return t.answer("staff.paper.not_covered")
	case errors.Is(err, report.ErrWording):
		return t.answer("staff.paper.failed")
	case err != nil:
		return err
	case form != formPDF && form != formHTML && form != formJSON:
		return t.answer("staff.stale")
	}
	return t.send(box.Out{Urgency: box.Reply, Verb: box.Attach, Thread: thread(c), Text: t.caption(o),
		Paper: &box.Paper{Name: paperName(o), Form: form, Data: data},
		Then:  &box.In{Chat: t.d.Chat, At: t.now, Kind: box.Made, Case: c.ID, Ref: box.Ref(form)}})
}

// caption says for whom a paper is.
func (t *turn) caption(o report.Offer) string {
	if o.Kind == report.Card {
		return t.w.Text("staff.paper.card_for")
	}
	return t.w.Text("staff.paper.for", "To", t.w.Text(o.Label()))
}

// paperName is the name of a file. It has no word of what it is, nor of whose case.
func paperName(o report.Offer) string {
	return "paper-" + map[report.Kind]string{report.Card: "1", report.Fraud: "2", report.Screening: "3"}[o.Kind]
}

// paperNews tells what became of a paper: the person released it, or its file was made.
func (t *turn) paperNews() error {
	c, err := record.OpenCase(t.tx, t.in.Case)
	if err != nil {
		return err
	}
	switch {
	case t.in.Kind == box.Freed:
		kind, to, _ := strings.Cut(t.in.Text, "/")
		o := report.Offer{Kind: report.Kind(kind), To: to}
		return t.post(c, box.Out{Urgency: box.Reply, Text: t.w.Text("staff.paper.released", "To", t.w.Text(o.Label()))})
	case t.in.Text == "failed":
		return t.post(c, box.Out{Urgency: box.Reply, Text: t.w.Text("staff.paper.failed")})
	case t.in.Text != string(t.in.Ref):
		return t.post(c, box.Out{Urgency: box.Reply, Text: t.w.Text("staff.paper.instead", "Form", strings.ToUpper(t.in.Text))})
	default:
		return nil
	}
}
