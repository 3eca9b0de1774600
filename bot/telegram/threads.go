package telegram

import (
	"safeharbour/bot/box"
	"safeharbour/bot/store"
)

// room returns what stands behind a thread, and whether anything does.
func (m memory) room(thread box.Ref) (room, bool, error) {
	if id := bare(thread, "t/"); id != 0 {
		return room{Topic: id}, true, nil
	}
	var r room
	ok, err := m.get(ofThread, []byte(thread), &r)
	return r, ok, err
}

// settle remembers the topic of a thread.
func (m memory) settle(thread box.Ref, r room) error {
	if bare(thread, "t/") != 0 {
		return nil
	}
	if err := m.put(ofThread, []byte(thread), r); err != nil {
		return err
	}
	if r.Topic == 0 {
		return nil
	}
	if err := m.delete(ofMade, m.tx.Index(r.Title)); err != nil {
		return err
	}
	return m.put(ofTopic, store.Key(uint64(r.Topic)), thread)
}

// abandon forgets a thread whose topic is no more.
func (m memory) abandon(thread box.Ref) error {
	r, ok, err := m.room(thread)
	if err != nil || !ok {
		return err
	}
	if err := m.delete(ofTopic, store.Key(uint64(r.Topic))); err != nil {
		return err
	}
	return m.delete(ofThread, []byte(thread))
}

// thread returns the thread of a topic; of one that staff made, its number.
func (m memory) thread(topic int64) (box.Ref, error) {
	if topic == 0 {
		return "", nil
	}
	var thread box.Ref
	ok, err := m.get(ofTopic, store.Key(uint64(topic)), &thread)
	if !ok {
		thread = topicRef(topic)
	}
	return thread, err
}

// made remembers that the bot made a topic, unless it knows of it. It is how a creation whose answer was lost is found.
func (m memory) made(topic int64, title string) error {
	if topic == 0 {
		return nil
	}
	if ok, err := m.get(ofTopic, store.Key(uint64(topic)), new(box.Ref)); ok || err != nil {
		return err
	}
	return m.put(ofMade, m.tx.Index(title), topic)
}

// unclaimed returns the topic that the bot made with this title, or 0.
func (m memory) unclaimed(title string) (topic int64, err error) {
	_, err = m.get(ofMade, m.tx.Index(title), &topic)
	return topic, err
}
