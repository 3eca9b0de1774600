package desk

import (
	"errors"
	"strings"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// lost makes a topic anew that somebody deleted, with the card, what the person said, and the message that found it gone.
func (t *turn) lost() error {
	id, ok := caseOf(t.in.Thread)
	if !ok {
		return nil
	}
	c, err := record.OpenCase(t.tx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if c.Over {
		return nil
	}
	if t.in.Thread == thread(c) {
		if err := t.begin(c, c.Topic > 0); err != nil { // of a case that waits for its topic, nothing is lost
			return err
		}
		c.Relayed = 0
		if err := t.relay(c); err != nil {
			return err
		}
	}
	if err := t.again(c, t.in.Undelivered); err != nil {
		return err
	}
	return c.Save(t.tx)
}

// again sends to the new topic what should have gone to the old one. The card, the contacts and the person's words are
// there already.
func (t *turn) again(c *record.Case, o *box.Out) error {
	if o == nil {
		return nil
	}
	for _, prefix := range []string{cardPrefix, contactsPrefix, saidPrefix, togetherPrefix, groupPrefix} {
		if strings.HasPrefix(string(o.Ref), prefix) {
			return nil
		}
	}
	switch o.Verb {
	case box.Post, box.Copy, box.Sheet, box.Original, box.Attach:
	case box.Edit:
		o.Verb = box.Post // what was to be changed is gone with the topic
	default:
		return nil
	}
	o.Thread, o.NotBefore, o.Pause, o.Marked, o.Reply = thread(c), time.Time{}, 0, false, ""
	return t.send(*o)
}

// report tells of something that could not be sent or taken. What failed three times is told of in its case, or to the member
// of staff who sent it, at once; to everybody it is told together with others.
func (t *turn) report() error {
	if t.in.Kind == box.Buried {
		if err := t.died(); err != nil {
			return err
		}
	}
	if u := t.in.Undelivered; u != nil && (u.Verb == box.Original || t.in.Kind == box.Refused && u.Chat == t.d.Chat) {
		return t.reportHere(u)
	}
	text := t.w.Text("staff.send_failed", "Reason", t.in.Text)
	code := "–"
	var c *record.Case
	if t.in.Case != 0 {
		var err error
		if c, err = record.OpenCase(t.tx, t.in.Case); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	if c != nil {
		code = c.Code
	}
	switch {
	case t.in.Kind == box.Buried && t.in.From.ID != "":
		text = t.w.Text("staff.dead_letter_staff", "Count", box.Tries, "ID", string(t.in.Ref))
	case t.in.Kind == box.Buried:
		text = t.w.Text("staff.dead_letter", "Code", code, "Count", box.Tries, "ID", string(t.in.Ref))
	}
	if c != nil && c.Topic > 0 {
		return t.post(c, box.Out{Urgency: box.HandOff, Text: text})
	}
	if t.in.Kind == box.Buried && t.in.From.ID == "" {
		return nil
	}
	return t.send(box.Out{Urgency: box.HandOff, Verb: box.Post, Text: text})
}

// reportHere tells the group of what should have come to itself: of a file or a paper that somebody asked for.
func (t *turn) reportHere(u *box.Out) error {
	var text string
	switch u.Verb {
	case box.Original:
		text = t.w.Text("staff.file.unsent")
	case box.Attach:
		text = t.w.Text("staff.paper.failed")
	default:
		return nil // a message about a message that the group refused would be refused as well; it is in the log
	}
	return t.send(box.Out{Urgency: box.Reply, Verb: box.Post, Thread: u.Thread, Text: text})
}
