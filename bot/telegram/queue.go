package telegram

import (
	"slices"
	"time"

	"safeharbour/bot/box"
)

// item is something to send, with what came of it so far.
type item struct {
	out    box.Out
	lane   int            // the row in which it stands; more urgent than its output says when something urgent needs it
	drop   []uint64       // older outputs that this one replaces; they leave the outbox with it
	tries  int            // how often it failed
	sent   []int64        // parts of a long text that were sent
	strays []int64        // parts that an output sent which this one replaced
	dotted map[int64]bool // old messages that were changed to a dot
	waited bool           // a topic that may have been made was waited for
	begun  bool           // an earlier try, or one of an output that this one replaced, may have changed what stands
	unsure bool           // … and may have sent something that we do not know
	gaps   []gap          // where it then stands, to be remembered for Hide
}

// line is what waits for one chat. Only one of it is under way at a time, which keeps the order.
type line struct {
	name    string
	rows    rows
	running *item
	until   time.Time // nothing is sent before …
	shut    bool      // … because the chat is closed to us
	asked   time.Time // before this not even Hide: Telegram said so
	budget  budget
	listed  [4]bool // stands in the sender's list of this urgency
	timer   *timer
	due     time.Time // when the timer ends
}

func newItem(o box.Out) *item {
	return &item{out: o, lane: min(int(o.Urgency), int(box.Digest)), begun: o.Left, unsure: o.Left && sends(o.Verb)}
}

// tried counts a try that failed.
func (it *item) tried() {
	it.tries++
	it.begun = true
}

// absorb takes over from an item that this one replaces, or that is given up with it. A message that was never posted is posted as
// it was edited.
func (it *item) absorb(old *item) {
	it.drop = append(it.drop, append(old.drop, old.out.ID)...)
	it.strays = append(it.strays, append(old.strays, old.sent...)...)
	it.gaps = append(it.gaps, old.gaps...)
	it.begun = it.begun || old.begun
	it.unsure = it.unsure || old.unsure
	if it.out.Verb == box.Edit && old.out.Verb == box.Post {
		it.out.Verb, it.out.Reply, it.out.Silent = box.Post, old.out.Reply, old.out.Silent
	}
}

// idle tells whether nothing waits and nothing is under way.
func (l *line) idle() bool {
	_, ok := l.rows.top()
	return !ok && l.running == nil
}

// place puts an item into its row, in the place of an older one that it replaces.
func (l *line) place(it *item) {
	if it.out.Verb == box.Clear {
		l.takeOlder(it)
	}
	u := l.follow(it.out, it.lane)
	s, _ := aboutOf(it.out)
	v, i, ok := l.rows.findAbout(s, func(old *item) bool { return replaces(it.out, old.out) && !old.out.Marked && l.open(old, it) })
	if !ok {
		l.rows.push(it, u)
		return
	}
	it.absorb(l.rows.of[v][i])
	if v <= u {
		l.rows.put(it, v, i)
		return
	}
	l.rows.pull(v, i)
	l.rows.push(it, u)
}

// takeOlder drops what waits and is older than a Clear.
func (l *line) takeOlder(clear *item) {
	for _, old := range l.rows.take(func(old *item) bool { return old.out.ID < clear.out.ID }) {
		clear.absorb(old)
	}
}

// follow keeps an output behind what it needs, where that stands in a less urgent lane or is under way from there: the
// topic moves up, and an edit waits for the message that it edits.
func (l *line) follow(o box.Out, u int) int {
	if o.Thread != "" && o.Verb != box.Topic {
		needs := func(it *item) bool { return it.out.Verb == box.Topic && it.out.Thread == o.Thread }
		if v, i, ok := l.rows.findAbout(subject{true, o.Thread}, needs); ok && v > u {
			l.rows.push(l.rows.pull(v, i), u)
		}
		if r := l.running; r != nil && needs(r) {
			r.lane = min(r.lane, u)
		}
	}
	if o.Ref == "" || o.Verb == box.Clear {
		return u
	}
	needs := func(it *item) bool { return it.out.Ref == o.Ref && makes(it.out.Verb) && it.out.Verb != o.Verb }
	v, i, ok := l.rows.findAbout(subject{false, o.Ref}, needs)
	if ok && (!replaces(o, l.rows.of[v][i].out) || l.rows.of[v][i].out.Marked) {
		u = max(u, v)
	}
	if r := l.running; r != nil && needs(r) {
		u = max(u, r.lane)
	}
	return u
}

// makes tells whether a verb makes the message that its Ref names.
func makes(v box.Verb) bool {
	switch v {
	case box.Say, box.Show, box.Post, box.Copy, box.Picture, box.Sheet, box.Attach:
		return true
	}
	return false
}

// sends tells whether a verb may send a message. Clear does where none stands.
func sends(v box.Verb) bool { return makes(v) || v == box.Clear }

// replaces tells whether a newer output makes an older one needless.
func replaces(newer, older box.Out) bool {
	edits := newer.Verb == box.Edit && older.Verb == box.Post
	if newer.Verb != older.Verb && !edits || newer.ID < older.ID {
		return false
	}
	switch newer.Verb {
	case box.Edit:
		return newer.Ref == older.Ref && newer.Ref != ""
	case box.Show:
		return newer.Ref == older.Ref && !newer.Fresh && !older.Fresh
	case box.Topic:
		return newer.Thread == older.Thread
	}
	return false
}

// open tells whether nothing is said between two screens: what is said must stand between them.
func (l *line) open(older, newer *item) bool {
	if newer.out.Verb != box.Show {
		return true
	}
	_, _, between := l.rows.find(func(it *item) bool {
		return it.out.Verb == box.Say && it.out.ID > older.out.ID && it.out.ID < newer.out.ID
	})
	return !between
}

// heir returns the item that has made a failed one needless meanwhile, or nil.
func (l *line) heir(it *item) *item {
	u, i, ok := l.rows.find(func(newer *item) bool {
		if newer.out.Verb == box.Clear {
			return it.out.Verb != box.Clear && it.out.ID < newer.out.ID
		}
		return replaces(newer.out, it.out) && !it.out.Marked && l.open(it, newer)
	})
	if !ok {
		return nil
	}
	return l.rows.of[u][i]
}

// hides tells whether a Clear waits that was not tried yet.
func (l *line) hides() bool {
	return slices.ContainsFunc(l.rows.of[box.Hide], func(it *item) bool { return it.out.Verb == box.Clear && it.tries == 0 })
}

// giveBack puts a failed item back to where it was, or hands it to the one that has replaced it.
func (l *line) giveBack(it *item) {
	if heir := l.heir(it); heir != nil {
		heir.absorb(it)
		return
	}
	l.rows.back(it)
}
