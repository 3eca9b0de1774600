package telegram

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/race"
	"safeharbour/bot/store"
	"safeharbour/bot/store/storetest"
)

// A message that is not remembered stays on the phone after Hide, and a ref that is lost makes a press on it mean nothing. So the
// marks of a chat are what a plain list would be, however many packs they fill, in whatever order they come, and however often.
func TestMarksAreLikeAPlainList(t *testing.T) {
	for seed := range uint64(race.Share(40, 8)) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			dice := rand.New(rand.NewPCG(seed, 1))
			st := storetest.Open(t)
			want := map[int64]mark{}
			for range 60 {
				ids := make([]int64, 1+dice.IntN(12))
				for i := range ids {
					ids[i] = 1 + dice.Int64N(1+dice.Int64N(200)) // old ones come again
				}
				forget := dice.IntN(4) == 0
				err := st.Update(t.Context(), func(tx store.Tx) error {
					m, err := new(numbers).memorize(tx, "tg/7")
					if err != nil {
						return err
					}
					if forget {
						return m.forget(ids...)
					}
					for _, id := range ids {
						if err := m.show(marked(id)); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				for _, id := range ids {
					if want[id] = marked(id); forget {
						delete(want, id)
					}
				}
				remembers(t, st, want)
			}
		})
	}
}

// marked is the mark of a message: every third is the person's, and every fifth has a ref.
func marked(id int64) mark {
	k := mark{ID: id, At: time.Unix(1_700_000_000+id*id%97, 0).UTC(), Own: id%3 != 0}
	if k.Own && id%5 == 0 {
		k.Ref = box.Ref(fmt.Sprint("ref/", id))
	}
	return k
}

// remembers tells where the memory of the chat is not what it should be.
func remembers(t *testing.T, st store.Store, want map[int64]mark) {
	t.Helper()
	err := st.View(t.Context(), func(tx store.Tx) error {
		m, err := recall(tx, "tg/7")
		if err != nil {
			return err
		}
		list, err := m.screen()
		if err != nil {
			return err
		}
		if len(list) != len(want) || !slices.IsSortedFunc(list, func(a, b mark) int { return int(a.ID - b.ID) }) {
			t.Fatalf("%d are remembered, want %d: %v", len(list), len(want), list)
		}
		for _, k := range list {
			if k != want[k.ID] {
				t.Fatalf("remembered as %+v, want %+v", k, want[k.ID])
			}
			if ref, named, err := m.ref(k.ID); err != nil || named != (k.Ref != "") || named && ref != k.Ref {
				t.Fatalf("the ref of %d is %q, %v, want %q", k.ID, ref, err, k.Ref)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A message that is known from a press gets its ref later, also when its mark was filed long ago.
func TestAFiledMarkGetsItsRef(t *testing.T) {
	st := storetest.Open(t)
	want := map[int64]mark{}
	put := func(k mark) {
		t.Helper()
		err := st.Update(t.Context(), func(tx store.Tx) error {
			m, err := new(numbers).memorize(tx, "tg/7")
			if err != nil {
				return err
			}
			return m.show(k)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for id := int64(1); id <= 3*packSize; id++ {
		want[id] = mark{ID: id, At: time.Unix(id, 0).UTC(), Own: true}
		put(want[id])
	}
	for _, id := range []int64{2, packSize + 1, 3 * packSize} {
		k := want[id]
		k.Ref = "screen"
		want[id] = k
		put(mark{ID: id, At: time.Unix(99, 0), Own: true, Ref: "screen"})
	}
	remembers(t, st, want)
}

// One record that cannot be read must not keep the person's other messages from being hidden, nor new ones from being remembered.
func TestAPackThatCannotBeReadCountsAsNone(t *testing.T) {
	st := storetest.Open(t)
	want := map[int64]mark{}
	err := st.Update(t.Context(), func(tx store.Tx) error {
		m, err := new(numbers).memorize(tx, "tg/7")
		if err != nil {
			return err
		}
		if err := m.putRaw(ofOurs, nil, []byte{3, 255}); err != nil {
			return err
		}
		for id := int64(1); id <= 2*packSize; id++ {
			k := mark{ID: id, At: time.Unix(id, 0).UTC(), Own: id%2 == 0}
			want[id] = k
			if err := m.show(k); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	remembers(t, st, want)
}

// Somebody who presses a button of long ago again and again must not hold everybody up: it is found without a look at the thousands
// of messages since.
func TestAnOldMarkIsFoundAtOnce(t *testing.T) {
	st := storetest.Open(t)
	const n = 100 * packSize
	err := st.Update(t.Context(), func(tx store.Tx) error {
		m, err := new(numbers).memorize(tx, "tg/7")
		for id := int64(1); id <= n && err == nil; id++ {
			err = m.show(mark{ID: 2 * id, At: time.Unix(id, 0), Own: true, Ref: "screen"})
		}
		return err
	})
	if err == nil {
		err = st.View(t.Context(), func(tx store.Tx) error {
			c := &counting{Tx: tx}
			m, err := recall(c, "tg/7")
			for id := int64(1); id <= 2*n && err == nil; id++ {
				c.seen = 0
				var named bool
				if _, named, err = m.ref(id); named != (id%2 == 0) || c.seen > 1 {
					t.Fatalf("%d: found %v, after a look at %d packs", id, named, c.seen)
				}
			}
			return err
		})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// counting counts the records that were scanned.
type counting struct {
	store.Tx
	seen int
}

func (c *counting) Scan(b store.Bucket, from, to []byte, fn func(key, value []byte) error) error {
	return c.Tx.Scan(b, from, to, func(k, v []byte) error { c.seen++; return fn(k, v) })
}

// A mark that is put behind a pack as it lies on the disk must stand there as if the pack had been unpacked for it: else Hide would
// leave messages on the screen.
func FuzzUnpack(f *testing.F) {
	whole := pack{highest: 9, marks: []mark{marked(11), marked(13), marked(20)}}
	full := pack{highest: 9}
	for id := int64(10); len(full.marks) < packSize; id++ {
		full.marks = append(full.marks, marked(id))
	}
	for _, id := range []int64{-1, 0, 9, 10, 13, 19, 20, 21, 1 << 40} {
		f.Add(whole.bytes(), id)
		f.Add(full.bytes(), id)
		f.Add(pack{highest: 9}.bytes(), id)
	}
	f.Add([]byte{3, 255}, int64(7))
	f.Fuzz(func(t *testing.T, b []byte, id int64) {
		longer, extended := extend(b, marked(id))
		p, err := unpack(b)
		if err != nil {
			if extended {
				t.Error("what cannot be read was written to")
			}
			return
		}
		again, err := unpack(p.bytes())
		if err != nil || again.highest != p.highest || !slices.Equal(again.marks, p.marks) {
			t.Errorf("%v became %v, %v", p, again, err)
		}
		if n := len(p.marks); extended != (n > 0 && n < packSize && id > p.highest && p.find(id) < 0) {
			t.Errorf("%v, %d: extended: %t", p, id, extended)
		}
		if !extended {
			return
		}
		p.add(marked(id))
		if again, err = unpack(longer); err != nil || again.highest != p.highest || !slices.Equal(again.marks, p.marks) {
			t.Errorf("extended by %d it is %v, %v; want %v", id, again, err, p)
		}
	})
}
