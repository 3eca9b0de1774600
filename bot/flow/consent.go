package flow

import (
	"slices"
	"time"

	"safeharbour/bot/answer"
)

// Agreement is the answer by which the person agreed to a hand-off: the last of several. ok is false where there is none.
func (v *View) Agreement() (given answer.Value, ok bool) {
	if v.w == nil {
		return given, false
	}
	by := v.w.judged().by
	if by == nil {
		return given, false
	}
	return *by, true
}

// Unrefuse takes back every "no" to a hand-off: the questions are asked again. For somebody who asked for help by other
// means since.
func Unrefuse(set *Set, st State, now time.Time) State {
	w, ok := look(set, &st, now)
	if !ok {
		return st
	}
	var no []string
	for _, v := range w.visits {
		if v.def.consent != nil && v.value != nil && !w.holds(v.def.consent) && (v.def.refused == nil || w.holds(v.def.refused)) {
			no = append(no, v.key)
		}
	}
	if len(no) == 0 {
		return st
	}
	st.Answers = slices.DeleteFunc(slices.Clone(st.Answers), func(a Answered) bool { return slices.Contains(no, a.Step) })
	st.Cursor, st.Ticking, st.Draft = "", "", nil
	t := turn{View: Look(set, st, now)}
	t.wipe()
	return t.st
}
