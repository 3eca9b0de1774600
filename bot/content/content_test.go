package content_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"safeharbour/bot/answer"
	"safeharbour/bot/content"
	"safeharbour/bot/source"
	"safeharbour/flows"
	"safeharbour/locales"
)

// What volunteers wrote is without faults, in every language.
func TestContentHasNoFaults(t *testing.T) {
	_, faults := content.Check(flows.FS, locales.FS)
	for _, f := range faults {
		t.Error(f)
	}
}

// keyForm is the form of a message key in the program's source. A key that ends with a dot is put together.
var keyForm = regexp.MustCompile(`^(ui|staff|card|answer|error)\.[a-zA-Z0-9_.]*$`)

// Every text that the program shows is on the list that translators are held to, and nothing else.
func TestProgramKeysAreThoseOfTheSource(t *testing.T) {
	used := map[string]bool{}
	for _, dir := range []string{"..", "../desk", "../limp", ".", "../../cmd/safeharbour"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if !strings.HasSuffix(f, "_test.go") && filepath.Base(f) != "keys.go" {
				keysIn(t, f, used)
			}
		}
	}
	var prefixes []string
	for k := range used {
		if strings.HasSuffix(k, ".") {
			prefixes = append(prefixes, k)
			delete(used, k)
		}
	}
	listed := content.ProgramKeys()
	for k := range used {
		if !slices.Contains(listed, k) {
			t.Errorf("the program shows %q, which is not in keys.go", k)
		}
	}
	for _, k := range listed {
		if !used[k] && !slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(k, p) }) {
			t.Errorf("keys.go lists %q, which the program never shows", k)
		}
	}
}

func keysIn(t *testing.T, path string, used map[string]bool) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if s, err := strconv.Unquote(lit.Value); err == nil && keyForm.MatchString(s) {
				used[s] = true
			}
		}
		return true
	})
}

// Faults of all files come at once, sorted, with their places.
func TestFaultsOfAllFilesComeTogether(t *testing.T) {
	scripts, words := fstest.MapFS{}, fstest.MapFS{}
	names, err := fs.Glob(flows.FS, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := flows.FS.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		scripts[name] = &fstest.MapFile{Data: data}
	}
	for _, name := range []string{"active.en.toml", "active.zh-Hans.toml", "active.vi.toml", "active.id.toml", "active.ar.toml"} {
		data, err := locales.FS.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		words[name] = &fstest.MapFile{Data: data}
	}
	plant := func(files fstest.MapFS, name, old, now string) {
		data := string(files[name].Data)
		if !strings.Contains(data, old) {
			t.Fatalf("%s has no %q to change", name, old)
		}
		files[name] = &fstest.MapFile{Data: []byte(strings.Replace(data, old, now, 1))}
	}
	plant(scripts, "menu.yaml", "menu: [trapped,", "menu: [traped,")
	plant(scripts, "triage.yaml", `"hurt" in danger_now`, `"hurtt" in danger_now`)
	plant(scripts, "check_offer.yaml", "likely: [mm-myawaddy,", "likely: [mm-mywaddy,")
	plant(scripts, "hotlines.yaml", `country: "TH"`, `country: "XQ"`)
	_, faults := content.Check(scripts, words)
	var got []string
	for _, f := range faults {
		got = append(got, f.String())
	}
	for _, file := range []string{"flows/hotlines.yaml:", "flows/menu.yaml:", "flows/triage.yaml:"} {
		if !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, file) }) {
			t.Errorf("no fault of %s among:\n%s", file, strings.Join(got, "\n"))
		}
	}
	if place := "flows/check_offer.yaml:"; !slices.ContainsFunc(got, func(s string) bool {
		return strings.HasPrefix(s, place) && strings.Contains(s, "no place has the id mm-mywaddy")
	}) {
		t.Errorf("the misspelt place is not among:\n%s", strings.Join(got, "\n"))
	}
	if !slices.IsSortedFunc(faults, func(a, b source.Fault) int { return strings.Compare(a.File, b.File) }) {
		t.Errorf("not sorted:\n%s", strings.Join(got, "\n"))
	}
}

// A contact is never shown without where its number comes from and when it was checked (design.md, rule 7).
func TestContactsSayWhereTheyComeFrom(t *testing.T) {
	c := load(t)
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for _, lang := range c.Tags() {
		w := c.Words.Words(lang)
		for _, scope := range []string{"crisis", "fraud", "trafficking", "consular"} {
			for _, country := range []string{"", "KH", "MM", "SG", "GB", "CN"} {
				found := c.Find(content.Need{Scope: scope, Flow: "defrauded", Country: country, Police: true}, now)
				for i, line := range c.ContactLines(w, found) {
					if host := strings.Contains(found[i].Source, "://"); !host || !strings.Contains(line, "2026") {
						t.Errorf("%s %s %s: no source or month in\n%s", lang, scope, country, line)
					}
				}
			}
		}
	}
}

// Past its age limit a contact comes last, with the month, a warning and its own site; an embassy's duty mobile not at all.
func TestOldContactsSaySo(t *testing.T) {
	c := load(t)
	w := c.Words.Words("en")
	for _, day := range []struct {
		now time.Time
		old bool
	}{{time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC), false}, {time.Date(2027, 6, 1, 12, 0, 0, 0, time.UTC), true}} {
		found := c.Find(content.Need{Scope: "consular,trafficking", Flow: "trapped", Country: "MM", Nationality: []string{"PH"}}, day.now)
		lines := c.ContactLines(w, found)
		sites, duty := 0, false
		for i, line := range lines {
			if got := strings.Contains(line, "Last checked November 2026, may be out of date."); got != day.old {
				t.Errorf("%v: marked as old %v:\n%s", day.now, got, line)
			}
			if site := found[i].Site(); site != "" && strings.Contains(line, site) {
				sites++
			} else if site != "" {
				t.Errorf("no site in\n%s", line)
			}
			duty = duty || found[i].DutyMobile
		}
		if len(lines) == 0 || sites == 0 || duty == day.old {
			t.Errorf("%v: %d contacts, %d with a site, duty mobile %v", day.now, len(lines), sites, duty)
		}
	}
	// The emergency codes of the same list are good for a year: they come before what is old.
	mixed := c.Find(content.Need{Scope: "fraud,emergency", Country: "GB", Police: true}, time.Date(2027, 6, 1, 12, 0, 0, 0, time.UTC))
	for i := range mixed[1:] {
		if mixed[i].Expired && !mixed[i+1].Expired {
			t.Errorf("%s is old and stands before %s", mixed[i].ID, mixed[i+1].ID)
		}
	}
	if !mixed[len(mixed)-1].Expired || mixed[0].Expired {
		t.Error("nothing old is among them, or all is")
	}
}

// People who are held see no police before they chose it.
func TestNoPoliceForPeopleWhoAreHeld(t *testing.T) {
	c := load(t)
	for _, country := range answer.Countries() {
		for _, f := range c.Find(content.Need{Scope: "trafficking,consular,emergency,crisis", Flow: "trapped", Country: country}, time.Now()) {
			if f.Police {
				t.Errorf("%s: %s is police", country, f.ID)
			}
		}
	}
}

// own is the content of this repository, read once: nobody changes it.
var own = sync.OnceValues(func() (*content.Content, error) {
	c, faults := content.Load(flows.FS, locales.FS)
	return c, faults.Err()
})

func load(t *testing.T) *content.Content {
	t.Helper()
	c, err := own()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The texts that tell the way back name the very buttons. If a translator changed one of the two, a person would look for a
// word that stands nowhere, on a screen that is dull on purpose.
func TestTheWayBackNamesItsButtons(t *testing.T) {
	c := load(t)
	for _, l := range c.Words.Languages() {
		w := c.Words.Words(l.Tag)
		for key, buttons := range map[string][]string{
			"ui.welcome":   {"ui.go_on"},
			"safety.phone": {"ui.neutral_menu.work", "ui.go_on"},
			"safety.clear": {"ui.neutral_menu.work", "ui.go_on"},
		} {
			for _, b := range buttons {
				if !strings.Contains(w.Text(key), w.Text(b)) {
					t.Errorf("%s: %s does not say %q (%s)", l.Tag, key, w.Text(b), b)
				}
			}
		}
	}
}

// Every flow that Hide can leave has a topic of the dull menu that leads back to it.
func TestEveryFlowHasAWayBack(t *testing.T) {
	c := load(t)
	for _, id := range c.Flows.IDs() {
		if !slices.ContainsFunc(c.Menu.Neutral, func(n content.Neutral) bool { return n.For(id) == id }) {
			t.Errorf("no topic of the dull menu leads back to %s", id)
		}
	}
}
