package report

import (
	"fmt"
	"slices"
	"strings"

	"safeharbour/bot/answer"
	"safeharbour/bot/paper"
	"safeharbour/bot/source"
)

// Whose language a reader reads.
const (
	here = "here" // that of the country where the person is
	home = "home" // that of the person's own country
)

// screening makes the request for screening as a presumed victim (domain.md §9). Everything in it is a sentence of ours that
// an answer chose, or a code, country, month or amount. It does not try to prove anything and says so.
func (m *maker) screening() error {
	f := &m.book.file.Screening
	reader, ok := m.book.reader(m.r.To)
	if !ok || !slices.Contains(source.Values(f.Flows), m.r.Case.Flow) || !offered(reader, m.a) {
		return fmt.Errorf("request for screening: %w", ErrUnknown)
	}
	m.out.Title = m.text("paper.screening.title")
	m.add(
		paper.Note{Text: m.text("paper.screening.nature", "Org", m.org())},
		paper.Rows{Rows: []paper.Row{
			{Label: m.text("paper.screening.reader"), Value: m.text("paper.reader." + reader.ID.Value)},
			{Label: m.text("paper.screening.purpose"), Value: m.text("paper.screening.purpose_text")},
			{Label: m.text("paper.screening.case"), Value: m.r.Case.Code, Exact: true},
			{Label: m.text("paper.screening.date"), Value: m.out.Date},
			{Label: m.text("paper.screening.from"), Value: m.org()},
		}},
		paper.Heading{Text: m.text("paper.screening.person")}, paper.Rows{Rows: m.person()},
		paper.Heading{Text: m.text("paper.screening.done_to")})
	m.elements()
	m.add(paper.Heading{Text: m.text("paper.screening.why")}, paper.List{Lines: m.why()},
		paper.Heading{Text: m.text("paper.screening.requests")}, paper.List{Lines: m.requests()},
		paper.Heading{Text: m.text("paper.screening.support")}, paper.List{Lines: m.support()},
		paper.Heading{Text: m.text("paper.screening.limits")},
		paper.List{Lines: []string{m.text("paper.limit.memory"), m.text("paper.limit.silence"), m.text("paper.limit.lawyer"),
			m.text("paper.limit.publish")}},
		paper.Rows{Rows: []paper.Row{
			{Label: m.text("paper.screening.shared"), Value: m.text("paper.reader." + reader.ID.Value)},
			{Label: m.text("paper.screening.agreed"), Value: m.agreedOn()},
			{Label: m.text("paper.screening.withdraw"), Value: m.org()},
		}})
	return nil
}

// person are the rows about who this is: no more than initials of the name.
func (m *maker) person() []paper.Row {
	f := &m.book.file.Screening
	name := paper.Row{Label: m.text("paper.person.initials"), Value: m.text("paper.not_asked")}
	if it, st := m.a.item(f.Name.Value); st != notAsked {
		name.Value = m.text("paper.not_given")
		if letters := initials(it.Value.Text); st == given && letters != "" {
			m.p.quoted[letters] = true
			if name.Value = letters; !strings.ContainsFunc(letters, rightToLeft) {
				name.Value = m.ltr(letters)
			}
		}
	}
	rows := []paper.Row{name}
	for _, p := range f.Person {
		rows = append(rows, paper.Row{Label: m.text("paper.person." + p.ID.Value), Value: m.typed(p.From, p.Not)})
	}
	return rows
}

// typed words an answer that has no words of the person, or says why there is none.
func (m *maker) typed(steps, not []source.Text) string {
	it, st := m.a.first(steps)
	switch {
	case st == notAsked:
		return m.text("paper.not_asked")
	case st == passed || own(it.Value) || len(not) > 0 && hasAny(it.Value, not, ""):
		return m.text("paper.not_given")
	case it.Value.Type == answer.Date:
		it.Value = month(it.Value)
	}
	return m.v.Value(it.Ask, it.Value)
}

// element is one of act, means and purpose, with what became of each of its signs.
type element struct {
	reported, not, unsure, open []string
}

// signs sorts the signs of one element. It draws no conclusion.
func (m *maker) signs(list []signFile) (e element) {
	for _, s := range list {
		it, st := m.a.first(s.From)
		short := m.text("paper.sign." + s.ID.Value + ".short")
		switch {
		case st != given || own(it.Value):
			e.open = append(e.open, short)
		case s.Value:
			if it.Value.Type == answer.Date {
				it.Value = month(it.Value)
			}
			e.reported = append(e.reported, m.text("paper.sign."+s.ID.Value, "Value", m.v.Value(it.Ask, it.Value)))
		case s.Each:
			for _, code := range it.Value.Codes {
				e.reported = append(e.reported, m.text("paper.sign."+s.ID.Value+"."+code))
			}
		case hasAny(it.Value, s.Yes, "yes"):
			e.reported = append(e.reported, m.text("paper.sign."+s.ID.Value))
		case hasAny(it.Value, s.No, "no"):
			e.not = append(e.not, short)
		default:
			e.unsure = append(e.unsure, short)
		}
	}
	return e
}

func hasAny(v answer.Value, codes []source.Text, usual string) bool {
	if len(codes) == 0 {
		return v.Has(usual)
	}
	return slices.ContainsFunc(codes, func(c source.Text) bool { return v.Has(c.Value) })
}

// elements are the three boxes of what was done to the person.
func (m *maker) elements() {
	f := &m.book.file.Screening
	var boxes []paper.Box
	for _, e := range []struct {
		key  string
		list []signFile
	}{{"act", f.Act}, {"means", f.Means}, {"purpose", f.Purpose}} {
		box := paper.Box{Title: m.text("paper.element." + e.key)}
		s := m.signs(e.list)
		box.Lines = append(box.Lines, s.reported...)
		if len(s.reported) == 0 {
			box.Lines = append(box.Lines, m.text("paper.element.none"))
		}
		for _, rest := range []struct {
			key  string
			list []string
		}{{"paper.element.not", s.not}, {"paper.element.unsure", s.unsure}, {"paper.element.open", s.open}} {
			if len(rest.list) > 0 {
				box.Lines = append(box.Lines, m.text(rest.key, "List", strings.Join(rest.list, m.text("ui.semicolon"))))
			}
		}
		boxes = append(boxes, box)
	}
	m.add(paper.Boxes{Boxes: boxes}, paper.Note{Text: m.text("paper.screening.no_tasks")})
}

// why are the standard sentences about the law.
func (m *maker) why() []string {
	lines := []string{m.text("paper.law.palermo")}
	if m.a.holds(m.book.file.Screening.Child) {
		lines = append(lines, m.text("paper.law.child"))
	}
	return append(lines, m.text("paper.law.actip"), m.text("paper.law.guideline"), m.text("paper.law.national"))
}

func (m *maker) requests() (lines []string) {
	for _, r := range m.book.file.Screening.Requests {
		if (len(r.When) == 0 || m.a.holds(r.When)) && !m.a.holds(r.Never) && !slices.Contains(source.Values(r.Not), m.r.To) {
			lines = append(lines, m.text("paper.request."+r.ID.Value))
		}
	}
	return lines
}

// support lists what exists that can support the account, as the person ticked it: a list, nothing of what it holds.
func (m *maker) support() []string {
	it, st := m.a.first(m.book.file.Screening.Support)
	if st != given {
		return []string{m.typed(m.book.file.Screening.Support, nil)}
	}
	var lines []string
	for _, code := range it.Value.Codes {
		lines = append(lines, m.text("paper.support."+code))
	}
	return lines
}

// agreedOn is the day of the consent that covers the paper.
func (m *maker) agreedOn() string {
	at := m.r.Case.Consent.At
	for _, r := range m.r.Case.Released {
		if r.Paper == string(m.r.Kind) && r.To == m.r.To {
			at = r.At
		}
	}
	return m.day(answer.DayOf(at.UTC()))
}
