package desk_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"safeharbour/bot/answer"
	"safeharbour/bot/box"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// monthLine is a line of the chart: nothing in it has a direction of its own, so it stays whole in any language.
var monthLine = regexp.MustCompile(`^\d{4}-\d{2} (·|▏ .*|█{1,10} \d+)$`)

// In a language from right to left the table holds no invisible characters, which its block would show as codes, and no
// line in which numbers and names could change places.
func TestSitesFromRightToLeft(t *testing.T) {
	o := newOffice(t, "P3")
	for i := range 4 {
		o.update(func(tx store.Tx) error {
			c, err := record.NewCase(tx)
			if err != nil {
				return err
			}
			c.Chat, c.Flow, c.Level, c.Created = box.Chat(fmt.Sprint("fake/", c.ID)), "trapped", "P3", o.now
			c.Consent = record.Consent{Given: true}
			c.Answers = []record.Item{{Step: "place", Fact: "place", Value: answer.Value{Type: answer.Place, Codes: []string{"kh-bavet"}}}}
			if err := c.GiveCode(tx, nil); err != nil {
				return err
			}
			o.id = c.ID
			return c.Save(tx)
		})
		o.turn(box.In{Kind: box.Changed, Case: o.id, Text: fmt.Sprint(i)})
	}
	o.desk.Lang = "ar"
	outs, _ := o.turn(box.In{Kind: box.Text, Text: "/sites", From: box.Actor{ID: "7", Name: "Sam", Verified: o.now}})
	if len(outs) != 1 || !strings.Contains(outs[0].Quote, "بافيت") || !strings.Contains(outs[0].Quote, "2026-11 ██████████ 4") {
		t.Fatalf("the table is %+v", outs)
	}
	for _, r := range outs[0].Quote {
		if r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f {
			t.Fatalf("the table holds U+%04X", r)
		}
	}
	months := 0
	for line := range strings.Lines(outs[0].Quote) {
		if line = strings.TrimRight(line, "\n"); strings.HasPrefix(line, "20") {
			if months++; !monthLine.MatchString(line) {
				t.Errorf("a month is %q", line)
			}
		}
	}
	if months != 6 {
		t.Errorf("%d months, want 6", months)
	}
}

// Neither outsiders nor hidden admins read counts.
func TestSitesAreForStaff(t *testing.T) {
	o := newOffice(t, "P3")
	for _, a := range []box.Actor{{}, {ID: "9", Outsider: true}, {ID: "9", Anonymous: true}} {
		if outs, _ := o.turn(box.In{Kind: box.Text, Text: "/sites", From: a}); len(outs) > 0 {
			t.Errorf("%+v gets %v", a, outs)
		}
	}
}
