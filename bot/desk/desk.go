// Package desk is the staff side: a topic a case in the staff's group, with the card, the person's messages, and buttons
// to claim, ask, answer and close. It takes turns on the inbox of the staff's chat ([Desk.Turn]) and meets the persons'
// conversations only there.
//
// Rules it keeps: text in a topic is a note; only /r, or a reply to the bot's copy of a person's words, is sent to the
// person, and staff see what the person got. Only numeric ids that the channel found to be members of the group act.
// The topic is a view that can vanish: what counts lies in the store, and a lost topic is made anew.
package desk

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"safeharbour/bot/answer"
	"safeharbour/bot/box"
	"safeharbour/bot/content"
	"safeharbour/bot/evidence"
	"safeharbour/bot/locale"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// memberFor is how long the channel's word that somebody is a member of the group counts (security.md §3.6).
const memberFor = time.Minute

// Desk has the turns of the staff's group. Set the fields before the first turn.
type Desk struct {
	Content *content.Content
	Box     *box.Box
	Chat    box.Chat      // the staff's group
	Lang    string        // the staff's language; English if empty
	Roomy   bool          // the group takes as many messages as there are, so that no case waits for its topic
	Keep    time.Duration // how long a case is kept after it was closed or its consent taken back; 0 is for ever
	Org     string        // who hands papers over, and how to reach them; empty leaves a line to fill in by hand
}

// turn is one input on its way.
type turn struct {
	d   *Desk
	tx  store.Tx
	in  box.In
	w   *locale.Words
	now time.Time

	fault error // of the store, where a card is made all the same; the turn then fails at its end and is tried again
}

// Turn takes one input of the staff's chat.
func (d *Desk) Turn(tx store.Tx, in box.In) error {
	lang := d.Lang
	if lang == "" {
		lang = "en"
	}
	t := &turn{d: d, tx: tx, in: in, w: d.Content.Words.Words(lang), now: tx.Now()}
	err := t.run()
	if errors.Is(err, store.ErrNotFound) && t.deleted() {
		return nil // what came to it on its last day
	}
	if err != nil {
		return err
	}
	return t.fault
}

// deleted tells whether the input is about a case that is not kept any more.
func (t *turn) deleted() bool {
	if t.in.Case == 0 {
		return false
	}
	_, err := record.OpenCase(t.tx, t.in.Case)
	return errors.Is(err, store.ErrNotFound)
}

func (t *turn) run() error {
	switch in := t.in; in.Kind {
	case box.Changed:
		return t.changed()
	case box.Said:
		return t.said()
	case box.Expired:
		return t.over()
	case box.Ripe:
		return t.ripe()
	case box.Fetched:
		return t.fetched()
	case box.Shown:
		return t.shown()
	case box.Came:
		if id, ok := strings.CutPrefix(in.Text, box.ForgetUnanswered); ok {
			return t.forgetUnanswered(id)
		}
		if piece, ok := strings.CutPrefix(in.Text, box.FetchLater); ok {
			return evidence.Begin(t.tx, t.d.Box, t.d.Chat, piece)
		}
		switch in.Text {
		case surgeDue:
			return t.surge()
		case dueDead:
			return t.tellDead()
		case dueStorm:
			return t.tellStorm()
		}
		return t.escalate()
	case box.Unanswered:
		return t.unanswered()
	case box.Notice:
		return t.notice()
	case box.Lost:
		return t.lost()
	case box.Freed, box.Made:
		return t.paperNews()
	case box.Refused, box.Buried:
		return t.report()
	case box.Press:
		return t.staff(t.press)
	case box.Text:
		return t.text()
	case box.Attached, box.Pinned, box.Edited:
		return t.note()
	default:
		return nil
	}
}

// Bury tells staff of an input of their own that failed three times.
func (d *Desk) Bury(tx store.Tx, in box.In) error {
	if in.Kind == box.Buried {
		return nil // no word about a word that cannot be said
	}
	about := in.Case
	if id, ok := caseOf(in.Thread); ok {
		about = id
	}
	return d.Box.Put(tx, box.In{Chat: d.Chat, At: tx.Now(), Kind: box.Buried, Text: string(in.Kind), Case: about, From: in.From,
		Ref: box.Ref(deadID(in.ID))})
}

// send puts something for the staff's group into the outbox.
func (t *turn) send(o box.Out) error {
	o.Chat = t.d.Chat
	return t.d.Box.Send(t.tx, o)
}

// post sends a message into the topic of a case.
func (t *turn) post(c *record.Case, o box.Out) error {
	o.Verb, o.Thread = box.Post, thread(c)
	if o.Urgency == 0 {
		o.Urgency = box.Digest
	}
	return t.send(o)
}

// thread is the ref of a case's topic. A topic that was made anew has another ref.
func thread(c *record.Case) box.Ref { return box.Ref(fmt.Sprintf("case-%d-%d", c.ID, c.Topic)) }

// caseOf reads the case number out of a topic's ref.
func caseOf(thread box.Ref) (uint64, bool) {
	rest, ok := strings.CutPrefix(string(thread), "case-")
	if !ok {
		return 0, false
	}
	id, _, _ := strings.Cut(rest, "-")
	n, err := strconv.ParseUint(id, 10, 64)
	return n, err == nil
}

// inTopic reads the case whose topic the input came from. It is nil in the general topic or an unknown one.
func (t *turn) inTopic() (*record.Case, error) {
	id, ok := caseOf(t.in.Thread)
	if !ok {
		return nil, nil
	}
	c, err := record.OpenCase(t.tx, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && c.Over {
		return nil, nil
	}
	return c, err
}

// staff lets act run only for a person who is a member of the group right now. The channel is asked where its word is
// older than a minute; the input then comes again with its answer. It fails closed.
func (t *turn) staff(act func() error) error {
	a := t.in.From
	if a.Anonymous || a.ID == "" || a.Outsider {
		return nil // an anonymous admin, a channel or an outsider: not even an answer
	}
	key := t.tx.Index("member/" + a.ID)
	if !a.Verified.IsZero() && t.now.Sub(a.Verified) < memberFor {
		v, err := a.Verified.MarshalBinary()
		if err != nil {
			return fmt.Errorf("encode time: %w", err)
		}
		if err := t.tx.Put(store.Desk, key, v); err != nil {
			return err
		}
		return t.verb(act)
	}
	v, err := t.tx.Get(store.Desk, key)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	var seen time.Time
	if err == nil && seen.UnmarshalBinary(v) == nil && t.now.Sub(seen) < memberFor {
		return t.verb(act)
	}
	in := t.in
	return t.send(box.Out{Urgency: box.HandOff, Verb: box.Verify, Then: &in})
}

// clock is a time of day as staff read it.
func clock(at time.Time) string { return at.UTC().Format("15:04") }

// stamp is a time with its day, as staff write it.
func (t *turn) stamp(at time.Time) string { return t.day(at) + " " + clock(at) }

// day is a day as staff write it.
func (t *turn) day(at time.Time) string { return answer.FormatDay(answer.DayOf(at.UTC()), t.w.Tag()) }

// exact is a time to the second, for a list that may be read in court.
func exact(at time.Time) string { return at.UTC().Format("2006-01-02 15:04:05") }
