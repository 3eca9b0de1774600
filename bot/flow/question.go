package flow

import (
	"slices"
	"strconv"
	"strings"

	"safeharbour/bot/answer"
	"safeharbour/bot/cond"
	"safeharbour/bot/source"
)

// answerTypes are the types of answers that a step can have, in the order in which they are explained.
func answerTypes() []string {
	return []string{"one", "many", "yesno", "text", "date", "money", "country", "place", "pin", "file", "wallet", "account", "url", "read", "review"}
}

// facts are the meanings that the rest of the bot knows, with the types of answers that can have them.
func facts() map[string][]string {
	choice := []string{"one", "yesno"}
	return map[string][]string{
		"country": {"country"}, "bank_country": {"country"}, "own_country": {"country"}, "nationality": {"country"}, "place": {"place"},
		"name": {"text"}, "languages": {"many"}, "deadline": {"date"}, "amount": {"money"},
		"recipients": {"many"}, "people": choice, "under18": choice, "contact": choice, "contact_from": choice, "phone": choice, "first_need": choice,
		"fear": choice, "screening_for": choice,
	}
}

// question reads one question. Node is its place in the flow, repeat the repeat that it is in.
func (p *parser) question(q *questionFile, node int, repeat string) *StepDef {
	before, after := scope{before: node}, scope{before: node, self: q.ID.Value}
	d := &StepDef{
		ID: q.ID.Value, Ask: q.Ask.Value, Answer: answer.Type(q.Answer.Value), Repeat: repeat, pos: q.ID.Pos,
		Choices: choicesOf(q), Exclusive: source.Values(q.Exclusive), Likely: source.Values(q.Likely), In: q.In.Value, Note: q.Note.Value, Fact: q.Fact.Value,
		Skip: q.Skip == nil || *q.Skip, Part: p.part, Card: "card.step." + p.home() + "." + q.ID.Value,
	}
	if repeat == "" {
		d.kind = kindOf(d.Answer)
		p.f.defs[d.ID] = d
	}
	if d.Answer == answer.Read || d.Answer == answer.Review {
		d.Skip = false // going on is all that can be done with a page
	}
	if d.Answer == answer.Review {
		d.Choices = []string{Right, Change}
	}
	d.Of, d.Preset, d.Quick, d.Long, d.Todo = source.Values(q.Of), source.Values(q.Preset), q.Quick, q.Long, q.Todo
	p.f.Steps = append(p.f.Steps, d)
	p.keys(q, d)
	p.answer(q, d)
	p.choices(q)
	p.only(q, node)
	p.fact(q)
	d.when = p.cond(q.When, "when", before)
	d.consent = p.cond(q.Consent, "consent", after)
	d.refused = p.cond(q.Refused, "refused", after)
	d.handoff = p.cond(q.Handoff, "handoff", after)
	d.hide = p.cond(q.Hide, "hide", after)
	if q.Refused.Value != "" && q.Consent.Value == "" {
		p.fault(q.Refused.Pos, "add consent: …, or remove refused", "refused without consent")
	}
	d.later = p.cond(q.Again, "again", after)
	d.offers = p.offers(q, before)
	d.Sign = p.sign(q)
	p.of(q, node)
	d.Lines = p.lines(q.Lines, before)
	if repeat != "" {
		after = before // the answers of rounds are no variables
	}
	d.Show = p.lines(q.Show, after)
	d.Share = p.lines(q.Share, before)
	p.shared(q)
	return d
}

func (p *parser) keys(q *questionFile, d *StepDef) {
	if d.Ask == "" {
		d.Ask = p.home() + "." + d.ID
	} else {
		p.key(q.Ask, "ask")
	}
	if q.Note.Value != "" {
		p.key(q.Note, "note")
	}
}

func (p *parser) lines(files []lineFile, s scope) []Line {
	var lines []Line
	for _, l := range files {
		if l.Contacts.Value != "" && !isID(l.Contacts.Value) {
			p.fault(l.Contacts.Pos, "use small letters, digits and _ only", "contacts: %q cannot be a scope", l.Contacts.Value)
		}
		if l.Text.Value != "" {
			p.key(l.Text, "text")
		}
		p.listed(l)
		if l.With.Value != "" && l.With.Value != WithCode && l.With.Value != WithoutCase {
			p.fault(l.With.Pos, source.Meant(l.With.Value, []string{WithCode, WithoutCase}), "with: %q is nothing that a text can say", l.With.Value)
		}
		lines = append(lines, Line{Text: l.Text.Value, Contacts: l.Contacts.Value, With: l.With.Value, Flags: l.Flags.Value, when: p.cond(l.When, "when", s), pos: l.Pos})
	}
	return lines
}

func (p *parser) answer(q *questionFile, d *StepDef) {
	if q.Answer.Value != "" && !slices.Contains(answerTypes(), q.Answer.Value) {
		p.fault(q.Answer.Pos, source.Meant(q.Answer.Value, answerTypes()), "answer: %q is not a type of answer", q.Answer.Value)
	}
	d.Max = defaultText
	if q.Max == nil {
		return
	}
	if d.Max = *q.Max; d.Max < 1 || d.Max > maxOneText {
		p.fault(q.Pos, "", "max: %d is not between 1 and %d", d.Max, maxOneText)
	}
}

// choices finds faults in the list of choices.
func (p *parser) choices(q *questionFile) {
	kind := answer.Type(q.Answer.Value)
	if (kind == answer.One || kind == answer.Many) && len(q.Choices) == 0 {
		p.fault(q.Answer.Pos, "add choices: [a, b]", "%s needs choices", kind)
	}
	p.codes(q.Choices, "choices", func(t source.Text) {
		if !isID(t.Value) {
			p.fault(t.Pos, "use small letters, digits and _ only", "choices: %q cannot be a code", t.Value)
		}
	})
	p.codes(q.Exclusive, "exclusive", func(t source.Text) {
		if choices := source.Values(q.Choices); !slices.Contains(choices, t.Value) {
			p.fault(t.Pos, source.Meant(t.Value, choices), "exclusive: %q is not among the choices", t.Value)
		}
	})
	p.codes(q.Preset, "ticked", func(t source.Text) {
		if choices := source.Values(q.Choices); !slices.Contains(choices, t.Value) {
			p.fault(t.Pos, source.Meant(t.Value, choices), "ticked: %q is not among the choices", t.Value)
		}
	})
	p.codes(q.Likely, "likely", func(t source.Text) {
		switch {
		case kind == answer.Country && !isCountry(t.Value):
			p.fault(t.Pos, "use two capital letters (ISO 3166)", "likely: %q is not the code of a country", t.Value)
		case kind == answer.Place && !isPlace(t.Value):
			p.fault(t.Pos, "use an id of places.yaml", "likely: %q cannot be the id of a place", t.Value)
		}
	})
}

// codes finds lists that are too long, and codes that stand twice.
func (p *parser) codes(list []source.Text, field string, each func(source.Text)) {
	if len(list) > maxChoices {
		p.fault(list[maxChoices].Pos, "split the question", "%s: more than %d do not fit on a screen", field, maxChoices)
	}
	for i, t := range list {
		if slices.Contains(source.Values(list[:i]), t.Value) {
			p.fault(t.Pos, "remove one", "%s: %q stands twice", field, t.Value)
			continue
		}
		each(t)
	}
}

// only finds fields that do not go with the type of answer, or with a repeat.
func (p *parser) only(q *questionFile, node int) {
	kind := q.Answer.Value
	for _, x := range []struct {
		field string
		at    source.Pos
		there bool
		types []string
	}{
		{"choices", posOf(q.Choices), len(q.Choices) > 0, []string{"one", "many"}},
		{"exclusive", posOf(q.Exclusive), len(q.Exclusive) > 0, []string{"many"}},
		{"likely", posOf(q.Likely), len(q.Likely) > 0, []string{"country", "place"}},
		{"in", q.In.Pos, q.In.Value != "", []string{"place"}},
		{"max", q.Pos, q.Max != nil, []string{"text", "account"}},
		{"of", posOf(q.Of), len(q.Of) > 0, []string{"review"}},
		{"ticked", posOf(q.Preset), len(q.Preset) > 0, []string{"many"}},
		{"quick", q.Pos, q.Quick, []string{"many"}},
		{"long", q.Pos, q.Long, []string{"date"}},
		{"todo", q.Pos, q.Todo, []string{"many"}},
		{"offer", q.Pos, len(q.Offer) > 0, []string{"many"}},
	} {
		if x.there && slices.Contains(answerTypes(), kind) && !slices.Contains(x.types, kind) {
			p.fault(x.at, "remove it", "%s goes with %s only, not with %s", x.field, strings.Join(x.types, " and "), kind)
		}
	}
	if q.In.Value == "" || kind != "place" {
		return
	}
	i, ok := p.order[q.In.Value]
	switch {
	case !ok:
		p.fault(q.In.Pos, source.Meant(q.In.Value, p.ids()), "in: unknown step %q", q.In.Value)
	case i >= node:
		p.fault(q.In.Pos, "name an earlier step", "in: the step %q is asked later", q.In.Value)
	case p.file.Steps[i].question == nil || p.file.Steps[i].question.Answer.Value != "country":
		p.fault(q.In.Pos, "name a step with answer: country", "in: the step %q asks for no country", q.In.Value)
	}
}

func posOf(list []source.Text) source.Pos {
	if len(list) == 0 {
		return source.Pos{}
	}
	return list[0].Pos
}

func (p *parser) fact(q *questionFile) {
	if q.Fact.Value == "" {
		return
	}
	all := facts()
	types, ok := all[q.Fact.Value]
	switch {
	case !ok:
		names := make([]string, 0, len(all))
		for name := range all {
			names = append(names, name)
		}
		p.fault(q.Fact.Pos, source.Meant(q.Fact.Value, names), "fact: %q means nothing to the bot", q.Fact.Value)
	case !slices.Contains(types, q.Answer.Value):
		p.fault(q.Fact.Pos, "", "fact: %s goes with %s only, not with %s", q.Fact.Value, strings.Join(types, " and "), q.Answer.Value)
	}
}

// repeat reads a round of questions.
func (p *parser) repeat(r *repeatFile, node int) (*repeat, *cond.Cond) {
	if r.Max < 1 || r.Max > maxRounds {
		p.fault(r.Pos, "", "max: %d is not between 1 and %d", r.Max, maxRounds)
	}
	if len(r.Steps) == 0 {
		p.fault(r.Pos, "add a question", "the repeat has no steps")
	}
	if r.Again.Value != "" {
		p.key(r.Again, "again")
	}
	rep := &repeat{id: r.Repeat.Value, again: &StepDef{
		ID: "again", Ask: r.Again.Value, Answer: answer.YesNo, Choices: []string{"yes", "no"}, Repeat: r.Repeat.Value, again: true, pos: r.Again.Pos,
	}}
	for i := range r.Steps {
		q := &r.Steps[i]
		p.inside(q, "a repeat")
		rep.steps = append(rep.steps, p.question(q, node, rep.id))
	}
	for n := 1; n <= min(max(r.Max, 1), maxRounds); n++ {
		rep.rounds = append(rep.rounds, p.round(rep, n, n == r.Max))
	}
	return rep, p.cond(r.When, "when", scope{before: node})
}

// round makes the keys of one round.
func (p *parser) round(r *repeat, n int, last bool) round {
	prefix := r.id + "/" + strconv.Itoa(n) + "/"
	var rd round
	for _, d := range r.steps {
		rd.keys = append(rd.keys, prefix+d.ID)
		p.f.defs[prefix+d.ID] = d
	}
	if !last {
		rd.again = prefix + "again"
		p.f.defs[rd.again] = r.again
	}
	return rd
}

// inside finds fields that are not allowed inside a repeat or a part, and takes them away so that they are not judged
// twice: what an answer means to the bot, and where the flow goes on, is for the flow to say.
func (p *parser) inside(q *questionFile, where string) {
	for _, x := range []struct {
		field string
		t     *source.Text
	}{{"fact", &q.Fact}, {"consent", &q.Consent}, {"refused", &q.Refused}, {"handoff", &q.Handoff}, {"hide", &q.Hide}} {
		if x.t.Value != "" {
			p.fault(x.t.Pos, "ask it outside of "+strings.Replace(where, "a ", "the ", 1), "%s is not allowed inside %s", x.field, where)
			x.t.Value = ""
		}
	}
	if q.Next != nil {
		p.fault(q.Pos, "remove it", "next is not allowed inside %s", where)
		q.Next = nil
	}
}

// ids are all ids that next and in can name, sorted.
func (p *parser) ids() []string {
	var ids []string
	for id := range p.order {
		if id != "" {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}
