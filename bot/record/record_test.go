package record_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/answer"
	"safeharbour/bot/box"
	"safeharbour/bot/flow"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
	"safeharbour/bot/store/storetest"
)

func update(t *testing.T, db store.Store, fn func(store.Tx) error) {
	t.Helper()
	if err := db.Update(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

// A conversation comes back as it was saved, and a chat that never wrote has an empty one.
func TestConversationRoundTrip(t *testing.T) {
	db := storetest.Open(t)
	at := time.Date(2026, 11, 24, 21, 0, 0, 0, time.UTC)
	var want record.Conversation
	update(t, db, func(tx store.Tx) error {
		c, err := record.OpenConversation(tx, "tg/1")
		if err != nil {
			return err
		}
		if c.Mode != record.New || c.Number == 0 || c.Chat != "tg/1" {
			t.Errorf("a new conversation is %+v", c)
		}
		c.Lang, c.Mode, c.Flow, c.Seen, c.HiddenAt = "ar", record.InFlow, "trapped", at, 7
		c.States = map[string]*flow.State{"trapped": {Flow: "trapped", Answers: []flow.Answered{
			{Step: "country", Value: answer.Value{Type: answer.Country, Codes: []string{"KH"}}}}}}
		c.Cases = map[string]uint64{"trapped": 3, "other": 2}
		c.Held = []record.Held{{Kind: box.Staff, Text: "words", Ref: "echo-1", Case: 3, At: at}}
		c.Early = []record.Entry{{At: at, Who: record.Person, Text: "please", Place: &box.Point{Lat: 1, Lon: 2}}}
		c.Tells = []record.Tell{{Text: "ui.kept"}}
		c.States[`a "third"`] = &flow.State{Flow: `a "third"`, Cursor: "danger_now", Draft: []string{"hurt"}}
		c.States["family"] = &flow.State{Flow: "family", Aside: []flow.Answered{{Step: "who", Value: answer.Value{Type: answer.Text, Text: "<mẹ>"}}}}
		want = *c
		return c.Save(tx)
	})
	update(t, db, func(tx store.Tx) error {
		c, err := record.OpenConversation(tx, "tg/1")
		if err != nil {
			return err
		}
		if !reflect.DeepEqual(*c, want) {
			t.Errorf("got %+v\nwant %+v", *c, want)
		}
		other, err := record.OpenConversation(tx, "tg/11")
		if err == nil && (other.Number == c.Number || other.Lang != "") {
			t.Errorf("another chat has %+v", other)
		}
		return err
	})
}

// Words beside the questions belong to the case of the flow in use, else to the newest.
func TestLastCase(t *testing.T) {
	for _, c := range []struct {
		name  string
		flow  string
		cases map[string]uint64
		want  uint64
		ok    bool
	}{
		{"none", "trapped", nil, 0, false},
		{"the flow's own", "other", map[string]uint64{"trapped": 9, "other": 2}, 2, true},
		{"the newest", "defrauded", map[string]uint64{"trapped": 3, "other": 12}, 12, true},
		{"without a flow", "", map[string]uint64{"trapped": 3}, 3, true},
	} {
		conv := record.Conversation{Flow: c.flow, Cases: c.cases}
		if got, ok := conv.LastCase(); got != c.want || ok != c.ok {
			t.Errorf("%s: %d, %v, want %d, %v", c.name, got, ok, c.want, c.ok)
		}
	}
}

// A case has a code of three words that no other has, and is found by it however it is written.
func TestCaseCodes(t *testing.T) {
	db := storetest.Open(t)
	codes := map[string]uint64{}
	update(t, db, func(tx store.Tx) error {
		clear(codes)
		same := bytes.NewReader(bytes.Repeat([]byte{1}, 64)) // the same code for the first two cases
		random := io.MultiReader(same, rand.NewChaCha8([32]byte{}))
		for range 5 {
			c, err := record.NewCase(tx)
			if err != nil {
				return err
			}
			if err := c.GiveCode(tx, random); err != nil {
				return err
			}
			if _, taken := codes[c.Code]; taken || len(strings.Split(c.Code, "-")) != 3 {
				t.Errorf("case %d has the code %q; given before: %v", c.ID, c.Code, codes)
			}
			codes[c.Code] = c.ID
			if err := c.Save(tx); err != nil {
				return err
			}
		}
		return nil
	})
	update(t, db, func(tx store.Tx) error {
		for code, id := range codes {
			c, err := record.CaseByCode(tx, "  "+strings.ToUpper(code)+"\n")
			if err != nil || c.ID != id || c.Code != code || c.Status != record.Open {
				t.Errorf("code %q leads to %+v, %v, want case %d", code, c, err, id)
			}
		}
		if _, err := record.CaseByCode(tx, "no-such-code"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("an unknown code gives %v, want ErrNotFound", err)
		}
		if _, err := record.OpenCase(tx, 99); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("an unknown case gives %v, want ErrNotFound", err)
		}
		return nil
	})
}

// The log of a case holds only its own entries, in their order, and can be read from any place on.
func TestLogOfACase(t *testing.T) {
	db := storetest.Open(t)
	update(t, db, func(tx store.Tx) error {
		for _, e := range []struct {
			of   uint64
			text string
		}{{1, "a"}, {2, "x"}, {1, "b"}, {1 << 40, "y"}, {1, "c"}} {
			if _, err := record.Append(tx, e.of, record.Entry{Who: record.Person, Text: e.text}); err != nil {
				return err
			}
		}
		return nil
	})
	update(t, db, func(tx store.Tx) error {
		all, err := record.Since(tx, 1, 0)
		if err != nil || len(all) != 3 || all[0].Text+all[1].Text+all[2].Text != "abc" {
			t.Errorf("the log is %+v, %v", all, err)
			return nil
		}
		rest, err := record.Since(tx, 1, all[1].Seq)
		if err != nil || len(rest) != 1 || rest[0].Text != "c" {
			t.Errorf("after %d comes %+v, %v", all[1].Seq, rest, err)
		}
		none, err := record.Since(tx, 3, 0)
		if err != nil || len(none) != 0 {
			t.Errorf("a case without a log has %+v, %v", none, err)
		}
		return nil
	})
}

// The list of open cases says what the cases say, whatever is done to them, and an older store gets one. If it were wrong, the
// operator would not see that people wait.
func TestListOfOpenCases(t *testing.T) {
	db := storetest.Open(t)
	listed := func() (list []record.Listed) {
		t.Helper()
		err := db.View(context.Background(), func(tx store.Tx) error {
			list = nil
			return record.ScanOpen(tx, func(l record.Listed) error { list = append(list, l); return nil })
		})
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	at := time.Date(2026, 11, 24, 21, 0, 0, 0, time.UTC)
	for _, level := range []string{"P0", "P3", "P1"} {
		update(t, db, func(tx store.Tx) error {
			c, err := record.NewCase(tx)
			if err != nil {
				return err
			}
			c.Level, c.Created = level, at
			return c.Save(tx)
		})
	}
	change := func(id uint64, fn func(*record.Case)) {
		update(t, db, func(tx store.Tx) error {
			c, err := record.OpenCase(tx, id)
			if err != nil {
				return err
			}
			fn(c)
			return c.Save(tx)
		})
	}
	change(1, func(c *record.Case) { c.Status, c.ClaimedAt = record.Claimed, at.Add(time.Hour) })
	change(2, func(c *record.Case) { c.Status = record.Closed })
	change(3, func(c *record.Case) { c.Level = "P0" })
	want := []record.Listed{{ID: 1, Level: "P0", Status: record.Claimed, Since: at.Add(time.Hour)}, {ID: 3, Level: "P0", Status: record.Open, Since: at}}
	if got := listed(); !reflect.DeepEqual(got, want) {
		t.Errorf("listed are %+v, want %+v", got, want)
	}
	change(2, func(c *record.Case) { c.Status = record.Open }) // written again
	change(2, func(c *record.Case) { c.Status = record.Closed })
	update(t, db, func(tx store.Tx) error { // as a store that has none
		return errors.Join(tx.Delete(store.Desk, append([]byte("open/"), store.Key(1)...)), tx.Delete(store.Desk, append([]byte("open/"), store.Key(3)...)))
	})
	for range 2 { // the second time there is nothing to do
		for more := true; more; {
			update(t, db, func(tx store.Tx) (err error) { more, err = record.MakeList(tx); return err })
		}
		if got := listed(); !reflect.DeepEqual(got, want) {
			t.Errorf("made anew, listed are %+v, want %+v", got, want)
		}
	}
}

// Making the list goes on where it stopped.
func TestListOfManyCases(t *testing.T) {
	db := storetest.Open(t)
	const cases = 1201
	update(t, db, func(tx store.Tx) error {
		for id := range uint64(cases) {
			if err := tx.Put(store.Cases, store.Key(id+1), []byte(`{"status":"open","level":"P2"}`)); err != nil {
				return err
			}
		}
		return nil
	})
	commits, n := 0, 0
	for more := true; more; commits++ {
		update(t, db, func(tx store.Tx) (err error) { more, err = record.MakeList(tx); return err })
	}
	err := db.View(context.Background(), func(tx store.Tx) error {
		n = 0
		return record.ScanOpen(tx, func(record.Listed) error { n++; return nil })
	})
	if err != nil || n != cases || commits < 3 {
		t.Errorf("%d listed in %d commits, %v", n, commits, err)
	}
}
