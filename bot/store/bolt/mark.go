package bolt

import (
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A high-water mark lies beside the file of a store, in a small file of its own: which store it is, and how far it had come.
// It tells a store that was left cleanly from one that was not, and a store from an old copy of it, which opens just as well.
//
// It is written at most once in markEvery while there are commits, in place and without a sync, so it costs a commit next to
// nothing and may be that much behind. It is never ahead of the file: it is written after the commit that it tells of.

// markEnd is what the name of a mark has behind that of its store.
const markEnd = ".hw"

// markEvery is how far a mark may be behind while the store is open.
const markEvery = time.Second

// markSize is the length of a mark. All have the same, so that it is changed in place; a disk writes that much at once.
const markSize = 160

// States of a mark.
const (
	markOpen     = "open"     // somebody has the store open, or died over it
	markClean    = "clean"    // the store was closed; the mark is exact
	markRestored = "restored" // the store came from a backup, and nobody has said yet that it may be used
)

// mark is what a mark says.
type mark struct {
	id    string // of the store
	seq   uint64 // the last commit
	state string
	sum   string    // of the pages that nothing else protects; only in a clean mark
	at    time.Time // when it was written
}

var errMark = errors.New("the mark cannot be read")

// encode makes a line of a mark.
func (m mark) encode() []byte {
	sum := m.sum
	if sum == "" {
		sum = "-"
	}
	body := fmt.Sprintf("safeharbour-hw 1 %s %d %s %s %d", m.id, m.seq, m.state, sum, m.at.Unix())
	line := fmt.Sprintf("%s %s", body, sumOf([]byte(body)))
	return fmt.Appendf(nil, "%-*s\n", markSize-1, line)
}

func decodeMark(line []byte) (m mark, err error) {
	text := strings.TrimSpace(string(line))
	body, sum, ok := cutLast(text, " ")
	if !ok || sum != sumOf([]byte(body)) {
		return m, errMark
	}
	var at int64
	n, err := fmt.Sscanf(body, "safeharbour-hw 1 %s %d %s %s %d", &m.id, &m.seq, &m.state, &m.sum, &at)
	if err != nil || n != 5 {
		return m, errMark
	}
	m.at = time.Unix(at, 0).UTC()
	return m, nil
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

func sumOf(b []byte) string {
	sum := fnv.New64a()
	sum.Write(b)
	return hex.EncodeToString(sum.Sum(nil))
}

// readMark reads the mark of the store at path. ok is false where there is none, or none that can be read: a mark is a help,
// and its loss costs only a longer check.
func readMark(path string) (m mark, ok bool, err error) {
	line, err := os.ReadFile(path + markEnd)
	if errors.Is(err, fs.ErrNotExist) {
		return m, false, nil
	}
	if err != nil {
		return m, false, fmt.Errorf("read mark: %w", err)
	}
	m, err = decodeMark(line)
	return m, err == nil, nil
}

// writeMark puts a mark on the disk, synced.
func writeMark(path string, m mark) error {
	f, err := os.OpenFile(path+markEnd, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("write mark: %w", err)
	}
	_, err = f.WriteAt(m.encode(), 0)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write mark: %w", err)
	}
	return nil
}

// raiseMark has a mark know of a commit that it may be behind. Where there is none, none is made.
func raiseMark(path string, seq uint64) error {
	m, ok, err := readMark(path)
	if err != nil || !ok || m.seq >= seq {
		return err
	}
	m.seq, m.state, m.sum = seq, markOpen, ""
	return writeMark(path, m)
}

// marker keeps the mark of an open store. The zero value keeps none.
type marker struct {
	path string // of the store; empty when no mark is kept
	id   string
	now  func() time.Time
	seq  atomic.Uint64
	late atomic.Bool // the mark will be written soon

	mu    sync.Mutex
	file  *os.File
	timer *time.Timer
}

// begin says that the store is open.
func (m *marker) begin(path, id string, seq uint64, now func() time.Time) error {
	first := mark{id: id, seq: seq, state: markOpen, at: now()}
	if err := writeMark(path, first); err != nil {
		return err
	}
	f, err := os.OpenFile(path+markEnd, os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("open mark: %w", err)
	}
	m.path, m.id, m.now, m.file = path, id, now, f
	m.seq.Store(seq)
	return nil
}

// note takes note of a commit.
func (m *marker) note(seq uint64) {
	if m.path == "" {
		return
	}
	m.seq.Store(seq)
	if m.late.CompareAndSwap(false, true) {
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.file != nil {
			m.timer = time.AfterFunc(markEvery, m.write)
		}
	}
}

// write writes the mark. An error is no matter: the next commit tries again, and an old mark is a true one.
func (m *marker) write() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.late.Store(false)
	if m.file != nil {
		_, _ = m.file.WriteAt(mark{id: m.id, seq: m.seq.Load(), state: markOpen, at: m.now()}.encode(), 0)
	}
}

// end closes the mark. Unless the store failed, it says that the store was left cleanly. The store's lock must still be held.
func (m *marker) end(clean bool) error {
	if m.path == "" {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.timer != nil {
		m.timer.Stop()
	}
	last := mark{id: m.id, seq: m.seq.Load(), state: markOpen, at: m.now()}
	var err error
	if !clean { // what is known to be on the disk is
		_, err = m.file.WriteAt(last.encode(), 0)
	}
	err = errors.Join(err, m.file.Close())
	m.file = nil
	if !clean {
		return err
	}
	sum, serr := headSum(m.path)
	if serr != nil {
		return errors.Join(err, serr)
	}
	last.state, last.sum = markClean, sum
	return errors.Join(err, writeMark(m.path, last))
}

// headSum sums the pages that neither bbolt nor a seal protects and that everything hangs on: the root, where the buckets
// and their next numbers stand, and the list of free pages.
func headSum(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("sum the head: %w", err)
	}
	defer f.Close()
	m, ok := newestMeta(f)
	if !ok {
		return "", errors.New("sum the head: no valid header")
	}
	sum := fnv.New64a()
	for _, id := range m.heads() {
		var head [16]byte
		at := int64(id * m.pageSize)
		if _, err := f.ReadAt(head[:], at); err != nil {
			return "", fmt.Errorf("sum the head: %w", err)
		}
		pages := 1 + uint64(native.Uint32(head[12:]))
		if id+pages > m.pages {
			return "", errors.New("sum the head: a page reaches beyond the end")
		}
		if _, err := io.Copy(sum, io.NewSectionReader(f, at, int64(pages*m.pageSize))); err != nil {
			return "", fmt.Errorf("sum the head: %w", err)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
