package sheet_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/hotline"
	"safeharbour/bot/hotline/sheet"
	"safeharbour/flows"
)

// shipped is the directory in the program as it stands on a fixed day, or only a country's part of it.
func shipped(t *testing.T, country string) sheet.List {
	t.Helper()
	file := func(name string) hotline.File {
		data, err := fs.ReadFile(flows.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		return hotline.File{Name: name, Data: data}
	}
	d, faults := hotline.Parse(hotline.Files{Contacts: file("hotlines.yaml"), Denied: file("denied.yaml"), Verified: file("verified.yaml")})
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	on := time.Date(2026, 12, 25, 12, 0, 0, 0, time.UTC)
	all := d.Audit(on, false)
	l := sheet.List{On: on, Contacts: all, Gaps: hotline.Gaps(all)}
	if country != "" {
		f := hotline.Filter{Country: country}
		l.Contacts = slices.DeleteFunc(slices.Clone(all), func(s hotline.Standing) bool { return !f.Takes(&s) })
		l.Gaps = slices.DeleteFunc(l.Gaps, func(g hotline.Gap) bool { return g.Country != country })
	}
	return l
}

// printed is what a form of the list looks like.
func printed(t *testing.T, form func(w *bytes.Buffer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := form(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Whoever keeps the directory reads of each contact why people do not see it, and how many there are.
func TestTable(t *testing.T) {
	l := shipped(t, "MM")
	out := printed(t, func(b *bytes.Buffer) error { return l.Table(b) })
	for _, want := range []string{"mm-emergency", "duty mobile past its age limit", "\n7 contacts on 2026-12-25: people see ", "MM       consular trafficking fraud crisis"} {
		if !strings.Contains(out, want) {
			t.Errorf("there is no %q in:\n%s", want, out)
		}
	}
	l.Contacts, l.Gaps = l.Contacts[:1], nil
	out = printed(t, func(b *bytes.Buffer) error { return l.Table(b) })
	if !strings.Contains(out, "\n1 contact on ") || strings.Contains(out, "Missing") {
		t.Errorf("of one contact:\n%s", out)
	}
}

func TestJSON(t *testing.T) {
	out := printed(t, func(b *bytes.Buffer) error { return shipped(t, "MM").JSON(b) })
	var got struct {
		On       string
		Contacts []map[string]any
		Missing  []struct {
			Country string
			None    []string
		}
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if got.On != "2026-12-25" || len(got.Contacts) != 7 || len(got.Missing) != 1 || strings.Join(got.Missing[0].None, " ") != "consular trafficking fraud crisis" {
		t.Errorf("got %s", out)
	}
	for _, c := range got.Contacts {
		if c["id"] == "mm-ph-embassy-yangon" && (c["gate"] != "hidden" || c["verify_by"] != "2026-12-23") {
			t.Errorf("got %v", c)
		}
	}
	if strings.Contains(out, "null") {
		t.Error("there is a null where a list should be")
	}
	if out := printed(t, func(b *bytes.Buffer) error { return sheet.List{}.JSON(b) }); strings.Contains(out, "null") {
		t.Errorf("of nothing:\n%s", out)
	}
}

// A worksheet never asks anybody to call an emergency number, and its table can be read as one.
func TestWorksheet(t *testing.T) {
	out := printed(t, func(b *bytes.Buffer) error { return shipped(t, "LA").Worksheet(b) })
	for _, want := range []string{"NEVER call 1191", "verify by:     2026-12-23", "call +8562055536568", "call from:     TH, KH, MM, LA", "flows/verified.yaml"} {
		if !strings.Contains(out, want) {
			t.Errorf("there is no %q on:\n%s", want, out)
		}
	}
	out = printed(t, func(b *bytes.Buffer) error { return shipped(t, "").CSV(b) })
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	last, never := "", 0
	for _, row := range rows[1:] {
		if due := row[2]; due < last {
			t.Errorf("%s is due %s, but stands below %s", row[0], due, last)
		} else {
			last = due
		}
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@") {
				t.Errorf("%s: a spreadsheet would take %q as a formula", row[0], cell)
			}
		}
		if !strings.Contains(row[3], "NEVER call") {
			continue
		}
		if never++; strings.HasPrefix(row[3], "call") || row[5] != "nowhere: do not call" {
			t.Errorf("%s is to be called: %q from %q", row[0], row[3], row[5])
		}
	}
	if never < 40 {
		t.Errorf("only %d emergency numbers are kept from test calls", never)
	}
}
