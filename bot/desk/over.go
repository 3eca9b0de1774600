package desk

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/evidence"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
	"safeharbour/bot/trend"
)

// overBatch is how many records one turn deletes at most, so that nobody's turn waits long behind it.
const overBatch = 100

// over deletes what is kept of a case whose time is over, the case itself last. It tells staff in the topic, which only they can
// delete.
func (t *turn) over() error {
	c, err := record.OpenCase(t.tx, t.in.Case)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil || !c.Over {
		return err
	}
	if c.Topic > 0 {
		if err := t.post(c, box.Out{Text: t.w.Text("staff.over")}); err != nil {
			return err
		}
		c.Topic = 0
		if err := c.Save(t.tx); err != nil {
			return err
		}
	}
	n, err := record.EraseLog(t.tx, c.ID, overBatch)
	if err != nil {
		return err
	}
	files := 0
	if n < overBatch {
		if files, err = evidence.Erase(t.tx, c.ID, overBatch-n); err != nil {
			return err
		}
	}
	if n+files == overBatch {
		return t.d.Box.Put(t.tx, box.In{Chat: t.d.Chat, At: t.now, Kind: box.Expired, Case: c.ID})
	}
	grouped, err := trend.Forget(t.tx, t.d.Content.Trends, c)
	if err != nil {
		return err
	}
	if err := t.regroup(grouped); err != nil {
		return err
	}
	return c.Delete(t.tx)
}

// withdrawn says that consent was taken back, and until when the case is kept.
func (t *turn) withdrawn(c *record.Case) string {
	text := t.w.Text("staff.withdrawn")
	if end, ok := c.End(t.d.Keep); ok {
		text += " " + t.w.Text("staff.withdrawn_until", "Until", t.day(end))
	}
	return text
}

// ripe asks staff whether an open case is over, since nothing has happened in it for as long as cases are kept. Without an answer they
// are asked again; nothing is deleted that nobody closed.
func (t *turn) ripe() error {
	c, err := record.OpenCase(t.tx, t.in.Case)
	if err != nil || c.Over || c.Topic == 0 || c.Status == record.Closed || c.Consent.Withdrawn {
		return err
	}
	return t.post(c, box.Out{
		Text: t.w.Text("staff.ripe", "Since", t.day(t.in.Time), "Until", t.day(t.now.Add(t.d.Keep))),
		Buttons: [][]box.Button{{{Label: t.w.Text("staff.button.keep"), Data: data(verbKeep, c, "")},
			{Label: t.w.Text("staff.button.close"), Data: data(verbClose, c, "")}}}})
}

// oldLooked is the name under which stands up to which case [Desk.PlanOld] has come; empty when it is done. Under an older name, only
// closed cases were planned.
var oldLooked = []byte("cases/looked/all")

// oldBatch bounds one commit of [Desk.PlanOld].
const oldBatch = 100

// PlanOld has the cases looked at that came, were closed or lost their consent before anybody looked whether their time is over. Where it
// is not known when that was, it counts from their last change. Call it at the start, in the background; it tells whether there is more to do, and is then to
// be called again.
func (d *Desk) PlanOld(tx store.Tx) (more bool, err error) {
	var from []byte
	switch v, err := tx.Get(store.Meta, oldLooked); {
	case errors.Is(err, store.ErrNotFound):
	case err != nil:
		return false, err
	case len(v) == 0:
		return false, nil
	default:
		from = store.Key(store.Number(v, 0) + 1)
	}
	var old []*record.Case
	var last uint64
	n := 0
	err = tx.Scan(store.Cases, from, nil, func(k, v []byte) error {
		c := &record.Case{ID: store.Number(k, 0)}
		if err := json.Unmarshal(v, c); err != nil {
			return fmt.Errorf("decode case %d: %w", c.ID, err)
		}
		if last = c.ID; !c.Looked && !c.Over {
			old = append(old, c)
		}
		if n++; n == oldBatch {
			return store.ErrStop
		}
		return nil
	})
	if err != nil {
		return false, err
	}
	for _, c := range old {
		if c.Status == record.Closed && c.ClosedAt.IsZero() {
			c.ClosedAt = c.Updated
		}
		if c.Consent.Withdrawn && c.Consent.WithdrawnAt.IsZero() {
			c.Consent.WithdrawnAt = c.Updated
		}
		if err := d.look(tx, c); err != nil {
			return false, err
		}
		if err := c.Save(tx); err != nil {
			return false, err
		}
	}
	if n < oldBatch {
		return false, tx.Put(store.Meta, oldLooked, nil)
	}
	return true, tx.Put(store.Meta, oldLooked, store.Key(last))
}

// look has a case looked at when its time may be over. Old cases that are open come on many days, so that staff are not asked of all
// of them at once.
func (d *Desk) look(tx store.Tx, c *record.Case) error {
	c.Looked = true
	at := c.NextLook(tx.Now(), d.Keep)
	if _, ends := c.End(d.Keep); !ends {
		at = tx.Now().Add(time.Duration(c.ID%30) * 24 * time.Hour)
	}
	return d.Box.Later(tx, at, box.In{Chat: c.Chat, Kind: box.Came, Text: box.LookAtCase, Case: c.ID})
}
