package report_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"safeharbour/bot/report"
)

func root(t *testing.T) fs.FS {
	t.Helper()
	return os.DirFS("../..")
}

// Whoever edits papers.yaml hears what is wrong, where, and what to write.
func TestFaultsOfPapers(t *testing.T) {
	c := load(t)
	data, err := fs.ReadFile(root(t), "flows/papers.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if _, faults := report.Parse("papers.yaml", data, c.Flows); len(faults) > 0 {
		t.Fatal(faults)
	}
	for _, x := range []struct{ old, now, want string }{
		{"from: [sign_guards]", "from: [sign_gards]", `no flow of this paper has the step sign_gards; did you mean "sign_guards"?`},
		{"flows: [defrauded]", "flows: [defraudet]", `no flow is called defraudet; did you mean "defrauded"?`},
		{"{id: guards, from: [sign_guards]}", "{id: guards, from: [landmarks]}", "landmarks holds words of a person; name a step"},
		{`yes: ["no"], no: ["yes"]`, `yes: [never], no: ["yes"]`, "no step here has the choice never"},
		{"countries: [SG]", "countries: [QQ]", "QQ is no country"},
		{"id: thailand", "id: malaysia", "malaysia stands twice"},
		{"sums, method, bank_country, site, names, last_payment, reported, report_number]", "sums, methot]", `no field is called methot; did you mean "method"?`},
		{"{id: address, there: true}", "{id: address}", "address comes from nowhere"},
		{"lang: home", "lang: hom", "lang: hom means nothing"},
		{"is: [only_me, me]", "is: [only_mee]", `no step here has the choice only_mee; did you mean "only_me"?`},
		{"{id: place, from: [place], words: true}", "{id: landmark, from: [landmarks]}", "landmarks holds words of a person"},
		{"not: [rather_not]", "not: [rather]", "no step here has the choice rather"},
		{"not: [embassy]", "not: [embasy]", `no reader is called embasy; did you mean "embassy"?`},
		{"other: [family]", "other: [check_offer]", "check_offer is no flow of this card"},
		{"requests:\n", "request:\n", `unknown field "request"`},
	} {
		if !strings.Contains(string(data), x.old) {
			if x.want != "" {
				t.Errorf("papers.yaml has no %q to change", x.old)
			}
			continue
		}
		_, faults := report.Parse("papers.yaml", []byte(strings.Replace(string(data), x.old, x.now, 1)), c.Flows)
		line := 1 + strings.Count(string(data)[:strings.Index(string(data), x.old)], "\n")
		if !slices.ContainsFunc(strings.Split(faults.Error(), "\n"), func(f string) bool {
			return strings.Contains(f, x.want) && strings.HasPrefix(f, "papers.yaml:"+strconv.Itoa(line))
		}) {
			t.Errorf("%q: got\n%v\nwant line %d: %s", x.now, faults, line, x.want)
		}
	}
	if _, faults := report.Parse("papers.yaml", nil, c.Flows); len(faults) == 0 {
		t.Error("an empty file is accepted")
	}
}

// Every text that papers show is on the list that translators are held to, and nothing else of the program's.
func TestKeysAreThoseOfTheSource(t *testing.T) {
	keys := map[string]bool{}
	for _, k := range load(t).Papers.Keys() {
		keys[k.Key] = true
	}
	used := map[string]bool{"paper.forbidden": true} // bot/locale reads the list
	form := regexp.MustCompile(`^paper\.[a-z_.]+$`)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") || f == "keys.go" {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), f, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if s, err := strconv.Unquote(lit.Value); err == nil && form.MatchString(s) {
					used[s] = true
				}
			}
			return true
		})
	}
	for key := range used {
		if !keys[key] && !strings.HasSuffix(key, ".") {
			t.Errorf("the papers show %q, which is not among the keys", key)
		}
	}
	for key := range keys {
		if !used[key] && !prefixed(used, key) {
			t.Errorf("%q is among the keys, and no paper shows it", key)
		}
	}
}

func prefixed(used map[string]bool, key string) bool {
	for p := range used {
		if strings.HasSuffix(p, ".") && strings.HasPrefix(key, p) {
			return true
		}
	}
	return false
}
