package bolt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"

	"go.etcd.io/bbolt"

	"safeharbour/bot/store"
)

// base is a commit whose pages are on the disk.
type base struct {
	seq    uint64         // the number of the commit
	head   uint32         // a sum of the page where its root stands, and of the first with the list of free pages
	header [metaSize]byte // bbolt's header of it
}

const (
	baseSize  = 8 + 4 + metaSize
	metaPages = 2 // the first two pages have a header each
)

var errBase = errors.New("the header is not that of the last commit")

// baseOf is the commit that a view sees. It must be the last one.
func baseOf(path string, view *bbolt.Tx, seq uint64) (base, error) {
	f, err := os.Open(path)
	if err != nil {
		return base{}, err
	}
	defer f.Close()
	m, ok := newestMeta(f)
	if !ok || m.txid != uint64(view.ID()) {
		return base{}, errBase
	}
	b := base{seq: seq}
	if _, err := f.ReadAt(b.header[:], int64(m.txid%2*m.pageSize)+metaStart); err != nil {
		return base{}, err
	}
	b.head, err = headCheck(f, m)
	return b, err
}

// headCheck is base.head, as a file has it now.
func headCheck(f io.ReaderAt, m meta) (uint32, error) {
	sum := crc32.NewIEEE()
	for _, page := range []uint64{m.root, m.freelist} {
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

// putBack makes a file what it was at its base. A file that never came that far is an older copy; one that has other pages there is
// another file, or damaged.
func putBack(f *os.File, encoded []byte) (base, error) {
	b, m, err := decodeBase(encoded)
	if err != nil {
		return b, fmt.Errorf("%w: the journal beside it: %v", store.ErrForeign, err)
	}
	if now, ok := newestMeta(f); ok && now.txid < m.txid {
		return b, fmt.Errorf("%w: the journal beside it was written later", store.ErrBehind)
	}
	if sum, err := headCheck(f, m); err != nil || sum != b.head {
		return b, fmt.Errorf("%w: it is not the one that the journal beside it belongs to, or was changed", store.ErrForeign)
	}
	for n := range uint64(metaPages) {
		page := make([]byte, m.pageSize)
		if _, err := f.ReadAt(page, int64(n*m.pageSize)); err != nil {
			return b, err
		}
		native.PutUint64(page, n)
		native.PutUint16(page[8:], metaPage)
		native.PutUint16(page[10:], 0)
		native.PutUint32(page[12:], 0)
		copy(page[metaStart:], b.header[:])
		if _, err := f.WriteAt(page, int64(n*m.pageSize)); err != nil {
			return b, err
		}
	}
	return b, f.Sync()
}
