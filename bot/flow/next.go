package flow

import (
	"slices"
	"strings"

	"safeharbour/bot/source"
)

// next reads where a node leads. It always gives a way that holds, so that a walk is defined even with a fault.
func (p *parser) next(q *questionFile, i int) []branch {
	following := branch{to: i + 1}
	if q == nil || q.Next == nil {
		return []branch{following}
	}
	var list []branch
	for n, target := range *q.Next {
		b := p.target(target, i)
		b.when = p.cond(target.When, "when", scope{before: i, self: q.ID.Value})
		last := n == len(*q.Next)-1
		switch {
		case target.When.Value == "" && !last:
			p.fault(target.Pos, "move it to the end of the list", "the entries behind this one are never reached: it has no condition")
		case target.When.Value != "" && last:
			p.fault(target.Pos, "add {to: …} without when", "next leads nowhere when no condition holds")
		}
		list = append(list, b)
	}
	if len(list) == 0 {
		p.fault(q.Pos, "remove next, or name a step", "next is empty")
		return []branch{following}
	}
	list[len(list)-1].when = nil
	return list
}

// target finds the node that a step leads to.
func (p *parser) target(t targetFile, from int) branch {
	to, at := t.To.Value, t.To.Pos
	b := branch{to: len(p.file.Steps), pos: at}
	if id, ok := strings.CutPrefix(to, "flow:"); ok {
		b.flow = id
		if _, known := p.set.flows[id]; !known {
			p.fault(at, source.Meant(id, p.flowIDs()), "next: unknown flow %q", id)
		}
		return b
	}
	if to == "end" || to == "" { // an empty one was found when the file was decoded
		return b
	}
	i, ok := p.order[to]
	switch {
	case ok && i > from:
		b.to = i
	case ok && i == from:
		p.fault(at, "name a step further down", "next: the step leads to itself")
	case ok:
		p.fault(at, "name a step further down", "next: the step %q stands above; next only goes forward", to)
	case p.rounds[to] != "":
		p.fault(at, "name the repeat itself, or a step outside of it", "next: the step %q is inside a repeat", to)
	default:
		p.fault(at, source.Meant(to, append(p.below(from), "end")), "next: unknown step %q", to)
	}
	return b
}

// below are the ids of the steps further down.
func (p *parser) below(from int) []string {
	return slices.DeleteFunc(p.ids(), func(id string) bool { return p.order[id] <= from })
}

func (p *parser) flowIDs() []string {
	var ids []string
	for id := range p.set.flows {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
