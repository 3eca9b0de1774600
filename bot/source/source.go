// Package source reads content files: strict YAML whose every value knows where it stands, and faults that a caseworker
// or translator can act on. Reading never stops at the first fault: [Decode] collects all of them in a [Faults] list.
//
//	var file struct {
//		Flow  source.Text `yaml:"flow,required"`
//		Steps []step      `yaml:"steps"`
//	}
//	var faults source.Faults
//	source.Decode("flows/trapped.yaml", data, &file, &faults)
//	return faults.Err()
//
// Strict means: unknown and doubled fields, several documents, aliases, tags and values of the wrong kind are faults.
// The package opens no file; it gets bytes and a name. All functions may be called concurrently.
package source

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Pos is a place in a content file. Line and Column count from 1, columns in characters; 0 means unknown.
// A struct field of type Pos that is embedded gets the place of the struct's own value when it is decoded.
type Pos struct {
	File   string
	Line   int
	Column int
}

// String is "file:line:column", without the parts that are unknown.
func (p Pos) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Column == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Shift is the place n characters further on the same line. It is for faults inside a text, such as a condition.
func (p Pos) Shift(n int) Pos {
	if p.Column > 0 {
		p.Column += n
	}
	return p
}

// Fault is one thing that is wrong with content.
type Fault struct {
	File    string
	Line    int    // from 1; 0 when the fault is the file's as a whole
	Column  int    // from 1; 0 when only the line is known
	Problem string // what is wrong
	Fix     string // what to write instead; may be empty
}

// String is "file:line:column: problem; fix", without the parts that are unknown.
func (f Fault) String() string {
	text := f.Problem
	if f.Fix != "" {
		text += "; " + f.Fix
	}
	return Pos{f.File, f.Line, f.Column}.String() + ": " + text
}

// Faults is a list of faults. The zero value is an empty list, ready to use.
type Faults []Fault

// Add appends a fault at p. Fix says what to write instead and may be empty.
func (fs *Faults) Add(p Pos, problem, fix string) {
	*fs = append(*fs, Fault{File: p.File, Line: p.Line, Column: p.Column, Problem: problem, Fix: fix})
}

// Sort orders the list by file, line, column and text and drops repetitions, so that it is the same in every run.
func (fs *Faults) Sort() {
	slices.SortFunc(*fs, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Problem, b.Problem), cmp.Compare(a.Fix, b.Fix))
	})
	*fs = slices.Compact(*fs)
}

// Err is nil when the list is empty, else an error that holds the whole list; errors.As finds it as [Faults].
func (fs Faults) Err() error {
	if len(fs) == 0 {
		return nil
	}
	return fs
}

// Error is all faults, one a line. Faults are an error only when there are any: use [Faults.Err].
func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}

// Text is a string that knows where it stands. Pos is the place of its first character.
type Text struct {
	Value string
	Pos
	folded bool // it stands on several lines, or has escapes: its characters are not where one would count them
}

// Values are the texts without their places; nil when there are none.
func Values(list []Text) []string {
	var out []string
	for _, t := range list {
		out = append(out, t.Value)
	}
	return out
}

// At is the place of the text's character n, counted from 0. Where that cannot be known it is the place of the text.
func (t Text) At(n int) Pos {
	if t.folded {
		return t.Pos
	}
	return t.Shift(n)
}

// String is the text itself.
func (t Text) String() string { return t.Value }
