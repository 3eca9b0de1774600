package bolt

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"safeharbour/bot/store"
)

// While the store is open, the writer may put a compacted file in the place of the one that it writes to. Who reads the old one
// then goes on in peace: it is closed after the last of them.

// begin begins to read what was last committed. The caller ends the transaction first, and then calls Done on readers.
func (d *DB) begin() (b *bbolt.Tx, readers *sync.WaitGroup, err error) {
	file, readers := d.hold()
	if b, err = file.Begin(false); err == nil {
		return b, readers, nil
	}
	readers.Done()
	if errors.Is(err, bbolterrors.ErrDatabaseNotOpen) {
		return nil, nil, store.ErrClosed
	}
	return nil, nil, fmt.Errorf("begin: %w", err)
}

// hold keeps the file open that the store lies in now, until Done is called on readers.
func (d *DB) hold() (file *bbolt.DB, readers *sync.WaitGroup) {
	d.swapping.RLock()
	defer d.swapping.RUnlock()
	d.readers.Add(1)
	return d.bolt, d.readers
}

// swap goes on in another file. Only the writer calls it, between two groups. spare is the old file once more, or nil.
func (d *DB) swap(to *bbolt.DB, spare *os.File) {
	d.swapping.Lock()
	old, readers := d.bolt, d.readers
	d.bolt, d.readers = to, new(sync.WaitGroup)
	d.swapping.Unlock()
	d.retired.Go(func() {
		readers.Wait()
		if spare != nil {
			d.giveBack(spare)
			spare.Close()
		}
		old.Close() // its error is no matter: nobody needs the file
	})
}

// giveStep is how much of an old file is given back to the disk at once, and givePause the time between two steps: a file system has
// syncs wait for it. With steps of eight times that, one sync in 200 took over 50 ms; with these none did (4 GB, 25 s).
const (
	giveStep  = 1 << 20
	givePause = 5 * time.Millisecond
)

// giveBack gives the room of a file without a name back to the disk, until the store is closed. Nobody reads it any more, but it
// is still locked: whoever waits for the lock finds a file that is not the store's (see attach).
func (d *DB) giveBack(f *os.File) {
	info, err := f.Stat()
	if err != nil {
		return
	}
	for size := info.Size() - giveStep; size > 0; size -= giveStep {
		if f.Truncate(size) != nil || !d.sleep(givePause) {
			return
		}
	}
}

// sleep waits, and tells whether the store is still open then.
func (d *DB) sleep(t time.Duration) bool {
	select {
	case <-time.After(t):
		return true
	case <-d.life.Done():
		return false
	}
}
