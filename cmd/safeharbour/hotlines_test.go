package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// directory runs the command on the contacts in the program, as on a fixed day.
func directory(t *testing.T, args ...string) (code int, out, told string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(context.Background(), append([]string{"hotlines", "--on=2026-12-25"}, args...), &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

func TestHotlinesRefusesWrongFlags(t *testing.T) {
	for _, c := range []struct {
		args []string
		want []string
	}{
		{[]string{"--country", "mm"}, []string{"country", `"mm"`, "ISO code in capitals", "INT"}},
		{[]string{"--nationality", "INT"}, []string{"nationality", `"INT"`, "ISO code"}},
		{[]string{"--scope", "police"}, []string{"scope", `"police"`, "consular, trafficking, fraud, crisis, emergency"}},
		{[]string{"--for", "victim"}, []string{"for", `"victim"`, "trapped, defrauded, family"}},
		{[]string{"--police", "maybe"}, []string{"police", `"maybe"`, "yes, no"}},
		{[]string{"--contacts", "all"}, []string{"contacts", `"all"`, "sourced, verified"}},
		{[]string{"--on", "25/12/2026"}, []string{"on", `"25/12/2026"`, "year-month-day"}},
		{[]string{"--verify=pdf"}, []string{"verify", `"pdf"`, "text or csv"}},
		{[]string{"--shown=maybe"}, []string{"shown", `"maybe"`}},
		{[]string{"--shown", "--hidden"}, []string{"--shown", "--hidden"}},
		{[]string{"--json", "--verify"}, []string{"--json", "--verify"}},
		{[]string{"--colour"}, []string{"colour"}},
		{[]string{"/nowhere"}, []string{"/nowhere", "flows/"}},
		{[]string{"a", "b"}, []string{"one folder"}},
	} {
		code, out, told := directory(t, c.args...)
		if code != exitUsage || out != "" {
			t.Errorf("%v: exit code %d, printed %q", c.args, code, out)
		}
		for _, want := range c.want {
			if !strings.Contains(told, want) {
				t.Errorf("%v tells %q, without %q", c.args, told, want)
			}
		}
	}
}

func TestHotlinesSaysWhyAndWhatIsMissing(t *testing.T) {
	for _, c := range []struct {
		args       []string
		want, none []string
	}{
		{nil, []string{"th-1300 ", "mm-ph-embassy-yangon", "duty mobile past its age limit", "Missing by country"}, nil},
		{[]string{"--country=MM"}, []string{"mm-emergency", "th-np-embassy-bangkok", "MM       consular trafficking fraud crisis"}, []string{"th-1300 ", "\nNP  "}},
		{[]string{"--nationality=NP"}, []string{"th-np-embassy-bangkok", "low: old, weak or contradicted source"}, []string{"mm-ph-embassy"}},
		{[]string{"--scope=crisis", "--shown"}, []string{"us-988"}, []string{"hidden  "}},
		{[]string{"--police=yes"}, []string{"mm-emergency"}, []string{"mm-ph-embassy"}},
		{[]string{"--hidden", "--unsourced"}, []string{"th-thaipoliceonline"}, []string{"us-988", " shown "}},
		{[]string{"--expired"}, []string{"mm-ph-embassy-yangon"}, []string{"us-988"}},
		{[]string{"--contacts=verified", "--shown"}, []string{"0 contacts"}, []string{"us-988"}},
		{[]string{"--for=family", "--unverified", "--country=PH"}, []string{"PH"}, []string{"us-988"}},
	} {
		code, out, told := directory(t, c.args...)
		if code != exitDone || told != "" {
			t.Errorf("%v: exit code %d, told %q", c.args, code, told)
		}
		for _, want := range c.want {
			if !strings.Contains(out, want) {
				t.Errorf("%v prints no %q:\n%s", c.args, want, out)
			}
		}
		for _, none := range c.none {
			if strings.Contains(out, none) {
				t.Errorf("%v prints %q:\n%s", c.args, none, out)
			}
		}
	}
}

// Each kind of output is what was asked for, of the contacts that were asked for, as of the day.
func TestHotlinesInEveryForm(t *testing.T) {
	for flag, want := range map[string][]string{
		"--json":       {`"on": "2026-12-25"`, `"id": "mm-ph-embassy-yangon"`, `"missing": [`},
		"--verify":     {"7 contacts to verify, as of 2026-12-25", "flows/verified.yaml"},
		"--verify=csv": {"id,who,verify by,", "\nmm-ph-embassy-yangon,"},
	} {
		code, out, told := directory(t, flag, "--country=MM")
		for _, w := range want {
			if code != exitDone || told != "" || !strings.Contains(out, w) || strings.Contains(out, "us-988") {
				t.Errorf("%s: exit code %d, told %q, want %q in:\n%s", flag, code, told, w, out)
			}
		}
	}
}

// Of a folder with faults, nothing is listed.
func TestHotlinesOfAFolderWithFaults(t *testing.T) {
	dir := t.TempDir()
	for _, sub := range []string{"flows", "locales"} {
		if err := os.CopyFS(filepath.Join(dir, sub), os.DirFS(filepath.Join("..", "..", sub))); err != nil {
			t.Fatal(err)
		}
	}
	if code, out, _ := directory(t, "--country=MM", dir); code != exitDone || !strings.Contains(out, "mm-emergency") {
		t.Errorf("exit code %d, printed %s", code, out)
	}
	if err := os.WriteFile(filepath.Join(dir, "flows", "verified.yaml"), []byte("- {id: nobody}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, told := directory(t, dir); code != exitContent || out != "" || !strings.Contains(told, "verified.yaml:1") {
		t.Errorf("exit code %d, printed %q, told %q", code, out, told)
	}
}
