package bot

import (
	"errors"

	"safeharbour/bot/answer"
	"safeharbour/bot/box"
	"safeharbour/bot/evidence"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// keep puts what the person said beside the answers: into the log of the case, or aside until they agree to a case.
func (t *turn) keep(e record.Entry) error {
	if answer.Secret(e.Text) {
		e.Text = "" // a password or seed phrase is thrown away, never kept (domain.md §10)
		t.c.Tells = append(t.c.Tells, record.Tell{Text: "error.text_secret"})
		if e.File == nil && e.Place == nil {
			return t.erase(t.in.Ref)
		}
	}
	id, ok := t.hears()
	if !ok {
		if len(t.c.Early) < earlyMax {
			t.c.Early = append(t.c.Early, e)
		}
		return nil
	}
	e.With = ""
	if err := t.log(id, e); err != nil {
		return err
	}
	return t.tell(box.In{Kind: box.Said, Case: id})
}

// log writes what the person said into the log of a case, and has a file that they sent kept. There is a case, so they
// agreed: nothing is downloaded before.
func (t *turn) log(id uint64, e record.Entry) error {
	for _, text := range parts(e.Text) {
		e.Text = text
		n, err := record.Append(t.tx, id, e)
		if err != nil {
			return err
		}
		fate, err := evidence.Receive(t.tx, t.b.Box, t.b.Desk, id, n, e)
		if err != nil {
			return err
		}
		key := fates[fate]
		if key == "" && e.File != nil && t.b.Cramped != nil && t.b.Cramped() {
			key = "ui.files_no_room"
		}
		if key != "" {
			t.tellLimit(key, toldAgain)
		}
		e.File, e.Place = nil, nil
	}
	return nil
}

// hears is the case whose helpers get what the person says beside the answers. There is none before consent, after it was
// taken back, and in a flow in which the person said no.
func (t *turn) hears() (id uint64, ok bool) {
	if _, refused := t.consent(); refused && !t.agreed() {
		return 0, false
	}
	id, ok = t.c.LastCase()
	return id, ok && t.mayTell(id)
}

// mayTell tells whether staff may still be told of this case.
func (t *turn) mayTell(id uint64) bool {
	c, err := record.OpenCase(t.tx, id)
	t.must(err)
	return err == nil && !c.Consent.Withdrawn
}

// touchCases tells the desk of a change that concerns every open case of the conversation.
func (t *turn) touchCases(what string) error {
	for _, id := range t.c.CaseIDs() {
		c, err := record.OpenCase(t.tx, id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		c.Lang = t.c.Lang
		if err := t.tellOf(c, what); err != nil {
			return err
		}
	}
	return nil
}
