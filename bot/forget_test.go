package bot_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// half is half a check of an offer, with words beside the questions.
var half = []string{"> /start", "* English", "* Check a job", "* A job", "> ZUGVOGEL lied to me", "* Within two weeks",
	"> ZUGVOGEL", "* Kenya", "* Cambodia", "* Sihanoukville"}

// whole is what comes after half of it, up to the result.
var whole = []string{"* Straight", "* Done", "* How fast", "* Done", "* Much higher", "* A message", "* No", "* Travel or", "* Someone will",
	"* Done", "* No"}

func (h *house) lines(lists ...[]string) {
	h.t.Helper()
	for _, line := range slices.Concat(lists...) {
		h.play(step{lines: []string{line}})
	}
}

// However somebody leaves a check, nothing of it is in the store the moment after.
func TestACheckOfAnOfferKeepsNothing(t *testing.T) {
	for name, lines := range map[string][]string{
		"reads the result to its end": slices.Concat(half, whole, []string{"* Continue"}),
		"hides the result":            slices.Concat(half, whole, []string{"* Show this", "* ✖ Hide"}),
		"goes to the menu":            append(slices.Clone(half), "> /help"),
		"goes back to the menu":       {"> /start", "* English", "* Check a job", "> ZUGVOGEL", "* ◂ Back"},
		"hides":                       append(slices.Clone(half), "> x"),
		"falls silent":                append(slices.Clone(half), "@ +16m"),
		"falls silent on the result":  slices.Concat(half, whole, []string{"@ +16m"}),
		"blocks the bot":              append(slices.Clone(half), "> [blocks the bot]"),
		"is there already":            {"> /start", "* English", "* Check a job", "> ZUGVOGEL", "* I am there"},
		"has paid already":            {"> /start", "* English", "* Check a job", "> ZUGVOGEL", "* I have paid"},
		"says no to a helper": slices.Concat([]string{"> /start", "* English", "* Check a job", "* A job", "> ZUGVOGEL", "* I am on the way",
			"* Kenya", "* Cambodia", "* Sihanoukville"}, whole[:10], []string{"* 3. No", "* No", "> /help"}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := emptyHouse(t)
			h.lines(lines)
			c := (&life{house: h}).conversation()
			if st := c.States["check_offer"]; st != nil {
				t.Errorf("the answers are kept: %+v", st.Answers)
			}
			if in := h.holds(); len(in) > 0 {
				t.Errorf("the words are still in %v", in)
			}
			for _, code := range []string{"two_weeks", "on_the_way", "kh-sihanoukville", "tourist"} {
				if in := h.finds(code); len(in) > 0 {
					t.Errorf("the answer %s is still in %v", code, in)
				}
			}
			if len(h.channel.topics) > 1 {
				t.Error("staff were told")
			}
		})
	}
}

// While somebody is in the check, its answers are there, and choosing another language does not take them away.
func TestACheckGoesOnAfterAnotherLanguage(t *testing.T) {
	h := emptyHouse(t)
	h.lines(half, []string{"> /language", "* English"})
	c := (&life{house: h}).conversation()
	if st := c.States["check_offer"]; st == nil || len(st.Answers) != 5 || len(h.holds()) == 0 {
		t.Errorf("the check is lost: %+v", st)
	}
}

// Who asked for a helper during the check has a case, and it stays.
func TestACheckStaysWithItsCase(t *testing.T) {
	for name, lines := range map[string][]string{
		"help signal": {"* Help now", "* Yes, send"},
		"then leaves": {"* Help now", "* Yes, send", "> x", "@ +20m"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := emptyHouse(t)
			h.lines(half, lines)
			c := (&life{house: h}).conversation()
			if c.Cases["check_offer"] == 0 || c.States["check_offer"] == nil || len(h.channel.topics) != 2 {
				t.Fatalf("there is no case: %+v", c)
			}
			if len(h.holds()) == 0 {
				t.Error("what the person wrote before is not with the case")
			}
			if in := h.finds(`"with"`); len(in) > 0 {
				t.Errorf("an entry still goes with the answers, in %v", in)
			}
		})
	}
}

// What somebody wrote before the check is not the check's to forget.
func TestWordsFromBeforeTheCheckStayForTheirDay(t *testing.T) {
	h := emptyHouse(t)
	h.lines([]string{"> ZUGVOGEL I need help", "* English", "* Check a job", "* A job", "> /help"})
	if len(h.holds()) == 0 {
		t.Error("the words are gone")
	}
	h.pass(24*time.Hour + time.Minute)
	if in := h.holds(); len(in) > 0 {
		t.Errorf("after a day the words are still in %v", in)
	}
}

// A message to pass on is plain: no buttons, nothing that names this chat, nothing that the person typed.
func TestAMessageToPassOnIsPlain(t *testing.T) {
	h := emptyHouse(t)
	h.lines(half, whole, []string{"* Show this"})
	m := h.channel.phone[len(h.channel.phone)-1]
	if m.own || len(m.buttons) > 0 || m.quote != "" || m.ref != "" {
		t.Errorf("it is %+v", m)
	}
	for _, word := range []string{canary, "bot", "chat program", "Kenya", "Within two weeks", "Help now", "http"} {
		if strings.Contains(m.text, word) {
			t.Errorf("it says %q:\n%s", word, m.text)
		}
	}
	for _, word := range []string{"Stop. Many danger signs.", "tourist visa", "Three checks", "Free to pass on"} {
		if !strings.Contains(m.text, word) {
			t.Errorf("it does not say %q:\n%s", word, m.text)
		}
	}
	h.lines([]string{"> hide"})
	if len(h.channel.phone) != 1 || strings.Contains(h.channel.phone[0].text, "danger") {
		t.Errorf("after hiding, %d messages are left", len(h.channel.phone))
	}
}

// An old button for passing on does nothing: the page that it belongs to is gone.
func TestAnOldButtonPassesNothingOn(t *testing.T) {
	h := emptyHouse(t)
	h.lines(half, whole, []string{"* Continue", "* Show this"})
	for _, m := range h.channel.phone {
		if strings.Contains(m.text, "Free to pass on") {
			t.Errorf("it was sent: %s", m.text)
		}
	}
}

// Typing the words of the button does the same as pressing it, with its own page.
func TestPassingOnByWords(t *testing.T) {
	h := emptyHouse(t)
	h.lines([]string{"> /start", "* English", "* How these traps", "* Continue", "> show this to a friend"})
	m := h.channel.phone[len(h.channel.phone)-1]
	if !strings.HasPrefix(m.text, "2. Love") {
		t.Errorf("the last message is %s", m.text)
	}
	c := (&life{house: h}).conversation()
	if c.Mode != record.InFlow || len(c.Early) > 0 {
		t.Errorf("the mode is %q, and %d words were kept", c.Mode, len(c.Early))
	}
}

// finds lists the buckets in which the text lies; the outbox is empty by then.
func (h *house) finds(text string) (in []store.Bucket) {
	h.t.Helper()
	err := h.db.View(context.Background(), func(tx store.Tx) error {
		in = nil
		for _, b := range store.Buckets {
			err := tx.Scan(b, nil, nil, func(_, v []byte) error {
				if bytes.Contains(v, []byte(text)) {
					in = append(in, b)
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return in
}
