package desk

import (
	"strconv"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/hotline"
	"safeharbour/bot/record"
)

// planPing sets the time at which the desk is told again of a case that nobody has claimed. A case that became more
// urgent gets an earlier one; the later item finds that it does not count any more.
func (t *turn) planPing(c *record.Case) error {
	if c.Status != record.Open || c.Consent.Withdrawn {
		return nil
	}
	at, ok := hotline.EscalateAt(c.Level, c.WaitsSince(), c.Pings)
	if !ok || (!c.NextPing.IsZero() && !at.Before(c.NextPing) && c.NextPing.After(t.now)) {
		return nil
	}
	c.NextPing = at
	return t.d.Box.Later(t.tx, at, box.In{Chat: t.d.Chat, Kind: box.Came, Case: c.ID})
}

// ping tells the desk again of a case, in its topic.
func (t *turn) ping(c *record.Case) error {
	if c.Topic == 0 { // it waited for its topic in a surge
		if err := t.appear(c); err != nil {
			return err
		}
	}
	key := "staff.escalation"
	if c.Pings > 0 {
		key = "staff.escalation_again"
	}
	minutes := int(t.now.Sub(c.WaitsSince()).Minutes())
	return t.post(c, box.Out{Urgency: box.HandOff, Reply: cardRef(c),
		Text: t.w.Text(key, "Priority", c.Level, "Code", c.Code, "Minutes", strconv.Itoa(minutes))})
}

// escalate pings the desk again. After a standstill it pings once, not for every time that was missed.
func (t *turn) escalate() error {
	c, err := record.OpenCase(t.tx, t.in.Case)
	if err != nil {
		return err
	}
	if c.Status != record.Open || c.Consent.Withdrawn || c.NextPing.IsZero() || t.now.Before(c.NextPing) {
		return nil
	}
	crowded, err := t.crowded(c.Level)
	if err != nil {
		return err
	}
	if !crowded {
		if err := t.ping(c); err != nil {
			return err
		}
	}
	c.Pings, c.NextPing = hotline.Pings(c.Level, c.WaitsSince(), t.now), time.Time{}
	if err := t.planPing(c); err != nil {
		return err
	}
	return c.Save(t.tx)
}
