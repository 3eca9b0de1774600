package bot

import (
	"strconv"
	"strings"

	"safeharbour/bot/answer"
	"safeharbour/bot/box"
	"safeharbour/bot/flow"
	"safeharbour/bot/record"
)

// A button's data is a verb, the number of the question it belongs to, and an argument, with dots between: "c.1f.hurt".
// The number tells an old button from one that is on the screen: an old one draws the screen and does nothing else.
const (
	hideData = "h" // works from any button, however old

	verbChoose   = "c" // a choice of the question
	verbDone     = "d" // the ticks are done; the page is read
	verbSkip     = "s"
	verbBack     = "b"
	verbDay      = "t" // a day, as if typed
	verbCurrency = "w" // the currency of the amount that was typed
	verbShare    = "e" // the message that can be passed on
	verbSeveral  = "v" // to tick several choices
	verbAgain    = "a" // another round: yes or no
	verbLanguage = "l" // this language
	verbFlow     = "f" // this flow, from a menu
	verbAsk      = "o" // the question "shall I send a signal?"
	verbSignal   = "y" // yes, send it
	verbNoSignal = "z"
	verbTongues  = "g" // the choice of languages
	verbCheck    = "k" // look for an answer
	verbMenu     = "m"
	verbTopic    = "n" // a topic of the neutral menu
	verbNoAnswer = "u" // a contact that did not answer
	verbPapers   = "p" // which papers there are
	verbRead     = "r" // this paper, from its first page
	verbPage     = "q" // this page of it
	verbMake     = "x" // it is released; with "file", it comes here as a file too
	verbNotNow   = "j" // it is not
)

// data makes the data of a button on the screen that is being drawn.
func (t *turn) data(verb, arg string) string {
	return verb + "." + strconv.FormatUint(uint64(t.c.Screen), 36) + "." + arg
}

// press takes a button.
func (t *turn) press(data string) error {
	verb, rest, _ := strings.Cut(data, ".")
	number, arg, _ := strings.Cut(rest, ".")
	screen, err := strconv.ParseUint(number, 36, 32)
	if err != nil || uint32(screen) != t.c.Screen || t.c.Mode == record.Hidden {
		return t.stale()
	}
	switch verb {
	case verbLanguage:
		if t.c.Mode != record.Language || !t.b.Content.Words.Known(arg) {
			return nil
		}
		return t.setLanguage(arg)
	case verbTongues:
		t.askLanguage()
	case verbFlow:
		return t.enter(arg)
	case verbTopic:
		t.c.Topic = arg
	case verbMenu:
		t.toMenu()
	case verbAsk:
		t.c.Confirm = true
	case verbNoSignal:
		t.c.Confirm = false
	case verbSignal:
		return t.sendSignal()
	case verbNoAnswer:
		return t.noAnswer(arg)
	case verbCheck:
		if len(t.c.Held) == 0 {
			t.c.Tells = append(t.c.Tells, record.Tell{Text: "ui.nothing_new"})
		}
	case verbPapers, verbRead, verbPage, verbMake, verbNotNow:
		return t.pressPaper(verb, arg)
	default:
		return t.pressStep(verb, arg)
	}
	return nil
}

// stale draws where the person is. A hidden chat shows the neutral menu.
func (t *turn) stale() error {
	t.fresh = !t.discreet()
	if t.c.Mode == record.InFlow || t.c.Mode == record.Menu {
		t.c.Tells = append(t.c.Tells, record.Tell{Text: "ui.stale"})
	}
	if t.c.Mode == record.Hidden {
		t.c.Mode = record.Neutral
	}
	if t.c.Mode == record.New {
		t.open()
	}
	return nil
}

// pressStep takes a button of a question.
func (t *turn) pressStep(verb, arg string) error {
	if t.c.Mode != record.InFlow {
		return nil
	}
	in := flow.Input{Step: t.ask().Step, Text: arg}
	switch verb {
	case verbChoose:
		in.Kind = flow.Choose
	case verbDay:
		in.Kind, in.Hints = flow.Type, t.hints()
	case verbCurrency:
		in.Kind, in.Text, in.Hints = flow.Type, t.c.Typed+" "+arg, t.hints()
	case verbDone:
		in.Kind = flow.Done
	case verbSkip:
		in.Kind = flow.Skip
	case verbBack:
		return t.back(in)
	case verbShare:
		return t.share()
	case verbAgain:
		in.Kind = flow.Again
	case verbSeveral:
		in.Kind = flow.Several
	default:
		return nil
	}
	return t.step(in)
}

// back goes to the question before. Ticks from before a hide are passed over: they cannot be shown, and not be changed
// without being shown.
func (t *turn) back(in flow.Input) error {
	in.Kind = flow.Back
	for {
		if err := t.step(in); err != nil {
			return err
		}
		ask := t.ask()
		if ask.Step == in.Step || ask.Type() != answer.Many || !t.sealed(ask.Step) {
			return nil
		}
		in.Step = ask.Step
	}
}

// enter begins a flow, or goes on with it. A flow that ended with a case is shown at its end; one that ended without begins
// anew: it was not safe then, or the person had said no.
func (t *turn) enter(id string) error {
	if _, ok := t.b.Content.Flows.Flow(id); !ok {
		return nil
	}
	t.c.Flow, t.c.Mode, t.c.Topic, t.c.Paper, t.fresh = id, record.InFlow, "", nil, true
	st := t.c.State(id)
	if len(st.Answers) > 0 {
		t.adapt(st)
	}
	if t.ask().Finished && t.c.Cases[id] == 0 {
		t.c.States[id] = &flow.State{Flow: id}
	}
	t.comesBack()
	return nil
}

// match finds the button on the screen whose number or words were typed.
func (t *turn) match(words string) (data string, ok bool) {
	folded := fold(words)
	if folded == "" {
		return "", false
	}
	if n, ok := typedNumber(folded); ok {
		return t.byNumber(n)
	}
	s := t.screen()
	s.reports = t.reportButtons(&s)
	for _, row := range s.rows() {
		for _, b := range row {
			if names(folded, b.Label) {
				return b.Data, true
			}
		}
	}
	return t.meant(folded, &s)
}

// byNumber finds the button on the screen that a typed number means: a choice, or the report of a contact.
func (t *turn) byNumber(n int) (data string, ok bool) {
	s := t.choices()
	if s.ask.Picking {
		return numberOn(s.choices, n)
	}
	if n >= 1 && n <= len(s.choices) && (s.ask.Type() != answer.Money || t.c.Typed != "") {
		return s.choices[n-1].Data, true
	}
	if i := n - len(s.choices) - 1; i >= 0 && i < len(t.c.Listed) && s.numbersReports() {
		return t.reportButtons(&s)[i].Data, true
	}
	return "", false
}

// numberOn finds the button that shows the number: where some are left out, it is not the n-th.
func numberOn(list []box.Button, n int) (data string, ok bool) {
	for _, b := range list {
		if strings.HasPrefix(b.Label, numbered(n-1, "")) {
			return b.Data, true
		}
	}
	return "", false
}

// takesWords tells whether the question can be answered by typing.
func takesWords(a flow.Ask) bool {
	switch a.Type() {
	case answer.One, answer.Many, answer.YesNo, answer.Read, answer.Review:
		return false
	default:
		return true
	}
}

// given makes an answer of a place or a file, where the question on the screen asks for one.
func (t *turn) given() (flow.Input, bool) {
	if t.c.Mode != record.InFlow || t.c.Confirm {
		return flow.Input{}, false
	}
	ask := t.ask()
	v, ok := givenValue(t.in, ask.Type())
	return flow.Input{Kind: flow.Give, Step: ask.Step, Value: v}, ok
}
