package bolt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"

	"safeharbour/bot/store"
	"safeharbour/bot/store/journal"
)

// base is a commit whose pages are on the disk.
type base struct {
	seq    uint64         // the number of the commit
	head   uint32         // a sum of the page where its root stands, and of the first with the list of free pages, if it has one
	header [metaSize]byte // bbolt's header of it
}

const (
	baseSize  = 8 + 4 + metaSize
	metaPages = 2 // the first two pages have a header each
)

var errBase = errors.New("the header is not that of the last commit")

// baseOf is the commit that a view of the file sees. It must be the last one.
func baseOf(f io.ReaderAt, view *bbolt.Tx, seq uint64) (base, error) {
	newest, ok := newestMeta(f)
	if !ok || newest.txid != uint64(view.ID()) {
		return base{}, errBase
	}
	b := base{seq: seq}
	for n := range uint64(metaPages) {
		if _, err := f.ReadAt(b.header[:], int64(n*newest.pageSize)+metaStart); err != nil {
			return base{}, err
		}
		if m, ok := parseMeta(b.header); ok && m == newest {
			var err error
			b.head, err = headCheck(f, m)
			return b, err
		}
	}
	return base{}, errBase
}

// headCheck is base.head, as a file has it now. Unlike headSum it takes no more than two pages: each part of a journal begins with one,
// while updates wait, and a list of free pages can have millions of bytes.
func headCheck(f io.ReaderAt, m meta) (uint32, error) {
	sum := crc32.NewIEEE()
	for _, page := range m.heads() {
		if _, err := io.Copy(sum, io.NewSectionReader(f, int64(page*m.pageSize), int64(m.pageSize))); err != nil {
			return 0, err
		}
	}
	return sum.Sum32(), nil
}

func (b base) encode() []byte {
	p := binary.BigEndian.AppendUint64(make([]byte, 0, baseSize), b.seq)
	p = binary.BigEndian.AppendUint32(p, b.head)
	return append(p, b.header[:]...)
}

func decodeBase(p []byte) (b base, m meta, err error) {
	if len(p) != baseSize {
		return b, m, errBase
	}
	b.seq, b.head = binary.BigEndian.Uint64(p), binary.BigEndian.Uint32(p[8:])
	copy(b.header[:], p[12:])
	m, ok := parseMeta(b.header)
	if !ok {
		return b, m, errBase
	}
	return b, m, nil
}

// fits tells whether a file can be what became of the base in so many commits at most. One that never came that far is an older copy.
// One that came further was written to without the journal. One that has other pages there is another file, or damaged.
func (b base) fits(f *os.File, m meta, commits int) error {
	beside := filepath.Base(f.Name()) + journal.Ending
	now, ok := newestMeta(f)
	switch {
	case ok && now.txid < m.txid:
		return fmt.Errorf("%w: %s was written later", store.ErrBehind, beside)
	case ok && now.txid > m.txid+uint64(commits)+1: // one may have gone past the journal
		return fmt.Errorf("%w: %s is older than it, and was not there when it was written to", store.ErrBehind, beside)
	}
	if sum, err := headCheck(f, m); err != nil || sum != b.head {
		return fmt.Errorf("%w: it was changed, or %s belongs to another file: then move that away", store.ErrForeign, beside)
	}
	return nil
}

// putBack makes a file what it was at its base.
func (b base) putBack(f *os.File, m meta) error {
	for n := range uint64(metaPages) {
		page := make([]byte, m.pageSize)
		if _, err := f.ReadAt(page, int64(n*m.pageSize)); err != nil {
			return err
		}
		native.PutUint64(page, n)
		native.PutUint16(page[8:], metaPage)
		native.PutUint16(page[10:], 0)
		native.PutUint32(page[12:], 0)
		copy(page[metaStart:], b.header[:])
		if _, err := f.WriteAt(page, int64(n*m.pageSize)); err != nil {
			return err
		}
	}
	return f.Sync()
}
