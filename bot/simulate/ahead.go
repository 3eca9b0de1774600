package simulate

import (
	"bytes"
	"context"
	"errors"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
)

// The real store tells of an update before its commit, where updates are polled: what follows it runs meanwhile, and is carried out
// only behind it (see [store.After]). In some of the worlds the store does the same: an update is sketched first, on the records as
// they are; it is told of; others go on; and then it is carried out as it was sketched, if all that it read is still so.

// sketch is what the function of an update did, to be carried out later.
type sketch struct {
	reads   []write // without a value: there was none
	asked   []write // what it only asked for; its value is not nil when it was there
	changes []change
	numbers []store.Bucket // that it drew a number of
	after   []func()
	ahead   []func(store.Pending)
	turn    *box.In
}

// change is a record that is to be written or removed.
type change struct {
	write
	gone bool
}

// wrote tells whether the sketch changes a record, so that what it reads of it is its own.
func (s *sketch) wrote(b store.Bucket, key []byte) bool {
	for _, c := range s.changes {
		if c.bucket == b && c.key == string(key) {
			return true
		}
	}
	return false
}

// sketch runs a function without a commit. It is nil where the function fails, or scans.
func (l *ledger) sketch(ctx context.Context, st store.Store, fn func(store.Tx) error) *sketch {
	var s *sketch
	runs := 0
	err := st.Update(ctx, func(tx store.Tx) error {
		runs++
		t := &watched{Tx: tx, sketch: new(sketch)}
		if err := fn(t); err != nil {
			return err
		}
		s = t.sketch
		s.turn = t.turn
		return errUndone
	})
	if runs > 1 || !errors.Is(err, errUndone) {
		return nil
	}
	return s
}

// apply carries a sketch out, unless something that it read is not the same any more.
func (l *ledger) apply(ctx context.Context, st store.Store, s *sketch, end ending) (same bool, err error) {
	err = st.Update(ctx, func(tx store.Tx) error {
		if same = s.fits(tx); !same {
			return errUndone
		}
		t := &watched{Tx: tx, deaf: end != committed, turn: s.turn}
		for _, b := range s.numbers {
			if _, err := tx.Next(b); err != nil { // a later one: those that were drawn are not drawn again
				return err
			}
		}
		for _, c := range s.changes {
			var err error
			if c.gone {
				err = t.Delete(c.bucket, []byte(c.key))
			} else {
				err = t.Put(c.bucket, []byte(c.key), c.value)
			}
			if err != nil {
				return err
			}
		}
		for _, fn := range s.after {
			t.OnCommit(fn)
		}
		return l.end(t, end)
	})
	return same, err
}

// fits tells whether all that the sketch read still stands there.
func (s *sketch) fits(tx store.Tx) bool {
	for _, r := range s.reads {
		v, err := tx.Get(r.bucket, []byte(r.key))
		if (err != nil) != (r.value == nil) || !bytes.Equal(v, r.value) {
			return false
		}
	}
	for _, r := range s.asked {
		if there, err := tx.Has(r.bucket, []byte(r.key)); err != nil || there != (r.value != nil) {
			return false
		}
	}
	return true
}

// pending is an update that waits for its commit.
type pending struct {
	m    *machine
	over bool
	err  error // how it ended
}

// Wait fulfils [store.Pending].
func (p *pending) Wait(ctx context.Context) error {
	p.m.park(never, ctx, nil, func() bool { return p.over })
	if !p.over {
		return ctx.Err()
	}
	return p.err
}

// alone is a context for the store beneath, which knows nothing of what follows what.
type alone struct{ context.Context }

func (alone) Value(any) any { return nil }

// longestQueue is how long an update waits for its commit at most.
const longestQueue = 5 * time.Millisecond

// early carries an update out that is told of before.
func (h *hand) early(ctx context.Context, fn func(store.Tx) error) (err error) {
	m, l := h.m, &h.m.w.ledger
	first, _ := store.Follows(ctx).(*pending)
	ctx = alone{ctx}
	s := l.sketch(ctx, h.st, fn)
	mine := &pending{m: m, err: store.ErrUndone}
	defer func() { mine.over = true }()
	if s != nil {
		h.tell(s, mine)
	}
	if first != nil {
		if err := first.Wait(context.Background()); err != nil {
			if errors.Is(err, store.ErrBroken) {
				mine.err = err
			}
			return err
		}
	}
	m.pass(time.Duration(m.w.rand.Int64N(int64(longestQueue))))
	kept := false
	err = h.commit(func(end ending) error {
		if s != nil {
			var err error
			if kept, err = l.apply(ctx, h.st, s, end); kept {
				return err
			}
		}
		return l.run(ctx, h.st, fn, end)
	})
	switch {
	case errors.Is(err, store.ErrBroken):
		mine.err = err
	case err == nil && kept:
		mine.err = nil
	}
	return err
}

// tell tells others of a sketch: before its commit, but of the first of a life only after it.
func (h *hand) tell(s *sketch, as *pending) {
	if len(s.ahead) == 0 {
		return
	}
	h.told++
	for _, fn := range s.ahead {
		if h.told > carefulFirst {
			fn(as)
		} else {
			s.after = append(s.after, func() { fn(nil) })
		}
	}
}

// carefulFirst is how many updates of a life are told of only when they are on the disk. The real store has more of them.
const carefulFirst = 3
