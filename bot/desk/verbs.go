package desk

import (
	"time"

	"safeharbour/bot/box"
)

// A member of staff has verbsMax buttons and commands in verbsSpan: an account that was taken over must not read every case in a
// minute. What is more waits until the next span, in its order, and the group is told once.
const (
	verbsMax  = 60
	verbsSpan = time.Minute
)

// pace is how fast somebody of the staff acts.
type pace struct {
	Since   time.Time `json:"since"`   // when the span began
	N       int       `json:"n"`       // verbs in it
	Waiting int       `json:"waiting"` // verbs that wait
	Told    time.Time `json:"told,omitzero"`
}

// verb does what a member of staff wants, unless it has to wait.
func (t *turn) verb(act func() error) error {
	key := append([]byte("pace/"), t.tx.Index("pace/"+t.in.From.ID)...)
	var p pace
	if err := t.recall(key, &p); err != nil {
		return err
	}
	if t.now.Sub(p.Since) >= 3*verbsSpan {
		p.Waiting = 0 // what was put off has come by now, or came from an account that may not act any more
	}
	waited := t.in.Waited
	if waited {
		p.Waiting = max(0, p.Waiting-1)
	}
	if t.now.Sub(p.Since) >= verbsSpan {
		p.Since, p.N = t.now, 0
	}
	if p.N < verbsMax && (waited || p.Waiting == 0) {
		p.N++
		if err := t.remember(key, p); err != nil {
			return err
		}
		return act()
	}
	if p.Waiting++; t.now.Sub(p.Told) >= verbsSpan*10 {
		p.Told = t.now
		if err := t.send(box.Out{Urgency: box.Reply, Verb: box.Post, Thread: t.in.Thread, Text: t.w.Text("staff.verbs_wait", "Who", t.in.From.Name, "Max", verbsMax)}); err != nil {
			return err
		}
	}
	in := t.in
	in.Waited = true
	if err := t.d.Box.Later(t.tx, p.Since.Add(verbsSpan), in); err != nil {
		return err
	}
	return t.remember(key, p)
}
