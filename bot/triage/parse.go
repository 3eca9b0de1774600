package triage

import (
	"cmp"
	"errors"
	"maps"
	"regexp"
	"slices"

	"safeharbour/bot/cond"
	"safeharbour/bot/source"
)

// file is triage.yaml.
type file struct {
	Rules []entry `yaml:"rules,required"`
	Raise []entry `yaml:"raise"`
	Money []entry `yaml:"money"`

	NoEmbassy []absence `yaml:"no_embassy"`
}

// entry is one rule. Which of the fields it has depends on its list.
type entry struct {
	source.Pos
	ID    source.Text `yaml:"id"`
	Flow  source.Text `yaml:"flow"`
	Level source.Text `yaml:"level"`
	Clock source.Text `yaml:"clock"`
	When  source.Text `yaml:"when,required"`
}

// absence says that some nationalities have no embassy in a country.
type absence struct {
	source.Pos
	Country     source.Text   `yaml:"country,required"`
	Nationality []source.Text `yaml:"nationality,required"`
	Source      source.Text   `yaml:"source,required"`
}

// code is an ISO 3166 code of a country, by its form.
var code = regexp.MustCompile(`^[A-Z]{2}$`)

// absences reads where there is no embassy.
func (p *parser) absences(list []absence) map[[2]string]bool {
	all := map[[2]string]bool{}
	for _, a := range list {
		for _, t := range append([]source.Text{a.Country}, a.Nationality...) {
			if t.File != "" && !code.MatchString(t.Value) {
				p.faults.Add(t.Pos, `"`+t.Value+`" is no code of a country`, "write the ISO code in capitals, such as MM")
			}
		}
		for _, of := range a.Nationality {
			all[[2]string{of.Value, a.Country.Value}] = true
		}
	}
	return all
}

// parser holds what all rules share.
type parser struct {
	vars   func(flow string) (cond.Vars, bool)
	seen   map[string]bool
	faults source.Faults
}

// Parse reads the rules. Vars gives the variables that conditions of a flow may name, and false for a flow that does not
// exist. It collects all faults; the Rules hold what could be understood and are never nil.
func Parse(name string, data []byte, vars func(flow string) (cond.Vars, bool)) (*Rules, source.Faults) {
	p := parser{vars: vars, seen: map[string]bool{}}
	var f file
	source.Decode(name, data, &f, &p.faults)
	r := &Rules{}
	for _, e := range f.Rules {
		p.without(e, "clock", e.Clock)
		p.add(&r.levels, e, e.ID, e.Level, p.known(e, "level", e.Level, P0, P1, P2, P3))
	}
	for _, e := range f.Raise {
		p.without(e, "level", e.Level)
		p.without(e, "clock", e.Clock)
		p.add(&r.raises, e, e.ID, source.Text{}, true)
	}
	for _, e := range f.Money {
		p.without(e, "level", e.Level)
		p.without(e, "id", e.ID)
		p.add(&r.clocks, e, e.Clock, e.Clock, p.known(e, "clock", e.Clock, "M0", "M1", "M2", "M3"))
	}
	r.absent = p.absences(f.NoEmbassy)
	byRank := func(a, b rule) int { return cmp.Compare(a.rank, b.rank) }
	slices.SortStableFunc(r.levels, byRank)
	slices.SortStableFunc(r.clocks, byRank)
	p.faults.Sort()
	return r, p.faults
}

// add compiles a rule; one that is faulty, or not good already, is left out.
func (p *parser) add(rules *[]rule, e entry, id, rank source.Text, good bool) {
	switch {
	case id.Value == "":
		p.faults.Add(e.Pos, "the rule has no name", "add id: <step>:<choice>; staff see it on the card")
	case p.seen[e.Flow.Value+" "+id.Value]:
		p.faults.Add(id.Pos, `two rules are called "`+id.Value+`"`, "give each its own name")
	}
	p.seen[e.Flow.Value+" "+id.Value] = true
	vars, ok := p.scope(e)
	if !ok || e.When.File == "" {
		return
	}
	when, err := cond.Compile(e.When.Value, vars)
	if err != nil {
		p.fault(e.When, err)
		return
	}
	if good {
		*rules = append(*rules, rule{id: id.Value, flow: e.Flow.Value, rank: rank.Value, when: when, pos: e.When.Pos})
	}
}

// scope is what the rule's condition may name.
func (p *parser) scope(e entry) (cond.Vars, bool) {
	all := cond.Vars{"today": cond.Number, sos: cond.Number, PlaceAgain: cond.Number, PlaceFive: cond.Number, PlaceRaided: cond.Number, NoEmbassy: cond.Number}
	if e.Flow.File == "" {
		return all, true
	}
	vars, ok := p.vars(e.Flow.Value)
	if !ok {
		p.faults.Add(e.Flow.Pos, `no flow is called "`+e.Flow.Value+`"`, "write a flow's id, or leave the field out for every flow")
		return nil, false
	}
	own := maps.Clone(all)
	maps.Copy(all, vars)
	maps.Copy(all, own) // a step cannot take their names
	return all, true
}

// fault adds the fault of a condition at the character where it is.
func (p *parser) fault(when source.Text, err error) {
	var bad *cond.Error
	if errors.As(err, &bad) {
		p.faults.Add(when.Pos.Shift(bad.Offset), bad.Problem, bad.Fix)
		return
	}
	p.faults.Add(when.Pos, err.Error(), "")
}

// known checks a field that has a fixed set of values.
func (p *parser) known(e entry, name string, t source.Text, known ...string) bool {
	switch {
	case t.File == "":
		p.faults.Add(e.Pos, name+" is missing", source.Meant("", known))
	case !slices.Contains(known, t.Value):
		p.faults.Add(t.Pos, name+`: "`+t.Value+`" is not allowed`, source.Meant("", known))
	default:
		return true
	}
	return false
}

func (p *parser) without(e entry, name string, t source.Text) {
	if t.File != "" {
		p.faults.Add(t.Pos, name+" has no meaning here", "remove it")
	}
}
