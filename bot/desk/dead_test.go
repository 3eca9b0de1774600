package desk_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
)

// buries makes dead letters of inputs with the given words, and tells the desk as the lanes do.
func (o *office) buries(words ...string) (ids []uint64) {
	o.t.Helper()
	for _, w := range words {
		in := box.In{Update: "u-" + w, Chat: person, At: o.now, Kind: box.Text, Text: w, Raw: []byte(w)}
		o.update(func(tx store.Tx) error {
			n, err := tx.Next(store.Inbox)
			in.ID = n
			if err != nil {
				return err
			}
			return o.box.Bury(tx, in)
		})
		ids = append(ids, in.ID)
		o.turn(box.In{Kind: box.Buried, Text: "text"})
	}
	return ids
}

// waits lets time pass in steps, and returns what due items of the desk want sent.
func (o *office) waits(long time.Duration) (outs []box.Out) {
	o.t.Helper()
	for end := o.now.Add(long); o.now.Before(end); o.now = o.now.Add(time.Minute) {
		for {
			wait, err := o.box.TakeDue(context.Background())
			if err != nil {
				o.t.Fatal(err)
			}
			if wait > 0 {
				break
			}
		}
		_, ins := o.taken()
		for len(ins) > 0 {
			in := ins[0]
			got, more := o.turn(in)
			ins = append(ins[1:], more...)
			outs = append(outs, got...)
		}
	}
	return outs
}

// A fault that kills five hundred inputs in an hour makes one word in fifteen minutes, and none when all is dropped or old.
func TestDeadLettersAreToldTogether(t *testing.T) {
	o := newOffice(t, "P3")
	words := 0
	for range 50 {
		o.buries("secret one", "secret two", "secret three", "secret four", "secret five", "secret six", "secret seven", "secret eight", "secret nine", "secret ten")
		for _, out := range o.waits(time.Minute + 12*time.Second) {
			words++
			if strings.Contains(out.Text, "secret") || out.Thread != "" {
				t.Errorf("staff read %+v", out)
			}
		}
	}
	if words < 4 || words > 8 {
		t.Errorf("%d words in 100 minutes", words)
	}
	o.waits(20 * time.Minute)
	if outs := o.waits(5 * time.Hour); len(outs) != 0 {
		t.Errorf("of old ones staff are told again: %+v", outs)
	}
}

// Of an update that nobody can read, not even whose it is, nothing is told as a person's: staff have no case to ask in.
func TestAStrayUpdateIsNobodys(t *testing.T) {
	o := newOffice(t, "P3")
	o.update(func(tx store.Tx) error {
		return o.desk.Stray(tx, box.In{ID: 7, Kind: box.Strange, Update: "u", At: o.now, Raw: []byte("{}")})
	})
	outs := o.waits(2 * time.Minute)
	if len(outs) != 1 || !strings.Contains(outs[0].Text, "/dead") || strings.Contains(outs[0].Text, "person") {
		t.Errorf("staff read %+v", outs)
	}
	outs, _ = o.turn(box.In{Kind: box.Text, Text: "/dead", From: box.Actor{ID: "7", Name: "Sam", Verified: o.now}})
	if len(outs) != 1 || !strings.Contains(outs[0].Text, "cannot be read") {
		t.Errorf("the list is %+v", outs)
	}
}

// Only a member of the group tries again or drops, once; who it was is written down and said, and the list shows what is left.
func TestDeadLettersAreTriedAgainOrDropped(t *testing.T) {
	o := newOffice(t, "P3")
	ids := o.buries("one", "two")
	sam := box.Actor{ID: "7", Name: "Sam", Verified: o.now}
	outs, _ := o.turn(box.In{Kind: box.Text, Text: "/dead", From: sam})
	if len(outs) != 1 || len(outs[0].Buttons) != 2 || strings.Contains(outs[0].Text, "one") {
		t.Fatalf("the list is %+v", outs)
	}
	again, drop := outs[0].Buttons[0][0].Data, outs[0].Buttons[1][1].Data
	for name, who := range map[string]box.Actor{"outsider": {ID: "8", Outsider: true}, "anonymous": {Anonymous: true}, "not asked yet": {ID: "9"}} {
		if _, ins := o.turn(box.In{Kind: box.Press, Text: again, From: who}); len(ins) != 0 || o.box.DeadLetters() != 2 {
			t.Errorf("%s may try again: %+v", name, ins)
		}
	}
	outs, ins := o.turn(box.In{Kind: box.Press, Text: again, From: sam, Ref: "deadlist-1"})
	if len(ins) != 1 || ins[0].Text != "one" || ins[0].Attempts != 0 || !ins[0].Again || ins[0].Chat != person {
		t.Errorf("into the inbox came %+v", ins)
	}
	if len(outs) != 2 || outs[0].Verb != box.Edit || outs[0].Ref != "deadlist-1" || len(outs[0].Buttons) != 1 || !strings.Contains(outs[1].Text, "Sam") {
		t.Errorf("staff read %+v", outs)
	}
	if outs, ins = o.turn(box.In{Kind: box.Press, Text: again, From: sam}); len(ins) != 0 || len(outs) != 1 {
		t.Errorf("pressed again: %+v, %+v", outs, ins)
	}
	o.turn(box.In{Kind: box.Press, Text: drop, From: sam})
	if n := o.box.DeadLetters(); n != 0 {
		t.Errorf("%d letters are left", n)
	}
	var done []string
	err := o.db.View(context.Background(), func(tx store.Tx) error {
		done = nil
		return tx.Scan(store.Desk, []byte("dead/done/"), []byte("dead/done0"), func(_, v []byte) error {
			var d struct {
				By, What string
				Letter   uint64
			}
			err := json.Unmarshal(v, &d)
			done = append(done, d.By+" "+d.What)
			if d.Letter != ids[len(done)-1] {
				t.Errorf("letter %d, want %d", d.Letter, ids[len(done)-1])
			}
			return err
		})
	})
	if err != nil || strings.Join(done, ", ") != "7 deadagain, 7 deaddrop" {
		t.Errorf("written down is %q, %v", done, err)
	}
	if outs := o.waits(time.Hour); len(outs) != 0 {
		t.Errorf("when none is left staff are told %+v", outs)
	}
}
