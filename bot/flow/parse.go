package flow

import (
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
	"strings"

	"safeharbour/bot/answer"
	"safeharbour/bot/cond"
	"safeharbour/bot/source"
)

// Parse reads all flow files, by name. It finds all faults at once, in order; the Set is nil when there is one.
func Parse(files map[string][]byte) (*Set, source.Faults) {
	var faults source.Faults
	set := &Set{flows: map[string]*Flow{}}
	var parsers []*parser
	parts := map[string]*part{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		p := &parser{faults: &faults, set: set, parts: parts, f: &Flow{pos: source.Pos{File: name}, defs: map[string]*StepDef{}}}
		var file anyFile
		source.Decode(name, files[name], &file, &faults)
		if file.part != nil {
			p.partHead(file.part, files[name])
		} else {
			p.file, p.data = file.flow, files[name]
			p.head()
		}
		parsers = append(parsers, p)
	}
	for _, p := range parsers { // when all ids of flows and parts are known
		p.expand()
		p.f.Version = version(p.data)
		p.body()
	}
	unused(parts, &faults)
	if len(faults) > 0 {
		faults.Sort()
		return nil, faults
	}
	set.ids = slices.Sorted(maps.Keys(set.flows))
	return set, nil
}

// version is a short name for the content of a file. It need not withstand anybody: files come from ourselves.
func version(data []byte) string {
	h := fnv.New64a()
	_, _ = h.Write(data) // a hash takes everything
	return strconv.FormatUint(h.Sum64(), 36)
}

// parser turns one file into a flow.
type parser struct {
	faults *source.Faults
	set    *Set
	parts  map[string]*part
	part   string // the part that is read; empty in a flow's own steps
	file   flowFile
	data   []byte // of the file and of the parts that it uses
	f      *Flow

	answers cond.Vars // the variables that are answers
	scores  map[string]bool
	order   map[string]int        // node of each top-level id
	rounds  map[string]string     // ids inside repeats, with the repeat
	left    map[string]*cond.Cond // when steps of parts are left out, by id
}

func (p *parser) fault(at source.Pos, fix, problem string, args ...any) {
	p.faults.Add(at, fmt.Sprintf(problem, args...), fix)
}

func (p *parser) head() {
	id := p.file.Flow
	if id.Value == "" || !p.id(id, "flow") {
		return
	}
	if other, ok := p.set.flows[id.Value]; ok {
		p.fault(id.Pos, "give it another id", "the flow %q is also in %s", id.Value, other.pos.File)
		return
	}
	p.f.ID, p.f.Discreet, p.f.pos = id.Value, p.file.Discreet, id.Pos
	p.f.Keep = p.file.Keep == nil || *p.file.Keep
	p.set.flows[id.Value] = p.f
}

// body reads the steps: first their ids, so that conditions and next may be judged, then everything else.
func (p *parser) body() {
	if len(p.file.Steps) == 0 && p.file.Flow.Value != "" {
		p.fault(p.file.Flow.Pos, "add a question", "the flow has no steps")
	}
	p.names()
	p.flags()
	for i, s := range p.file.Steps {
		n := node{}
		if s.use != nil {
			p.useOf(&n, s, i)
			continue
		}
		switch {
		case s.repeat != nil:
			n.repeat, n.when = p.repeat(s.repeat, i)
		case s.question != nil:
			n.def = p.question(s.question, i, "")
			n.when = n.def.when
		}
		n.next = p.next(s.question, i)
		p.f.nodes = append(p.f.nodes, n)
	}
	p.budget()
	p.f.noteScoring()
	p.f.zeros = map[string]any{}
	for name, k := range p.f.used {
		p.f.zeros[name] = noValue(k)
		if d := p.f.defs[name]; d != nil {
			d.named = true
		}
	}
}

// names notes all ids, finds doubles, and lists what conditions may name.
func (p *parser) names() {
	p.order, p.rounds = map[string]int{}, map[string]string{}
	p.f.vars, p.f.used = cond.Vars{Today: cond.Number}, cond.Vars{}
	first := map[string]source.Pos{}
	note := func(id source.Text, use *useFile) {
		if id.Value == "" {
			return
		}
		if at, ok := first[id.Value]; ok && (use != nil || at.File != id.File) {
			where := id.Pos
			if use != nil {
				where = use.Use.Pos
			}
			p.fault(where, "give it another id", "the id %q is used in the flow and in the part", id.Value)
			return
		} else if ok {
			p.fault(id.Pos, "give it another id", "the id %q is used in line %d already", id.Value, at.Line)
			return
		}
		first[id.Value] = id.Pos
		p.id(id, "id")
	}
	for i, s := range p.file.Steps {
		switch {
		case s.question != nil:
			note(s.question.ID, s.use)
			p.order[s.question.ID.Value] = i
			if k := kindOf(answer.Type(s.question.Answer.Value)); k != 0 && s.question.ID.Value != "" {
				p.f.vars[s.question.ID.Value] = k
			}
		case s.repeat != nil:
			note(s.repeat.Repeat, nil)
			p.order[s.repeat.Repeat.Value] = i
			for _, q := range s.repeat.Steps {
				note(q.ID, nil)
				p.rounds[q.ID.Value] = s.repeat.Repeat.Value
			}
		}
	}
	p.scoreNames(func(id source.Text) { note(id, nil) })
}

// id finds ids that cannot be used.
func (p *parser) id(t source.Text, field string) bool {
	switch {
	case t.Value == "":
		p.fault(t.Pos, "write small letters, digits and _", "%s is empty", field)
	case len(t.Value) > maxID:
		p.fault(t.Pos, "", "%s: %q is longer than %d characters", field, t.Value, maxID)
	case !isID(t.Value):
		p.fault(t.Pos, "use small letters, digits and _ only", "%s: %q cannot be an id", field, t.Value)
	case field == "id" && slices.Contains([]string{Today, "again", "end"}, t.Value) || !usable(t.Value):
		p.fault(t.Pos, "give it another id", "%s: %q is a word of the flow language", field, t.Value)
	default:
		return true
	}
	return false
}

// usable tells whether conditions can name the id: words such as "in" and "true" mean something else there, and no
// name begins with a digit.
func usable(id string) bool {
	_, err := cond.Compile(id+` == ""`, cond.Vars{id: cond.Code})
	return err == nil
}

// key finds message keys that cannot be.
func (p *parser) key(t source.Text, field string) string {
	for _, part := range strings.Split(t.Value, ".") {
		if !isID(part) {
			p.fault(t.Pos, "use words of small letters, digits and _ with dots between", "%s: %q cannot be a message key", field, t.Value)
			return t.Value
		}
	}
	return t.Value
}

// budget finds flows that are too long to walk with every input.
func (p *parser) budget() {
	most := 0
	for _, n := range p.f.nodes {
		most++
		if n.repeat != nil {
			most += len(n.repeat.rounds) * (len(n.repeat.steps) + 1)
		}
	}
	switch {
	case len(p.f.Steps) > maxSteps:
		p.fault(p.f.pos, "split the flow", "the flow has %d steps; at most %d are allowed", len(p.f.Steps), maxSteps)
	case most > maxWalk:
		p.fault(p.f.pos, "lower max of its repeats", "the flow can ask %d questions with all rounds; at most %d are allowed", most, maxWalk)
	}
}

// scope says which steps a condition may name.
type scope struct {
	before int    // steps before this node
	self   string // and this step
}

// cond compiles the condition of a field. Nil without one, or with a fault.
func (p *parser) cond(t source.Text, field string, s scope) *cond.Cond {
	if t.Value == "" {
		return nil
	}
	c, err := cond.Compile(t.Value, p.f.vars)
	if e, ok := errors.AsType[*cond.Error](err); ok {
		p.condFault(t, field, e)
		return nil
	}
	if err != nil {
		p.fault(t.Pos, "", "%s: %v", field, err)
		return nil
	}
	for _, name := range c.Names() {
		p.f.used[name] = p.f.vars[name]
		if i, ok := p.order[name]; ok && i >= s.before && name != s.self {
			p.fault(t.Pos, "name earlier steps only", "%s: the step %q is asked later", field, name)
		}
	}
	for _, cmp := range c.Codes() {
		p.code(t, field, cmp)
	}
	return c
}

// condFault words what is wrong with a condition. Names of steps that rules cannot read get a reason of their own.
func (p *parser) condFault(t source.Text, field string, e *cond.Error) {
	problem, fix := e.Problem, e.Fix
	if p.part != "" && e.Name != "" {
		fix = "name questions of the part only, or today"
	}
	if repeat, ok := p.rounds[e.Name]; ok {
		problem, fix = fmt.Sprintf("%q is asked many times, in the repeat %q", e.Name, repeat), "name a step outside of repeats"
	} else if i, ok := p.order[e.Name]; ok && e.Name != "" {
		kind := "repeat"
		if q := p.file.Steps[i].question; q != nil {
			kind = q.Answer.Value
		}
		problem = fmt.Sprintf("%q is a %s step, which conditions cannot read", e.Name, kind)
		fix = "name a step with one, many, yesno, country, place, date or money"
	} else if of, way, ok := p.scoreFault(e.Name); ok {
		problem, fix = of, way
	}
	p.faults.Add(t.At(e.Offset), field+": "+problem, fix)
}

// code finds codes that the step does not have.
func (p *parser) code(t source.Text, field string, cmp cond.Comparison) {
	i, ok := p.order[cmp.Name]
	if !ok {
		return
	}
	q := p.file.Steps[i].question
	kind := answer.Type(q.Answer.Value)
	switch kind {
	case answer.One, answer.Many, answer.YesNo:
		choices := choicesOf(q)
		if slices.Contains(choices, cmp.Code) || cmp.Code == "" && kind != answer.Many {
			return
		}
		p.fault(t.At(cmp.Offset), source.Meant(cmp.Code, choices), "%s: %q is not a choice of %s", field, cmp.Code, cmp.Name)
	case answer.Country:
		if !isCountry(cmp.Code) && cmp.Code != "" {
			p.fault(t.At(cmp.Offset), "use two capital letters (ISO 3166)", "%s: %q is not the code of a country", field, cmp.Code)
		}
	}
}

func choicesOf(q *questionFile) []string {
	if q.Answer.Value == string(answer.YesNo) {
		return []string{"yes", "no", "unsure"}
	}
	return source.Values(q.Choices)
}
