package flow

import (
	"slices"
	"strconv"
	"time"

	"safeharbour/bot/answer"
	"safeharbour/bot/cond"
)

// options are the ways to answer that are tried, by step.
func options(f *Flow, now time.Time) map[*StepDef][]option {
	conds := f.conds()
	list := map[*StepDef][]option{}
	y, m, d := now.Date()
	hints := answer.Hints{Today: answer.Day{Year: y, Month: int(m), Day: d}}
	for _, def := range f.defs {
		if list[def] != nil {
			continue
		}
		opts := def.options(conds, now)
		if def.Skip {
			opts = append(opts, option{"-", []Input{{Kind: Skip}}})
		}
		for _, o := range opts {
			for i := range o.inputs {
				o.inputs[i].Hints = hints
			}
		}
		list[def] = opts
	}
	return list
}

func (d *StepDef) options(conds []*cond.Cond, now time.Time) []option {
	switch d.Answer {
	case answer.One, answer.YesNo:
		kind := Choose
		if d.again {
			kind = Again
		}
		return each(d.Choices, kind, "")
	case answer.Many:
		return d.ticks()
	case answer.Country:
		return each(d.countries(conds), Choose, "")
	case answer.Place:
		codes := d.codesIn(conds)
		if len(codes) == 0 { // a condition may ask for any place at all
			codes = d.Likely[:min(1, len(d.Likely))]
		}
		return append(each(codes, Choose, ""), only(Input{Kind: Type, Text: "a town"})...)
	case answer.Date:
		return each(d.dates(conds, now), Type, "")
	case answer.Money:
		return each(d.amounts(conds), Type, " USD")
	case answer.Read:
		return only(Input{Kind: Done})
	case answer.Review:
		return each([]string{Right}, Choose, "")
	case answer.Pin:
		return only(Input{Kind: Give, Value: answer.Value{Type: answer.Pin, Lat: 16.7, Lon: 98.5}})
	case answer.File:
		return only(Input{Kind: Give, Value: answer.Value{Type: answer.File, Text: "photo"}})
	case answer.URL:
		return only(Input{Kind: Type, Text: "example.com"})
	case answer.Wallet:
		return only(Input{Kind: Type, Text: "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"})
	}
	return only(Input{Kind: Type, Text: "a few words"})
}

// each is an option a code, which is given in one way, with a unit behind it.
func each(codes []string, kind InputKind, unit string) []option {
	var list []option
	for _, c := range codes {
		list = append(list, option{c, []Input{{Kind: kind, Text: c + unit}}})
	}
	return list
}

// only is the one option where any answer is like any other.
func only(in Input) []option { return []option{{"+", []Input{in}}} }

// ticks are each choice alone, and all that go together.
func (d *StepDef) ticks() []option {
	var list []option
	all := option{code: "*"}
	if d.Quick {
		all.inputs = append(all.inputs, Input{Kind: Several})
	}
	for _, c := range d.Choices {
		in := Input{Kind: Choose, Text: c}
		switch {
		case d.Quick:
			list = append(list, option{c, []Input{in}})
		case slices.Equal(d.Preset, []string{c}): // it is ticked already
			list = append(list, option{c, []Input{{Kind: Done}}})
		default:
			list = append(list, option{c, []Input{in, {Kind: Done}}})
		}
		if !slices.Contains(d.Exclusive, c) {
			all.inputs = append(all.inputs, in)
		}
	}
	if len(all.inputs) > 1 {
		all.inputs = append(all.inputs, Input{Kind: Done})
		list = append(list, all)
	}
	return list
}

// codesIn are the codes of the step that conditions name.
func (d *StepDef) codesIn(conds []*cond.Cond) []string {
	var codes []string
	for _, c := range conds {
		for _, cmp := range c.Codes() {
			if cmp.Name == d.ID && cmp.Code != "" && !slices.Contains(codes, cmp.Code) {
				codes = append(codes, cmp.Code)
			}
		}
	}
	return codes
}

// countries are those that conditions name, and one that none names.
func (d *StepDef) countries(conds []*cond.Cond) []string {
	named := d.codesIn(conds)
	for _, c := range append(slices.Clone(d.Likely), "FR", "DE") {
		if !slices.Contains(named, c) {
			return append(named, c)
		}
	}
	return named
}

// dates are days around those that conditions compare with.
func (d *StepDef) dates(conds []*cond.Cond, now time.Time) []string {
	offsets := []int{0}
	for _, n := range d.numbers(conds) {
		offsets = append(offsets, int(n), int(n)+1, -int(n), -int(n)-1)
	}
	var list []string
	for _, o := range offsets {
		if day := now.AddDate(0, 0, o).Format(time.DateOnly); (o <= 0 || d.Fact == "deadline") && !slices.Contains(list, day) {
			list = append(list, day)
		}
	}
	return list
}

// amounts are sums around those that conditions compare with.
func (d *StepDef) amounts(conds []*cond.Cond) []string {
	list := []string{"100"}
	for _, n := range d.numbers(conds) {
		for _, x := range []int{int(n) - 1, int(n), int(n) + 1} {
			if s := strconv.Itoa(x); x > 0 && !slices.Contains(list, s) {
				list = append(list, s)
			}
		}
	}
	return list
}

// numbers are the numbers in conditions that name the step.
func (d *StepDef) numbers(conds []*cond.Cond) []float64 {
	var list []float64
	for _, c := range conds {
		if slices.Contains(c.Names(), d.ID) {
			list = append(list, c.Numbers()...)
		}
	}
	return list
}

// conds are all conditions of the flow.
func (f *Flow) conds() []*cond.Cond {
	var list []*cond.Cond
	for _, s := range f.flags {
		list = append(list, s.when)
	}
	for _, n := range f.nodes {
		list = append(list, n.use, n.leave, n.when)
		for _, b := range n.next {
			list = append(list, b.when)
		}
	}
	for _, d := range f.Steps {
		for _, o := range d.offers {
			list = append(list, o.when)
		}
		list = append(list, d.when, d.later, d.consent, d.refused, d.handoff, d.hide)
		for _, l := range d.texts() {
			list = append(list, l.when)
		}
	}
	return slices.DeleteFunc(list, func(c *cond.Cond) bool { return c == nil })
}
