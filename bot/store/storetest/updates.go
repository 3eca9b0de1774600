package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"safeharbour/bot/store"
)

var errBoom = errors.New("boom")

func failureLeavesNothing(t *testing.T, f *fixture) {
	f.put(store.Cases, "a", "1")
	f.put(store.Cases, "b", "2")
	err := f.Update(context.Background(), func(tx store.Tx) error {
		tx.OnCommit(func() { t.Error("called after a transaction that was undone") })
		_, err := tx.Next(store.Cases)
		return errors.Join(err, tx.Put(store.Cases, []byte("a"), []byte("9")), tx.Delete(store.Cases, []byte("b")),
			tx.Put(store.Log, []byte("c"), []byte("9")), errBoom)
	})
	if !errors.Is(err, errBoom) {
		t.Errorf("got %v", err)
	}
	for range 2 {
		f.wantList(store.Cases, nil, nil, "a=1 b=2")
		f.wantList(store.Log, nil, nil, "")
		f.reopen()
	}
	if err := f.View(context.Background(), func(store.Tx) error { return errBoom }); !errors.Is(err, errBoom) {
		t.Errorf("a view gave %v", err)
	}
}

func panicLeavesNothing(t *testing.T, f *fixture) {
	const words = "words of a person"
	var missing map[string]int
	panics := map[string]func(){
		"a value":       func() { panic(words) },
		"an error":      func() { panic(errors.New(words)) },
		"nil":           func() { panic(nil) },
		"a nil map":     func() { missing[words] = 1 },
		"out of bounds": func() { _ = []byte(words)[len(words)+len(missing)] },
	}
	for name, boom := range panics {
		fn := func(tx store.Tx) error {
			tx.OnCommit(func() { t.Error("called after a panic") })
			_ = tx.Put(store.Cases, []byte("a"), []byte("9")) // refused in a view
			return tx.Scan(store.Due, nil, nil, func(k, v []byte) error { boom(); return nil })
		}
		f.put(store.Due, "a", "1")
		for what, err := range map[string]error{
			"update": f.Update(context.Background(), fn),
			"view":   f.View(context.Background(), fn),
		} {
			if !errors.Is(err, store.ErrPanic) || strings.Contains(err.Error(), words) {
				t.Errorf("%s, %s: got %v", what, name, err)
			}
			if !strings.Contains(fmt.Sprint(err), "panicLeavesNothing") {
				t.Errorf("%s, %s: %v does not tell where", what, name, err)
			}
		}
	}
	f.put(store.Cases, "b", "1")
	f.wantList(store.Cases, nil, nil, "b=1")
}

// failingMembers runs many updates at once, some of which fail in every way they can.
func failingMembers(t *testing.T, f *fixture) {
	const n = 200
	var done sync.WaitGroup
	var mu sync.Mutex
	after := map[int]int{}
	errs := make([]error, n)
	release := f.hold()
	for i := range n {
		done.Go(func() {
			errs[i] = f.Update(context.Background(), func(tx store.Tx) error {
				tx.OnCommit(func() { mu.Lock(); after[i]++; mu.Unlock() })
				return memberOf(tx, i)
			})
		})
	}
	release()
	done.Wait()
	for range 2 {
		for i := range n {
			f.checkMember(i, errs[i], after[i])
		}
		f.reopen()
	}
}

// memberOf writes for most i, and fails for some: early, late, by a panic.
func memberOf(tx store.Tx, i int) error {
	if i%10 == 3 {
		return errBoom
	}
	if i%20 >= 10 {
		if err := Scanning(tx); err != nil {
			return err
		}
	}
	seq, err := tx.Next(store.Log)
	if err != nil {
		return err
	}
	if err := tx.Put(store.Log, store.Key(seq), fmt.Append(nil, i)); err != nil {
		return err
	}
	if err := tx.Put(store.Cases, fmt.Append(nil, i), []byte("x")); err != nil {
		return err
	}
	switch i % 10 {
	case 5:
		return errBoom
	case 7:
		panic("boom")
	}
	return nil
}

func (f *fixture) checkMember(i int, err error, after int) {
	f.t.Helper()
	var want error
	switch i % 10 {
	case 3, 5:
		want = errBoom
	case 7:
		want = store.ErrPanic
	}
	if !errors.Is(err, want) {
		f.t.Errorf("member %d: got %v, want %v", i, err, want)
	}
	record, calls := "x", 1
	if want != nil {
		record, calls = "-", 0
	}
	f.want(store.Cases, fmt.Sprint(i), record)
	if after != calls {
		f.t.Errorf("member %d: OnCommit was called %d times, want %d", i, after, calls)
	}
}

// hold keeps the store busy with an update until release is called, so that the writing of others waits behind it.
func (f *fixture) hold() (release func()) {
	f.t.Helper()
	held, gate, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		var once sync.Once
		err := f.Update(context.Background(), func(tx store.Tx) error {
			if err := Scanning(tx); err != nil {
				return err
			}
			once.Do(func() { close(held) })
			<-gate
			return nil
		})
		if err != nil {
			f.t.Errorf("the update that holds the others: %v", err)
		}
	}()
	<-held
	return func() { close(gate); <-done }
}

// oneAfterAnother has many goroutines count in one record. Every count must build on the one before.
func oneAfterAnother(t *testing.T, f *fixture) {
	const callers, each = 50, 4
	var done sync.WaitGroup
	var order []uint64 // written in OnCommit only, whose calls follow each other
	for range callers {
		done.Go(func() {
			for range each {
				var n uint64
				err := f.Update(context.Background(), func(tx store.Tx) error {
					v, err := tx.Get(store.Meta, []byte("count"))
					if err != nil && !errors.Is(err, store.ErrNotFound) {
						return err
					}
					n = store.Number(v, 0) + 1
					tx.OnCommit(func() { order = append(order, n) })
					return tx.Put(store.Meta, []byte("count"), store.Key(n))
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	done.Wait()
	if len(order) != callers*each || !slices.IsSorted(order) || order[len(order)-1] != callers*each {
		t.Errorf("counted %v", order)
	}
	f.reopen()
	f.want(store.Meta, "count", string(store.Key(callers*each)))
}

// viewIsSteady commits while a view is open. Only a test may have a view wait for an update: see [store.Store].
func viewIsSteady(t *testing.T, f *fixture) {
	f.put(store.Cases, "a", "1")
	opened, changed := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(changed)
		<-opened
		f.put(store.Cases, "a", "2")
		f.put(store.Cases, "b", "")
	}()
	f.view(func(tx store.Tx) error {
		close(opened)
		<-changed
		got, err := list(tx, store.Cases, nil, nil)
		if got != "a=1" {
			t.Errorf("got %q", got)
		}
		return err
	})
	f.wantList(store.Cases, nil, nil, "a=2 b=")
}

func onCommit(t *testing.T, f *fixture) {
	var got []string
	note := func(tx store.Tx, what string) {
		tx.OnCommit(func() { got = append(got, what) })
	}
	f.update(func(tx store.Tx) error {
		note(tx, "first")
		note(tx, "second")
		if len(got) > 0 {
			t.Error("called before the commit")
		}
		return tx.Put(store.Cases, []byte("a"), nil)
	})
	f.update(func(tx store.Tx) error { note(tx, "wrote nothing"); return nil })
	f.view(func(tx store.Tx) error { note(tx, "view"); return nil })
	// An answer comes after the calls.
	if s := strings.Join(got, ","); s != "first,second,wrote nothing" {
		t.Errorf("got %s", s)
	}
}

// aheadOfCommits does 300 updates, more than any driver is careful for. Each is followed by one that begins before its commit, if the
// driver lets it, and that reads what the first wrote.
func aheadOfCommits(t *testing.T, f *fixture) {
	const n = 300
	var followers sync.WaitGroup
	for i := range n {
		key := fmt.Append(nil, i)
		told := false
		f.update(func(tx store.Tx) error {
			tx.Ahead(func(p store.Pending) {
				if told {
					t.Errorf("update %d was told of twice", i)
				}
				told = true
				followers.Go(func() {
					err := f.Update(store.After(context.Background(), p), func(tx store.Tx) error {
						v, err := tx.Get(store.Cases, key)
						if errors.Is(err, store.ErrNotFound) {
							return tx.Put(store.Cases, key, []byte("nothing was there"))
						}
						return errors.Join(err, tx.Put(store.Cases, key, append(v, " and more"...)))
					})
					if err != nil {
						t.Errorf("what follows update %d: %v", i, err)
					}
				})
			})
			return tx.Put(store.Cases, key, []byte("some"))
		})
		if !told {
			t.Errorf("update %d was over, and nobody heard of it", i)
		}
	}
	followers.Wait()
	for range 2 {
		for i := range n {
			f.want(store.Cases, fmt.Sprint(i), "some and more")
		}
		f.reopen()
	}
	never := func(store.Pending) { t.Error("an update was told of that came to nothing, or a view") }
	if err := f.Update(context.Background(), func(tx store.Tx) error { tx.Ahead(never); return errBoom }); !errors.Is(err, errBoom) {
		t.Error(err)
	}
	f.view(func(tx store.Tx) error { tx.Ahead(never); return nil })
}

func endedContext(t *testing.T, f *fixture) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	never := func(store.Tx) error { t.Error("it ran"); return nil }
	if err := f.Update(ctx, never); !errors.Is(err, context.Canceled) {
		t.Errorf("update: %v", err)
	}
	if err := f.View(ctx, never); !errors.Is(err, context.Canceled) {
		t.Errorf("view: %v", err)
	}
}

func contextEndsWaiting(t *testing.T, f *fixture) {
	release := f.hold()
	ctx, cancel := context.WithCancel(context.Background())
	got := make(chan error)
	go func() {
		got <- f.Update(ctx, func(tx store.Tx) error { return tx.Put(store.Cases, []byte("a"), []byte("1")) })
	}()
	cancel()
	if err := <-got; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	release()
	f.want(store.Cases, "a", "-")

	// One that ends while the function runs: what was committed is told, and nothing else is.
	for name, first := range map[string]func(store.Tx) error{"b": Scanning, "c": func(store.Tx) error { return nil }} {
		ctx, cancel = context.WithCancel(context.Background())
		err := f.Update(ctx, func(tx store.Tx) error {
			err := first(tx)
			cancel()
			return errors.Join(err, tx.Put(store.Cases, []byte(name), []byte("1")))
		})
		there := "1"
		if errors.Is(err, context.Canceled) {
			there = "-"
		} else if err != nil {
			t.Errorf("a context that ended in the function: %v", err)
		}
		f.want(store.Cases, name, there)
	}
}

func closed(t *testing.T, f *fixture) {
	f.put(store.Cases, "a", "1")
	for range 2 {
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	never := func(store.Tx) error { t.Error("it ran"); return nil }
	if err := f.Update(context.Background(), never); !errors.Is(err, store.ErrClosed) {
		t.Errorf("update: %v", err)
	}
	if err := f.View(context.Background(), never); !errors.Is(err, store.ErrClosed) {
		t.Errorf("view: %v", err)
	}
	f.reopen()
	f.closeWhileBusy()
}

// closeWhileBusy closes beside many updates. What was answered with nil must be there afterwards, the rest not.
func (f *fixture) closeWhileBusy() {
	const n = 64
	var done sync.WaitGroup
	errs := make([]error, n)
	for i := range n {
		done.Go(func() {
			errs[i] = f.Update(context.Background(), func(tx store.Tx) error {
				return tx.Put(store.Log, store.Key(uint64(i)), []byte("x"))
			})
		})
		if i == n/2 {
			done.Go(func() {
				if err := f.Close(); err != nil {
					f.t.Errorf("close: %v", err)
				}
			})
		}
	}
	done.Wait()
	f.reopen()
	for i, err := range errs {
		switch {
		case err == nil:
			f.want(store.Log, string(store.Key(uint64(i))), "x")
		case errors.Is(err, store.ErrClosed):
			f.want(store.Log, string(store.Key(uint64(i))), "-")
		default:
			f.t.Errorf("update %d: %v", i, err)
		}
	}
}

func txIsOver(t *testing.T, f *fixture) {
	f.put(store.Cases, "a", "1")
	var kept []store.Tx
	keep := func(tx store.Tx) error { kept = append(kept, tx); return nil }
	f.view(keep)
	f.update(keep)
	for _, tx := range kept {
		v, err := tx.Get(store.Cases, []byte("a"))
		_, herr := tx.Has(store.Cases, []byte("a"))
		_, verr := tx.Version(store.Cases, []byte("a"))
		_, nerr := tx.Next(store.Cases)
		serr := tx.Scan(store.Cases, nil, nil, func(k, v []byte) error { return nil })
		perr, derr := tx.Put(store.Cases, []byte("a"), nil), tx.Delete(store.Cases, []byte("a"))
		for _, err := range []error{err, herr, verr, nerr, serr, perr, derr} {
			if err == nil || errors.Is(err, store.ErrNotFound) {
				t.Errorf("got %q, %v", v, err)
			}
		}
	}
	f.want(store.Cases, "a", "1")
}
