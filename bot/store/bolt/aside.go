package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"safeharbour/bot/store"
)

// A record that does not open, because a disk spoilt a byte of it, must not stop what has nothing to do with it: a scan of what
// is due, or of the inbox, would end at it for ever. So, where the store is told to, it takes such a record out of its bucket
// and keeps it, closed as it is, in the bucket store.Aside, under its bucket and key. Then the function that met it runs again
// and does not find it.

// mostAside is how many records one run sets aside. So many are no single bad records: the process ends, and the next start
// looks at the whole file.
const mostAside = 10_000

// spotted names a record that does not open.
type spotted struct {
	bucket store.Bucket
	key    []byte
}

// asiding runs a function until no record stands in its way that does not open. run tells which it met.
func (d *DB) asiding(ctx context.Context, run func() ([]spotted, error)) error {
	for {
		bad, err := run()
		if d.onAside == nil || len(bad) == 0 || !errors.Is(err, store.ErrSealed) {
			return err
		}
		if aerr := d.setAside(ctx, bad); aerr != nil {
			return fmt.Errorf("set a record aside: %w", aerr)
		}
	}
}

// setAside moves records to where nobody reads them.
func (d *DB) setAside(ctx context.Context, bad []spotted) error {
	moved := 0
	err := d.inWriter(ctx, func(t *tx) error {
		moved = 0
		for _, p := range bad {
			in, err := t.writable(p.bucket)
			if err != nil {
				return err
			}
			sealed := bytes.Clone(in.get(p.key))
			if sealed == nil {
				continue
			}
			if _, err := d.sealer.Open(p.bucket, p.key, sealed); err == nil {
				continue // it was written anew meanwhile
			}
			if misread(d.sealer, p.bucket, p.key, sealed) {
				return fmt.Errorf("%w: the length of a key is spoilt", store.ErrBroken)
			}
			if err := t.Put(store.Aside, []byte(spot(p.bucket, p.key)), sealed); err != nil {
				return err
			}
			if err := t.put(in, p.key, nil); err != nil {
				return err
			}
			moved++
		}
		return nil
	})
	if err != nil {
		return err
	}
	if d.asides.Add(int64(moved)) > mostAside {
		d.suspect.Store(true)
		err := fmt.Errorf("%w: more than %d records do not open", store.ErrBroken, mostAside)
		d.queue.end(err)
		return err
	}
	if moved > 0 {
		d.onAside()
	}
	return nil
}

// inWriter runs fn where it can reach bbolt's own transaction.
func (d *DB) inWriter(ctx context.Context, fn func(*tx) error) error {
	_, err := d.update(ctx, func(t store.Tx) error {
		own, ok := t.(*tx)
		if !ok {
			return t.Scan(store.Meta, nil, nil, nil) // a draft: it runs again in the writer
		}
		return fn(own)
	})
	return err
}
