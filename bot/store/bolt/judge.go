package bolt

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"os"

	"safeharbour/bot/store"
)

// The head of a bbolt file: two meta pages, of which the newer valid one counts. Numbers are in the machine's own
// order. The format has not changed since 2014.
const (
	metaMagic   = 0xED0CDAED
	metaVersion = 2
	metaStart   = 16 // behind the head of the page
	metaSize    = 64
	sumStart    = 56 // an FNV-1a sum of what stands before

	minPage = 1 << 10 // bbolt knows no smaller and no larger ones
	maxPage = 1 << 24
)

// native is the order of bytes that bbolt writes numbers in.
var native = binary.NativeEndian

// meta is what one meta page says.
type meta struct {
	pageSize uint64
	root     uint64 // page of the root bucket
	freelist uint64 // page of the list of free pages, or noList
	pages    uint64 // how many pages are in use
	txid     uint64
}

// heads are the pages that everything hangs on: the root, and the first with the list of free pages, if there is one.
func (m meta) heads() []uint64 {
	if m.freelist == noList {
		return []uint64{m.root}
	}
	return []uint64{m.root, m.freelist}
}

// noList stands in a header instead of a page with the free ones: whoever opens the file finds them out.
const noList = math.MaxUint64

// judge reads the head of a file and returns [store.ErrForeign] when it cannot be a store of ours. It changes nothing,
// and it may run while another process writes the file.
func judge(f *os.File) error {
	m, ok := newestMeta(f)
	info, err := f.Stat() // afterwards, because a file in use may grow in between
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%w: it is no file", store.ErrForeign)
	}
	if info.Size() == 0 {
		return fmt.Errorf("%w: the file is empty", store.ErrForeign)
	}
	if !ok {
		return fmt.Errorf("%w: no valid header", store.ErrForeign)
	}
	if m.root >= m.pages || m.freelist >= m.pages && m.freelist != noList {
		return fmt.Errorf("%w: no root, or no list of free pages", store.ErrForeign)
	}
	if m.pages > uint64(info.Size())/m.pageSize {
		return fmt.Errorf("%w: the file was cut: %d bytes are missing", store.ErrForeign, m.pages*m.pageSize-uint64(info.Size()))
	}
	return nil
}

// newestMeta returns the meta page that counts. When the first is damaged, the second is looked for where any size of
// page would put it, as bbolt does.
func newestMeta(f io.ReaderAt) (meta, bool) {
	first, ok := readMeta(f, 0)
	if ok {
		second, ok := readMeta(f, int64(first.pageSize))
		if ok && second.pageSize == first.pageSize && second.txid > first.txid {
			return second, true
		}
		return first, true
	}
	for at := int64(minPage); at <= maxPage; at *= 2 {
		if m, ok := readMeta(f, at); ok && int64(m.pageSize) == at {
			return m, true
		}
	}
	return meta{}, false
}

func readMeta(f io.ReaderAt, at int64) (meta, bool) {
	var buf [metaSize]byte
	if _, err := f.ReadAt(buf[:], at+metaStart); err != nil {
		return meta{}, false
	}
	return parseMeta(buf)
}

// parseMeta reads what a header says. ok is false when its sum is another.
func parseMeta(buf [metaSize]byte) (m meta, ok bool) {
	n := native
	sum := fnv.New64a()
	sum.Write(buf[:sumStart])
	if n.Uint32(buf[0:]) != metaMagic || n.Uint32(buf[4:]) != metaVersion || n.Uint64(buf[sumStart:]) != sum.Sum64() {
		return meta{}, false
	}
	m = meta{
		pageSize: uint64(n.Uint32(buf[8:])),
		root:     n.Uint64(buf[16:]),
		freelist: n.Uint64(buf[32:]),
		pages:    n.Uint64(buf[40:]),
		txid:     n.Uint64(buf[48:]),
	}
	power := m.pageSize&(m.pageSize-1) == 0
	return m, power && m.pageSize >= minPage && m.pageSize <= maxPage
}
