package desk

import (
	"errors"

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
	if err := trend.Forget(t.tx, t.d.Content.Trends, c); err != nil {
		return err
	}
	return c.Delete(t.tx)
}
