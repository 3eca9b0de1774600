package bolt

import (
	"bytes"
	"context"
	"os"
	"strings"

	"go.etcd.io/bbolt"

	"safeharbour/bot/store/journal"
)

// Commits returns how many commits the file has seen.
func (d *DB) Commits() (n int, err error) {
	err = d.view(context.Background(), func(t *tx) error { n = t.bolt.ID(); return nil })
	return n, err
}

// CarefulFirst is how many updates are told of only when they are on the disk.
const CarefulFirst = carefulFirst

// OpenFiles returns how many open files the process has at path. It reads what Linux tells.
func OpenFiles(path string) (n int) {
	entries, _ := os.ReadDir("/proc/self/fd")
	for _, e := range entries {
		target, err := os.Readlink("/proc/self/fd/" + e.Name())
		if err == nil && strings.TrimSuffix(target, " (deleted)") == path {
			n++
		}
	}
	return n
}

// HeadPages returns where the root page and the list of free pages begin in a file.
func HeadPages(data []byte) (root, free int) {
	m, _ := newestMeta(bytes.NewReader(data))
	return int(m.root * m.pageSize), int(m.freelist * m.pageSize)
}

// UsedPages returns how many pages of a file are in use, or were once.
func UsedPages(data []byte) int {
	m, _ := newestMeta(bytes.NewReader(data))
	return int(m.pages)
}

// NewerMeta returns the page of the header that counts.
func NewerMeta(data []byte) int {
	m, _ := newestMeta(bytes.NewReader(data))
	return int(m.txid % 2)
}

// OpenMark makes of a clean mark one that is left when the process is killed.
func OpenMark(clean []byte) []byte {
	m, _ := decodeMark(clean)
	m.state, m.sum = markOpen, ""
	return m.encode()
}

// FailCommits has commits fail with what next returns, as a disk does, unless that is nil.
func (d *DB) FailCommits(next func() error) {
	d.commit = func(t *bbolt.Tx) error {
		if err := next(); err != nil {
			return err
		}
		return t.Commit()
	}
}

// AtCommit has fn called when bbolt has made a commit, before anybody is told of it.
func (d *DB) AtCommit(fn func()) {
	d.commit = func(t *bbolt.Tx) error {
		defer fn()
		return t.Commit()
	}
}

// AtStage has a compaction call fn with what it has just done. fn may fail, as a disk does.
func (d *DB) AtStage(fn func(stage string) error) { d.stage = fn }

// SliceOf has a compaction copy so many bytes in one go.
func (d *DB) SliceOf(bytes int) { d.slice = bytes }

// ErrChanging is the error of a compaction that cannot keep up.
var ErrChanging = errChanging

// LastChanges and MostRounds are the bounds of a compaction's end.
const (
	LastChanges = lastChanges
	MostRounds  = mostRounds
)

// ManyFree is how many free pages make a list that most commits leave out.
const ManyFree = manyFree

// Listed tells whether the file at path says which pages are free.
func Listed(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	m, ok := newestMeta(f)
	return ok && m.freelist != noList
}

// AtList has fn called before a commit that lists the free pages, with how many there are, and how many are kept for the bases.
func (d *DB) AtList(fn func(free, kept int)) {
	d.commit = func(t *bbolt.Tx) error {
		if s := d.bolt.Stats(); !d.bolt.NoFreelistSync {
			fn(s.FreePageN, s.PendingPageN)
		}
		return t.Commit()
	}
}

// ListShare is of how many free pages one is kept at the least before a commit lists them.
const ListShare = listShare

// FreePages returns how many pages of a file are in its list of free ones.
func FreePages(data []byte) int {
	m, _ := newestMeta(bytes.NewReader(data))
	return int(native.Uint16(data[m.freelist*m.pageSize+10:]))
}

// AtSync has fn called when the disk has the file as it was, or a newer one. It is called in any goroutine.
func (d *DB) AtSync(fn func()) { d.synced = fn }

// AtLanding has fn called before the disk takes the last record of the journal, in any goroutine. It may fail, as a disk does.
func (d *DB) AtLanding(fn func() error) {
	d.sync = func(j *journal.Journal) error {
		if err := fn(); err != nil {
			return err
		}
		return j.Sync()
	}
}

// OpenViews is how many views of the file are open.
func (d *DB) OpenViews() int { return d.bolt.Stats().OpenTxN }
