package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"safeharbour/bot/answer"
	"safeharbour/bot/content"
	"safeharbour/bot/demo"
	"safeharbour/bot/flow"
	"safeharbour/bot/locale"
)

// manner is how a walker answers where there is a choice of ways.
type manner int

const (
	presses manner = iota // presses the button
	numbers               // types the button's number, in the digits of the language
	words                 // types the button's words
)

// walker is a person who plays one branch of a flow and judges every screen. Beside the bot it steps the flow itself, so it
// knows which screen must come.
type walker struct {
	c     *content.Content
	p     *demo.Person
	w     *locale.Words
	how   manner
	n     int    // which walk it is: where many buttons would do, it takes another one each time
	think func() // what happens before each input; nil: nothing

	house *house // judges what staff have and what is stored; nil: later
	judge *judge // judges the words of screens; nil: nobody does

	now    demo.Message // the screen before the person
	st     flow.State
	said   []string      // own words that staff must get
	handed bool          // staff must have the case
	code   string        // the code of the case, once it was seen
	waited time.Duration // for a screen, at the most
}

// walk plays a branch from the first word to its end.
func (w *walker) walk(flowID string, inputs []flow.Input) error {
	if err := w.enter(flowID); err != nil {
		return err
	}
	w.st = flow.State{Flow: flowID}
	for i, in := range inputs {
		if err := w.step(in); err != nil {
			return fmt.Errorf("input %d, kind %d, step %q, text %q: %w", i, in.Kind, in.Step, in.Text, err)
		}
	}
	if w.house == nil {
		return nil
	}
	return w.end()
}

// step does one input, and judges what comes of it.
func (w *walker) step(in flow.Input) (err error) {
	if w.think != nil {
		w.think()
	}
	if in, err = w.do(in); err != nil {
		return err
	}
	st, effects := flow.Step(w.c.Flows, w.st, in, time.Now())
	w.st = st
	given, _ := flow.Consent(w.c.Flows, w.st, time.Now())
	w.handed = w.handed || given && flow.HandsOff(w.c.Flows, w.st, time.Now())
	return w.check(effects)
}

// enter comes to the bot, chooses the language and presses the flow in the menu.
func (w *walker) enter(flowID string) error {
	w.p.Send("/start")
	m, err := w.screen(w.c.Words.Words(hint).Text("ui.choose_language"))
	if err != nil {
		return err
	}
	if err := w.answer(m, w.c.Words.Name(w.w.Tag())); err != nil {
		return err
	}
	m, err = w.screen(w.w.Text("ui.menu.ask"))
	if err != nil {
		return err
	}
	if w.judge != nil {
		if err := w.judge.screen(m); err != nil {
			return err
		}
	}
	return w.answer(m, w.w.Text("ui.menu."+flowID))
}

// hint is the language of the walkers' app: none of theirs is chosen by it.
const hint = "en"

// do does one input as a person does, and returns it as the flow will see it.
func (w *walker) do(in flow.Input) (flow.Input, error) {
	c, m := w.c, w.now
	ask := flow.Current(c.Flows, w.st, time.Now())
	in.Hints = w.hints()
	switch in.Kind {
	case flow.Start:
		return in, nil
	case flow.Choose:
		if label := c.Choice(w.w, ask.Def, in.Text); slices.ContainsFunc(m.Labels(), func(l string) bool { return plain(l) == label }) {
			return in, w.answer(m, label)
		} else if place, exact, ok := c.Places.Match(label, ""); ok && exact && place.ID == in.Text {
			w.p.Send(label) // a known place counts as its button
			return in, nil
		} else {
			in = flow.Input{Kind: flow.Type, Step: in.Step, Text: label, Hints: in.Hints}
		}
	case flow.Again:
		return in, w.answer(m, w.w.Text("ui.again."+in.Text))
	case flow.Done:
		key := "ui.done"
		if ask.Type() == answer.Read {
			key = "ui.continue"
		}
		return in, w.control(m, w.w.Text(key))
	case flow.Several:
		return in, w.answer(m, w.w.Text("ui.several"))
	case flow.Skip:
		return in, w.control(m, w.w.Text("ui.skip"))
	case flow.Give:
		return w.give(in)
	case flow.Type:
		in = w.wording(ask, in)
		if in.Kind == flow.Choose {
			return in, w.answer(m, c.Choice(w.w, ask.Def, in.Text))
		}
	}
	w.p.Send(in.Text)
	return in, nil
}

// give sends a place or a picture.
func (w *walker) give(in flow.Input) (flow.Input, error) {
	if in.Value.Type == answer.Pin {
		w.p.SendLocation(in.Value.Lat, in.Value.Lon)
		return in, nil
	}
	w.p.SendPhoto("")
	return in, nil
}

// wording says a typed answer as somebody says it in the language. Where the screen offers places, it takes one of them.
func (w *walker) wording(ask flow.Ask, in flow.Input) flow.Input {
	c := w.c
	switch ask.Type() {
	case answer.Place:
		country, _ := flow.Values(c.Flows, w.st, time.Now())[ask.Def.In].(string)
		if country != "" && w.how != words {
			if ids := c.PlaceIDs(country); len(ids) > 0 {
				return flow.Input{Kind: flow.Choose, Step: in.Step, Text: ids[w.n%len(ids)], Hints: in.Hints}
			}
		}
		in.Text = w.own()
	case answer.Text, answer.Account:
		in.Text = w.own()
	case answer.Date, answer.Money:
		v, problem := answer.Parse(ask.Type(), in.Text, in.Hints)
		if problem != nil {
			return in // the check of the answer says so
		}
		if in.Text = answer.FormatAmount(v.Amount, w.w.Tag()); v.Type == answer.Date {
			in.Text = answer.FormatDay(v.Day, w.w.Tag())
		}
	}
	return in
}

// own are words of the person that nobody else says.
func (w *walker) own() string {
	words := map[string]string{"zh-Hans": "在蓝色大门旁边", "ar": "قرب البوابة الزرقاء", "vi": "bên cạnh cổng xanh", "id": "di samping gerbang biru"}
	text := cmp.Or(words[w.w.Tag()], "beside the blue gate") + " " + strconv.FormatInt(w.p.ID(), 10) + "-" + strconv.Itoa(len(w.said))
	w.said = append(w.said, text)
	return text
}

// hints are what the bot knows when it reads words of this person.
func (w *walker) hints() answer.Hints {
	now := time.Now()
	return answer.Hints{Lang: w.w.Tag(), Today: answer.Day{Year: now.Year(), Month: int(now.Month()), Day: now.Day()}}
}

// answer gives one of the choices on the screen, in the walker's manner.
func (w *walker) answer(m demo.Message, label string) error {
	for _, row := range m.Buttons {
		for _, b := range row {
			if plain(b.Label) != label {
				continue
			}
			number, _, numbered := strings.Cut(b.Label, ". ")
			switch {
			case w.how == words:
				w.p.Send(label)
			case w.how == numbers && numbered:
				w.p.Send(digits(number, w.w.Tag()))
			default:
				return w.p.PressOn(m.ID, b.Data)
			}
			return nil
		}
	}
	return fmt.Errorf("no button %q on %v", label, m.Labels())
}

// control presses a button that has no number, or types its words.
func (w *walker) control(m demo.Message, label string) error { return w.answer(m, label) }

// plain takes number and tick from a button's label.
func plain(label string) string {
	if number, rest, ok := strings.Cut(label, ". "); ok {
		if _, err := strconv.Atoi(number); err == nil {
			label = rest
		}
	}
	return strings.TrimPrefix(label, "☑ ")
}

// digits writes a number as people write it in a language.
func digits(number, tag string) string {
	if tag != "ar" {
		return number
	}
	return strings.Map(func(r rune) rune { return r - '0' + '٠' }, number)
}
