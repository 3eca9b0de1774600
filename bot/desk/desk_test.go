package desk_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/content"
	"safeharbour/bot/desk"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
	"safeharbour/bot/store/storetest"
	"safeharbour/flows"
	"safeharbour/locales"
)

const (
	group  box.Chat = "fake/staff"
	person box.Chat = "fake/1"
)

// office is a desk over a real store, with one case in its topic and a clock that the test turns.
type office struct {
	t    *testing.T
	now  time.Time
	db   *bolt.DB
	box  *box.Box
	desk *desk.Desk
	id   uint64 // of the case
}

// own are the bot's own contents. Nobody changes them, so they are read once.
var own = sync.OnceValues(func() (*content.Content, error) {
	c, faults := content.Load(flows.FS, locales.FS)
	return c, faults.Err()
})

func newOffice(t *testing.T, level string) *office {
	t.Helper()
	c, err := own()
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, now: time.Date(2026, 11, 24, 21, 0, 0, 0, time.UTC)}
	o.db = storetest.OpenWith(t, t.TempDir(), bolt.Options{Now: func() time.Time { return o.now }})
	o.box = box.New(o.db)
	o.desk = &desk.Desk{Content: c, Box: o.box, Chat: group}
	o.update(func(tx store.Tx) error {
		c, err := record.NewCase(tx)
		if err != nil {
			return err
		}
		o.id = c.ID
		c.Chat, c.Flow, c.Lang, c.Level, c.Version = person, "trapped", "en", level, 1
		if err := c.GiveCode(tx, nil); err != nil {
			return err
		}
		return c.Save(tx)
	})
	o.turn(box.In{Kind: box.Changed, Case: o.id, Text: "new"})
	return o
}

func (o *office) update(fn func(store.Tx) error) {
	o.t.Helper()
	if err := o.db.Update(context.Background(), fn); err != nil {
		o.t.Fatal(err)
	}
}

// turn gives the desk an input and returns what it wants sent, and told to persons.
func (o *office) turn(in box.In) (outs []box.Out, ins []box.In) {
	o.t.Helper()
	in.Chat, in.At = group, o.now
	o.update(func(tx store.Tx) error {
		n, err := tx.Next(store.Inbox)
		if err != nil {
			return err
		}
		in.ID = n
		return o.desk.Turn(tx, in)
	})
	return o.taken()
}

// taken empties the box.
func (o *office) taken() (outs []box.Out, ins []box.In) {
	o.t.Helper()
	ctx := context.Background()
	n, m := o.box.Waiting()
	for range n {
		in, err := o.box.NextIn(ctx)
		if err != nil {
			o.t.Fatal(err)
		}
		ins = append(ins, in)
	}
	for range m {
		out, err := o.box.NextOut(ctx)
		if err != nil {
			o.t.Fatal(err)
		}
		outs = append(outs, out)
	}
	return outs, ins
}

// press presses a button of the case, as somebody.
func (o *office) press(by box.Actor, verb string) ([]box.Out, []box.In) {
	o.t.Helper()
	return o.turn(box.In{Kind: box.Press, Text: fmt.Sprintf("%s.%d.", verb, o.id), From: by, Thread: "case-1-1"})
}

// verified is a member whom the channel has just found in the group.
func (o *office) verified(name string) box.Actor {
	return box.Actor{ID: "id-" + name, Name: name, Verified: o.now}
}

func (o *office) theCase() (c *record.Case) {
	o.t.Helper()
	o.update(func(tx store.Tx) (err error) {
		c, err = record.OpenCase(tx, o.id)
		return err
	})
	return c
}

// texts are what is posted and edited.
func texts(outs []box.Out) string {
	var b strings.Builder
	for _, out := range outs {
		b.WriteString(out.Text + "\n")
	}
	return b.String()
}

// Nobody acts but a human whom the channel has found to be a member: not an anonymous admin, not a channel, not an outsider.
func TestStrangersNeverAct(t *testing.T) {
	strangers := map[string]box.Actor{
		"anonymous": {ID: "7", Name: "Sam", Anonymous: true, Verified: time.Date(2026, 11, 24, 21, 0, 0, 0, time.UTC)},
		"a channel": {Anonymous: true},
		"outsider":  {ID: "7", Name: "Sam", Outsider: true},
		"nobody":    {},
	}
	for name, who := range strangers {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, "P0")
			for _, in := range []box.In{
				{Kind: box.Press, Text: fmt.Sprintf("claim.%d.", o.id), Thread: "case-1-1"},
				{Kind: box.Press, Text: fmt.Sprintf("closed.%d.", o.id), Thread: "case-1-1"},
				{Kind: box.Press, Text: fmt.Sprintf("send.%d.int-befrienders", o.id), Thread: "case-1-1"},
				{Kind: box.Press, Text: fmt.Sprintf("step.%d.country", o.id), Thread: "case-1-1"},
				{Kind: box.Text, Text: "/r Come to the gate.", Thread: "case-1-1"},
				{Kind: box.Text, Text: "Come to the gate.", Reply: "said-1", Thread: "case-1-1"},
				{Kind: box.Text, Text: "/cases"},
			} {
				in.From = who
				outs, ins := o.turn(in)
				if len(outs)+len(ins) > 0 {
					t.Errorf("%s %q brought %v and %v", in.Kind, in.Text, outs, ins)
				}
			}
			if c := o.theCase(); c.Status != record.Open {
				t.Errorf("the case is %s", c.Status)
			}
		})
	}
}

// Whom the channel did not vouch for is looked up first; the same input comes back and then acts. The word of the channel
// holds for a minute.
func TestMembersAreLookedUp(t *testing.T) {
	o := newOffice(t, "P0")
	sam := box.Actor{ID: "7", Name: "Sam"}
	outs, ins := o.press(sam, "claim")
	if len(outs) != 1 || outs[0].Verb != box.Verify || outs[0].Then == nil || len(ins) != 0 {
		t.Fatalf("an unknown member brought %v and %v, want to be looked up", outs, ins)
	}
	if c := o.theCase(); c.Status != record.Open {
		t.Fatal("the case was taken before anybody was looked up")
	}
	back := *outs[0].Then
	back.From.Verified = o.now
	o.turn(back)
	if c := o.theCase(); c.Status != record.Claimed || c.By.Name != "Sam" {
		t.Errorf("the case is %s by %q, want claimed by Sam", c.Status, c.By.Name)
	}
	o.now = o.now.Add(59 * time.Second)
	if outs, _ := o.press(sam, "ask"); len(outs) != 1 || outs[0].Verb != box.Post {
		t.Errorf("within a minute: %v, want an answer at once", outs)
	}
	o.now = o.now.Add(2 * time.Second)
	if outs, _ := o.press(sam, "ask"); len(outs) != 1 || outs[0].Verb != box.Verify {
		t.Errorf("after a minute: %v, want to be looked up again", outs)
	}
	late := back
	late.From.Verified = o.now.Add(-2 * time.Minute) // the answer waited too long
	if outs, _ := o.turn(late); len(outs) != 1 || outs[0].Verb != box.Verify {
		t.Errorf("an old word of the channel: %v, want to be looked up again", outs)
	}
}

// Data that no button of ours has does nothing, whoever sends it.
func TestForgedButtonsDoNothing(t *testing.T) {
	o := newOffice(t, "P0")
	for _, data := range []string{"", "claim", "claim.", "claim.x.", "claim.999.", "claim.-1.", "burn.1.", "....", strings.Repeat("\xff", 64)} {
		outs, ins := o.turn(box.In{Kind: box.Press, Text: data, From: o.verified("Sam"), Thread: "case-1-1"})
		if len(outs)+len(ins) > 0 {
			t.Errorf("%q brought %v and %v", data, outs, ins)
		}
	}
	for _, data := range []string{fmt.Sprintf("step.%d.no_such_step", o.id), fmt.Sprintf("send.%d.no-such-contact", o.id)} {
		outs, ins := o.turn(box.In{Kind: box.Press, Text: data, From: o.verified("Sam"), Thread: "case-1-1"})
		if len(outs) != 1 || len(ins) > 0 {
			t.Errorf("%q brought %v and %v, want a word that it is old", data, outs, ins)
		}
	}
}

// Words go to the person only by /r or as an answer to a copy of theirs, and only as they stand.
func TestOnlySpokenWordsReachThePerson(t *testing.T) {
	for _, c := range []struct {
		name string
		in   box.In
		want string // what the person gets; empty for nothing
	}{
		{"note", box.In{Text: "Is she alone?"}, ""},
		{"said", box.In{Text: "/r Are you alone?"}, "Are you alone?"},
		{"said on the next line", box.In{Text: "/R\nAre you alone?"}, "Are you alone?"},
		{"nothing said", box.In{Text: "/r   "}, ""},
		{"another command", box.In{Text: "/reply Are you alone?"}, ""},
		{"answer to a copy", box.In{Text: "Are you alone?", Reply: "said-4"}, "Are you alone?"},
		{"answer to what was sent", box.In{Text: "And safe?", Reply: "echo-4"}, "And safe?"},
		{"answer to the card", box.In{Text: "Look at this.", Reply: "card-1-1"}, ""},
		{"answer to a colleague", box.In{Text: "Look at this.", Reply: "m/12"}, ""},
		{"too long", box.In{Text: "/r " + strings.Repeat("é", 3001)}, ""},
		{"just not too long", box.In{Text: "/r " + strings.Repeat("é", 3000)}, strings.Repeat("é", 3000)},
		{"outside of a topic", box.In{Text: "/r Are you alone?", Thread: "t/3"}, ""},
		{"in the general topic", box.In{Text: "/r Are you alone?", Thread: "-"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOffice(t, "P0")
			in := c.in
			in.Kind, in.From = box.Text, o.verified("Sam")
			switch in.Thread {
			case "":
				in.Thread = "case-1-1"
			case "-":
				in.Thread = ""
			}
			outs, ins := o.turn(in)
			var got string
			for _, in := range ins {
				if in.Chat == person && in.Kind == box.Staff {
					got += in.Text
				}
			}
			if got != c.want {
				t.Errorf("the person gets %q, want %q", got, c.want)
			}
			for _, out := range outs {
				if out.Chat != group {
					t.Errorf("the desk sends past the conversation: %v", out)
				}
			}
		})
	}
}

// A case that is given back waits anew: it is called for a quarter of an hour later, and not for a time before.
func TestGivenBackCaseWaitsAnew(t *testing.T) {
	o := newOffice(t, "P0")
	o.now = o.now.Add(5 * time.Minute)
	o.press(o.verified("Sam"), "claim")
	o.now = o.now.Add(5 * time.Minute)
	o.press(o.verified("Sam"), "release")
	if said := o.pass(5 * time.Minute); said != "" {
		t.Errorf("five minutes after it was given back: %q", said)
	}
	if said := o.pass(10 * time.Minute); !strings.Contains(said, "15 min") {
		t.Errorf("a quarter of an hour after it was given back: %q", said)
	}
}

// pass lets time go by and gives what the desk says of its own.
func (o *office) pass(d time.Duration) string {
	o.t.Helper()
	o.now = o.now.Add(d)
	if _, err := o.box.TakeDue(context.Background()); err != nil {
		o.t.Fatal(err)
	}
	var said string
	_, ins := o.taken()
	for _, in := range ins {
		outs, _ := o.turn(in)
		said += texts(outs)
	}
	return said
}

// After a standstill, the desk is told once, not once for every time that was missed; a closed case is not called for.
func TestStandstillPingsOnce(t *testing.T) {
	o := newOffice(t, "P0")
	said := o.pass(3 * time.Hour)
	if strings.Count(said, "180 min") != 1 || strings.Count(said, "\n") != 1 {
		t.Errorf("after three hours: %q, want one call", said)
	}
	if said := o.pass(15 * time.Minute); !strings.Contains(said, "195 min") {
		t.Errorf("a quarter of an hour later: %q", said)
	}
	o.press(o.verified("Sam"), "closed")
	if said := o.pass(24 * time.Hour); said != "" {
		t.Errorf("a closed case is called for: %q", said)
	}
}

// A case that had its first card when the person had answered more than once has told staff all of it. When it is closed, only a new
// answer opens it again, and not that the person hid, or chose another language.
func TestAClosedCaseIsNotOpenedByOldAnswers(t *testing.T) {
	o := newOffice(t, "P1")
	alter := func(with func(c *record.Case)) {
		o.update(func(tx store.Tx) error {
			c, err := record.OpenCase(tx, o.id)
			if err != nil {
				return err
			}
			with(c)
			return c.Save(tx)
		})
	}
	changed := func(what string) { o.turn(box.In{Kind: box.Changed, Case: o.id, Text: what}) }
	alter(func(c *record.Case) { // as if the desk had not looked before the second answer
		c.Topic, c.Told, c.Version, c.Changed = 0, 0, 3, []string{"country", "place"}
	})
	changed("new")
	alter(func(c *record.Case) { c.Status = record.Closed })
	changed("hid")
	if status := o.theCase().Status; status != record.Closed {
		t.Errorf("after a hide the case is %s", status)
	}
	alter(func(c *record.Case) { c.Version++ })
	changed("")
	if status := o.theCase().Status; status != record.Open {
		t.Errorf("after a new answer the case is %s", status)
	}
}
