package indicator

import (
	"slices"
	"strings"

	"safeharbour/bot/answer"
	"safeharbour/bot/source"
)

// file is indicators.yaml.
type file struct {
	Platforms []source.Text `yaml:"platforms"`
	Takes     []takeFile    `yaml:"indicators,required"`
	Pairs     []pairFile    `yaml:"together"`
}

type takeFile struct {
	source.Pos
	Flow source.Text `yaml:"flow,required"`
	Step source.Text `yaml:"step,required"`
	Kind source.Text `yaml:"kind,required"`
	On   source.Text `yaml:"on"`
}

type pairFile struct {
	source.Pos
	Between []source.Text `yaml:"between,required"`
	Same    []source.Text `yaml:"same,required"`
	Most    int           `yaml:"most,required"`
	Other   []source.Text `yaml:"unless_other"`
}

// Step is what the rules must know of a step.
type Step struct {
	Answer answer.Type
	Fact   string
	Max    int // characters of a text
}

// Flows tells the rules what the flows ask.
type Flows struct {
	Step  func(flow, step string) (Step, bool)        // inside a repeat "repeat/1/step"
	Facts func(flow string) (facts []string, ok bool) // false for a flow that does not exist
}

// Facts that two cases can be compared by, and facts of a flow about money that was lost.
var (
	compared = []string{"place", "nationality", "name", "country"}
	money    = []string{"amount", "bank_country"}
)

// maxAccount is the longest answer that accounts are read out of: longer ones are asked for what happened.
const maxAccount = 500

// Parse reads indicators.yaml. It collects all faults; the Rules hold what could be understood and are never nil. A file
// without bytes is no fault: nothing is counted then.
func Parse(name string, data []byte, flows Flows) (*Rules, source.Faults) {
	r, p := &Rules{}, &parser{flows: flows}
	if len(data) == 0 {
		return r, nil
	}
	var f file
	source.Decode(name, data, &f, &p.faults)
	for _, t := range f.Platforms {
		if host := t.Value; host != strings.ToLower(host) || !strings.Contains(host, ".") || strings.ContainsAny(host, "/: ") {
			p.faults.Add(t.Pos, `"`+host+`" is no host of a platform`, "write it in small letters without https:// and without www., such as t.me")
		}
		r.platforms = append(r.platforms, t.Value)
	}
	for _, t := range f.Takes {
		if p.take(t) {
			r.takes = append(r.takes, take{t.Flow.Value, t.Step.Value, Kind(t.Kind.Value), t.On.Value})
		}
	}
	for _, t := range f.Pairs {
		if p.pair(t) {
			between := [2]string{t.Between[0].Value, t.Between[1].Value}
			r.pairs = append(r.pairs, Pair{between, source.Values(t.Same), t.Most, source.Values(t.Other)})
		}
	}
	p.faults.Sort()
	return r, p.faults
}

type parser struct {
	flows  Flows
	faults source.Faults
}

// forms are the kinds that the file may name, with the types of answers that can give them.
var forms = map[Kind][]answer.Type{
	Place: {answer.Place}, Site: {answer.URL}, Wallet: {answer.Wallet}, Account: {answer.Text, answer.Account, answer.URL}, Company: {answer.Text, answer.URL},
}

func (p *parser) take(t takeFile) bool {
	if t.Flow.File == "" || t.Step.File == "" || t.Kind.File == "" {
		return false
	}
	before := len(p.faults)
	types, known := forms[Kind(t.Kind.Value)]
	if !known {
		p.faults.Add(t.Kind.Pos, `"`+t.Kind.Value+`" is no kind of indicator`, "write one of: account, company, place, site, wallet")
	}
	step, ok := p.step(t.Flow, t.Step)
	if !ok {
		return false
	}
	switch {
	case known && !slices.Contains(types, step.Answer):
		p.faults.Add(t.Step.Pos, "an answer of the type "+string(step.Answer)+" gives no "+t.Kind.Value, "")
	case step.Fact == "name" || step.Fact == "contact":
		p.faults.Add(t.Step.Pos, "this step asks for a person's own name or contact", "name only what was done to people, never who they are")
	case (step.Answer == answer.Text || step.Answer == answer.Account) && step.Max > maxAccount:
		p.faults.Add(t.Step.Pos, "this step takes a story, and stories are never read", "name a step that asks for names, numbers or accounts")
	}
	if t.On.File != "" {
		if on, ok := p.step(t.Flow, t.On); ok && on.Answer != answer.Date {
			p.faults.Add(t.On.Pos, t.On.Value+" does not ask for a date", "name the step that says when, or leave the field out")
		}
	}
	return len(p.faults) == before
}

// step finds a step of a flow. A step of a repeat is called "repeat/step".
func (p *parser) step(flow, step source.Text) (Step, bool) {
	if _, ok := p.flows.Facts(flow.Value); !ok {
		p.faults.Add(flow.Pos, `no flow is called "`+flow.Value+`"`, "")
		return Step{}, false
	}
	s, ok := p.flows.Step(flow.Value, strings.Replace(step.Value, "/", "/1/", 1))
	if !ok {
		p.faults.Add(step.Pos, flow.Value+` has no step "`+step.Value+`"`, "write the id of the step; inside a repeat, repeat/step")
	}
	return s, ok
}

// pair checks a rule about cases that may belong together. Whatever the file says, a case about lost money is never put
// beside another: the reader could take a trapped person for who took the money (domain.md §10).
func (p *parser) pair(t pairFile) bool {
	before := len(p.faults)
	if len(t.Between) != 2 || t.Between[0].Value == t.Between[len(t.Between)-1].Value {
		p.faults.Add(t.Pos, "between does not name two flows", "write it as [family, trapped]")
		return false
	}
	if len(t.Same) == 0 || t.Most < 1 || t.Most > 20 {
		p.faults.Add(t.Pos, "the rule needs facts that are the same, and between 1 and 20 offers at most", "")
	}
	facts := slices.Concat(t.Same, t.Other)
	for _, f := range facts {
		if !slices.Contains(compared, f.Value) {
			p.faults.Add(f.Pos, `cases are not compared by "`+f.Value+`"`, source.Meant(f.Value, compared))
		}
	}
	for _, f := range t.Between {
		p.side(f, facts)
	}
	return len(p.faults) == before
}

func (p *parser) side(flow source.Text, same []source.Text) {
	facts, ok := p.flows.Facts(flow.Value)
	if !ok {
		p.faults.Add(flow.Pos, `no flow is called "`+flow.Value+`"`, "")
		return
	}
	if slices.ContainsFunc(money, func(f string) bool { return slices.Contains(facts, f) }) {
		p.faults.Add(flow.Pos, "cases of "+flow.Value+" are about lost money and are never put beside others (domain.md §10)", "remove the rule")
	}
	for _, f := range same {
		if slices.Contains(compared, f.Value) && !slices.Contains(facts, f.Value) {
			p.faults.Add(f.Pos, flow.Value+" does not ask for the fact "+f.Value, "")
		}
	}
}
