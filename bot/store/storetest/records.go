package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"safeharbour/bot/store"
)

func recordsStay(t *testing.T, f *fixture) {
	big := strings.Repeat("x", 1<<20)
	for _, b := range store.Buckets {
		f.put(b, "a", "in "+string(b))
	}
	f.put(store.Cases, "empty", "")
	f.put(store.Cases, "big", big)
	f.put(store.Cases, "\x00\xff", "any bytes")
	f.put(store.Cases, "gone", "x")
	f.update(func(tx store.Tx) error {
		return errors.Join(tx.Delete(store.Cases, []byte("gone")), tx.Delete(store.Cases, []byte("never there")))
	})
	for range 2 {
		for _, b := range store.Buckets {
			f.want(b, "a", "in "+string(b))
		}
		f.want(store.Cases, "empty", "")
		f.want(store.Cases, "big", big)
		f.want(store.Cases, "\x00\xff", "any bytes")
		f.want(store.Cases, "gone", "-")
		f.reopen()
	}
}

func notFound(t *testing.T, f *fixture) {
	f.put(store.Cases, "ab", "x")
	for _, key := range []string{"a", "abc", "ab\x00", "", "b"} {
		f.want(store.Cases, key, "-")
	}
	f.want(store.Log, "ab", "-")
	f.update(func(tx store.Tx) error {
		if _, err := tx.Get(store.Cases, []byte("a")); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("in an update: %v", err)
		}
		return nil
	})
}

// valuesAreOwn changes all that a transaction gave and looks whether anybody else sees it.
func valuesAreOwn(t *testing.T, f *fixture) {
	f.put(store.Cases, "a", "value")
	var kept [][]byte
	spoil := func(tx store.Tx) error {
		v, err := tx.Get(store.Cases, []byte("a"))
		if err != nil {
			return err
		}
		kept = append(kept, bytes.Clone(v), v)
		index := tx.Index("secret")
		clear(index)
		_ = append(v, "more"...)
		err = tx.Scan(store.Cases, nil, nil, func(k, v []byte) error {
			_ = append(k, "more"...)
			clear(k)
			clear(v)
			_ = append(v, "more"...)
			return nil
		})
		again, gerr := tx.Get(store.Cases, []byte("a"))
		if string(again) != "value" {
			t.Errorf("within the transaction: %q", again)
		}
		return errors.Join(err, gerr)
	}
	f.view(spoil)
	f.update(spoil)
	f.put(store.Cases, "a", "other")
	for i := 0; i < len(kept); i += 2 {
		if !bytes.Equal(kept[i], kept[i+1]) {
			t.Errorf("a kept value changed to %q", kept[i+1])
		}
	}
	f.want(store.Cases, "a", "other")
}

func putCopies(t *testing.T, f *fixture) {
	f.update(func(tx store.Tx) error {
		key, value := []byte("key"), []byte("value")
		if err := tx.Put(store.Cases, key, value); err != nil {
			return err
		}
		key[0], value[0] = 'X', 'X'
		return nil
	})
	f.reopen()
	f.wantList(store.Cases, nil, nil, "key=value")
}

func badCalls(t *testing.T, f *fixture) {
	none := func(k, v []byte) error { return nil }
	f.update(func(tx store.Tx) error {
		_, getErr := tx.Get("nowhere", []byte("a"))
		_, hasErr := tx.Has("nowhere", []byte("a"))
		_, versionErr := tx.Version("nowhere", []byte("a"))
		_, nextErr := tx.Next("nowhere")
		for what, err := range map[string]error{
			"put without a key":         tx.Put(store.Cases, nil, []byte("x")),
			"put into no bucket":        tx.Put("nowhere", []byte("a"), nil),
			"delete from no bucket":     tx.Delete("nowhere", []byte("a")),
			"scan of no bucket":         tx.Scan("nowhere", nil, nil, none),
			"get from no bucket":        getErr,
			"look into no bucket":       hasErr,
			"version in no bucket":      versionErr,
			"next number of no bucket":  nextErr,
			"put into the empty bucket": tx.Put("", []byte("a"), nil),
		} {
			if err == nil || errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s: got %v", what, err)
			}
		}
		return nil
	})
	f.view(func(tx store.Tx) error {
		_, err := tx.Next(store.Cases)
		if err == nil || tx.Put(store.Cases, []byte("a"), nil) == nil || tx.Delete(store.Cases, []byte("a")) == nil {
			t.Error("a view can write")
		}
		return nil
	})
	f.wantList(store.Cases, nil, nil, "")
}

func scanBounds(t *testing.T, f *fixture) {
	keys := []string{"b", "a", "c", "aa", "a\x00", "\xff", "b\xff"}
	f.update(func(tx store.Tx) error {
		var errs []error
		for i, k := range keys {
			errs = append(errs, tx.Put(store.Due, []byte(k), []byte{byte('0' + i)}))
		}
		return errors.Join(errs...)
	})
	cases := []struct {
		from, to []byte
		want     string
	}{
		{nil, nil, "a=1 a\x00=4 aa=3 b=0 b\xff=6 c=2 \xff=5"},
		{[]byte{}, nil, "a=1 a\x00=4 aa=3 b=0 b\xff=6 c=2 \xff=5"},
		{[]byte("a"), []byte("b"), "a=1 a\x00=4 aa=3"},
		{[]byte("aa"), nil, "aa=3 b=0 b\xff=6 c=2 \xff=5"},
		{[]byte("ab"), []byte("bb"), "b=0"},
		{nil, []byte("a"), ""},
		{nil, []byte("a\x00"), "a=1"},
		{nil, []byte{}, ""},
		{[]byte("b"), []byte("b"), ""},
		{[]byte("c"), []byte("a"), ""},
		{[]byte("\xff\xff"), nil, ""},
	}
	for range 2 {
		for _, c := range cases {
			f.wantList(store.Due, c.from, c.to, c.want)
		}
		f.wantList(store.Log, nil, nil, "")
		f.reopen()
	}
}

func scanStops(t *testing.T, f *fixture) {
	f.put(store.Due, "a", "1")
	f.put(store.Due, "b", "2")
	boom := errors.New("boom")
	for _, c := range []struct{ give, want error }{
		{store.ErrStop, nil},
		{errors.Join(errors.New("enough"), store.ErrStop), nil},
		{boom, boom},
	} {
		f.view(func(tx store.Tx) error {
			calls := 0
			err := tx.Scan(store.Due, nil, nil, func(k, v []byte) error {
				calls++
				return c.give
			})
			if calls != 1 || !errors.Is(err, c.want) {
				t.Errorf("%v: %d calls, got %v, want %v", c.give, calls, err, c.want)
			}
			return nil
		})
	}
}

// scanWhileWriting writes to other buckets during a scan, reads its own, and scans within a scan.
func scanWhileWriting(t *testing.T, f *fixture) {
	f.put(store.Due, "a", "1")
	f.put(store.Due, "b", "2")
	f.update(func(tx store.Tx) error {
		err := tx.Scan(store.Due, nil, nil, func(k, v []byte) error {
			if err := tx.Put(store.Due, []byte("c"), nil); err == nil {
				t.Error("a write to the bucket that is scanned was taken")
			}
			inner, err := list(tx, store.Due, nil, nil)
			if err != nil || inner != "a=1 b=2" {
				t.Errorf("scan within a scan: %q, %v", inner, err)
			}
			if _, err := tx.Get(store.Due, k); err != nil {
				return err
			}
			return tx.Put(store.Log, k, v)
		})
		if err != nil {
			return err
		}
		return tx.Delete(store.Due, []byte("a")) // the scan is over
	})
	f.wantList(store.Log, nil, nil, "a=1 b=2")
	f.wantList(store.Due, nil, nil, "b=2")
}

func ownWrites(t *testing.T, f *fixture) {
	f.put(store.Cases, "a", "1")
	f.put(store.Cases, "b", "2")
	written, looked, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		f.update(func(tx store.Tx) error {
			err := errors.Join(
				tx.Put(store.Cases, []byte("c"), []byte("3")),
				tx.Put(store.Cases, []byte("a"), []byte("4")),
				tx.Delete(store.Cases, []byte("b")),
			)
			got, lerr := list(tx, store.Cases, nil, nil)
			if got != "a=4 c=3" {
				t.Errorf("got %q", got)
			}
			lerr = errors.Join(lerr, has(t, tx, "a", true), has(t, tx, "b", false), has(t, tx, "c", true), has(t, tx, "d", false))
			close(written)
			<-looked
			return errors.Join(err, lerr)
		})
	}()
	<-written
	f.wantList(store.Cases, nil, nil, "a=1 b=2") // nobody else sees it yet
	close(looked)
	<-done
	f.wantList(store.Cases, nil, nil, "a=4 c=3")
}

// has looks whether a case is there, or not, as a transaction sees it.
func has(t *testing.T, tx store.Tx, key string, want bool) error {
	there, err := tx.Has(store.Cases, []byte(key))
	if err == nil && there != want {
		t.Errorf("%q is there: %v", key, there)
	}
	return err
}

// versions: whoever keeps in memory what it wrote goes by them, so the same one for another value would be an answer that is lost.
func versions(t *testing.T, f *fixture) {
	of := func(tx store.Tx) uint64 {
		t.Helper()
		version, err := tx.Version(store.Cases, []byte("a"))
		if err != nil {
			t.Error(err)
		}
		return version
	}
	last := func() (version uint64) {
		t.Helper()
		f.view(func(tx store.Tx) error { version = of(tx); return nil })
		return version
	}
	seen := map[uint64]string{}
	for _, value := range []string{"", "1", "2", "12", "21"} {
		var own uint64
		f.update(func(tx store.Tx) error {
			before := of(tx)
			err := tx.Put(store.Cases, []byte("a"), []byte(value))
			if own = of(tx); own == before {
				t.Errorf("%q has the version of what stood there before", value)
			}
			return err
		})
		f.put(store.Cases, "b", value) // is another's affair
		if got := last(); got != own || own == 0 {
			t.Errorf("%q had version %d in its own update, and %d after it", value, own, got)
		}
		if other, twice := seen[own]; twice {
			t.Errorf("%q and %q have the same version", value, other)
		}
		seen[own] = value
	}
	before := last()
	_ = f.Update(t.Context(), func(tx store.Tx) error {
		return errors.Join(tx.Put(store.Cases, []byte("a"), []byte("3")), errors.New("undone"))
	})
	if got := last(); got != before {
		t.Error("what was undone has changed the version")
	}
	oneUpdateEach(t, f, of)
}

// oneUpdateEach: of many updates at once that go by a version and change it, no two find the same.
func oneUpdateEach(t *testing.T, f *fixture, of func(store.Tx) uint64) {
	const people, times = 8, 25
	var all sync.WaitGroup
	for n := range people {
		all.Go(func() {
			for i := range times {
				err := f.Update(t.Context(), func(tx store.Tx) error {
					found := store.Key(of(tx))
					return errors.Join(tx.Put(store.Log, found, nil), tx.Put(store.Cases, []byte("a"), fmt.Append(nil, n, i)))
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	f.view(func(tx store.Tx) error {
		found := 0
		err := tx.Scan(store.Log, nil, nil, func(_, _ []byte) error { found++; return nil })
		if found != people*times {
			t.Errorf("%d updates found %d versions", people*times, found)
		}
		return err
	})
}

func nextNeverRepeats(t *testing.T, f *fixture) {
	last := map[store.Bucket]uint64{}
	next := func(b store.Bucket, end error) {
		t.Helper()
		var n uint64
		err := f.Update(context.Background(), func(tx store.Tx) (err error) {
			n, err = tx.Next(b)
			return errors.Join(err, end)
		})
		if !errors.Is(err, end) {
			t.Errorf("%s: %v", b, err)
		}
		if n <= last[b] {
			t.Errorf("%s: got %d after %d", b, n, last[b])
		}
		if end == nil {
			last[b] = n
		}
	}
	boom := errors.New("boom")
	for range 2 {
		next(store.Cases, nil)
		next(store.Cases, nil)
		next(store.Cases, boom)
		next(store.Cases, nil)
		next(store.Log, nil)
		f.reopen()
	}
}

func indexIsSteady(t *testing.T, f *fixture) {
	index := func(secret string) (index []byte) {
		f.view(func(tx store.Tx) error { index = tx.Index(secret); return nil })
		f.update(func(tx store.Tx) error {
			if !bytes.Equal(tx.Index(secret), index) {
				t.Errorf("%q: a view and an update differ", secret)
			}
			return nil
		})
		return index
	}
	a, b := index("tg/1"), index("tg/2")
	if len(a) != 16 || bytes.Equal(a, b) || bytes.Contains(a, []byte("tg/1")) {
		t.Errorf("got %x and %x", a, b)
	}
	f.reopen()
	if !bytes.Equal(a, index("tg/1")) {
		t.Error("it changed with the restart")
	}
}

func timeStandsStill(t *testing.T, f *fixture) {
	look := func(tx store.Tx) error {
		before := tx.Now()
		for range 100 {
			if now := tx.Now(); now != before {
				t.Errorf("%v, then %v", before, now)
			}
		}
		if before != before.Round(0).UTC() {
			t.Errorf("%v would change when stored", before)
		}
		return nil
	}
	f.view(look)
	f.update(look)
}

// nothingReadable looks for a value in every file of the store's folder.
func nothingReadable(t *testing.T, f *fixture) {
	const words, secret = "we are held on the third floor", "tg/88887777"
	f.update(func(tx store.Tx) error {
		return tx.Put(store.Conversations, tx.Index(secret), []byte(words))
	})
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(f.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte(words)) || bytes.Contains(data, []byte(secret)) {
			t.Errorf("%s shows it", d.Name())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
