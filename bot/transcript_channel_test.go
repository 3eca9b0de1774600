package bot_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/report"
)

// channel carries out what the outbox holds on a picture of the person's chat and of the staff's topics, with the rules of
// a real channel: hide goes first, what is named can be changed, messages can be deleted for 48 hours.
type channel struct {
	h       *house
	phone   []*message
	before  []message    // the phone as it was shown last
	pressed []box.Button // every button that ever stood on the phone, the newest last
	erased  []string
	blocked bool
	topics  []*topic // the first is the general one
	files   int
	taken   map[string]*box.Point // where pictures were taken, by the id of the file
	count   int                   // of messages, for their refs
	done    map[uint64]bool       // what was carried out: bot/telegram has tests of its own for what a repeat does
	told    strings.Builder
}

// message is one message on a screen.
type message struct {
	ref     box.Ref
	number  int
	own     bool // the person's own
	text    string
	quote   string
	buttons [][]box.Button
	silent  bool
	at      time.Time
}

// topic is one topic of the staff's group.
type topic struct {
	thread   box.Ref
	title    string
	messages []*message
	gone     bool
}

// erasable is how long a channel deletes messages.
const erasable = 48 * time.Hour

func newChannel(h *house) *channel {
	return &channel{h: h, taken: map[string]*box.Point{}, done: map[uint64]bool{}, topics: []*topic{{title: "general"}}}
}

func (c *channel) message(ref box.Ref, text string) *message {
	c.count++
	return &message{ref: ref, number: c.count, text: text, at: c.h.now()}
}

// deliver carries out what is to be sent, in the order of a real channel, and gives back what the channel answers.
func (c *channel) deliver(outs []box.Out) (back []box.In) {
	for _, o := range ordered(outs) {
		switch {
		case o.Chat == personChat && c.blocked:
		case o.Chat == personChat:
			if !c.done[o.ID] {
				c.toPerson(o)
			}
			c.done[o.ID] = true
			if o.Then != nil {
				back = append(back, c.then(o))
			}
		case o.Verb == box.Verify:
			back = append(back, c.verify(o))
		case o.Verb == box.Fetch:
			back = append(back, c.fetch(o))
		case o.Verb == box.Alert:
			c.alert(o)
		default:
			if !c.done[o.ID] {
				answer := c.toStaff(o)
				back = append(back, answer...)
				c.done[o.ID] = len(answer) == 0
			}
			if o.Verb == box.Attach {
				back = append(back, c.then(o))
			}
		}
	}
	return back
}

// ordered puts outputs in the order in which they are sent, without those that newer ones make needless.
func ordered(outs []box.Out) []box.Out {
	var list []box.Out
	for i, o := range outs {
		needless := slices.ContainsFunc(outs[i+1:], func(newer box.Out) bool { return newer.Chat == o.Chat && replaces(newer, o) })
		if !needless {
			list = append(list, o)
		}
	}
	lane := func(o box.Out) box.Urgency {
		u := o.Urgency
		for _, other := range list {
			switch {
			case o.Verb == box.Topic && other.Thread == o.Thread:
				u = min(u, other.Urgency)
			case o.Ref != "" && other.Ref == o.Ref && other.Verb == box.Post && other.ID < o.ID:
				u = max(u, other.Urgency)
			}
		}
		return u
	}
	lanes := map[uint64]box.Urgency{}
	for _, o := range list {
		lanes[o.ID] = lane(o)
	}
	slices.SortStableFunc(list, func(a, b box.Out) int { return int(lanes[a.ID]) - int(lanes[b.ID]) })
	return list
}

func replaces(newer, older box.Out) bool {
	if newer.Verb == box.Clear {
		return older.Verb != box.Erase
	}
	switch {
	case newer.Verb != older.Verb:
		return false
	case newer.Verb == box.Topic:
		return newer.Thread == older.Thread
	case newer.Verb == box.Show:
		return !newer.Fresh && !older.Fresh
	default:
		return newer.Verb == box.Edit && newer.Ref == older.Ref
	}
}

func (c *channel) toPerson(o box.Out) {
	switch o.Verb {
	case box.Show, box.Say:
		m := named(c.phone, o.Ref)
		if m == nil || o.Fresh || o.Verb == box.Say {
			if m != nil && o.Verb == box.Show {
				m.ref = ""
			}
			m = c.message(o.Ref, "")
			m.silent = o.Silent
			c.phone = append(c.phone, m)
		}
		m.text, m.quote, m.buttons = o.Text, o.Quote, o.Buttons
	case box.Attach:
		m := c.message(o.Ref, c.fileOf(o))
		m.silent = o.Silent
		c.phone = append(c.phone, m)
	case box.Erase:
		for _, ref := range o.Refs {
			c.erase(func(m *message) bool { return m.ref == ref })
		}
	case box.Clear:
		c.clear(o)
	default:
		c.h.t.Errorf("%s is nothing for a person's chat", o.Verb)
	}
	c.remember()
}

// then is what comes back when something is before the person's eyes, or a file was sent: in the form it was made in.
func (c *channel) then(o box.Out) box.In {
	in := *o.Then
	if o.Verb == box.Attach {
		in.Text = c.form(o)
	}
	return in
}

// form is the form in which a file is made: HTML where the story says that the printer has no letters.
func (c *channel) form(o box.Out) string {
	if o.Paper.Form == "pdf" && c.h.noPDF {
		return "html"
	}
	return o.Paper.Form
}

// fileOf names a file, and makes sure that it can be made of what lies in the outbox.
func (c *channel) fileOf(o box.Out) string {
	if o.Paper.Form != "json" {
		if _, err := report.Decode(o.Paper.Data); err != nil {
			c.h.t.Error(err)
		}
	}
	return "[file " + o.Paper.Name + "." + c.form(o) + "]"
}

// erase deletes messages, as far as they are young enough.
func (c *channel) erase(which func(*message) bool) {
	c.phone = slices.DeleteFunc(c.phone, func(m *message) bool {
		if !which(m) || c.h.now().Sub(m.at) >= erasable {
			return false
		}
		c.erased = append(c.erased, firstLine(m.text))
		return true
	})
}

// clear leaves the one message.
func (c *channel) clear(o box.Out) {
	kept := named(c.phone, o.Ref)
	c.erase(func(m *message) bool { return m != kept })
	if kept == nil {
		kept = c.message(o.Ref, "")
		kept.silent = true
		c.phone = append(c.phone, kept)
	}
	kept.text, kept.quote, kept.buttons = o.Text, o.Quote, o.Buttons
	for _, m := range c.phone {
		if m != kept && !m.own {
			m.text, m.buttons = "·", nil
		}
	}
}

// remember keeps the buttons of the phone: they can still be pressed when they are gone from the screen.
func (c *channel) remember() {
	for _, m := range c.phone {
		for _, row := range m.buttons {
			for _, b := range row {
				if !slices.Contains(c.pressed, b) {
					c.pressed = append(c.pressed, b)
				}
			}
		}
	}
}

func named(list []*message, ref box.Ref) *message {
	for _, m := range list {
		if m.ref == ref && ref != "" {
			return m
		}
	}
	return nil
}

// verify answers whether somebody belongs to the group.
func (c *channel) verify(o box.Out) box.In {
	in := *o.Then
	if slices.Contains(members, in.From.Name) {
		in.From.Verified = c.h.now()
	} else {
		in.From.Outsider = true
	}
	return in
}

// fetch brings a file. What is in it, the story says in the file's kind of content.
func (c *channel) fetch(o box.Out) box.In {
	in := *o.Then
	sum := sha256.Sum256([]byte(o.File.ID))
	in.Kept = &box.Kept{At: c.h.now(), Size: o.File.Size, SHA256: hex.EncodeToString(sum[:])}
	if kind, ok := strings.CutPrefix(o.File.Mime, "image/"); ok {
		in.Kept.Type, in.Kept.Seen, in.Kept.Place = kind, true, c.taken[o.File.ID]
	}
	return in
}

// alert shows an answer to a press.
func (c *channel) alert(o box.Out) {
	how := "in a window"
	if o.Silent {
		how = "for a moment"
	}
	fmt.Fprintf(&c.told, "# %s only %s sees, %s: %s\n", c.h.now().Format("15:04"), o.Query, how, o.Text)
}

func (c *channel) toStaff(o box.Out) (back []box.In) {
	tp := c.topic(o.Thread)
	switch {
	case o.Verb == box.Topic && tp == nil:
		tp = &topic{thread: o.Thread, title: o.Text}
		c.topics = append(c.topics, tp)
		c.say(tp, "new topic: %s", o.Text)
		return nil
	case tp == nil || tp.gone:
		return []box.In{{Chat: staffChat, Kind: box.Lost, Thread: o.Thread, Undelivered: &o}}
	}
	switch o.Verb {
	case box.Topic:
		tp.title = o.Text
		c.say(tp, "the topic is now called: %s", o.Text)
	case box.Post, box.Copy, box.Picture, box.Original, box.Sheet:
		c.post(tp, o)
	case box.Attach:
		o.Text = c.fileOf(o) + "\n" + o.Text
		c.post(tp, o)
	case box.Edit:
		c.edit(tp, o)
	case box.Pin:
		c.say(tp, "pinned: %s", firstLine(named(tp.messages, o.Ref).text))
	case box.Shut, box.Open:
		c.say(tp, "the topic is %s", map[box.Verb]string{box.Shut: "closed", box.Open: "open"}[o.Verb])
	default:
		c.h.t.Errorf("%s is nothing for the staff's group", o.Verb)
	}
	return nil
}

func (c *channel) topic(thread box.Ref) *topic {
	for _, tp := range c.topics {
		if tp.thread == thread {
			return tp
		}
	}
	return nil
}

func (c *channel) post(tp *topic, o box.Out) {
	m := c.message(o.Ref, o.Text)
	m.quote, m.buttons = o.Quote, o.Buttons
	switch o.Verb {
	case box.Copy:
		c.copy(m, o)
	case box.Picture:
		m.text = "[small picture of " + o.Piece + "] " + m.text
	case box.Original, box.Sheet:
		m.text = "[file " + o.Name + "] " + m.text
	}
	tp.messages = append(tp.messages, m)
	c.say(tp, "posted%s", answering(tp, o.Reply))
	c.told.WriteString(m.drawn())
}

// copy makes m a copy of the person's message, or of its file where the message is gone. Without words of ours it keeps
// its own, as long as it is there.
func (c *channel) copy(m *message, o box.Out) {
	of := named(c.phone, o.FromRef)
	what := "[" + o.File.Kind + "]"
	switch {
	case o.Text != "" || o.Quote != "":
		m.text = what + " " + o.Text
	case of != nil:
		m.text = of.text
	default:
		m.text = what
	}
}

func (c *channel) edit(tp *topic, o box.Out) {
	m := named(tp.messages, o.Ref)
	if m == nil {
		c.post(tp, o)
		return
	}
	was := m.drawn()
	m.text, m.quote, m.buttons = o.Text, o.Quote, o.Buttons
	if m.drawn() == was {
		return
	}
	c.say(tp, "edited: %s", firstLine(m.text))
	for _, line := range compare(strings.Split(was, "\n"), strings.Split(m.drawn(), "\n")) {
		if line[0] != ' ' {
			fmt.Fprintf(&c.told, "    %s%s\n", line[:2], strings.TrimSpace(line[2:]))
		}
	}
}

func answering(tp *topic, ref box.Ref) string {
	if m := named(tp.messages, ref); m != nil {
		return ", answering: " + firstLine(m.text+m.quote)
	}
	return ""
}
