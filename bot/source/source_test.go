package source_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"safeharbour/bot/source"
)

type file struct {
	source.Pos
	Name    source.Text         `yaml:"name,required"`
	Plain   string              `yaml:"plain"`
	Flag    bool                `yaml:"flag"`
	Max     int                 `yaml:"max"`
	Lat     float64             `yaml:"lat"`
	Skip    *bool               `yaml:"skip"`
	Choices []source.Text       `yaml:"choices"`
	Steps   []step              `yaml:"steps"`
	Scopes  map[string][]string `yaml:"scopes"`
	Next    next                `yaml:"next"`
	Raw     source.Node         `yaml:"raw"`
	Kept    string
}

type step struct {
	source.Pos
	ID string `yaml:"id,required"`
}

// next is a text or a list of texts.
type next []string

func (x *next) UnmarshalSource(n source.Node, faults *source.Faults) {
	switch {
	case n.IsText():
		*x = next{n.Text().Value}
	case n.IsList():
		n.Decode((*[]string)(x), faults)
	default:
		faults.Add(n.Pos, "next is a block", "write a text or a list")
	}
}

func TestDecodeFillsEverything(t *testing.T) {
	const text = `name: "a: b"   # quoted: the text begins behind the quote
plain: 007
flag: true
max: 3
lat: -1.5
skip: false
choices: [yes, no, 1]
steps:
  - id: one
  - {id: two}
scopes: {fraud: [a, b]}
next: end
raw: {x: {y: 1}}
`
	got := file{Kept: "kept"}
	var faults source.Faults
	source.Decode("f.yaml", []byte(text), &got, &faults)
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	at := func(line, column int) source.Pos { return source.Pos{File: "f.yaml", Line: line, Column: column} }
	x, _ := got.Raw.Field("x")
	y, _ := x.Field("y")
	if y.Text().Value != "1" || y.Pos != at(13, 14) {
		t.Errorf("raw.x.y = %q at %s", y.Text(), y.Pos)
	}
	no := false
	want := file{
		Pos: at(1, 1), Name: source.Text{Value: "a: b", Pos: at(1, 8)}, Plain: "007", Flag: true, Max: 3, Lat: -1.5, Skip: &no,
		Choices: []source.Text{{Value: "yes", Pos: at(7, 11)}, {Value: "no", Pos: at(7, 16)}, {Value: "1", Pos: at(7, 20)}},
		Steps:   []step{{Pos: at(9, 5), ID: "one"}, {Pos: at(10, 5), ID: "two"}},
		Scopes:  map[string][]string{"fraud": {"a", "b"}}, Next: next{"end"}, Raw: got.Raw, Kept: "kept",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestDecodeFaults(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"nothing", "", "f.yaml: the file is empty; write its content or remove the file"},
		{"only a comment", "# hello\n", "f.yaml: the file is empty; write its content or remove the file"},
		{"a list", "- a\n", "f.yaml:1:1: found a list; write a block of fields"},
		{"unknown field", "name: a\nstep: []\n", `f.yaml:2:1: unknown field "step"; did you mean "steps"?`},
		{"unknown field far from all", "name: a\nzzzzzzzzzz: 1\n", `f.yaml:2:1: unknown field "zzzzzzzzzz"; ` +
			`use one of: choices, flag, lat, max, name, next, plain, raw, scopes, skip, steps`},
		{"doubled field", "name: a\nname: b\n", "f.yaml:2:1: name stands twice; first in line 1; remove one"},
		{"missing field", "max: 1\nsteps:\n  - {}\n", "f.yaml:1:1: name is missing; add a line name: …\n" +
			"f.yaml:3:5: id is missing; add a line id: …"},
		{"empty field", "name:\n", "f.yaml:1:6: name: there is no value; write one, or leave the field out"},
		{"number wanted", "name: a\nmax: 3.5\n", "f.yaml:2:6: max: found the number 3.5; write a whole number"},
		{"text for a flag", "name: a\nflag: yes\n", `f.yaml:2:7: flag: found the text "yes"; write true or false`},
		{"text for a number", "name: a\nlat: here\n", `f.yaml:2:6: lat: found the text "here"; write a number`},
		{"endless number", "name: a\nlat: .inf\n", `f.yaml:2:6: lat: found the number .inf; write a number`},
		{"text for a list", "name: a\nchoices: b\n", `f.yaml:2:10: choices: found the text "b"; write a list`},
		{"list for a text", "name: [a]\n", "f.yaml:1:7: name: found a list; write text"},
		{"list for a text in a list", "name: a\nchoices: [[b]]\n", "f.yaml:2:11: choices: found a list; write text"},
		{"own type", "name: a\nnext: {x: y}\n", "f.yaml:2:7: next is a block; write a text or a list"},
		{"own type, inside", "name: a\nnext: [{x: y}]\n", "f.yaml:2:8: next: found a block of fields; write text"},
		{"alias", "name: &x a\nplain: *x\n", "f.yaml:2:8: aliases (*name) are not allowed; write the value out"},
		{"tag", "name: !!binary aGk=\n", "f.yaml:1:7: tags (!!binary) are not allowed; remove the tag"},
		{"block as name", "? [a]\n: b\nname: a\n", "f.yaml:1:3: a field's name must be a single word"},
		{"two documents", "name: a\n---\nname: b\n", "f.yaml:2:1: a second document begins here; keep one document a file: remove the line ---"},
		{"tabs", "steps:\n\t- id: a\n  \t- id: b\n", "f.yaml:2:1: a tab in the indentation; use spaces\nf.yaml:3:3: a tab in the indentation; use spaces"},
		{"bad indentation", "name: a\n  max: 1\n", "f.yaml:2: not valid YAML: mapping values are not allowed in this context; " +
			"look at the indentation, the quotes and the colons of this line and the one above"},
		{"not text", "name: a\nmax: \xff\n", "f.yaml:2:6: not UTF-8 text; save the file as UTF-8"},
		{"several at once, in order", "name: [a]\nmax: x\nflg: true\n", "f.yaml:1:7: name: found a list; write text\n" +
			"f.yaml:2:6: max: found the text \"x\"; write a whole number\nf.yaml:3:1: unknown field \"flg\"; did you mean \"flag\"?"},
		{"too deep", strings.Repeat("[", 70) + strings.Repeat("]", 70), "f.yaml:1:66: nested deeper than 64 levels"},
		{"too large", strings.Repeat("#", 5<<20), "f.yaml: the file is larger than 4 MiB; split it"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var faults source.Faults
			source.Decode("f.yaml", []byte(c.text), &file{}, &faults)
			faults.Sort()
			if got := faults.Error(); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestDecodeFillsListsAndMaps(t *testing.T) {
	var faults source.Faults
	var list []step
	var table map[string]step
	source.Decode("l.yaml", []byte("- id: a\n- id: b\n"), &list, &faults)
	source.Decode("m.yaml", []byte("x: {id: a}\n"), &table, &faults)
	if len(faults) > 0 || len(list) != 2 || list[1].ID != "b" || table["x"].ID != "a" {
		t.Errorf("list %v, map %v, faults %v", list, table, faults)
	}
}

func TestTextAt(t *testing.T) {
	const text = "- ab\n- \"ab\"\n- 'it''s'\n- |\n  ab\n"
	var list []source.Text
	var faults source.Faults
	source.Decode("l.yaml", []byte(text), &list, &faults)
	got := ""
	for _, x := range list {
		got += x.At(1).String() + " "
	}
	if want := "l.yaml:1:4 l.yaml:2:5 l.yaml:3:4 l.yaml:4:3 "; got != want || len(faults) > 0 {
		t.Errorf("got %s, want %s, faults %v", got, want, faults)
	}
}

func TestDecodeFillsInterfaces(t *testing.T) {
	var got any
	var faults source.Faults
	source.Decode("a.yaml", []byte("{a: [1, 2.5, x, true, '7'], b: {c: yes}}"), &got, &faults)
	want := map[string]any{"a": []any{1.0, 2.5, "x", true, "7"}, "b": map[string]any{"c": "yes"}}
	if !reflect.DeepEqual(got, want) || len(faults) > 0 {
		t.Errorf("got %#v, faults %v", got, faults)
	}
}

func TestFaultsSortAndErr(t *testing.T) {
	var faults source.Faults
	if err := faults.Err(); err != nil {
		t.Fatalf("no faults, but error %v", err)
	}
	faults.Add(source.Pos{File: "b"}, "x", "")
	faults.Add(source.Pos{File: "a", Line: 2, Column: 3}, "x", "y")
	faults.Add(source.Pos{File: "a", Line: 2}, "x", "")
	faults.Add(source.Pos{File: "a", Line: 2, Column: 3}, "x", "y")
	faults.Sort()
	err := faults.Err()
	if got, want := err.Error(), "a:2: x\na:2:3: x; y\nb: x"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	var back source.Faults
	if !errors.As(err, &back) || len(back) != 3 {
		t.Error("errors.As does not find the faults")
	}
}

func TestNear(t *testing.T) {
	for _, c := range []struct{ word, want string }{
		{"hurtt", "hurt"}, {"Hurt", "hurt"}, {"hutr", "hurt"}, {"none", "none"}, {"elephant", ""}, {"", ""}, {strings.Repeat("hurt", 99), ""},
	} {
		if got := source.Near(c.word, []string{"none", "hurt", "killed"}); got != c.want {
			t.Errorf("Near(%q) = %q, want %q", c.word, got, c.want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("name: a\nsteps: [{id: b}]\nnext: [x]\nskip: true\n"))
	f.Add([]byte("name: &a [*a]\n"))
	f.Add([]byte("a: {b: [c, {d: !!e f}]}\n---\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var faults source.Faults
		source.Decode("f.yaml", data, &file{}, &faults)
		for _, fault := range faults {
			if fault.File != "f.yaml" || fault.Problem == "" {
				t.Errorf("fault %q", fault)
			}
		}
	})
}
