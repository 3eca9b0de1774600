package content

import (
	"slices"
	"strings"

	"safeharbour/bot/answer"
	"safeharbour/bot/hotline"
)

// Facts that decide whom contacts are for. A flow that has no step with a fact does not ask it.
const (
	factOwnCountry = "own_country" // where the person who writes is, when country is about somebody else
	factFear       = "fear"        // whether they are afraid of their own state
)

// Embassy says what a case's answers allow as to the person's own state.
type Embassy int

// What is known. Only EmbassyOpen lets anybody show or tell an embassy.
const (
	EmbassyOpen     Embassy = iota // the flow does not ask, or the person is not afraid
	EmbassyNotAsked                // nobody has asked yet whether they are afraid
	EmbassyLocked                  // afraid, or not sure: until a lawyer has spoken to them (domain.md §6.4, g8)
)

// Embassy reads the answer to whether the person is afraid of their own state. fact gives the answer with a meaning, and no
// answer where there is none. Where a flow asks, no answer is no permission.
//
// Staff cannot open the lock, and that is meant so: no embassy is ever a preset reader, whether it is told is the person's decision
// alone, and an account of the staff may be in other hands (domain.md §0.6, §6.4). When a lawyer has spoken to them and they are not
// afraid any more, they say so by another answer, and are asked then whether their embassy shall be told. Whoever stays afraid and
// wants it told has the lawyer for that, who needs no word of ours.
func (c *Content) Embassy(flowID string, fact func(name string) answer.Value) Embassy {
	switch v := fact(factFear); {
	case !c.asks(flowID, factFear) || v.Has("no"):
		return EmbassyOpen
	case len(v.Codes) == 0:
		return EmbassyNotAsked
	default:
		return EmbassyLocked
	}
}

// Whom says whom contacts of a scope (several with commas) are for, from the answers in a flow. Where the embassy is not
// open, their own state's lines are left out. Crisis, fraud and emergency lines are for whoever writes: where a flow is
// about somebody in another country, they are looked for in the writer's.
func (c *Content) Whom(flowID, scope string, fact func(name string) answer.Value) Need {
	first, second := "country", "bank_country"
	if scope == hotline.Fraud { // the money is stopped where it left
		first, second = second, first
	}
	n := Need{Scope: scope, Flow: flowID, Country: code(fact(first)), Nationality: fact("nationality").Codes}
	if n.Country == "" {
		n.Country = code(fact(second))
	}
	if c.asks(flowID, factOwnCountry) {
		n.Elsewhere, n.From = true, code(fact(factOwnCountry))
		if !abroad(scope) {
			n.Country = n.From
		}
	}
	if c.Embassy(flowID, fact) != EmbassyOpen {
		scopes := strings.Split(scope, ",")
		n.Scope = strings.Join(slices.DeleteFunc(scopes, func(s string) bool { return s == hotline.Consular }), ",")
		n.Nationality = nil
	}
	return n
}

// abroad tells whether lines of a scope are looked for where the person is whom a flow is about.
func abroad(scope string) bool {
	return scope == "" || strings.Contains(scope, hotline.Trafficking) || strings.Contains(scope, hotline.Consular)
}

// Where is the country from which the person calls and writes; empty when it is not known.
func (n Need) Where() string {
	if n.Elsewhere {
		return n.From
	}
	return n.Country
}

// asks tells whether the flow has a step with this meaning.
func (c *Content) asks(flowID, fact string) bool {
	f, ok := c.Flows.Flow(flowID)
	if !ok {
		return false
	}
	for _, d := range f.Steps {
		if d.Fact == fact {
			return true
		}
	}
	return false
}

func code(v answer.Value) string {
	if len(v.Codes) == 0 {
		return ""
	}
	return v.Codes[0]
}
