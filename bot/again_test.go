package bot_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/record"
	"safeharbour/bot/store"
	"safeharbour/bot/trend"
)

// A second case about a place within a day is more urgent, and its card says why: something may happen there just now.
func TestASecondCaseAboutAPlaceIsMoreUrgent(t *testing.T) {
	for _, c := range []struct {
		name   string
		before time.Duration // the other case; 0 for none
		want   string
	}{
		{"the first case", 0, "P1"},
		{"the second in a day", 3 * time.Hour, "P0"},
		{"long after the other", 30 * time.Hour, "P1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := emptyHouse(t)
			if c.before > 0 {
				err := h.db.Update(context.Background(), func(tx store.Tx) error {
					_, err := trend.Again(tx, "kh-bavet", 99)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				h.pass(c.before)
			}
			for _, line := range []string{"> /start", "* English", "* I can't leave", "* Yes", "* Yes", "* None of these", "* Done", "* Cambodia", "* Bavet"} {
				h.play(step{lines: []string{line}})
			}
			h.pass(11 * time.Minute) // silence hands the case off as it stands
			k := h.onlyCase()
			if k.Level != c.want || slices.Contains(k.Rules, "place:again") != (c.want == "P0") {
				t.Errorf("the case is %s because of %s, want %s", k.Level, strings.Join(k.Rules, " "), c.want)
			}
			h.play(step{lines: []string{"* Skip"}}) // a later answer changes nothing of it
			if k = h.onlyCase(); k.Level != c.want {
				t.Errorf("after another answer it is %s, want %s", k.Level, c.want)
			}
		})
	}
}

// onlyCase is the case that the house has.
func (h *house) onlyCase() (c *record.Case) {
	h.t.Helper()
	err := h.db.View(context.Background(), func(tx store.Tx) (err error) {
		c, err = record.OpenCase(tx, 1)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}
