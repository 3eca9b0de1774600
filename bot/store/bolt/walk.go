package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"go.etcd.io/bbolt"

	"safeharbour/bot/store"
)

// bbolt's own check needs a transaction in which nobody writes, and with gigabytes it takes seconds. So while the store is in use,
// the pages are walked here in a view of their own: what a view sees stays as it is, since bbolt writes pages anew in other places.
// It looks for the same: a page that is used twice, or is used and free, or neither; keys out of order; a page that is none.

// Kinds of pages, and what a bucket's entry in a leaf is marked with.
const (
	branchPage = 1
	leafPage   = 2
	metaPage   = 4
	freePages  = 16

	subBucket = 1
)

const (
	pageHead   = 16 // number, kind, count, pages that follow
	pageEntry  = 16 // of a branch and of a leaf
	bucketHead = 16 // first page, and the last number given
)

// deepest is how many pages lie above one another at most. Ten million records are five deep.
const deepest = 32

// fault is what is wrong with the pages.
func fault(id uint64, what string) error {
	return fmt.Errorf("%w: page %d: %s", store.ErrForeign, id, what)
}

// walk reads the pages of a file as of one commit.
type walk struct {
	ctx  context.Context
	file io.ReaderAt
	meta meta
	used pageSet
	free pageSet
	page [deepest][]byte // the pages above, and this one
}

// pageSet holds numbers of pages.
type pageSet []uint64

func newPageSet(pages uint64) pageSet { return make(pageSet, pages/64+1) }

func (s pageSet) has(id uint64) bool { return s[id/64]&(1<<(id%64)) != 0 }
func (s pageSet) add(id uint64)      { s[id/64] |= 1 << (id % 64) }

// walkPages walks all pages of an open store. Updates go on meanwhile, but for one that makes the file outgrow what is mapped of it
// (see mapSize): that one waits for the end. [store.ErrForeign] means that something is wrong, any other error that
// it could not be found out.
func (d *DB) walkPages(ctx context.Context) error {
	v, err := d.listed(ctx)
	if err != nil {
		return err
	}
	defer v.end()
	_, err = walkFile(ctx, v.file, v.meta)
	return err
}

// walkFile walks all pages of a file as of a header, and returns which are used.
func walkFile(ctx context.Context, file io.ReaderAt, m meta) (used pageSet, err error) {
	w := &walk{ctx: ctx, file: file, meta: m, used: newPageSet(m.pages), free: newPageSet(m.pages)}
	w.used.add(0) // the header
	w.used.add(1)
	if err := w.freeList(); err != nil {
		return nil, err
	}
	if err := w.tree(m.root, nil, nil, 0); err != nil {
		return nil, err
	}
	for id := range m.pages {
		if !w.used.has(id) && !w.free.has(id) {
			return nil, fault(id, "neither used nor free")
		}
	}
	return w.used, nil
}

// listed is a view of a commit that lists the free pages, with the file that it lies in.
type listed struct {
	view    *bbolt.Tx
	readers *sync.WaitGroup
	file    *os.File
	meta    meta
}

func (v listed) end() {
	_ = v.view.Rollback() // its only error is that it was called before
	v.readers.Done()
	v.file.Close()
}

// listed begins to read what was last committed, and has that list the free pages. Between two groups neither another commit comes in
// between, nor another file.
func (d *DB) listed(ctx context.Context) (v listed, err error) {
	err = d.between(ctx, func(w *writer) (err error) {
		if err = w.list(); err != nil {
			return err
		}
		if v.file, err = os.Open(d.path); err != nil {
			return err
		}
		if v.view, v.readers, err = d.begin(); err != nil {
			return errors.Join(err, v.file.Close())
		}
		var ok bool
		if v.meta, ok = newestMeta(v.file); !ok || v.meta.txid != uint64(v.view.ID()) {
			v.end()
			return errors.New("the header is not that of the last commit")
		}
		return nil
	})
	return v, err
}

// read reads a page with those that follow it, notes that they are used, and tells its kind and how many entries it has.
func (w *walk) read(id uint64, depth int) (page []byte, kind, count int, err error) {
	if err := w.ctx.Err(); err != nil {
		return nil, 0, 0, err
	}
	if id < 2 || id >= w.meta.pages {
		return nil, 0, 0, fault(id, "there is no such page")
	}
	at := int64(id * w.meta.pageSize)
	page = w.room(depth, w.meta.pageSize)
	if _, err := w.file.ReadAt(page, at); err != nil {
		return nil, 0, 0, err
	}
	pages := 1 + uint64(native.Uint32(page[12:]))
	if native.Uint64(page) != id || pages > w.meta.pages-id {
		return nil, 0, 0, fault(id, "its head is spoilt")
	}
	for n := range pages {
		if w.used.has(id + n) {
			return nil, 0, 0, fault(id+n, "used twice")
		}
		if w.free.has(id + n) {
			return nil, 0, 0, fault(id+n, "used and free")
		}
		w.used.add(id + n)
	}
	if pages > 1 {
		page = w.room(depth, pages*w.meta.pageSize)
		if _, err := w.file.ReadAt(page, at); err != nil {
			return nil, 0, 0, err
		}
	}
	return page, int(native.Uint16(page[8:])), int(native.Uint16(page[10:])), nil
}

// room is where a page of that depth is read to.
func (w *walk) room(depth int, size uint64) []byte {
	if uint64(cap(w.page[depth])) < size {
		w.page[depth] = make([]byte, size)
	}
	return w.page[depth][:size]
}

// freeList reads which pages are free.
func (w *walk) freeList() error {
	id := w.meta.freelist
	page, kind, short, err := w.read(id, 0)
	if err != nil {
		return err
	}
	list, count := page[pageHead:], uint64(short)
	if short == 0xffff { // there are more than that; the number stands in front
		list, count = list[8:], native.Uint64(list)
	}
	if kind != freePages || count > uint64(len(list)/8) {
		return fault(id, "no list of free pages")
	}
	for n := range count {
		one := native.Uint64(list[8*n:])
		if one >= w.meta.pages || w.free.has(one) || w.used.has(one) {
			return fault(one, "free twice, or used and free")
		}
		w.free.add(one)
	}
	return nil
}

// tree walks a page and what lies below it. Its keys must be from first on, and below end; nil is no bound.
func (w *walk) tree(id uint64, first, end []byte, depth int) error {
	if depth == deepest {
		return fault(id, "too deep")
	}
	page, kind, count, err := w.read(id, depth)
	if err != nil {
		return err
	}
	if kind != branchPage && kind != leafPage {
		return fault(id, "neither branch nor leaf")
	}
	var last []byte
	for n := range count {
		key, err := w.key(page, id, kind, n)
		if err != nil {
			return err
		}
		if n == 0 && bytes.Compare(key, first) < 0 || n > 0 && bytes.Compare(key, last) <= 0 || end != nil && bytes.Compare(key, end) >= 0 {
			return fault(id, "keys out of order")
		}
		last = key
		if kind == leafPage {
			err = w.leaf(page, id, n, depth)
		} else {
			err = w.branch(page, id, n, count, key, end, depth)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// entry is the n-th entry of a page.
func entry(page []byte, n int) []byte { return page[pageHead+n*pageEntry:] }

// key is the key of the n-th entry of a page.
func (w *walk) key(page []byte, id uint64, kind, n int) ([]byte, error) {
	at := uint64(pageHead + n*pageEntry)
	if at+pageEntry > uint64(len(page)) {
		return nil, fault(id, "more entries than have room")
	}
	e := entry(page, n)
	from, size := uint64(native.Uint32(e)), uint64(native.Uint32(e[4:]))
	rest := uint64(0)
	if kind == leafPage {
		from, size, rest = uint64(native.Uint32(e[4:])), uint64(native.Uint32(e[8:])), uint64(native.Uint32(e[12:]))
	}
	if at+from+size+rest > uint64(len(page)) {
		return nil, fault(id, "an entry reaches beyond its page")
	}
	return page[at+from : at+from+size], nil
}

// branch walks what the n-th entry of a branch leads to.
func (w *walk) branch(page []byte, id uint64, n, count int, key, end []byte, depth int) error {
	if n+1 < count {
		next, err := w.key(page, id, branchPage, n+1)
		if err != nil {
			return err
		}
		end = next
	}
	return w.tree(native.Uint64(entry(page, n)[8:]), key, end, depth+1)
}

// leaf walks the bucket that the n-th entry of a leaf is, if it is one with pages of its own.
func (w *walk) leaf(page []byte, id uint64, n, depth int) error {
	e := entry(page, n)
	if native.Uint32(e)&subBucket == 0 {
		return nil
	}
	if native.Uint32(e[12:]) < bucketHead {
		return fault(id, "a bucket without a head")
	}
	value := page[pageHead+n*pageEntry+int(native.Uint32(e[4:])+native.Uint32(e[8:])):]
	root := native.Uint64(value)
	if root == 0 {
		return nil // it lies in the entry itself
	}
	return w.tree(root, nil, nil, depth+1)
}
