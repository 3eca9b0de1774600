package bot

import (
	"safeharbour/bot/answer"
	"safeharbour/bot/flow"
	"safeharbour/bot/record"
)

// placeWords takes typed words as a place: as one of the list where they can mean only one, else as they are. Words that say
// more than the name are kept beside the place, since only they may lead a helper there.
func (t *turn) placeWords(ask flow.Ask, words string) error {
	typed := flow.Input{Kind: flow.Type, Step: ask.Step, Text: words, Hints: t.hints()}
	places, country := t.b.Content.Places, t.countryOf(ask)
	p, exact, ok := places.Match(words, country)
	if !ok && country != "" { // the very name of a place elsewhere: people are told one country and taken to another
		p, exact, ok = places.Match(words, "")
		ok = ok && exact
	}
	if !ok {
		return t.step(typed)
	}
	v, problem := answer.Parse(answer.Place, words, typed.Hints)
	if problem != nil {
		return t.step(typed) // which says what is wrong
	}
	v.Codes = []string{p.ID}
	if exact {
		v.Text = ""
	}
	return t.step(flow.Input{Kind: flow.Give, Step: ask.Step, Text: words, Value: v})
}

// warnMoved tells a person who named a place that raids have emptied. People from there may be elsewhere now.
func (t *turn) warnMoved(steps []string) {
	for _, a := range t.c.State(t.c.Flow).Answers {
		for _, step := range steps {
			if a.Step == step && t.b.Content.Moved(a.Value) {
				t.c.Tells = append(t.c.Tells, record.Tell{Text: "ui.place_moved"})
			}
		}
	}
}
