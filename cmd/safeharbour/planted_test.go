package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"safeharbour/bot/race"
)

// planted is a fault that somebody can make in our own content: what is written instead of what.
type planted struct {
	kind     string
	file     string
	old, now string // now may hold "§", which marks the line that the fault is told of; else its first line
	want     string // the problem, and what to write instead
}

// unreadable are faults in what a file says by itself. What builds on such a file is judged when it can be read.
var unreadable = []planted{
	{"unknown field", "flows/defrauded.yaml", "    answer: money\n    fact: amount\n", "    answer: money\n    §fcat: amount\n", `unknown field "fcat"; did you mean "fact"?`},
	{"unknown step in a condition", "flows/trapped.yaml", `when: 'contact == "chosen"'`, `when: 'contcat == "chosen"' §`, `did you mean "contact"?`},
	{"wrong choice in a condition", "flows/defrauded.yaml", `when: 'last_payment == "still_asked"'`, `when: 'last_payment == "still_aksed"' §`, `still_asked`},
	{"free text in a condition", "flows/defrauded.yaml", "    when: 'consent != \"yes_no_name\"'\n    answer: text\n    max: 60\n    fact: name\n\n  - id: words\n",
		"    when: 'consent != \"yes_no_name\"'\n    answer: text\n    max: 60\n    fact: name\n\n  - id: words\n    when: 'name == \"Ana\"' §\n", "name"},
	{"a next that leads back", "flows/trapped.yaml", "{to: danger_now}", "{to: safe_now} §", "safe_now"},
	{"two steps with one id", "flows/defrauded.yaml", "  - id: names\n", "  - id: site § \n", "site"},
	{"number that is denied", "flows/hotlines.yaml", `phone: "+66991301300"`, `phone: "+5561981972284" §`, "use the number that replaced it"},
	{"contact without a source", "flows/hotlines.yaml", "  source: \"https://mgronline.com/uptodate/detail/9670000017268\"\n  source_note: \"Feb 2024", "  source: \"\"\n  source_note: \"Feb 2024", "add the page where it stands, or write confidence: unsourced"},
	{"unknown country", "flows/hotlines.yaml", `country: "TH"`, `country: "XQ" §`, "write the ISO code in capitals"},
	{"two contacts with one id", "flows/hotlines.yaml", "- id: th-aoc-1441", "- id: th-1300 §", "give each its own id"},
	{"verified on a day to come", "flows/verified.yaml", "[]", "- id: th-1300\n  verified_on: \"2999-01-01\" §\n  verified_by: Ana\n  method: site", "write the day on which the contact was reached"},
	{"verification of a contact that is not there", "flows/verified.yaml", "[]", "- id: th-1301 §\n  verified_on: \"2026-11-24\"\n  verified_by: Ana\n  method: site", `did you mean "th-1300"?`},
	{"place in no country", "flows/places.yaml", "  country: MM", "  country: BU §", "write the ISO code in capitals"},
	{"broken YAML", "flows/places.yaml", "- id: mm-kk-park\n", "- id: [mm-kk-park\n", "not valid YAML: did not find expected ',' or ']'; look at the indentation"},
	{"broken TOML", "locales/active.en.toml", "\"ui.hidden\" = \"", "\"ui.hidden\" = § ", "locales/active.en.toml"},
	{"language file that names no language", "locales/active.ar.toml", "", "", "active.english.toml"},
}

// wrong are faults in how the files go together, or in what they come to.
var wrong = []planted{
	{"step that nobody reaches", "flows/defrauded.yaml", "  - id: site\n", "  - id: site §\n    when: 'last_payment == \"today\" and last_payment == \"days\"'\n", `the step "site" is never asked`},
	{"urgent answer without hand-off", "flows/other.yaml", "    consent: 'consent in [\"yes\", \"yes_no_name\"]'\n", "", "hands off, but the flow never asks for consent; add a step with consent"},
	{"scope that no contact has", "flows/other.yaml", "contacts: crisis}", "contacts: lawyer} §", "use a scope of flows/hotlines.yaml"},
	{"rule for a choice that is not there", "flows/triage.yaml", `"hurt" in danger_now`, `"hurtt" in danger_now`, "hurt"},
	{"missing key", "locales/active.en.toml", "\"ui.sorry\" =", "# gone \"ui.sorry\" =", `there are no English words for "ui.sorry"; add the key`},
	{"key that nothing needs", "locales/active.en.toml", "\"ui.stale\" =", "\"ui.stael\" = \"Old.\" §\n\"ui.stale\" =", `nothing needs "ui.stael"; correct the key`},
	{"empty text", "locales/active.zh-Hans.toml", "\"ui.skip\" = \"跳过\"", "\"ui.skip\" = \"\" §", "ui.skip"},
	{"placeholder that differs", "locales/active.ar.toml", "{{.Hours}}", "{{.Hour}}§", "{{.Hour}} in \"ui.contact.hours\" is not in the English text; use only: {{.Hours}}"},
	{"button that is too wide", "locales/active.en.toml", "\"ui.skip\" = \"Skip\"", "\"ui.skip\" = \"Skip this question and go on\" §", "make it shorter"},
	{"text that is too long", "locales/active.en.toml", "\"ui.nothing_new\" = \"", "\"ui.nothing_new\" = \"§" + strings.Repeat("Nothing new has come. ", 220), "ui.nothing_new"},
	{"missing plural form", "locales/active.ar.toml", `few = "{{.Count}} حالات مفتوحة", `, "", "few"},
}

// copied is our own content in a folder of its own.
func copied(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, sub := range []string{"flows", "locales"} {
		if err := os.CopyFS(filepath.Join(dir, sub), os.DirFS(filepath.Join("..", "..", sub))); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// plant puts the fault into the folder. It returns how the line begins that must tell of it.
func (p planted) plant(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(p.file))
	if p.old == "" { // the file's name is the fault
		if err := os.Rename(path, filepath.Join(filepath.Dir(path), p.want)); err != nil {
			t.Fatal(err)
		}
		return "locales/" + p.want
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, after, ok := strings.Cut(string(data), p.old)
	if !ok {
		t.Fatalf("%s has no %q to change", p.file, p.old)
	}
	lead, _, marked := strings.Cut(p.now, "§")
	line := ""
	if marked {
		line = fmt.Sprintf(":%d:", 1+strings.Count(before+lead, "\n"))
	}
	if err := os.WriteFile(path, []byte(before+strings.ReplaceAll(p.now, "§", "")+after), 0o600); err != nil {
		t.Fatal(err)
	}
	return p.file + line
}

// checked runs check on the folder and returns what it prints.
func checked(t *testing.T, dir string) string {
	t.Helper()
	var out, told bytes.Buffer
	if code := run(context.Background(), []string{"check", dir}, &out, &told); code != exitContent {
		t.Fatalf("exit code %d, want %d; it told %q", code, exitContent, told.String())
	}
	return out.String()
}

// tells judges whether a line names the place, the problem and what to write instead.
func (p planted) tells(printed, place string) bool {
	for line := range strings.Lines(printed) {
		if strings.HasPrefix(line, place) && strings.Contains(line, p.want) && strings.Contains(line, "; ") {
			return true
		}
	}
	return false
}

// Every kind of fault that volunteers make is found, at its place, with what to write instead. With the race detector only one of each
// list is planted alone: TestAllPlantedFaultsAreFoundAtOnce has the same checks run on all of them.
func TestPlantedFaultsAreFound(t *testing.T) {
	if n := len(unreadable) + len(wrong); n < 20 {
		t.Fatalf("only %d kinds", n)
	}
	alone := slices.Concat(unreadable, wrong)
	if race.On {
		t.Log("the others are planted alone without the race detector, by the last line of make test")
		alone = slices.Concat(unreadable[:1], wrong[:1])
	}
	for _, p := range alone {
		t.Run(p.kind, func(t *testing.T) {
			dir := copied(t)
			place := p.plant(t, dir)
			if printed := checked(t, dir); !p.tells(printed, place) {
				t.Errorf("no fault at %s with %q among:\n%s", place, p.want, printed)
			}
		})
	}
}

// And all of them at once: first what cannot be read, then what is wrong in what can.
func TestAllPlantedFaultsAreFoundAtOnce(t *testing.T) {
	for name, list := range map[string][]planted{"unreadable": unreadable, "wrong": wrong} {
		t.Run(name, func(t *testing.T) {
			dir := copied(t)
			var places []string
			var taken []planted
			for _, p := range list {
				if p.kind == "broken YAML" || strings.HasPrefix(p.kind, "verification of") {
					continue // in the file of another one
				}
				taken, places = append(taken, p), append(places, "")
			}
			for i, p := range taken {
				places[i], _, _ = strings.Cut(p.plant(t, dir), ":") // later ones move the lines
			}
			printed := checked(t, dir)
			for i, p := range taken {
				if !p.tells(printed, places[i]) {
					t.Errorf("%s: no fault in %s with %q", p.kind, places[i], p.want)
				}
			}
		})
	}
}
