package report

import (
	"slices"

	"safeharbour/bot/answer"
	"safeharbour/bot/flow"
	"safeharbour/bot/source"
)

// checker finds what is wrong with papers.yaml.
type checker struct {
	flows  *flow.Set
	faults *source.Faults
	ids    []string // of the flows whose steps may be named now

	choices map[string][]string // of the steps of signs
}

// words are the types of answers that hold words of a person, or lead to what they sent.
func words(t answer.Type) bool {
	switch t {
	case answer.Text, answer.URL, answer.Account, answer.Wallet, answer.File, answer.Pin:
		return true
	}
	return false
}

// in sets the flows of the paper that is being checked.
func (c *checker) in(flows *[]source.Text) *checker {
	c.ids = nil
	for _, t := range *flows {
		if _, ok := c.flows.Flow(t.Value); !ok {
			c.faults.Add(t.Pos, "no flow is called "+t.Value, source.Meant(t.Value, c.flows.IDs()))
			continue
		}
		c.ids = append(c.ids, t.Value)
	}
	return c
}

// defs are the steps of this name in the paper's flows. A repeat's steps are found by the name inside it.
func (c *checker) defs(id string) (list []*flow.StepDef) {
	for _, f := range c.ids {
		fl, _ := c.flows.Flow(f)
		for _, d := range fl.Steps {
			if d.ID == id {
				list = append(list, d)
			}
		}
	}
	return list
}

// step checks the name of a step.
func (c *checker) step(t source.Text) []*flow.StepDef {
	if t.File == "" {
		return nil
	}
	list := c.defs(t.Value)
	if len(list) == 0 {
		var names []string
		for _, f := range c.ids {
			fl, _ := c.flows.Flow(f)
			for _, d := range fl.Steps {
				names = append(names, d.ID)
			}
		}
		c.faults.Add(t.Pos, "no flow of this paper has the step "+t.Value, source.Meant(t.Value, names))
	}
	return list
}

func (c *checker) steps(lists ...[]source.Text) {
	for _, list := range lists {
		for _, t := range list {
			c.step(t)
		}
	}
}

// typed checks steps that must not hold words of a person.
func (c *checker) typed(list []source.Text) {
	for _, t := range list {
		for _, d := range c.step(t) {
			if words(d.Answer) {
				c.faults.Add(t.Pos, t.Value+" holds words of a person", "name a step whose answers are choices, countries, dates or amounts")
				break
			}
		}
	}
}

// codes checks that the steps have these choices.
func (c *checker) codes(from, codes []source.Text) {
	var known []string
	open := false
	for _, t := range from {
		for _, d := range c.step(t) {
			known = append(known, d.Choices...)
			open = open || len(d.Choices) == 0
		}
	}
	for _, code := range codes {
		if !open && len(known) > 0 && !slices.Contains(known, code.Value) {
			c.faults.Add(code.Pos, "no step here has the choice "+code.Value, source.Meant(code.Value, known))
		}
	}
}

func (c *checker) tests(lists ...[]testFile) {
	for _, list := range lists {
		for _, t := range list {
			c.codes(t.From, t.Is)
		}
	}
}

// once checks that ids differ.
func (c *checker) once(seen map[string]bool, id source.Text) {
	if seen[id.Value] {
		c.faults.Add(id.Pos, id.Value+" stands twice", "give each its own name")
	}
	seen[id.Value] = true
}

func (c *checker) fields(list []fieldFile) {
	seen := map[string]bool{}
	for _, f := range list {
		c.once(seen, f.ID)
		c.steps(f.From)
		c.codes(f.From, f.Not)
		if f.There == (len(f.From) > 0) {
			c.faults.Add(f.Pos, f.ID.Value+" comes from nowhere, or from two places", "write either from: [a step] or there: true")
		}
	}
}

func (c *checker) fraud(f *fraudFile) {
	c.in(&f.Flows)
	c.steps([]source.Text{f.Name, f.Payments.Sum, f.Payments.Total}, f.Country)
	c.tests(f.Child)
	c.fields(f.Fields)
	c.fields(f.Payments.Fields)
	known := []string{payments, sums}
	for _, fl := range f.Fields {
		known = append(known, fl.ID.Value)
	}
	seen := map[string]bool{}
	for _, b := range f.Bodies {
		c.once(seen, b.ID)
		c.tests(b.Ticked)
		for _, id := range b.Fields {
			if !slices.Contains(known, id.Value) {
				c.faults.Add(id.Pos, "no field is called "+id.Value, source.Meant(id.Value, known))
			}
		}
		for _, code := range b.Countries {
			if answer.CountryName(code.Value, "en") == code.Value {
				c.faults.Add(code.Pos, code.Value+" is no country", "write a code of two letters, such as SG")
			}
		}
	}
}

func (c *checker) screening(f *screeningFile) {
	c.in(&f.Flows)
	c.steps([]source.Text{f.Name})
	c.typed(f.Support)
	c.keep(f.Support)
	c.typed([]source.Text{f.Here, f.Home})
	c.tests(f.Child)
	for _, r := range f.Readers {
		c.tests(r.Only, r.Never, r.Ticked)
		if lang := r.Lang; lang.File != "" && lang.Value != here && lang.Value != home {
			c.faults.Add(lang.Pos, "lang: "+lang.Value+" means nothing", "write here or home")
		}
	}
	c.fields(f.Person)
	for _, p := range f.Person {
		c.typed(p.From)
	}
	for _, list := range [][]signFile{f.Act, f.Means, f.Purpose} {
		for _, s := range list {
			c.typed(s.From)
			c.keep(s.From)
			c.codes(s.From, s.Yes)
			c.codes(s.From, s.No)
		}
	}
	var readers []string
	for _, r := range f.Readers {
		readers = append(readers, r.ID.Value)
	}
	for _, r := range f.Requests {
		c.tests(r.When, r.Never)
		for _, t := range r.Not {
			if !slices.Contains(readers, t.Value) {
				c.faults.Add(t.Pos, "no reader is called "+t.Value, source.Meant(t.Value, readers))
			}
		}
	}
}

// keep remembers the choices of steps, for the words that each of them needs.
func (c *checker) keep(steps []source.Text) {
	for _, t := range steps {
		for _, d := range c.defs(t.Value) {
			c.choices[t.Value] = d.Choices
		}
	}
}

func (c *checker) card(f *cardFile) {
	c.in(&f.Flows)
	for _, t := range f.Other {
		if !slices.Contains(source.Values(f.Flows), t.Value) {
			c.faults.Add(t.Pos, t.Value+" is no flow of this card", source.Meant(t.Value, source.Values(f.Flows)))
		}
	}
	c.steps(f.Recipients, []source.Text{f.Phone, f.Contact, f.Window, f.Consent})
	seen := map[string]bool{}
	for _, b := range f.Blocks {
		c.once(seen, b.ID)
		c.fields(b.Fields)
		for _, fl := range b.Fields {
			if !fl.Words {
				c.typed(fl.From)
			}
		}
	}
}
