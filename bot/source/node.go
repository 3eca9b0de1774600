package source

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Node is a value of a file that has not been decoded yet. Types whose form varies (a text or a list) get it through
// [Unmarshaler] and decide.
type Node struct {
	Pos
	n    *yaml.Node
	name string // the field that it is the value of; for messages
}

// Unmarshaler is a type that reads itself. It is called on a pointer to its zero value, and adds its faults to the list.
// It gets no empty (null) values: those are a fault.
type Unmarshaler interface {
	UnmarshalSource(n Node, faults *Faults)
}

// IsText tells whether the node is a single value: text, a number, true, false.
func (n Node) IsText() bool { return n.n.Kind == yaml.ScalarNode }

// IsList tells whether the node is a list.
func (n Node) IsList() bool { return n.n.Kind == yaml.SequenceNode }

// IsMap tells whether the node is a block of "name: value" fields.
func (n Node) IsMap() bool { return n.n.Kind == yaml.MappingNode }

// Text is a single value as it is written, without quotes; the zero Text for lists and maps.
func (n Node) Text() Text {
	if !n.IsText() {
		return Text{Pos: n.Pos}
	}
	t := Text{Value: n.n.Value, Pos: n.Pos}
	switch n.n.Style {
	case yaml.SingleQuotedStyle:
		t.Pos, t.folded = n.Shift(1), strings.ContainsAny(t.Value, "'\n")
	case yaml.DoubleQuotedStyle:
		t.Pos, t.folded = n.Shift(1), strings.ContainsAny(t.Value, "\"\\\n\t")
	case yaml.LiteralStyle, yaml.FoldedStyle:
		t.folded = true
	}
	return t
}

// Field is the value of a field of a map; false when there is none.
func (n Node) Field(name string) (Node, bool) {
	if !n.IsMap() {
		return Node{}, false
	}
	for i := 0; i+1 < len(n.n.Content); i += 2 {
		if n.n.Content[i].Value == name {
			return child(n.File, n.n.Content[i+1], name), true
		}
	}
	return Node{}, false
}

// Decode reads the node into what into points to, as [Decode] does for a file.
func (n Node) Decode(into any, faults *Faults) {
	newDecoder(n.File, faults).start(n.n, into, n.name)
}

func child(file string, n *yaml.Node, name string) Node {
	return Node{Pos: Pos{file, n.Line, n.Column}, n: n, name: name}
}

// kind names what a node is in words that need no YAML.
func kind(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return "a list"
	case yaml.MappingNode:
		return "a block of fields"
	}
	switch n.Tag {
	case "!!null":
		return "nothing"
	case "!!bool":
		return n.Value
	case "!!int", "!!float":
		return "the number " + n.Value
	}
	return fmt.Sprintf("the text %q", clip(n.Value))
}

// clip keeps a quoted value from filling the screen.
func clip(s string) string {
	const most = 40
	s, _, cut := strings.Cut(s, "\n")
	if r := []rune(s); len(r) > most {
		s, cut = string(r[:most]), true
	}
	if cut {
		s += "…"
	}
	return s
}
