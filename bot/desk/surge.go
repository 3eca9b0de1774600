package desk

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// A group takes about 20 messages a minute for all cases together, and a new case takes four. When more cases come in than that
// leaves room for, by chance or because somebody wants to drown the desk, those that are not about a life wait for their topic:
// one message lists them, and every minute the most urgent of them get theirs. None is left out; each is on /cases from the
// beginning, is called for when its time is over, and gets its topic at once when it becomes urgent.
const (
	surgeAt    = 60 // new cases in surgeSpan
	surgeSpan  = time.Hour
	surgeEvery = time.Minute
	surgeBatch = 2 // topics made then: eight messages
	surgeList  = 30

	surgeDue = "surge" // the name of the due item
)

var surgeKey = []byte("surge")

// crowd is what the desk remembers of many cases at once.
type crowd struct {
	Came    []time.Time `json:"came"`              // the last new cases, [surgeAt] at most
	Waiting []uint64    `json:"waiting,omitempty"` // cases without a topic, in their order
	Since   time.Time   `json:"since,omitzero"`    // when the first of them began to wait
	Listed  bool        `json:"listed,omitempty"`  // the message that lists them stands
	Due     bool        `json:"due,omitempty"`     // a due item is under way
}

// queue tells whether a case without a topic is to wait for one, and has it wait.
func (t *turn) queue(c *record.Case) (waits bool, err error) {
	var w crowd
	if err := t.recall(surgeKey, &w); err != nil {
		return false, err
	}
	waiting := slices.Contains(w.Waiting, c.ID)
	if !waiting {
		if w.Came = append(w.Came, t.now); len(w.Came) > surgeAt+1 {
			w.Came = w.Came[len(w.Came)-surgeAt-1:]
		}
	}
	many := !t.d.Roomy && (len(w.Came) > surgeAt && t.now.Sub(w.Came[0]) < surgeSpan || len(w.Waiting) > 0)
	if waits = many && !urgent(c) && t.in.Text != "signal"; !waits {
		w.Waiting = slices.DeleteFunc(w.Waiting, func(id uint64) bool { return id == c.ID })
		return false, t.remember(surgeKey, w)
	}
	if err := t.planPing(c); err != nil {
		return false, err
	}
	if err := c.Save(t.tx); err != nil {
		return false, err
	}
	if waiting {
		return true, nil
	}
	w.Waiting = append(w.Waiting, c.ID)
	if w.Since.IsZero() {
		w.Since = t.now
	}
	if !w.Due {
		w.Due = true
		if err := t.d.Box.Later(t.tx, t.now.Add(surgeEvery), box.In{Chat: t.d.Chat, Kind: box.Came, Text: surgeDue}); err != nil {
			return false, err
		}
	}
	return true, t.remember(surgeKey, w)
}

// appear brings a case before staff that waited for its topic.
func (t *turn) appear(c *record.Case) error {
	change, err := t.compare(c)
	if err != nil {
		return err
	}
	if err := t.first(c); err != nil {
		return err
	}
	return t.resurface(c, change)
}

// surge makes the topics of some cases that wait, the most urgent first, and lists the others.
func (t *turn) surge() error {
	var w crowd
	if err := t.recall(surgeKey, &w); err != nil {
		return err
	}
	var cases []*record.Case
	for _, id := range w.Waiting {
		c, err := record.OpenCase(t.tx, id)
		if errors.Is(err, store.ErrNotFound) {
			continue // deleted since
		}
		if err != nil {
			return err
		}
		if c.Topic == 0 {
			cases = append(cases, c)
		}
	}
	slices.SortStableFunc(cases, func(a, b *record.Case) int { return strings.Compare(a.Level, b.Level) })
	for _, c := range cases[:min(surgeBatch, len(cases))] {
		if err := t.appear(c); err != nil {
			return err
		}
		if err := c.Save(t.tx); err != nil {
			return err
		}
	}
	cases = cases[min(surgeBatch, len(cases)):]
	ref := box.Ref(fmt.Sprintf("surge-%d", w.Since.Unix()))
	w.Waiting, w.Due = nil, false
	for _, c := range cases {
		w.Waiting = append(w.Waiting, c.ID)
	}
	slices.Sort(w.Waiting)
	if len(cases) > 0 || w.Listed {
		if err := t.listCrowd(cases, ref, w.Listed); err != nil {
			return err
		}
	}
	w.Listed = len(cases) > 0
	if w.Due = len(cases) > 0; w.Due {
		if err := t.d.Box.Later(t.tx, t.now.Add(surgeEvery), box.In{Chat: t.d.Chat, Kind: box.Came, Text: surgeDue}); err != nil {
			return err
		}
	} else {
		w.Since = time.Time{}
	}
	return t.remember(surgeKey, w)
}

// listCrowd says which cases wait for their topic: one message in the general topic, which is changed every minute.
func (t *turn) listCrowd(cases []*record.Case, ref box.Ref, again bool) error {
	text := t.w.Text("staff.surge_over")
	if len(cases) > 0 {
		lines := []string{t.w.Plural("staff.surge", len(cases))}
		for _, c := range cases[:min(surgeList, len(cases))] {
			lines = append(lines, t.w.Text("staff.case_line", "Priority", c.Level, "Code", c.Code, "Flow", t.flowName(c), "Who", t.w.Text("staff.nobody")))
		}
		text = strings.Join(lines, "\n")
	}
	o := box.Out{Urgency: box.Reply, Verb: box.Post, Ref: ref, Text: text}
	if again {
		o.Verb = box.Edit
	}
	return t.send(o)
}
