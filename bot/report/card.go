package report

import (
	"slices"
	"strings"
	"time"

	"safeharbour/bot/answer"
	"safeharbour/bot/paper"
	"safeharbour/bot/source"
)

// card makes the hand-off card as lines for one screen (domain.md §8). What was not asked stands together in one line, so
// that what was answered can be seen at a glance.
func (m *maker) card() {
	c := m.r.Case
	m.out.Title = m.text("paper.card.title")
	banner := m.text("paper.card.banner")
	if slices.Contains(source.Values(m.book.file.Card.Other), c.Flow) {
		banner = m.text("paper.card.banner.other")
	}
	m.add(paper.Note{Text: banner},
		paper.Rows{Rows: slices.Concat(m.cardHead(), m.cardContact(), m.cardConsent())})
	var open []string
	for _, b := range m.book.file.Card.Blocks {
		lines := m.cardBlock(&b, &open)
		if len(lines) > 0 {
			m.add(paper.Rows{Rows: lines})
		}
	}
	if len(open) > 0 {
		m.add(paper.Note{Text: m.text("paper.card.open", "List", strings.Join(open, m.text("ui.comma")))})
	}
	m.add(paper.Note{Text: m.text("paper.card.limits", "Version", c.Version)})
}

// cardHead says which case this is, how urgent, and how whole.
func (m *maker) cardHead() []paper.Row {
	c := m.r.Case
	level := c.Own()
	if len(c.Rules) > 0 {
		level += " (" + strings.Join(c.Rules, ", ") + ")"
	}
	rows := []paper.Row{
		{Label: m.text("paper.card.case"), Value: c.Code + " · v" + itoa(c.Version), Exact: true},
		{Label: m.text("paper.card.flow"), Value: m.text("card.flow." + c.Flow)},
		{Label: m.text("paper.card.level"), Value: level},
		{Label: m.text("paper.card.money"), Value: c.Money},
		{Label: m.text("paper.card.updated"), Value: m.ltr(stamp(c.Updated))},
		{Label: m.text("paper.card.language"), Value: m.v.Words.Language(c.Lang)},
	}
	if c.Partial != "" {
		at := m.text(c.Partial)
		if short := "card.step." + c.Partial; m.v.Words.Has(short) {
			at = m.text(short)
		}
		rows = append(rows, paper.Row{Label: m.text("paper.card.partial"), Value: at})
	}
	return rows
}

// cardContact says whether anybody may write first, and who sees the phone.
func (m *maker) cardContact() []paper.Row {
	f := &m.book.file.Card
	first := m.text("paper.card.contact.never")
	switch m.r.Case.Contact {
	case "any":
		first = m.text("paper.card.contact.any")
	case "chosen":
		first = m.text("paper.card.contact.window", "Hours", m.value(f.Window.Value))
	case "", "never":
	default: // elsewhere, such as by phone
		first = m.value(f.Contact.Value)
	}
	return []paper.Row{{Label: m.text("paper.card.contact"), Value: first}, {Label: m.text("paper.card.phone"), Value: m.value(f.Phone.Value)}}
}

// cardConsent says what the person agreed to.
func (m *maker) cardConsent() []paper.Row {
	c := m.r.Case
	helper := m.text("paper.card.consent.yes")
	switch {
	case c.Consent.Signal:
		helper = m.text("paper.card.consent.signal")
	case m.book.nameless(m.a):
		helper = m.text("paper.card.consent.no_name")
	}
	rows := []paper.Row{{Label: m.text("paper.card.consent"), Value: helper + m.text("ui.comma") + m.ltr(stamp(c.Consent.At))}}
	var others []string
	for _, step := range m.book.file.Card.Recipients {
		if it, st := m.a.item(step.Value); st == given && !own(it.Value) {
			others = append(others, m.v.Value(it.Ask, it.Value))
		}
	}
	for _, r := range c.Released {
		others = append(others, m.text(Offer{Kind(r.Paper), r.To}.Label())+m.text("ui.comma")+m.ltr(stamp(r.At)))
	}
	if len(others) == 0 {
		others = []string{m.text("paper.card.nobody")}
	}
	return append(rows, paper.Row{Label: m.text("paper.card.others"), Value: strings.Join(others, m.text("ui.semicolon"))})
}

// nameless tells whether the person agreed without their name.
func (b *Book) nameless(a answers) bool {
	it, st := a.item(b.file.Card.Consent.Value)
	return st == given && it.Value.Has("yes_no_name")
}

// cardBlock words what was answered of a block, and adds what was not to open.
func (m *maker) cardBlock(b *blockFile, open *[]string) (rows []paper.Row) {
	for _, f := range b.Fields {
		it, st := m.a.first(f.From)
		label := m.text("paper.card.field." + f.ID.Value)
		switch {
		case !m.asked(f.From):
		case st != given || (own(it.Value) && !f.Words):
			*open = append(*open, label)
		default:
			rows = append(rows, m.cardRow(label, f, it.Ask, it.Value))
		}
	}
	if b.Signs && m.knows(source.Values(m.book.file.Screening.Flows)) {
		rows = append(rows, m.cardSigns()...)
	}
	if b.Fraud && m.knows(source.Values(m.book.file.Fraud.Flows)) {
		rows = append(rows, m.sums()...)
		for i, round := range m.a.rounds(m.book.file.Fraud.Payments.Repeat.Value) {
			rows = append(rows, m.payment(m.text("paper.payment", "N", itoa(i+1)), round))
		}
	}
	return rows
}

func (m *maker) cardRow(label string, f fieldFile, ask string, v answer.Value) paper.Row {
	r := paper.Row{Label: label}
	if own(v) {
		m.quote(&r, f, v, nil)
		return r
	}
	r.Value = m.says(ask, v)
	return r
}

// asked tells whether the flow of the case has one of these steps: a question of another flow is not open here.
func (m *maker) asked(steps []source.Text) bool {
	for _, t := range steps {
		if m.book.has(m.r.Case.Flow, t.Value) {
			return true
		}
	}
	return false
}

func (m *maker) knows(flows []string) bool { return slices.Contains(flows, m.r.Case.Flow) }

// cardSigns are the signs of force, an element a row. They are never counted.
func (m *maker) cardSigns() (rows []paper.Row) {
	f := &m.book.file.Screening
	for _, e := range []struct {
		key  string
		list []signFile
	}{{"act", f.Act}, {"means", f.Means}, {"purpose", f.Purpose}} {
		s := m.signs(e.list)
		var parts []string
		if len(s.reported) > 0 {
			parts = append(parts, strings.Join(s.reported, " "))
		}
		for _, rest := range []struct {
			key  string
			list []string
		}{{"paper.element.not", s.not}, {"paper.element.unsure", s.unsure}, {"paper.element.open", s.open}} {
			if len(rest.list) > 0 && len(rest.list) < len(e.list) {
				parts = append(parts, m.text(rest.key, "List", strings.Join(rest.list, m.text("ui.semicolon"))))
			}
		}
		if len(parts) == 0 {
			parts = []string{m.text("paper.not_asked")}
		}
		rows = append(rows, paper.Row{Label: m.text("paper.element." + e.key), Value: strings.Join(parts, " ")})
	}
	return rows
}

// payment is one payment on one line. In a language from right to left each of its fields has a line of its own: on one line
// labels and amounts would change places.
func (m *maker) payment(label string, round answers) paper.Row {
	var parts []string
	for _, f := range m.book.file.Fraud.Payments.Fields {
		if _, st := round.first(f.From); st == given {
			r := m.row(f, nil, round)
			value := r.Value
			if !strings.ContainsFunc(value, rightToLeft) {
				value = m.ltr(value)
			}
			part := r.Label + paper.Colon(m.v.Words.Tag()) + value
			parts = append(parts, part)
			m.p.quoted[part] = true
		}
	}
	row, between := paper.Row{Label: label, Exact: true}, m.text("ui.semicolon")
	if paper.RTL(m.v.Words.Tag()) {
		row.Exact, between = false, "\n"
	}
	row.Value = strings.Join(parts, between)
	m.p.quoted[row.Value] = true
	return row
}

// value words the answer to one step, or says that it was not asked.
func (m *maker) value(step string) string {
	it, st := m.a.item(step)
	if st != given || own(it.Value) {
		return m.text("paper.not_asked")
	}
	return m.v.Value(it.Ask, it.Value)
}

// stamp is a time as every reader of a card reads it.
func stamp(at time.Time) string { return at.UTC().Format("2006-01-02 15:04") + " UTC" }
