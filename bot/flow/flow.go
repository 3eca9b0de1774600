// Package flow is the language in which intakes are written, and the machine that walks them. A flow is a YAML file of
// steps; [Parse] reads all flows into a [Set]; [Step] takes one input of a person to the next [State] and says in
// [Effect] values what the caller has to do; [Current] is the question to draw.
//
//	st := flow.State{Flow: "trapped"}
//	st, effects := flow.Step(set, st, flow.Input{Kind: flow.Choose, Step: "safe_now", Text: "yes"}, now)
//	ask := flow.Current(set, st, now)
//
// A flow's position is derived, never stored: walk from the first step, pass over steps whose condition does not hold,
// follow `next`; the first step without an answer is asked. So going back, resuming after a month, changing an answer, a
// question from staff and a flow that changed under a conversation are all the same thing. `next` leads only forward, so
// every walk ends. Steps behind an unanswered one are walked as if it had been passed over: answers there count, and stay
// as long as they are on that path. Answers that are on no path are wiped.
//
// Pure: it reads no clock, file or network; the same set, state and input give the same result, byte for byte. A Set is
// immutable; all functions may be called concurrently.
package flow

import (
	"maps"
	"slices"

	"safeharbour/bot/answer"
	"safeharbour/bot/cond"
	"safeharbour/bot/source"
)

// Limits of flow files and states. Content beyond them is a fault; together they bound the work of a turn.
const (
	maxSteps    = 200      // steps in a flow; the longest has about 50
	maxRounds   = 50       // rounds of a repeat; nobody fills in more by hand
	maxWalk     = 500      // questions of one flow with all rounds: a walk is a few microseconds, a turn makes several
	maxChoices  = 20       // choices of a step: more rows than that do not fit on a phone
	maxID       = 40       // characters of an id or code: with verb and screen number a button's data stays within 64 bytes
	maxState    = 64 << 10 // bytes of words in a state; it is read and written with every input
	maxOneText  = 4096     // bytes of one answer's words: the longest message of a channel
	defaultText = 1000     // characters of a text answer when the step does not say
)

// Today is the variable of conditions that holds the current day as days since 1970-01-01.
const Today = "today"

// Set is all flows.
type Set struct {
	flows map[string]*Flow
	ids   []string // sorted
}

// Flow is one flow.
type Flow struct {
	ID       string
	Discreet bool       // one screen, answers deleted, nothing is sent first
	Keep     bool       // answers stay until the purge; false: they go when the person leaves the flow, unless they asked for a helper
	Version  string     // changes whenever the file changes
	Steps    []*StepDef // in the order of the file, with the steps of repeats

	pos   source.Pos
	nodes []node              // what is walked
	defs  map[string]*StepDef // by key: "country", "payments/1/pay_date", "payments/1/again"
	vars  cond.Vars           // what conditions may name
	used  cond.Vars           // what conditions do name
	zeros map[string]any      // used, with the value of no answer

	flags   []flag
	scores  []string // names, sorted
	scoring map[*cond.Cond]bool
}

// node is a place of a walk: a step, or a repeat with its steps.
type node struct {
	def    *StepDef   // nil for a repeat
	repeat *repeat    // nil for a step
	use    *cond.Cond // of the use of a part that the step came with; the same for all its steps
	leave  *cond.Cond // leaves the step out when it holds; nil: never
	when   *cond.Cond
	next   []branch // never empty for a step; the last one has no condition
}

type branch struct {
	when *cond.Cond // nil: always
	to   int        // index of a node; len(nodes) is the end
	flow string     // with the end: the flow that goes on
	pos  source.Pos
}

// repeat is a round of steps that is asked again as long as the person says so.
type repeat struct {
	id     string
	steps  []*StepDef
	again  *StepDef
	rounds []round
}

// round holds the keys of one round. They are made once: a walk builds no strings.
type round struct {
	keys  []string // of the steps
	again string   // of the question whether there is another one; empty in the last round
}

// StepDef is one step as its file describes it. It must not be changed.
type StepDef struct {
	ID        string
	Ask       string // message key of the question
	Answer    answer.Type
	Choices   []string // codes; yesno has yes, no, unsure
	Exclusive []string // many: codes that go with no other
	Likely    []string // country, place: codes to offer as buttons
	In        string   // place: the step whose country it lies in
	Max       int      // text: longest answer in characters
	Note      string   // message key of what stands under the question; may be empty
	Fact      string   // what the answer means to the rest of the bot; may be empty
	Skip      bool     // the person may pass over it
	Lines     []Line   // paragraphs above the question
	Show      []Line   // said at the top of the next screen
	Share     []Line   // a message of its own that the person can pass on; may be empty
	Repeat    string   // the repeat that the step is in; may be empty
	Part      string   // the part that the step comes from; may be empty
	Of        []string // review: ids of the steps and repeats that are read back
	Preset    []string // many: what is ticked at first
	Quick     bool     // many: one press answers, until the person says that there are several
	Long      bool     // date: it may lie long ago
	Todo      bool     // many: things to do
	Sign      *Sign    // what the answer says about coercion; nil: nothing
	Card      string   // message key of the short name that staff read

	again   bool      // the question for another round
	kind    cond.Kind // what the answer is to conditions; 0 when no rule can read it
	named   bool      // a condition names the step
	when    *cond.Cond
	later   *cond.Cond // asked again when the person comes back
	offers  []offer
	consent *cond.Cond
	refused *cond.Cond
	handoff *cond.Cond
	hide    *cond.Cond
	pos     source.Pos
	used    source.Pos // where a part's step came into the flow
}

// ChoiceKey is the message key of a choice.
func (d *StepDef) ChoiceKey(code string) string { return d.Ask + "." + code }

// Line is a text that is shown when its condition holds.
type Line struct {
	Text     string   // message key
	Contacts string   // scope of the contacts that are listed under it; may be empty
	Flags    string   // score whose flags are listed under it; may be empty
	Seen     []string // message keys of those flags that hold; only in an [Ask]
	With     string   // what the text says by its placeholders: WithCode; or WithoutCase, or empty

	when *cond.Cond
	pos  source.Pos
}

// WithCode is [Line.With] of a text that says the code words of the case.
const WithCode = "code"

// WithoutCase is [Line.With] of a text that is true only as long as helpers have nothing of this flow.
const WithoutCase = "no_case"

// Flow is the flow with the id.
func (s *Set) Flow(id string) (*Flow, bool) {
	f, ok := s.flows[id]
	return f, ok
}

// IDs are the ids of all flows, sorted.
func (s *Set) IDs() []string { return slices.Clone(s.ids) }

// Step is the step with the key: its id, or inside a repeat "repeat/round/id".
func (s *Set) Step(flow, key string) (*StepDef, bool) {
	f, ok := s.flows[flow]
	if !ok {
		return nil, false
	}
	d, ok := f.defs[key]
	return d, ok
}

// Vars are the variables that conditions over the flow's answers may name, with "today".
func (s *Set) Vars(flow string) (cond.Vars, bool) {
	f, ok := s.flows[flow]
	if !ok {
		return nil, false
	}
	return maps.Clone(f.vars), true
}

// KeyKind says what a message is for.
type KeyKind string

// The kinds of messages that flows need.
const (
	KeyQuestion KeyKind = "question"
	KeyChoice   KeyKind = "choice"
	KeyNote     KeyKind = "note"
	KeyLine     KeyKind = "line"
	KeyShow     KeyKind = "show"
	KeyShare    KeyKind = "share"
	KeyFlag     KeyKind = "flag"
)

// Key is a message that a flow needs, and where.
type Key struct {
	Key    string
	Pos    source.Pos
	Kind   KeyKind
	Button bool // it stands on a button, so it must be short
}

// Keys are all messages that the flows need, in the order of flows and steps; a key that is used twice stands twice.
// The words of yesno answers are not among them: they belong to the frame around the questions.
func (s *Set) Keys() []Key {
	var keys []Key
	for _, id := range s.ids {
		for _, n := range s.flows[id].nodes {
			if n.repeat == nil {
				keys = append(keys, n.def.keys()...)
				continue
			}
			for _, d := range n.repeat.steps {
				keys = append(keys, d.keys()...)
			}
			keys = append(keys, n.repeat.again.keys()...)
		}
		for _, s := range s.flows[id].flags {
			if s.text != "" {
				keys = append(keys, Key{Key: s.text, Pos: s.pos, Kind: KeyFlag})
			}
		}
	}
	return keys
}

func (d *StepDef) keys() []Key {
	keys := []Key{{Key: d.Ask, Pos: d.pos, Kind: KeyQuestion}}
	if d.Answer == answer.One || d.Answer == answer.Many {
		for _, c := range d.Choices {
			keys = append(keys, Key{Key: d.ChoiceKey(c), Pos: d.pos, Kind: KeyChoice, Button: true})
		}
	}
	if d.Note != "" {
		keys = append(keys, Key{Key: d.Note, Pos: d.pos, Kind: KeyNote})
	}
	for _, l := range d.Lines {
		keys = append(keys, Key{Key: l.Text, Pos: l.pos, Kind: KeyLine})
	}
	for _, l := range d.Show {
		keys = append(keys, Key{Key: l.Text, Pos: l.pos, Kind: KeyShow})
	}
	for _, l := range d.Share {
		keys = append(keys, Key{Key: l.Text, Pos: l.pos, Kind: KeyShare})
	}
	return keys
}

// Places are the ids of places that steps offer as buttons, and where.
func (s *Set) Places() []source.Text {
	var ids []source.Text
	for _, id := range s.ids {
		for _, d := range s.flows[id].Steps {
			if d.Answer != answer.Place {
				continue
			}
			for _, place := range d.Likely {
				ids = append(ids, source.Text{Value: place, Pos: d.pos})
			}
		}
	}
	return ids
}

// texts are all lines of the step.
func (d *StepDef) texts() []Line { return slices.Concat(d.Lines, d.Show, d.Share) }

// Contacts are the scopes of the directory of contacts that the flows name, and where.
func (s *Set) Contacts() []source.Text {
	var scopes []source.Text
	for _, id := range s.ids {
		for _, d := range s.flows[id].Steps {
			for _, l := range d.texts() {
				if l.Contacts != "" {
					scopes = append(scopes, source.Text{Value: l.Contacts, Pos: l.pos})
				}
			}
		}
	}
	return scopes
}
