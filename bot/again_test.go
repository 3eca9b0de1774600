package bot_test

import (
	"context"
	"errors"
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
				h.otherCase("kh-bavet")
				h.pass(c.before)
			}
			for _, line := range []string{"> /start", "* English", "* I can't leave", "* Yes", "* Yes", "* None of these", "* Done", "* Cambodia", "* Bavet"} {
				h.play(step{lines: []string{line}})
			}
			h.pass(11 * time.Minute) // silence hands the case off as it stands
			k := h.newestCase()
			if k.Level != c.want || k.Again != (c.want == "P0") {
				t.Errorf("the case is %s because of %s, want %s", k.Level, strings.Join(k.Rules, " "), c.want)
			}
			if slices.Contains(k.Rules, "place:again") {
				t.Error("papers for others would tell that somebody else wrote from there")
			}
			if k.Own() != "P1" {
				t.Errorf("on papers it is %s, from which their readers would learn of somebody else", k.Own())
			}
			paper, err := h.content.Papers.CardJSON(k)
			if err != nil || !strings.Contains(string(paper), `"level":"P1"`) && !strings.Contains(string(paper), `"level": "P1"`) {
				t.Errorf("the card for others: %v, %s", err, paper)
			}
			if card := h.cards(); strings.Contains(card, "place:again") != k.Again {
				t.Errorf("the staff's card says\n%s", card)
			}
			h.play(step{lines: []string{"* Skip"}}) // a later answer changes nothing of it
			if k = h.newestCase(); k.Level != c.want {
				t.Errorf("after another answer it is %s, want %s", k.Level, c.want)
			}
		})
	}
}

// Who takes a place back, or their yes, is compared by it no more, and nothing of it is kept: a later case is not said to be the
// second one there.
func TestAPlaceThatIsTakenBackIsForgotten(t *testing.T) {
	toPlace := []string{"> /start", "* English", "* I can't leave", "* Yes", "* Yes", "* None of these", "* Done", "* Cambodia", "* Bavet"}
	for name, back := range map[string][]string{
		"another place": {"* Back", "* Poipet"},
		"no place":      {"* Back", "* Skip"},
		"no consent":    {"* Back", "* Back", "* Back", "* Back", "* Not now"},
	} {
		t.Run(name, func(t *testing.T) {
			h := emptyHouse(t)
			h.otherCase("kh-bavet")
			for _, line := range toPlace {
				h.play(step{lines: []string{line}})
			}
			h.pass(11 * time.Minute)
			if k := h.newestCase(); !k.Again {
				t.Fatal("it is not found to be the second case")
			}
			for _, line := range back {
				h.play(step{lines: []string{line}})
			}
			h.pass(11 * time.Minute)
			k := h.newestCase()
			if k.Again || k.PlaceSeen == "kh-bavet" {
				t.Errorf("it is still a second case about %q", k.PlaceSeen)
			}
			if again := h.again("kh-bavet"); again {
				t.Error("the next case is said to be the second about a place that nobody names")
			}
		})
	}
}

// again tells what a new case of somebody else would find out about a place.
func (h *house) again(place string) (again bool) {
	h.t.Helper()
	undo := errors.New("undo")
	err := h.db.Update(context.Background(), func(tx store.Tx) (err error) {
		again, err = trend.Again(tx, place, &record.Case{ID: 1 << 40, Desk: "main", Chat: "fake/third", Consent: record.Consent{Given: true}})
		return errors.Join(err, undo)
	})
	if !errors.Is(err, undo) {
		h.t.Fatal(err)
	}
	return again
}

// otherCase makes the case of somebody else who agreed and named a place.
func (h *house) otherCase(place string) {
	h.t.Helper()
	err := h.db.Update(context.Background(), func(tx store.Tx) error {
		c, err := record.NewCase(tx)
		if err != nil {
			return err
		}
		c.Desk, c.Chat, c.Flow, c.Consent = "main", "fake/other", "trapped", record.Consent{Given: true, At: h.now()}
		if _, err := trend.Again(tx, place, c); err != nil {
			return err
		}
		return c.Save(tx)
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// newestCase is the case that came last.
func (h *house) newestCase() (c *record.Case) {
	h.t.Helper()
	err := h.db.View(context.Background(), func(tx store.Tx) error {
		for id := uint64(1); ; id++ {
			next, err := record.OpenCase(tx, id)
			if errors.Is(err, store.ErrNotFound) {
				return nil
			}
			if err != nil {
				return err
			}
			c = next
		}
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

// cards is all that stands in the staff's topics.
func (h *house) cards() string {
	var all strings.Builder
	for _, topic := range h.channel.topics {
		for _, m := range topic.messages {
			all.WriteString(m.text + "\n")
		}
	}
	return all.String()
}
