package desk

import (
	"fmt"

	"safeharbour/bot/box"
	"safeharbour/bot/record"
	"safeharbour/bot/trend"
)

// regroup tells staff of cases whose group is another now, in their topics and on their cards, and has their urgency looked at. The
// persons hear nothing of it.
func (t *turn) regroup(cases []*record.Case) error {
	for _, c := range cases {
		if err := t.grouped(c); err != nil {
			return err
		}
		if c.Topic > 0 {
			if err := t.editCard(c); err != nil {
				return err
			}
		}
		if err := c.Save(t.tx); err != nil {
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
	// One message in a topic, which is edited: what waits to be sent is one thing, however often a group comes and goes.
	ref := box.Ref(fmt.Sprintf("%s%d-%d", groupPrefix, c.ID, c.Topic))
	if c.GroupTold != c.Topic {
		c.GroupTold = c.Topic
		return t.post(c, box.Out{Ref: ref, Text: text})
	}
	return t.send(box.Out{Urgency: box.Digest, Verb: box.Edit, Thread: thread(c), Ref: ref, Text: text})
}

// group is the line of the card about the group of a case.
func (t *turn) group(c *record.Case) []string {
	if c.Group == "" {
		return nil
	}
	return []string{t.w.Text("card.group", "Group", c.Group)}
}
