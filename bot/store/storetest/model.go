package storetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"safeharbour/bot/store"
)

// model is what a store must look like, in maps.
type model struct {
	records map[store.Bucket]map[string]string
	next    map[store.Bucket]uint64
}

func newModel() *model {
	m := &model{records: map[store.Bucket]map[string]string{}, next: map[store.Bucket]uint64{}}
	for _, b := range modelBuckets() {
		m.records[b] = map[string]string{}
	}
	return m
}

func (m *model) clone() *model {
	c := &model{records: map[store.Bucket]map[string]string{}, next: maps.Clone(m.next)}
	for b, records := range m.records {
		c.records[b] = maps.Clone(records)
	}
	return c
}

// modelBuckets are enough to find records in the wrong bucket, and few enough to meet often.
func modelBuckets() []store.Bucket { return []store.Bucket{store.Cases, store.Log} }

// sameAsMap does random things to a store and to maps, and compares.
func sameAsMap(t *testing.T, f *fixture) {
	rapid.Check(t, func(rt *rapid.T) {
		f := newFixture(t, f.open)
		defer f.Close()
		m := newModel()
		rt.Repeat(map[string]func(*rapid.T){
			"update": func(rt *rapid.T) { m = randomUpdate(rt, f, m) },
			"scan":   func(rt *rapid.T) { randomScan(rt, f, m) },
			"reopen": func(*rapid.T) { f.reopen() },
			"":       func(rt *rapid.T) { compare(rt, f, m) },
		})
	})
}

// randomUpdate runs some operations in one update, which may fail at its end, and returns the model afterwards.
func randomUpdate(rt *rapid.T, f *fixture, m *model) *model {
	ops := rapid.SliceOfN(rapid.Custom(drawOp), 0, 8).Draw(rt, "ops")
	scans := rapid.Bool().Draw(rt, "scans") // a driver may run such an update in another way
	end := rapid.SampledFrom([]error{nil, nil, errBoom, store.ErrPanic}).Draw(rt, "end")
	var after *model
	err := f.Update(context.Background(), func(tx store.Tx) error {
		after = m.clone()
		if scans {
			if err := Scanning(tx); err != nil {
				return err
			}
		}
		for _, o := range ops {
			if err := o.do(tx, after); err != nil {
				return err
			}
		}
		if errors.Is(end, store.ErrPanic) {
			panic("boom")
		}
		return end
	})
	if !errors.Is(err, end) {
		rt.Fatalf("update: got %v, want %v", err, end)
	}
	if err != nil {
		return m
	}
	return after
}

// Scanning makes an update one that scans. A driver may run those that do not beside each other.
func Scanning(tx store.Tx) error {
	return tx.Scan(store.Dead, nil, nil, func(_, _ []byte) error { return nil })
}

// op is one call of a Tx.
type op struct {
	kind   string
	bucket store.Bucket
	key    string
	value  string
}

func drawOp(rt *rapid.T) op {
	return op{
		kind:   rapid.SampledFrom([]string{"put", "put", "delete", "next", "get"}).Draw(rt, "kind"),
		bucket: rapid.SampledFrom(modelBuckets()).Draw(rt, "bucket"),
		key:    drawKey().Draw(rt, "key"),
		value:  string(rapid.SliceOfN(rapid.Byte(), 0, 2000).Draw(rt, "value")),
	}
}

// drawKey draws from few bytes, so that keys meet.
func drawKey() *rapid.Generator[string] { return rapid.StringMatching(`[ab\x00]{1,4}`) }

// do does the same to the store and to the model, and returns an error where they differ.
func (o op) do(tx store.Tx, m *model) error {
	records, key := m.records[o.bucket], []byte(o.key)
	switch o.kind {
	case "put":
		records[o.key] = o.value
		return tx.Put(o.bucket, key, []byte(o.value))
	case "delete":
		delete(records, o.key)
		return tx.Delete(o.bucket, key)
	case "next":
		n, err := tx.Next(o.bucket)
		if err == nil && n <= m.next[o.bucket] {
			err = fmt.Errorf("next of %s: got %d after %d", o.bucket, n, m.next[o.bucket])
		}
		m.next[o.bucket] = n
		return err
	}
	want, ok := records[o.key]
	got, err := tx.Get(o.bucket, key)
	if !ok && errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil || !ok || string(got) != want {
		return fmt.Errorf("get %s/%q: got %d bytes, %v; want %d bytes, %t", o.bucket, o.key, len(got), err, len(want), ok)
	}
	return nil
}

func randomScan(rt *rapid.T, f *fixture, m *model) {
	b := rapid.SampledFrom(modelBuckets()).Draw(rt, "bucket")
	from, to := drawKey().Draw(rt, "from"), drawKey().Draw(rt, "to")
	var want []string
	for _, k := range slices.Sorted(maps.Keys(m.records[b])) {
		if k >= from && k < to {
			want = append(want, k)
		}
	}
	var got []string
	err := f.View(context.Background(), func(tx store.Tx) error {
		return tx.Scan(b, []byte(from), []byte(to), func(k, _ []byte) error {
			got = append(got, string(k))
			return nil
		})
	})
	if err != nil || !slices.Equal(got, want) {
		rt.Fatalf("scan %s from %q to %q: got %q, %v, want %q", b, from, to, got, err, want)
	}
}

// compare looks at every record.
func compare(rt *rapid.T, f *fixture, m *model) {
	got := newModel()
	err := f.View(context.Background(), func(tx store.Tx) error {
		for _, b := range modelBuckets() {
			err := tx.Scan(b, nil, nil, func(k, v []byte) error {
				got.records[b][string(k)] = string(v)
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		rt.Fatal(err)
	}
	for _, b := range modelBuckets() {
		if !maps.Equal(got.records[b], m.records[b]) {
			rt.Fatalf("%s: got %d records, want %d, or they differ", b, len(got.records[b]), len(m.records[b]))
		}
	}
}
