package trend_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"safeharbour/bot/answer"
	"safeharbour/bot/box"
	"safeharbour/bot/content"
	"safeharbour/bot/indicator"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
	"safeharbour/bot/store/storetest"
	"safeharbour/bot/trend"
	"safeharbour/flows"
	"safeharbour/locales"
)

// world is a store with cases, and the rules that we ship.
type world struct {
	t     *testing.T
	db    *bolt.DB
	rules *indicator.Rules
}

// own are the bot's own contents. Nobody changes them, so they are read once.
var own = sync.OnceValues(func() (*content.Content, error) {
	c, faults := content.Load(flows.FS, locales.FS)
	return c, faults.Err()
})

func newWorld(t *testing.T) *world {
	t.Helper()
	c, err := own()
	if err != nil {
		t.Fatal(err)
	}
	return &world{t, storetest.Open(t), c.Trends}
}

func (w *world) do(fn func(tx store.Tx) error) {
	w.t.Helper()
	if err := w.db.Update(context.Background(), fn); err != nil {
		w.t.Fatal(err)
	}
}

// forget forgets a case that is deleted.
func (w *world) forget(c *record.Case) {
	w.t.Helper()
	w.do(func(tx store.Tx) error {
		_, err := trend.Forget(tx, w.rules, c)
		return err
	})
}

// a case of somebody who agreed. Facts by turns: name, value.
func (w *world) make(flow string, facts ...string) (c *record.Case) {
	w.t.Helper()
	w.do(func(tx store.Tx) (err error) {
		if c, err = record.NewCase(tx); err != nil {
			return err
		}
		c.Flow, c.Chat, c.Desk, c.Created = flow, box.Chat(fmt.Sprint("c/", c.ID)), "main", time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
		c.Consent = record.Consent{Given: true}
		return c.Save(tx)
	})
	w.set(c, facts...)
	return c
}

func (w *world) set(c *record.Case, facts ...string) trend.Change {
	w.t.Helper()
	c.Answers = nil
	for i := 0; i < len(facts); i += 2 {
		it := record.Item{Step: facts[i], Fact: facts[i], Value: answer.Value{Type: answer.Place, Codes: []string{facts[i+1]}}}
		switch facts[i] {
		case "name", "recruiter":
			it.Value = answer.Value{Type: answer.Text, Text: facts[i+1]}
		case "site":
			it.Value = answer.Value{Type: answer.URL, Text: facts[i+1]}
		}
		c.Answers = append(c.Answers, it)
	}
	return w.update(c)
}

func (w *world) update(c *record.Case) (ch trend.Change) {
	w.t.Helper()
	w.do(func(tx store.Tx) (err error) {
		if err := c.Save(tx); err != nil {
			return err
		}
		looked := &watched{Tx: tx, t: w.t}
		ch, err = trend.Update(looked, w.rules, c)
		if looked.cases > 20 {
			w.t.Errorf("one turn opened %d cases", looked.cases)
		}
		return err
	})
	return ch
}

// watched is a transaction in which nobody may look through all records of anything.
type watched struct {
	store.Tx
	t     *testing.T
	cases int
}

func (w *watched) Scan(b store.Bucket, from, to []byte, fn func(key, value []byte) error) error {
	w.t.Errorf("a turn looks through %s", b)
	return w.Tx.Scan(b, from, to, fn)
}

func (w *watched) Get(b store.Bucket, key []byte) ([]byte, error) {
	if b == store.Cases {
		w.cases++
	}
	return w.Tx.Get(b, key)
}

func (w *world) counts() string {
	w.t.Helper()
	var lines []string
	w.do(func(tx store.Tx) error {
		lines = nil
		list, err := trend.Read(tx, "")
		for _, c := range list {
			lines = append(lines, fmt.Sprintf("%s %s %d", c.Kind, c.Value, c.Cases))
		}
		return err
	})
	return strings.Join(lines, "; ")
}

func TestOnlyWhoAgreedIsCounted(t *testing.T) {
	w := newWorld(t)
	c := w.make("trapped", "place", "kh-bavet")
	if got := w.counts(); got != "place kh-bavet 1" {
		t.Fatalf("counts are %q", got)
	}
	w.update(c) // the same again
	if got := w.counts(); got != "place kh-bavet 1" {
		t.Errorf("one case counts twice: %q", got)
	}
	w.set(c, "place", "mm-kk-park")
	if got := w.counts(); got != "place mm-kk-park 1" {
		t.Errorf("a changed answer leaves %q", got)
	}
	for what, consent := range map[string]record.Consent{"refused": {}, "signal": {Given: true, Signal: true}, "withdrawn": {Given: true, Withdrawn: true}} {
		c.Consent = consent
		w.update(c)
		if got := w.counts(); got != "" {
			t.Errorf("%s: still counted: %q", what, got)
		}
		c.Consent = record.Consent{Given: true}
		w.update(c)
	}
	c.Consent.Withdrawn = true
	w.update(c)
	if n := w.records(); n != 0 {
		t.Errorf("%d records are left of somebody who took their consent back", n)
	}
}

// records counts what lies in the bucket, and looks for what may not stand in a count: anything that leads to a case.
func (w *world) records() (n int) {
	w.t.Helper()
	w.do(func(tx store.Tx) error {
		n = 0
		return tx.Scan(store.Trends, nil, nil, func(k, v []byte) error {
			n++
			var fields map[string]any
			if k[0] == 'i' && json.Unmarshal(v, &fields) == nil {
				if keys := slices.Sorted(maps.Keys(fields)); strings.Join(keys, " ") != "cells kind value" {
					w.t.Errorf("a count has the fields %v", keys)
				}
			}
			return nil
		})
	})
	return n
}

func TestForgetKeepsCountsAndNothingElse(t *testing.T) {
	w := newWorld(t)
	held := w.make("trapped", "place", "kh-bavet", "name", "Lina")
	looks := w.make("family", "place", "kh-bavet", "name", "lina")
	w.forget(held)
	w.forget(looks)
	if got := w.counts(); got != "place kh-bavet 2" {
		t.Errorf("counts are %q", got)
	}
	if n := w.records(); n != 1 {
		t.Errorf("%d records are left, want the count alone", n)
	}
}

func offered(ch trend.Change) string {
	var s []string
	for _, m := range ch.New {
		s = append(s, fmt.Sprint(m.Case.ID, m.Same))
	}
	for _, c := range ch.Ended {
		s = append(s, fmt.Sprint("-", c.ID))
	}
	return strings.Join(s, " ")
}

func TestMayBelongTogether(t *testing.T) {
	w := newWorld(t)
	held := w.make("trapped", "place", "kh-bavet", "name", "Lina", "nationality", "KE")
	looks := w.make("family", "name", "none yet")
	lost := w.make("defrauded", "name", "Lina", "nationality", "KE", "place", "kh-bavet")
	step := func(what string, ch trend.Change, want string) {
		t.Helper()
		if got := offered(ch); got != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	step("a case about lost money", w.update(lost), "")
	step("all the same", w.set(looks, "place", "kh-bavet", "name", "LÍNA", "nationality", "KE"), "1 [nationality place name]")
	step("again", w.update(looks), "")
	step("less, but still the same", w.set(looks, "place", "kh-bavet"), "")
	step("nothing the same", w.set(looks, "place", "mm-kk-park"), "-1")
	step("and again", w.set(looks, "name", "lina"), "1 [name]")
	held.Consent.Withdrawn = true
	step("withdrawn", w.update(held), "-2")
	step("with somebody who took it back", w.update(looks), "")
	held.Consent.Withdrawn = false
	step("agreed after all", w.update(held), "2 [name]")
	w.do(func(tx store.Tx) error {
		if ok, err := trend.Apart(tx, 1, 2); !ok || err != nil {
			t.Error("apart:", ok, err)
		}
		if ok, err := trend.Apart(tx, 2, 1); ok || err != nil {
			t.Error("apart twice:", ok, err)
		}
		return nil
	})
	step("not the same, for good", w.set(looks, "place", "kh-bavet", "name", "LÍNA", "nationality", "KE"), "")
	step("also from the other side", w.update(held), "")
	w.forget(looks)
	step("a case that is gone", w.update(held), "")
	own := w.make("family")
	own.Chat = held.Chat
	step("the same person twice", w.set(own, "name", "Lina"), "")
}

// Two who named the same place and have other passports are not the same person: offering them would only hide the ones who may be.
// As long as one of the passports is not known they may be, and the same name counts for more than a passport.
func TestOtherPassportsInOnePlace(t *testing.T) {
	w := newWorld(t)
	for range 3 {
		w.make("trapped", "place", "kh-bavet", "nationality", "VN")
	}
	held := w.make("trapped", "place", "kh-bavet", "nationality", "KE")
	for range 60 {
		w.make("trapped", "place", "kh-bavet", "nationality", "VN")
	}
	looks := w.make("family")
	step := func(what string, ch trend.Change, want string) {
		t.Helper()
		if got := offered(ch); got != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	step("another passport", w.set(looks, "place", "kh-bavet", "nationality", "ET"), "")
	step("no passport known", w.set(looks, "place", "kh-bavet"), "64 [place] 63 [place] 62 [place]")
	step("then another", w.set(looks, "place", "kh-bavet", "nationality", "ET"), "-64 -63 -62")
	step("another, but the same name", w.set(held, "place", "kh-bavet", "nationality", "KE", "name", "Lina"), "")
	step("on the other side too", w.set(looks, "place", "kh-bavet", "nationality", "ET", "name", "lina"), "4 [name]")
	step("the same passport", w.set(looks, "place", "kh-bavet", "nationality", "KE"), "")
	if ch := w.set(held, "place", "kh-bavet", "nationality", "VN"); offered(ch) != "-65" {
		t.Errorf("the passport of the other was a mistake: %q", offered(ch))
	}
}

// A place that thousands name fills no topic and makes no turn slow: offers end at the number that the rule says.
func TestOffersHaveAnEnd(t *testing.T) {
	w := newWorld(t)
	for range 60 {
		w.make("trapped", "place", "kh-bavet")
	}
	looks := w.make("family")
	ch := w.set(looks, "place", "kh-bavet")
	if len(ch.New) != 3 || ch.New[0].Case.ID != 60 {
		t.Errorf("%d offers, the first to case %d; want 3, the newest first", len(ch.New), ch.New[0].Case.ID)
	}
	if ch := w.update(looks); len(ch.New) != 0 {
		t.Errorf("%d offers more when nothing changed", len(ch.New))
	}
	for range 5 {
		looks = w.make("family", "place", "kh-bavet")
	}
	named := w.make("trapped", "place", "kh-bavet", "name", "Lina")
	if ch := w.set(looks, "place", "kh-bavet", "name", "Lina"); len(ch.New) != 1 || ch.New[0].Case.ID != named.ID {
		t.Errorf("offers by place took the room of the one by name: %v", offered(ch))
	}
}

// Whatever people answer, change and take back, the counts are what one gets by counting the cases that agree.
func TestCountsEqualARecount(t *testing.T) {
	for seed := range uint64(6) {
		w, r := newWorld(t), rand.New(rand.NewPCG(seed, 1))
		var cases []*record.Case
		of := func(list ...string) string { return list[r.IntN(len(list))] }
		for i := range 120 {
			if len(cases) < 8 {
				cases = append(cases, w.make(of("trapped", "family", "defrauded")))
			}
			c := cases[r.IntN(len(cases))]
			c.Consent = record.Consent{Given: r.IntN(4) > 0, Signal: r.IntN(6) == 0, Withdrawn: r.IntN(5) == 0}
			w.set(c, "place", of("kh-bavet", "mm-kk-park"), "recruiter", of("@gold @gold", "t.me/silver", ""), "site", of("gold.example", "gold", "a b c d e"))
			w.recount(cases, fmt.Sprintf("seed %d, step %d", seed, i))
		}
	}
}

func (w *world) recount(cases []*record.Case, where string) {
	w.t.Helper()
	want := map[string]int{}
	for _, c := range cases {
		var answers []indicator.Answer
		for _, it := range c.Answers {
			answers = append(answers, indicator.Answer{Step: it.Step, Fact: it.Fact, Value: it.Value})
		}
		if !c.Consent.Given || c.Consent.Signal || c.Consent.Withdrawn {
			continue
		}
		for _, s := range w.rules.Items(c.Flow, answers, answer.DayOf(c.Created)) {
			want[fmt.Sprint(s.Item, s.Month, s.Country)]++
		}
	}
	got := map[string]int{}
	w.do(func(tx store.Tx) error {
		clear(got)
		return tx.Scan(store.Trends, []byte{'i'}, []byte{'i' + 1}, func(_, v []byte) error {
			var c struct {
				indicator.Item
				Cells map[string]int
			}
			if err := json.Unmarshal(v, &c); err != nil {
				return err
			}
			for cell, n := range c.Cells {
				month, country, _ := strings.Cut(cell, "/")
				got[fmt.Sprint(c.Item, month, country)] = n
				if n < 1 {
					w.t.Errorf("%s: a count of %d", where, n)
				}
			}
			return nil
		})
	})
	if !maps.Equal(got, want) {
		w.t.Fatalf("%s: the store has\n%v\na recount gives\n%v", where, got, want)
	}
}
