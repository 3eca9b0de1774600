package bot

import (
	"strconv"

	"safeharbour/bot/box"
	"safeharbour/bot/record"
)

// hide clears all that can be deleted and leaves the neutral line. It works in every state. Staff are told, if there is a
// case: a hidden person may be in danger.
func (t *turn) hide() error {
	t.c.HiddenAt, t.c.Confirm, t.c.Topic, t.c.Tells = t.in.ID, false, "", nil
	if t.c.Mode != record.New && t.c.Mode != record.Language {
		t.c.Mode = record.Hidden
	}
	t.c.Screen++
	t.c.On = ""
	if t.c.Mode != record.Hidden { // no language yet: there is nothing to come back to
		t.c.Mode = record.New
	}
	if err := t.send(box.Out{Urgency: box.Hide, Verb: box.Clear, Ref: screenRef, Text: t.w.Text("ui.hidden"), Silent: true}); err != nil {
		return err
	}
	return t.tellOpen("hid")
}

// tellOpen tells the desk something about the case in use, if there is one.
func (t *turn) tellOpen(what string) error {
	id, ok := t.c.LastCase()
	if !ok {
		return nil
	}
	return t.tell(box.In{Kind: box.Changed, Case: id, Text: what})
}

// reach notes that the person blocked the bot, or let it in again. That may mean danger, so staff are told.
func (t *turn) reach(blocked bool) error {
	t.c.Blocked = blocked
	for _, id := range t.c.CaseIDs() {
		c, err := record.OpenCase(t.tx, id)
		if err != nil {
			return err
		}
		c.Gone = blocked
		if err := c.Save(t.tx); err != nil {
			return err
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
