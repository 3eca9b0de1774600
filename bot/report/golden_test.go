package report_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"safeharbour/bot/content"
	"safeharbour/bot/locale"
	"safeharbour/bot/paper"
	"safeharbour/bot/record"
	"safeharbour/bot/report"
)

var update = flag.Bool("update", false, "write the papers of testdata anew")

// translated are the languages that have all words of papers. English is among them, always.
func translated(c *content.Content) (tags []string) {
	for _, s := range locale.Coverage(c.Words) {
		if !slices.ContainsFunc(s.Missing, func(key string) bool { return strings.HasPrefix(key, "paper.") }) {
			tags = append(tags, s.Tag)
		}
	}
	return tags
}

// text makes a paper in one language, as text.
func text(t *testing.T, c *content.Content, o report.Offer, of *record.Case, lang string) string {
	t.Helper()
	p, err := c.Papers.Make(report.Request{Kind: o.Kind, To: o.To, Case: of, Voices: voices(c, lang), Made: made, Org: "Harbour Desk, desk@harbour.example"})
	if err != nil {
		t.Fatalf("%s %s in %s: %v", o.Kind, o.To, lang, err)
	}
	return fmt.Sprintf("==== %s %s\n%s\n", o.Kind, o.To, paper.Text(p.Doc))
}

// The papers say what the files of testdata say, in every language that has their words. Somebody must have read each line.
func TestPapersAreAsTheyWereRead(t *testing.T) {
	c := load(t)
	tags := translated(c)
	if !slices.Contains(tags, "en") {
		t.Fatal("English lacks words of papers")
	}
	for _, lang := range tags {
		var fraud, screening, card string
		lost := caseOf(t, c, "defrauded", lang, fullFraud)
		for _, body := range c.Papers.Bodies() {
			fraud += text(t, c, report.Offer{Kind: report.Fraud, To: body}, lost, lang)
		}
		fraud += text(t, c, report.Offer{Kind: report.Fraud, To: "bank"}, caseOf(t, c, "defrauded", lang, ""), lang)
		out := caseOf(t, c, "escaped_or_detained", lang, fullEscaped)
		for _, to := range []string{"lawyer", "embassy", "officer"} {
			screening += text(t, c, report.Offer{Kind: report.Screening, To: to}, out, lang)
		}
		child := caseOf(t, c, "trapped", lang, childTrapped)
		screening += text(t, c, report.Offer{Kind: report.Screening, To: "lawyer"}, child, lang)
		for _, of := range []*record.Case{out, child, lost, caseOf(t, c, "family", lang, fullFamily), caseOf(t, c, "other", lang, "")} {
			card += text(t, c, report.Offer{Kind: report.Card}, of, lang)
		}
		golden(t, "fraud."+lang+".txt", fraud)
		golden(t, "screening."+lang+".txt", screening)
		golden(t, "card."+lang+".txt", card)
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; go test ./bot/report -update writes it", err)
	}
	if string(want) == got {
		return
	}
	w, g := strings.Split(string(want), "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		switch {
		case i >= len(w):
			t.Fatalf("%s: line %d is more than the file has: %q", name, i+1, g[i])
		case i >= len(g) || w[i] != g[i]:
			t.Fatalf("%s:%d\nwant %q\ngot  %q", name, i+1, w[i], strings.Join(g[i:min(i+1, len(g))], ""))
		}
	}
}
