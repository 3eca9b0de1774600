package flow

import (
	"slices"

	"safeharbour/bot/cond"
	"safeharbour/bot/source"
)

// part is a list of questions that several flows use: `- use: signs` in a flow's steps stands for them. They keep their
// ids and message keys in every flow, so one question is worded, translated and put on a summary once.
type part struct {
	file *partFile
	data []byte
	used bool
}

// partHead notes a part, and makes its own questions the steps to judge: a part is judged once, by itself, as if it were
// a flow. So its conditions can name nothing but its own steps.
func (p *parser) partHead(file *partFile, data []byte) {
	p.part, p.data = file.Part.Value, data
	p.f.ID, p.f.pos = file.Part.Value, file.Part.Pos
	for i := range file.Steps {
		q := &file.Steps[i]
		p.inside(q, "a part")
		p.file.Steps = append(p.file.Steps, stepFile{question: q})
	}
	if file.Part.Value == "" || !p.id(file.Part, "part") {
		return
	}
	if other, ok := p.parts[file.Part.Value]; ok {
		p.fault(file.Part.Pos, "give it another id", "the part %q is also in %s", file.Part.Value, other.file.Part.File)
		return
	}
	p.parts[file.Part.Value] = &part{file: file, data: data}
	if len(file.Steps) == 0 {
		p.fault(file.Part.Pos, "add a question", "the part has no steps")
	}
}

// expand puts the questions of parts in the places where they are used.
func (p *parser) expand() {
	var steps []stepFile
	seen := map[string]bool{}
	for _, s := range p.file.Steps {
		if s.use == nil {
			steps = append(steps, s)
			continue
		}
		id := s.use.Use
		part, ok := p.parts[id.Value]
		switch {
		case id.Value == "":
			continue
		case !ok:
			p.fault(id.Pos, source.Meant(id.Value, p.partIDs()), "use: unknown part %q", id.Value)
			continue
		case seen[id.Value]:
			p.fault(id.Pos, "remove one", "the part %q is used twice", id.Value)
			continue
		}
		seen[id.Value], part.used = true, true
		p.data = slices.Concat(p.data, part.data)
		for i := range part.file.Steps {
			steps = append(steps, stepFile{question: &part.file.Steps[i], use: s.use})
		}
	}
	p.file.Steps = steps
}

func (p *parser) partIDs() []string {
	var ids []string
	for id := range p.parts {
		ids = append(ids, id)
	}
	return ids
}

// useOf reads a step that came with a part. What is wrong with it was said when the part was judged.
func (p *parser) useOf(n *node, s stepFile, i int) {
	first := i == 0 || p.file.Steps[i-1].use != s.use
	if first {
		n.use = p.cond(s.use.When, "when", scope{before: i})
		p.leaves(s.use, i)
	} else {
		n.use = p.f.nodes[i-1].use
	}
	mine := p.faults
	p.faults, p.part = &source.Faults{}, s.use.Use.Value
	n.def = p.question(s.question, i, "")
	p.faults, p.part = mine, ""
	n.def.used = s.use.Use.Pos
	n.when, n.leave = n.def.when, p.left[s.question.ID.Value]
	n.next = []branch{{to: i + 1}}
	p.f.nodes = append(p.f.nodes, *n)
}

// leaves reads which steps of a part are left out, and when. first is the node of the part's first step.
func (p *parser) leaves(use *useFile, first int) {
	var ids []string
	for i := first; i < len(p.file.Steps) && p.file.Steps[i].use == use; i++ {
		ids = append(ids, p.file.Steps[i].question.ID.Value)
	}
	if p.left == nil {
		p.left = map[string]*cond.Cond{}
	}
	for _, l := range use.Leave {
		when := p.cond(l.When, "when", scope{before: first})
		for _, step := range l.Steps {
			switch _, twice := p.left[step.Value]; {
			case !slices.Contains(ids, step.Value):
				p.fault(step.Pos, source.Meant(step.Value, ids), "leave: the part has no step %q", step.Value)
			case twice:
				p.fault(step.Pos, "join the conditions with or", "leave: %q stands twice", step.Value)
			default:
				p.left[step.Value] = when
			}
		}
	}
}

// useOf is the condition of the use that a part's step came with; nil for other steps.
func (f *Flow) useOf(d *StepDef) *cond.Cond {
	if d.Part == "" {
		return nil
	}
	i := slices.IndexFunc(f.nodes, func(n node) bool { return n.def == d })
	return f.nodes[i].use
}

// at is where a flow's file brings the step in.
func (d *StepDef) at() source.Pos {
	if d.Part != "" {
		return d.used
	}
	return d.pos
}

// home is what message keys of the step that is read begin with: the flow, or the part.
func (p *parser) home() string {
	if p.part != "" {
		return p.part
	}
	return p.f.ID
}

// unused finds parts that no flow uses: their questions are never asked.
func unused(parts map[string]*part, faults *source.Faults) {
	for id, part := range parts {
		if !part.used {
			faults.Add(part.file.Part.Pos, "no flow uses the part "+id, "write - use: "+id+" in a flow, or remove the file")
		}
	}
}
