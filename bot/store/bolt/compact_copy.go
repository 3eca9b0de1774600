package bolt

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"safeharbour/bot/store"
)

// findEnds finds the last keys. Without them, the copying would run after a bucket to whose end much is added.
func (c *compaction) findEnds() error {
	return c.db.snapshot(func(t *tx) error {
		for _, name := range c.names {
			last, _ := t.bolt.Bucket([]byte(name)).Cursor().Last()
			c.ends = append(c.ends, bytes.Clone(last))
		}
		return nil
	})
}

// copyAll copies all records once, and what changed meanwhile when it is much.
func (c *compaction) copyAll(ctx context.Context) error {
	for c.bucket < len(c.names) {
		begin := time.Now()
		if err := c.copySlice(); err != nil {
			return err
		}
		if err := c.rest(ctx, time.Since(begin)); err != nil {
			return err
		}
		if c.changes.len() >= manyChanges {
			if err := c.catchUp(ctx); err != nil {
				return err
			}
		}
	}
	return c.db.stage("copied")
}

// rest is the pause after a slice that took so long. It tells why not to go on.
func (c *compaction) rest(ctx context.Context, took time.Duration) error {
	if err := c.db.stage("slice"); err != nil {
		return err
	}
	if err := c.may(); err != nil {
		return err
	}
	pause := min(max(pauseShare*took, pauseLeast), pauseMost)
	if c.hurries {
		pause = pauseLeast
	}
	select {
	case <-time.After(pause):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// copySlice copies the next records of a bucket. Reading and writing are apart: who reads for long holds old pages back.
func (c *compaction) copySlice() error {
	c.begin()
	more := false
	err := c.db.snapshot(func(t *tx) (err error) { more, err = c.readSlice(t.bolt); return err })
	if err != nil {
		return err
	}
	if err := c.flush(); err != nil {
		return err
	}
	if n := len(c.records); n > 0 {
		c.after = append(c.after[:0], c.records[n-1].key...)
	}
	if !more {
		c.bucket++
		c.after = nil
	}
	return nil
}

// readSlice reads the next records of a bucket, and tells whether there are more.
func (c *compaction) readSlice(t *bbolt.Tx) (more bool, err error) {
	name := c.names[c.bucket]
	cursor := t.Bucket([]byte(name)).Cursor()
	k, v := cursor.Seek(c.after)
	if k != nil && bytes.Equal(k, c.after) {
		k, v = cursor.Next()
	}
	last := c.after
	for ; k != nil && bytes.Compare(k, c.ends[c.bucket]) <= 0; k, v = cursor.Next() {
		switch {
		case v == nil:
			return false, fmt.Errorf("%s holds something that is no record", name)
		case last != nil && bytes.Compare(last, k) >= 0:
			c.db.suspect.Store(true)
			return false, fmt.Errorf("%w: keys of %s are out of order", store.ErrForeign, name)
		case len(c.buffer) >= c.db.slice:
			return true, nil
		}
		last = c.add(name, k, v)
	}
	return false, nil
}

// begin forgets what was read before.
func (c *compaction) begin() {
	clear(c.records)
	c.records, c.buffer = c.records[:0], c.buffer[:0]
}

// add keeps a record to be written, and returns its key. Without bytes it is one to be taken away.
func (c *compaction) add(b store.Bucket, key, sealed []byte) []byte {
	keep := func(p []byte) []byte {
		from := len(c.buffer)
		c.buffer = append(c.buffer, p...)
		return c.buffer[from:len(c.buffer):len(c.buffer)]
	}
	r := record{bucket: b, key: keep(key)}
	if sealed != nil {
		r.sealed = keep(sealed)
	}
	c.records = append(c.records, r)
	return r.key
}

// put writes what was read.
func (c *compaction) put(t *bbolt.Tx) error {
	for _, r := range c.records {
		in := t.Bucket([]byte(r.bucket))
		in.FillPercent = rowFill // most of what is there never changes again
		var err error
		if r.sealed == nil {
			err = in.Delete(r.key)
		} else {
			err = in.Put(r.key, r.sealed)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// flush writes what was read to the copy. A commit of nothing would cost the disk two syncs.
func (c *compaction) flush() error {
	if len(c.records) == 0 {
		return nil
	}
	return c.write(c.put)
}

// catchUp copies what changed since it was copied.
func (c *compaction) catchUp(ctx context.Context) error {
	for places := range slices.Chunk(c.changes.take(), someChanges) {
		begin := time.Now()
		err := c.db.snapshot(func(t *tx) error { c.readPlaces(t.bolt, places); return nil })
		if err == nil {
			err = c.flush()
		}
		if err == nil {
			err = c.rest(ctx, time.Since(begin))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// readPlaces reads what stands now where something changed, but where the copying has yet to come.
func (c *compaction) readPlaces(t *bbolt.Tx, places []spotted) {
	c.begin()
	for _, p := range places {
		n := slices.Index(c.names, p.bucket)
		if n < 0 || c.ahead(n, p.key) {
			continue
		}
		c.add(p.bucket, p.key, t.Bucket([]byte(p.bucket)).Get(p.key))
	}
}

// ahead tells whether the copying has yet to come to a key of the bucket with this number.
func (c *compaction) ahead(n int, key []byte) bool {
	if bytes.Compare(key, c.ends[n]) > 0 {
		return false // it never will
	}
	return n > c.bucket || n == c.bucket && bytes.Compare(key, c.after) > 0
}
