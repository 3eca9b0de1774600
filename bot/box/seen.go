package box

import (
	"context"
	"errors"
	"slices"
	"time"

	"safeharbour/bot/store"
)

// Remember is how long an update's id is kept, so that it is not taken twice. Telegram repeats updates for a day;
// three days leave room for a bad clock (design: a message's way, 1).
const Remember = 72 * time.Hour

// tail is how much of an id, at its end, is kept beside others in one record: a channel mostly counts its updates, and those that
// come together are then written together.
const tail = 2

// pack is the ids that are the same but for their tails, in one record of the bucket store.Seen: first when the last of them came,
// in eight bytes, then their tails. It is forgotten as a whole, when the last of them is old.
type pack struct {
	key   []byte
	value []byte // empty when there is none
	news  bool
}

// seen is the memory of updates of a channel, in one transaction. save writes what it learnt.
type seen struct {
	tx      store.Tx
	channel string
	packs   []*pack
}

// first tells whether an update is new, and remembers it. One without an id always is.
func (s *seen) first(update string) (bool, error) {
	if update == "" {
		return true, nil
	}
	cut := max(0, len(update)-tail)
	p, err := s.open(update[:cut])
	if err != nil {
		return false, err
	}
	end := make([]byte, tail) // a short id is filled with zero bytes
	copy(end, update[cut:])
	if p.has(end) {
		return false, nil
	}
	if p.value == nil {
		p.value = store.Key(0)
	}
	p.value, p.news = append(p.value, end...), true
	return true, nil
}

// open finds the ids that begin so.
func (s *seen) open(begin string) (*pack, error) {
	key := []byte("p/" + s.channel + "/" + begin)
	i := slices.IndexFunc(s.packs, func(p *pack) bool { return string(p.key) == string(key) })
	if i >= 0 {
		return s.packs[i], nil
	}
	v, err := s.tx.Get(store.Seen, key)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	p := &pack{key: key, value: v}
	s.packs = append(s.packs, p)
	return p, nil
}

func (p *pack) has(end []byte) bool {
	for v := p.tails(); len(v) >= tail; v = v[tail:] {
		if string(v[:tail]) == string(end) {
			return true
		}
	}
	return false
}

func (p *pack) tails() []byte { return p.value[min(len(p.value), len(store.Key(0))):] }

// last is when the last id came, in Unix seconds; 0 when there is none.
func (p *pack) last() uint64 {
	if len(p.value) < len(store.Key(0)) {
		return 0
	}
	return store.Number(p.value, 0)
}

// hour is the end of the hour of a time in Unix seconds. A pack stands in the list of what is to be forgotten under the hour of its
// last id, so that a busy one need not be listed anew with each.
func hour(at uint64) uint64 { return at - at%3600 + 3600 }

// save writes down what is new.
func (s *seen) save() error {
	now := uint64(s.tx.Now().Unix())
	for _, p := range s.packs {
		if !p.news {
			continue
		}
		if hour(now) != hour(p.last()) {
			if err := s.tx.Put(store.Seen, listed(hour(now), p.key), []byte{1}); err != nil {
				return err
			}
		}
		copy(p.value, store.Key(now))
		if err := s.tx.Put(store.Seen, p.key, p.value); err != nil {
			return err
		}
	}
	return nil
}

// listed is the key under which a pack stands in the list of what is to be forgotten.
func listed(at uint64, key []byte) []byte { return slices.Concat([]byte("t/"), store.Key(at), key) }

// forgetBatch bounds one commit of [Box.Forget], so that a person's turn never waits long behind it.
const forgetBatch = 200

// Forget removes the ids of updates older than [Remember]. Call it now and then.
func (b *Box) Forget(ctx context.Context) error {
	for {
		n, err := b.forgetSome(ctx)
		if err != nil || n < forgetBatch {
			return err
		}
	}
}

// forgetSome removes a batch from the list of what is to be forgotten, with the ids that are old, and tells how many it removed.
func (b *Box) forgetSome(ctx context.Context) (n int, err error) {
	err = b.store.Update(ctx, func(tx store.Tx) error {
		before := uint64(tx.Now().Add(-Remember).Unix())
		var old [][]byte
		err := tx.Scan(store.Seen, []byte("t/"), listed(before+1, nil), func(k, _ []byte) error {
			old = append(old, slices.Clone(k))
			if len(old) == forgetBatch {
				return store.ErrStop
			}
			return nil
		})
		if err != nil {
			return err
		}
		n = len(old)
		for _, k := range old {
			if err := forgetPack(tx, k[len(listed(0, nil)):], before); err != nil {
				return err
			}
			if err := tx.Delete(store.Seen, k); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}

// forgetPack removes ids whose last one came before a time. Where a later one came, they stand in the list once more.
func forgetPack(tx store.Tx, key []byte, before uint64) error {
	v, err := tx.Get(store.Seen, key)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if p := (pack{value: v}); p.last() > before {
		return nil
	}
	return tx.Delete(store.Seen, key)
}
