package desk

import (
	"safeharbour/bot/answer"
	"safeharbour/bot/box"
	"safeharbour/bot/record"
)

// unanswered tells staff of a contact that several people got no answer from: once, in the general topic, since it is about
// no case.
func (t *turn) unanswered() error {
	c, ok := t.d.Content.Contacts.ByID(t.in.Text)
	if !ok {
		return nil // taken out of the directory since
	}
	checked := c.Checked()
	month := answer.FormatDay(answer.Day{Year: checked.Year(), Month: int(checked.Month())}, t.w.Tag())
	return t.send(box.Out{Urgency: box.Digest, Verb: box.Post, Text: t.w.Text("staff.unanswered", "Name", c.Name, "Month", month, "ID", c.ID)})
}

// forgetUnanswered drops what is too old of the reports of a contact.
func (t *turn) forgetUnanswered(id string) error {
	again, err := record.ForgetUnanswered(t.tx, id)
	if err != nil || again.IsZero() {
		return err
	}
	return t.d.Box.Later(t.tx, again, box.In{Chat: t.d.Chat, Kind: box.Came, Text: box.ForgetUnanswered + id})
}
