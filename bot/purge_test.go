package bot_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
)

// canary stands for a person's words.
const canary = "ZUGVOGEL"

// holds lists the buckets in which the canary lies.
func (h *house) holds() (in []store.Bucket) {
	h.t.Helper()
	err := h.db.View(context.Background(), func(tx store.Tx) error {
		in = nil
		for _, b := range store.Buckets {
			found := false
			err := tx.Scan(b, nil, nil, func(k, v []byte) error {
				found = found || bytes.Contains(k, []byte(canary)) || bytes.Contains(v, []byte(canary))
				return nil
			})
			if err != nil {
				return err
			}
			if found {
				in = append(in, b)
			}
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return in
}

func emptyHouse(t *testing.T) *house {
	t.Helper()
	return newHouse(t, &story{file: t.Name(), app: "en", staff: "en", starts: time.Date(2026, 11, 24, 21, 0, 0, 0, time.UTC)})
}

// A day after the last word of somebody who did not agree to a helper, nothing of what they said is in the store.
func TestNothingStaysWithoutConsent(t *testing.T) {
	for name, lines := range map[string][]string{
		"said no":            {"> ZUGVOGEL", "* English", "* I can't leave", "* Yes", "* Not now", "> ZUGVOGEL", "> [photo] ZUGVOGEL", "* Skip"},
		"never answered":     {"> ZUGVOGEL please", "* English", "> ZUGVOGEL", "* I lost money", "> ZUGVOGEL"},
		"hid":                {"> /start", "* English", "> ZUGVOGEL", "> hide", "> ZUGVOGEL", "> x"},
		"fell silent":        {"> /start", "* English", "* Something else", "> ZUGVOGEL"},
		"lost it to nobody":  {"> /start", "* English", "* I lost money", "* Today", "> ZUGVOGEL", "* With a card", "> ZUGVOGEL"},
		"changed a message":  {"> ZUGVOGEL one", "> [changes the message] ZUGVOGEL two"},
		"blocked the bot":    {"> ZUGVOGEL", "* English", "> ZUGVOGEL", "> [blocks the bot]"},
		"sent a place":       {"> /start", "* English", "> [location 1.5,2.5] ZUGVOGEL"},
		"answered with text": {"> /start", "* English", "* Something else", "* Not now", "> ZUGVOGEL country"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := emptyHouse(t)
			for _, line := range lines {
				h.play(step{lines: []string{line}})
			}
			if len(h.holds()) == 0 {
				t.Error("the words are not kept at all, not even for the day")
			}
			h.pass(24*time.Hour + time.Minute)
			if in := h.holds(); len(in) > 0 {
				t.Errorf("after a day the words are still in %v", in)
			}
			if len(h.channel.topics) > 1 {
				t.Error("staff were told")
			}
		})
	}
}

// Words that a hide overtook are kept without a sign, and purged like all others.
func TestOvertakenFirstWordsArePurged(t *testing.T) {
	h := emptyHouse(t)
	ctx := context.Background()
	_, err := h.box.Receive(ctx, "fake", 3, []box.In{
		{Update: "1", Chat: personChat, At: h.now(), Kind: box.Text, Text: canary, Ref: "m/1"},
		{Update: "2", Chat: personChat, At: h.now(), Kind: box.Text, Text: "x", Ref: "m/2"}})
	if err != nil {
		t.Fatal(err)
	}
	first, err := h.box.NextIn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	h.settle()
	if err := h.lanes.Take(ctx, first); err != nil {
		t.Fatal(err)
	}
	h.settle()
	if len(h.channel.phone) != 1 || len(h.channel.phone[0].buttons) != 0 {
		t.Errorf("the hidden screen shows %v", h.channel.phone)
	}
	if len(h.holds()) == 0 {
		t.Error("the words are lost")
	}
	h.pass(24*time.Hour + time.Minute)
	if in := h.holds(); len(in) > 0 {
		t.Errorf("after a day the words are still in %v", in)
	}
}

// What a person agreed to hand over stays with the case.
func TestConsentKeepsTheWords(t *testing.T) {
	h := emptyHouse(t)
	for _, line := range []string{"> ZUGVOGEL", "* English", "* Something else", "* Yes", "* Skip", "* Skip"} {
		h.play(step{lines: []string{line}})
	}
	h.pass(72 * time.Hour)
	if len(h.holds()) == 0 {
		t.Error("the words of a case are gone")
	}
}
