package flow_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"safeharbour/bot/flow"
)

func TestScores(t *testing.T) {
	for _, c := range []struct{ name, say, values, lines, share string }{
		{"nothing is seen", "- - none + yes", "points=0 strong=0", "offer.few[]", "offer.about[]"},
		{"one weak sign", "- - a + yes", "points=1 strong=0", "offer.few[offer.sign.a]", "offer.about[]"},
		{"a sign without points is listed", "- - n + yes", "points=0 strong=0", "offer.few[offer.sign.named]", "offer.about[]"},
		{"a sign without words is counted", "- - none + unsure", "points=1 strong=0", "offer.few[]", "offer.about[]"},
		{"a known place", "MM mm-myawaddy none + yes yes", "points=2 strong=1", "offer.few[offer.sign.c]", "offer.about[offer.sign.c]"},
		{"a place in words", "MM 'somewhere none + yes", "points=0 strong=0", "offer.few[]", "offer.about[]"},
		{"all together", "MM mm-myawaddy a b n + unsure no", "points=6 strong=2", "offer.stop[]", "offer.stop[] offer.about[offer.sign.b offer.sign.c]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := start(t, offer(t), "offer")
			k.say(strings.Fields(c.say)...)
			k.at("result")
			k.equal("values", scores(k), c.values)
			k.equal("lines", lines(k.ask().Lines), c.lines)
			k.equal("share", lines(k.ask().Share), c.share)
		})
	}
}

// What is ticked counts before it is sent: staff see the level of a case at once.
func TestTicksCountInScores(t *testing.T) {
	k := start(t, offer(t), "offer")
	k.say("-", "-", "b")
	k.equal("before Done", scores(k), "points=3 strong=1") // sure has no answer yet
	k.say("b")
	k.equal("taken away", scores(k), "points=1 strong=0")
}

// A score follows the answers: who takes one back is not asked what followed from it.
func TestAScoreFollowsTheAnswers(t *testing.T) {
	k := start(t, offer(t), "offer")
	k.say("MM", "mm-myawaddy", "b", "+", "yes")
	k.at("agree")
	k.equal("agree", k.say("yes"), "changed agree; consent true; handoff")
	k.say("?place", "-", "?seen", "b", "none", "+")
	k.at("result")
	k.equal("answers", k.answers(), "country=MM place=- seen=none sure=yes")
}

func TestScoreFaults(t *testing.T) {
	const steps = "steps:\n  - {id: b, answer: yesno}\n  - {id: w, answer: text}\n"
	for _, c := range []struct{ name, text, want string }{
		{"unknown score", "flow: f\nscores: [points]\nflags:\n  - {flag: a, when: 'b == \"yes\"', add: {points: 1, strong: 1}}\n" + steps,
			`f.yaml:4:60: add: unknown score "strong"; use one of: points`},
		{"points that are no number", "flow: f\nscores: [points]\nflags:\n  - {flag: a, when: 'b == \"yes\"', add: {points: two}}\n" + steps,
			`f.yaml:4:49: add: "two" is not a whole number between 0 and 100`},
		{"negative points", "flow: f\nscores: [points]\nflags:\n  - {flag: a, when: 'b == \"yes\"', add: {points: -1}}\n" + steps,
			`f.yaml:4:49: add: "-1" is not a whole number between 0 and 100`},
		{"no flag adds", "flow: f\nscores: [points, strong]\nflags:\n  - {flag: a, when: 'b == \"yes\"', add: {points: 1}}\n" + steps,
			`f.yaml:2:18: no flag adds to the score "strong"; add it to a flag, or remove it`},
		{"adds nothing", "flow: f\nflags:\n  - {flag: a, when: 'b == \"yes\"', add: {}}\n" + steps,
			`f.yaml:3:5: the flag "a" adds to no score; write add: {<score>: 1}`},
		{"flag twice", "flow: f\nscores: [p]\nflags:\n  - {flag: a, when: 'b == \"yes\"', add: {p: 1}}\n  - {flag: a, when: 'b == \"no\"', add: {p: 1}}\n" + steps,
			`f.yaml:5:12: the flag "a" stands twice; give it another name`},
		{"score that is a step", "flow: f\nscores: [b]\nflags:\n  - {flag: a, when: 'b == \"yes\"', add: {b: 1}}\n" + steps,
			`f.yaml:2:10: the id "b" is used in line 6 already; give it another id`},
		{"flag over a score", "flow: f\nscores: [p]\nflags:\n  - {flag: a, when: 'p >= 1', add: {p: 1}}\n" + steps,
			`f.yaml:4:22: when: "p" is a score, and a flag cannot depend on a score; name steps only`},
		{"flag over words", "flow: f\nscores: [p]\nflags:\n  - {flag: a, when: 'w == \"x\"', add: {p: 1}}\n" + steps,
			`f.yaml:4:22: when: "w" is a text step, which conditions cannot read; name a step with one, many, yesno, country, place, date or money`},
		{"unknown choice in a flag", "flow: f\nscores: [p]\nflags:\n  - {flag: a, when: 'b == \"ye\"', add: {p: 1}}\n" + steps,
			`f.yaml:4:27: when: "ye" is not a choice of b; did you mean "yes"?`},
		{"score compared with a code", "flow: f\nscores: [p]\nflags:\n  - {flag: a, when: 'b == \"yes\"', add: {p: 1}}\n" + steps + "  - {id: c, answer: yesno, when: 'p == \"x\"'}\n",
			`f.yaml:8:37: when: a number cannot be compared with one code`},
		{"signs of an unknown score", "flow: f\nscores: [p]\nflags:\n  - {flag: a, when: 'b == \"yes\"', add: {p: 1}}\n" + steps + "  - {id: c, answer: read, lines: [{text: x, flags: q}]}\n",
			`f.yaml:8:52: flags: unknown score "q"; did you mean "p"?`},
		{"signs in show", "flow: f\nscores: [p]\nflags:\n  - {flag: a, when: 'b == \"yes\"', add: {p: 1}}\n" + steps + "  - {id: c, answer: yesno, show: [{text: x, flags: p}]}\n",
			`f.yaml:8:52: flags goes with lines and share only, not with show; list the flags in lines of the next step`},
		{"a case's code in share", "flow: f\nsteps:\n  - {id: c, answer: read, share: [{text: x, with: code}]}\n",
			`f.yaml:3:51: share: a message to pass on must not hold anything of a case; remove with`},
		{"share in a discreet flow", "flow: f\ndiscreet: true\nsteps:\n  - {id: c, answer: read, share: [{text: x}]}\n",
			`f.yaml:4:35: share: a discreet flow has one screen and leaves no message beside it; remove share, or discreet: true`},
		{"keep", "flow: f\nkeep: never\nsteps:\n  - {id: c, answer: yesno}\n", `f.yaml:2:7: keep: found the text "never"; write true or false`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, faults := flow.Parse(map[string][]byte{"f.yaml": []byte(c.text)})
			if got := faults.Error(); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// Every sign of the flow is seen and not seen, and every text said, by answers that the check finds by itself.
func TestCheckWalksScores(t *testing.T) {
	set := offer(t)
	if err := flow.Check(set).Err(); err != nil {
		t.Error(err)
	}
	var keys []string
	for _, k := range set.Keys() {
		keys = append(keys, k.Key)
	}
	for _, want := range []string{"offer.sign.a", "offer.sign.named", "offer.about"} {
		if !slices.Contains(keys, want) {
			t.Errorf("%s is not among the keys that need words", want)
		}
	}
	if f, _ := set.Flow("offer"); f.Keep {
		t.Error("the flow keeps its answers")
	}
}

func TestCheckFindsASignThatIsNeverSeen(t *testing.T) {
	const text = "flow: f\nscores: [p]\nflags:\n  - {flag: a, when: 'b == \"yes\" and b == \"no\"', add: {p: 1}}\nsteps:\n  - {id: b, answer: yesno}\n"
	const want = `f.yaml:4:12: the flag "a" is never seen: its condition never holds; check its when`
	if got := flow.Check(parse(t, map[string][]byte{"f.yaml": []byte(text)})).Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// offer is a small flow that counts signs.
func offer(t *testing.T) *flow.Set {
	t.Helper()
	data, err := os.ReadFile("testdata/scores/offer.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, map[string][]byte{"offer.yaml": data})
}

func scores(k *talk) string {
	v := flow.Values(k.set, k.st, today())
	return strings.TrimSpace(strings.Join([]string{"points=" + encode(k.t, v["points"]), "strong=" + encode(k.t, v["strong"])}, " "))
}

func lines(list []flow.Line) string {
	var out []string
	for _, l := range list {
		out = append(out, l.Text+"["+strings.Join(l.Seen, " ")+"]")
	}
	return strings.Join(out, " ")
}
