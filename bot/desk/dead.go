package desk

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

const (
	// deadGather is how long the first word of dead letters waits for more, and deadEvery how far such words are apart: a fault in
	// the program can make hundreds of them in a minute (security.md §4).
	deadGather = time.Minute
	deadEvery  = 15 * time.Minute
	// deadMost is how many letters one list has; each has two buttons.
	deadMost = 8
)

// The buttons of a dead letter, and the due item that tells of new ones.
const (
	verbDeadAgain = "deadagain"
	verbDeadDrop  = "deaddrop"
	dueDead       = "dead"
)

// deadNews is what staff were not told yet.
type deadNews struct {
	New     int       `json:"new,omitempty"`    // letters since the last word
	Planned bool      `json:"planned,omitzero"` // the next word is a due item
	Told    time.Time `json:"told,omitzero"`    // when the last word was
}

var deadNewsKey = []byte("dead/news")

// Stray keeps, in place of its turn, an input of which nobody can read even whose it is: there is nobody to answer. Staff are
// told.
func (d *Desk) Stray(tx store.Tx, in box.In) error {
	if err := d.Box.Bury(tx, in); err != nil {
		return err
	}
	return d.Box.Put(tx, box.In{Chat: d.Chat, At: tx.Now(), Kind: box.Buried, Text: string(in.Kind), Ref: box.Ref(deadID(in.ID))})
}

// died plans a word of a new dead letter, together with those that come until then.
func (t *turn) died() error {
	var n deadNews
	if err := t.recall(deadNewsKey, &n); err != nil {
		return err
	}
	n.New++
	if !n.Planned {
		n.Planned = true
		at := t.now.Add(deadGather)
		if next := n.Told.Add(deadEvery); next.After(at) {
			at = next
		}
		if err := t.d.Box.Later(t.tx, at, box.In{Chat: t.d.Chat, Kind: box.Came, Text: dueDead}); err != nil {
			return err
		}
	}
	return t.remember(deadNewsKey, n)
}

// tellDead tells of the dead letters since the last word, if any are left.
func (t *turn) tellDead() error {
	var n deadNews
	if err := t.recall(deadNewsKey, &n); err != nil {
		return err
	}
	count := 0
	if err := box.ScanDead(t.tx, func(box.In) error { count++; return nil }); err != nil {
		return err
	}
	fresh := n.New > 0
	n.New, n.Planned = 0, false
	if !fresh || count == 0 {
		return t.remember(deadNewsKey, n)
	}
	n.Told = t.now
	if err := t.remember(deadNewsKey, n); err != nil {
		return err
	}
	return t.send(box.Out{Urgency: box.HandOff, Verb: box.Post, Text: t.w.Text("staff.dead_digest", "Count", strconv.Itoa(count))})
}

// dead lists the dead letters.
func (t *turn) dead() error {
	o, err := t.deadList()
	if err != nil {
		return err
	}
	o.Verb, o.Ref = box.Post, box.Ref("deadlist-"+strconv.FormatUint(t.in.ID, 10))
	return t.send(o)
}

// deadList is the list of dead letters: of each when it came, where from, and its buttons; never a word of it.
func (t *turn) deadList() (o box.Out, err error) {
	o = box.Out{Urgency: box.Reply, Thread: t.in.Thread}
	count, lines := 0, ""
	err = box.ScanDead(t.tx, func(in box.In) error {
		if count++; count > deadMost {
			return nil
		}
		from, err := t.deadFrom(in)
		if err != nil {
			return err
		}
		lines += "\n" + t.w.Text("staff.dead_line", "ID", deadID(in.ID), "Time", t.stamp(in.At), "From", from)
		o.Buttons = append(o.Buttons, []box.Button{
			{Label: t.w.Text("staff.button.dead_again", "ID", deadID(in.ID)), Data: fmt.Sprintf("%s.%d.", verbDeadAgain, in.ID)},
			{Label: t.w.Text("staff.button.dead_drop", "ID", deadID(in.ID)), Data: fmt.Sprintf("%s.%d.", verbDeadDrop, in.ID)},
		})
		return nil
	})
	if err != nil {
		return o, err
	}
	if count == 0 {
		o.Text = t.w.Text("staff.dead_none")
		return o, nil
	}
	o.Text = t.w.Text("staff.dead_list", "Count", strconv.Itoa(count)) + "\n" + lines
	if count > deadMost {
		o.Text += "\n" + t.w.Text("staff.dead_more", "Count", strconv.Itoa(count-deadMost))
	}
	return o, nil
}

// deadFrom says where a dead letter came from. Of a person only the code of the case is said, which staff have by consent.
func (t *turn) deadFrom(in box.In) (string, error) {
	switch {
	case in.Chat == "":
		return t.w.Text("staff.dead_from.strange"), nil
	case in.Chat == t.d.Chat && in.From.Name != "":
		return t.w.Text("staff.dead_from.staff", "Who", in.From.Name), nil
	case in.Chat == t.d.Chat || in.Update == "":
		return t.w.Text("staff.dead_from.inside"), nil
	}
	conv, err := record.OpenConversation(t.tx, in.Chat)
	if err != nil {
		return "", err
	}
	id, ok := conv.LastCase()
	if !ok {
		return t.w.Text("staff.dead_from.person"), nil
	}
	c, err := record.OpenCase(t.tx, id)
	if errors.Is(err, store.ErrNotFound) {
		return t.w.Text("staff.dead_from.person"), nil
	}
	if err != nil {
		return "", err
	}
	return t.w.Text("staff.dead_from.case", "Code", c.Code), nil
}

// deadID is the name of a dead letter.
func deadID(letter uint64) string { return "dead-" + strconv.FormatUint(letter, 10) }

// deadDone is what stands in the store of who did what with a dead letter.
type deadDone struct {
	At     time.Time `json:"at"`
	By     string    `json:"by"` // numeric id of the staff member
	What   string    `json:"what"`
	Letter uint64    `json:"letter"`
}

// deadPress tries a dead letter again, or drops it. Who did that is written down, and said in the group.
func (t *turn) deadPress(verb string, letter uint64) error {
	act, key := t.d.Box.Revive, "staff.dead_again"
	if verb == verbDeadDrop {
		act, key = t.d.Box.Drop, "staff.dead_dropped"
	}
	err := act(t.tx, letter)
	if errors.Is(err, store.ErrNotFound) {
		return t.answer("staff.stale")
	}
	if err != nil {
		return err
	}
	v, err := json.Marshal(deadDone{At: t.now, By: t.in.From.ID, What: verb, Letter: letter})
	if err != nil {
		return fmt.Errorf("encode what was done: %w", err)
	}
	if err := t.tx.Put(store.Desk, append([]byte("dead/done/"), store.Key(uint64(t.now.UnixMilli()), letter)...), v); err != nil {
		return err
	}
	o, err := t.deadList() // what is left
	if err != nil {
		return err
	}
	if o.Verb, o.Ref = box.Edit, t.in.Ref; o.Ref != "" {
		if err := t.send(o); err != nil {
			return err
		}
	}
	return t.send(box.Out{Urgency: box.Reply, Verb: box.Post, Thread: t.in.Thread, Text: t.w.Text(key, "ID", deadID(letter), "Who", t.in.From.Name)})
}
