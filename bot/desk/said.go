package desk

import (
	"fmt"
	"strings"

	"safeharbour/bot/box"
	"safeharbour/bot/evidence"
	"safeharbour/bot/record"
)

// said brings the person's words and files into the topic. They wake a case that was closed.
func (t *turn) said() error {
	c, err := record.OpenCase(t.tx, t.in.Case)
	if err != nil {
		return err
	}
	if c.Topic == 0 {
		return nil // the card comes first, and brings the log with it
	}
	if c.Status == record.Closed {
		if err := t.wake(c); err != nil {
			return err
		}
	}
	if err := t.relay(c); err != nil {
		return err
	}
	return c.Save(t.tx)
}

// relay posts the entries of the log that staff do not have yet. Words that wait together go in one message.
func (t *turn) relay(c *record.Case) error {
	entries, err := record.Since(t.tx, c.ID, c.Relayed)
	if err != nil {
		return err
	}
	var words []record.Entry
	flush := func() error {
		if len(words) == 0 {
			return nil
		}
		err := t.postWords(c, words)
		words = nil
		return err
	}
	for _, e := range entries {
		c.Relayed = e.Seq
		if e.Who != record.Person {
			continue
		}
		if e.File == nil && e.Place == nil && !e.Edit && e.Text != "" {
			words = append(words, e)
			continue
		}
		if err := flush(); err != nil {
			return err
		}
		if err := t.postThing(c, e); err != nil {
			return err
		}
	}
	return flush()
}

// postWords posts what the person wrote, verbatim.
func (t *turn) postWords(c *record.Case, words []record.Entry) error {
	var quote string
	for i, e := range words {
		if i > 0 {
			quote += "\n\n"
		}
		quote += e.Text
	}
	return t.post(c, box.Out{Urgency: urgency(c), Text: t.w.Text("staff.person_wrote"), Quote: quote, Ref: saidRef(words[len(words)-1])})
}

// postThing posts a file as a copy, or what staff may see of it at once (see [evidence.Held]), a place as numbers, or changed words.
func (t *turn) postThing(c *record.Case, e record.Entry) error {
	switch {
	case e.File != nil && e.File.ID != "" && evidence.Held(e.File.Kind):
		return t.postHeld(c, e)
	case e.File != nil && e.File.ID != "":
		o := box.Out{Urgency: urgency(c), Verb: box.Copy, Thread: thread(c), Ref: saidRef(e), FromChat: c.Chat, FromRef: e.Ref, File: e.File}
		if e.Text != "" || e.File.Kind == "photo" { // the message is deleted in a discreet chat, and its words with it
			o.Text, o.Quote = t.w.Text("staff.person_wrote"), e.Text
		}
		return t.send(o)
	case e.Flow != "":
		return t.postAnswers(c, e)
	case e.Place != nil:
		return t.post(c, box.Out{Urgency: urgency(c), Text: t.w.Text("staff.person_wrote") + "\n" + t.pin(e.Place.Lat, e.Place.Lon), Quote: e.Text, Ref: saidRef(e)})
	case e.Edit:
		return t.post(c, box.Out{Urgency: urgency(c), Text: t.w.Text("staff.person_changed"), Quote: e.Text, Ref: saidRef(e)})
	case e.File != nil:
		return t.post(c, box.Out{Urgency: urgency(c), Text: t.w.Text("staff.person_file", "Kind", e.File.Kind, "Size", "–"), Quote: e.Text, Ref: saidRef(e)})
	default: // something that the channel does not know
		return t.post(c, box.Out{Urgency: urgency(c), Text: t.w.Text("staff.person_file", "Kind", "?", "Size", "–"), Ref: saidRef(e)})
	}
}

// postAnswers posts what the person answered in another flow, which made no case of its own.
func (t *turn) postAnswers(c *record.Case, e record.Entry) error {
	there := &record.Case{Flow: e.Flow, Answers: e.Answers}
	lines, quote := t.fields(there)
	text := t.w.Text("staff.joined", "Flow", t.flowName(there))
	return t.post(c, box.Out{Urgency: urgency(c), Text: strings.Join(append([]string{text}, lines...), "\n"), Quote: quote, Ref: saidRef(e)})
}

func saidRef(e record.Entry) box.Ref { return box.Ref(fmt.Sprintf("%s%d", saidPrefix, e.Seq)) }
