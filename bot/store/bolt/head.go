package bolt

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"safeharbour/bot/store"
)

// What stands in the head beside the layout and the check (see open.go). None of it tells anything of a person.
const (
	idKey       = "id"       // which store this is: copies share it
	baseKey     = "base"     // what is added to bbolt's own count of commits, which begins anew in a compacted file
	timeKey     = "time"     // when the last commit was, at most timeEvery late
	restoredKey = "restored" // the store was accepted as an older copy, and what follows from that is still to be done: its time
)

// timeEvery is how exactly a store knows how old it is.
const timeEvery = time.Minute

// leap is how far the numbers of a store jump when it is accepted as an older copy: what was numbered after it was copied is
// gone here, but the numbers live on, on buttons and in the names of files. They must not come to mean something else.
const leap = 1_000_000

// head is what the head says.
type head struct {
	id       string
	base     uint64
	at       time.Time // of the last commit, as far as is known
	restored time.Time // not zero: see restoredKey
}

// seq is the number of the commit that made the transaction's state, or will make it when it writes.
func (h head) seq(t *bbolt.Tx) uint64 { return h.base + uint64(t.ID()) }

func loadHead(t *bbolt.Tx) head {
	in := t.Bucket([]byte(headBucket))
	return head{
		id:       string(in.Get([]byte(idKey))),
		base:     store.Number(in.Get([]byte(baseKey)), 0),
		at:       second(in.Get([]byte(timeKey))),
		restored: second(in.Get([]byte(restoredKey))),
	}
}

// second reads a time that putSecond wrote.
func second(v []byte) time.Time {
	if n := store.Number(v, 0); n > 0 {
		return time.Unix(int64(n), 0).UTC()
	}
	return time.Time{}
}

func putSecond(in *bbolt.Bucket, key string, at time.Time) error {
	return in.Put([]byte(key), seconds(at))
}

func seconds(at time.Time) []byte { return store.Key(uint64(max(at.Unix(), 1))) }

// identify gives a store its id.
func identify(t *bbolt.Tx) error {
	var id [16]byte
	rand.Read(id[:])
	return t.Bucket([]byte(headBucket)).Put([]byte(idKey), []byte(hex.EncodeToString(id[:])))
}

// accept makes an older copy a store of its own: it goes on from here, and whatever was made after it is another store.
// until is the last time at which the store was written to, as far as is known.
func accept(t *bbolt.Tx, marked mark, until time.Time) error {
	in := t.Bucket([]byte(headBucket))
	if err := identify(t); err != nil {
		return err
	}
	base := max(loadHead(t).base, marked.seq)
	if err := in.Put([]byte(baseKey), store.Key(base)); err != nil {
		return err
	}
	if err := putSecond(in, restoredKey, until); err != nil {
		return err
	}
	for _, b := range store.Buckets {
		records := t.Bucket([]byte(b))
		if err := records.SetSequence(records.Sequence() + leap); err != nil {
			return fmt.Errorf("raise numbers: %w", err)
		}
	}
	return nil
}

// leftClean tells whether the mark is that of a store which was closed as the transaction finds it.
func (m mark) leftClean(t *bbolt.Tx) bool {
	h := loadHead(t)
	return m.state == markClean && m.seq == h.seq(t) && m.id == h.id
}

// against compares a store with its mark, and says why it must not be used as it is.
func (h head) against(m mark, seq uint64) error {
	switch {
	case m.state == markRestored:
		return fmt.Errorf("%w: it came from a backup", store.ErrBehind)
	case m.id != h.id:
		return fmt.Errorf("%w: another database lay here before", store.ErrBehind)
	case seq < m.seq:
		return fmt.Errorf("%w: it is %d commits behind what lay here before", store.ErrBehind, m.seq-seq)
	}
	return nil
}
