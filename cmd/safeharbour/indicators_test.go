package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/answer"
	"safeharbour/bot/box"
	"safeharbour/bot/content"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
	"safeharbour/bot/trend"
	"safeharbour/flows"
	"safeharbour/locales"
)

// counted makes a data folder with cases of people who named these sites, and returns it with the open store.
func counted(t *testing.T, sites ...string) (string, store.Store) {
	t.Helper()
	c, faults := content.Load(flows.FS, locales.FS)
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "data")
	st, _, err := openStore(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	for _, site := range sites {
		err := st.Update(context.Background(), func(tx store.Tx) error {
			x, err := record.NewCase(tx)
			if err != nil {
				return err
			}
			x.Flow, x.Chat, x.Created = "defrauded", box.Chat("c/"+site), time.Date(2026, 11, 5, 0, 0, 0, 0, time.UTC)
			x.Consent = record.Consent{Given: true}
			x.Answers = []record.Item{{Step: "site", Value: answer.Value{Type: answer.URL, Text: site}}}
			_, err = trend.Update(tx, c.Trends, x)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir, st
}

func told(args ...string) (code int, out, wrong string) {
	var stdout, stderr bytes.Buffer
	code = run(context.Background(), args, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

func TestIndicatorsAreExported(t *testing.T) {
	dir, st := counted(t, "gold.example", "gold.example", "gold.example", "silver.example", "silver.example")

	// A running bot holds the folder. Nothing is written, and the message says what to do.
	code, out, wrong := told("indicators", "--data", dir)
	if code != exitInUse || out != "" || !strings.Contains(wrong, "Stop it") || !strings.Contains(wrong, "/sites") {
		t.Errorf("with a running bot: %d %q %q", code, out, wrong)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	code, out, wrong = told("indicators", "--data", dir)
	if want := "kind,value,name,chain,cases,first_month,last_month,months,countries\nsite,gold[.]example,,,3,2026-11,2026-11,2026-11:3,\n"; code != exitDone || out != want {
		t.Errorf("CSV: %d %q %q", code, out, wrong)
	}
	code, out, _ = told("indicators", "--data", dir, "--format", "stix", "--producer", "Hotline")
	if code != exitDone || !json.Valid([]byte(out)) || !strings.Contains(out, "[domain-name:value = 'gold.example']") || strings.Contains(out, "silver") {
		t.Errorf("STIX: %d %s", code, out)
	}
	if code, out, _ = told("indicators", "--data", dir, "--since", "2026-12"); code != exitDone || strings.Contains(out, "gold") {
		t.Errorf("since a later month: %d %q", code, out)
	}
}

func TestIndicatorsRefuse(t *testing.T) {
	empty := t.TempDir()
	for _, c := range []struct {
		args, want string
		code       int
	}{
		{"--min 2", "--min is 2, but must be 3 or more: what fewer than three people said could give them away", exitUsage},
		{"--min 0", "must be 3 or more", exitUsage}, {"--min x", "invalid value", exitUsage},
		{"--format xml", "must be csv or stix", exitUsage}, {"--since yesterday", "a month such as", exitUsage}, {"--since 2026-13", "a month", exitUsage},
		{"--producer=", "must be a name", exitUsage}, {"now", "nothing can stand after", exitUsage},
		{"--data " + empty, "there is no safeharbour.db", exitStorage},
	} {
		code, out, wrong := told(append([]string{"indicators"}, strings.Fields(c.args)...)...)
		if code != c.code || out != "" || !strings.Contains(wrong, c.want) {
			t.Errorf("%s: %d %q %q, want %d and %q", c.args, code, out, wrong, c.code, c.want)
		}
	}
	if left, err := os.ReadDir(empty); err != nil || len(left) > 0 {
		t.Error("reading made files in a folder that had none:", left, err)
	}
}
