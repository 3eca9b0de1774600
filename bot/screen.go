package bot

import (
	"strconv"
	"strings"

	"safeharbour/bot/answer"
	"safeharbour/bot/box"
	"safeharbour/bot/content"
	"safeharbour/bot/flow"
	"safeharbour/bot/record"
)

// screen is what the person has before them.
type screen struct {
	on       string   // what it is about, to tell a new question from the same one drawn again
	parts    []string // paragraphs
	quote    string   // shown verbatim below them: a page of a paper, which may hold the person's own words
	choices  []box.Button
	wide     bool         // one choice a row
	reports  []box.Button // contacts that did not answer
	controls [][]box.Button
	ask      flow.Ask
}

// rows puts choices and controls in rows: choices with long words get a row each. Reports of contacts stand below what leads
// on, and above the rest, so that back, help and hide keep their places.
func (s *screen) rows() [][]box.Button {
	rows := make([][]box.Button, 0, len(s.choices)+len(s.reports)+len(s.controls))
	width := 2
	for _, b := range s.choices {
		if s.wide || len([]rune(b.Label)) > 16 {
			width = 1
		}
	}
	for i := 0; i < len(s.choices); i += width {
		rows = append(rows, s.choices[i:min(i+width, len(s.choices))])
	}
	for i, row := range s.controls {
		if len(row) > 0 {
			rows = append(rows, row)
		}
		for j := 0; i == 0 && j < len(s.reports); j += 2 {
			rows = append(rows, s.reports[j:min(j+2, len(s.reports))])
		}
	}
	return rows
}

// draw shows the screen. In a discreet flow the one message is edited; elsewhere a new question is a new message.
func (t *turn) draw() error {
	if t.quiet || t.c.Blocked {
		return nil
	}
	s := t.screen()
	if s.on != t.c.On {
		t.c.On = s.on
		t.c.Screen++
		s = t.screen() // with buttons that carry the new number
		t.fresh = true
	}
	parts := append(t.tells(), s.parts...)
	t.c.Listed = t.number(parts)
	s.reports = t.reportButtons(&s)
	return t.send(box.Out{Urgency: box.Reply, Verb: box.Show, Ref: screenRef, Fresh: t.fresh && !t.discreet(),
		Text: strings.Join(parts, "\n\n"), Quote: s.quote, Buttons: s.rows(), Silent: t.discreet(), Then: t.mustSee()})
}

// tells words what stands above the question.
func (t *turn) tells() []string {
	var parts []string
	for _, tell := range t.c.Tells {
		if tell.Text != "" {
			parts = append(parts, t.w.Text(tell.Text, "Example", tell.Example))
		}
		if tell.Words != "" {
			parts = append(parts, tell.Words)
			if tell.Held != nil && tell.Held.Kind == box.Number {
				t.list(tell.Words, tell.Held.Text)
			}
		}
		if tell.Contacts != "" {
			parts = append(parts, t.contacts(tell.Contacts)...)
		}
	}
	return parts
}

// screen makes the screen of the conversation's mode. It changes nothing.
func (t *turn) screen() screen {
	switch {
	case t.c.Mode == record.Language:
		return t.languageScreen()
	case t.c.Confirm:
		return t.confirmScreen()
	case t.c.Mode == record.Neutral, t.c.Mode == record.Hidden:
		return t.neutralScreen()
	case t.c.Mode == record.InFlow && t.c.Paper != nil:
		return t.paperScreen()
	case t.c.Mode == record.InFlow:
		return t.flowScreen()
	default:
		return t.menuScreen()
	}
}

// choices is the screen with no more than its question and the choices, which lack their words where a typed number does not need them.
func (t *turn) choices() screen {
	if t.c.Mode != record.InFlow || t.c.Confirm || t.c.Paper != nil || t.ask().Finished {
		return t.screen()
	}
	s := screen{ask: t.ask()}
	codes, ok := t.coded(s.ask)
	if !ok {
		s.choices = t.choiceButtons(s.ask)
		return s
	}
	s.choices = make([]box.Button, len(codes))
	for i, c := range codes {
		s.choices[i].Data = t.data(c.verb, c.code)
	}
	return s
}

// languageScreen offers every language by its own name. The one of the person's app comes first, but is asked for.
func (t *turn) languageScreen() screen {
	s := screen{on: "language", parts: []string{t.w.Text("ui.choose_language")}}
	hint, _ := t.b.Content.Words.Choose(t.in.Lang)
	for _, l := range t.b.Content.Words.Languages() {
		b := box.Button{Label: l.Native, Data: t.data(verbLanguage, l.Tag)}
		if l.Tag == hint {
			s.choices = append([]box.Button{b}, s.choices...)
			continue
		}
		s.choices = append(s.choices, b)
	}
	s.controls = [][]box.Button{{t.hideButton()}}
	return s
}

func (t *turn) menuScreen() screen {
	s := screen{on: "menu", wide: true, parts: []string{t.w.Text("ui.welcome")}}
	if t.w.Draft() {
		s.parts = append(s.parts, t.w.Text("ui.draft"))
	}
	s.parts = append(s.parts, t.w.Text("ui.menu.ask"))
	for i, f := range t.b.Content.Menu.Flows {
		s.choices = append(s.choices, box.Button{Label: numbered(i, t.w.Text("ui.menu."+f.Value)), Data: t.data(verbFlow, f.Value)})
	}
	s.controls = [][]box.Button{{t.button("ui.help_now", verbAsk), t.button("ui.language", verbTongues)}, {t.hideButton()}}
	return s
}

// neutralScreen looks like any information service. Behind each topic stands a dull sentence; only going on from there
// leads to a flow.
func (t *turn) neutralScreen() screen {
	s := screen{on: "neutral", parts: []string{t.w.Text("ui.neutral")}}
	for i, n := range t.b.Content.Menu.Neutral {
		if topic := n.Topic.Value; topic == t.c.Topic {
			return t.topicScreen(topic, n.For(t.c.Flow))
		}
		s.choices = append(s.choices, box.Button{Label: numbered(i, t.w.Text("ui.neutral_menu."+n.Topic.Value)), Data: t.data(verbTopic, n.Topic.Value)})
	}
	s.controls = [][]box.Button{{t.button("ui.language", verbTongues), t.hideButton()}}
	return s
}

func (t *turn) topicScreen(topic, flowID string) screen {
	return screen{on: "topic/" + topic, parts: []string{t.w.Text("ui.neutral_menu." + topic + ".text")},
		controls: [][]box.Button{
			{{Label: t.w.Text("ui.go_on"), Data: t.data(verbFlow, flowID)}, {Label: t.w.Text("ui.back"), Data: t.data(verbTopic, "")}},
			{t.hideButton()}}}
}

func (t *turn) confirmScreen() screen {
	return screen{on: "confirm", wide: true, parts: []string{t.w.Text("ui.help_now.ask")},
		choices: []box.Button{
			{Label: numbered(0, t.w.Text("ui.help_now.yes")), Data: t.data(verbSignal, "")},
			{Label: numbered(1, t.w.Text("ui.help_now.no")), Data: t.data(verbNoSignal, "")},
		},
		controls: [][]box.Button{{t.hideButton()}}}
}

// flowScreen is the question of a flow, or what stands at its end.
func (t *turn) flowScreen() screen {
	ask := t.ask()
	if ask.Finished {
		return t.endScreen()
	}
	s := screen{on: "step/" + t.c.Flow + "/" + ask.Step, ask: ask, wide: ask.Type() != "country" && ask.Type() != "yesno"}
	if t.withdrawn() {
		s.parts = append(s.parts, t.w.Text("ui.withdrawn"))
	}
	s.parts = append(s.parts, t.review(ask)...)
	s.parts = append(s.parts, t.paragraphs(ask.Lines)...)
	if ask.Picking {
		s.on += "/change"
	}
	s.parts = append(s.parts, t.question(ask))
	if hint := t.hint(ask); hint != "" {
		s.parts = append(s.parts, hint)
	}
	if note := ask.Note(); note != "" {
		s.parts = append(s.parts, t.w.Text(note))
	}
	s.choices = t.choiceButtons(ask)
	s.controls = t.flowControls(ask)
	return s
}

// endScreen stands after the last question.
func (t *turn) endScreen() screen {
	s := screen{on: "end/" + t.c.Flow, parts: []string{t.w.Text("ui.finished")}}
	switch {
	case t.withdrawn():
		s.parts = []string{t.w.Text("ui.withdrawn"), t.w.Text("ui.finished")}
	case t.c.Cases[t.c.Flow] != 0:
		s.parts = []string{t.w.Text("ui.waiting")}
		s.controls = append(s.controls, []box.Button{t.button("ui.check", verbCheck)})
		switch {
		case len(t.papers()) > 0:
			s.controls = append(s.controls, []box.Button{t.button("ui.papers", verbPapers)})
		case t.papersHidden() && !t.discreet(): // on a discreet screen nobody need know that there are papers
			s.parts = append(s.parts, t.w.Text("ui.paper.hidden"))
		}
	case !t.agreed():
		s.parts = []string{t.w.Text("ui.not_sent")}
	}
	s.controls = append(s.controls,
		[]box.Button{t.button("ui.back", verbBack), t.button("ui.start_again", verbMenu)},
		[]box.Button{t.button("ui.help_now", verbAsk), t.button("ui.language", verbTongues)},
		[]box.Button{t.hideButton()})
	return s
}

// withdrawn tells whether helpers have a case of this flow to which the person says no now.
func (t *turn) withdrawn() bool {
	_, refused := t.consent()
	return refused && t.c.Cases[t.c.Flow] != 0
}

// question words the question, with its round where it is asked again.
func (t *turn) question(ask flow.Ask) string {
	if ask.Picking {
		return t.w.Text("ui.review.pick")
	}
	q := t.w.Text(ask.Key())
	if ask.Round > 1 && !ask.Again() {
		q = strconv.Itoa(ask.Round) + ". " + q
	}
	return q
}

// hint tells how to answer, where that is not plain from the buttons.
func (t *turn) hint(ask flow.Ask) string {
	switch typ := ask.Type(); typ {
	case "many":
		if ask.Quick {
			return ""
		}
		return t.w.Text("ui.hint.many")
	case "country", "place":
		if len(t.offered(ask)) == 0 {
			return t.w.Text("ui.hint.text") // there is no button to press
		}
		return t.w.Text("ui.hint." + string(typ))
	case "account":
		return t.w.Text("ui.hint.text")
	case "pin", "file", "text":
		return t.w.Text("ui.hint." + string(typ))
	case "date":
		return t.w.Text("ui.hint.date", "Example", answer.FormatDay(t.day(3*t.direction(ask)), t.c.Lang))
	case "money", "wallet", "url":
		return t.w.Text("ui.hint."+string(typ), "Example", content.Example(typ, t.c.Lang, t.now))
	default:
		return ""
	}
}

// choiceButtons are the answers that can be pressed.
func (t *turn) choiceButtons(ask flow.Ask) []box.Button {
	codes, ok := t.coded(ask)
	switch {
	case ok:
		list := make([]box.Button, len(codes))
		for i, c := range codes {
			list[i] = box.Button{Label: numbered(i, t.choiceWords(ask, i, c)), Data: t.data(c.verb, c.code)}
		}
		return list
	case ask.Again():
		return []box.Button{
			{Label: numbered(0, t.w.Text("ui.again.yes")), Data: t.data(verbAgain, "yes")},
			{Label: numbered(1, t.w.Text("ui.again.no")), Data: t.data(verbAgain, "no")}}
	case ask.Picking:
		return t.pickButtons(ask)
	default:
		return t.dateButtons(ask)
	}
}

// coded is a choice that is a code, with what its button does.
type coded struct{ verb, code string }

// coded lists the choices of a question in the order of their buttons. It is false where they are no codes.
func (t *turn) coded(ask flow.Ask) (list []coded, ok bool) {
	if ask.Again() || ask.Picking || ask.Type() == answer.Date {
		return nil, false
	}
	offered := t.offered(ask)
	list = make([]coded, 0, len(ask.Choices)+len(offered)+1)
	for _, code := range ask.Choices {
		list = append(list, coded{verbChoose, code})
	}
	if ask.Quick {
		list = append(list, coded{verb: verbSeveral})
	}
	verb := verbChoose
	if ask.Type() == answer.Money {
		verb = verbCurrency
	}
	for _, code := range offered {
		list = append(list, coded{verb, code})
	}
	return list, true
}

// choiceWords are the words of the i-th choice. Ticks stand before the words, so that a changed screen is plain.
func (t *turn) choiceWords(ask flow.Ask, i int, c coded) string {
	if c.verb == verbSeveral {
		return t.w.Text("ui.several")
	}
	words := t.b.Content.Choice(t.w, ask.Def, c.code)
	if i < len(ask.Choices) && ask.Ticked(c.code) && !t.sealed(ask.Step) {
		return "☑ " + words
	}
	return words
}

// monthsBack and yearsBack are how many months and years are offered for what may lie long ago.
const (
	monthsBack = 6
	yearsBack  = 3
)

// dateButtons are the days that are asked for most, or the last months and years. Others are typed.
func (t *turn) dateButtons(ask flow.Ask) []box.Button {
	if ask.Def.Long {
		return t.longAgo()
	}
	near := "ui.yesterday"
	if t.direction(ask) > 0 {
		near = "ui.tomorrow"
	}
	return []box.Button{
		{Label: numbered(0, t.w.Text("ui.today")), Data: t.data(verbDay, t.day(0).String())},
		{Label: numbered(1, t.w.Text(near)), Data: t.data(verbDay, t.day(t.direction(ask)).String())}}
}

// longAgo are the last months, this one first, and the years that the months before them lie in.
func (t *turn) longAgo() (list []box.Button) {
	day := t.day(0)
	add := func(d answer.Day) {
		list = append(list, box.Button{Label: numbered(len(list), answer.FormatDay(d, t.w.Tag())), Data: t.data(verbDay, d.String())})
	}
	for range monthsBack {
		add(answer.Day{Year: day.Year, Month: day.Month})
		if day.Month--; day.Month == 0 {
			day.Year, day.Month = day.Year-1, 12
		}
	}
	for i := range yearsBack {
		add(answer.Day{Year: day.Year - i})
	}
	return list
}

// direction tells where the days lie that a date question is about: 1 in the future, -1 in the past.
func (t *turn) direction(ask flow.Ask) int {
	if ask.Def.Fact == "deadline" {
		return 1
	}
	return -1
}

// flowControls are the buttons under every question: on, back, help, language, hide.
func (t *turn) flowControls(ask flow.Ask) [][]box.Button {
	var on []box.Button
	switch ask.Type() {
	case "many":
		if !ask.Quick {
			on = append(on, t.button("ui.done", verbDone))
		}
	case "read":
		on = append(on, t.button("ui.continue", verbDone))
	}
	var papers []box.Button
	if ask.Clears() && ask.Type() == answer.Read && len(t.papers()) > 0 { // after the page they could not be read any more
		papers = append(papers, t.button("ui.papers", verbPapers))
	}
	if ask.CanSkip {
		on = append(on, t.button("ui.skip", verbSkip))
	}
	back := verbMenu
	if ask.CanBack {
		back = verbBack
	}
	return [][]box.Button{
		t.shareButton(ask), papers, on,
		{t.button("ui.back", back), t.button("ui.help_now", verbAsk)},
		{t.button("ui.language", verbTongues), t.hideButton()},
	}
}

func (t *turn) button(key, verb string) box.Button {
	return box.Button{Label: t.w.Text(key), Data: t.data(verb, "")}
}

func (t *turn) hideButton() box.Button {
	return box.Button{Label: t.w.Text("ui.hide"), Data: hideData}
}

// numbered puts the number before a choice: it can be typed where a press gets lost.
func numbered(i int, label string) string { return strconv.Itoa(i+1) + ". " + label }
