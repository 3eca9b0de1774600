package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"safeharbour/bot/store"
)

// smallFile is the size up to which a file is always looked at whole: that takes some hundredths of a second.
const smallFile = 8 << 20

// largeFile is the size from which on not even a file that was not left cleanly is looked at whole at once: with ten million
// records that takes a minute, and people wait. Whoever opened it calls [DB.Check] then.
const largeFile = 1 << 30

// badShare: when more than one record in so many does not open, it is no longer single records that are spoilt, and a backup is
// the better state to go on from.
const badShare = 4

// Report is what [Inspect] found in a store.
type Report struct {
	Records map[store.Bucket]int // how many records each bucket holds; empty when not all were read
	Bad     map[store.Bucket]int // how many of them do not open
	Whole   bool                 // everything was read, and not only what is quick to read
	Clean   bool                 // the store was left cleanly
	Time    time.Time            // of the last commit, a minute late at most; zero when it is not known
}

// Total is the number of all records, Broken that of those which do not open.
func (r Report) Total() int  { return sum(r.Records) }
func (r Report) Broken() int { return sum(r.Bad) }

func sum(counts map[store.Bucket]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

// Depth says how much of a store [Inspect] reads.
type Depth int

// Depths.
const (
	// AsNeeded reads everything when the store is small, or was not left cleanly and is not very large, and else what is quick: the header, the root,
	// the list of free pages, the check text, the first and the last record of each bucket, and the mark.
	AsNeeded Depth = iota
	// Quick reads only what is quick, whatever the store's state.
	Quick
	// Whole reads every page and opens every record.
	Whole
)

// Inspect looks at the store at path, which nobody may have open for writing. It changes nothing, but that it finishes what a crash
// cut off where there is a journal: without that, the file may hold anything. The error is
// [store.ErrMissing], [store.ErrBehind] when Mark is set, [store.ErrForeign] when it is damaged, [store.ErrSealed] when the key
// is another, or [store.ErrInUse]. Single records that do not open are no error: the report counts them.
//
// Reading a damaged file may end the process or go on for ever, in spite of all care: bbolt believes its pages. So a program
// that must live has another process call this, and a time for it.
func Inspect(ctx context.Context, path string, opts Options, depth Depth) (Report, error) {
	r := Report{Records: map[store.Bucket]int{}, Bad: map[store.Bucket]int{}}
	err := r.inspect(ctx, path, opts, depth)
	if errors.Is(err, store.ErrPanic) {
		err = fmt.Errorf("%w: damaged inside", store.ErrForeign)
	}
	if err != nil {
		return r, fmt.Errorf("inspect store %s: %w", path, err)
	}
	return r, nil
}

func (r *Report) inspect(ctx context.Context, path string, opts Options, depth Depth) error {
	m, marked, err := readMark(path)
	if err != nil {
		return err
	}
	b, err := attach(path, opts.Timeout, true, false)
	if err != nil {
		return missing(err, marked)
	}
	defer b.Close()
	if err := readHead(b, opts.Sealer); err != nil {
		return err
	}
	return guard(func() error {
		return b.View(func(t *bbolt.Tx) error {
			h := loadHead(t)
			seq := h.seq(t)
			r.Time = h.at
			r.Clean = marked && m.leftClean(t)
			if r.Clean {
				if err := r.compareHead(path, m); err != nil {
					return err
				}
			}
			r.Whole = depth == Whole || depth == AsNeeded && (t.Size() <= smallFile || !r.Clean && t.Size() <= largeFile)
			if err := r.read(ctx, t, opts.Sealer); err != nil {
				return err
			}
			if opts.Mark && marked {
				return h.against(m, seq)
			}
			return nil
		})
	})
}

// missing tells of a file that is not there whether there was one.
func missing(err error, marked bool) error {
	if isMissing(err) && marked {
		return store.ErrMissing
	}
	return err
}

// compareHead compares the pages that nothing else protects with what they were when the store was closed.
func (r *Report) compareHead(path string, m mark) error {
	sum, err := headSum(path)
	if err != nil {
		return fmt.Errorf("%w: %v", store.ErrForeign, err)
	}
	if sum != m.sum {
		return fmt.Errorf("%w: it was changed after it had been closed", store.ErrForeign)
	}
	return nil
}

// read reads pages and records: all, or the first and the last of each bucket.
func (r *Report) read(ctx context.Context, t *bbolt.Tx, sealer store.Sealer) error {
	if r.Whole {
		if err := checkAll(t); err != nil {
			return fmt.Errorf("%w: %v", store.ErrForeign, err)
		}
	}
	for _, b := range store.Buckets {
		in := t.Bucket([]byte(b))
		if in == nil {
			continue // of an older program
		}
		if !r.Whole {
			if err := r.readEnds(in, b, sealer); err != nil {
				return err
			}
			continue
		}
		if err := r.readBucket(ctx, in, b, sealer); err != nil {
			return err
		}
	}
	if r.Broken() > max(10, r.Total()/badShare) {
		return fmt.Errorf("%w: %d of %d records do not open", store.ErrForeign, r.Broken(), r.Total())
	}
	if r.Whole {
		return checkNumbers(t)
	}
	return nil
}

func (r *Report) readEnds(in *bbolt.Bucket, b store.Bucket, sealer store.Sealer) error {
	c := in.Cursor()
	for _, end := range []func() ([]byte, []byte){c.First, c.Last} {
		if k, v := end(); k != nil {
			if _, err := sealer.Open(b, k, v); err != nil {
				r.Bad[b] = 1
			}
		}
	}
	return nil
}

func (r *Report) readBucket(ctx context.Context, in *bbolt.Bucket, b store.Bucket, sealer store.Sealer) error {
	var last []byte
	c := in.Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		if last != nil && bytes.Compare(last, k) >= 0 {
			return fmt.Errorf("%w: keys of %s are out of order", store.ErrForeign, b)
		}
		last = append(last[:0], k...)
		r.Records[b]++
		if _, err := sealer.Open(b, k, v); err != nil {
			if misread(sealer, b, k, v) {
				return fmt.Errorf("%w: a key of %s has another length than it had", store.ErrForeign, b)
			}
			r.Bad[b]++
		}
		if r.Records[b]%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

// misread tells of a record that does not open whether the length of its key is spoilt, as far as that can be told: the record opens
// with a shorter key. Whoever writes to a page with such a key, and be it to take the record away, spoils more of the file.
func misread(sealer store.Sealer, b store.Bucket, k, v []byte) bool {
	if len(k) == 0 || len(spot(b, k)) > bbolt.MaxKeySize {
		return true // no such key was ever written
	}
	all := append(bytes.Clone(k), v...)
	for n := 1; n < len(k); n++ {
		if _, err := sealer.Open(b, all[:n], all[n:n+len(v)]); err == nil {
			return true
		}
	}
	return false
}

// counted says where the numbers of a bucket stand in keys. They are the one thing in a bucket that no seal protects, and a
// number that is given a second time overwrites what lies under the first.
var counted = []struct {
	numbers, keys store.Bucket
	at            int
}{
	{store.Inbox, store.Inbox, 0}, {store.Outbox, store.Outbox, 0}, {store.Cases, store.Cases, 0},
	{store.Chats, store.Conversations, 0}, {store.Due, store.Due, 1}, {store.Log, store.Log, 1},
}

// checkNumbers makes sure that no number was used that is still to be given.
func checkNumbers(t *bbolt.Tx) error {
	for _, n := range counted {
		in, given := t.Bucket([]byte(n.keys)), t.Bucket([]byte(n.numbers))
		if in == nil || given == nil {
			continue
		}
		c := in.Cursor()
		k, _ := c.Last()
		step := c.Prev
		if n.at == 0 {
			step = func() ([]byte, []byte) { return nil, nil } // the last is the highest
		}
		for ; k != nil; k, _ = step() {
			if store.Number(k, n.at) > given.Sequence() {
				return fmt.Errorf("%w: the numbers of %s went back", store.ErrForeign, n.numbers)
			}
		}
	}
	return nil
}

// checkAll runs bbolt's own check and returns its first faults.
func checkAll(t *bbolt.Tx) error {
	var faults []error
	for fault := range t.Check() { // must be read to its end
		if len(faults) < 10 { // one damaged page can make thousands
			faults = append(faults, fault)
		}
	}
	return errors.Join(faults...)
}
