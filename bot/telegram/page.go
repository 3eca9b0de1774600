package telegram

import (
	"slices"
	"time"

	"safeharbour/bot/box"
)

// justNow is how long a message surely stands as it was brought there. It spares the calls of somebody who presses twice.
const justNow = 5 * time.Second

// page is what is to be on one message, and what is there now.
type page struct {
	thread box.Ref
	topic  int64
	prefix string // the thread's title, in a group without topics
	reply  int64
	bodies []body
	keys   *keyboard
	old    note
}

func (p *page) compose(prefix string, o *box.Out) {
	p.bodies = compose(prefix+o.Text, o.Quote, textLimit)
}

func (p *page) hash() string { return digest(p.bodies, p.keys) }

// still tells whether this very page was brought there just now, and nothing was tried since that may have changed it. Later we
// ask Telegram: the person may have deleted it meanwhile, of which nobody tells us, and must not be left without a screen.
func (j *job) still(p *page) bool {
	return !j.it.begun && len(p.old.IDs) > 0 && j.t.now().Sub(p.old.At) < justNow && p.old.Hash == p.hash()
}

// page makes the page of the output.
func (j *job) page(prefix string) (*page, error) {
	p := &page{thread: j.out.Thread, prefix: prefix}
	p.compose(prefix, j.out)
	var dropped int
	if p.keys, dropped = keys(j.out.Buttons); dropped > 0 {
		j.t.log().Error("buttons that Telegram would refuse were left out", "verb", string(j.out.Verb), "count", dropped)
	}
	anew := j.out.Verb == box.Say || j.out.Verb == box.Show && j.out.Fresh
	if anew && j.out.Reply == "" {
		return p, nil // nothing depends on what stands there
	}
	err := j.read(j.out.Chat, func(m memory) error {
		var err error
		if p.old, err = m.note(j.out.Ref); err != nil {
			return err
		}
		reply, err := m.note(j.out.Reply)
		if len(reply.IDs) > 0 {
			p.reply = reply.IDs[0]
		}
		return err
	})
	return p, err
}

// present edits the message where it stands, or sends a new one and takes the old one away.
func (j *job) present(p *page) error {
	send := j.fresh
	if j.out.Chat == Staff {
		send = j.first
	}
	if len(p.old.IDs) == 0 {
		return send(p)
	}
	if j.still(p) {
		return j.finish(nil)
	}
	ids, err := j.rewrite(p)
	if Classify(err) == Missing {
		gone := append(slices.Clone(p.old.IDs), j.it.sent...)
		j.it.sent = nil
		return send(p, gone...)
	}
	if err != nil {
		return err
	}
	return j.stand(p, ids, func(m memory) error {
		return m.forget(slices.DeleteFunc(slices.Clone(p.old.IDs), func(id int64) bool { return slices.Contains(ids, id) })...)
	})
}

// stand finishes the output whose page stands in these messages. It remembers what fn says before that.
func (j *job) stand(p *page, ids []int64, fn func(memory) error) error {
	if names(j.out.Ref) {
		j.stands = note{IDs: ids, Hash: p.hash(), At: j.t.now(), Thread: p.thread}
	}
	return j.finish(fn)
}

// rewrite edits the messages of a page. Parts that are new are sent, those that are no more needed are deleted.
func (j *job) rewrite(p *page) ([]int64, error) {
	n := min(len(p.old.IDs), len(p.bodies))
	for i, b := range p.bodies[:n] {
		r := request{Chat: j.id(), Message: p.old.IDs[i], Text: b.text, Entities: b.entities, Preview: &preview{true}}
		if i == len(p.bodies)-1 {
			r.Keys = p.keys
		}
		if err := j.call("editMessageText", r, nil); err != nil && Classify(err) != Done {
			return nil, err
		}
	}
	if err := j.send(p, n); err != nil {
		return nil, err
	}
	if err := j.strays(); err != nil {
		return nil, err
	}
	if surplus := p.old.IDs[n:]; len(surplus) > 0 {
		if _, err := j.unsend(surplus); err != nil {
			return nil, err
		}
	}
	return append(slices.Clone(p.old.IDs[:n]), j.it.sent...), nil
}

// fresh sends a page anew, and deletes the messages that it takes the place of.
func (j *job) fresh(p *page, gone ...int64) error {
	if err := j.send(p, 0); err != nil {
		return err
	}
	if err := j.strays(); err != nil {
		return err
	}
	if len(gone) > 0 {
		// Best effort: the new message stands, and must not be sent once more for the sake of the old one.
		if _, err := j.unsend(gone); err != nil {
			j.t.log().Warn("an old screen stays", "reason", reason(err))
		}
	}
	return j.stand(p, j.it.sent, func(m memory) error { return m.forget(gone...) })
}

// send sends the parts of a page from the given one on. Parts that an earlier attempt sent are not sent again.
func (j *job) send(p *page, from int) error {
	for i := from + len(j.it.sent); i < len(p.bodies); i++ {
		b := p.bodies[i]
		r := request{Chat: j.id(), Topic: p.topic, Text: b.text, Entities: b.entities, Preview: &preview{true}, Silent: j.out.Silent}
		if i == 0 && p.reply != 0 {
			r.Reply = &answer{p.reply, true}
		}
		if i == len(p.bodies)-1 {
			r.Keys = p.keys
		}
		id, err := j.deliverOne("sendMessage", r)
		if err != nil {
			return err
		}
		j.it.sent = append(j.it.sent, id)
	}
	return nil
}

// deliverOne calls a method that makes a message, and opens the topic first when it is closed.
func (j *job) deliverOne(method string, params any) (int64, error) {
	var sent sentID
	err := j.call(method, params, &sent)
	if Classify(err) == ThreadShut {
		if err := j.reopen(); err != nil {
			return 0, err
		}
		err = j.call(method, params, &sent)
	}
	if err == nil && sent <= 0 {
		err = &lostError{method: method, wrote: true}
	}
	return int64(sent), err
}
