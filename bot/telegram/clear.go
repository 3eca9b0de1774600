package telegram

import (
	"slices"
)

// manyLimit is how many messages one call deletes.
const manyLimit = 100

// erase deletes messages, as far as Telegram still does.
func (j *job) erase() error {
	var ids []int64
	err := j.read(j.out.Chat, func(m memory) error {
		ids = nil
		for _, ref := range j.out.Refs {
			n, err := m.note(ref)
			if err != nil {
				return err
			}
			ids = append(ids, n.IDs...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if _, err := j.unsend(ids); err != nil {
		return err
	}
	return j.finish(func(m memory) error { return m.forget(ids...) })
}

// unsend deletes messages, the newest first, and returns those that cannot be deleted.
func (j *job) unsend(ids []int64) (stay []int64, err error) {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	slices.Reverse(ids)
	for some := range slices.Chunk(slices.Compact(ids), manyLimit) {
		left, err := j.unsendSome(some)
		if err != nil {
			return nil, err
		}
		stay = append(stay, left...)
	}
	return stay, nil
}

// unsendSome deletes up to a hundred messages. One that cannot be deleted makes the whole call fail: then each is tried.
func (j *job) unsendSome(ids []int64) (stay []int64, err error) {
	if len(ids) > 1 {
		err := j.call("deleteMessages", request{Chat: j.id(), Messages: ids}, nil)
		if err == nil || !unfit(err) {
			return nil, err
		}
	}
	for _, id := range ids {
		err := j.call("deleteMessage", request{Chat: j.id(), Message: id}, nil)
		switch class := Classify(err); {
		case class == Missing || class == Refused:
			stay = append(stay, id)
		case class != Fine && class != Done:
			return nil, err
		}
	}
	return stay, nil
}

// clear leaves one message in the chat. What a glance at the screen shows goes first: the message that stays is changed
// before anything is deleted, and no sound is made.
func (j *job) clear() error {
	p, err := j.page("")
	if err != nil {
		return err
	}
	var marks []mark
	var gaps []gap
	err = j.read(j.out.Chat, func(m memory) (err error) {
		if marks, err = m.screen(); err == nil {
			gaps, err = m.gaps()
		}
		return err
	})
	if err != nil {
		return err
	}
	kept, err := j.keepOne(p)
	if err != nil {
		return err
	}
	gone, err := j.wipe(marks, kept)
	if err != nil {
		return err
	}
	if _, err := j.unsend(between(slices.Concat(gaps, j.it.gaps), marks, j.t.now(), slices.Concat(kept, gone)...)); err != nil {
		return err
	}
	if len(kept) == 0 {
		j.out.Silent = true
		if err := j.send(p, 0); err != nil {
			return err
		}
		if err := j.strays(); err != nil {
			return err
		}
		kept = j.it.sent
	}
	j.it.gaps = nil
	return j.stand(p, kept, func(m memory) error {
		if err := m.fill(gaps); err != nil {
			return err
		}
		stays := func(id int64) bool { return slices.Contains(kept, id) }
		return m.forget(slices.DeleteFunc(slices.Concat(gone, p.old.IDs), stays)...)
	})
}

// keepOne changes the message that is to stay, and returns its ids; none, when it must be sent anew.
func (j *job) keepOne(p *page) ([]int64, error) {
	// Only a new message tells up to where one may stand that we do not know.
	if len(p.old.IDs) == 0 || len(p.bodies) > len(p.old.IDs) || j.it.unsure {
		return nil, nil
	}
	if j.still(p) {
		return p.old.IDs, nil
	}
	keep := p.old.IDs[:len(p.bodies)]
	for i, b := range p.bodies {
		r := request{Chat: j.id(), Message: keep[i], Text: b.text, Entities: b.entities, Preview: &preview{true}}
		if i == len(p.bodies)-1 {
			r.Keys = p.keys
		}
		err := j.call("editMessageText", r, nil)
		if Classify(err) == Missing {
			return nil, nil
		}
		if err != nil && Classify(err) != Done {
			return nil, err
		}
	}
	return keep, nil
}

// wipe deletes what can be deleted and changes the bot's older messages to a dot. It returns what is not to be remembered.
func (j *job) wipe(marks []mark, kept []int64) (gone []int64, err error) {
	var young, old []int64
	own, age := make(map[int64]bool), j.t.ages()
	for _, k := range marks {
		if slices.Contains(kept, k.ID) {
			continue
		}
		gone = append(gone, k.ID)
		own[k.ID] = k.Own
		switch {
		case age(k) < erasable:
			young = append(young, k.ID)
		case k.Own:
			old = append(old, k.ID)
		}
	}
	young = append(young, j.it.strays...)
	stay, err := j.unsend(young)
	if err != nil {
		return nil, err
	}
	for _, id := range stay {
		if own[id] {
			old = append(old, id)
		}
	}
	for _, id := range slices.Backward(old) {
		if err := j.dot(id); err != nil {
			return nil, err
		}
	}
	j.it.strays = nil
	return gone, nil
}

// dot changes an old message of the bot to a dot.
func (j *job) dot(id int64) error {
	if j.it.dotted[id] {
		return nil
	}
	err := j.call("editMessageText", request{Chat: j.id(), Message: id, Text: dot}, nil)
	if class := Classify(err); class != Fine && class != Done && class != Missing && class != Refused {
		return err
	}
	if j.it.dotted == nil {
		j.it.dotted = make(map[int64]bool)
	}
	j.it.dotted[id] = true
	return nil
}
