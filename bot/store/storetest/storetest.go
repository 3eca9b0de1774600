// Package storetest holds every driver to the promises of package store: see [Run]. For tests of other packages it
// opens real stores: see [Open].
package storetest

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"safeharbour/bot/store"
)

// Opener opens the store that lies in dir, or makes it. A store that was closed and is opened again in the same folder
// must be the same, with the same key.
type Opener func(t *testing.T, dir string) store.Store

// Run tests a driver.
func Run(t *testing.T, open Opener) {
	cases := []struct {
		name string
		test func(t *testing.T, f *fixture)
	}{
		{"records stay over a restart", recordsStay},
		{"not found", notFound},
		{"values are the caller's own", valuesAreOwn},
		{"what was put is copied", putCopies},
		{"bad calls are refused", badCalls},
		{"scan keeps bounds and order", scanBounds},
		{"scan stops", scanStops},
		{"scan and writing", scanWhileWriting},
		{"an update sees its own writes", ownWrites},
		{"a version stands for one value", versions},
		{"next never repeats", nextNeverRepeats},
		{"index is steady", indexIsSteady},
		{"time stands still", timeStandsStill},
		{"nothing readable lies on the disk", nothingReadable},
		{"a failed update leaves nothing", failureLeavesNothing},
		{"a panic leaves nothing and tells nothing", panicLeavesNothing},
		{"failing members harm nobody", failingMembers},
		{"updates run one after another", oneAfterAnother},
		{"a view is steady", viewIsSteady},
		{"what was called after commits", onCommit},
		{"what is told ahead of commits", aheadOfCommits},
		{"a context that ended", endedContext},
		{"a context that ends in the queue", contextEndsWaiting},
		{"closed", closed},
		{"a transaction is useless when it is over", txIsOver},
		{"same as a map", sameAsMap},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.test(t, newFixture(t, open))
		})
	}
}

// fixture is a store that can be opened again.
type fixture struct {
	store.Store
	t    *testing.T
	dir  string
	open Opener
}

func newFixture(t *testing.T, open Opener) *fixture {
	f := &fixture{t: t, dir: t.TempDir(), open: open}
	f.Store = open(t, f.dir)
	t.Cleanup(func() { f.Close() })
	return f
}

// reopen closes the store and opens it again, as a restart does.
func (f *fixture) reopen() {
	f.t.Helper()
	if err := f.Close(); err != nil {
		f.t.Fatal(err)
	}
	f.Store = f.open(f.t, f.dir)
}

// update and view fail the test when the transaction does.
func (f *fixture) update(fn func(store.Tx) error) {
	f.t.Helper()
	if err := f.Update(context.Background(), fn); err != nil {
		f.t.Fatalf("update: %v", err)
	}
}

func (f *fixture) view(fn func(store.Tx) error) {
	f.t.Helper()
	if err := f.View(context.Background(), fn); err != nil {
		f.t.Fatalf("view: %v", err)
	}
}

func (f *fixture) put(b store.Bucket, key, value string) {
	f.t.Helper()
	f.update(func(tx store.Tx) error { return tx.Put(b, []byte(key), []byte(value)) })
}

// want checks a record in a view of its own. "-" stands for none.
func (f *fixture) want(b store.Bucket, key, want string) {
	f.t.Helper()
	f.view(func(tx store.Tx) error {
		v, err := tx.Get(b, []byte(key))
		if there, err := tx.Has(b, []byte(key)); there != (want != "-") || err != nil {
			f.t.Errorf("%s/%q is there: %v, %v", b, key, there, err)
		}
		if version, err := tx.Version(b, []byte(key)); (version != 0) != (want != "-") || err != nil {
			f.t.Errorf("%s/%q has version %d, %v", b, key, version, err)
		}
		switch {
		case want == "-" && !errors.Is(err, store.ErrNotFound):
			f.t.Errorf("%s/%q: got %q, %v, want none", b, key, v, err)
		case want != "-" && (err != nil || string(v) != want):
			f.t.Errorf("%s/%q: got %q, %v, want %q", b, key, v, err, want)
		}
		return nil
	})
}

// list returns what a scan shows, as "key=value" words.
func list(tx store.Tx, b store.Bucket, from, to []byte) (string, error) {
	var out bytes.Buffer
	err := tx.Scan(b, from, to, func(k, v []byte) error {
		if out.Len() > 0 {
			out.WriteByte(' ')
		}
		out.Write(k)
		out.WriteByte('=')
		out.Write(v)
		return nil
	})
	return out.String(), err
}

func (f *fixture) wantList(b store.Bucket, from, to []byte, want string) {
	f.t.Helper()
	f.view(func(tx store.Tx) error {
		got, err := list(tx, b, from, to)
		if err != nil || got != want {
			f.t.Errorf("%s from %q to %q: got %q, %v, want %q", b, from, to, got, err, want)
		}
		return nil
	})
}
