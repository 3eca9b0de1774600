// Package trial remembers over the death of the process which inputs had their turn in that moment: one of them may have killed it.
//
// A [Book] is a small file. Who begins the turn of an input writes its number there, and takes it away when the turn is over. Nothing
// is synced to the disk: what a process wrote before it died is there for the next one. When the machine itself loses its power,
// numbers may be lost or stand there still, and then no input is to blame.
//
// The package must not know what an input is.
package trial

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"safeharbour/bot/disk"
)

// pages is how many turns the book knows of at a time. Far fewer run at once: they wait for nothing but the processor.
const pages = 64

const pageSize = 8 // the number of an input, or 0

// Book is an open book. It may be called by many at once.
type Book struct {
	at   io.WriterAt
	died []uint64

	mu   sync.Mutex
	free []int // pages that nobody writes on
}

// File is where a book is kept. It must outlive the process.
type File interface {
	io.ReaderAt
	io.WriterAt
}

// Open opens the book at path, or makes one. The file stays open as long as the process lives.
func Open(path string) (*Book, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open book of turns: %w", err)
	}
	b, err := New(f)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open book of turns %s: %w", path, err), f.Close())
	}
	b.at = disk.Map(f, pages*pageSize) // else a turn would ask the system twice
	return b, nil
}

// New opens the book in a file, which may be empty. What the last process left stays until [Book.Settle].
func New(f File) (*Book, error) {
	left := make([]byte, pages*pageSize)
	n, err := f.ReadAt(left, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	b := &Book{at: f}
	for at := 0; at+pageSize <= n; at += pageSize {
		if input := binary.BigEndian.Uint64(left[at:]); input > 0 {
			b.died = append(b.died, input)
		}
	}
	for page := range pages {
		b.free = append(b.free, page)
	}
	return b, nil
}

// Settle calls count with the inputs that had their turn when the last process died, some of them by chance, and begins the book anew
// when they are counted. It is called before any turn: else a death would hide those before it. After an error they stay in the book as
// long as their pages are not needed.
func (b *Book) Settle(count func(died []uint64) error) error {
	if err := count(b.died); err != nil {
		return err
	}
	_, err := b.at.WriteAt(make([]byte, pages*pageSize), 0)
	return err
}

// Begin notes that an input has its turn, until End is called with what it returns. When the file cannot be written to, or all pages are
// taken, nothing is noted: should the input kill the process, it will be noted another time.
func (b *Book) Begin(input uint64) (page int) {
	b.mu.Lock()
	n := len(b.free) - 1
	if n < 0 {
		b.mu.Unlock()
		return None
	}
	page = b.free[n]
	b.free = b.free[:n]
	b.mu.Unlock()
	b.write(page, input)
	return page
}

// None is the page of a turn that is not noted.
const None = -1

// End notes that a turn is over.
func (b *Book) End(page int) {
	if page == None {
		return
	}
	b.write(page, 0)
	b.mu.Lock()
	b.free = append(b.free, page)
	b.mu.Unlock()
}

func (b *Book) write(page int, input uint64) {
	var p [pageSize]byte
	binary.BigEndian.PutUint64(p[:], input)
	_, _ = b.at.WriteAt(p[:], int64(page*pageSize))
}
