package bot

import (
	"slices"
	"strconv"

	"safeharbour/bot/box"
	"safeharbour/bot/flow"
	"safeharbour/bot/record"
)

// hide clears all that can be deleted and leaves the neutral line. It works in every state. Staff are told, if there is a
// case: a hidden person may be in danger. They are told apart from it that a flow cleared the screen by itself.
func (t *turn) hide() error {
	if err := t.clearScreen(); err != nil {
		return err
	}
	if err := t.plan(); err != nil {
		return err
	}
	id, ok := t.c.LastCase()
	if !ok || !t.mayTell(id) {
		return nil
	}
	what := "hid"
	if t.foreseen {
		what = "cleared"
	}
	return t.tell(box.In{Kind: box.Changed, Case: id, Text: what})
}

// clearScreen leaves the neutral line and nothing else. What came before it draws nothing any more, and what was answered
// before it is not shown again: whoever goes on from the neutral menu may be somebody else.
func (t *turn) clearScreen() error {
	if t.seal() {
		t.news = true
		if err := t.settle(); err != nil {
			return err
		}
	}
	t.unseen()
	if t.c.Mode != record.Hidden {
		t.c.Was, t.c.WasScreen = t.c.Mode, t.c.Screen
	}
	t.c.HiddenAt, t.c.Confirm, t.c.Topic, t.c.Listed, t.c.Paper = t.in.ID, false, "", nil, nil
	t.c.Sorry, t.c.Pinged = false, false
	t.c.Mode = record.Hidden
	if t.c.Lang == "" { // there is nothing to come back to
		t.c.Mode = record.New
	}
	t.c.Screen++
	t.c.On = ""
	return t.send(box.Out{Urgency: box.Hide, Verb: box.Clear, Ref: screenRef, Text: t.w.Text("ui.hidden"), Silent: true})
}

// seal sends ticks that were not sent yet, and remembers which steps have their answers now. It tells whether it sent any.
func (t *turn) seal() (sent bool) {
	for id, st := range t.c.States {
		if len(st.Draft) > 0 {
			done, _ := flow.Step(t.b.Content.Flows, *st, flow.Input{Kind: flow.Done, Step: st.Ticking}, t.now)
			t.c.States[id], st, sent = &done, &done, true
		}
		if t.c.Sealed == nil {
			t.c.Sealed = map[string][]string{}
		}
		delete(t.c.Sealed, id)
		for _, a := range st.Answers {
			t.c.Sealed[id] = append(t.c.Sealed[id], a.Step)
		}
	}
	return sent
}

// unseal lets new answers be shown again.
func (t *turn) unseal(steps []string) {
	if left := without(t.c.Sealed[t.c.Flow], steps); len(left) > 0 {
		t.c.Sealed[t.c.Flow] = left
	} else {
		delete(t.c.Sealed, t.c.Flow)
	}
}

// sealed tells whether a step was answered before the last hide.
func (t *turn) sealed(step string) bool { return slices.Contains(t.c.Sealed[t.c.Flow], step) }

// reach notes that the person blocked the bot, or let it in again. That may mean danger, so staff are told, and what stood
// on a discreet screen is gone when the chat opens again.
func (t *turn) reach(blocked bool) error {
	known := blocked && t.c.Blocked // each message that cannot be sent tells of it
	t.c.Blocked = blocked
	if blocked {
		t.unseen()
	}
	if known {
		return nil
	}
	if !blocked && t.discreet() && (t.c.Mode != record.New || t.c.HiddenAt > 0) { // the block may have been quicker than the hide
		if err := t.clearScreen(); err != nil {
			return err
		}
	}
	for _, id := range t.c.CaseIDs() {
		c, err := record.OpenCase(t.tx, id)
		if err != nil {
			return err
		}
		c.Gone = blocked
		if err := c.Save(t.tx); err != nil {
			return err
		}
		if c.Consent.Withdrawn {
			continue
		}
		what := "back"
		if blocked {
			what = "blocked"
		}
		if err := t.tell(box.In{Kind: box.Changed, Case: id, Text: what}); err != nil {
			return err
		}
	}
	return nil
}

func deadName(in box.In) string { return "dead-" + strconv.FormatUint(in.ID, 10) }
