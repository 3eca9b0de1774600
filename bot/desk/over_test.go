package desk_test

import (
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// Cases of an older version have an end too, and open ones come before staff some day: each is looked at once, in small steps. Open ones
// do not all come on one day.
func TestOldCasesAreLookedAt(t *testing.T) {
	o := newOffice(t, "P2")
	o.desk.Keep = 180 * 24 * time.Hour
	const many = 250
	o.update(func(tx store.Tx) error {
		for i := range many {
			c, err := record.NewCase(tx)
			if err != nil {
				return err
			}
			c.Chat, c.Status, c.Updated = person, record.Closed, o.now.Add(-100*24*time.Hour)
			switch i % 5 {
			case 0:
				c.Status = record.Open
			case 1:
				c.Status, c.Consent.Withdrawn = record.Claimed, true
			}
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
	o.now = o.now.Add(10 * 24 * time.Hour)
	if n := o.looked(); n < many/5/4 || n > many/5/2 {
		t.Errorf("of %d open cases, %d are looked at in the first third of a month", many/5, n)
	} else {
		o.now = o.now.Add(20*24*time.Hour + time.Minute)
		if n += o.looked(); n != many+1 { // and the case of the office
			t.Errorf("%d of %d cases are looked at", n, many+1)
		}
	}
}

// looked takes what is due, and tells how many cases are looked at.
func (o *office) looked() (looked int) {
	o.t.Helper()
	for more := true; more; {
		wait, err := o.box.TakeDue(o.t.Context())
		if err != nil {
			o.t.Fatal(err)
		}
		_, ins := o.taken()
		for _, in := range ins {
			if in.Chat == person && in.Text == box.LookAtCase {
				looked++
			}
		}
		more = wait == 0
	}
	return looked
}
