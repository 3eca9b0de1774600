// Package triage says how soon a human must see a case, and how fresh a payment is. The rules are content
// (flows/triage.yaml): conditions over typed answers, one id each, so that staff see why a case has its level.
//
//	rules, faults := triage.Parse("triage.yaml", data, set.Vars)
//	r := rules.Assess("trapped", values, false) // r.Level "P0", r.Rules ["danger_now:sold" "held:cannot_leave"]
//
// The level tells when somebody must look, never who is a victim. Rules only ever raise it: an answer that is missing, or
// that shows no danger, lowers nothing.
//
// Pure: it reads no clock, file or network. [Rules] are immutable; all methods may be called concurrently.
package triage

import (
	"maps"
	"slices"

	"safeharbour/bot/cond"
	"safeharbour/bot/source"
)

// Levels, the most urgent first.
const (
	P0 = "P0" // within 15 minutes, day and night
	P1 = "P1" // within 4 hours
	P2 = "P2" // within 2 working days
	P3 = "P3" // information; a human on request. Also what no rule gives
)

// Unreadable is the rule that fires when an answer has a form that a rule cannot read. That is a mistake in code; but a
// person must not wait longer for it.
const Unreadable = "unreadable"

// sos is the variable that is 1 once the person asked for help at once.
const sos = "sos"

// Variables that are 1 for what the house knows beside the answers; without them in the values they are 0.
const (
	PlaceAgain  = "place_again"  // another case named the same place within the day before
	PlaceFive   = "place_five"   // the case is in the group of five people or more in its place
	PlaceRaided = "place_raided" // the place was raided just now, as flows/places.yaml says
	NoEmbassy   = "no_embassy"   // the person's country has no embassy where they are: see [Rules.NoEmbassy]
)

// Rules are the parsed rules.
type Rules struct {
	levels []rule // sorted by level, then in the order of the file
	raises []rule
	clocks []rule
	absent map[[2]string]bool // nationality and country of which a source says that there is no embassy
}

// rule is one line of the file.
type rule struct {
	id   string // for clocks: M0 to M3
	flow string // empty is every flow
	rank string // P0 to P3; for clocks M0 to M3; empty for raises
	when *cond.Cond
	pos  source.Pos // of the condition
}

// Result is what the rules say about a case.
type Result struct {
	Level  string   // P0 to P3
	Rules  []string // ids of the rules that fired, by level and then by the order of the file; those that raise come last
	Raised bool     // the level is one higher than the rules alone gave
	Money  string   // M0 to M3; empty when no payment is known
}

// Assess applies the rules for a flow to its answers. Help tells whether the person asked for help at once. A flow without
// rules of its own has only those for every flow.
func (r *Rules) Assess(flow string, values map[string]any, help bool) Result {
	v := maps.Clone(values)
	if v == nil {
		v = map[string]any{}
	}
	for _, known := range []string{PlaceAgain, PlaceFive, PlaceRaided, NoEmbassy} {
		if v[known] == nil {
			v[known] = 0
		}
	}
	v[sos] = 0
	if help {
		v[sos] = 1
	}
	res := Result{Level: P3}
	fired, broken := fire(r.levels, flow, v)
	raises, broken2 := fire(r.raises, flow, v)
	if broken || broken2 {
		res.Level, res.Rules = P1, []string{Unreadable}
	}
	if len(fired) > 0 {
		res.Level = min(res.Level, fired[0].rank)
	}
	if len(raises) > 0 && res.Level > P0 {
		res.Level, res.Raised = up(res.Level), true
	}
	for _, f := range append(fired, raises...) {
		res.Rules = append(res.Rules, f.id)
	}
	if clocks, _ := fire(r.clocks, flow, v); len(clocks) > 0 {
		res.Money = clocks[0].rank
	}
	return res
}

// Reads tells whether a rule for the flow names the variable.
func (r *Rules) Reads(flow, name string) bool {
	for _, rules := range [...][]rule{r.levels, r.raises, r.clocks} {
		for i := range rules {
			if x := &rules[i]; (x.flow == "" || x.flow == flow) && x.when.Reads(name) {
				return true
			}
		}
	}
	return false
}

// fire returns the rules that hold, in their order, and whether one of them could not be read.
func fire(rules []rule, flow string, values map[string]any) (fired []rule, broken bool) {
	for _, r := range rules {
		if r.flow != "" && r.flow != flow {
			continue
		}
		holds, err := r.when.Eval(values)
		switch {
		case err != nil:
			broken = true
		case holds:
			fired = append(fired, r)
		}
	}
	return fired, broken
}

func up(level string) string {
	levels := []string{P0, P1, P2, P3}
	return levels[max(0, slices.Index(levels, level)-1)]
}

// NoEmbassy tells whether a source says that citizens of a country have no embassy in another one, both as ISO 3166 codes.
// False says nothing: where no source is, nobody guesses.
func (r *Rules) NoEmbassy(nationality, country string) bool {
	return r.absent[[2]string{nationality, country}]
}

// Use is a place where a rule compares an answer with a choice.
type Use struct {
	source.Pos
	Flow string
	Step string
	Code string
}

// Uses returns all comparisons with choices, for checking them against the flows: a misspelt choice would be a rule that
// never fires.
func (r *Rules) Uses() []Use {
	var uses []Use
	for _, rules := range [][]rule{r.levels, r.raises, r.clocks} {
		for _, x := range rules {
			for _, c := range x.when.Codes() {
				uses = append(uses, Use{x.pos.Shift(c.Offset), x.flow, c.Name, c.Code})
			}
		}
	}
	return uses
}

// IDs returns the ids of all rules, in the order in which [Result] has them, then the clocks.
func (r *Rules) IDs() []string {
	var ids []string
	for _, x := range slices.Concat(r.levels, r.raises, r.clocks) {
		ids = append(ids, x.id)
	}
	return ids
}
