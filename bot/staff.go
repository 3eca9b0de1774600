package bot

import (
	"slices"
	"strings"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/flow"
	"safeharbour/bot/record"
)

// fromStaff takes what staff want the person to see. The silence gate decides whether it goes now or waits for the
// person's next message (design.md, silence is the default).
func (t *turn) fromStaff() error {
	h := record.Held{Kind: t.in.Kind, Text: t.in.Text, Ref: t.in.Ref, Case: t.in.Case, At: t.now}
	c, err := record.OpenCase(t.tx, h.Case)
	if err != nil {
		return err
	}
	if t.mayWrite(c) && !t.away() {
		if err := t.show(h); err != nil {
			return err
		}
		return t.draw()
	}
	return t.hold(h, c)
}

// hold keeps something of staff until the person writes, and says so to the desk.
func (t *turn) hold(h record.Held, c *record.Case) error {
	if h.Kind == box.Ended {
		t.holdEnd(h)
		return nil
	}
	t.c.Held = append(t.c.Held, h)
	if c.Contact == "chosen" {
		if from, _, ok := t.window(c); ok && from.After(t.now) {
			if err := t.b.Box.Later(t.tx, from, box.In{Chat: t.c.Chat, Kind: box.Came, Text: dueWindow, Case: c.ID}); err != nil {
				return err
			}
		}
	}
	if err := t.ping(c); err != nil {
		return err
	}
	return t.tell(box.In{Kind: box.Shown, Case: h.Case, Ref: h.Ref, Text: "held"})
}

// holdEnd keeps that a case was closed or opened again: only the last of them counts, and nothing when the person saw neither.
func (t *turn) holdEnd(h record.Held) {
	n := len(t.c.Held)
	t.c.Held = slices.DeleteFunc(t.c.Held, func(old record.Held) bool { return old.Kind == box.Ended && old.Case == h.Case })
	if h.Text == "closed" || len(t.c.Held) == n {
		t.c.Held = append(t.c.Held, h)
	}
}

// ping tells a person who allowed it, and whose screen is cleared, that there is something to read: once, in words that
// give nothing away.
func (t *turn) ping(c *record.Case) error {
	allowed := (c.Contact == "any" || c.Contact == "chosen") && t.mayWrite(c)
	if !allowed || t.c.Blocked || t.c.Pinged {
		return nil
	}
	t.c.Pinged = true
	return t.send(box.Out{Urgency: box.Reply, Verb: box.Say, Ref: pingRef, Text: t.w.Text("ui.ping"), Silent: true})
}

// release shows what staff sent while the person was away. It waits while the neutral front is up: whoever looks at that
// has not come back to the case.
func (t *turn) release() error {
	if len(t.c.Held) == 0 || t.quiet || (t.c.Mode != record.InFlow && t.c.Mode != record.Menu) {
		return nil
	}
	held := t.c.Held
	t.c.Held = nil
	slices.SortStableFunc(held, func(a, b record.Held) int { return last(a) - last(b) }) // words for a question stand right above it
	for _, h := range held {
		if err := t.show(h); err != nil {
			return err
		}
	}
	return nil
}

// last orders what is shown at once: a question of staff after everything else.
func last(h record.Held) int {
	if h.Kind == box.Asked {
		return 1
	}
	return 0
}

// show puts something of staff on the next screen. The desk hears of it when the person has it before them.
func (t *turn) show(h record.Held) error {
	t.fresh = true
	switch h.Kind {
	case box.Staff:
		t.c.Tells = append(t.c.Tells, record.Tell{Text: "ui.staff_says", Words: h.Text, Must: true, Held: &h})
	case box.Number:
		t.c.Tells = append(t.c.Tells, record.Tell{Text: "ui.staff_says", Words: t.contactByID(h.Text), Must: true, Held: &h})
	case box.Asked:
		return t.showQuestion(h)
	case box.Ended:
		key := "ui.closed"
		if h.Text == "open" {
			key = "ui.reopened"
		}
		t.c.Tells = append(t.c.Tells, record.Tell{Text: key, Must: true})
	}
	return nil
}

// showQuestion brings the person to a step that staff asked for.
func (t *turn) showQuestion(h record.Held) error {
	c, err := record.OpenCase(t.tx, h.Case)
	if err != nil {
		return err
	}
	t.c.Flow, t.c.Mode, t.c.Paper = c.Flow, record.InFlow, nil
	t.c.Tells = append(t.c.Tells, record.Tell{Text: "ui.staff_asks", Must: true, Held: &h})
	return t.step(flow.Input{Kind: flow.Goto, Step: h.Text, Text: h.Text})
}

// presentFor is how long after an input somebody at a discreet screen counts as still looking at it. What is shown later
// could be read by another, and would be cleared with the forgotten screen.
const presentFor = 2 * time.Minute

// away tells whether the person is not looking at the case: the neutral front is up, or nothing at all, or nobody has
// touched a discreet screen for a while.
func (t *turn) away() bool {
	if t.c.Mode != record.InFlow && t.c.Mode != record.Menu {
		return true
	}
	return t.c.Blocked || (t.discreet() && t.now.Sub(t.c.Seen) > presentFor)
}

// mayWrite is the silence gate: whether staff may write to the person first, now.
func (t *turn) mayWrite(c *record.Case) bool {
	if c.Contact == "" && !t.b.Content.Discreet(c.Flow, false) && !c.Consent.Signal && !t.discreet() {
		return true // neither the case nor what is on the screen now is a secret, and they named no hours of their own
	}
	switch c.Contact {
	case "any":
		return true
	case "chosen":
		from, to, ok := t.window(c)
		return ok && !t.now.Before(from) && t.now.Before(to)
	default:
		return false
	}
}

// windowLength is how long the hours last in which a person may be written to.
const windowLength = 4 * time.Hour

// window is the present or next time in which the person allowed staff to write.
func (t *turn) window(c *record.Case) (from, to time.Time, ok bool) {
	hour, ok := hourOf(first(c.Fact("contact_from").Codes))
	if !ok {
		return from, to, false
	}
	offset, known := t.b.Content.Offset(t.b.Content.Whom(c.Flow, "", c.Fact).Where())
	if !known {
		return from, to, false // a guess could ring at the wrong hour
	}
	there := t.now.UTC().Add(offset)
	from = time.Date(there.Year(), there.Month(), there.Day(), hour, 0, 0, 0, time.UTC).Add(-offset)
	for !from.Add(windowLength).After(t.now) {
		from = from.Add(24 * time.Hour)
	}
	for from.Add(-24 * time.Hour).Add(windowLength).After(t.now) {
		from = from.Add(-24 * time.Hour)
	}
	return from, from.Add(windowLength), true
}

// windowOpens is the begin of the hours in which the person may be written to.
func (t *turn) windowOpens() error {
	if len(t.c.Held) == 0 {
		return nil
	}
	c, err := record.OpenCase(t.tx, t.in.Case)
	if err != nil {
		return err
	}
	if !t.mayWrite(c) {
		return nil
	}
	if t.away() {
		return t.ping(c)
	}
	if err := t.release(); err != nil {
		return err
	}
	return t.draw()
}

// hourOf reads the hour of a window's code, such as "h18".
func hourOf(code string) (int, bool) {
	digits, ok := strings.CutPrefix(code, "h")
	n, number := typedNumber(digits)
	return n, ok && number && n < 24
}
