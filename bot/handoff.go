package bot

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"safeharbour/bot/answer"
	"safeharbour/bot/box"
	"safeharbour/bot/flow"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
	"safeharbour/bot/trend"
	"safeharbour/bot/triage"
)

// settle hands the case to staff when it is time, and tells them what is new.
func (t *turn) settle() error {
	if t.c.Flow == "" {
		return nil
	}
	t.noteConsent()
	id := t.c.Cases[t.c.Flow]
	switch {
	case id != 0 && !t.signal && !t.news && !t.c.Quieted[t.c.Flow]:
		return nil // nothing on the card is other than before
	case id != 0 && t.signal:
		return t.update(id, "signal")
	case id != 0:
		return t.update(id, "")
	case t.agreed() && t.urgent():
		return t.handOff(false)
	default:
		return nil
	}
}

// signalChoice is the code of a choice that is a help signal, in any flow.
const signalChoice = "signal"

// noteConsent writes down when the person agreed, and to what. The first of equal ones counts.
func (t *turn) noteConsent() {
	if !t.agreed() {
		delete(t.c.Agreed, t.c.Flow)
		return
	}
	by, given := t.look().Agreement()
	signal := !given || by.Has(signalChoice)
	if was, ok := t.c.Agreed[t.c.Flow]; ok && was.Signal == signal {
		return
	}
	if t.c.Agreed == nil {
		t.c.Agreed = map[string]record.Consent{}
	}
	t.c.Agreed[t.c.Flow] = record.Consent{Given: true, Signal: signal, At: t.now, Lang: t.c.Lang}
}

// urgent tells whether the flow wants staff to have the case now.
func (t *turn) urgent() bool {
	return !t.c.Signals[t.c.Flow].IsZero() || t.look().HandsOff()
}

// handOff makes the case of this flow and tells the desk. quiet: the person fell silent before the flow came to it.
func (t *turn) handOff(quiet bool) error {
	if c, full, err := t.newest(); err != nil || full {
		if err == nil {
			err = t.join(c)
		}
		return err
	}
	delete(t.c.Joined, t.c.Flow)
	c, err := record.NewCase(t.tx)
	if err != nil {
		return err
	}
	if err := c.GiveCode(t.tx, t.b.Random); err != nil {
		return err
	}
	c.Desk, c.Chat, c.Flow, c.Quiet = t.b.DeskID, t.c.Chat, t.c.Flow, quiet
	if quiet {
		t.noteQuiet()
	}
	if err := t.fill(c); err != nil {
		return err
	}
	c.Version, c.Looked = 1, true
	if err := t.lookAfter(c, c.NextLook(t.now, t.b.Keep)); err != nil {
		return err
	}
	if t.c.Cases == nil {
		t.c.Cases = map[string]uint64{}
	}
	t.c.Cases[t.c.Flow] = c.ID
	if err := t.tellOf(c, "new"); err != nil {
		return err
	}
	return t.passEarly(c)
}

// noteQuiet remembers that the card says that the person fell silent, so that the next input takes it back.
func (t *turn) noteQuiet() {
	if t.c.Quieted == nil {
		t.c.Quieted = map[string]bool{}
	}
	t.c.Quieted[t.c.Flow] = true
}

// update writes a new version of the case when an answer changed, and tells the desk. what names another change.
func (t *turn) update(id uint64, what string) error {
	c, err := record.OpenCase(t.tx, id)
	if err != nil {
		return err
	}
	before := *c
	if !t.agreed() {
		return t.withdraw(c)
	}
	if c.Consent.Withdrawn {
		if err := t.passEarly(c); err != nil {
			return err
		}
	}
	if err := t.fill(c); err != nil {
		return err
	}
	if t.in.Kind != box.Came {
		c.Quiet = false
		delete(t.c.Quieted, t.c.Flow)
	}
	switch changed := difference(before.Answers, c.Answers); {
	case len(changed) > 0:
		c.Version++
		c.Changed = union(c.Changed, changed)
	case what == "":
		if same, err := sameCase(&before, c); same || err != nil {
			return err
		}
	}
	c.Updated = t.c.Seen
	if what == "" {
		told, err := t.told(c)
		if err != nil {
			return err
		}
		if told {
			return c.Save(t.tx)
		}
	}
	return t.tellOf(c, what)
}

// told tells whether the desk was told of a change of the case and has not looked at it yet: then it will find all of it. So where many
// people answer at once, the desk takes up each case once, and whoever comes next does not wait behind all answers.
func (t *turn) told(c *record.Case) (bool, error) {
	if c.Waits == 0 {
		return false, nil
	}
	return box.Waits(t.tx, c.Waits)
}

// tellOf tells the desk of a change of the case, and writes the case.
func (t *turn) tellOf(c *record.Case, what string) (err error) {
	c.Waits, err = t.b.Box.PutNumbered(t.tx, box.In{Chat: t.b.Desk, At: t.now, Kind: box.Changed, Case: c.ID, Text: what})
	if err != nil {
		return err
	}
	return c.Save(t.tx)
}

// sameCase tells whether two versions of a case make the same record.
func sameCase(a, b *record.Case) (bool, error) {
	old, err := json.Marshal(a)
	if err != nil {
		return false, fmt.Errorf("compare case: %w", err)
	}
	now, err := json.Marshal(b)
	if err != nil {
		return false, fmt.Errorf("compare case: %w", err)
	}
	return bytes.Equal(old, now), nil
}

// withdraw marks a case whose person said no after all: what staff have stays with them, and nothing more follows. Where
// the person said neither, as with "it is not safe now", the case stays as it is.
func (t *turn) withdraw(c *record.Case) error {
	if _, refused := t.consent(); !refused || c.Consent.Withdrawn {
		return nil
	}
	c.Consent.Withdrawn, c.Consent.WithdrawnAt, c.Released = true, t.now, nil // a later yes is no yes to papers
	if err := t.unname(c); err != nil {
		return err
	}
	return t.tellOf(c, "withdrawn")
}

// passEarly puts what the person sent without consent into the log of the case: they agreed now.
func (t *turn) passEarly(c *record.Case) error {
	early := t.c.Early
	t.c.Early = nil
	for _, e := range early {
		e.With = ""
		if err := t.log(c.ID, e); err != nil {
			return err
		}
	}
	return t.tell(box.In{Kind: box.Said, Case: c.ID})
}

// fill brings the case up to what the person answered.
func (t *turn) fill(c *record.Case) error {
	v := t.look()
	c.Consent = t.c.Agreed[t.c.Flow]
	if err := t.placeAgain(c, first(v.Fact("place").Codes)); err != nil {
		return err
	}
	c.Lang = t.c.Lang
	if c.Updated.IsZero() {
		c.Updated = t.c.Seen
	}
	c.Answers = items(v.Answers())
	c.Review = slices.ContainsFunc(c.Answers, func(it record.Item) bool { return it.Value.Type == answer.Review })
	ask := v.Current()
	c.Partial = ask.Key()
	if ask.Finished {
		c.Partial = ""
	}
	signal := !t.c.Signals[t.c.Flow].IsZero()
	values := t.values(v)
	own := t.b.Content.Triage.Assess(t.c.Flow, values, signal)
	c.Money = own.Money
	c.Urge(own.Level, own.Rules)
	if c.Again || c.Group != "" {
		values[triage.PlaceAgain], values[triage.PlaceFive] = number(c.Again), number(c.Group != "")
		c.Level = min(c.Level, t.b.Content.Triage.Assess(t.c.Flow, values, signal).Level)
	}
	c.Contact = first(v.Fact("contact").Codes)
	c.Aside = nil
	for _, a := range t.c.State(t.c.Flow).Aside {
		c.Aside = append(c.Aside, record.Item{Step: a.Step, Ask: t.c.Flow + "." + a.Step, Value: a.Value})
	}
	return nil
}

// placeAgain finds out whether another case named this place just before. It looks once for each place that the case names, and
// only where the person's yes is to more than a help signal.
func (t *turn) placeAgain(c *record.Case, place string) error {
	if place == c.PlaceSeen || !trend.Agreed(c) {
		return nil
	}
	if err := t.unname(c); err != nil || place == "" {
		return err
	}
	again, err := trend.Again(t.tx, place, c)
	if err != nil {
		return fmt.Errorf("other cases of a place: %w", err)
	}
	c.PlaceSeen, c.Again = place, again
	return nil
}

// unname forgets which place the case named last, and what was found out about that.
func (t *turn) unname(c *record.Case) error {
	if c.PlaceSeen != "" {
		if err := trend.Unname(t.tx, c.PlaceSeen, c); err != nil {
			return fmt.Errorf("other cases of a place: %w", err)
		}
	}
	c.PlaceSeen, c.Again = "", false
	return nil
}

// number is 1 for what is so, as the rules of urgency read it.
func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// weigh brings the level of a case up to what was found out about its place: it is in a group now. Nothing is drawn, since the
// person did nothing.
func (t *turn) weigh() error {
	c, err := record.OpenCase(t.tx, t.in.Case)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil || t.c.Cases[c.Flow] != c.ID {
		return err
	}
	now := t.c.Flow
	defer func() { t.c.Flow = now }()
	t.c.Flow = c.Flow
	if !t.agreed() {
		return nil
	}
	return t.update(c.ID, "")
}

func items(list []flow.Answer) []record.Item {
	if len(list) == 0 {
		return nil
	}
	out := make([]record.Item, 0, len(list))
	for _, a := range list {
		out = append(out, record.Item{Step: a.Step, Ask: a.Def.Ask, Fact: a.Def.Fact, Value: a.Value, Left: a.Left})
	}
	return out
}

// difference lists the steps whose answers are new or other than before. Pages that were read are no answers.
func difference(before, now []record.Item) []string {
	old := make(map[string]*record.Item, len(before))
	for i := range before {
		old[before[i].Step] = &before[i]
	}
	var changed []string
	for i := range now {
		it := &now[i]
		if was, ok := old[it.Step]; it.Value.Type != answer.Read && (!ok || !sameValue(was.Value, it.Value)) {
			changed = append(changed, it.Step)
		}
		delete(old, it.Step)
	}
	for i := range before {
		if _, gone := old[before[i].Step]; gone {
			changed = append(changed, before[i].Step)
		}
	}
	return changed
}

// union adds to list what it does not have.
func union(list, more []string) []string {
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

func sameValue(a, b answer.Value) bool {
	return a.Type == b.Type && a.Skipped == b.Skipped && a.Text == b.Text && a.Day == b.Day && a.Amount == b.Amount &&
		a.Lat == b.Lat && a.Lon == b.Lon && slices.Equal(a.Codes, b.Codes)
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
