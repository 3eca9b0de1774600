package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"safeharbour/bot/content"
	"safeharbour/bot/demo"
	"safeharbour/bot/flow"
)

// screen waits for a message of the bot that holds the words.
func (w *walker) screen(words string) (demo.Message, error) {
	return w.await(func(m demo.Message) error {
		if !strings.Contains(m.Text, words) {
			return fmt.Errorf("the screen has not %q", words)
		}
		return nil
	})
}

// await waits until the newest message of the bot is right.
func (w *walker) await(right func(demo.Message) error) (demo.Message, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	begin := time.Now()
	defer func() { w.waited = max(w.waited, time.Since(begin)) }()
	var wrong error
	_, err := w.p.WaitFor(ctx, func(list []demo.Message) bool {
		w.now, wrong = demo.Message{}, right(demo.Message{})
		for _, m := range slices.Backward(list) {
			if !m.FromBot {
				continue
			}
			if w.now.ID == 0 {
				w.now, wrong = m, right(m)
			} else if right(m) == nil {
				w.now, wrong = m, nil
			}
			if wrong == nil || !w.doubled() {
				break
			}
		}
		return wrong == nil
	})
	if err != nil {
		return w.now, errors.Join(wrong, fmt.Errorf("it is: %v", w.now))
	}
	return w.now, nil
}

// doubled tells whether the one screen of the chat may stand there twice, so that the right one may be above: after a kill
// between a send and the note of it, the screen is sent again.
func (w *walker) doubled() bool {
	f, ok := w.c.Flows.Flow(w.st.Flow)
	return w.house == nil && (!ok || f.Discreet)
}

// check waits for the screen that must follow and judges it, and what staff have by now.
func (w *walker) check(effects []flow.Effect) error {
	var right func(demo.Message) error
	switch hidden, err := w.hides(effects); {
	case err != nil:
		return err
	case hidden:
		right = w.neutral
	default:
		right = func(m demo.Message) error { return w.shows(m, effects) }
	}
	m, err := w.await(right)
	if err != nil {
		return err
	}
	if w.judge != nil && len(m.Buttons) > 0 { // without buttons, it is the line that is left after hiding
		if err := w.judge.screen(m); err != nil {
			return err
		}
	}
	if w.house != nil {
		if err := w.handedOff(); err != nil {
			return err
		}
	}
	if ask := flow.Current(w.c.Flows, w.st, time.Now()); len(m.Buttons) == 0 && !ask.Finished {
		return w.comeBack(ask)
	}
	return nil
}

// comeBack goes from the line that is left after hiding through the dull menu to the question that is next.
func (w *walker) comeBack(ask flow.Ask) error {
	w.p.Send("…")
	m, err := w.screen(w.w.Text("ui.neutral"))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(w.c.Menu.Neutral, func(n content.Neutral) bool { return n.For(w.st.Flow) == w.st.Flow })
	topic := "ui.neutral_menu." + w.c.Menu.Neutral[i].Topic.Value
	if err := w.answer(m, w.w.Text(topic)); err != nil {
		return err
	}
	if m, err = w.screen(w.w.Text(topic + ".text")); err != nil {
		return err
	}
	if err := w.answer(m, w.w.Text("ui.go_on")); err != nil {
		return err
	}
	_, err = w.screen(w.question(ask))
	return err
}

// hides tells whether the screen is to be cleared.
func (w *walker) hides(effects []flow.Effect) (hidden bool, err error) {
	for _, e := range effects {
		switch e.Kind {
		case flow.Wrong:
			return false, fmt.Errorf("the flow does not understand: %s", e.Problem.Code)
		case flow.Hide:
			hidden = true
		}
	}
	return hidden, nil
}

// neutral judges the line that is left after hiding.
func (w *walker) neutral(m demo.Message) error {
	if m.Text != w.w.Text("ui.hidden") || len(m.Buttons) > 0 {
		return errors.New("the screen is not cleared")
	}
	return nil
}

// shows judges whether the screen is the one that must follow.
func (w *walker) shows(m demo.Message, effects []flow.Effect) error {
	c := w.c
	ask := flow.Current(c.Flows, w.st, time.Now())
	for _, e := range effects {
		if e.Kind == flow.Switch {
			ask = flow.Current(c.Flows, flow.State{Flow: e.Flow}, time.Now())
		}
	}
	want := []string{w.question(ask)}
	for _, e := range effects {
		if e.Kind == flow.Tell {
			want = append(want, w.w.Text(e.Text))
		}
	}
	for _, l := range ask.Lines {
		if l.With != "" {
			continue // it says what only the bot knows
		}
		want = append(want, w.w.Text(l.Text))
	}
	if note := ask.Note(); note != "" {
		want = append(want, w.w.Text(note))
	}
	for _, text := range want {
		if text == "" || !strings.Contains(m.Text, text) {
			return fmt.Errorf("the screen has not %q", text)
		}
	}
	return w.choices(m, ask)
}

// question is what must be asked, or what must stand at the end.
func (w *walker) question(ask flow.Ask) string {
	switch {
	case ask.Finished:
		return w.w.Text(w.ending())
	case ask.Round > 1 && !ask.Again():
		return strconv.Itoa(ask.Round) + ". " + w.w.Text(ask.Key())
	default:
		return w.w.Text(ask.Key())
	}
}

// ending is the key of what stands after the last question.
func (w *walker) ending() string {
	given, refused := flow.Consent(w.c.Flows, w.st, time.Now())
	switch {
	case w.forgotten():
		return "ui.forgotten" // above the menu
	case w.handed && refused:
		return "ui.finished" // below the word that helpers keep what they have
	case w.handed:
		return "ui.waiting"
	case !given:
		return "ui.not_sent"
	default:
		return "ui.finished"
	}
}

// forgotten tells whether nothing is kept of this walk.
func (w *walker) forgotten() bool {
	f, _ := w.c.Flows.Flow(w.st.Flow)
	return !f.Keep && !w.handed
}

// choices judges the buttons of the choices: all are there, with their ticks.
func (w *walker) choices(m demo.Message, ask flow.Ask) error {
	if ask.Again() {
		return nil
	}
	for _, code := range ask.Choices {
		label := w.c.Choice(w.w, ask.Def, code)
		i := slices.IndexFunc(m.Labels(), func(l string) bool { return plain(l) == label })
		if i < 0 {
			return fmt.Errorf("the choice %q is not on %v", label, m.Labels())
		}
		if ticked := strings.Contains(m.Labels()[i], "☑"); ticked != ask.Ticked(code) {
			return fmt.Errorf("the choice %q has ticked %v", label, ticked)
		}
	}
	return nil
}
