package cond_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"safeharbour/bot/cond"
)

func vars() cond.Vars {
	return cond.Vars{"danger_now": cond.Codes, "country": cond.Code, "bank": cond.Code, "deadline": cond.Number, "today": cond.Number}
}

func TestEval(t *testing.T) {
	values := map[string]any{
		"danger_now": []string{"hurt", "unsure"}, "country": "MM", "bank": "", "deadline": 20003, "today": float64(20000), "other": 1,
	}
	for _, c := range []struct {
		text string
		want bool
	}{
		{`true`, true},
		{`"hurt" in danger_now`, true},
		{`"sold" in danger_now`, false},
		{`"sold" not in danger_now`, true},
		{`any(danger_now, # not in ["unsure", "none"])`, true},
		{`all(danger_now, # in ["unsure", "none"])`, false},
		{`none(danger_now, # == "sold")`, true},
		{`count(danger_now, # in ["hurt", "sold"]) >= 1`, true},
		{`len(danger_now) == 2`, true},
		{`country == "MM" and bank == ""`, true},
		{`country in ["KH", "LA"] or not (bank != "")`, true},
		{`country == bank`, false},
		{`deadline > 0 and deadline - today <= 3`, true},
		{`deadline - today < 2.5`, false},
		{`-deadline < 0`, true},
		{"country == \"MM\"\n  and true // staff see this", true},
	} {
		p, err := cond.Compile(c.text, vars())
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if got, err := p.Eval(values); err != nil || got != c.want {
			t.Errorf("%s = %v, %v; want %v", c.text, got, err, c.want)
		}
	}
}

func TestEvalWithoutAnswers(t *testing.T) {
	for text, want := range map[string]bool{
		`any(danger_now, # == "hurt")`: false, `"hurt" in danger_now`: false, `all(danger_now, # == "hurt")`: true,
		`country == ""`: true, `deadline > 0`: false, `len(danger_now) == 0`: true,
	} {
		p, err := cond.Compile(text, vars())
		if err != nil {
			t.Fatal(err)
		}
		for _, values := range []map[string]any{nil, {}, {"danger_now": nil, "country": nil}, {"danger_now": []string{}}} {
			if got, err := p.Eval(values); err != nil || got != want {
				t.Errorf("%s with %v = %v, %v; want %v", text, values, got, err, want)
			}
		}
	}
}

func TestEvalRefusesWrongTypes(t *testing.T) {
	p, err := cond.Compile(`country == "MM"`, vars())
	if err != nil {
		t.Fatal(err)
	}
	if got, err := p.Eval(map[string]any{"country": 5}); err == nil || got {
		t.Errorf("a number as country: %v, %v; want an error", got, err)
	}
}

func TestCompileErrors(t *testing.T) {
	const ops = "use and, or, not, ==, !=, <, <=, >, >=, in, any, all, none, count, len, +, -"
	for _, c := range []struct{ text, want string }{
		{`contry == "MM"`, `0: unknown name "contry"; did you mean "country"?`},
		{`true and zzzzzzzz == 1`, `9: unknown name "zzzzzzzz"; use one of: bank, country, danger_now, deadline, today`},
		{`country`, `0: the condition is one code, not true or false; compare it with something: == or in`},
		{`danger_now == "hurt"`, `11: a set of codes cannot be compared with ==; use "code" in name`},
		{`country in "MM"`, `11: "MM" is one code, and in needs a set or a list behind it; use == instead of in`},
		{`danger_now in ["hurt"]`, `0: danger_now is a set of codes, and in needs one code before it; use any(danger_now, # in …)`},
		{`country == 3`, `8: one code cannot be compared with a number`},
		{`deadline in ["a"]`, `0: in needs one code before it; deadline is a number`},
		{`country in deadline`, `11: in needs a set or a list behind it; deadline is a number`},
		{`deadline < "x"`, `11: < needs a number on both sides; "x" is one code`},
		{`not country`, `0: not goes before true or false, not before one code`},
		{`country in ["MM", 3]`, `18: a list may hold codes only; write them in quotes: ["a", "b"]`},
		{`any(country, # == "a")`, `4: any needs a set of codes; country is one code`},
		{`any(["a"], # == "a")`, `4: any goes through the codes of one answer; write any(name…`},
		{`any(danger_now, any(danger_now, # == "a"))`, `20: any goes through the codes of one answer; write any(name…`},
		{`any(danger_now, #)`, `16: the test in any must be true or false; this is one code; use # == "code" or # in [...]`},
		{`count(danger_now) > 1`, `0: count needs a test for each code; write count(danger_now, # in [...])`},
		{`map(danger_now, #) == 1`, `0: map is not a function of conditions; ` + ops},
		{`now() == 1`, `0: now is not a function of conditions; ` + ops},
		{`system("x") == 1`, `0: system is not a function of conditions; ` + ops},
		{`country matches "M.*"`, `8: the operator matches is not allowed in a condition; ` + ops},
		{`country contains "M"`, `8: the operator contains is not allowed in a condition; ` + ops},
		{`deadline * 2 > 1`, `9: the operator * is not allowed in a condition; ` + ops},
		{`let x = 1; x == 1`, `4: let x = 1; x == 1 is not allowed in a condition; ` + ops},
		{`country == "MM`, `14: the condition cannot be read: literal not terminated; put all of it in single quotes, and look at its brackets: 'country == "MM"'`},
		{`country = "MM"`, `8: the condition cannot be read: unexpected token Operator("="); put all of it in single quotes, and look at its brackets: 'country == "MM"'`},
		{``, `0: the condition cannot be read: unexpected token EOF; put all of it in single quotes, and look at its brackets: 'country == "MM"'`},
		{strings.Repeat("(", 1001), `0: the condition is longer than 1000 characters; split the step or simplify`},
		{"len(danger_now) > 1" + strings.Repeat("+1", 120), `174: the condition has too many parts; split the step or simplify`},
	} {
		_, err := cond.Compile(c.text, vars())
		var e *cond.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: error %v, want %s", c.text, err, c.want)
			continue
		}
		if got := fmt.Sprintf("%d: %v", e.Offset, e); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func TestNamesAndCodes(t *testing.T) {
	p, err := cond.Compile(`any(danger_now, # in ["a", "b"]) and "c" in danger_now and ("MM" == country or country not in ["KH"]) and deadline - today < 3`, vars())
	if err != nil {
		t.Fatal(err)
	}
	if got, want := p.Names(), []string{"country", "danger_now", "deadline", "today"}; !slices.Equal(got, want) {
		t.Errorf("names %v, want %v", got, want)
	}
	want := []cond.Comparison{{"danger_now", "a", 22}, {"danger_now", "b", 27}, {"danger_now", "c", 37}, {"country", "MM", 60}, {"country", "KH", 95}}
	if got := p.Codes(); !slices.Equal(got, want) {
		t.Errorf("codes %v, want %v", got, want)
	}
	if got := p.Numbers(); !slices.Equal(got, []float64{3}) {
		t.Errorf("numbers %v", got)
	}
}

func FuzzCompile(f *testing.F) {
	f.Add(`any(danger_now, # not in ["none"]) and deadline - today < 3`)
	f.Add(`count(danger_now, # == country) > 1 or not (bank in ["x"])`)
	f.Add(`let x = [1]; x?.y ?? {a: 1}`)
	f.Fuzz(func(t *testing.T, text string) {
		p, err := cond.Compile(text, vars())
		if err != nil {
			if e, ok := errors.AsType[*cond.Error](err); !ok || e.Offset < 0 || e.Problem == "" {
				t.Errorf("%q: error %#v", text, err)
			}
			return
		}
		if _, err := p.Eval(map[string]any{"danger_now": []string{"a"}, "country": "MM"}); err != nil {
			t.Errorf("%q compiles, but: %v", text, err)
		}
	})
}

func BenchmarkEval(b *testing.B) {
	p, err := cond.Compile(`any(danger_now, # not in ["none", "unsure"])`, vars())
	if err != nil {
		b.Fatal(err)
	}
	values := map[string]any{"danger_now": []string{"none", "hurt"}}
	b.ReportAllocs()
	for b.Loop() {
		_, _ = p.Eval(values)
	}
}
