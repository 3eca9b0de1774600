package simulate

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/demo"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

const (
	// restAfter is how long a story goes on when nothing goes wrong any more: longer than a forgotten screen stays.
	restAfter = 40 * time.Minute
	// restAtMost is when everything must be sent.
	restAtMost = 10 * time.Hour
)

// rest ends all faults, lets the bot finish, and holds it to what must be true in the end.
func (w *world) rest() {
	w.healing = true
	w.faults.end(w)
	if w.kicked {
		w.kicked = false
		w.group.Return()
	}
	w.note("* nothing goes wrong any more")
	end := w.steady + restAtMost
	for w.run(w.steady + restAfter); w.failure == nil && w.busy() && w.steady < end; {
		w.run(w.steady + restAfter)
	}
	if w.failure == nil {
		w.judge()
	}
}

func (w *world) busy() bool {
	return len(w.rows(store.Inbox)) > 0 || len(w.rows(store.Outbox)) > 0 || w.pending() > 0
}

// pending is how many updates Telegram still has for the bot.
func (w *world) pending() int {
	n := w.srv.Pending()
	if w.hook != nil {
		n += len(w.hook.list)
	}
	return n
}

// judge holds the bot to what must be true when nothing is under way.
func (w *world) judge() {
	if rows := w.rows(store.Inbox); len(rows) > 0 {
		w.fail("I1", fmt.Sprintf("%d inputs never had their turn: %s", len(rows), rows[0].value))
	}
	if rows := w.rows(store.Outbox); len(rows) > 0 {
		w.fail("I4", fmt.Sprintf("%d outputs were never sent: %s", len(rows), rows[0].value))
	}
	if n := w.pending(); n > 0 {
		w.fail("I1", fmt.Sprintf("%d updates were never taken", n))
	}
	for _, r := range w.rows(store.Due) {
		at := time.UnixMilli(int64(store.Number([]byte(r.key), 0)))
		// The clock is looked at once an hour at least, so that one that was set is noticed by then.
		if late := w.clock().Sub(at); late > time.Hour+time.Minute && w.steady-w.jumped > time.Hour+time.Minute {
			w.fail("I7", fmt.Sprintf("a due item is %s late", late))
		}
	}
	cases := w.cases()
	w.logs(cases)
	w.deadLetters()
	for _, p := range w.persons {
		w.phone(p)
	}
}

// cases reads the cases, and looks whether staff have each before their eyes.
func (w *world) cases() map[uint64]*record.Case {
	cases := map[uint64]*record.Case{}
	for _, r := range w.rows(store.Cases) {
		c := &record.Case{ID: store.Number([]byte(r.key), 0)}
		if err := json.Unmarshal(r.value, c); err != nil {
			w.fail("store", "a case cannot be read: "+err.Error())
			return nil
		}
		cases[c.ID] = c
		if !w.ledger.spoiled && w.ledger.begun[c.ID] > w.moved && !w.posted(c.Code) {
			w.fail("I4", "a case of which staff see nothing")
		}
	}
	return cases
}

// posted tells whether the bot's words stand anywhere in the group.
func (w *world) posted(words string) bool {
	for _, m := range w.group.All() {
		if m.FromBot && strings.Contains(m.Text, words) {
			return true
		}
	}
	return false
}

// logs judges the log: of one message of a person there is one entry.
func (w *world) logs(cases map[uint64]*record.Case) {
	seen := map[string]bool{}
	for _, r := range w.rows(store.Log) {
		var e record.Entry
		if err := json.Unmarshal(r.value, &e); err != nil {
			w.fail("store", "an entry of the log cannot be read: "+err.Error())
			return
		}
		id := store.Number([]byte(r.key), 0)
		if cases[id] == nil {
			w.fail("store", "an entry of the log belongs to no case")
		}
		if e.Who != record.Person || e.Edit || e.Ref == "" {
			continue
		}
		key := fmt.Sprint(id, " ", e.Ref)
		if seen[key] {
			w.fail("I2", fmt.Sprintf("the log has the message %s twice", e.Ref))
		}
		seen[key] = true
	}
}

// deadLetters looks whether staff see each dead letter.
func (w *world) deadLetters() {
	for _, r := range w.rows(store.Dead) {
		var in box.In
		if err := json.Unmarshal(r.value, &in); err != nil {
			w.fail("store", "a dead letter cannot be read: "+err.Error())
			return
		}
		name := fmt.Sprintf("dead-%d", store.Number([]byte(r.key), 0))
		if in.Kind == box.Buried {
			return // even the word about another was lost by three crashes; it is in the log of the program
		}
		if !w.ledger.spoiled && !w.posted(name) {
			w.fail("I4", "a dead letter of which staff see nothing")
		}
	}
}

// phone judges a person's screen after a hide: nothing of a flow stands there.
func (w *world) phone(p *demo.Person) {
	c := w.conversation(p)
	if c == nil || c.Blocked || w.ledger.spoiled || c.HiddenAt == 0 || c.Mode != record.Hidden && c.Mode != record.New {
		return
	}
	for _, m := range p.Messages() {
		if w.ledger.hides.stands(p, m) && !slices.Contains(w.ledger.hides.pings, m.Text) {
			w.fail("hide", fmt.Sprintf("%s hid, and this stands on the screen: %s", p.Name(), m))
		}
	}
}

// conversation reads a person's conversation; nil when there is none.
func (w *world) conversation(p *demo.Person) *record.Conversation {
	chat := box.Chat(fmt.Sprintf("tg/%d", p.ID()))
	for _, r := range w.rows(store.Conversations) {
		c := new(record.Conversation)
		if err := json.Unmarshal(r.value, c); err != nil {
			w.fail("store", "a conversation cannot be read: "+err.Error())
			return nil
		}
		if c.Chat == chat {
			return c
		}
	}
	return nil
}
