package trend_test

import (
	"regexp"
	"slices"
	"testing"

	"safeharbour/bot/box"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
	"safeharbour/bot/trend"
)

// groups are the groups that the stored cases say they are in.
func (w *world) groups(cases ...*record.Case) (ids []string) {
	w.t.Helper()
	w.do(func(tx store.Tx) error {
		for _, c := range cases {
			k, err := record.OpenCase(tx, c.ID)
			if err != nil {
				return err
			}
			ids = append(ids, k.Group)
		}
		return nil
	})
	return ids
}

// tell writes what came of a change, as the desk does.
func (w *world) tell(c *record.Case, ch trend.Change) {
	w.t.Helper()
	w.do(func(tx store.Tx) error {
		for _, other := range ch.Grouped {
			if err := other.Save(tx); err != nil {
				return err
			}
		}
		return c.Save(tx)
	})
}

// about makes a case of somebody else.
func (w *world) about(flow string, facts ...string) *record.Case {
	w.t.Helper()
	c := w.make(flow)
	w.tell(c, w.set(c, facts...))
	return c
}

// one tells whether all cases are in one group, and none is in no group.
func one(ids []string) bool { return ids[0] != "" && len(slices.Compact(slices.Clone(ids))) == 1 }

// Five people who named one place are a group, four are not; everybody's case says so then, and so does a sixth.
func TestFiveCasesOfAPlaceAreAGroup(t *testing.T) {
	w := newWorld(t)
	var all []*record.Case
	for _, flow := range []string{"trapped", "family", "escaped_or_detained", "trapped"} {
		all = append(all, w.about(flow, "place", "kh-bavet"))
	}
	elsewhere := w.about("trapped", "place", "kh-poipet")
	w.about("trapped", "country", "KH")
	w.about("check_offer", "offered", "KH")
	if ids := w.groups(all...); ids[0] != "" || one(ids) {
		t.Errorf("four are groups %q", ids)
	}
	all = append(all, w.about("trapped", "place", "kh-bavet"), w.about("trapped", "place", "kh-bavet"))
	ids := w.groups(all...)
	if !one(ids) {
		t.Errorf("the groups are %q", ids)
	}
	if !regexp.MustCompile(`^G-[2-9B-DF-HJ-NP-TV-XZ]{5}$`).MatchString(ids[0]) {
		t.Errorf("the id is %q", ids[0])
	}
	if ids := w.groups(elsewhere); ids[0] != "" {
		t.Error("another place is in a group")
	}
}

// One person who says that five or more need help with them makes a group, wherever others named the place before.
func TestOneWhoSaysFiveMakesAGroup(t *testing.T) {
	w := newWorld(t)
	first := w.about("family", "place", "kh-bavet")
	few := w.about("trapped", "place", "kh-bavet", "people", "few")
	w.about("trapped", "place", "kh-bavet", "people", "few") // they may mean each other: numbers are never added up
	if ids := w.groups(first, few); ids[0] != "" {
		t.Error("a few and a few make five")
	}
	many := w.about("trapped", "place", "kh-bavet", "people", "five")
	if ids := w.groups(first, few, many); !one(ids) {
		t.Errorf("the groups are %q", ids)
	}
	w.tell(many, w.set(many, "place", "kh-bavet", "people", "me")) // they changed their answer
	if ids := w.groups(first, few, many); ids[0] != "" || one(ids) {
		t.Errorf("after the answer changed, the groups are %q", ids)
	}
	nowhere := w.about("trapped", "country", "KH", "people", "more")
	if ids := w.groups(nowhere); ids[0] != "" {
		t.Error("there is a group without a place")
	}
}

// The answers that make a group by themselves are those of a question that we ask.
func TestTheQuestionForANumberIsAsked(t *testing.T) {
	c, err := own()
	if err != nil {
		t.Fatal(err)
	}
	def, ok := c.Flows.Step("trapped", "people")
	if !ok || def.Fact != "people" {
		t.Fatal("trapped has no step with the fact people")
	}
	for _, code := range []string{"five", "more"} {
		if !slices.Contains(def.Choices, code) {
			t.Errorf("the step has no choice %s", code)
		}
	}
}

// Only a full yes counts, each person counts once, and what is typed in own words not at all.
func TestWhoIsInNoGroup(t *testing.T) {
	for name, change := range map[string]func(c *record.Case){
		"a help signal":           func(c *record.Case) { c.Consent.Signal = true },
		"taken back":              func(c *record.Case) { c.Consent.Withdrawn = true },
		"the same person":         func(c *record.Case) { c.Chat = "c/1" },
		"another desk":            func(c *record.Case) { c.Desk = "other" },
		"a place in words":        func(c *record.Case) { c.Answers[0].Value.Codes = nil; c.Answers[0].Value.Text = "Bavet" },
		"a place of another fact": func(c *record.Case) { c.Answers[0].Fact = "" },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			var all []*record.Case
			for range 4 {
				all = append(all, w.about("trapped", "place", "kh-bavet"))
			}
			fifth := w.make("trapped")
			w.set(fifth, "country", "KH")
			fifth.Answers = []record.Item{all[0].Answers[0]}
			change(fifth)
			w.tell(fifth, w.update(fifth))
			if ids := w.groups(append(all, fifth)...); ids[0] != "" || ids[4] != "" {
				t.Errorf("the groups are %q", ids)
			}
		})
	}
}

// A case leaves its group when its consent is taken back, its place changes or it is deleted. The others are a group no more when
// they are too few, and the same group again when somebody comes.
func TestLeavingAGroup(t *testing.T) {
	for name, leave := range map[string]func(w *world, c *record.Case) []*record.Case{
		"taken back": func(w *world, c *record.Case) []*record.Case {
			c.Consent.Withdrawn = true
			ch := w.update(c)
			w.tell(c, ch)
			return ch.Grouped
		},
		"another place": func(w *world, c *record.Case) []*record.Case {
			ch := w.set(c, "place", "kh-poipet")
			w.tell(c, ch)
			return ch.Grouped
		},
		"deleted": func(w *world, c *record.Case) (grouped []*record.Case) {
			c.Empty()
			w.do(func(tx store.Tx) (err error) {
				grouped, err = trend.Forget(tx, w.rules, c)
				c.Group = ""
				return err
			})
			w.tell(c, trend.Change{Grouped: grouped})
			return grouped
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			var all []*record.Case
			for range 6 {
				all = append(all, w.about("trapped", "place", "kh-bavet"))
			}
			before := w.groups(all...)
			if told := leave(w, all[5]); len(told) != 0 {
				t.Errorf("five are left, and %d are told that they are no group", len(told))
			}
			if ids := w.groups(all...); !one(ids[:5]) || ids[5] != "" {
				t.Errorf("of six, the groups are %q", ids)
			}
			fifth := w.load(all[4])
			if told := leave(w, fifth); len(told) != 4 {
				t.Errorf("%d others are told, want 4", len(told))
			}
			if ids := w.groups(all...); ids[0] != "" || ids[4] != "" {
				t.Errorf("of five, the groups are %q", ids)
			}
			w.about("family", "place", "kh-bavet")
			if ids := w.groups(all[:4]...); !one(ids) || ids[0] != before[0] {
				t.Errorf("again five, the groups are %q, before %q", ids, before[0])
			}
		})
	}
}

func (w *world) load(c *record.Case) (k *record.Case) {
	w.t.Helper()
	w.do(func(tx store.Tx) (err error) {
		k, err = record.OpenCase(tx, c.ID)
		return err
	})
	return k
}

// Whose consent was taken back just now does not count, even before the desk has heard of it.
func TestAWithdrawnCaseMakesNoGroup(t *testing.T) {
	w := newWorld(t)
	var all []*record.Case
	for range 4 {
		all = append(all, w.about("trapped", "place", "kh-bavet"))
	}
	all[0].Consent.Withdrawn = true
	w.do(func(tx store.Tx) error { return all[0].Save(tx) })
	all = append(all, w.about("trapped", "place", "kh-bavet"))
	if ids := w.groups(all...); one(ids) || ids[4] != "" {
		t.Errorf("the groups are %q", ids)
	}
}

// Nothing that leads to a chat or a place lies readable in the keys, and a group without cases is no record.
func TestAnEmptyGroupIsGone(t *testing.T) {
	w := newWorld(t)
	c := w.make("trapped")
	c.Chat = box.Chat("tg/4711")
	w.tell(c, w.set(c, "place", "kh-bavet", "people", "five"))
	c.Consent.Withdrawn = true
	w.tell(c, w.update(c))
	w.do(func(tx store.Tx) error {
		return tx.Scan(store.Trends, nil, nil, func(k, v []byte) error {
			t.Errorf("left is %q", k[:1])
			return nil
		})
	})
}
