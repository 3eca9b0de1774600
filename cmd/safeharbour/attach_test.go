package main

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/content"
	"safeharbour/bot/paper/print"
	"safeharbour/bot/record"
	"safeharbour/bot/report"
	"safeharbour/flows"
	"safeharbour/locales"
)

// form is a paper as it lies in the outbox, in the language given.
func form(t *testing.T, lang string) []byte {
	t.Helper()
	c, faults := content.Load(flows.FS, locales.FS)
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	of := &record.Case{Code: "river-lamp-seven", Flow: "trapped", Lang: lang, Version: 1, Consent: record.Consent{Given: true}}
	p, err := c.Papers.Make(report.Request{Kind: report.Screening, To: "lawyer", Case: of, Voices: []report.Voice{c.Voice(lang)}, Made: time.Unix(1e9, 0), Org: "汉字"})
	if err != nil {
		t.Fatal(err)
	}
	data, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// The file has the form that was asked for; where this machine has no letters for a PDF, it is HTML, and the log holds no words.
func TestAttachedFiles(t *testing.T) {
	nothing := []string{t.TempDir()}
	data := form(t, "en")
	plain := bytes.ReplaceAll(data, []byte("汉字"), []byte("Desk"))
	for _, c := range []struct {
		name  string
		data  []byte
		form  string
		file  string
		begin string
	}{
		{"a PDF", plain, "pdf", "paper-1.pdf", "%PDF-"},
		{"a page", plain, "html", "paper-1.html", "<!"},
		{"no letters for Chinese", data, "pdf", "paper-1.html", "<!"},
		{"data for machines", []byte("{}"), "json", "paper-1.json", "{}"},
	} {
		var log bytes.Buffer
		a := attacher{fonts: &print.Fonts{Dirs: nothing}, log: slog.New(slog.NewTextHandler(&log, nil))}
		name, got, err := a.file(context.Background(), box.Out{Paper: &box.Paper{Name: "paper-1", Form: c.form, Data: c.data}})
		if err != nil || name != c.file || !strings.HasPrefix(strings.ToLower(string(got)), strings.ToLower(c.begin)) {
			t.Errorf("%s: %s, %v, %.20q", c.name, name, err, got)
		}
		if strings.Contains(log.String(), "river") || strings.Contains(log.String(), "汉") {
			t.Errorf("%s: the log holds words: %s", c.name, log.String())
		}
	}
	a := attacher{fonts: &print.Fonts{Dirs: nothing}, log: slog.New(slog.DiscardHandler)}
	if _, _, err := a.file(context.Background(), box.Out{Paper: &box.Paper{Name: "x", Form: "pdf", Data: []byte("no paper")}}); err == nil {
		t.Error("anything is taken for a paper")
	}
}

// The schemas that the program prints are those in the folder.
func TestSchemas(t *testing.T) {
	for arg, file := range map[string]string{"": "flow.schema.json", "card": "card.schema.json"} {
		var out bytes.Buffer
		var args []string
		if arg != "" {
			args = []string{arg}
		}
		if err := schema(context.Background(), args, &out, &out); err != nil {
			t.Fatal(err)
		}
		if want := fileOf(t, "../../flows/"+file); out.String() != want {
			t.Errorf("flows/%s is old: make generate", file)
		}
	}
	if err := schema(context.Background(), []string{"crad"}, new(bytes.Buffer), new(bytes.Buffer)); exitCode(err) != exitUsage {
		t.Errorf("an unknown schema gives %v", err)
	}
}

func fileOf(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
