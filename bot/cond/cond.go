// Package cond reads and evaluates conditions over typed answers, such as
//
//	any(danger_now, # not in ["unsure", "none"]) and country == "MM"
//	deadline > 0 and deadline - today <= 3
//
// The grammar is a part of expr-lang (https://expr-lang.org): comparisons, in, and, or, not, any, all, none, count, len,
// + and -. There are no other functions, and nothing that could run long. A [Cond] knows which variables and which codes
// it names, so that content can be checked before anybody relies on it.
//
// Pure: it reads no clock, file or network. A Cond is immutable and may be used concurrently.
package cond

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"
)

// Budgets. Conditions are written by hand and read by caseworkers: a longer one is a mistake, or cannot be understood.
const (
	maxLength = 1000 // bytes of text
	maxNodes  = 200  // names, values and operators
)

// Kind is the type of a variable.
type Kind int

// The kinds of variables, and the Go value each has in [Cond.Eval].
const (
	Code   Kind = iota + 1 // one code: string, "" when there is no answer
	Codes                  // any number of codes: []string
	Number                 // a number: float64 or int. Dates are whole days since 1970-01-01, 0 when there is no answer
)

// Vars are the variables that a condition may name.
type Vars map[string]Kind

// Cond is a compiled condition.
type Cond struct {
	text    string
	program *vm.Program
	names   []string
	vars    Vars // of names
	codes   []Comparison
	numbers []float64
	vms     *sync.Pool // of *vm.VM: one that is used again has its stack already, which halves the cost
}

// Comparison is a place where a condition compares a variable with a code.
type Comparison struct {
	Name   string // the variable
	Code   string // the code
	Offset int    // where the code stands in the condition, in characters from 0
}

// Error is what is wrong with a condition.
type Error struct {
	Offset  int    // where, in characters from 0
	Problem string // what is wrong
	Fix     string // what to write instead; may be empty
	Name    string // the name that is unknown, if that is the problem
}

// Error is the problem with its fix.
func (e *Error) Error() string {
	if e.Fix == "" {
		return e.Problem
	}
	return e.Problem + "; " + e.Fix
}

// Compile reads a condition. The error is always an [*Error].
func Compile(text string, vars Vars) (*Cond, error) {
	if len(text) > maxLength {
		return nil, &Error{Problem: fmt.Sprintf("the condition is longer than %d characters", maxLength), Fix: "split the step or simplify"}
	}
	tree, err := parser.Parse(text)
	if err != nil {
		return nil, unreadable(text, err)
	}
	r := &reader{vars: vars, used: Vars{}}
	if k := r.read(tree.Node); r.err == nil && k != truth {
		r.fail(tree.Node, "the condition is "+words[k]+", not true or false", "compare it with something: == or in")
	}
	if r.err != nil {
		return nil, r.err
	}
	program, err := expr.Compile(text, expr.Env(zeros(r.used)), expr.AsBool(), expr.MaxNodes(maxNodes))
	if err != nil {
		return nil, unreadable(text, err)
	}
	return &Cond{
		text: text, program: program, names: slices.Sorted(maps.Keys(r.used)), vars: r.used, codes: r.codes, numbers: r.numbers,
		vms: &sync.Pool{New: func() any { return new(vm.VM) }},
	}, nil
}

// String is the condition as it was written.
func (c *Cond) String() string { return c.text }

// Names are the variables that the condition names, sorted.
func (c *Cond) Names() []string { return slices.Clone(c.names) }

// Reads tells whether the condition names the variable.
func (c *Cond) Reads(name string) bool { return slices.Contains(c.names, name) }

// Codes are all comparisons of a variable with a code, in the order of the text.
func (c *Cond) Codes() []Comparison { return slices.Clone(c.codes) }

// Numbers are all numbers in the condition, in the order of the text.
func (c *Cond) Numbers() []float64 { return slices.Clone(c.numbers) }

// Eval tells whether the condition holds for the values. A variable that has no value counts as not answered. Values of
// the wrong Go type are an error; there is no other.
func (c *Cond) Eval(values map[string]any) (bool, error) {
	for _, name := range c.names {
		if !fits(c.vars[name], values[name]) {
			full, err := c.complete(values)
			if err != nil {
				return false, err
			}
			values = full
			break
		}
	}
	m := c.vms.Get().(*vm.VM)
	defer c.vms.Put(m)
	out, err := m.Run(c.program, values)
	if err != nil {
		return false, fmt.Errorf("evaluate condition %q: %w", c.text, err)
	}
	return out.(bool), nil // compiled with AsBool
}

// complete gives the condition's variables the values that are missing.
func (c *Cond) complete(values map[string]any) (map[string]any, error) {
	full := zeros(c.vars)
	for _, name := range c.names {
		v, ok := values[name]
		switch {
		case !ok || v == nil:
		case fits(c.vars[name], v):
			full[name] = v
		default:
			return nil, fmt.Errorf("evaluate condition %q: %s is %T", c.text, name, v)
		}
	}
	return full, nil
}

// zeros are the values of variables that have no answer.
func zeros(vars Vars) map[string]any {
	env := make(map[string]any, len(vars))
	for name, k := range vars {
		switch k {
		case Code:
			env[name] = ""
		case Codes:
			env[name] = []string(nil)
		case Number:
			env[name] = float64(0)
		}
	}
	return env
}

func fits(k Kind, v any) bool {
	switch v.(type) {
	case string:
		return k == Code
	case []string:
		return k == Codes
	case float64, int:
		return k == Number
	}
	return false
}
