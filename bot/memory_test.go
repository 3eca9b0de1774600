package bot_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"safeharbour/bot/seal"
	"safeharbour/bot/store"
)

// errFault is what a call fails with that memory was told to fail.
var errFault = errors.New("a fault of the test")

// memory is a store without a disk, whose calls can be told to fail: it is copied in no time, so a story can go on from any
// of its steps as often as there are calls in it. One goroutine uses it.
type memory struct {
	now    func() time.Time
	sealer store.Sealer

	records map[store.Bucket]map[string][]byte
	numbers map[store.Bucket]uint64
	gaps    bool // an undone update keeps its numbers, as one does that is undone while the program lives

	calls []string // since the last arming
	at    int      // this call fails, from 1; 0 is none
	ever  bool     // and all that follow
	kept  bool     // a commit that fails is on the disk all the same: only its answer is lost
}

func newMemory(now func() time.Time) *memory {
	m := &memory{now: now, sealer: seal.New([32]byte{31: 1}), records: map[store.Bucket]map[string][]byte{}, numbers: map[store.Bucket]uint64{}}
	for _, b := range store.Buckets {
		m.records[b] = map[string][]byte{}
	}
	return m
}

// copy returns the same records in a store of its own, with no fault.
func (m *memory) copy(now func() time.Time) *memory {
	c := newMemory(now)
	c.numbers = maps.Clone(m.numbers)
	for b, records := range m.records {
		c.records[b] = maps.Clone(records)
	}
	return c
}

// arm has the n-th call from now fail.
func (m *memory) arm(n int, f fault) {
	m.calls, m.at, m.ever, m.kept, m.gaps = nil, n, f.ever, f.kept, f.gaps
}

// heal ends the fault.
func (m *memory) heal() { m.at = 0 }

// call counts a call, and tells whether it fails.
func (m *memory) call(what string) error {
	m.calls = append(m.calls, what)
	if n := len(m.calls); m.at == 0 || n < m.at || n > m.at && !m.ever {
		return nil
	}
	return fmt.Errorf("%s: %w", what, errFault)
}

func (m *memory) View(_ context.Context, fn func(store.Tx) error) error {
	if err := m.call("view"); err != nil {
		return err
	}
	return fn(&memoryTx{m: m, at: m.now().Round(0).UTC()})
}

func (m *memory) Update(_ context.Context, fn func(store.Tx) error) error {
	if err := m.call("update"); err != nil {
		return err
	}
	tx := &memoryTx{m: m, at: m.now().Round(0).UTC(), writes: true}
	if err := fn(tx); err != nil {
		tx.takeBack()
		return err
	}
	if !tx.wrote {
		return nil
	}
	if err := m.call("commit"); err != nil {
		if !m.kept {
			tx.takeBack()
		}
		return fmt.Errorf("%w: %w", store.ErrBroken, err)
	}
	for _, after := range tx.after {
		after()
	}
	return nil
}

func (m *memory) Close() error { return nil }

// memoryTx is a transaction of memory.
type memoryTx struct {
	m      *memory
	at     time.Time
	writes bool
	wrote  bool
	undo   []func()
	after  []func()
}

// takeBack undoes what was written.
func (t *memoryTx) takeBack() {
	for _, undo := range slices.Backward(t.undo) {
		undo()
	}
}

// keep remembers a record as it is now.
func (t *memoryTx) keep(b store.Bucket, key string) {
	records := t.m.records[b]
	old, there := records[key]
	t.undo = append(t.undo, func() {
		if there {
			records[key] = old
		} else {
			delete(records, key)
		}
	})
}

func (t *memoryTx) Now() time.Time             { return t.at }
func (t *memoryTx) Index(secret string) []byte { return t.m.sealer.Index(secret) }
func (t *memoryTx) OnCommit(fn func())         { t.after = append(t.after, fn) }

func (t *memoryTx) Get(b store.Bucket, key []byte) ([]byte, error) {
	if err := t.m.call("get from " + string(b)); err != nil {
		return nil, err
	}
	v, ok := t.m.records[b][string(key)]
	if !ok {
		return nil, store.ErrNotFound
	}
	return bytes.Clone(v), nil
}

// change counts a call that writes.
func (t *memoryTx) change(what string) error {
	if !t.writes {
		return errors.New("transaction only reads")
	}
	t.wrote = true
	return t.m.call(what)
}

func (t *memoryTx) Put(b store.Bucket, key, value []byte) error {
	if err := t.change("put into " + string(b)); err != nil {
		return err
	}
	t.keep(b, string(key))
	t.m.records[b][string(key)] = append([]byte{}, value...)
	return nil
}

func (t *memoryTx) Delete(b store.Bucket, key []byte) error {
	if err := t.change("delete from " + string(b)); err != nil {
		return err
	}
	t.keep(b, string(key))
	delete(t.m.records[b], string(key))
	return nil
}

func (t *memoryTx) Next(b store.Bucket) (uint64, error) {
	if err := t.change("next of " + string(b)); err != nil {
		return 0, err
	}
	if was := t.m.numbers[b]; !t.m.gaps {
		t.undo = append(t.undo, func() { t.m.numbers[b] = was })
	}
	t.m.numbers[b]++
	return t.m.numbers[b], nil
}

func (t *memoryTx) Scan(b store.Bucket, from, to []byte, fn func(key, value []byte) error) error {
	if err := t.m.call("scan of " + string(b)); err != nil {
		return err
	}
	for _, k := range slices.Sorted(maps.Keys(t.m.records[b])) {
		if k < string(from) {
			continue
		}
		if to != nil && k >= string(to) {
			break
		}
		err := fn([]byte(k), bytes.Clone(t.m.records[b][k]))
		if errors.Is(err, store.ErrStop) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}
