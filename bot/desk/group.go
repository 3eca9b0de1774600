package desk

import (
	"errors"

	"safeharbour/bot/box"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
	"safeharbour/bot/trend"
)

// regroup tells staff of cases whose group is another now, in their topics and on their cards, and has their urgency looked at. The
// persons hear nothing of it.
func (t *turn) regroup(cases []*record.Case) error {
	for _, c := range cases {
		if err := c.Save(t.tx); err != nil {
			return err
		}
		if err := t.grouped(c); err != nil {
			return err
		}
		if c.Topic == 0 {
			continue
		}
		if err := t.editCard(c); err != nil {
			return err
		}
		if err := c.Save(t.tx); err != nil { // its title may be another
			return err
		}
	}
	return nil
}

// grouped says in the topic of a case that its group is another now. A case that has no topic yet has it on its first card; where the
// work is done, or consent was taken back, the card alone changes.
func (t *turn) grouped(c *record.Case) error {
	if c.Group != "" {
		if err := t.d.Box.Put(t.tx, box.In{Chat: c.Chat, At: t.now, Kind: box.Came, Text: box.WeighCase, Case: c.ID}); err != nil {
			return err
		}
	}
	if c.Topic == 0 || c.Status == record.Closed || !trend.Agreed(c) {
		return nil
	}
	text := t.w.Text("staff.group_over")
	if c.Group != "" {
		text = t.w.Text("staff.group", "Group", c.Group)
	}
	return t.post(c, box.Out{Text: text})
}

// group is the line of the card about the group of a case.
func (t *turn) group(c *record.Case) []string {
	if c.Group == "" {
		return nil
	}
	n, err := trend.GroupSize(t.tx, c)
	if err != nil {
		if !errors.Is(err, store.ErrSealed) { // as with openSteps
			t.fault = err
		}
		return nil
	}
	return []string{t.w.Plural("card.group", n, "Group", c.Group)}
}
