package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"safeharbour/bot/answer"
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
	h     *house
	p     *demo.Person
	w     *locale.Words
	how   manner
	n     int // which walk it is: where many buttons would do, it takes another one each time
	judge *judge
	st    flow.State
	said  []string // own words that staff must get
	taken string   // the code of the case, once there is one
}

// patient is how long a screen may take on a busy machine before it counts as missing.
const patient = 20 * time.Second

// walk plays a branch from the first word to its end.
func (w *walker) walk(flowID string, inputs []flow.Input) error {
	if err := w.enter(flowID); err != nil {
		return err
	}
	w.st = flow.State{Flow: flowID}
	for i, in := range inputs {
		var err error
		effects := []flow.Effect(nil)
		if in, err = w.do(in); err != nil {
			return fmt.Errorf("input %d %+v: %w", i, in, err)
		}
		now := time.Now()
		w.st, effects = flow.Step(w.h.app.content.Flows, w.st, in, now)
		if err := w.check(effects); err != nil {
			return fmt.Errorf("input %d %+v: %w", i, in, err)
		}
	}
	return w.end()
}

// enter comes to the bot, chooses the language and presses the flow in the menu.
func (w *walker) enter(flowID string) error {
	w.p.Send("/start")
	m, err := w.screen(w.h.app.content.Words.Words(hint).Text("ui.choose_language"))
	if err != nil {
		return err
	}
	if err := w.answer(m, w.h.app.content.Words.Name(w.w.Tag())); err != nil {
		return err
	}
	m, err = w.screen(w.w.Text("ui.menu.ask"))
	if err != nil {
		return err
	}
	if err := w.judge.screen(m); err != nil {
		return err
	}
	return w.answer(m, w.w.Text("ui.menu."+flowID))
}

// hint is the language of the walkers' app: none of theirs is chosen by it.
const hint = "en"

// do does one input as a person does, and returns it as the flow will see it.
func (w *walker) do(in flow.Input) (flow.Input, error) {
	c, m := w.h.app.content, w.p.Last()
	ask := flow.Current(c.Flows, w.st, time.Now())
	in.Hints = w.hints()
	switch in.Kind {
	case flow.Start:
		return in, nil
	case flow.Choose:
		if label := c.Choice(w.w, ask.Def, in.Text); slices.ContainsFunc(m.Labels(), func(l string) bool { return plain(l) == label }) {
			return in, w.answer(m, label)
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
	c := w.h.app.content
	switch ask.Type() {
	case answer.Place:
		country := flow.Facts(c.Flows, w.st, time.Now())["country"].Codes
		if len(country) > 0 && w.how != words {
			if ids := c.PlaceIDs(country[0]); len(ids) > 0 {
				return flow.Input{Kind: flow.Choose, Step: in.Step, Text: ids[w.n%len(ids)], Hints: in.Hints}
			}
		}
		in.Text = w.own()
	case answer.Text:
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
	text := map[string]string{"en": "beside the blue gate", "zh-Hans": "在蓝色大门旁边", "ar": "قرب البوابة الزرقاء"}[w.w.Tag()] +
		" " + strconv.FormatInt(w.p.ID(), 10) + "-" + strconv.Itoa(len(w.said))
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
	ctx, cancel := context.WithTimeout(context.Background(), patient)
	defer cancel()
	var last demo.Message
	var wrong error
	_, err := w.p.WaitFor(ctx, func(list []demo.Message) bool {
		last = demo.Message{}
		for _, m := range list {
			if m.FromBot {
				last = m
			}
		}
		wrong = right(last)
		return wrong == nil
	})
	if err != nil {
		return last, errors.Join(wrong, fmt.Errorf("it is: %v", last))
	}
	return last, nil
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
	if len(m.Buttons) > 0 { // else it is the line that is left after hiding
		if err := w.judge.screen(m); err != nil {
			return err
		}
	}
	return w.handedOff()
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
	if m.Text != w.w.Text("ui.hidden") || len(m.Buttons) > 0 || len(w.p.Messages()) != 1 {
		return errors.New("the chat is not cleared")
	}
	return nil
}

// shows judges whether the screen is the one that must follow.
func (w *walker) shows(m demo.Message, effects []flow.Effect) error {
	c := w.h.app.content
	ask := flow.Current(c.Flows, w.st, time.Now())
	want := []string{w.question(ask)}
	for _, e := range effects {
		if e.Kind == flow.Tell {
			want = append(want, w.w.Text(e.Text))
		}
	}
	for _, l := range ask.Lines {
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
	given, _ := flow.Consent(w.h.app.content.Flows, w.st, time.Now())
	switch {
	case w.urgent():
		return "ui.waiting"
	case !given:
		return "ui.not_sent"
	default:
		return "ui.finished"
	}
}

// choices judges the buttons of the choices: all are there, with their ticks.
func (w *walker) choices(m demo.Message, ask flow.Ask) error {
	if ask.Again() {
		return nil
	}
	for _, code := range ask.Choices {
		label := w.h.app.content.Choice(w.w, ask.Def, code)
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

// urgent tells whether the case must be with staff.
func (w *walker) urgent() bool {
	set, now := w.h.app.content.Flows, time.Now()
	given, _ := flow.Consent(set, w.st, now)
	return w.taken != "" || given && flow.HandsOff(set, w.st, now)
}

// handedOff judges that there is a case and its topic exactly when the flow says so.
func (w *walker) handedOff() error {
	_, c, err := kept(w.h.app.store, w.p, w.st.Flow)
	switch {
	case err != nil:
		return err
	case c == nil && w.urgent():
		return errors.New("the flow hands off, but there is no case")
	case c == nil:
		return nil
	case !w.urgent():
		return errors.New("there is a case before the flow hands off")
	case w.taken != "":
		return nil
	}
	w.taken = c.Code
	_, err = w.topic()
	return err
}

// topic waits for the topic of the case, with its card.
func (w *walker) topic() (topic demo.Topic, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), patient)
	defer cancel()
	_, err = w.h.group.WaitForTopics(ctx, func(list []demo.Topic) bool {
		for _, topic = range list {
			if strings.Contains(topic.Name, w.taken) && slices.ContainsFunc(topic.Messages, func(m demo.Message) bool { return m.Pinned }) {
				return true
			}
		}
		return false
	})
	if err != nil {
		return topic, fmt.Errorf("no topic has the case's code: %w", err)
	}
	return topic, nil
}

// end judges what is left when the walk is over: the answers in the store, the person's chat, and the topic.
func (w *walker) end() error {
	conv, _, err := kept(w.h.app.store, w.p, w.st.Flow)
	if err != nil {
		return err
	}
	got, err := json.Marshal(conv.States[w.st.Flow])
	if err != nil {
		return err
	}
	if want, _ := json.Marshal(w.st); string(got) != string(want) {
		return fmt.Errorf("the store holds %s, not %s", got, want)
	}
	if f, _ := w.h.app.content.Flows.Flow(w.st.Flow); f.Discreet {
		if err := w.erased(); err != nil {
			return err
		}
	}
	if w.taken == "" {
		return nil
	}
	return w.told()
}

// erased waits until none of the person's own messages is left in the chat, and only one of the bot's.
func (w *walker) erased() error {
	ctx, cancel := context.WithTimeout(context.Background(), patient)
	defer cancel()
	_, err := w.p.WaitFor(ctx, func(list []demo.Message) bool { return len(list) == 1 && list[0].FromBot })
	return err
}

// told waits until staff have the whole case, and judges each message of its topic.
func (w *walker) told() error {
	topic, err := w.topic()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patient)
	defer cancel()
	complete := w.h.app.content.Words.Words(w.h.app.cfg.StaffLang).Text("card.complete")
	list, err := w.h.group.WaitFor(ctx, topic.ID, func(list []demo.Message) bool {
		var all strings.Builder
		for _, m := range list {
			all.WriteString(m.Text + "\n")
		}
		missing := slices.ContainsFunc(w.said, func(s string) bool { return !strings.Contains(all.String(), s) })
		return !missing && strings.Contains(all.String(), complete)
	})
	if err != nil {
		return fmt.Errorf("the topic lacks words of the person, or its card is not complete: %w", err)
	}
	for _, m := range list {
		if err := w.judge.staff(m); err != nil {
			return err
		}
	}
	return nil
}
