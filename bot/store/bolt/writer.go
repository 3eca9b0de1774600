package bolt

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"safeharbour/bot/store"
	"safeharbour/bot/store/journal"
)

// writer runs requests, in one goroutine.
type writer struct {
	db     *DB
	group  []*request // what was taken from the queue last
	left   int        // how many of group, at its end, have no answer
	broken error      // why no more is written
	follow *changes   // where a compaction notes what is written; nil while there is none
	timed  time.Time  // the time that the head has of the last commit

	journal *journal.Journal // nil: bbolt syncs each commit
	held    []held           // the bases of the parts of the journal, the older first
	began   time.Time        // the part that is written to
	file    *os.File         // the store's, beside bbolt's own; nil without a journal
	most    int              // pages that may be kept for the bases before the next part begins
	turning *turn            // nil when there is none
	lists   bool             // the next commit lists the free pages, whatever speaks against it
	record  []byte           // what was put into the journal last, for its memory
	wrote   []record         // what the group before wrote, for the same
}

// yields is how often the writer lets those go first who are about to bring it something. It does not wait: where nobody else
// wants the processor, nothing happens. Under load more share a commit, and a message costs a sixth less.
const yields = 16

// mostWrote is how many records the memory may be for that one group leaves to the next.
const mostWrote = 4096

// loop runs requests until the queue has ended.
func (w *writer) loop(over chan<- struct{}) {
	defer close(over)
	defer w.abandon()
	for {
		w.db.shelf.reopen()
		for range yields {
			runtime.Gosched()
		}
		w.group = w.db.queue.take()
		w.db.shelf.shut()
		w.left = len(w.group)
		if w.left == 0 {
			return
		}
		if r := w.group[0]; r.alone != nil {
			w.runAlone(r)
			continue
		}
		w.run(w.group, moment(w.db.now()))
	}
}

// runAlone runs what is done between two groups. What breaks the store there ends the intake, as it does in a group.
func (w *writer) runAlone(r *request) {
	if r.err = w.broken; r.err == nil {
		r.err = guard(func() error { return r.alone(w) })
		if errors.Is(r.err, store.ErrBroken) {
			w.fail(r.err)
			r.err = w.broken
		}
	}
	w.answer(r)
}

// run settles a group: every member has its answer afterwards. It tells whether all were carried out, in one go.
//
// bbolt cannot undo a part of a transaction. When a member fails after it wrote, everything is rolled back; the members
// before it, which have just run without a fault, run again and are committed; then come those behind it. So order
// stays, a member runs twice at most, and k failing members make k+1 commits at most. All see the same time, so that a
// member does the same in both runs. Only when those before it come to something else in their second run, as when there is no
// room for them, does it run once more: what it failed over was never there.
func (w *writer) run(group []*request, now time.Time) (whole bool) {
	for whole = true; len(group) > 0; {
		n, kept := w.try(group, now)
		whole = whole && kept
		if n < len(group) && (n == 0 || w.run(group[:n], now)) {
			w.answer(group[n])
			n++
		}
		group = group[n:]
	}
	return whole
}

// try runs a group in one transaction, commits it and answers; kept tells whether that went well. When a member must be undone, try
// undoes everything, answers nobody, and returns the member's number; otherwise it returns the length of the group.
func (w *writer) try(group []*request, now time.Time) (n int, kept bool) {
	if w.broken == nil {
		n, err := w.transact(group, now)
		if err != nil && full(err) {
			w.refuse(group)
			return len(group), false
		}
		if err != nil {
			w.fail(err)
		} else if n < len(group) {
			return n, false
		}
	}
	for _, r := range group {
		if w.broken == nil {
			w.callAfter(r)
		}
		if w.broken != nil {
			r.err = w.broken
		}
		w.answer(r)
	}
	return len(group), w.broken == nil
}

// refuse answers a group for which there was no room.
func (w *writer) refuse(group []*request) {
	w.db.careful.Store(carefulFirst) // or each would be told of again at each attempt
	for _, r := range group {
		r.err, r.kept = fmt.Errorf("commit: %w", store.ErrFull), false
		w.answer(r)
	}
}

// transact runs a group in one transaction and commits it, unless nothing was written. It returns the number of the
// member that must be undone, or the length of the group, and the error of the storage.
func (w *writer) transact(group []*request, now time.Time) (n int, err error) {
	b, err := w.db.bolt.Begin(true)
	if err != nil {
		return 0, fmt.Errorf("begin: %w", err)
	}
	defer b.Rollback() // does nothing after a commit
	writes := w.wrote[:0]
	defer func() {
		clear(writes)
		if len(writes) > mostWrote {
			writes = nil
		}
		w.wrote = writes
	}()
	wrote, drafts := false, newTx(b, w.db, now)
	if w.follow != nil || w.journal != nil {
		drafts.writes = &writes
	}
	for i, r := range group {
		r.kept = false
		if r.first != nil && !r.first.kept {
			r.err, r.after = store.ErrUndone, nil
			continue
		}
		if r.draft.fits(drafts) {
			r.kept = true
			if err := guard(func() error { return r.draft.apply(drafts) }); err != nil {
				return 0, fmt.Errorf("apply: %w", err)
			}
			r.err, r.after, wrote = nil, r.draft.after, wrote || len(r.draft.writes) > 0
			continue
		}
		t := newTx(b, w.db, now)
		t.writes = drafts.writes
		r.err = guard(func() error { return r.fn(t) })
		r.after, r.bad = t.after, t.bad
		t.end()
		if errors.Is(r.err, store.ErrBroken) {
			return 0, r.err
		}
		// A panic may have come out of bbolt itself, half way through a change.
		if r.err != nil && (t.wrote || errors.Is(r.err, store.ErrPanic)) {
			return i, nil
		}
		wrote = wrote || t.wrote
	}
	if !wrote {
		return len(group), nil
	}
	begin := time.Now()
	if err := w.commit(b, now, writes); err != nil {
		return 0, fmt.Errorf("commit: %w", err)
	}
	if w.db.took != nil {
		w.db.took(time.Since(begin))
	}
	w.follow.add(writes)
	return len(group), nil
}

// commit puts a transaction on the disk.
func (w *writer) commit(b *bbolt.Tx, now time.Time, writes []record) error {
	seq := w.db.head.seq(b)
	if since := now.Sub(w.timed); since >= timeEvery || since < 0 {
		if err := guard(func() error { return putSecond(b.Bucket([]byte(headBucket)), timeKey, now) }); err != nil {
			return err
		}
		writes = append(writes, record{headBucket, []byte(timeKey), seconds(now)})
		w.timed = now
	}
	if err := w.put(b, seq, writes); err != nil {
		return err
	}
	w.db.mark.note(seq)
	return nil
}

// callAfter calls what a request registered, if its transaction was committed. A panic there leaves memory and disk
// apart, so it is no smaller matter than a disk that fails.
func (w *writer) callAfter(r *request) {
	if r.err != nil {
		return
	}
	for _, fn := range r.after {
		err := guard(func() error { fn(); return nil })
		if err != nil {
			w.fail(fmt.Errorf("after commit: %w", err))
			return
		}
	}
}

func (w *writer) answer(r *request) {
	w.left--
	r.answer()
}

// fail ends the intake for good. What a failed commit wrote is unknown, and the kernel may have dropped what it could
// not write, so trying again would build on sand. The cause is kept as text only: whatever it was, the one thing to do
// is to end, and nobody shall take it for the error of a single function.
func (w *writer) fail(cause error) {
	w.broken = fmt.Errorf("%w: %s", store.ErrBroken, strings.TrimPrefix(cause.Error(), store.ErrBroken.Error()+": "))
	w.db.queue.end(w.broken)
}

// abandon answers everybody when a function ended the writer's goroutine, as t.Fatal in a test does.
func (w *writer) abandon() {
	if w.left == 0 {
		return
	}
	w.fail(errors.New("a function ended the writer's goroutine"))
	for w.left > 0 {
		for _, r := range w.group[len(w.group)-w.left:] {
			r.err = w.broken
			w.answer(r)
		}
		w.group = w.db.queue.take()
		w.left = len(w.group)
	}
}
