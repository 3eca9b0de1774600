package desk

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"safeharbour/bot/answer"
	"safeharbour/bot/box"
	"safeharbour/bot/flow"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// A staff button's data is a verb, the case's number and an argument, with dots between: "send.12.th-1300". A step may
// hold dots of its own, so it comes last.
const (
	verbClaim   = "claim"
	verbRelease = "release"
	verbAsk     = "ask"
	verbStep    = "step"
	verbSend    = "send"
	verbClose   = "close"
	verbClosed  = "closed" // close, asked and answered
	verbReopen  = "reopen"
	verbKeep    = "keep"   // the case is not over, although nothing happens in it
	verbApart   = "apart"  // not the same as the case of the argument
	verbPapers  = "papers" // which papers can be made
	verbPaper   = "paper"  // make this one

	verbSheet    = "sheet"                    // the custody list as a file
	verbOriginal = box.AlertMark + "original" // these two are answered before the eyes of who pressed alone
	verbPlace    = box.AlertMark + "place"
)

func data(verb string, c *record.Case, arg string) string {
	return verb + "." + strconv.FormatUint(c.ID, 10) + "." + arg
}

// press takes a button from a member of the group. Two who claim at once come one after the other: the second is told.
func (t *turn) press() error {
	verb, rest, _ := strings.Cut(t.in.Text, ".")
	number, arg, _ := strings.Cut(rest, ".")
	id, err := strconv.ParseUint(number, 10, 64)
	if err != nil {
		return nil
	}
	if verb == verbDeadAgain || verb == verbDeadDrop {
		return t.deadPress(verb, id)
	}
	c, err := record.OpenCase(t.tx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if c.Over {
		return t.answer("staff.over")
	}
	if err := t.act(c, verb, arg); err != nil {
		return err
	}
	c.PressedAt = t.now
	return c.Save(t.tx)
}

func (t *turn) act(c *record.Case, verb, arg string) error {
	switch verb {
	case verbClaim:
		return t.claim(c)
	case verbRelease:
		return t.release(c)
	case verbAsk:
		return t.askWhich(c)
	case verbStep:
		return t.ask(c, arg)
	case verbSend:
		return t.sendContact(c, arg)
	case verbClose:
		return t.closeWhether(c)
	case verbClosed:
		return t.close(c)
	case verbReopen:
		return t.reopen(c)
	case verbKeep:
		return t.keep(c)
	case verbPapers:
		return t.papers(c)
	case verbPaper:
		return t.makePaper(c, arg)
	case verbSheet:
		return t.sheet(c)
	case verbOriginal, verbPlace:
		return t.look(c, verb, arg)
	case verbApart:
		return t.apart(c, arg)
	default:
		return nil
	}
}

// claim gives an open case to who pressed.
func (t *turn) claim(c *record.Case) error {
	switch c.Status {
	case record.Claimed:
		return t.answer("staff.claimed_already", "Who", c.By.Name)
	case record.Closed:
		return t.answer("staff.case_closed")
	}
	c.Status, c.By, c.ClaimedAt = record.Claimed, t.in.From, t.now
	if err := t.post(c, box.Out{Urgency: box.Reply, Text: t.w.Text("staff.claimed", "Who", c.By.Name)}); err != nil {
		return err
	}
	return t.editCard(c)
}

// release gives a case back. Anyone may: who took it may have gone home.
func (t *turn) release(c *record.Case) error {
	if c.Status != record.Claimed {
		return t.answer("staff.stale")
	}
	t.open(c)
	if err := t.post(c, box.Out{Urgency: box.Reply, Text: t.w.Text("staff.released", "Who", t.in.From.Name)}); err != nil {
		return err
	}
	if err := t.editCard(c); err != nil {
		return err
	}
	return t.planPing(c)
}

// open makes a case wait for somebody to take it, from now on.
func (t *turn) open(c *record.Case) {
	c.Status, c.By, c.Pings, c.NextPing, c.ClaimedAt = record.Open, box.Actor{}, 0, time.Time{}, t.now
	c.ClosedAt = time.Time{}
}

// askWhich lists the questions that the person has not answered yet.
func (t *turn) askWhich(c *record.Case) error {
	if c.Status == record.Closed {
		return t.answer("staff.case_closed")
	}
	conv, err := record.OpenConversation(t.tx, c.Chat)
	if err != nil {
		return err
	}
	o := box.Out{Urgency: box.Reply, Text: t.w.Text("staff.ask_which")}
	for _, step := range t.openIn(c, conv) {
		o.Buttons = append(o.Buttons, []box.Button{{Label: t.label(c.Flow, step), Data: data(verbStep, c, step)}})
	}
	if len(o.Buttons) == 0 {
		o.Text = t.w.Text("staff.ask_none")
	}
	return t.post(c, o)
}

// openIn are the questions of a case that have no answer yet and may be asked.
func (t *turn) openIn(c *record.Case, conv *record.Conversation) []string {
	open := flow.Open(t.d.Content.Flows, *conv.State(c.Flow), t.now)
	return slices.DeleteFunc(open, func(step string) bool { return t.notForChild(c, step) })
}

// notForChild tells whether a question must not be asked any more, since a child lost money: what the flow asks before it asks
// for the age is about money and what happened, but for the country and the list of what to do now.
func (t *turn) notForChild(c *record.Case, step string) bool {
	if c.Money == "" || !child(c) {
		return false
	}
	f, ok := t.d.Content.Flows.Flow(c.Flow)
	if !ok {
		return false
	}
	age := slices.IndexFunc(f.Steps, func(def *flow.StepDef) bool { return def.Fact == "under18" })
	at := slices.IndexFunc(f.Steps, func(def *flow.StepDef) bool { return def.ID == step })
	return at <= age && (at < 0 || f.Steps[at].Answer != answer.Country && !f.Steps[at].Todo) // a step of a round has another id
}

// child tells whether a case is about a child.
func child(c *record.Case) bool {
	age := first(c.Fact("under18"))
	return age == "yes" || age == "under18"
}

// ask has the person see a question.
func (t *turn) ask(c *record.Case, step string) error {
	if c.Status == record.Closed {
		return t.answer("staff.case_closed")
	}
	def, ok := t.d.Content.Flows.Step(c.Flow, step)
	if !ok || t.notForChild(c, step) {
		return t.answer("staff.stale")
	}
	return t.pass(c, box.Asked, step, t.w.Text(def.Ask))
}

// sendContact has the person see a contact of the directory, in their language.
func (t *turn) sendContact(c *record.Case, id string) error {
	if c.Status == record.Closed {
		return t.answer("staff.case_closed")
	}
	contact, ok := t.d.Content.Contacts.Reach(id, t.d.Content.Whom(c.Flow, t.scope(c), c.Fact).Where(), t.now, t.d.Content.VerifiedOnly)
	if !ok {
		return t.answer("staff.stale")
	}
	return t.pass(c, box.Number, id, t.d.Content.Contact(t.w, &contact))
}

func (t *turn) closeWhether(c *record.Case) error {
	if c.Status == record.Closed {
		return t.answer("staff.stale")
	}
	return t.post(c, box.Out{Urgency: box.Reply, Text: t.w.Text("staff.close_ask", "Code", c.Code),
		Buttons: [][]box.Button{{{Label: t.w.Text("staff.button.confirm"), Data: data(verbClosed, c, "")}}}})
}

// close ends the work on a case. The person can still write, and that opens it again.
func (t *turn) close(c *record.Case) error {
	if c.Status == record.Closed {
		return t.answer("staff.stale")
	}
	c.Status, c.By, c.ClosedAt = record.Closed, t.in.From, t.now
	if !c.Looked {
		if err := t.d.look(t.tx, c); err != nil {
			return err
		}
	}
	if err := t.post(c, box.Out{Urgency: box.Reply, Text: t.w.Text("staff.closed", "Who", t.in.From.Name)}); err != nil {
		return err
	}
	if err := t.editCard(c); err != nil {
		return err
	}
	if err := t.send(box.Out{Urgency: box.Digest, Verb: box.Shut, Thread: thread(c)}); err != nil {
		return err
	}
	return t.d.Box.Put(t.tx, box.In{Chat: c.Chat, At: t.now, Kind: box.Ended, Text: "closed", Case: c.ID})
}

// keep keeps an open case in which nothing happens: that it was pressed counts as news.
func (t *turn) keep(c *record.Case) error {
	switch {
	case c.Status == record.Closed:
		return t.answer("staff.case_closed")
	case c.Consent.Withdrawn:
		return t.post(c, box.Out{Urgency: box.Reply, Text: t.withdrawn(c)})
	default:
		return t.answer("staff.kept", "Who", t.in.From.Name)
	}
}

// reopen takes a closed case up again.
func (t *turn) reopen(c *record.Case) error {
	if c.Status != record.Closed {
		return t.answer("staff.stale")
	}
	t.open(c)
	if err := t.send(box.Out{Urgency: box.Reply, Verb: box.Open, Thread: thread(c)}); err != nil {
		return err
	}
	if err := t.post(c, box.Out{Urgency: box.Reply, Text: t.w.Text("staff.reopened", "Who", t.in.From.Name)}); err != nil {
		return err
	}
	if err := t.editCard(c); err != nil {
		return err
	}
	if err := t.planPing(c); err != nil {
		return err
	}
	return t.d.Box.Put(t.tx, box.In{Chat: c.Chat, At: t.now, Kind: box.Ended, Text: "open", Case: c.ID})
}
