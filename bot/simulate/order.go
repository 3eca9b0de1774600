package simulate

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
)

// order holds the outbox to its promise: within a chat and a lane of urgency, what is sent arrives in the order in which it was
// put there, unless something newer took its place. A chat gets one call at a time, so that the order in which outputs leave the
// outbox is the one in which they arrive.
type order struct {
	w     *world
	waits map[uint64]*output // what lies in the outbox
	back  map[uint64]*output // edits that were replaced in this life: a sender that was at one then may write it down once more
	sent  map[lane]uint64    // the place of the latest that was sent
	under map[int64]string   // the method of the call that is under way to a chat
}

// lane is what keeps an order.
type lane struct {
	chat    box.Chat
	urgency box.Urgency
}

// output is one that lies in the outbox.
type output struct {
	box.Out
	place uint64      // the number of the oldest that it replaced, or its own
	lane  box.Urgency // the most urgent lane of those, or its own
	after bool        // it waits for a less urgent one: the message that it changes is not sent yet
}

func newOrder(w *world) order {
	return order{w, map[uint64]*output{}, map[uint64]*output{}, map[lane]uint64{}, map[int64]string{}}
}

// start begins a life of the process. What the last one had in mind is forgotten.
func (o *order) start() {
	clear(o.back)
}

// commit judges what a commit put into the outbox and took out of it.
func (o *order) commit(tx *watched) {
	var kept *output
	var fresh []*output
	for _, p := range tx.puts {
		if p.bucket != store.Outbox {
			continue
		}
		switch out, old := o.put(p); {
		case old:
			kept = out
		default:
			kept, fresh = nil, append(fresh, out)
		}
	}
	var gone []*output
	for _, d := range tx.deletes {
		out := o.waits[store.Number([]byte(d.key), 0)]
		if d.bucket != store.Outbox || out == nil {
			continue
		}
		delete(o.waits, out.ID)
		if newer := slices.IndexFunc(fresh, out.overtaken); newer >= 0 {
			fresh[newer].replace(out)
			o.back[out.ID] = out
		} else {
			gone = append(gone, out)
		}
	}
	if len(gone) == 0 {
		return
	}
	sent := kept == nil
	if sent { // those that an output replaced leave before it
		kept = gone[len(gone)-1]
	}
	for _, old := range gone {
		kept.replace(old)
	}
	if sent {
		o.leave(kept)
	}
}

// overtaken tells whether an edit is replaced by a newer one in the turn that brings that.
func (out *output) overtaken(newer *output) bool {
	return out.Verb == box.Edit && newer.Verb == box.Edit && out.Chat == newer.Chat && out.Ref == newer.Ref && out.ID < newer.ID
}

// replace has an output stand where an older one stood.
func (out *output) replace(old *output) {
	out.place, out.lane = min(out.place, old.place), min(out.lane, old.lane)
}

// put takes an output that was put into the outbox, and tells whether it lay there already.
func (o *order) put(p write) (out *output, old bool) {
	id := store.Number([]byte(p.key), 0)
	if out, old = o.waits[id]; !old {
		out, old = o.back[id]
	}
	if !old {
		out = &output{place: id}
	}
	o.waits[id] = out
	if err := json.Unmarshal(p.value, &out.Out); err != nil {
		o.w.fail("store", "an entry of the outbox cannot be read: "+err.Error())
	}
	out.ID = id
	if old {
		return out, true
	}
	out.lane = out.Urgency
	for _, other := range o.waits {
		out.after = out.after || out.Ref != "" && other.Ref == out.Ref && other.Chat == out.Chat && other.Urgency > out.Urgency
	}
	return out, false
}

// leave judges an output that was sent.
func (o *order) leave(out *output) {
	switch out.Verb {
	case box.Verify, box.Alert, box.Fetch, box.Original, box.Topic: // these keep no order: a topic goes before a card that needs it
		return
	}
	own, other := lane{out.Chat, out.Urgency}, lane{out.Chat, out.lane} // one that took an older one's place may be in either
	if last := min(o.sent[own], o.sent[other]); out.ID < last && !out.after {
		o.w.fail("order", fmt.Sprintf("output %d (%s) of lane %d was sent after output %d", out.ID, out.Verb, out.Urgency, last))
	}
	if own == other {
		o.sent[own] = max(o.sent[own], out.place)
	}
}

// begin judges a call that begins, and returns what is to be called when it ends.
func (o *order) begin(c *call) (end func()) {
	switch kind, _, _ := strings.Cut(c.method, "Message"); kind {
	case "send", "edit", "copy", "delete":
	default:
		return func() {}
	}
	to := c.chat()
	if to == 0 {
		return func() {}
	}
	if other := o.under[to]; other != "" {
		o.w.fail("order", fmt.Sprintf("%s and %s are under way to one chat", other, c.method))
	}
	o.under[to] = c.method
	return func() { delete(o.under, to) }
}
