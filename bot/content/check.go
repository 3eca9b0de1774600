package content

import (
	"io/fs"
	"maps"
	"slices"
	"strings"

	"safeharbour/bot/answer"
	"safeharbour/bot/flow"
	"safeharbour/bot/locale"
	"safeharbour/bot/source"
)

// Check reads flows/ and locales/ and judges them as a whole: each file by itself, every flow by walking it, every
// message key in every language. It finds all faults at once; what
// builds on a file that cannot be read is judged when that file can be. With faults, the Content is nil.
func Check(flows, locales fs.FS) (*Content, source.Faults) {
	c, faults := read(flows, locales)
	if c.Flows != nil {
		faults = append(faults, flow.Check(c.Flows)...)
	}
	if c.Flows != nil && c.Contacts != nil {
		faults = append(faults, c.checkScopes()...)
	}
	if c.Flows != nil && c.Places != nil {
		faults = append(faults, c.checkPlaces()...)
	}
	if c.Flows != nil && c.Triage != nil {
		faults = append(faults, c.checkTriage()...)
	}
	if c.Flows != nil && c.Words != nil {
		faults = append(faults, locale.Check(c.Words, c.needs())...)
	}
	faults.Sort()
	if len(faults) > 0 {
		return nil, faults
	}
	return c, nil
}

// checkScopes finds contacts that a flow asks for and the directory does not know.
func (c *Content) checkScopes() (faults source.Faults) {
	for _, scope := range c.Flows.Contacts() {
		if !c.Contacts.Scoped(scope.Value) {
			faults = append(faults, source.Fault{File: scope.File, Line: scope.Line, Column: scope.Column,
				Problem: "no contact has the scope " + scope.Value, Fix: "use a scope of flows/hotlines.yaml, such as crisis or fraud"})
		}
	}
	return faults
}

// checkPlaces finds places that a flow offers and the list does not have: their button would show a bare id.
func (c *Content) checkPlaces() (faults source.Faults) {
	for _, id := range c.Flows.Places() {
		if _, ok := c.Places.ByID(id.Value); !ok {
			faults.Add(id.Pos, "likely: no place has the id "+id.Value, "use an id of flows/places.yaml")
		}
	}
	return faults
}

// checkTriage finds rules that compare an answer with a choice that its question does not have: they would never fire.
func (c *Content) checkTriage() (faults source.Faults) {
	for _, use := range c.Triage.Uses() {
		def, ok := c.Flows.Step(use.Flow, use.Step)
		if ok && len(def.Choices) > 0 && use.Code != "" && !slices.Contains(def.Choices, use.Code) { // "" is no answer
			faults = append(faults, source.Fault{File: use.File, Line: use.Line, Column: use.Column,
				Problem: use.Step + " has no choice " + use.Code, Fix: "write one of: " + strings.Join(def.Choices, ", ")})
		}
	}
	return faults
}

// needs are all texts that the program and the flows show.
func (c *Content) needs() []locale.Need {
	var needs []locale.Need
	for _, k := range c.Flows.Keys() {
		n := locale.Need{Key: k.Key, Where: k.Pos}
		if k.Button {
			n.Columns = locale.ChoiceColumns
		}
		needs = append(needs, n)
	}
	for _, id := range c.Flows.IDs() {
		needs = append(needs, locale.Need{Key: "card.flow." + id}, locale.Need{Key: "card.banner." + id})
		f, _ := c.Flows.Flow(id)
		for _, s := range f.Steps {
			needs = append(needs, locale.Need{Key: s.Card})
		}
	}
	for _, f := range c.Menu.Flows {
		needs = append(needs, locale.Need{Key: "ui.menu." + f.Value, Where: f.Pos, Columns: locale.ChoiceColumns})
	}
	for _, n := range c.Menu.Neutral {
		needs = append(needs, locale.Need{Key: "ui.neutral_menu." + n.Topic.Value, Where: n.Topic.Pos, Columns: locale.ControlColumns},
			locale.Need{Key: "ui.neutral_menu." + n.Topic.Value + ".text", Where: n.Topic.Pos})
	}
	for _, code := range answer.Problems() {
		needs = append(needs, locale.Need{Key: "error." + code})
	}
	for key, columns := range programKeys {
		needs = append(needs, locale.Need{Key: key, Columns: columns})
	}
	return needs
}

// ProgramKeys are the message keys that the program itself shows, sorted.
func ProgramKeys() []string { return slices.Sorted(maps.Keys(programKeys)) }
