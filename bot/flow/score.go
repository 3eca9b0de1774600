package flow

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"safeharbour/bot/cond"
	"safeharbour/bot/source"
)

// A flow may count signs. A sign is a condition over answers with points beside it; a score is the sum of the points of
// the signs that hold so far, a number that other conditions can name. Scores judge what was offered to a person, never
// the person (design.md, rules that no code may break, 4).

// Limits of signs.
const (
	maxSigns  = 60  // signs of a flow: all of them must still fit in one message
	maxPoints = 100 // points of a sign: more is a mistyped number
)

// sign is one sign with what it adds to scores.
type sign struct {
	id   string
	text string // message key of its words where seen signs are listed; empty: it is never listed
	when *cond.Cond
	adds map[string]float64
	pos  source.Pos
}

// signFile is an entry of signs.
type signFile struct {
	source.Pos
	Sign source.Text            `yaml:"sign,required" help:"Name of the sign: small letters, digits and _." pattern:"id"`
	When source.Text            `yaml:"when,required" help:"Condition over answers: the sign is seen when it holds. Steps that were not asked or passed over count as no answer."`
	Add  map[string]source.Text `yaml:"add,required" help:"Points by score. 0 points: the sign is listed and counts nothing."`
	Text source.Text            `yaml:"text" help:"Message key of the words that stand where the signs of a score are listed. Without it the sign is counted and never listed." pattern:"key"`
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

// signs reads the table of signs. Their conditions may name every step, and no score: a sum cannot depend on itself.
func (p *parser) signs() {
	if len(p.file.Signs) > maxSigns {
		p.fault(p.file.Signs[maxSigns].Pos, "drop some, or split the flow", "more than %d signs do not fit in a message", maxSigns)
	}
	seen, added := map[string]bool{}, map[string]bool{}
	all := p.f.vars
	p.f.vars = p.answers
	for i := range p.file.Signs {
		s := &p.file.Signs[i]
		if p.id(s.Sign, "sign") && seen[s.Sign.Value] {
			p.fault(s.Sign.Pos, "give it another name", "the sign %q stands twice", s.Sign.Value)
		}
		seen[s.Sign.Value] = true
		if s.Text.Value != "" {
			p.key(s.Text, "text")
		}
		one := sign{id: s.Sign.Value, text: s.Text.Value, pos: s.Sign.Pos, adds: p.points(s)}
		one.when = p.cond(s.When, "when", scope{before: len(p.file.Steps)})
		for score := range one.adds {
			added[score] = true
		}
		p.f.signs = append(p.f.signs, one)
	}
	p.f.vars = all
	for _, t := range p.file.Scores {
		if p.scores[t.Value] && !added[t.Value] {
			p.fault(t.Pos, "add it to a sign, or remove it", "no sign adds to the score %q", t.Value)
		}
	}
}

// points reads what a sign adds.
func (p *parser) points(s *signFile) map[string]float64 {
	adds := map[string]float64{}
	if len(s.Add) == 0 {
		p.fault(s.Pos, "write add: {<score>: 1}", "the sign %q adds to no score", s.Sign.Value)
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

// scoreFault says what is wrong with a condition of a sign that names a score.
func (p *parser) scoreFault(name string) (problem, fix string, ok bool) {
	return fmt.Sprintf("%q is a score, and a sign cannot depend on a score", name), "name steps only", p.scores[name]
}

// listed finds lists of signs that cannot be.
func (p *parser) listed(l lineFile) {
	if name := l.Signs.Value; name != "" && !p.scores[name] {
		p.fault(l.Signs.Pos, source.Meant(name, slices.Sorted(maps.Keys(p.scores))), "signs: unknown score %q", name)
	}
}

// noteScoring remembers which conditions name a score: only before those are signs counted.
func (f *Flow) noteScoring() {
	if len(f.scores) == 0 {
		return
	}
	f.scoring = map[*cond.Cond]bool{}
	for _, c := range f.conds() {
		f.scoring[c] = slices.ContainsFunc(c.Names(), func(name string) bool { return slices.Contains(f.scores, name) })
	}
}

// score counts the signs of the answers in env, and puts the sums there.
func (f *Flow) score(env map[string]any) {
	if len(f.scores) == 0 {
		return
	}
	sums := make(map[string]float64, len(f.scores))
	for i := range f.signs {
		if s := &f.signs[i]; s.holds(env) {
			for name, n := range s.adds {
				sums[name] += n
			}
		}
	}
	for _, name := range f.scores {
		env[name] = sums[name]
	}
}

// seen are the message keys of the signs that hold and belong to the score, in the order of the file.
func (f *Flow) seen(score string, env map[string]any) []string {
	var keys []string
	for i := range f.signs {
		s := &f.signs[i]
		if _, ok := s.adds[score]; ok && s.text != "" && s.holds(env) {
			keys = append(keys, s.text)
		}
	}
	return keys
}

// holds tells whether the sign is seen. Its condition was compiled for the flow's own variables and cannot fail.
func (s *sign) holds(env map[string]any) bool {
	ok, err := s.when.Eval(env)
	return ok && err == nil
}
