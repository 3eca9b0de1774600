package telegram

import (
	"slices"

	"safeharbour/bot/box"
)

// rows are what waits for one chat: one for each urgency, in order.
type rows struct {
	of    [4][]*item
	about map[subject][]*item // the same by what it is about: in a surge, thousands wait for the staff group
}

// subject is the message that an output is about, or the topic that it makes or renames.
type subject struct {
	topic bool
	ref   box.Ref
}

// aboutOf tells what an output is about. That of most outputs without a ref is nobody's business.
func aboutOf(o box.Out) (s subject, ok bool) {
	if o.Verb == box.Topic {
		return subject{true, o.Thread}, true
	}
	return subject{false, o.Ref}, o.Ref != "" || o.Verb == box.Show
}

// note makes an item be found by what it is about, and forget ends that.
func (r *rows) note(it *item) {
	s, ok := aboutOf(it.out)
	if !ok {
		return
	}
	if r.about == nil {
		r.about = make(map[subject][]*item)
	}
	r.about[s] = append(r.about[s], it)
}

func (r *rows) forget(it *item) {
	s, _ := aboutOf(it.out)
	list := r.about[s]
	i := slices.Index(list, it)
	switch {
	case i < 0:
	case len(list) == 1:
		delete(r.about, s)
	default:
		r.about[s] = slices.Delete(list, i, i+1)
	}
}

// push adds an item to the end of a row.
func (r *rows) push(it *item, u int) {
	it.lane = u
	r.of[u] = append(r.of[u], it)
	r.note(it)
}

// back puts an item at the beginning of its row.
func (r *rows) back(it *item) {
	r.of[it.lane] = slices.Insert(r.of[it.lane], 0, it)
	r.note(it)
}

// put puts an item in the place of another.
func (r *rows) put(it *item, u, i int) {
	r.forget(r.of[u][i])
	it.lane, r.of[u][i] = u, it
	r.note(it)
}

// pull takes an item out of its row.
func (r *rows) pull(u, i int) *item {
	it := r.of[u][i]
	if i == 0 { // at the same cost, however many wait behind it
		r.of[u][0] = nil
		r.of[u] = r.of[u][1:]
	} else {
		r.of[u] = slices.Delete(r.of[u], i, i+1)
	}
	r.forget(it)
	return it
}

// take takes all items out that fit, the most urgent first.
func (r *rows) take(fits func(*item) bool) (taken []*item) {
	for u := range r.of {
		r.of[u] = slices.DeleteFunc(r.of[u], func(it *item) bool {
			if !fits(it) {
				return false
			}
			r.forget(it)
			taken = append(taken, it)
			return true
		})
	}
	return taken
}

// top returns the most urgent row that holds something.
func (r *rows) top() (int, bool) {
	for u := range r.of {
		if len(r.of[u]) > 0 {
			return u, true
		}
	}
	return 0, false
}

// find returns the place of the first item that fits.
func (r *rows) find(fits func(*item) bool) (u, i int, ok bool) {
	for u := range r.of {
		if i := slices.IndexFunc(r.of[u], fits); i >= 0 {
			return u, i, true
		}
	}
	return 0, 0, false
}

// findAbout is find among those that are about s.
func (r *rows) findAbout(s subject, fits func(*item) bool) (u, i int, ok bool) {
	for _, it := range r.about[s] {
		if !fits(it) {
			continue
		}
		at := slices.Index(r.of[it.lane], it)
		if !ok || it.lane < u || it.lane == u && at < i {
			u, i, ok = it.lane, at, true
		}
	}
	return u, i, ok
}
