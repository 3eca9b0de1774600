package flow

import (
	"slices"
	"time"

	"safeharbour/bot/answer"
)

// Step takes one input. It never fails: an input that does not fit the current step changes nothing, and one that was
// refused gives [Wrong]. A state that was made with another version of the flow is fitted first, as [Adapt] does.
func Step(set *Set, st State, in Input, now time.Time) (State, []Effect) {
	v, effects := Look(set, st, now).Step(in)
	return v.st, effects
}

// Step is what the function of this name does, with the view of the new state: where no answer changed, nobody need walk it.
func (v *View) Step(in Input) (*View, []Effect) {
	var effects []Effect
	if v.w == nil || v.st.Version != v.w.f.Version {
		var st State
		st, effects = Adapt(v.set, v.st, v.now)
		if v = Look(v.set, st, v.now); v.w == nil {
			return v, effects
		}
	}
	t := turn{View: &View{set: v.set, st: v.st, now: v.now}, effects: effects}
	t.w = v.w.of(&t.st)
	t.take(in)
	return t.View, t.effects
}

// turn is the work on one input.
type turn struct {
	*View   // of the state as it becomes
	effects []Effect
}

func (t *turn) take(in Input) {
	switch in.Kind {
	case Goto:
		t.jump(in.Text)
		return
	case Start:
		t.comesBack()
		return
	}
	i, step := t.w.current(), ""
	if i >= 0 {
		step = t.w.visits[i].key
	}
	if in.Step != "" && in.Step != step {
		return // stale: a press on an old screen
	}
	switch {
	case in.Kind == Back && t.st.Picking:
		t.st.Picking = false
	case in.Kind == Back:
		if b := t.w.before(); b >= 0 {
			t.jump(t.w.visits[b].key)
		}
	case i >= 0:
		t.answer(t.w.visits[i], in)
	}
}

// jump makes a step on the path the current one.
func (t *turn) jump(key string) {
	if t.w.index(key) >= 0 {
		t.st.Cursor, t.st.Picking = key, false
	}
}

// answer takes what may be the answer to v.
func (t *turn) answer(v visit, in Input) {
	switch in.Kind {
	case Choose, Again:
		t.choose(v, in.Text)
	case Done:
		t.done(v)
	case Type:
		t.typed(v, in)
	case Give:
		t.given(v, in.Value)
	case Several:
		t.several(v)
	case Skip:
		switch {
		case v.def.Todo && len(t.w.ticked(v)) > 0: // what is done stays done
			t.done(v)
		case v.def.Skip:
			t.store(v, answer.Value{Type: v.def.Answer, Skipped: true})
		}
	}
}

func (t *turn) choose(v visit, code string) {
	switch v.def.Answer {
	case answer.Many:
		switch {
		case !slices.Contains(t.w.choices(v.def), code):
		case t.w.quick(v):
			t.store(v, answer.Value{Type: answer.Many, Codes: []string{code}})
		default:
			t.tick(v, code)
		}
	case answer.Review:
		t.reviewed(v, code)
	case answer.One, answer.YesNo:
		if slices.Contains(v.def.Choices, code) {
			t.store(v, answer.Value{Type: v.def.Answer, Codes: []string{code}})
		}
	case answer.Country:
		if isCountry(code) {
			t.store(v, answer.Value{Type: answer.Country, Codes: []string{code}})
		}
	case answer.Place:
		if isPlace(code) {
			t.store(v, answer.Value{Type: answer.Place, Codes: []string{code}})
		}
	}
}

// tick ticks a choice of a `many` step, or takes the tick away. An exclusive choice clears all others, and any other
// choice clears the exclusive ones. Ticks stand in the order of the choices.
func (t *turn) tick(v visit, code string) {
	agreed, _ := t.w.consent()
	old := t.w.ticked(v)
	alone := slices.Contains(v.def.Exclusive, code)
	var ticks []string
	for _, c := range v.def.Choices {
		on := slices.Contains(old, c)
		switch {
		case c == code:
			on = !on
		case alone || slices.Contains(v.def.Exclusive, c):
			on = false
		}
		if on {
			ticks = append(ticks, c)
		}
	}
	t.st.Ticking, t.st.Draft = v.key, ticks
	t.handOff(agreed)
}

// done sends the ticks, or ends a page. No tick at all is passing over, also where "none" can be ticked: who only went on has
// not said that nobody is in danger.
func (t *turn) done(v visit) {
	switch v.def.Answer {
	case answer.Read:
		t.store(v, answer.Value{Type: answer.Read})
	case answer.Many:
		codes := t.w.ticked(v)
		switch {
		case len(codes) > 0:
			t.store(v, answer.Value{Type: answer.Many, Codes: slices.Clone(codes)})
		case v.def.Skip:
			t.store(v, answer.Value{Type: answer.Many, Skipped: true})
		default:
			t.wrong(&answer.Problem{Code: answer.ChoiceUnknown})
		}
	}
}

// typed reads words. Codes of choices are taken too; other words for them are known only to whoever drew the buttons.
func (t *turn) typed(v visit, in Input) {
	switch v.def.Answer {
	case answer.One, answer.Many, answer.YesNo, answer.Review:
		if slices.Contains(v.def.Choices, in.Text) {
			t.choose(v, in.Text)
			return
		}
	case answer.Read:
		return // whatever is said to a page: it stays until it was read
	}
	value, problem := parse(v.def, in)
	if problem != nil {
		t.wrong(problem)
		return
	}
	t.given(v, value)
}

// parse reads typed words as an answer to d.
func parse(d *StepDef, in Input) (answer.Value, *answer.Problem) {
	h := in.Hints
	if d.Answer == answer.Text || d.Answer == answer.Account {
		h.Max = d.Max
	}
	if d.Fact == "deadline" {
		h.Future = true
	}
	return answer.Parse(d.Answer, in.Text, h)
}

// given takes a value that is complete.
func (t *turn) given(v visit, value answer.Value) {
	switch {
	case value.Type != v.def.Answer || !fits(v.def, value):
		return
	case len(value.Text) > maxOneText || value.Text != "" && size(t.st)+len(value.Text) > maxState:
		t.wrong(&answer.Problem{Code: answer.TextLong})
	default:
		value.Codes = slices.Clone(value.Codes)
		t.store(v, value)
	}
}

func (t *turn) wrong(p *answer.Problem) {
	t.effects = append(t.effects, Effect{Kind: Wrong, Problem: p})
}

// store puts an answer in its place, wipes the answers that are no longer on the path, and says what follows from it.
func (t *turn) store(v visit, value answer.Value) {
	was := t.st.Answers
	agreed, _ := t.w.consent()
	t.st.Answers = t.put(v.key, value)
	t.st.Cursor, t.st.Picking = "", false
	if t.st.Ticking == v.key {
		t.st.Ticking, t.st.Draft = "", nil
	}
	t.walk()
	if old, ok := find(was, v.key); !ok || !same(old.Value, value) {
		t.unreview(v.key)
	}
	t.wipe()
	if steps := changed(was, t.st.Answers); len(steps) > 0 {
		t.effects = append(t.effects, Effect{Kind: Changed, Steps: steps})
	}
	t.handOff(agreed)
	for _, l := range v.def.Show {
		if t.w.holds(l.when) {
			t.effects = append(t.effects, Effect{Kind: Tell, Text: l.Text, Contacts: l.Contacts})
		}
	}
	if v.def.hide != nil && t.w.holds(v.def.hide) {
		t.effects = append(t.effects, Effect{Kind: Hide})
	}
	t.end()
}

func (t *turn) walk() { t.w = walkFlow(t.w.f, &t.st, t.now) }

// put is the list of answers with one more, or with another value. It is always a new list: the old state stays as it is.
func (t *turn) put(key string, value answer.Value) []Answered {
	list := make([]Answered, 0, len(t.st.Answers)+1)
	at := 0 // how many answers stand before it on the path
	for _, v := range t.w.visits {
		if v.key == key {
			break
		}
		if v.value != nil {
			at++
		}
	}
	old := t.st.Answers
	list = append(append(list, old[:at]...), Answered{Step: key, Value: value})
	if at < len(old) && old[at].Step == key {
		at++
	}
	return append(list, old[at:]...)
}

// wipe keeps only the answers that are on the path.
func (t *turn) wipe() {
	if t.st.Ticking != "" && t.w.index(t.st.Ticking) < 0 {
		t.st.Ticking, t.st.Draft = "", nil
	}
	if t.w.tidy() {
		return
	}
	t.st.Answers = t.w.answered()
	t.walk()
}

// handOff says what became of consent, and hands off when there is consent and an urgent answer for the first time.
func (t *turn) handOff(agreed bool) {
	given, _ := t.w.consent()
	if given != agreed {
		t.effects = append(t.effects, Effect{Kind: Consented, Given: given})
	}
	if given && !t.st.Handed && t.w.urgent() {
		t.st.Handed = true
		t.effects = append(t.effects, Effect{Kind: HandOff})
	}
}

// changed are the keys of the answers that differ between two lists, in the order of the new list and then of the old.
func changed(old, now []Answered) []string {
	var keys []string
	for _, a := range now {
		if b, ok := find(old, a.Step); !ok || !same(a.Value, b.Value) {
			keys = append(keys, a.Step)
		}
	}
	for _, b := range old {
		if _, ok := find(now, b.Step); !ok {
			keys = append(keys, b.Step)
		}
	}
	return keys
}

func find(list []Answered, key string) (*Answered, bool) {
	for i := range list {
		if list[i].Step == key {
			return &list[i], true
		}
	}
	return nil, false
}

func same(a, b answer.Value) bool {
	return a.Type == b.Type && a.Skipped == b.Skipped && slices.Equal(a.Codes, b.Codes) && a.Text == b.Text &&
		a.Day == b.Day && a.Amount == b.Amount && a.Lat == b.Lat && a.Lon == b.Lon
}

// end says that no question is left.
func (t *turn) end() {
	switch {
	case t.w.current() >= 0:
	case t.w.to != "":
		t.effects = append(t.effects, Effect{Kind: Switch, Flow: t.w.to})
	default:
		t.effects = append(t.effects, Effect{Kind: Finished})
	}
}
