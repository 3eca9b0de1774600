package desk

import (
	"encoding/json"
	"errors"
	"fmt"

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

// oldLooked is the name under which stands up to which case [Desk.PlanOld] has come; empty when it is done.
var oldLooked = []byte("cases/looked")

// oldBatch bounds one commit of [Desk.PlanOld].
const oldBatch = 100

// PlanOld has the cases looked at that were closed before anybody looked whether their time is over. When that was is not known, so
// it counts from their last change. Call it at the start, in the background; it tells whether there is more to do, and is then to
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
		if last = c.ID; c.Status == record.Closed && !c.Looked && !c.Over {
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
		if c.ClosedAt.IsZero() {
			c.ClosedAt = c.Updated
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

// look has a closed case looked at when its time may be over.
func (d *Desk) look(tx store.Tx, c *record.Case) error {
	c.Looked = true
	return d.Box.Later(tx, c.NextLook(tx.Now(), d.Keep), box.In{Chat: c.Chat, Kind: box.Came, Text: box.LookAtCase, Case: c.ID})
}
