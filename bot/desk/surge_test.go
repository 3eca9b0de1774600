package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// comes has a new case come to the desk.
func (o *office) comes(level string) (id uint64, outs []box.Out) {
	o.t.Helper()
	o.update(func(tx store.Tx) error {
		c, err := record.NewCase(tx)
		if err != nil {
			return err
		}
		id = c.ID
		c.Chat, c.Flow, c.Lang, c.Level, c.Version = box.Chat(fmt.Sprintf("fake/%d", id)), "trapped", "en", level, 1
		if err := c.GiveCode(tx, nil); err != nil {
			return err
		}
		return c.Save(tx)
	})
	outs, _ = o.turn(box.In{Kind: box.Changed, Case: id, Text: "new"})
	return id, outs
}

// minute lets a minute go by and gives what the desk sends of its own.
func (o *office) minute() (all []box.Out) {
	o.t.Helper()
	o.now = o.now.Add(time.Minute)
	for {
		wait, err := o.box.TakeDue(o.t.Context())
		if err != nil {
			o.t.Fatal(err)
		}
		_, ins := o.taken()
		for _, in := range ins {
			outs, _ := o.turn(in)
			all = append(all, outs...)
		}
		if wait > 0 {
			return all
		}
	}
}

func topics(outs []box.Out) (threads []box.Ref) {
	for _, o := range outs {
		if o.Verb == box.Topic && !slices.Contains(threads, o.Thread) {
			threads = append(threads, o.Thread)
		}
	}
	return threads
}

// When very many cases come, those that are not about a life wait for their topics, and none is forgotten. If this broke, a flood of
// made-up cases would bury the ones about a life, or cases would be lost in it.
func TestManyCasesAtOnce(t *testing.T) {
	o := newOffice(t, "P2")
	made := map[box.Ref]bool{"case-1-1": true}
	note := func(outs []box.Out) {
		for _, ref := range topics(outs) {
			made[ref] = true
		}
	}
	for range 59 {
		_, outs := o.comes("P2")
		note(outs)
	}
	if len(made) != 60 {
		t.Fatalf("%d of 60 cases have their topic at once", len(made))
	}
	var waiting []uint64
	for i := range 9 {
		level := "P2"
		if i == 8 {
			level = "P1"
		}
		id, outs := o.comes(level)
		waiting = append(waiting, id)
		if len(outs) != 0 {
			t.Errorf("case %d in the surge is sent at once: %+v", i, outs)
		}
	}
	if _, outs := o.comes("P0"); len(topics(outs)) != 1 || outs[0].Urgency != box.HandOff {
		t.Errorf("a case about a life waits in the surge")
	} else {
		note(outs)
	}
	signal, _ := o.turn(box.In{Kind: box.Changed, Case: waiting[0], Text: "signal"})
	if note(signal); !made[box.Ref(fmt.Sprintf("case-%d-1", waiting[0]))] {
		t.Error("a help signal in a case that waits does not bring its topic")
	}
	outs := o.minute()
	if got := topics(outs); len(got) != 2 || got[0] != box.Ref(fmt.Sprintf("case-%d-1", waiting[8])) {
		t.Errorf("after a minute these topics are made: %v; the most urgent is case %d", got, waiting[8])
	}
	note(outs)
	if list := texts(outs); !strings.Contains(list, "6 that are not about a life") {
		t.Errorf("staff are not told of those that wait: %s", list)
	}
	for range 4 {
		note(o.minute())
	}
	if len(made) != 70 {
		t.Errorf("%d of 70 cases have a topic when the surge is over", len(made))
	}
	if said := texts(o.minute()); strings.Contains(said, "topic") {
		t.Errorf("the list goes on: %s", said)
	}
	o.now = o.now.Add(time.Hour)
	if _, outs := o.comes("P3"); len(topics(outs)) != 1 {
		t.Error("an hour later cases still wait")
	}
}

// A member of staff who does very much at once is put off, not refused; nobody else is.
func TestStaffActAtAPace(t *testing.T) {
	o := newOffice(t, "P2")
	list := func(name string) []box.Out {
		outs, _ := o.turn(box.In{Kind: box.Text, Text: "/cases", From: o.verified(name)})
		return outs
	}
	for i := range 60 {
		if outs := list("Sam"); len(outs) != 1 || !strings.Contains(outs[0].Text, "1 open case") {
			t.Fatalf("command %d is not carried out: %+v", i+1, outs)
		}
		o.now = o.now.Add(100 * time.Millisecond)
	}
	told := texts(list("Sam"))
	if !strings.Contains(told, "more than 60 things in a minute") || strings.Contains(told, "open case") {
		t.Errorf("the 61st command: %s", told)
	}
	if outs := list("Sam"); len(outs) != 0 {
		t.Errorf("the 62nd command is told again: %+v", outs)
	}
	if outs := list("Noor"); len(outs) != 1 {
		t.Error("somebody else is held up too")
	}
	done := 0
	for range 2 {
		for _, out := range o.minute() {
			switch {
			case out.Verb == box.Verify: // the word of the channel is too old by now
				in := *out.Then
				in.From.Verified = o.now
				outs, _ := o.turn(in)
				done += len(outs)
			case strings.Contains(out.Text, "1 open case"):
				done++
			}
		}
	}
	if done != 2 {
		t.Errorf("%d of the 2 commands that were put off are carried out", done)
	}
	if outs := list("Sam"); len(outs) != 1 {
		t.Errorf("later it goes on as before: %+v", outs)
	}
}

// The list holds forty cases. The most urgent come first: if this broke, the newest case about a life would be the one that a
// long list leaves out.
func TestUrgentCasesComeFirstInTheList(t *testing.T) {
	o := newOffice(t, "P3")
	for range 45 {
		o.comes("P2")
	}
	id, _ := o.comes("P0")
	var code string
	o.update(func(tx store.Tx) error {
		c, err := record.OpenCase(tx, id)
		if err == nil {
			code = c.Code
		}
		return err
	})
	outs, _ := o.turn(box.In{Kind: box.Text, Text: "/cases", From: o.verified("Sam")})
	lines := strings.Split(strings.TrimSpace(texts(outs)), "\n")
	if len(lines) < 3 || !strings.Contains(lines[0], "47 open cases") || !strings.Contains(lines[1], code) {
		t.Fatalf("the list begins with %q", lines[:min(3, len(lines))])
	}
	if last := lines[len(lines)-1]; !strings.Contains(last, "7 more") {
		t.Errorf("the list ends with %q", last)
	}
}
