package record_test

import (
	"bytes"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
	"safeharbour/bot/store/storetest"
)

// reports is a store with a clock of its own.
type reports struct {
	t     *testing.T
	db    *bolt.DB
	clock atomic.Int64
}

func newReports(t *testing.T) *reports {
	r := &reports{t: t}
	r.clock.Store(time.Date(2026, 11, 24, 21, 0, 0, 0, time.UTC).Unix())
	r.db = storetest.OpenWith(t, t.TempDir(), bolt.Options{Now: func() time.Time { return time.Unix(r.clock.Load(), 0) }})
	return r
}

func (r *reports) pass(days int) { r.clock.Add(int64(days) * 24 * 60 * 60) }

func (r *reports) report(contact string, chat box.Chat) (alert bool, forget time.Time) {
	r.t.Helper()
	update(r.t, r.db, func(tx store.Tx) (err error) {
		alert, forget, err = record.ReportUnanswered(tx, contact, chat)
		return err
	})
	return alert, forget
}

func (r *reports) forget(contact string) (again time.Time) {
	r.t.Helper()
	update(r.t, r.db, func(tx store.Tx) (err error) {
		again, err = record.ForgetUnanswered(tx, contact)
		return err
	})
	return again
}

// kept is all that lies in the desk's bucket.
func (r *reports) kept() (list [][]byte) {
	r.t.Helper()
	update(r.t, r.db, func(tx store.Tx) error {
		list = nil
		return tx.Scan(store.Desk, nil, nil, func(k, v []byte) error {
			list = append(list, bytes.Clone(k), v)
			return nil
		})
	})
	return list
}

// others are chats of people who do not share a mark, as most do not.
func (r *reports) others(contact string, n int) (chats []box.Chat) {
	seen := map[byte]bool{}
	update(r.t, r.db, func(tx store.Tx) error {
		for i := 0; len(chats) < n; i++ {
			chat := box.Chat(fmt.Sprintf("tg/47110%d", i))
			if mark := tx.Index("unanswered/" + contact + "/" + string(chat))[0] % 32; !seen[mark] {
				seen[mark], chats = true, append(chats, chat)
			}
		}
		return nil
	})
	return chats
}

func TestThreePeopleAreTold(t *testing.T) {
	r := newReports(t)
	p := r.others("us-988", 4)
	for i, chat := range p {
		if alert, _ := r.report("us-988", chat); alert != (i == 2) {
			t.Errorf("after %d people: told %v", i+1, alert)
		}
	}
	if alert, _ := r.report("int-iom", p[0]); alert {
		t.Error("the reports of one contact count for another")
	}
}

func TestOnePersonIsNeverThree(t *testing.T) {
	r := newReports(t)
	p := r.others("us-988", 2)
	for i := range 6 {
		for range 3 {
			if alert, _ := r.report("us-988", p[i%2]); alert {
				t.Fatalf("told on day %d, by two people", i)
			}
		}
		r.pass(1)
	}
}

func TestReportsCountForSevenDays(t *testing.T) {
	r := newReports(t)
	p := r.others("us-988", 4)
	r.report("us-988", p[0])
	r.pass(6)
	r.report("us-988", p[1])
	if alert, _ := r.report("us-988", p[2]); !alert {
		t.Error("three people within seven days: not told")
	}
	late := newReports(t)
	late.report("us-988", p[0])
	late.report("us-988", p[1])
	late.pass(7)
	if alert, _ := late.report("us-988", p[2]); alert {
		t.Error("told, though two of three are a week old")
	}
}

func TestDeskIsToldOnceInSevenDays(t *testing.T) {
	r := newReports(t)
	p := r.others("us-988", 9)
	told := 0
	for day := range 9 {
		if alert, _ := r.report("us-988", p[day]); alert {
			told++
		}
		if told > 1 && day < 9-1 {
			t.Fatalf("told again on day %d", day)
		}
		r.pass(1)
	}
	if alert, _ := r.report("us-988", "tg/x"); told == 0 || !alert && told < 2 {
		t.Error("a contact that still does not answer after a week is not told again")
	}
}

// What is kept names no chat and no time of day, and is gone after a week.
func TestNobodyIsKeptWithAReport(t *testing.T) {
	r := newReports(t)
	_, forget := r.report("us-988", "tg/4711001")
	if want := time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC); !forget.Equal(want) {
		t.Errorf("forgotten at %v, want %v", forget, want)
	}
	if _, again := r.report("us-988", "tg/4711002"); !again.IsZero() {
		t.Error("a second due item is asked for")
	}
	kept := r.kept()
	if len(kept) != 2 {
		t.Fatalf("kept: %q", kept)
	}
	for _, b := range kept {
		for _, never := range []string{"4711", "tg", "21:00", "2026"} {
			if bytes.Contains(b, []byte(never)) {
				t.Errorf("%q holds %q", b, never)
			}
		}
	}
	for range 6 {
		r.pass(1)
		if r.forget("us-988").IsZero() {
			t.Error("forgotten before its time")
		}
	}
	r.pass(1)
	if again := r.forget("us-988"); !again.IsZero() || len(r.kept()) != 0 {
		t.Errorf("after a week there is %q, to look at again at %v", r.kept(), again)
	}
}
