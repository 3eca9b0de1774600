package cond

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"

	"safeharbour/bot/source"
)

// Kinds that only a part of a condition can have.
const (
	truth Kind = iota + 100 // true or false
	list                    // ["a", "b"]
)

// words name kinds in messages.
var words = map[Kind]string{
	Code: "one code", Codes: "a set of codes", Number: "a number", truth: "true or false", list: "a list",
}

// What the grammar allows, for messages.
const allowed = "use and, or, not, ==, !=, <, <=, >, >=, in, any, all, none, count, len, +, -"

// reader walks a parsed condition: it finds the kind of every part, and notes the variables and codes.
type reader struct {
	vars    Vars
	used    Vars
	subject string // inside any(x, …): the variable x whose codes # goes through
	codes   []Comparison
	numbers []float64
	nodes   int
	err     *Error // the first one; nothing is read behind it
}

func (r *reader) fail(n ast.Node, problem, fix string) Kind {
	if r.err == nil {
		r.err = &Error{Offset: n.Location().From, Problem: problem, Fix: fix}
	}
	return 0
}

// read is the kind of n, or 0 after an error.
func (r *reader) read(n ast.Node) Kind {
	if r.nodes++; r.nodes > maxNodes {
		return r.fail(n, "the condition has too many parts", "split the step or simplify")
	}
	switch n := n.(type) {
	case *ast.BoolNode:
		return truth
	case *ast.StringNode:
		return Code
	case *ast.IntegerNode:
		r.numbers = append(r.numbers, float64(n.Value))
		return Number
	case *ast.FloatNode:
		r.numbers = append(r.numbers, n.Value)
		return Number
	case *ast.IdentifierNode:
		return r.variable(n)
	case *ast.PointerNode:
		if n.Name != "" {
			return r.fail(n, "#"+n.Name+" is not allowed here", "use # alone")
		}
		return Code
	case *ast.ArrayNode:
		return r.array(n)
	case *ast.UnaryNode:
		return r.unary(n)
	case *ast.BinaryNode:
		return r.binary(n)
	case *ast.BuiltinNode:
		return r.call(n)
	case *ast.CallNode:
		return r.fail(n, fmt.Sprintf("%s is not a function of conditions", n.Callee), allowed)
	}
	return r.fail(n, fmt.Sprintf("%s is not allowed in a condition", n), allowed)
}

func (r *reader) variable(n *ast.IdentifierNode) Kind {
	k, ok := r.vars[n.Value]
	if !ok {
		fix := source.Meant(n.Value, slices.Collect(maps.Keys(r.vars)))
		if r.err == nil {
			r.err = &Error{Offset: n.Location().From, Problem: fmt.Sprintf("unknown name %q", n.Value), Fix: fix, Name: n.Value}
		}
		return 0
	}
	r.used[n.Value] = k
	return k
}

func (r *reader) array(n *ast.ArrayNode) Kind {
	for _, item := range n.Nodes {
		if _, ok := item.(*ast.StringNode); !ok {
			return r.fail(item, "a list may hold codes only", `write them in quotes: ["a", "b"]`)
		}
	}
	r.nodes += len(n.Nodes)
	return list
}

func (r *reader) unary(n *ast.UnaryNode) Kind {
	want := truth
	if n.Operator == "-" || n.Operator == "+" {
		want = Number
	}
	if k := r.read(n.Node); r.err == nil && k != want {
		return r.fail(n, fmt.Sprintf("%s goes before %s, not before %s", n.Operator, words[want], words[k]), "")
	}
	return want
}

func (r *reader) binary(n *ast.BinaryNode) Kind {
	a, b := r.read(n.Left), r.read(n.Right)
	if r.err != nil {
		return 0
	}
	switch n.Operator {
	case "and", "&&", "or", "||":
		return r.both(n, a, b, truth, truth)
	case "<", "<=", ">", ">=":
		return r.both(n, a, b, Number, truth)
	case "+", "-":
		return r.both(n, a, b, Number, Number)
	case "==", "!=":
		return r.equal(n, a, b)
	case "in":
		return r.in(n, a, b)
	}
	return r.fail(n, fmt.Sprintf("the operator %s is not allowed in a condition", n.Operator), allowed)
}

// both is the kind of an operator whose two sides must be of the kind want.
func (r *reader) both(n *ast.BinaryNode, a, b, want, result Kind) Kind {
	for i, k := range []Kind{a, b} {
		if side := []ast.Node{n.Left, n.Right}[i]; k != want {
			return r.fail(side, fmt.Sprintf("%s needs %s on both sides; %s is %s", n.Operator, words[want], side, words[k]), "")
		}
	}
	return result
}

func (r *reader) equal(n *ast.BinaryNode, a, b Kind) Kind {
	if a == Codes || b == Codes {
		return r.fail(n, "a set of codes cannot be compared with "+n.Operator, `use "code" in name`)
	}
	if a != b || a != Code && a != Number {
		return r.fail(n, fmt.Sprintf("%s cannot be compared with %s", words[a], words[b]), "")
	}
	r.compare(n.Left, n.Right)
	r.compare(n.Right, n.Left)
	return truth
}

func (r *reader) in(n *ast.BinaryNode, a, b Kind) Kind {
	switch {
	case a == Codes:
		return r.fail(n.Left, fmt.Sprintf("%s is a set of codes, and in needs one code before it", n.Left),
			fmt.Sprintf("use any(%s, # in …)", n.Left))
	case a != Code:
		return r.fail(n.Left, "in needs one code before it; "+n.Left.String()+" is "+words[a], "")
	case b == Code:
		return r.fail(n.Right, fmt.Sprintf("%s is one code, and in needs a set or a list behind it", n.Right), "use == instead of in")
	case b != Codes && b != list:
		return r.fail(n.Right, "in needs a set or a list behind it; "+n.Right.String()+" is "+words[b], "")
	}
	if items, ok := n.Right.(*ast.ArrayNode); ok {
		for _, item := range items.Nodes {
			r.compare(n.Left, item)
		}
	}
	r.compare(n.Right, n.Left)
	return truth
}

// compare notes that the variable is compared with the code, if that is what the two nodes are.
func (r *reader) compare(variable, code ast.Node) {
	s, ok := code.(*ast.StringNode)
	if !ok {
		return
	}
	name := ""
	switch v := variable.(type) {
	case *ast.IdentifierNode:
		name = v.Value
	case *ast.PointerNode:
		name = r.subject
	}
	if name != "" {
		r.codes = append(r.codes, Comparison{Name: name, Code: s.Value, Offset: s.Location().From})
	}
}

// call reads any(x, …) and its like.
func (r *reader) call(n *ast.BuiltinNode) Kind {
	result := truth
	switch n.Name {
	case "any", "all", "none":
	case "count", "len":
		result = Number
	default:
		return r.fail(n, n.Name+" is not a function of conditions", allowed)
	}
	subject, ok := n.Arguments[0].(*ast.IdentifierNode)
	if !ok || r.subject != "" {
		return r.fail(n.Arguments[0], n.Name+" goes through the codes of one answer", fmt.Sprintf("write %s(name…", n.Name))
	}
	if k := r.variable(subject); r.err != nil || k != Codes {
		return r.fail(subject, fmt.Sprintf("%s needs a set of codes; %s is %s", n.Name, subject.Value, words[k]), "")
	}
	if n.Name == "len" {
		return result
	}
	if len(n.Arguments) < 2 {
		return r.fail(n, n.Name+" needs a test for each code", fmt.Sprintf("write %s(%s, # in [...])", n.Name, subject.Value))
	}
	return r.predicate(n, subject.Value, result)
}

func (r *reader) predicate(n *ast.BuiltinNode, subject string, result Kind) Kind {
	body := n.Arguments[1]
	if p, ok := body.(*ast.PredicateNode); ok {
		body = p.Node
	}
	r.subject = subject
	k := r.read(body)
	r.subject = ""
	if r.err == nil && k != truth {
		return r.fail(body, fmt.Sprintf("the test in %s must be true or false; this is %s", n.Name, words[k]), `use # == "code" or # in [...]`)
	}
	return result
}

// unreadable is the error for text that does not follow the grammar.
func unreadable(text string, err error) *Error {
	e := &Error{Problem: "the condition cannot be read", Fix: `put all of it in single quotes, and look at its brackets: 'country == "MM"'`}
	if f, ok := errors.AsType[*file.Error](err); ok {
		e.Offset = min(f.From, len([]rune(text)))
		e.Problem += ": " + strings.ReplaceAll(f.Message, "\n", " ")
	}
	return e
}
