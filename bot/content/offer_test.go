package content_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/flow"
)

// The grades, as the result names them.
const (
	few  = "check_offer.grade.few"
	wait = "check_offer.grade.wait"
	stop = "check_offer.grade.stop"
)

// checked is what somebody answered to the check of an offer, step by step, and what the result is.
// The weights and grades are those of domain.md §4.
var checked = []struct {
	name    string
	answers string // "step=code,code"; all other questions are passed over
	points  float64
	strong  float64
	grade   string
	signs   string // the last parts of their keys
}{
	// Each sign alone.
	{"nothing answered", "kind=job", 0, 0, few, ""},
	{"J1 pay", "kind=job pay=high", 1, 0, few, "pay"},
	{"J2 chat, no interview", "kind=job found=chat interview=no", 1, 0, few, "interview"},
	{"J2 ad", "kind=job found=ad interview=no", 1, 0, few, "interview"},
	{"J2 a friend from a game", "kind=job found=friend_online interview=no", 1, 0, few, "interview"},
	{"J3 flight paid, decide today", "kind=job said=hurry", 1, 0, few, "hurry"},
	{"J4 the place changed", "kind=job route=changed", 2, 1, wait, "route"},
	{"J4 by land through another country", "kind=job route=by_land", 2, 1, wait, "route"},
	{"J4 both count once", "kind=job route=by_land,changed", 2, 1, wait, "route"},
	{"J5 tourist visa", "kind=job said=tourist", 2, 1, wait, "visa"},
	{"J6 a place of the list", "kind=job offered=MM place=mm-myawaddy", 2, 1, wait, "place"},
	{"J7 passport", "kind=job said=passport", 2, 1, wait, "passport"},
	{"J8 company", "kind=job licence=no", 1, 0, few, "company"},
	{"J9 debt", "kind=job said=debt", 2, 1, wait, "debt"},
	{"J10 friends", "kind=job said=friends", 1, 0, few, "friends"},
	{"J11 typing", "kind=job asked=typing", 1, 0, few, "typing"},
	{"J11 languages and service", "kind=job asked=languages,service", 1, 0, few, "typing"},
	{"tell no one: named, without points", "kind=job said=secret", 0, 0, few, "secret"},
	{"V1 wrong number, never met", "kind=investment met=wrong_number face=no", 2, 1, wait, "stranger"},
	{"V1 online, never met", "kind=investment met=online face=no", 2, 1, wait, "stranger"},
	{"V2 moved or secret", "kind=investment happened=moved", 1, 0, few, "moved"},
	{"V3 mentor", "kind=investment happened=sure_profit", 2, 1, wait, "mentor"},
	{"V4 they sent the site", "kind=investment site=sent", 2, 1, wait, "site"},
	{"V4 very new", "kind=investment site=new,store", 2, 1, wait, "site"},
	{"V5 pushed for more", "kind=investment happened=more", 2, 1, wait, "withdrawal"},
	{"V6 a fee, near-certain alone", "kind=investment happened=fee", 2, 1, stop, "fee"},
	{"V7 screen or ID", "kind=investment happened=screen", 1, 0, few, "screen"},
	{"V8 on a list", "kind=investment listed=yes", 2, 1, wait, "listed"},

	// What is no sign.
	{"interview held", "kind=job found=chat interview=yes", 0, 0, few, ""},
	{"an agency, no interview", "kind=job found=agency interview=no", 0, 0, few, ""},
	{"not sure about the interview", "kind=job found=chat interview=unsure", 0, 0, few, ""},
	{"a place that is not on the list", "kind=job offered=MY place='Penang", 0, 0, few, ""},
	{"straight to the place", "kind=job route=direct", 0, 0, few, ""},
	{"typing, and experience too", "kind=job asked=experience,typing", 0, 0, few, ""},
	{"met online, and face to face since", "kind=investment met=online face=yes", 0, 0, few, ""},
	{"on no list proves nothing", "kind=investment listed=no site=store happened=none", 0, 0, few, ""},
	{"not sure about anything", "kind=job route=unsure asked=unsure pay=unsure found=unsure interview=unsure said=unsure licence=unsure", 0, 0, few, ""},

	// The edges of the grades.
	{"one point", "kind=job pay=high", 1, 0, few, "pay"},
	{"two weak signs", "kind=job pay=high said=hurry", 2, 0, wait, "pay hurry"},
	{"three points", "kind=job pay=high said=tourist", 3, 1, wait, "pay visa"},
	{"four weak signs", "kind=job pay=high said=hurry,friends licence=no", 4, 0, stop, "pay hurry company friends"},
	{"two strong signs", "kind=job said=tourist,passport", 4, 2, stop, "visa passport"},
	{"job and investment add up", "kind=unsure said=passport met=online face=no", 4, 2, stop, "passport stranger"},
	{"all signs of a job", "kind=job pay=high found=chat interview=no said=hurry,tourist,passport,debt,friends,secret route=changed place=kh-bavet licence=no asked=typing",
		16, 5, stop, "pay interview hurry route visa place passport company debt friends typing secret"},
	{"all signs of an investment", "kind=investment met=online face=no site=sent listed=yes happened=moved,sure_profit,more,fee,screen",
		14, 6, stop, "stranger moved mentor site withdrawal fee screen listed"},
}

func TestEverySignOfAnOffer(t *testing.T) {
	set := load(t).Flows
	seen := map[string]bool{}
	for _, c := range checked {
		t.Run(c.name, func(t *testing.T) {
			ask, values := check(t, set, c.answers)
			if p, s := values["points"], values["strong"]; p != c.points || s != c.strong {
				t.Errorf("%v points and %v strong signs; want %v and %v", p, s, c.points, c.strong)
			}
			grades, signs := graded(ask.Lines)
			if !slices.Equal(grades, []string{c.grade}) {
				t.Errorf("the result is %v, want %s alone", grades, c.grade)
			}
			if got := strings.Join(signs, " "); got != c.signs {
				t.Errorf("signs %q, want %q", got, c.signs)
			}
			shared, also := graded(ask.Share)
			if !slices.Equal(shared, grades) || !slices.Equal(also, signs) {
				t.Errorf("the message to pass on says %v %v", shared, also)
			}
			for _, s := range signs {
				seen[s] = true
			}
		})
	}
	for _, k := range set.Keys() {
		if name, ok := strings.CutPrefix(k.Key, "check_offer.sign."); ok && !seen[name] {
			t.Errorf("no case shows the sign %s", name)
		}
	}
}

// Nothing that is said about an offer may be read as a promise: "safe" stands nowhere but in the sentence that denies it.
func TestNoResultSaysSafe(t *testing.T) {
	c := load(t)
	w := c.Words.Words("en")
	for _, k := range c.Flows.Keys() {
		text := w.Text(k.Key)
		if strings.HasPrefix(k.Key, "check_offer.") && k.Key != few && strings.Contains(strings.ToLower(text), "safe") {
			t.Errorf("%s: %s", k.Key, text)
		}
	}
	if got := w.Text(few); got != "We see few signs. This does not prove it is safe." {
		t.Errorf("the mildest grade says %q", got)
	}
}

// check answers the questions of the check, and gives the result with the scores.
func check(t *testing.T, set *flow.Set, answers string) (flow.Ask, map[string]any) {
	t.Helper()
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	given := map[string]string{}
	for _, a := range strings.Fields(answers) {
		step, codes, _ := strings.Cut(a, "=")
		given[step] = codes
	}
	st := flow.State{Flow: "check_offer"}
	for range 100 {
		ask := flow.Current(set, st, now)
		if ask.Step == "result" {
			if len(given) > 0 {
				t.Fatalf("nobody asked for %v", given)
			}
			return ask, flow.Values(set, st, now)
		}
		codes, answered := given[ask.Step]
		delete(given, ask.Step)
		ins := []flow.Input{{Kind: flow.Skip}}
		if words, typed := strings.CutPrefix(codes, "'"); typed {
			ins = []flow.Input{{Kind: flow.Type, Text: words}}
		} else if answered {
			ins = nil
			for code := range strings.SplitSeq(codes, ",") {
				ins = append(ins, flow.Input{Kind: flow.Choose, Text: code})
			}
			if ask.Type() == "many" {
				ins = append(ins, flow.Input{Kind: flow.Done})
			}
		}
		for _, in := range ins {
			st, _ = flow.Step(set, st, in, now)
		}
		if flow.Current(set, st, now).Step == ask.Step {
			t.Fatalf("%s does not take %q", ask.Step, codes)
		}
	}
	t.Fatal("the check has no end")
	return flow.Ask{}, nil
}

// graded are the grades among lines, and the signs that are listed.
func graded(lines []flow.Line) (grades, signs []string) {
	for _, l := range lines {
		if strings.HasPrefix(l.Text, "check_offer.grade.") {
			grades = append(grades, l.Text)
		}
		for _, s := range l.Seen {
			signs = append(signs, strings.TrimPrefix(s, "check_offer.sign."))
		}
	}
	return grades, signs
}
