package desk

import (
	"slices"
	"strings"

	"safeharbour/bot/answer"
	"safeharbour/bot/flow"
	"safeharbour/bot/record"
)

// signs is the block of signs of coercion: what the person reported of each element, what not, and what was not asked.
// There is no score, and nothing is concluded from it (domain.md §1.5). A flow without such questions has no block.
func (t *turn) signs(c *record.Case) []string {
	defs := t.d.Content.Flows.Signed(c.Flow)
	if len(defs) == 0 {
		return nil
	}
	if !slices.ContainsFunc(defs, func(d *flow.StepDef) bool { return d.Sign.Finding(answerOf(c, d.ID)) != flow.NotAsked }) {
		return []string{t.w.Text("card.signs") + " " + t.w.Text("card.not_asked")}
	}
	lines := []string{t.w.Text("card.signs")}
	var strong []string
	for _, element := range flow.Elements() {
		found := map[flow.Finding][]string{}
		for _, d := range defs {
			if !slices.Contains(d.Sign.Elements, element) {
				continue
			}
			v := answerOf(c, d.ID)
			f := d.Sign.Finding(v)
			found[f] = append(found[f], t.signName(d, v))
			if name := t.w.Text(d.Card); f == flow.Reported && d.Sign.Strong && !slices.Contains(strong, name) {
				strong = append(strong, name)
			}
		}
		if line := t.element(element, found); line != "" {
			lines = append(lines, line)
		}
	}
	if len(strong) > 0 {
		lines = append(lines, t.w.Text("card.signs.strong", "List", t.list(strong)))
	}
	return lines
}

// list joins the parts of a list as the staff's language does.
func (t *turn) list(parts []string) string { return strings.Join(parts, t.w.Text("ui.comma")) }

// element words what is known of one element. One of which nothing was asked gets no list.
func (t *turn) element(element string, found map[flow.Finding][]string) string {
	var parts []string
	for _, f := range []flow.Finding{flow.Reported, flow.Unsure, flow.NotReported, flow.NotAsked} {
		switch {
		case len(found[f]) == 0:
		case f == flow.NotAsked && len(parts) == 0:
			parts = append(parts, t.w.Text("card.not_asked"))
		default:
			parts = append(parts, t.w.Text("card.signs."+string(f), "List", t.list(found[f])))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return t.w.Text("card.signs."+element, "Value", strings.Join(parts, t.w.Text("ui.semicolon")))
}

// signName is the short name of a sign, with the answer where that is more than yes or no.
func (t *turn) signName(d *flow.StepDef, v answer.Value) string {
	name := t.w.Text(d.Card)
	if d.Sign.Reports == "" && v.Given() && !v.Skipped {
		name += " " + t.d.Content.Value(t.w, d.Ask, v)
	}
	return name
}

// signed tells whether a step's answer stands in the block of signs.
func (t *turn) signed(c *record.Case, step string) bool {
	def, ok := t.d.Content.Flows.Step(c.Flow, step)
	return ok && def.Sign != nil
}

// newValue words an answer for a message that tells what is new. Of a sign it says whether it was reported: "cannot leave:
// No" would be read the wrong way round.
func (t *turn) newValue(c *record.Case, it record.Item) string {
	def, ok := t.d.Content.Flows.Step(c.Flow, it.Step)
	if ok && def.Sign != nil && def.Sign.Reports != "" {
		return t.w.Text("card.finding." + string(def.Sign.Finding(it.Value)))
	}
	return t.d.Content.Value(t.w, it.Ask, it.Value) + t.left(it)
}

// left says what of a list of things to do is not done.
func (t *turn) left(it record.Item) string {
	if len(it.Left) == 0 {
		return ""
	}
	v := answer.Value{Type: it.Value.Type, Codes: it.Left}
	return " (" + t.w.Text("card.left", "List", t.d.Content.Value(t.w, it.Ask, v)) + ")"
}

func answerOf(c *record.Case, step string) answer.Value {
	for _, it := range c.Answers {
		if it.Step == step {
			return it.Value
		}
	}
	return answer.Value{}
}
