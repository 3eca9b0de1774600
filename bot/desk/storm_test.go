package desk_test

import (
	"strings"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// many makes cases that wait to be claimed, one every two minutes: so many in an hour are no surge.
func (o *office) many(level string, n int) (ids []uint64) {
	o.t.Helper()
	for range n {
		o.now = o.now.Add(2 * time.Minute)
		var id uint64
		o.update(func(tx store.Tx) error {
			c, err := record.NewCase(tx)
			if err != nil {
				return err
			}
			id = c.ID
			c.Chat, c.Flow, c.Lang, c.Level, c.Version = person, "trapped", "en", level, 1
			if err := c.GiveCode(tx, nil); err != nil {
				return err
			}
			return c.Save(tx)
		})
		o.turn(box.In{Kind: box.Changed, Case: id, Text: "new"})
		ids = append(ids, id)
	}
	return ids
}

// The bot stood still for a day while 500 cases waited. The group must not drown: five messages at most, and they say it all.
func TestAStormOfEscalationsIsAFewMessages(t *testing.T) {
	o := newOffice(t, "P3")
	o.many("P0", 350)
	ids := o.many("P1", 150)
	o.now = o.now.Add(24 * time.Hour)
	o.update(func(tx store.Tx) error { // one of them must not be spoken of any more
		c, err := record.OpenCase(tx, ids[0])
		if err != nil {
			return err
		}
		c.Consent.Withdrawn = true
		return c.Save(tx)
	})
	outs := o.waits(4 * time.Minute)
	if len(outs) == 0 || len(outs) > 5 {
		t.Fatalf("%d messages: %+v", len(outs), outs)
	}
	for _, want := range []string{"P0: nobody has taken these cases: 350, the longest for 24", "P1: nobody has taken these cases: 149, the longest for 17"} {
		if strings.Count(texts(outs), want) != 1 {
			t.Errorf("it does not say %q once: %s", want, texts(outs))
		}
	}
	// Afterwards it goes on: the group hears again and again, and never much.
	for range 24 {
		outs := o.waits(5 * time.Minute)
		if len(outs) > 4 {
			t.Errorf("%d messages in five minutes", len(outs))
		}
	}
	if outs := o.waits(16 * time.Minute); !strings.Contains(texts(outs), "P0") {
		t.Error("the group hears nothing more")
	}
}

// Two cases are told of as ever, each in its topic.
func TestAFewEscalationsStandInTheirTopics(t *testing.T) {
	o := newOffice(t, "P0")
	o.many("P0", 1)
	o.now = o.now.Add(15 * time.Minute)
	outs := o.waits(10 * time.Minute)
	if len(outs) != 2 || outs[0].Thread == "" || outs[1].Thread == "" || outs[0].Thread == outs[1].Thread {
		t.Errorf("staff read %+v", outs)
	}
}
