package bot_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
)

// purged is how long words without consent are kept.
const purged = 24 * time.Hour

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

// closedCase plays somebody who gets help, with words and files, until staff close the case.
func (h *house) closedCase(more ...string) {
	h.t.Helper()
	lines := []string{"> ZUGVOGEL", "* English", "* Something else", "* Yes", "* Skip", "> ZUGVOGEL", "> [document 1] ZUGVOGEL",
		"staff Sam * Take this case", "staff Sam: /r ZUGVOGEL from staff", "staff Sam: a note, ZUGVOGEL"}
	for _, line := range append(append(lines, more...), "staff Sam * Close", "staff Sam * Yes, do it") {
		h.play(step{lines: []string{line}})
	}
}

// When the time of a case is over, nothing of it is left, wherever it lay; nobody who is helped loses anything before.
func TestACaseGoesWhenItsTimeIsOver(t *testing.T) {
	h := emptyHouse(t)
	h.closedCase()
	h.pass(keep - time.Hour)
	if len(h.holds()) == 0 {
		t.Fatal("the case is gone too early")
	}
	h.channel.told.Reset()
	h.pass(2 * time.Hour)
	if in := h.holds(); len(in) > 0 {
		t.Errorf("the words are still in %v", in)
	}
	for _, b := range []store.Bucket{store.Cases, store.Log, store.Custody, store.Trends, store.Due, store.Inbox, store.Dead} {
		if n := h.stored(b); n > 0 {
			t.Errorf("%d records are left in %s", n, b)
		}
	}
	if told := h.channel.result(); !strings.Contains(told, "I have deleted what I kept of it") {
		t.Errorf("staff are told: %s", told)
	}
	for _, line := range []string{"> hello again", "staff Sam * Open again", "staff Sam: /r too late", "* Something else"} {
		h.play(step{lines: []string{line}})
	}
	if n := h.stored(store.Dead); n > 0 {
		t.Errorf("what comes to a case that is gone makes %d dead letters", n)
	}
}

// Whoever writes again before the time is over has the case open again, and it stays.
func TestACaseThatIsOpenStays(t *testing.T) {
	h := emptyHouse(t)
	h.closedCase()
	h.pass(keep - 24*time.Hour)
	for _, line := range []string{"> I am here again", "staff Sam * Take this case"} {
		h.play(step{lines: []string{line}})
	}
	h.pass(2 * keep)
	if len(h.holds()) == 0 {
		t.Error("the words of an open case are gone")
	}
	for _, line := range []string{"staff Sam * Close", "staff Sam * Yes, do it"} {
		h.play(step{lines: []string{line}})
	}
	h.pass(keep - time.Hour)
	if len(h.holds()) == 0 {
		t.Error("the time does not begin anew when it is closed again")
	}
	h.pass(2 * time.Hour)
	if in := h.holds(); len(in) > 0 {
		t.Errorf("the words are still in %v", in)
	}
}

// What somebody took their consent back for is deleted in the same time as a closed case, from that day on, whatever staff do with the
// case; staff are told of the day. Who agrees again before keeps it.
func TestATakenBackCaseGoes(t *testing.T) {
	for name, c := range map[string]struct {
		then []string
		goes bool
	}{
		"nobody does anything":         {nil, true},
		"staff close it later":         {[]string{"staff Sam * Close", "staff Sam * Yes, do it"}, true},
		"staff have closed and opened": {[]string{"staff Sam * Close", "staff Sam * Yes, do it", "staff Sam * Open again"}, true},
		"staff write notes":            {[]string{"staff Sam: a note"}, true},
		"agrees again":                 {[]string{"* Back", "* Yes"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := emptyHouse(t)
			for _, line := range []string{"> ZUGVOGEL", "* English", "* Something else", "* Yes", "* Skip", "> ZUGVOGEL", "staff Sam * Take this case",
				"staff Sam: a note, ZUGVOGEL", "* Back", "* Back", "* Back"} {
				h.play(step{lines: []string{line}})
			}
			told := h.play(step{lines: []string{"* Not now"}})
			if day := h.now().Add(keep).Format("2 January 2006"); !strings.Contains(told, "I delete what I keep of this case on "+day) {
				t.Errorf("staff are not told of the day %s: %s", day, told)
			}
			h.pass(time.Hour)
			for _, line := range c.then {
				h.play(step{lines: []string{line}})
			}
			h.pass(keep - 2*time.Hour)
			if len(h.holds()) == 0 {
				t.Error("it is gone too early")
			}
			h.channel.told.Reset()
			h.pass(2 * time.Hour)
			if in := h.holds(); (len(in) == 0) != c.goes {
				t.Errorf("after its time the words are in %v", in)
			}
			if told := h.channel.result(); strings.Contains(told, "I have deleted what I kept of it") != c.goes {
				t.Errorf("staff are told: %s", told)
			}
		})
	}
}

// A case that nobody closes comes before staff when nothing happens in it: once, and then once a month. Nothing of it is deleted.
// When they keep it, or anybody does anything, they are left alone for as long again.
func TestACaseThatNobodyClosesIsAskedAbout(t *testing.T) {
	const ask = "Nothing has happened in this case since"
	for name, then := range map[string]string{
		"kept":                   "staff Sam * Keep it",
		"a note":                 "staff Sam: we wait for the lawyer",
		"a word of the person":   "> still here",
		"a button":               "staff Sam * Ask a question",
		"an answer of the staff": "staff Sam: /r we have not forgotten you",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := emptyHouse(t)
			for _, line := range []string{"> ZUGVOGEL", "* English", "* Something else", "* Yes", "* Skip", "> ZUGVOGEL", "staff Sam * Take this case"} {
				h.play(step{lines: []string{line}})
			}
			asked := func(d time.Duration) int {
				h.channel.told.Reset()
				h.pass(d)
				return strings.Count(h.channel.result(), ask)
			}
			if n := asked(keep - time.Hour); n != 0 {
				t.Errorf("asked %d times before its time", n)
			}
			if n := asked(2 * time.Hour); n != 1 {
				t.Errorf("asked %d times, want once", n)
			}
			if n := asked(95 * 24 * time.Hour); n != 3 {
				t.Errorf("asked %d times in three months without an answer", n)
			}
			h.play(step{lines: []string{then}})
			if n := asked(keep - time.Hour); n != 0 {
				t.Errorf("asked %d times after %s", n, then)
			}
			if n := asked(2 * time.Hour); n != 1 {
				t.Errorf("asked %d times when that was long ago", n)
			}
			if len(h.holds()) == 0 {
				t.Fatal("an open case is deleted")
			}
			for _, line := range []string{"staff Sam * Close", "staff Sam * Yes, do it"} {
				h.play(step{lines: []string{line}})
			}
			h.pass(keep - time.Hour)
			if len(h.holds()) == 0 {
				t.Error("closed, it is gone too early")
			}
			if n := asked(2 * time.Hour); n != 0 || len(h.holds()) > 0 {
				t.Errorf("closed, asked %d times, words in %v", n, h.holds())
			}
		})
	}
}

// A clock that cannot be trusted purges nothing, neither with consent nor without it; when it can be again, all goes.
func TestAnUnsureClockPurgesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		lines []string
		after time.Duration
	}{
		"without consent": {[]string{"> ZUGVOGEL", "* English", "* Something else", "* Not now", "> ZUGVOGEL"}, purged},
		"with consent":    {nil, keep},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := emptyHouse(t)
			if c.lines == nil {
				h.closedCase()
			}
			for _, line := range c.lines {
				h.play(step{lines: []string{line}})
			}
			h.pass(c.after - time.Hour)
			h.unsure = true
			h.pass(5 * time.Hour)
			if len(h.holds()) == 0 {
				t.Error("it is purged by a clock that may be years ahead")
			}
			h.unsure = false
			h.pass(2 * time.Hour)
			if in := h.holds(); len(in) > 0 {
				t.Errorf("later the words are still in %v", in)
			}
		})
	}
}

// One turn deletes a little: a person's own turn never waits long behind a purge, however much there is to delete.
func TestAPurgeGoesInSmallSteps(t *testing.T) {
	o := newOutage(t, &story{file: t.Name(), app: "en", staff: "en", starts: time.Date(2026, 11, 24, 21, 0, 0, 0, time.UTC)})
	var many []string
	for range 20 {
		many = append(many, "> "+strings.Repeat("It was 9 o'clock. ", 2500), "> [document 1]")
	}
	o.closedCase(many...)
	if n := o.count(store.Log); n < 210 {
		t.Fatalf("the log has only %d entries", n)
	}
	o.pass(keep - time.Hour)
	o.store.arm(0, fault{})
	o.pass(2 * time.Hour)
	most, now := 0, 0
	for _, call := range o.store.calls {
		switch {
		case call == "update":
			now = 0
		case strings.HasPrefix(call, "delete") || strings.HasPrefix(call, "put"):
			now++
			most = max(most, now)
		}
	}
	if most > 120 {
		t.Errorf("one turn touches %d records", most)
	}
	if in, log := o.holds(), o.count(store.Log); len(in) > 0 || log > 0 {
		t.Errorf("left are %d entries of the log, words in %v", log, in)
	}
}
