package flow

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"safeharbour/bot/cond"
	"safeharbour/bot/source"
)

// A flow may count flags. A flag is a condition over answers with points beside it; a score is the sum of the points of
// the flags that hold so far, a number that other conditions can name. Scores judge what was offered to a person, never
// the person (design.md, rules that no code may break, 4).

// Limits of flags.
const (
	maxFlags  = 60  // flags of a flow: all of them must still fit in one message
	maxPoints = 100 // points of a flag: more is a mistyped number
)

// flag is one flag with what it adds to scores.
type flag struct {
	id   string
	text string // message key of its words where seen flags are listed; empty: it is never listed
	when *cond.Cond
	adds map[string]float64
	pos  source.Pos
}

// flagFile is an entry of flags.
type flagFile struct {
	source.Pos
	Flag source.Text            `yaml:"flag,required" help:"Name of the flag: small letters, digits and _." pattern:"id"`
	When source.Text            `yaml:"when,required" help:"Condition over answers: the flag is seen when it holds. Steps that were not asked or passed over count as no answer."`
	Add  map[string]source.Text `yaml:"add,required" help:"Points by score. 0 points: the flag is listed and counts nothing."`
	Text source.Text            `yaml:"text" help:"Message key of the words that stand where the flags of a score are listed. Without it the flag is counted and never listed." pattern:"key"`
}

// scoreNames notes the names of scores, so that conditions may name them. note finds doubles among all ids.
func (p *parser) scoreNames(note func(source.Text)) {
	p.answers = maps.Clone(p.f.vars)
	p.scores = map[string]bool{}
	for _, t := range p.file.Scores {
		note(t)
		if isID(t.Value) {
			p.scores[t.Value] = true
			p.f.vars[t.Value] = cond.Number
			p.f.scores = append(p.f.scores, t.Value)
		}
	}
	slices.Sort(p.f.scores)
}

// flags reads the table of flags. Their conditions may name every step, and no score: a sum cannot depend on itself.
func (p *parser) flags() {
	if len(p.file.Flags) > maxFlags {
		p.fault(p.file.Flags[maxFlags].Pos, "drop some, or split the flow", "more than %d flags do not fit in a message", maxFlags)
	}
	seen, added := map[string]bool{}, map[string]bool{}
	all := p.f.vars
	p.f.vars = p.answers
	for i := range p.file.Flags {
		s := &p.file.Flags[i]
		if p.id(s.Flag, "flag") && seen[s.Flag.Value] {
			p.fault(s.Flag.Pos, "give it another name", "the flag %q stands twice", s.Flag.Value)
		}
		seen[s.Flag.Value] = true
		if s.Text.Value != "" {
			p.key(s.Text, "text")
		}
		one := flag{id: s.Flag.Value, text: s.Text.Value, pos: s.Flag.Pos, adds: p.points(s)}
		one.when = p.cond(s.When, "when", scope{before: len(p.file.Steps)})
		for score := range one.adds {
			added[score] = true
		}
		p.f.flags = append(p.f.flags, one)
	}
	p.f.vars = all
	for _, t := range p.file.Scores {
		if p.scores[t.Value] && !added[t.Value] {
			p.fault(t.Pos, "add it to a flag, or remove it", "no flag adds to the score %q", t.Value)
		}
	}
}

// points reads what a flag adds.
func (p *parser) points(s *flagFile) map[string]float64 {
	adds := map[string]float64{}
	if len(s.Add) == 0 {
		p.fault(s.Pos, "write add: {<score>: 1}", "the flag %q adds to no score", s.Flag.Value)
	}
	for name, t := range s.Add {
		n, err := strconv.Atoi(t.Value)
		switch {
		case !p.scores[name]:
			p.fault(t.Pos, source.Meant(name, slices.Sorted(maps.Keys(p.scores))), "add: unknown score %q", name)
		case err != nil || n < 0 || n > maxPoints:
			p.fault(t.Pos, "", "add: %q is not a whole number between 0 and %d", t.Value, maxPoints)
			adds[name] = 0
		default:
			adds[name] = float64(n)
		}
	}
	return adds
}

// scoreFault says what is wrong with a condition of a flag that names a score.
func (p *parser) scoreFault(name string) (problem, fix string, ok bool) {
	return fmt.Sprintf("%q is a score, and a flag cannot depend on a score", name), "name steps only", p.scores[name]
}

// listed finds lists of flags that cannot be.
func (p *parser) listed(l lineFile) {
	if name := l.Flags.Value; name != "" && !p.scores[name] {
		p.fault(l.Flags.Pos, source.Meant(name, slices.Sorted(maps.Keys(p.scores))), "flags: unknown score %q", name)
	}
}

// noteScoring remembers which conditions name a score: only before those are flags counted.
func (f *Flow) noteScoring() {
	if len(f.scores) == 0 {
		return
	}
	f.scoring = map[*cond.Cond]bool{}
	for _, c := range f.conds() {
		f.scoring[c] = slices.ContainsFunc(c.Names(), func(name string) bool { return slices.Contains(f.scores, name) })
	}
}

// Counts tells whether a flag names the step, so that its answer, or a tick, moves a score.
func (f *Flow) Counts(step string) bool {
	return slices.ContainsFunc(f.flags, func(s flag) bool { return s.when.Reads(step) })
}

// score counts the flags of the answers in env, and puts the sums there.
func (f *Flow) score(env map[string]any) {
	if len(f.scores) == 0 {
		return
	}
	sums := make(map[string]float64, len(f.scores))
	for i := range f.flags {
		if s := &f.flags[i]; s.holds(env) {
			for name, n := range s.adds {
				sums[name] += n
			}
		}
	}
	for _, name := range f.scores {
		env[name] = sums[name]
	}
}

// seen are the message keys of the flags that hold and belong to the score, in the order of the file.
func (f *Flow) seen(score string, env map[string]any) []string {
	var keys []string
	for i := range f.flags {
		s := &f.flags[i]
		if _, ok := s.adds[score]; ok && s.text != "" && s.holds(env) {
			keys = append(keys, s.text)
		}
	}
	return keys
}

// holds tells whether the flag is seen. Its condition was compiled for the flow's own variables and cannot fail.
func (s *flag) holds(env map[string]any) bool {
	ok, err := s.when.Eval(env)
	return ok && err == nil
}
