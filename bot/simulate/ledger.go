package simulate

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
	"safeharbour/bot/telegram"
)

// ledger keeps account of what went in and out, and holds the bot to its promises at every commit and call.
type ledger struct {
	w      *world
	groups []int64 // ids that the staff's group had
	jumps  int

	handed  map[int64]bool           // updates that Telegram gave us: whether they must be stored
	taken   map[int64]bool           // updates that are on the disk
	entered map[string]bool          // updates that came into the inbox
	reached map[int64]map[int64]bool // messages of persons that are on the disk, by chat
	done    map[string]doneTurn      // the last turn of a row of inputs
	sends   map[string]*sending      // by the whole call
	begun   map[uint64]time.Duration // when a case was made, by steady time
	cases   map[uint64]record.Case   // as they are on the disk
	cards   map[string]int           // cards that were posted, by place and case
	spoiled bool                     // a call was refused for good: what it should have brought may be missing
	order   order
	hides   hidings
}

// doneTurn is a turn that is on the disk.
type doneTurn struct {
	id    uint64
	first bool // it may have gone before others
}

// sending is one call that shows something, with how often it was carried out and how often its outcome was unknown.
type sending struct {
	times, unknown int
	last           time.Duration
}

func newLedger(w *world) ledger {
	return ledger{w: w, groups: []int64{w.group.ID()}, handed: map[int64]bool{}, taken: map[int64]bool{}, entered: map[string]bool{},
		reached: map[int64]map[int64]bool{}, done: map[string]doneTurn{}, sends: map[string]*sending{}, cards: map[string]int{}, begun: map[uint64]time.Duration{},
		cases: map[uint64]record.Case{}, order: newOrder(w), hides: newHidings(w)}
}

// turn notes whose turn a transaction is.
func (l *ledger) turn(tx store.Tx, in box.In) { tx.(*watched).turn = &in }

// commit judges what a transaction wrote, before it counts.
func (l *ledger) commit(tx *watched) {
	if len(tx.puts)+len(tx.deletes) == 0 {
		return
	}
	taking, due, came := false, 0, 0
	var dead []uint64
	for _, p := range tx.puts {
		switch p.bucket {
		case store.Meta:
			taking = taking || p.key == "next/telegram"
		case store.Dead:
			dead = append(dead, store.Number([]byte(p.key), 0))
		case store.Inbox:
			if bytes.Contains(p.value, []byte(`"kind":"came"`)) {
				came++
			}
		case store.Cases:
			l.newCase(tx, p)
		case store.Outbox:
			l.out(tx, p)
		}
	}
	if taking {
		l.take(tx)
	}
	for _, d := range tx.deletes {
		switch d.bucket {
		case store.Due:
			due++
			if at := time.UnixMilli(int64(store.Number([]byte(d.key), 0))); at.After(tx.Now()) {
				l.w.fail("I7", fmt.Sprintf("a due item came %s early", at.Sub(tx.Now())))
			}
		case store.Inbox:
			l.gone(tx, d, dead)
		case store.Cases:
			delete(l.cases, store.Number([]byte(d.key), 0))
		}
	}
	if due > came {
		l.w.fail("I7", "a due item was removed and did not come")
	}
	l.order.commit(tx)
	l.w.note("  commit ", l.describe(tx))
}

// describe tells what a commit did.
func (l *ledger) describe(tx *watched) string {
	if l.w.trace == nil {
		return strconv.Itoa(len(tx.puts)) + "/" + strconv.Itoa(len(tx.deletes))
	}
	var b strings.Builder
	if in := tx.turn; in != nil {
		fmt.Fprintf(&b, "turn %d of %s: %s %q ref=%s attempts=%d", in.ID, in.Chat, in.Kind, short(in.Text), in.Ref, in.Attempts)
	}
	for _, p := range tx.puts {
		switch p.bucket {
		case store.Outbox, store.Inbox, store.Dead, store.Refs:
			fmt.Fprintf(&b, "\n        +%s %d %s", p.bucket, store.Number([]byte(p.key), 0), short(strings.ToValidUTF8(string(p.value), "?")))
		}
	}
	for _, d := range tx.deletes {
		switch d.bucket {
		case store.Outbox, store.Inbox, store.Refs:
			fmt.Fprintf(&b, "\n        -%s %d", d.bucket, store.Number([]byte(d.key), 0))
		}
	}
	return b.String()
}

func short(s string) string {
	if len(s) > 160 {
		return strings.ToValidUTF8(s[:160], "") + "…"
	}
	return s
}

// take judges a commit that took updates: none comes into the inbox a second time.
func (l *ledger) take(tx *watched) {
	for _, p := range tx.puts {
		if p.bucket != store.Inbox {
			continue
		}
		in, ok := l.in(p)
		if !ok {
			return
		}
		if in.Update != "" && l.entered[in.Update] {
			l.w.fail("I2", fmt.Sprintf("update %s was taken twice", in.Update))
		}
		l.entered[in.Update] = true
		if id, err := strconv.ParseInt(in.Update, 10, 64); err == nil {
			l.taken[id] = true
		}
		chat, _ := strconv.ParseInt(strings.TrimPrefix(string(in.Chat), "tg/"), 10, 64)
		id, _ := strconv.ParseInt(strings.TrimPrefix(string(in.Ref), "m/"), 10, 64)
		if l.reached[chat] == nil {
			l.reached[chat] = map[int64]bool{}
		}
		l.reached[chat][id] = true
	}
}

// in reads an entry of the inbox.
func (l *ledger) in(p write) (in box.In, ok bool) {
	if len(p.value) == 0 || json.Unmarshal(p.value[1:], &in) != nil {
		l.w.fail("store", "an entry of the inbox cannot be read")
		return in, false
	}
	in.ID = store.Number([]byte(p.key), 0)
	return in, true
}

// gone judges an input that left the inbox: its turn was in the same commit, or it became a dead letter there, and those of
// a chat leave in the order in which they came.
func (l *ledger) gone(tx *watched, d write, dead []uint64) {
	id := store.Number([]byte(d.key), 0)
	buried := false
	for _, n := range dead {
		buried = buried || n == id
	}
	if !buried && (tx.turn == nil || tx.turn.ID != id) {
		l.w.fail("I1", "an input left the inbox without its turn")
		return
	}
	in, ok := l.in(d)
	if !ok {
		return
	}
	last := l.done[l.row(in)]
	if id < last.id && !last.first {
		l.w.fail("I3", fmt.Sprintf("input %d of a chat had its turn after input %d", id, last.id))
	}
	if id > last.id {
		l.done[l.row(in)] = doneTurn{id, l.w.first(in)}
	}
}

// row is what an input has its order in: its chat. Where numbers are drawn before the commits, what comes to a chat from several sides
// has an order only as far as it comes from one: what a person writes, and what a person's turns tell staff of a case.
func (l *ledger) row(in box.In) string {
	switch {
	case !l.w.ahead:
		return string(in.Chat)
	case in.Update != "" && in.Chat != telegram.Staff: // what staff do may come once more, from the channel that looked who they are
		return "written in " + string(in.Chat)
	case in.Kind == box.Changed || in.Kind == box.Said:
		return fmt.Sprint("case ", in.Case)
	}
	return fmt.Sprint("input ", in.ID)
}

// newCase judges a case that was written. Of a new one, staff are told of it in the same commit, and there is no other for the same flow.
func (l *ledger) newCase(tx *watched, p write) {
	var c record.Case
	id := store.Number([]byte(p.key), 0)
	if err := json.Unmarshal(p.value, &c); err != nil {
		l.w.fail("store", "a case cannot be read: "+err.Error())
		return
	}
	_, old := l.cases[id]
	if l.cases[id] = c; old || c.Topic != 0 {
		return
	}
	for n, other := range l.cases {
		if n != id && other.Chat == c.Chat && other.Flow == c.Flow {
			l.w.fail("I5", fmt.Sprintf("a second case of the flow %s for one person", c.Flow))
		}
	}
	l.begun[id] = l.w.steady
	told := fmt.Appendf(nil, `"case":%d`, id)
	for _, q := range tx.puts {
		if q.bucket == store.Inbox && bytes.Contains(q.value, []byte(`"kind":"changed"`)) && bytes.Contains(q.value, told) {
			return
		}
	}
	l.w.fail("I5", "a case that the desk is not told of")
}

// out judges what a turn has for a person who did nothing: nothing is sent first to a discreet chat.
func (l *ledger) out(tx *watched, p write) {
	in := tx.turn
	if in == nil || in.Chat == telegram.Staff || in.Chat == "" {
		return
	}
	switch in.Kind {
	case box.Came, box.Staff, box.Asked, box.Number, box.Ended, box.Drawn:
	default:
		return
	}
	var o box.Out
	if json.Unmarshal(p.value, &o) != nil || o.Chat != in.Chat || o.Verb == box.Clear || o.Verb == box.Erase {
		return
	}
	c, err := record.OpenConversation(tx, in.Chat)
	if err != nil {
		return
	}
	discreet := l.w.content.Discreet(c.Flow, false) || c.Mode == record.Neutral || c.Mode == record.Hidden
	if !discreet {
		return
	}
	for _, id := range c.CaseIDs() {
		if k, err := record.OpenCase(tx, id); err == nil && (k.Contact == "any" || k.Contact == "chosen") {
			return
		}
	}
	l.w.fail("I9", fmt.Sprintf("%s is sent to a discreet chat for a %s, and nobody asked", o.Verb, in.Kind))
}

// polled judges a poll: what its offset confirms is on the disk.
func (l *ledger) polled(body []byte) {
	var p struct {
		Offset int64 `json:"offset"`
	}
	if json.Unmarshal(body, &p) != nil {
		l.w.fail("call", "a poll cannot be read")
	}
	for _, id := range slices.Sorted(maps.Keys(l.handed)) {
		if id < p.Offset && p.Offset-id <= 10_000 && l.handed[id] && !l.taken[id] {
			l.w.fail("I1", fmt.Sprintf("update %d was confirmed and is not on the disk", id))
		}
	}
}

// given notes a call that was refused for good.
func (l *ledger) given(*call) { l.spoiled = true }

// called judges a call that Telegram carried out.
func (l *ledger) called(c *call) {
	if l.hides.look(); c.status == http.StatusTooManyRequests {
		l.hides.wrong(0)
	}
	switch {
	case c.status != http.StatusOK:
	case c.method == "getUpdates":
		l.hand(c.answer)
	case strings.HasPrefix(c.method, "send"), c.method == "copyMessage":
		l.shown(c)
	}
	if c.status == http.StatusBadRequest && bytes.Contains(c.answer, []byte("parse")) {
		l.w.fail("call", "Telegram cannot read a call: "+string(c.answer))
	}
}

// update is what the ledger wants to know of one.
type update struct {
	ID       int64                         `json:"update_id"`
	Message  map[string]json.RawMessage    `json:"message"`
	Callback *struct{ ID json.RawMessage } `json:"callback_query"`
}

// counts tells whether an update must be stored.
func (u update) counts() bool {
	_, text := u.Message["text"]
	_, photo := u.Message["photo"]
	_, place := u.Message["location"]
	return text || photo || place || u.Callback != nil
}

// hand notes the updates of an answer.
func (l *ledger) hand(answer []byte) {
	var a struct {
		Result []update `json:"result"`
	}
	if json.Unmarshal(answer, &a) != nil {
		return
	}
	last := int64(math.MaxInt64)
	if len(a.Result) >= 100 { // there may be more behind it
		last = slices.MaxFunc(a.Result, func(x, y update) int { return cmp.Compare(x.ID, y.ID) }).ID
	}
	// What is not in it has been confirmed, or was too old for Telegram to keep.
	maps.DeleteFunc(l.handed, func(id int64, _ bool) bool { return id <= last })
	for _, u := range a.Result {
		l.handed[u.ID] = u.counts()
	}
}

// answered judges an update that came by the webhook and was answered with 200: it is on the disk.
func (l *ledger) answered(raw []byte) {
	var u update
	if json.Unmarshal(raw, &u) == nil && u.counts() && !l.taken[u.ID] {
		l.w.fail("I1", fmt.Sprintf("update %d was answered with 200 and is not on the disk", u.ID))
	}
}

var (
	claimButton = regexp.MustCompile(`claim\.(\d+)\.`)
	unlike      = regexp.MustCompile(`(said|reply)-\d+`)
)

// shown judges a message that was sent: it is not shown twice unless nobody could know of the first.
func (l *ledger) shown(c *call) {
	var r struct {
		Chat   int64  `json:"chat_id"`
		Thread int64  `json:"message_thread_id"`
		Text   string `json:"text"`
	}
	if json.Unmarshal(c.body, &r) != nil || r.Chat > 0 {
		return
	}
	if m := claimButton.FindSubmatch(c.body); m != nil && c.method == "sendMessage" {
		key := fmt.Sprint(r.Chat, " ", r.Thread, " ", string(m[1]))
		if l.cards[key]++; l.cards[key] > 1 && !strings.HasPrefix(r.Text, "↻ ") {
			l.w.fail("I5", "a card was posted twice, and the second does not say so")
		}
	}
	if c.method == "sendMessage" && !unlike.Match(c.body) {
		return
	}
	s := l.sends[c.method+string(c.body)]
	if s == nil {
		s = &sending{}
		l.sends[c.method+string(c.body)] = s
	}
	if s.times++; s.times > s.unknown+1 {
		l.w.fail("I5", fmt.Sprintf("a message was sent %d times, and its outcome was unknown %d times: %s", s.times, s.unknown, c.body))
	}
	s.last = l.w.steady
	if c.how != "" {
		s.unknown++
	}
}

// died notes that the process crashed: the outcome of what it did last may be unknown to the next.
func (l *ledger) died() {
	for _, s := range l.sends {
		if l.w.steady-s.last < time.Minute {
			s.unknown++
		}
	}
}
