package triage_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"safeharbour/bot/cond"
	"safeharbour/bot/triage"
)

// steps are the answers that rules read, with their choices. It stands for the flows, which this package does not know.
func steps(flow string) map[string][]string {
	consent, yesno := []string{"yes", "yes_no_name", "no"}, []string{"yes", "no", "unsure"}
	switch flow {
	case "trapped":
		return map[string][]string{
			"safe_now":   {"yes", "minute", "no", "signal"},
			"consent":    consent,
			"danger_now": {"many", "hurt", "killed", "sold", "doctor", "child", "self_harm", "unsure", "none"},
			"country":    {}, "place": {}, "nationality": {},
			"phone":    {"only_me", "sometimes", "daily", "not_mine"},
			"contact":  {"never", "chosen", "any"},
			"people":   {"me", "few", "five", "more", "unknown"},
			"health":   {"many", "badly_hurt", "ill", "pregnant", "disability", "none"},
			"under18":  {"yes", "no", "rather_not"},
			"price":    {"no", "yes"},
			"deadline": {"number"}, "price_amount": {"number"},
			"sign_leave": yesno, "sign_guards": yesno, "sign_hurt": yesno, "sign_saw_hurt": yesno, "sign_threat": yesno,
			"sign_sell": yesno, "sign_papers": yesno, "sign_debt": yesno,
			"first_need": {"get_out", "doctor", "embassy", "family", "stay_hidden", "unsure"},
		}
	case "defrauded":
		return map[string][]string{
			"last_payment": {"today", "days", "month", "longer", "still_asked"},
			"method":       {"many", "bank", "card", "exchange", "own_wallet", "e_wallet", "cash", "gift_card"},
			"bank_country": {}, "consent": consent, "total": {"number"},
			"suicide":   {"now", "sometimes", "no", "rather_not"},
			"age_group": {"under18", "adult18_29", "adult30_59", "adult60", "rather_not"},
		}
	case "family":
		return map[string][]string{
			"relation":   {"child", "partner", "sibling", "parent", "relative", "friend"},
			"last_heard": {"today", "week", "month", "longer"},
			"know":       {"many", "asked_help", "hurt", "price", "sold", "silent", "detained", "stuck"},
			"under18":    {"yes", "no", "unsure"},
			"consent":    consent, "country": {"MM", "KH", "LA", "AE"}, "place": {}, "nationality": {},
			"money_asked": {"yes", "no", "unsure"}, "deadline": {"number"},
			"health":     {"many", "badly_hurt", "ill", "pregnant", "disability", "unsure", "none"},
			"holding_up": {"ok", "hard", "cant"},
		}
	case "escaped_or_detained":
		return map[string][]string{
			"where_now":  {"street", "hotel", "shelter", "embassy", "police", "immigration", "camp", "border", "home"},
			"danger":     {"yes", "no", "unsure"},
			"consent":    consent,
			"questioned": {"today", "days", "later", "no", "unsure"},
			"country":    {}, "place": {}, "nationality": {},
			"needs":      {"many", "doctor", "food", "bed", "clothes", "passport", "lawyer", "interpreter", "phone_call", "protection"},
			"under18":    {"yes", "no", "rather_not"},
			"pregnant":   {"yes", "no", "unsure"},
			"afraid":     {"yes", "no", "unsure"},
			"lawyer":     {"yes", "no", "unsure"},
			"sign_hurt":  {"yes", "no", "unsure"},
			"sign_leave": {"yes", "no", "unsure"},
		}
	case "check_offer":
		return map[string][]string{
			"travel": {"on_the_way", "two_days", "two_weeks", "later", "none", "unsure"},
			"strong": {"number"}, "points": {"number"}, "consent": consent,
		}
	case "other":
		return map[string][]string{"consent": consent, "country": {}}
	}
	return nil
}

func vars(flow string) (cond.Vars, bool) {
	v := cond.Vars{"today": cond.Number}
	for name, choices := range steps(flow) {
		switch {
		case slices.Contains(choices, "number"):
			v[name] = cond.Number
		case slices.Contains(choices, "many"):
			v[name] = cond.Codes
		default:
			v[name] = cond.Code
		}
	}
	return v, len(v) > 1
}

// shipped are the rules in flows/.
func shipped(t *testing.T) *triage.Rules {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "flows", "triage.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	r, faults := triage.Parse("triage.yaml", data, vars)
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	return r
}

type values = map[string]any

func many(codes ...string) []string { return codes }

// today is the day on which all cases are judged: days since 1970.
const today = 20780.0

// cases: what a person answered, and what staff must see. want is "LEVEL rule rule …", with "+" behind a raised level.
var cases = []struct {
	name   string
	flow   string
	values values
	help   bool
	want   string
	money  string
}{
	// Every rule by itself.
	{"being hurt", "trapped", values{"danger_now": many("hurt")}, false, "P0 danger_now:hurt held:cannot_leave", ""},
	{"may be killed", "trapped", values{"danger_now": many("killed")}, false, "P0 danger_now:killed held:cannot_leave", ""},
	{"may be sold", "trapped", values{"danger_now": many("sold")}, false, "P0 danger_now:sold held:cannot_leave", ""},
	{"needs a doctor", "trapped", values{"danger_now": many("doctor")}, false, "P0 danger_now:doctor held:cannot_leave", ""},
	{"a child is there", "trapped", values{"danger_now": many("child")}, false, "P0 danger_now:child held:cannot_leave", ""},
	{"may hurt themselves", "trapped", values{"danger_now": many("self_harm")}, false, "P0 danger_now:self_harm held:cannot_leave", ""},
	{"badly hurt", "trapped", values{"health": many("badly_hurt")}, false, "P0 health:badly_hurt", ""},
	{"pregnant", "trapped", values{"health": many("pregnant")}, false, "P0 health:pregnant", ""},
	{"under 18", "trapped", values{"under18": "yes"}, false, "P0 under18:yes", ""},
	{"would rather not say their age: a child until known", "trapped", values{"under18": "rather_not"}, false, "P0 under18:rather_not", ""},
	{"to be sold today", "trapped", values{"deadline": today}, false, "P0 deadline:72h", ""},
	{"to be sold in three days", "trapped", values{"deadline": today + 3}, false, "P0 deadline:72h", ""},
	{"the day has passed", "trapped", values{"deadline": today - 2}, false, "P0 deadline:72h", ""},
	{"signal only", "trapped", values{"safe_now": "signal"}, false, "P1 safe_now:signal", ""},
	{"not sure about danger", "trapped", values{"danger_now": many("unsure")}, false, "P1 danger_now:unsure held:cannot_leave", ""},
	{"ill, without medicine", "trapped", values{"health": many("ill")}, false, "P1 health:ill", ""},
	{"five people", "trapped", values{"people": "five"}, false, "P1 people:five", ""},
	{"five who wrote about one place", "family", values{"know": many("silent"), "place_five": 1}, false, "P1 place:five missing:any", ""},
	{"five in one place, got out", "escaped_or_detained", values{"where_now": "shelter", "place_five": 1}, false, "P1 place:five out:any", ""},
	{"five in one place, and named again", "family", values{"know": many("silent"), "place_five": 1, "place_again": 1}, false,
		"P0+ place:five missing:any place:again", ""},
	{"more than twenty", "trapped", values{"people": "more"}, false, "P1 people:five", ""},
	{"another's phone, one minute", "trapped", values{"phone": "not_mine", "safe_now": "minute"}, false, "P1 phone:not_mine", ""},
	{"cannot leave", "trapped", values{"sign_leave": "no"}, false, "P1 sign_leave:no", ""},
	{"can leave", "trapped", values{"sign_leave": "yes"}, false, "P3", ""},
	{"not sure whether they can leave", "trapped", values{"sign_leave": "unsure"}, false, "P3", ""},
	{"guards", "trapped", values{"sign_guards": "yes"}, false, "P1 sign_guards:yes", ""},
	{"was hurt", "trapped", values{"sign_hurt": "yes"}, false, "P1 sign_hurt:yes", ""},
	{"was not hurt", "trapped", values{"sign_hurt": "no"}, false, "P3", ""},
	{"saw others hurt", "trapped", values{"sign_saw_hurt": "yes"}, false, "P1 sign_saw_hurt:yes", ""},
	{"threats", "trapped", values{"sign_threat": "yes"}, false, "P1 sign_threat:yes", ""},
	{"told of a sale", "trapped", values{"sign_sell": "yes"}, false, "P1 sign_sell:yes", ""},
	{"papers kept", "trapped", values{"sign_papers": "yes"}, false, "P1 sign_papers:yes", ""},
	{"debt alone is a sign and no rule", "trapped", values{"sign_debt": "yes"}, false, "P3", ""},
	{"consent, and silence", "trapped", values{"consent": "yes"}, false, "P1 held:cannot_leave", ""},
	{"consent without a name", "trapped", values{"consent": "yes_no_name"}, false, "P1 held:cannot_leave", ""},
	{"only the country is known", "trapped", values{"country": "MM"}, false, "P1 held:cannot_leave", ""},
	{"help signal, nothing else", "trapped", nil, true, "P1 sos", ""},
	{"help signal in another flow", "defrauded", nil, true, "P1 sos", ""},
	{"help signal in a flow without rules", "other", nil, true, "P1 sos", ""},
	{"suicide, now", "defrauded", values{"suicide": "now"}, false, "P0 suicide:now", ""},
	{"suicide, sometimes", "defrauded", values{"suicide": "sometimes"}, false, "P1 suicide:sometimes", ""},
	{"still asked to pay", "defrauded", values{"last_payment": "still_asked"}, false, "P1 last_payment:still_asked", "M0"},
	{"paid today", "defrauded", values{"last_payment": "today"}, false, "P1 last_payment:today", "M0"},
	{"paid within three days", "defrauded", values{"last_payment": "days"}, false, "P1 last_payment:days", "M1"},
	{"paid within a month", "defrauded", values{"last_payment": "month"}, false, "P2 last_payment:month", "M2"},
	{"paid longer ago", "defrauded", values{"last_payment": "longer"}, false, "P2 last_payment:longer", "M3"},

	{"someone hurts the relative", "family", values{"know": many("hurt")}, false, "P0 know:hurt missing:any", ""},
	{"the relative may be sold or moved", "family", values{"know": many("sold")}, false, "P0 know:sold missing:any", ""},
	{"the relative is under 18", "family", values{"under18": "yes"}, false, "P0 under18:yes", ""},
	{"the relative may be under 18: a child until known", "family", values{"under18": "unsure"}, false, "P0 under18:unsure", ""},
	{"money by today", "family", values{"deadline": today}, false, "P0 deadline:72h", ""},
	{"money within three days", "family", values{"money_asked": "yes", "deadline": today + 3}, false, "P0 deadline:72h money_asked:yes", ""},
	{"the relative is badly hurt", "family", values{"health": many("badly_hurt")}, false, "P0 health:badly_hurt", ""},
	{"pregnant and held", "family", values{"health": many("pregnant"), "know": many("price")}, false, "P0 health:pregnant_held know:price missing:any", ""},
	{"the relative asked for help", "family", values{"know": many("asked_help")}, false, "P1 know:asked_help missing:any", ""},
	{"a price for the relative", "family", values{"know": many("price")}, false, "P1 know:price missing:any", ""},
	{"police hold the relative", "family", values{"know": many("detained")}, false, "P1 know:detained missing:any", ""},
	{"money asked, no day", "family", values{"money_asked": "yes"}, false, "P1 money_asked:yes", ""},
	{"the relative is ill", "family", values{"health": many("ill")}, false, "P1 health:ill", ""},
	{"silent for a week in Myanmar", "family", values{"know": many("silent"), "last_heard": "week", "country": "MM"}, false, "P1 silent:week missing:any", ""},
	{"silent for a week at a listed place", "family", values{"know": many("silent"), "last_heard": "week", "country": "AE", "place": "ae-dubai"}, false,
		"P1 silent:week missing:any", ""},
	{"silent since today in Laos", "family", values{"know": many("silent"), "last_heard": "today", "country": "LA"}, false, "P1 silent:week missing:any", ""},
	{"the writer cannot go on", "family", values{"holding_up": "cant"}, false, "P1 holding_up:cant", ""},
	{"somebody is looked for", "family", values{"relation": "friend"}, false, "P2 missing:any", ""},
	{"out, but stuck", "family", values{"know": many("stuck")}, false, "P2 missing:any", ""},
	{"silent for longer, no sign of harm", "family", values{"know": many("silent"), "last_heard": "longer", "country": "MM"}, false, "P2 missing:any", ""},
	{"a family agreed, and silence", "family", values{"consent": "yes_no_name"}, false, "P2 missing:any", ""},
	{"in danger now", "escaped_or_detained", values{"danger": "yes"}, false, "P0 danger:yes", ""},
	{"questioned today", "escaped_or_detained", values{"questioned": "today"}, false, "P0 questioned:today", ""},
	{"questioned in three days", "escaped_or_detained", values{"questioned": "days"}, false, "P0 questioned:days", ""},
	{"a child with the police", "escaped_or_detained", values{"where_now": "police", "under18": "yes"}, false,
		"P0 under18:in_the_open_or_held where_now:held under18:yes out:any", ""},
	{"no age, in the street: a child until known", "escaped_or_detained", values{"where_now": "street", "under18": "rather_not"}, false,
		"P0 under18:in_the_open_or_held where_now:street under18:yes out:any", ""},
	{"pregnant in a camp", "escaped_or_detained", values{"where_now": "camp", "pregnant": "yes"}, false,
		"P0 pregnant:in_the_open_or_held where_now:held out:any", ""},
	{"pregnant in immigration detention", "escaped_or_detained", values{"where_now": "immigration", "pregnant": "yes"}, false,
		"P0 pregnant:in_the_open_or_held where_now:held out:any", ""},
	{"not sure about danger, out", "escaped_or_detained", values{"danger": "unsure"}, false, "P1 danger:unsure", ""},
	{"not sure about being questioned", "escaped_or_detained", values{"questioned": "unsure"}, false, "P1 questioned:unsure", ""},
	{"in the street", "escaped_or_detained", values{"where_now": "street"}, false, "P1 where_now:street out:any", ""},
	{"at a border", "escaped_or_detained", values{"where_now": "border"}, false, "P1 where_now:held out:any", ""},
	{"detained without a lawyer", "escaped_or_detained", values{"where_now": "immigration", "lawyer": "no"}, false,
		"P1 where_now:held lawyer:none_while_held out:any", ""},
	{"detained, a lawyer is there", "escaped_or_detained", values{"where_now": "police", "lawyer": "yes"}, false, "P1 where_now:held out:any", ""},
	{"afraid to go back", "escaped_or_detained", values{"afraid": "yes"}, false, "P1 afraid:yes", ""},
	{"not sure about going back", "escaped_or_detained", values{"afraid": "unsure"}, false, "P1 afraid:unsure", ""},
	{"hurt, at any time", "escaped_or_detained", values{"sign_hurt": "yes"}, false, "P1 sign_hurt:yes", ""},
	{"a child in a shelter", "escaped_or_detained", values{"where_now": "shelter", "under18": "yes"}, false, "P1 under18:yes out:any", ""},
	{"out, in a safe bed", "escaped_or_detained", values{"where_now": "hotel", "danger": "no", "questioned": "no", "lawyer": "no"}, false, "P2 out:any", ""},
	{"pregnant in a shelter", "escaped_or_detained", values{"where_now": "shelter", "pregnant": "yes"}, false, "P2 out:any", ""},
	{"on the way to an offer with two strong signs", "check_offer", values{"travel": "on_the_way", "strong": 2.0}, false, "P1 travel:soon", ""},
	{"within two days, many strong signs", "check_offer", values{"travel": "two_days", "strong": 5.0}, false, "P1 travel:soon", ""},

	// The highest wins, and all are named.
	{"several dangers", "trapped", values{"danger_now": many("sold", "hurt"), "health": many("ill"), "country": "KH"}, false,
		"P0 danger_now:hurt danger_now:sold health:ill held:cannot_leave", ""},
	{"help signal and danger", "trapped", values{"danger_now": many("hurt")}, true, "P0 danger_now:hurt sos held:cannot_leave", ""},
	{"money never outranks life", "defrauded", values{"last_payment": "longer", "suicide": "now"}, false, "P0 suicide:now last_payment:longer", "M3"},

	// Raised, once.
	{"a few, one ill", "trapped", values{"people": "few", "health": many("ill")}, false, "P0+ health:ill people:few_with_child_or_sick", ""},
	{"the relative lives with a disability", "family", values{"know": many("silent"), "health": many("disability")}, false,
		"P1+ missing:any health:disability", ""},
	{"detained, needs a doctor", "escaped_or_detained", values{"where_now": "police", "needs": many("doctor", "food")}, false,
		"P0+ where_now:held out:any needs:doctor", ""},
	{"in a shelter, needs a doctor", "escaped_or_detained", values{"where_now": "shelter", "needs": many("doctor")}, false,
		"P1+ out:any needs:doctor", ""},
	{"disability", "trapped", values{"consent": "yes", "health": many("disability")}, false, "P0+ held:cannot_leave health:disability", ""},
	{"disability, nothing else known", "trapped", values{"health": many("disability")}, false, "P2+ health:disability", ""},
	{"two reasons raise once", "trapped", values{"people": "few", "health": many("ill", "disability")}, false,
		"P0+ health:ill people:few_with_child_or_sick health:disability", ""},
	{"a second case about the place in a day", "family", values{"know": many("silent"), "place_again": 1}, false, "P1+ missing:any place:again", ""},
	{"the place was raided", "trapped", values{"consent": "yes", "place_raided": 1}, false, "P0+ held:cannot_leave place:raided", ""},
	{"no embassy there", "trapped", values{"consent": "yes", "no_embassy": 1}, false, "P0+ held:cannot_leave embassy:none", ""},
	{"raided, and named again", "trapped", values{"consent": "yes", "place_raided": 1, "place_again": 1}, false,
		"P0+ held:cannot_leave place:again place:raided", ""},
	{"nothing is above P0", "trapped", values{"people": "few", "under18": "yes"}, false, "P0 under18:yes people:few_with_child_or_sick", ""},

	// No sign lowers nothing, and gives nothing.
	{"nothing asked yet", "trapped", nil, false, "P3", ""},
	{"no danger, but they cannot leave", "trapped", values{"danger_now": many("none"), "health": many("none"), "under18": "no", "people": "me"}, false,
		"P1 held:cannot_leave", ""},
	{"a day far off", "trapped", values{"deadline": today + 4}, false, "P3", ""},
	{"own phone, one minute", "trapped", values{"phone": "only_me", "safe_now": "minute"}, false, "P3", ""},
	{"another's phone, time enough", "trapped", values{"phone": "not_mine", "safe_now": "yes"}, false, "P3", ""},
	{"a few, all well", "trapped", values{"people": "few", "consent": "yes"}, false, "P1 held:cannot_leave", ""},
	{"consent refused", "trapped", values{"consent": "no"}, false, "P3", ""},
	{"defrauded, nothing asked yet", "defrauded", nil, false, "P3", ""},
	{"not thinking of suicide", "defrauded", values{"suicide": "no"}, false, "P3", ""},
	{"money in four days", "family", values{"deadline": today + 4}, false, "P3", ""},
	{"not asked for money", "family", values{"money_asked": "no", "under18": "no"}, false, "P3", ""},
	{"a family said no", "family", values{"consent": "no"}, false, "P3", ""},
	{"detained, nothing asked yet", "escaped_or_detained", nil, false, "P3", ""},
	{"not questioned, not afraid", "escaped_or_detained", values{"questioned": "no", "afraid": "no", "danger": "no"}, false, "P3", ""},
	{"on the way, one strong sign", "check_offer", values{"travel": "on_the_way", "strong": 1.0, "points": 5.0}, false, "P3", ""},
	{"two strong signs, time enough", "check_offer", values{"travel": "two_weeks", "strong": 2.0}, false, "P3", ""},
	{"two strong signs, nobody knows when", "check_offer", values{"travel": "unsure", "strong": 2.0}, false, "P3", ""},
	{"an offer, nothing asked yet", "check_offer", nil, false, "P3", ""},
	{"help signal while an offer is checked", "check_offer", values{"travel": "later"}, true, "P1 sos", ""},
	{"something else", "other", values{"consent": "yes", "country": "MM"}, false, "P3", ""},
	{"a flow that nobody knows", "unknown", values{"danger_now": many("hurt")}, false, "P3", ""},

	// Rules read their own flow only.
	{"an answer of another flow", "defrauded", values{"danger_now": many("hurt")}, false, "P3", ""},
}

func TestAssess(t *testing.T) {
	rules := shipped(t)
	covered := map[string]bool{}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			v := values{"today": today}
			for name, x := range c.values {
				v[name] = x
			}
			got := rules.Assess(c.flow, v, c.help)
			text := got.Level
			if got.Raised {
				text += "+"
			}
			if text = strings.Join(append([]string{text}, got.Rules...), " "); text != c.want || got.Money != c.money {
				t.Errorf("got  %s %q\nwant %s %q", text, got.Money, c.want, c.money)
			}
			for _, id := range append(got.Rules, got.Money) {
				covered[id] = true
			}
			if _, ok := v["sos"]; ok {
				t.Error("the caller's values were changed")
			}
		})
	}
	for _, id := range rules.IDs() {
		if !covered[id] {
			t.Errorf("no case makes the rule %s fire", id)
		}
	}
}

// TestMoreAnswersNeverLower adds every choice to every case: the level must stay or rise.
func TestMoreAnswersNeverLower(t *testing.T) {
	rules := shipped(t)
	for _, c := range cases {
		before := rules.Assess(c.flow, with(c.values, "today", today), c.help).Level
		for step, choices := range steps(c.flow) {
			if _, answered := c.values[step]; answered || slices.Contains(choices, "number") {
				continue
			}
			for _, choice := range choices {
				var answer any = choice
				if slices.Contains(choices, "many") {
					answer = many(choice)
				}
				after := rules.Assess(c.flow, with(with(c.values, "today", today), step, answer), c.help).Level
				if after > before {
					t.Errorf("%s: %s = %s lowers %s to %s", c.name, step, choice, before, after)
				}
			}
		}
	}
}

func with(v values, name string, x any) values {
	all := values{name: x}
	for n, y := range v {
		if n != name {
			all[n] = y
		}
	}
	return all
}

func TestAnswersThatCannotBeReadDoNotMakePeopleWait(t *testing.T) {
	got := shipped(t).Assess("trapped", values{"danger_now": 7, "today": today}, false)
	if got.Level != triage.P1 || !slices.Contains(got.Rules, triage.Unreadable) {
		t.Errorf("got %+v", got)
	}
}

// Only ticks of a step that a rule of the flow names can change a level.
func TestReads(t *testing.T) {
	rules := shipped(t)
	for _, c := range []struct {
		flow, name string
		want       bool
	}{{"trapped", "health", true}, {"defrauded", "health", false}, {"defrauded", "shared", false}, {"defrauded", "last_payment", true},
		{"nobody_knows", "sos", true}, {"trapped", "", false}} {
		if got := rules.Reads(c.flow, c.name); got != c.want {
			t.Errorf("a rule for %s names %q: %v, want %v", c.flow, c.name, got, c.want)
		}
	}
}

func TestRulesNameOnlyChoicesThatExist(t *testing.T) {
	uses := shipped(t).Uses()
	if len(uses) < 30 {
		t.Errorf("only %d uses", len(uses))
	}
	for _, u := range uses {
		choices := steps(u.Flow)[u.Step]
		if u.Code != "" && !slices.Contains(choices, u.Code) {
			t.Errorf("%s: %s has no choice %s", u.Pos, u.Step, u.Code)
		}
	}
}

func TestParseFaults(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"no rules", "raise: []\n", "r.yaml:1:1: rules is missing"},
		{"unknown flow", "rules: [{id: a, flow: trap, level: P0, when: 'true'}]", `r.yaml:1:23: no flow is called "trap"`},
		{"unknown step", "rules: [{id: a, flow: trapped, level: P0, when: 'danger_nw == \"x\"'}]", `r.yaml:1:50: unknown name "danger_nw"; did you mean "danger_now"?`},
		{"a step in a rule for every flow", "rules: [{id: a, level: P0, when: 'country == \"MM\"'}]", `unknown name "country"`},
		{"not a condition", "rules: [{id: a, flow: trapped, level: P0, when: 'country'}]", "not true or false"},
		{"unknown level", "rules: [{id: a, flow: trapped, level: P4, when: 'sos == 1'}]", `level: "P4" is not allowed; use one of: P0, P1, P2, P3`},
		{"no level", "rules: [{id: a, flow: trapped, when: 'sos == 1'}]", "level is missing"},
		{"no id", "rules: [{flow: trapped, level: P1, when: 'sos == 1'}]", "the rule has no name"},
		{"no condition", "rules: [{id: a, flow: trapped, level: P1}]", "when is missing"},
		{"twice", "rules: [{id: a, level: P1, when: 'sos == 1'}, {id: a, level: P0, when: 'sos == 1'}]", `two rules are called "a"`},
		{"clock among levels", "rules: [{id: a, level: P1, clock: M0, when: 'sos == 1'}]", "clock has no meaning here"},
		{"level among raises", "rules: []\nraise: [{id: a, level: P1, when: 'sos == 1'}]", "level has no meaning here"},
		{"unknown clock", "rules: []\nmoney: [{clock: M9, when: 'sos == 1'}]", `clock: "M9" is not allowed`},
		{"no country's code", "rules: []\nno_embassy: [{country: Burma, nationality: [KE], source: x}]", `"Burma" is no code of a country`},
		{"no source", "rules: []\nno_embassy: [{country: MM, nationality: [KE]}]", "source is missing"},
		{"unknown field", "rules: [{id: a, level: P1, wen: 'sos == 1'}]", `unknown field "wen"; did you mean "when"?`},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, faults := triage.Parse("r.yaml", []byte(c.text), vars)
			if got := faults.Error(); !strings.Contains(got, c.want) || r == nil {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			r.Assess("trapped", nil, true) // what could be understood still works
		})
	}
}

// Where a source says that people have no embassy, their case is more urgent; where none does, nobody guesses.
func TestNoEmbassy(t *testing.T) {
	rules := shipped(t)
	for _, c := range []struct {
		nationality, country string
		want                 bool
	}{{"KE", "MM", true}, {"ET", "MM", true}, {"KE", "TH", false}, {"MM", "KE", false}, {"PH", "MM", false}, {"", "MM", false}, {"", "", false}} {
		if got := rules.NoEmbassy(c.nationality, c.country); got != c.want {
			t.Errorf("%q in %q: %v, want %v", c.nationality, c.country, got, c.want)
		}
	}
}
