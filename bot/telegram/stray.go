package telegram

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
)

// A call whose answer is lost, by the network or because the program died, may have sent a message. Sent again, it stands
// on the phone twice, and nobody knows the number of the first one. But an account counts the messages of all its chats in
// one row, and a chat gets one message at a time: the lost one's number lies between that of the bot's last message that we
// know of this chat and the one that was sent again. Deleting a number that belongs to another chat does nothing. So in a
// discreet chat everything between is deleted at once, but for what we know, and elsewhere it is remembered for Hide.

// maxGap bounds the numbers between. More come together only when a busy bot was down for long.
const maxGap = 10_000

// gap holds numbers of which one may be a message in the chat.
type gap struct {
	From  int64     `json:"-"`
	To    int64     `json:"to"` // the last of them; 0 when that is not known yet, see [gap.close]
	At    time.Time `json:"at"`
	Known []int64   `json:"known,omitempty"` // those between that are known: the person's
}

// ids lists the numbers.
func (g gap) ids() []int64 {
	ids := make([]int64, 0, g.To-g.From+1)
	for id := g.From; id <= g.To; id++ {
		if !slices.Contains(g.Known, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// gap is where a message may stand that this output sent without our knowing; nothing when there cannot be one.
func (j *job) gap() (g gap, ok bool, err error) {
	if !j.it.unsure || !j.private() || len(j.it.sent) == 0 {
		return g, false, nil
	}
	first := j.it.sent[0]
	err = j.read(j.out.Chat, func(m memory) error {
		g, err = m.gap(first)
		return err
	})
	g.From, g.To = max(g.From, first-maxGap), first-1
	return g, g.From <= g.To, err
}

// gap is where a message may stand that the bot sent without our knowing, before the one with this number. Its end is left open.
func (m memory) gap(before int64) (gap, error) {
	g := gap{At: m.tx.Now()}
	var begun int64 // where the bot's own messages are forgotten or lost, the chat's first one bounds the gap
	if _, err := m.get(ofFirst, nil, &begun); err != nil {
		return g, err
	}
	g.From = begun + 1
	marks, err := m.screen()
	for _, k := range marks {
		switch {
		case k.ID >= before:
		case k.Own && k.Ref != "":
			g.From, g.Known = max(g.From, k.ID+1), nil
		case k.Own:
			// One that we know only from a press on it: it is the one that was lost.
		default:
			g.Known = append(g.Known, k.ID)
		}
	}
	return g, err
}

// strays deals with what an earlier try may have sent, after the message was sent again.
func (j *job) strays() error {
	g, ok, err := j.gap()
	if err != nil || !ok {
		return err
	}
	if j.out.Fresh || j.out.Verb != box.Show && !j.out.Silent {
		j.it.gaps = append(j.it.gaps, g)
	} else if _, err := j.unsend(g.ids()); err != nil {
		return err
	}
	j.it.unsure = false
	return nil
}

// leave remembers a gap for Hide.
func (m memory) leave(g gap) error { return m.put(ofGap, store.Key(uint64(g.From)), g) }

// leaveOpen remembers for Hide that an output which is given up may have sent a message: none that is sent again bounds the gap.
func (m memory) leaveOpen() error {
	g, err := m.gap(math.MaxInt64)
	if err != nil {
		return err
	}
	return m.leave(g)
}

// close bounds a gap by the first message that came to be known after it was left. When there is none, the lost message is among the
// next that the account had.
func (g gap) close(marks []mark) gap {
	if g.To != 0 {
		return g
	}
	g.To = g.From + blindReach - 1
	i := slices.IndexFunc(marks, func(k mark) bool { return k.ID >= g.From && !slices.Contains(g.Known, k.ID) })
	if i >= 0 {
		g.To = marks[i].ID - 1
		g.From = max(g.From, g.To-maxGap+1)
	}
	return g
}

// gaps lists what is remembered for Hide.
func (m memory) gaps() (list []gap, err error) {
	from := m.key(ofGap, nil)
	err = m.tx.Scan(store.Refs, from, m.key(ofGap+1, nil), func(k, v []byte) error {
		var g gap
		if err := json.Unmarshal(v, &g); err != nil {
			return fmt.Errorf("decode gap: %w", err)
		}
		g.From = int64(store.Number(k[len(from):], 0))
		list = append(list, g)
		return nil
	})
	return list, err
}

// blindReach is how many numbers before the first message that we know of a chat may be the bot's, for a store that is new: ten
// calls of Hide.
const blindReach = 1000

// reachBack remembers for Hide the numbers before the first message of a chat that this store meets.
func (m memory) reachBack(first int64) error {
	if ok, err := m.has(ofFirst, nil); ok || err != nil || first < 2 {
		return err
	}
	return m.leave(gap{From: max(1, first-blindReach), To: first - 1, At: m.tx.Now()})
}

// fill forgets gaps whose messages are gone, or beyond reach.
func (m memory) fill(list []gap) error {
	for _, g := range list {
		if err := m.delete(ofGap, store.Key(uint64(g.From))); err != nil {
			return err
		}
	}
	return nil
}

// between returns the numbers of gaps that are still within Telegram's reach, without those that are known. marks is what is on the
// person's screen, oldest first.
func between(gaps []gap, marks []mark, now time.Time, known ...int64) (ids []int64) {
	for _, g := range gaps {
		if now.Sub(g.At) < erasable {
			ids = append(ids, slices.DeleteFunc(g.close(marks).ids(), func(id int64) bool { return slices.Contains(known, id) })...)
		}
	}
	return ids
}
