package bot_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"safeharbour/bot/box"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// staffWords are what staff send in a random life, to find them on a phone.
const staffWords = "PILGRIM"

// TestRandomLives lets people and staff do anything at all in any order, and holds the bot to what must always be true.
// A seed that fails is a story to be written.
func TestRandomLives(t *testing.T) {
	lives := uint64(24)
	if testing.Short() {
		lives = 4
	}
	for seed := range lives {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			l := &life{house: emptyHouse(t), rand: rand.New(rand.NewPCG(seed, 7))}
			for i := range 120 {
				line := l.next()
				l.done = append(l.done, line)
				if line == "restart" {
					l.restart()
					continue
				}
				l.play(step{lines: []string{line}})
				if l.judge(line); t.Failed() {
					t.Fatalf("after step %d of this life:\n%s", i, strings.Join(l.done, "\n"))
				}
			}
		})
	}
}

// A conversation that was kept in memory is the same as one that was read: otherwise an answer is there until the program
// starts again, and then gone.
func TestLivesFromMemoryAreTheSame(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			read, kept := &life{house: emptyHouse(t), rand: rand.New(rand.NewPCG(seed, 8))}, &life{house: emptyHouse(t)}
			kept.live = true
			kept.wire()
			for range 120 {
				line := read.next()
				for _, l := range []*life{read, kept} {
					if line == "restart" {
						l.restart()
						continue
					}
					l.play(step{lines: []string{line}})
				}
				if a, b := read.record(), kept.record(); a != b {
					t.Fatalf("after %q the conversation is\n%s\nand without memory\n%s", line, b, a)
				}
			}
		})
	}
}

// record is the conversation as it lies in the store.
func (l *life) record() (text string) {
	l.t.Helper()
	err := l.db.Update(context.Background(), func(tx store.Tx) error {
		n, err := box.ChatNumber(tx, personChat)
		if err != nil {
			return err
		}
		v, err := tx.Get(store.Conversations, store.Key(n))
		text = string(v)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		return err
	})
	if err != nil {
		l.t.Fatal(err)
	}
	return text
}

// life is a house in which everybody does what chance wants.
type life struct {
	*house
	rand *rand.Rand
	done []string
	seen int // the newest message of the phone at the last look
}

// next is a line of a story that can be played now.
func (l *life) next() string {
	switch n := l.rand.IntN(100); {
	case l.channel.blocked && n < 73:
		return "> [lets the bot in]" // who blocked the bot can do nothing else
	case n < 50:
		if label := l.any(l.channel.phone); label != "" {
			return "* " + label
		}
		return "> hello"
	case n < 68:
		return "> " + l.of("1", "2", "３", "yes", "no", "hello", "hide", "x", "/start", "/start ref_1' OR 1=1", "/help", "/language",
			"/hide", "Cambodia", "Bavet", "tomorrow", "12 May 2026", "300 usd", "300", "Done", "Skip", "They hurt me", "العربية",
			"password: hunter22", "some words of mine", strings.Repeat("long ", 900))
	case n < 73:
		return "> " + l.of("[photo] look", "[voice]", "[location 16.7,98.5]", "[document 30]", "[sticker]", "[contact]",
			"[photo album 1]", "[changes the message] other words")
	case n < 81:
		return "@ +" + l.of("20s", "3m", "11m", "16m", "2h", "25h")
	case n < 83:
		return "restart"
	case n < 85 && !l.channel.blocked:
		return "> [blocks the bot]"
	case n < 88 && !l.channel.blocked && len(l.channel.pressed) > 0:
		return l.old()
	default:
		return l.staff()
	}
}

func (l *life) of(list ...string) string { return list[l.rand.IntN(len(list))] }

// any is the label of some button on these messages; empty when there is none.
func (l *life) any(on []*message) string {
	var labels []string
	for _, m := range on {
		for _, b := range slices.Concat(m.buttons...) {
			labels = append(labels, b.Label)
		}
	}
	if len(labels) == 0 {
		return ""
	}
	return l.of(labels...)
}

func (l *life) old() string {
	b := l.channel.pressed[l.rand.IntN(len(l.channel.pressed))]
	for _, m := range l.channel.phone {
		if slices.Contains(slices.Concat(m.buttons...), b) {
			return "* " + b.Label
		}
	}
	return "* old: " + b.Label
}

func (l *life) staff() string {
	newest := l.channel.topics[len(l.channel.topics)-1]
	label := l.any(newest.messages)
	switch {
	case newest.gone || newest.thread == "":
		return "staff Sam (general): /cases"
	case label != "" && l.rand.IntN(2) == 0:
		return "staff " + l.of("Sam", "Noor") + " * " + label
	case l.rand.IntN(12) == 0:
		return "staff Sam deletes the topic"
	}
	return "staff " + l.of("Sam: /r ", "Noor (reply): ", "Sam: ") + staffWords
}

// judge holds what must always be true.
func (l *life) judge(line string) {
	l.t.Helper()
	c := l.conversation()
	for _, m := range l.channel.phone {
		if m.own {
			continue
		}
		l.message(m)
		f, ok := l.content.Flows.Flow(c.Flow)
		if m.number > l.seen && !m.silent && (!ok || f.Discreet) {
			l.t.Errorf("after %q a sound is made in a discreet chat: %s", line, m.text)
		}
		if !l.channel.blocked && strings.Contains(m.text, staffWords) && (c.Mode == record.Hidden || c.Mode == record.Neutral) {
			l.t.Errorf("after %q the dull screen shows words of staff: %s", line, m.text)
		}
		l.seen = max(l.seen, m.number)
	}
	if hides(line) && !l.channel.blocked {
		l.hidden()
	}
	if n := l.stored(store.Dead); n > 0 {
		l.t.Errorf("after %q there are %d dead letters", line, n)
	}
	if len(l.channel.topics) > 1 && len(c.Cases) == 0 {
		l.t.Errorf("after %q staff have a topic without a case", line)
	}
	l.promises(line, c)
	for id, n := range c.Cases {
		l.handedOver(line, c, id, n)
	}
}

// promises judges what must come later: a forgotten screen is cleared, and what nobody agreed to is purged.
func (l *life) promises(line string, c *record.Conversation) {
	l.t.Helper()
	open := c.Mode != record.Hidden && c.Mode != record.New && !l.channel.blocked
	f, ok := l.content.Flows.Flow(c.Flow)
	if open && (c.Mode == record.Neutral || ok && f.Discreet) && !c.Idle {
		l.t.Errorf("after %q nobody will clear the screen; the mode is %q", line, c.Mode)
	}
	if (len(c.Early) > 0 || len(c.States) > len(c.Cases)) && !c.Purge {
		l.t.Errorf("after %q nobody will purge what the person said", line)
	}
	for id := range c.States {
		f, ok := l.content.Flows.Flow(id)
		used := c.Flow == id && (c.Mode == record.InFlow || c.Mode == record.Language && c.Before == record.InFlow)
		if _, agreed := c.Agreed[id]; ok && !f.Keep && !used && c.Cases[id] == 0 && !agreed {
			l.t.Errorf("after %q the answers of %s are kept", line, id)
		}
		if ok && !f.Keep && used && !c.Leave {
			l.t.Errorf("after %q nobody will wipe the answers of %s", line, id)
		}
	}
	if open && !slices.ContainsFunc(l.channel.phone, func(m *message) bool {
		return slices.ContainsFunc(slices.Concat(m.buttons...), func(b box.Button) bool { return b.Data == "h" })
	}) {
		l.t.Errorf("after %q there is no way to hide", line)
	}
}

// handedOver judges a case: the person agreed to it, and while nobody has taken it and it is urgent, somebody is called.
func (l *life) handedOver(line string, c *record.Conversation, flow string, id uint64) {
	l.t.Helper()
	var k *record.Case
	err := l.db.View(context.Background(), func(tx store.Tx) (err error) {
		k, err = record.OpenCase(tx, id)
		return err
	})
	if err != nil {
		l.t.Error(err)
		return
	}
	agreed, ok := c.Agreed[flow]
	switch {
	case k.Consent.At.IsZero() || !k.Consent.Given:
		l.t.Errorf("after %q there is a case without consent", line)
	case ok && k.Consent.Signal != agreed.Signal && !k.Consent.Withdrawn:
		l.t.Errorf("after %q the case says %+v, the conversation %+v", line, k.Consent, agreed)
	case k.Status == record.Open && k.Level < "P2" && k.NextPing.IsZero() && !k.Consent.Withdrawn:
		l.t.Errorf("after %q nobody will be called for an open %s case", line, k.Level)
	}
}

// message judges one message of the bot.
func (l *life) message(m *message) {
	l.t.Helper()
	if m.text == "" || strings.Contains(m.text, "{{") || strings.Contains(m.text, "<no value>") {
		l.t.Errorf("a message says %q", m.text)
	}
	for _, b := range slices.Concat(m.buttons...) {
		if b.Label == "" || len(b.Data) > 64 || utf8.RuneCountInString(b.Label) > 60 {
			l.t.Errorf("a button is %+v", b)
		}
	}
}

func hides(line string) bool {
	words := strings.TrimPrefix(strings.TrimPrefix(line, "* "), "old: ")
	return line == "> hide" || line == "> x" || line == "> /hide" || strings.HasPrefix(words, "✖")
}

// hidden judges the phone after hiding: one line, and what is too old to be deleted.
func (l *life) hidden() {
	l.t.Helper()
	for _, m := range l.channel.phone {
		old := l.now().Sub(m.at) >= erasable
		if len(m.buttons) > 0 || (m.own && !old) || (!m.own && m.text != "·" && !strings.Contains(m.text, ".") && !strings.Contains(m.text, "。")) {
			l.t.Errorf("after hiding, this is left: %s%s", m.drawn(), m.at.Format(time.DateTime))
		}
	}
	if len(l.channel.phone) == 0 {
		l.t.Error("after hiding, nothing is left, not even the neutral line")
	}
}

func (l *life) conversation() (c *record.Conversation) {
	l.t.Helper()
	err := l.db.Update(context.Background(), func(tx store.Tx) (err error) {
		c, err = record.OpenConversation(tx, personChat)
		return err
	})
	if err != nil {
		l.t.Fatal(err)
	}
	return c
}

func (h *house) stored(b store.Bucket) (n int) {
	h.t.Helper()
	err := h.db.View(context.Background(), func(tx store.Tx) error {
		n = 0
		return tx.Scan(b, nil, nil, func(_, _ []byte) error { n++; return nil })
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}
