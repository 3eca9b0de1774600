package desk_test

import (
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// Cases that an older version closed have an end too: each is looked at once, in small steps, and open ones are left alone.
func TestOldCasesAreLookedAt(t *testing.T) {
	o := newOffice(t, "P2")
	o.desk.Keep = 180 * 24 * time.Hour
	const many = 250
	o.update(func(tx store.Tx) error {
		for range many {
			c, err := record.NewCase(tx)
			if err != nil {
				return err
			}
			c.Chat, c.Status, c.Updated = person, record.Closed, o.now.Add(-100*24*time.Hour)
			if err := c.Save(tx); err != nil {
				return err
			}
		}
		return nil
	})
	steps := 0
	for range 2 { // the second time as at another start
		for more := true; more; steps++ {
			o.update(func(tx store.Tx) (err error) {
				more, err = o.desk.PlanOld(tx)
				return err
			})
		}
	}
	if steps != 4 {
		t.Errorf("%d steps, want three and one that finds it done", steps)
	}
	o.now = o.now.Add(30*24*time.Hour + time.Minute)
	looked := 0
	for more := true; more; {
		wait, err := o.box.TakeDue(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		_, ins := o.taken()
		for _, in := range ins {
			if in.Chat == person && in.Text == box.LookAtCase {
				looked++
			}
		}
		more = wait == 0
	}
	if looked != many {
		t.Errorf("%d of %d closed cases are looked at", looked, many)
	}
}
