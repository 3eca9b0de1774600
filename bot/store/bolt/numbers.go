package bolt

import (
	"sync/atomic"

	"go.etcd.io/bbolt"

	"safeharbour/bot/store"
)

// numbers gives the buckets' next numbers. They are counted in memory, since drafts take them before they are committed;
// the file remembers the highest that was committed.
type numbers map[store.Bucket]*atomic.Uint64

// readNumbers goes on where the file stands.
func readNumbers(b *bbolt.DB) (numbers, error) {
	n := numbers{}
	err := b.View(func(t *bbolt.Tx) error {
		for _, name := range store.Buckets {
			n[name] = new(atomic.Uint64)
			if in := t.Bucket([]byte(name)); in != nil {
				n[name].Store(in.Sequence())
			}
		}
		return nil
	})
	return n, err
}

func (n numbers) next(b store.Bucket) uint64 { return n[b].Add(1) }

// raise has the file remember a number. Commits do not come in the order of the numbers.
func raise(in *bbolt.Bucket, n uint64) error {
	if in.Sequence() >= n {
		return nil
	}
	return in.SetSequence(n)
}
