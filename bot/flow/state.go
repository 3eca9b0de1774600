package flow

import (
	"time"

	"safeharbour/bot/answer"
)

// State is where a person is in a flow: what they answered, and little else. The zero State with a Flow set is a person
// who has not begun. It is encoded as JSON; the names are short because it is read and written with every input. Treat it
// as a value: functions that change it return a new one and leave the old one alone.
type State struct {
	Flow    string     `json:"f"`
	Version string     `json:"v,omitempty"` // of the flow that it was last fitted to
	Answers []Answered `json:"a,omitempty"` // in the order of the steps
	Cursor  string     `json:"c,omitempty"` // the step that is asked again, or out of turn; empty: the first without an answer
	Ticking string     `json:"k,omitempty"` // the step that Draft belongs to
	Draft   []string   `json:"d,omitempty"` // its ticks, as long as they are not sent with Done
	Picking bool       `json:"p,omitempty"` // at a review: the person is choosing which answer to change
	Handed  bool       `json:"h,omitempty"` // HandOff was said
	Aside   []Answered `json:"x,omitempty"` // answers that no longer fit, since the flow changed
}

// Answered is the answer to a step.
type Answered struct {
	Step  string       `json:"s"` // key of the step: its id, or inside a repeat "payments/1/pay_date"
	Value answer.Value `json:"v"`
}

// InputKind is what a person, or staff, did.
type InputKind int

// The kinds of input.
const (
	Start   InputKind = iota + 1 // came to the flow, for the first time or again: what was put off is asked again
	Choose                       // pressed the choice Text; at a `many` step this ticks it or takes the tick away
	Done                         // sent the ticks of a `many` step; read a page to its end
	Type                         // typed Text
	Give                         // the channel made Value of a pin, a file or a place
	Skip                         // passed over the step
	Back                         // wants the step before
	Goto                         // wants the step with the key Text, or staff do; only steps on the path
	Again                        // wants another round (Text "yes"), or not ("no")
	Several                      // wants to tick several choices, where one press would be the answer
)

// Input is one thing that a person did.
type Input struct {
	Kind  InputKind
	Step  string // key of the step that the person saw. If it is not the current one, the input is stale and changes nothing. Empty: not known, taken as current
	Text  string
	Value answer.Value // of Give
	Hints answer.Hints // of Type: for reading typed words
}

// EffectKind is what the caller has to do.
type EffectKind int

// The kinds of effects, in the order in which Step returns them. After every Step the screen is [Current].
const (
	SetAside  EffectKind = iota + 1 // the flow changed: the answers to Steps no longer fit and are now in State.Aside
	Wrong                           // the answer was refused because of Problem; the step is asked again
	Changed                         // the answers to Steps are new, different or wiped
	Consented                       // whether the person agrees to a hand-off changed; Given says to what
	HandOff                         // there is consent, and an urgent answer: the case goes to staff now. Once in a state's life
	Tell                            // Text, with Contacts, stands at the top of the next screen
	Hide                            // clear the screen as the person's Hide does
	Switch                          // the flow is over; Flow goes on
	Finished                        // the flow is over
)

// Effect is one thing that the caller has to do. Only the fields of its kind are set.
type Effect struct {
	Kind     EffectKind
	Text     string          // Tell: message key
	Contacts string          // Tell: scope of the contacts that are listed under it; may be empty
	Given    bool            // Consented
	Flow     string          // Switch
	Steps    []string        // SetAside, Changed: keys, in the order of the steps
	Problem  *answer.Problem // Wrong
}

// Answer is an answer with its step.
type Answer struct {
	Step  string // key
	Def   *StepDef
	Value answer.Value
	Draft bool     // ticks that the person has not sent yet
	Left  []string // of a list of things to do: what is not done
}

// Ask is the question to draw.
type Ask struct {
	Flow     string
	Step     string   // key of the step; empty when finished
	Def      *StepDef // nil when finished
	Choices  []string // codes of one, many and yesno that are offered now
	Lines    []Line   // those whose condition holds
	Share    []Line   // of the message that can be passed on, those whose condition holds; empty: there is none
	Round    int      // inside a repeat: which round, from 1
	CanSkip  bool
	CanBack  bool
	Answered int      // steps on the path that have an answer or were passed over
	Total    int      // steps on the path, as far as it can be known now
	Quick    bool     // many: one press is the answer
	Review   []Answer // review: what is read back; a step without an answer has the zero Value
	Picking  bool     // review: the person chooses which answer to change, by its key
	Finished bool     // no question is left; the other fields but Flow, CanBack, Answered and Total are empty

	ticked []string
}

// Key is the message key of the question; empty when finished.
func (a Ask) Key() string {
	if a.Def == nil {
		return ""
	}
	return a.Def.Ask
}

// Type is the type of the answer; empty when finished. The question for another round is a yesno.
func (a Ask) Type() answer.Type {
	if a.Def == nil {
		return ""
	}
	return a.Def.Answer
}

// Note is the message key of what stands under the question; may be empty.
func (a Ask) Note() string {
	if a.Def == nil {
		return ""
	}
	return a.Def.Note
}

// Clears tells whether an answer to it may clear the screen: then this is the last time that the person sees it for now.
func (a Ask) Clears() bool { return a.Def != nil && a.Def.hide != nil }

// Again tells whether this is the question for another round: it takes yes and no by [Again].
func (a Ask) Again() bool { return a.Def != nil && a.Def.again }

// Urgent tells whether every tick counts before it is sent: an answer to this question can have the case handed off, or
// its choices are things to do.
func (a Ask) Urgent() bool { return a.Def != nil && (a.Def.handoff != nil || a.Def.Todo) }

// Ticked tells whether the choice is ticked: at a `many` step, or at any step that is asked again.
func (a Ask) Ticked(code string) bool {
	for _, c := range a.ticked {
		if c == code {
			return true
		}
	}
	return false
}

// days is the day as days since 1970-01-01. What the person did not know counts as the first of the month or year, so
// that a deadline comes too early rather than too late.
func days(d answer.Day) float64 {
	return float64(time.Date(d.Year, time.Month(max(d.Month, 1)), max(d.Day, 1), 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// dayOf is the day of a time in its own time zone.
func dayOf(t time.Time) float64 {
	y, m, d := t.Date()
	return days(answer.Day{Year: y, Month: int(m), Day: d})
}
