package bot_test

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"safeharbour/bot/answer"
	"safeharbour/bot/box"
	"safeharbour/bot/flow"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// othersLine is a line of a story that makes cases of other people, as they are after their hand-off:
//
//	! 4 cases of others, not shown: trapped country=KH place=kh-bavet
//	! 1 case of others: family place=kh-bavet name=Lina
//
// What stands before the equals sign is a fact or a step.
var othersLine = regexp.MustCompile(`^(\d+) cases? of others(, not shown)?: (\w+)((?: \w+=\S+)*)$`)

// others makes cases of other people, who all agreed and whom Noor has taken.
func (h *house) others(line string) {
	h.t.Helper()
	m := othersLine.FindStringSubmatch(line)
	n, _ := strconv.Atoi(m[1])
	for range n {
		h.change(func(tx store.Tx) (*record.Case, error) {
			c, err := record.NewCase(tx)
			if err != nil {
				return nil, err
			}
			c.Desk, c.Chat, c.Flow, c.Lang, c.Updated, c.Version, c.Level = "main", box.Chat(fmt.Sprintf("fake/other-%d", c.ID)), m[3], "en", h.now(), 1, "P1"
			c.Status, c.By = record.Claimed, box.Actor{ID: "104", Name: "Noor"}
			c.Consent = record.Consent{Given: true, At: h.now(), Lang: "en"}
			for _, f := range strings.Fields(m[4]) {
				name, value, _ := strings.Cut(f, "=")
				c.Answers = append(c.Answers, h.answered(m[3], name, value))
			}
			return c, c.GiveCode(tx, h.random)
		}, "new")
	}
	if m[2] != "" {
		h.channel.told.Reset()
	}
}

// takesBack has the newest case's person take their consent back.
func (h *house) takesBack() {
	h.t.Helper()
	h.change(func(tx store.Tx) (last *record.Case, err error) {
		for id := uint64(1); ; id++ {
			c, err := record.OpenCase(tx, id)
			if err != nil {
				break
			}
			last = c
		}
		last.Consent.Withdrawn, last.Consent.WithdrawnAt = true, h.now()
		return last, nil
	}, "withdrawn")
}

// change saves a case and tells the desk of it.
func (h *house) change(what func(tx store.Tx) (*record.Case, error), news string) {
	h.t.Helper()
	err := h.db.Update(context.Background(), func(tx store.Tx) error {
		c, err := what(tx)
		if err != nil {
			return err
		}
		if err := c.Save(tx); err != nil {
			return err
		}
		return h.box.Put(tx, box.In{Chat: staffChat, At: tx.Now(), Kind: box.Changed, Case: c.ID, Text: news})
	})
	if err != nil {
		h.t.Fatal(err)
	}
	h.settle()
}

// answered is an answer to the step that has this fact or this name.
func (h *house) answered(flowID, name, value string) record.Item {
	h.t.Helper()
	f, _ := h.content.Flows.Flow(flowID)
	var def *flow.StepDef
	for _, d := range f.Steps {
		if def == nil && (d.Fact == name || d.ID == name) {
			def = d
		}
	}
	if def == nil {
		h.t.Fatalf("%s has no step for %s", flowID, name)
	}
	it := record.Item{Step: def.ID, Ask: def.Ask, Fact: def.Fact, Value: answer.Value{Type: def.Answer, Codes: []string{value}}}
	switch def.Answer {
	case answer.Text, answer.Account, answer.URL, answer.Wallet, answer.Date:
		v, wrong := answer.Parse(def.Answer, value, answer.Hints{Lang: "en", Today: answer.DayOf(h.now())})
		if wrong != nil {
			h.t.Fatalf("%s is no answer to %s", value, name)
		}
		it.Value = v
	}
	return it
}
