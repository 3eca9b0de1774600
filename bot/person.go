package bot

import (
	"strings"
	"time"

	"safeharbour/bot/answer"
	"safeharbour/bot/box"
	"safeharbour/bot/flow"
	"safeharbour/bot/record"
)

// fromPerson takes what the person did.
func (t *turn) fromPerson() error {
	if t.in.ID < t.c.HiddenAt {
		return t.overtaken()
	}
	if t.in.Again && !t.b.IsHide(t.in) {
		return t.revived()
	}
	last := t.c.Seen
	t.c.Seen, t.c.Blocked = t.now, false
	if t.b.IsHide(t.in) {
		return t.hide()
	}
	if err := t.tidy(); err != nil {
		return err
	}
	t.fresh = t.in.Kind != box.Press || t.elsewhere()
	t.quiet = t.late()
	if err := t.read(); err != nil {
		return err
	}
	t.quiet = t.quiet || t.late() // the answer may have led into a discreet flow
	t.wasAway(last)
	t.wasSlowed()
	if err := t.settle(); err != nil {
		return err
	}
	if t.clear {
		return t.hide()
	}
	t.conclude()
	if err := t.release(); err != nil {
		return err
	}
	if err := t.plan(); err != nil {
		return err
	}
	if t.quiet && t.in.Late && t.screen().on != t.c.On {
		t.c.Screen++ // the buttons that still stand there belong to another question
	}
	return t.draw()
}

// elsewhere tells whether the button that was pressed stands on another message than the screen that the channel knows: a question
// that was sent twice stands below the screen, and who presses there would not see an edit above.
func (t *turn) elsewhere() bool { return t.in.Ref != "" && t.in.Ref != screenRef }

// stale is how long after it was sent an input is still answered, when it waited elsewhere meanwhile (security.md §4, late
// replies after an outage).
const stale = 6 * time.Hour

// late tells whether an input comes so late that nothing may appear on the screen: it counts, and the person gets the next
// screen when they write again. In a discreet flow it always does: nobody knows who holds the phone now.
func (t *turn) late() bool {
	return t.in.Late && (t.discreet() || t.now.Sub(t.in.At) > stale)
}

// revived keeps an input that staff had tried again. The person may be long gone, and somebody else at the screen: nothing
// appears there, and a press or words answer no question any more. What was said still goes to the helper.
func (t *turn) revived() error {
	if t.in.Kind == box.Press {
		return nil
	}
	e := t.entry()
	e.Edit = t.in.Kind == box.Edited
	if err := t.keep(e); err != nil {
		return err
	}
	if err := t.plan(); err != nil {
		return err
	}
	return t.forgetWords()
}

// overtaken keeps an input that came before a hide but whose turn comes after it. Nothing may appear on the screen.
func (t *turn) overtaken() error {
	if err := t.readUnseen(); err != nil {
		return err
	}
	if err := t.plan(); err != nil {
		return err
	}
	if t.in.Kind == box.Press {
		return nil
	}
	return t.erase(t.in.Ref)
}

// readUnseen takes an input as it was meant, on the screen that stood there before the hide: a signal that was pressed
// just before counts. Then the neutral front is up again.
func (t *turn) readUnseen() error {
	mode, screen := t.c.Mode, t.c.Screen
	t.c.Mode, t.c.Screen = t.c.Was, t.c.WasScreen
	on := t.screen().on
	if err := t.read(); err != nil {
		return err
	}
	if err := t.settle(); err != nil {
		return err
	}
	if t.screen().on != on {
		t.c.WasScreen++ // another press of the same button answers nothing more
	}
	t.unseen()
	t.seal()
	t.c.Was, t.c.Mode, t.c.Screen, t.c.Confirm, t.c.Topic = t.c.Mode, mode, screen, false, ""
	return nil
}

// tidy deletes what the person wrote, where the screen is discreet, and what the bot said beside the screen.
func (t *turn) tidy() error {
	var beside []box.Ref
	if t.c.Sorry {
		beside = append(beside, sorryRef)
	}
	if t.c.Pinged {
		beside = append(beside, pingRef)
	}
	t.c.Sorry, t.c.Pinged = false, false
	if err := t.forgetWords(); err != nil || len(beside) == 0 {
		return err
	}
	return t.erase(beside...)
}

// forgetWords deletes what the person wrote, where the screen is discreet.
func (t *turn) forgetWords() error {
	if t.in.Kind == box.Press || !t.discreet() {
		return nil
	}
	return t.erase(t.in.Ref)
}

func (t *turn) erase(refs ...box.Ref) error {
	if refs[0] == "" {
		return nil
	}
	return t.send(box.Out{Urgency: box.Hide, Verb: box.Erase, Refs: refs})
}

// read takes the input by what it is.
func (t *turn) read() error {
	switch t.in.Kind {
	case box.Press:
		return t.press(t.in.Text)
	case box.Text:
		return t.text(t.in.Text)
	case box.Edited:
		e := t.entry()
		e.Edit = true
		t.quiet = true // a changed message answers no question
		return t.keep(e)
	default:
		return t.attached()
	}
}

// text takes typed words: a command, a button by its number or its words, an answer, or a message for the helper.
func (t *turn) text(words string) error {
	words = strings.TrimSpace(words)
	if strings.HasPrefix(words, "/") {
		if done, err := t.command(words); done {
			return err
		}
	}
	if t.c.Mode == record.Hidden {
		t.c.Mode = record.Neutral
		return t.keep(t.entry())
	}
	if t.c.Mode != record.New {
		switch data, ok := t.match(words); {
		case ok && data == hideData:
			t.clear = true
			return nil
		case ok:
			return t.press(data)
		}
		if done, err := t.tickAll(words); done {
			return err
		}
	}
	switch {
	case t.c.Mode == record.New:
		t.open()
		return t.message()
	case t.c.Mode == record.Language:
		if tag, ok := t.b.Content.Words.Find(words); ok {
			return t.setLanguage(tag)
		}
		return t.message()
	case t.c.Mode == record.Neutral:
		return t.keep(t.entry()) // without a word of it: whoever looks at the dull menu need not know that anybody reads
	case t.c.Confirm:
		return t.confirmed(words)
	case t.c.Mode == record.InFlow:
		return t.typed(words)
	default:
		return t.message()
	}
}

// confirmed takes words while "shall I send a signal?" is on the screen. They are no answer to the question below it.
func (t *turn) confirmed(words string) error {
	switch {
	case t.says(words, "ui.yes_words"):
		return t.sendSignal()
	case t.says(words, "ui.no_words"):
		t.c.Confirm = false
		return nil
	}
	t.c.Tells = append(t.c.Tells, record.Tell{Text: "error.choice_unknown", Example: "1"})
	return t.message()
}

// command takes a command. Arguments are ignored: nothing that a link can carry decides anything.
func (t *turn) command(words string) (bool, error) {
	name, _, _ := strings.Cut(words, " ")
	switch strings.ToLower(name) {
	case "/start":
		t.start()
	case "/help":
		t.toMenu()
	case "/language":
		t.askLanguage()
	default:
		return false, nil
	}
	return true, nil
}

// start opens the conversation, or shows where it is. After a hide it shows the neutral menu and nothing else.
func (t *turn) start() {
	switch t.c.Mode {
	case record.New:
		t.open()
	case record.Hidden:
		t.c.Mode = record.Neutral
	}
}

// open greets somebody who never wrote: the choice of the language comes first. Who hid before that gets the dull menu.
func (t *turn) open() {
	t.c.Mode, t.c.Before = record.Language, record.Menu
	if t.c.HiddenAt != 0 {
		t.c.Before = record.Neutral
	}
}

func (t *turn) askLanguage() {
	if t.c.Mode != record.Language {
		t.c.Before = t.c.Mode
		if t.c.Before == record.New || t.c.Before == record.Hidden {
			t.c.Before = record.Neutral
		}
	}
	t.c.Mode = record.Language
}

func (t *turn) setLanguage(tag string) error {
	t.c.Lang = tag
	t.w = t.words()
	t.c.Mode = t.c.Before
	if t.c.Mode == record.New {
		t.c.Mode = record.Menu
	}
	return t.touchCases("language")
}

// toMenu shows the first menu, or the neutral one where that is what the person sees.
func (t *turn) toMenu() {
	t.c.Confirm, t.c.Paper = false, nil
	switch t.c.Mode {
	case record.New:
		t.open()
	case record.Hidden, record.Neutral:
		t.c.Mode = record.Neutral
	case record.Language:
		// The language comes first.
	default:
		t.c.Mode = record.Menu
	}
}

// typed takes words while a question is on the screen.
func (t *turn) typed(words string) error {
	ask := t.ask()
	if ask.Finished {
		return t.message()
	}
	if ask.Type() == answer.Place {
		return t.placeWords(ask, words)
	}
	if takesWords(ask) {
		return t.step(flow.Input{Kind: flow.Type, Step: ask.Step, Text: words, Hints: t.hints()})
	}
	if ask.Type() != answer.Read { // on a page there is nothing to choose: they say something to the helper
		t.c.Tells = append(t.c.Tells, record.Tell{Text: "error.choice_unknown", Example: "1"})
	}
	return t.message()
}

// message keeps words that answer no question, for the helper.
func (t *turn) message() error {
	if !answer.Secret(t.in.Text) {
		t.acknowledge()
	}
	return t.keep(t.entry())
}

// acknowledge tells that something was kept, and whether anybody gets it now. Who agreed already is not told that nothing
// goes on without their yes, and a flow that keeps nothing does not say that it keeps something.
func (t *turn) acknowledge() {
	key := "ui.kept"
	if _, ok := t.hears(); !ok && !t.agreed() {
		if t.passing(t.c.Flow) && t.inUse(t.c.Flow) {
			return
		}
		key = "ui.kept_here"
	}
	t.c.Tells = append(t.c.Tells, record.Tell{Text: key})
}

// attached takes a photo, a file, a place, or anything else that is no text.
func (t *turn) attached() error {
	if t.in.Album != "" && t.in.Album == t.c.Album {
		t.quiet = true // one acknowledgement for an album
		return t.keep(t.entry())
	}
	t.c.Album = t.in.Album
	switch t.c.Mode {
	case record.New:
		t.open()
	case record.Hidden:
		t.c.Mode = record.Neutral
	}
	if err := t.keep(t.entry()); err != nil {
		return err
	}
	if t.in.File != nil && t.in.File.Size > box.FileLimit && t.c.Mode != record.Neutral {
		t.c.Tells = append(t.c.Tells, record.Tell{Text: "ui.file_large"})
	}
	if given, ok := t.given(); ok {
		return t.step(given)
	}
	if t.c.Mode != record.Neutral {
		t.acknowledge()
	}
	return nil
}

// entry is the input as it goes into the log of the case.
func (t *turn) entry() record.Entry {
	with := ""
	if t.passing(t.c.Flow) && t.inUse(t.c.Flow) {
		with = t.c.Flow
	}
	return record.Entry{With: with, At: t.in.At, Who: record.Person, Text: t.in.Text, File: t.in.File, Place: t.in.Place, Ref: t.in.Ref}
}
