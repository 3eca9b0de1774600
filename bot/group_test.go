package bot_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// A case of which the house finds out later that five people are in its place is more urgent from then on. Its person did nothing
// and sees nothing of it, and no paper can tell of it: papers name the rules of the case.
func TestACaseInAGroupIsMoreUrgent(t *testing.T) {
	h := emptyHouse(t)
	for _, line := range []string{"> /start", "* English", "* I look for someone", "* My child", "* Skip", "* I just do not hear", "* Done", "* No", "* Yes",
		"* Cambodia", "> Bavet"} {
		h.play(step{lines: []string{line}})
	}
	h.pass(11 * time.Minute) // silence hands the case off as it stands
	mine := h.newestCase()
	if mine.Level != "P2" {
		t.Fatalf("the case begins as %s because of %v", mine.Level, mine.Rules)
	}
	phone := h.onPhone()
	h.channel.told.Reset()
	for range 3 {
		h.play(step{lines: []string{"! 1 case of others: trapped country=KH place=kh-bavet"}})
	}
	if k := h.caseOf(mine.ID); k.Level != "P2" || k.Group != "" {
		t.Fatalf("of four people the case is %s in group %q", k.Level, k.Group)
	}
	h.play(step{lines: []string{"! 1 case of others: trapped country=KH place=kh-bavet"}})
	k := h.caseOf(mine.ID)
	if k.Level != "P1" || k.Group == "" || slices.Contains(k.Rules, "place:five") {
		t.Errorf("of five people the case is %s because of %v, in group %q", k.Level, k.Rules, k.Group)
	}
	if now := h.onPhone(); now != phone {
		t.Errorf("the person saw %s\nand now\n%s", phone, now)
	}
	if cards := h.cards(); strings.Count(cards, "place:five") != 5 || strings.Count(cards, k.Group) < 5 {
		t.Errorf("the staff's cards say\n%s", cards)
	}
	for range 3 {
		h.play(step{lines: []string{"* Back"}})
	}
	h.play(step{lines: []string{"* Not now"}})
	if k = h.caseOf(mine.ID); !k.Consent.Withdrawn || k.Group != "" || strings.Contains(h.cards(), "place:five") {
		t.Errorf("after consent was taken back (%v) the case is in group %q", k.Consent.Withdrawn, k.Group)
	}
	if k.Level != "P1" {
		t.Error("a level fell without a human")
	}
}

// onPhone is all that stands on the person's phone.
func (h *house) onPhone() string {
	var all strings.Builder
	for _, m := range h.channel.phone {
		all.WriteString(m.text + "\n")
	}
	return all.String()
}

// caseOf is the case with this number, as it is now.
func (h *house) caseOf(id uint64) (c *record.Case) {
	h.t.Helper()
	err := h.db.View(context.Background(), func(tx store.Tx) (err error) {
		c, err = record.OpenCase(tx, id)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}
