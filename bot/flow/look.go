package flow

import (
	"maps"
	"time"

	"safeharbour/bot/answer"
)

// look walks the state's flow without changing anything. There is no walk when the flow does not exist.
func look(set *Set, st *State, now time.Time) (*walk, bool) {
	f, ok := set.flows[st.Flow]
	if !ok {
		return nil, false
	}
	return walkFlow(f, st, now), true
}

// View is a state that was walked once, for somebody who asks several things of it: a walk costs as much as reading a
// record. It is for one goroutine.
type View struct {
	set *Set
	st  State
	now time.Time
	w   *walk // nil when the flow does not exist
	ask *Ask
}

// Look walks a state. The state must not be changed after it.
func Look(set *Set, st State, now time.Time) *View {
	v := &View{set: set, st: st, now: now}
	v.w, _ = look(set, &v.st, now)
	return v
}

// State is the state that was walked. Its lists must not be changed.
func (v *View) State() State { return v.st }

// Holds tells whether walking the same state now would give the same: no file has changed, and it is still the same day.
func (v *View) Holds(set *Set, now time.Time) bool {
	return v.w != nil && v.w.f == set.flows[v.st.Flow] && dayOf(v.now) == dayOf(now)
}

// Current is the question to draw. A state whose flow does not exist is finished.
func Current(set *Set, st State, now time.Time) Ask { return Look(set, st, now).Current() }

// Current is what the function of this name gives.
func (v *View) Current() Ask {
	if v.ask == nil {
		ask := Ask{Flow: v.st.Flow, Finished: true}
		if v.w != nil {
			ask = v.w.ask()
		}
		v.ask = &ask
	}
	return *v.ask
}

func (w *walk) ask() Ask {
	a := Ask{Flow: w.f.ID, CanBack: w.before() >= 0, Total: len(w.visits)}
	for _, v := range w.visits {
		if v.value != nil {
			a.Answered++
		}
	}
	i := w.current()
	if i < 0 {
		a.Finished = true
		return a
	}
	v := w.visits[i]
	a.Step, a.Def, a.Round, a.CanSkip = v.key, v.def, v.round, v.def.Skip
	a.Choices, a.ticked, a.Quick = w.choices(v.def), w.ticked(v), w.quick(v)
	a.Picking = w.st.Picking && v.def.Answer == answer.Review
	for _, r := range w.review(v.def) {
		a.Review = append(a.Review, r.answer())
	}
	a.Lines, a.Share = w.said(v.def.Lines), w.said(v.def.Share)
	return a
}

// said are the lines whose condition holds, with the flags that are listed under them.
func (w *walk) said(lines []Line) []Line {
	var list []Line
	for _, l := range lines {
		if !w.holds(l.when) {
			continue
		}
		if l.Flags != "" {
			l.Seen = w.f.seen(l.Flags, w.env)
		}
		list = append(list, l)
	}
	return list
}

// Consent tells whether the person agreed to a hand-off (given), or said no to it (refused). Neither holds before the
// question. Where several steps ask, the last answer decides.
func Consent(set *Set, st State, now time.Time) (given, refused bool) {
	return Look(set, st, now).Consent()
}

// Consent is what the function of this name gives.
func (v *View) Consent() (given, refused bool) {
	if v.w == nil {
		return false, false
	}
	return v.w.consent()
}

// HandsOff tells whether an answer wants the case handed off, whatever the person said about consent. A tick counts at
// once, before the person sends it.
func HandsOff(set *Set, st State, now time.Time) bool { return Look(set, st, now).HandsOff() }

// HandsOff is what the function of this name gives.
func (v *View) HandsOff() bool { return v.w != nil && v.w.urgent() }

// Answers are the answers on the path, in the order of the steps, those that were passed over too. Ticks that want the
// case handed off are among them before the person sends them, so that staff see why they have the case.
func Answers(set *Set, st State, now time.Time) []Answer { return Look(set, st, now).Answers() }

// Answers is what the function of this name gives.
func (v *View) Answers() []Answer {
	if v.w == nil {
		return nil
	}
	list := make([]Answer, 0, len(v.st.Answers)+1)
	for _, s := range v.w.visits {
		switch {
		case v.w.drafted(s):
			list = append(list, Answer{Step: s.key, Def: s.def, Value: answer.Value{Type: answer.Many, Codes: v.st.Draft}, Draft: true, Left: v.w.left(s)})
		case s.value != nil:
			a := s.answer()
			a.Left = v.w.left(s)
			list = append(list, a)
		}
	}
	return list
}

// answer is the visit as others see it.
func (v visit) answer() Answer {
	a := Answer{Step: v.key, Def: v.def}
	if v.value != nil {
		a.Value = *v.value
	}
	return a
}

// Facts are the answers that mean something to the rest of the bot, by the step's fact. Of several the last one counts;
// steps that were passed over give none.
func Facts(set *Set, st State, now time.Time) map[string]answer.Value {
	facts := map[string]answer.Value{}
	v := Look(set, st, now)
	if v.w == nil {
		return facts
	}
	for _, s := range v.w.visits {
		if fact, ok := s.fact(); ok {
			facts[fact] = *s.value
		}
	}
	return facts
}

// fact is what the visit's answer means to the rest of the bot.
func (v visit) fact() (fact string, ok bool) {
	return v.def.Fact, v.def.Fact != "" && v.value != nil && !v.value.Skipped
}

// Fact is one of [Facts]; no answer where there is none.
func (v *View) Fact(name string) (value answer.Value) {
	if v.w == nil {
		return value
	}
	for _, s := range v.w.visits {
		if fact, ok := s.fact(); ok && fact == name {
			value = *s.value
		}
	}
	return value
}

// Answer is the value that the step has on the path; no answer where there is none.
func (v *View) Answer(step string) (value answer.Value) {
	if v.w == nil {
		return value
	}
	if i := v.w.index(step); i >= 0 && v.w.visits[i].value != nil {
		value = *v.w.visits[i].value
	}
	return value
}

// Open are the keys of the steps on the path that have no answer, or were passed over: what staff can still ask for.
// Pages to read and the questions for another round are not among them.
func Open(set *Set, st State, now time.Time) []string {
	w, ok := look(set, &st, now)
	if !ok {
		return nil
	}
	var keys []string
	for _, v := range w.visits {
		if v.def.Answer != answer.Read && v.def.Answer != answer.Review && !v.def.again && (v.value == nil || v.value.Skipped) {
			keys = append(keys, v.key)
		}
	}
	return keys
}

// Values are the values of all variables of the flow, for conditions: string, []string or float64, as [cond.Kind] says.
// Ticks count before the person sends them.
func Values(set *Set, st State, now time.Time) map[string]any { return Look(set, st, now).Values() }

// Values is what the function of this name gives. The map is the caller's to keep.
func (v *View) Values() map[string]any {
	w := v.w
	if w == nil {
		return map[string]any{Today: dayOf(v.now)}
	}
	env := make(map[string]any, len(w.f.vars))
	for name, k := range w.f.vars {
		env[name] = noValue(k)
	}
	maps.Copy(env, w.env)
	env[Today] = dayOf(v.now)
	for _, s := range w.visits {
		_, ok := w.f.vars[s.key]
		switch {
		case !ok:
		case s.key == v.st.Ticking && len(v.st.Draft) > 0:
			env[s.key] = v.st.Draft
		case s.value != nil:
			env[s.key] = valueOf(s.def.kind, s.value)
		}
	}
	w.f.score(env)
	return env
}
