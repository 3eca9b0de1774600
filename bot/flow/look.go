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

// Current is the question to draw. A state whose flow does not exist is finished.
func Current(set *Set, st State, now time.Time) Ask {
	w, ok := look(set, &st, now)
	if !ok {
		return Ask{Flow: st.Flow, Finished: true}
	}
	return w.ask()
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
	a.Choices, a.ticked = v.def.Choices, w.ticked(v)
	for _, l := range v.def.Lines {
		if w.holds(l.when) {
			a.Lines = append(a.Lines, l)
		}
	}
	return a
}

// Consent tells whether the person agreed to a hand-off (given), or said no to it (refused). Neither holds before the
// question. Where several steps ask, the last answer decides.
func Consent(set *Set, st State, now time.Time) (given, refused bool) {
	w, ok := look(set, &st, now)
	if !ok {
		return false, false
	}
	return w.consent()
}

// HandsOff tells whether an answer wants the case handed off, whatever the person said about consent. A tick counts at
// once, before the person sends it.
func HandsOff(set *Set, st State, now time.Time) bool {
	w, ok := look(set, &st, now)
	return ok && w.urgent()
}

// Answers are the answers on the path, in the order of the steps, those that were passed over too. Ticks that want the
// case handed off are among them before the person sends them, so that staff see why they have the case.
func Answers(set *Set, st State, now time.Time) []Answer {
	w, ok := look(set, &st, now)
	if !ok {
		return nil
	}
	list := make([]Answer, 0, len(st.Answers)+1)
	for _, v := range w.visits {
		switch {
		case w.urgentDraft(v):
			list = append(list, Answer{Step: v.key, Def: v.def, Value: answer.Value{Type: answer.Many, Codes: st.Draft}, Draft: true})
		case v.value != nil:
			list = append(list, Answer{Step: v.key, Def: v.def, Value: *v.value})
		}
	}
	return list
}

// Facts are the answers that mean something to the rest of the bot, by the step's fact. Of several the last one counts;
// steps that were passed over give none.
func Facts(set *Set, st State, now time.Time) map[string]answer.Value {
	facts := map[string]answer.Value{}
	w, ok := look(set, &st, now)
	if !ok {
		return facts
	}
	for _, v := range w.visits {
		if v.def.Fact != "" && v.value != nil && !v.value.Skipped {
			facts[v.def.Fact] = *v.value
		}
	}
	return facts
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
		if v.def.Answer != answer.Read && !v.def.again && (v.value == nil || v.value.Skipped) {
			keys = append(keys, v.key)
		}
	}
	return keys
}

// Values are the values of all variables of the flow, for conditions: string, []string or float64, as [cond.Kind] says.
// Ticks count before the person sends them. The map is the caller's own.
func Values(set *Set, st State, now time.Time) map[string]any {
	w, ok := look(set, &st, now)
	if !ok {
		return map[string]any{Today: dayOf(now)}
	}
	env := make(map[string]any, len(w.f.vars))
	for name, k := range w.f.vars {
		env[name] = noValue(k)
	}
	maps.Copy(env, w.env)
	env[Today] = dayOf(now)
	for _, v := range w.visits {
		_, ok := w.f.vars[v.key]
		switch {
		case !ok:
		case v.key == st.Ticking && len(st.Draft) > 0:
			env[v.key] = st.Draft
		case v.value != nil:
			env[v.key] = valueOf(v.def.kind, v.value)
		}
	}
	return env
}
