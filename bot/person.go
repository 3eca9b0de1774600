package bot

import (
	"strings"

	"safeharbour/bot/box"
	"safeharbour/bot/flow"
	"safeharbour/bot/record"
)

// fromPerson takes what the person did.
func (t *turn) fromPerson() error {
	if t.in.ID < t.c.HiddenAt {
		return t.overtaken()
	}
	t.c.Seen, t.c.Blocked, t.c.Pinged = t.now, false, false
	if t.b.IsHide(t.in) {
		return t.hide()
	}
	if err := t.forgetWords(); err != nil {
		return err
	}
	t.fresh = t.in.Kind != box.Press
	if err := t.read(); err != nil {
		return err
	}
	if err := t.settle(); err != nil {
		return err
	}
	if t.clear {
		return t.hide()
	}
	if err := t.release(); err != nil {
		return err
	}
	if err := t.plan(); err != nil {
		return err
	}
	return t.draw()
}

// overtaken keeps an input that came before a hide but whose turn comes after it. Nothing may appear on the screen.
func (t *turn) overtaken() error {
	if t.in.Kind == box.Press {
		return nil
	}
	if err := t.keep(t.entry()); err != nil {
		return err
	}
	return t.erase(t.in.Ref)
}

// forgetWords deletes what the person wrote, where the screen is discreet.
func (t *turn) forgetWords() error {
	if t.in.Kind == box.Press || !t.discreet() {
		return nil
	}
	return t.erase(t.in.Ref)
}

func (t *turn) erase(ref box.Ref) error {
	if ref == "" {
		return nil
	}
	return t.send(box.Out{Urgency: box.Hide, Verb: box.Erase, Refs: []box.Ref{ref}})
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
		if data, ok := t.match(words); ok {
			return t.press(data)
		}
	}
	switch t.c.Mode {
	case record.New:
		t.open()
		return t.keep(t.entry())
	case record.Language:
		if tag, ok := t.b.Content.Words.Find(words); ok {
			return t.setLanguage(tag)
		}
		return t.keep(t.entry())
	case record.InFlow:
		return t.typed(words)
	default:
		return t.message()
	}
}

// command takes a command. Arguments are ignored: nothing that a link can carry decides anything.
func (t *turn) command(words string) (bool, error) {
	name, _, _ := strings.Cut(words, " ")
	switch strings.ToLower(name) {
	case "/start":
		t.start()
	case "/help":
		t.toMenu()
		t.redraw = true
	case "/language":
		t.askLanguage()
	default:
		return false, nil
	}
	return true, nil
}

// start opens the conversation, or shows where it is. After a hide it shows the neutral menu and nothing else.
func (t *turn) start() {
	t.redraw = true
	switch t.c.Mode {
	case record.New:
		t.open()
	case record.Hidden:
		t.c.Mode = record.Neutral
	}
}

// open greets somebody who never wrote: the choice of the language comes first.
func (t *turn) open() {
	t.c.Mode, t.c.Before = record.Language, record.Menu
}

func (t *turn) askLanguage() {
	if t.c.Mode != record.Language {
		t.c.Before = t.c.Mode
		if t.c.Before == record.New || t.c.Before == record.Hidden {
			t.c.Before = record.Neutral
		}
	}
	t.c.Mode, t.redraw = record.Language, true
}

func (t *turn) setLanguage(tag string) error {
	t.c.Lang = tag
	t.w = t.words()
	t.c.Mode, t.redraw = t.c.Before, true
	if t.c.Mode == record.New {
		t.c.Mode = record.Menu
	}
	return t.touchCases("language")
}

// toMenu shows the first menu, or the neutral one where that is what the person sees.
func (t *turn) toMenu() {
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
	if takesWords(ask) {
		return t.step(flow.Input{Kind: flow.Type, Step: ask.Step, Text: words, Hints: t.hints()})
	}
	t.c.Tells = append(t.c.Tells, record.Tell{Text: "error.choice_unknown", Example: "1"})
	return t.message()
}

// message keeps words that answer no question, for the helper.
func (t *turn) message() error {
	t.c.Tells = append(t.c.Tells, record.Tell{Text: "ui.kept"})
	return t.keep(t.entry())
}

// attached takes a photo, a file, a place, or anything else that is no text.
func (t *turn) attached() error {
	if t.c.Mode == record.New {
		t.open()
	}
	if t.c.Mode == record.Hidden {
		t.c.Mode = record.Neutral
	}
	if err := t.keep(t.entry()); err != nil {
		return err
	}
	if t.in.Album != "" && t.in.Album == t.c.Album {
		t.quiet = true // one acknowledgement for an album
		return nil
	}
	t.c.Album = t.in.Album
	if given, ok := t.given(); ok && t.c.Mode == record.InFlow {
		return t.step(given)
	}
	switch {
	case t.c.Mode == record.Neutral, t.c.Mode == record.Language:
	case t.in.File != nil && t.in.File.Size > fileMax:
		t.c.Tells = append(t.c.Tells, record.Tell{Text: "error.file_big", Example: "20 MB"})
	default:
		t.c.Tells = append(t.c.Tells, record.Tell{Text: "ui.kept"})
	}
	return nil
}

// entry is the input as it goes into the log of the case.
func (t *turn) entry() record.Entry {
	return record.Entry{At: t.in.At, Who: record.Person, Text: t.in.Text, File: t.in.File, Place: t.in.Place, Ref: t.in.Ref}
}
