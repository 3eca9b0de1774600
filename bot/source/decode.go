package source

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Decode reads a file into what into points to: a struct, a list or a map. What is not in the file stays as it was.
// All faults are added to the list; the parts without a fault are filled in all the same, so that later checks can find
// more. Decode panics when into is no pointer, or points to a type that it cannot fill: that is a mistake in code.
//
// Struct fields are named by their tag: `yaml:"name"`, or `yaml:"name,required"` when leaving the field out is a fault.
// Fields without a tag are left alone, but for an embedded [Pos], which gets the value's place. Besides structs it fills
// slices, map[string]T, pointers (nil stays nil when the field is absent), string, bool, int, float64, [Text], [Node]
// and every [Unmarshaler]; an interface gets what encoding/json would give it. A string takes any single value as it is written, so 007 stays "007".
func Decode(file string, data []byte, into any, faults *Faults) {
	if root := parse(file, data, faults); root != nil {
		newDecoder(file, faults).start(root, into, "")
	}
}

type decoder struct {
	file   string
	faults *Faults
}

func newDecoder(file string, faults *Faults) *decoder { return &decoder{file, faults} }

func (d *decoder) start(n *yaml.Node, into any, name string) {
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		panic(fmt.Sprintf("source: cannot decode into %T: not a pointer", into))
	}
	d.value(n, v.Elem(), name)
}

// value fills v from n. Name is the field's, for messages.
func (d *decoder) value(n *yaml.Node, v reflect.Value, name string) {
	if isNull(n) {
		d.fault(n, named(name, "there is no value"), "write one, or leave the field out")
		return
	}
	if v.CanAddr() {
		if u, ok := v.Addr().Interface().(Unmarshaler); ok {
			u.UnmarshalSource(child(d.file, n, name), d.faults)
			return
		}
	}
	switch v.Interface().(type) {
	case Node:
		v.Set(reflect.ValueOf(child(d.file, n, name)))
		return
	case Text:
		if d.want(n, name, yaml.ScalarNode, "text") {
			v.Set(reflect.ValueOf(child(d.file, n, name).Text()))
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.structure(n, v, name)
	case reflect.Slice:
		d.list(n, v, name)
	case reflect.Map:
		d.table(n, v, name)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem(), name)
	case reflect.Interface:
		d.anything(n, v, name)
	default:
		d.scalar(n, v, name)
	}
}

func (d *decoder) scalar(n *yaml.Node, v reflect.Value, name string) {
	switch v.Kind() {
	case reflect.String:
		if d.want(n, name, yaml.ScalarNode, "text") {
			v.SetString(n.Value)
		}
	case reflect.Bool:
		b, err := strconv.ParseBool(n.Value)
		if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" || err != nil {
			d.mismatch(n, name, "true or false")
			return
		}
		v.SetBool(b)
	case reflect.Int:
		i, err := strconv.Atoi(n.Value)
		if n.Kind != yaml.ScalarNode || n.Tag != "!!int" || err != nil {
			d.mismatch(n, name, "a whole number")
			return
		}
		v.SetInt(int64(i))
	case reflect.Float64:
		f, err := strconv.ParseFloat(n.Value, 64)
		if n.Kind != yaml.ScalarNode || n.Tag != "!!float" && n.Tag != "!!int" || err != nil || math.IsInf(f, 0) {
			d.mismatch(n, name, "a number")
			return
		}
		v.SetFloat(f)
	default:
		panic(fmt.Sprintf("source: cannot decode into %s", v.Type()))
	}
}

// anything fills an interface with a map, a list, a number, a bool or a string.
func (d *decoder) anything(n *yaml.Node, v reflect.Value, name string) {
	t := reflect.TypeFor[string]()
	switch {
	case n.Kind == yaml.MappingNode:
		t = reflect.TypeFor[map[string]any]()
	case n.Kind == yaml.SequenceNode:
		t = reflect.TypeFor[[]any]()
	case n.Tag == "!!int" || n.Tag == "!!float":
		t = reflect.TypeFor[float64]()
	case n.Tag == "!!bool":
		t = reflect.TypeFor[bool]()
	}
	value := reflect.New(t).Elem()
	d.value(n, value, name)
	v.Set(value)
}

func (d *decoder) list(n *yaml.Node, v reflect.Value, name string) {
	if !d.want(n, name, yaml.SequenceNode, "a list") {
		return
	}
	items := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
	for i, c := range n.Content {
		d.value(c, items.Index(i), name)
	}
	v.Set(items)
}

func (d *decoder) table(n *yaml.Node, v reflect.Value, name string) {
	if v.Type().Key().Kind() != reflect.String {
		panic(fmt.Sprintf("source: cannot decode into %s", v.Type()))
	}
	if !d.want(n, name, yaml.MappingNode, "a block of fields") {
		return
	}
	m := reflect.MakeMapWithSize(v.Type(), len(n.Content)/2)
	d.pairs(n, func(key, val *yaml.Node) {
		item := reflect.New(v.Type().Elem()).Elem()
		d.value(val, item, key.Value)
		m.SetMapIndex(reflect.ValueOf(key.Value).Convert(v.Type().Key()), item)
	})
	v.Set(m)
}

// pairs calls do for every field of a map that has a usable name and is the first of that name.
func (d *decoder) pairs(n *yaml.Node, do func(key, val *yaml.Node)) {
	first := make(map[string]int, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, val := n.Content[i], n.Content[i+1]
		line, double := first[key.Value]
		switch {
		case key.Kind != yaml.ScalarNode:
			d.fault(key, "a field's name must be a single word", "")
		case double:
			d.fault(key, fmt.Sprintf("%s stands twice; first in line %d", key.Value, line), "remove one")
		default:
			first[key.Value] = key.Line
			do(key, val)
		}
	}
}

func (d *decoder) structure(n *yaml.Node, v reflect.Value, name string) {
	if !d.want(n, name, yaml.MappingNode, "a block of fields") {
		return
	}
	fields := fieldsOf(v)
	if fields.pos.IsValid() {
		fields.pos.Set(reflect.ValueOf(Pos{d.file, n.Line, n.Column}))
	}
	seen := map[string]bool{}
	d.pairs(n, func(key, val *yaml.Node) {
		seen[key.Value] = true
		i, ok := fields.index[key.Value]
		if !ok {
			d.fault(key, fmt.Sprintf("unknown field %q", clip(key.Value)), Meant(key.Value, fields.names))
			return
		}
		d.value(val, v.Field(i), key.Value)
	})
	for _, r := range fields.required {
		if !seen[r] {
			d.fault(n, fmt.Sprintf("%s is missing", r), fmt.Sprintf("add a line %s: …", r))
		}
	}
}

// want tells whether n is of the kind, and adds the fault if it is not.
func (d *decoder) want(n *yaml.Node, name string, k yaml.Kind, what string) bool {
	if n.Kind == k {
		return true
	}
	d.mismatch(n, name, what)
	return false
}

func (d *decoder) mismatch(n *yaml.Node, name, what string) {
	d.fault(n, named(name, "found "+kind(n)), "write "+what)
}

func (d *decoder) fault(n *yaml.Node, problem, fix string) {
	d.faults.Add(Pos{d.file, n.Line, n.Column}, problem, fix)
}

func named(name, text string) string {
	if name == "" {
		return text
	}
	return name + ": " + text
}

// fields are the fields of a struct as a file names them.
type fields struct {
	pos      reflect.Value // the embedded Pos, if any
	index    map[string]int
	names    []string
	required []string
}

func fieldsOf(v reflect.Value) fields {
	f := fields{index: map[string]int{}}
	for i := range v.NumField() {
		sf := v.Type().Field(i)
		if sf.Anonymous && sf.Type == reflect.TypeFor[Pos]() {
			f.pos = v.Field(i)
			continue
		}
		name, option, _ := strings.Cut(sf.Tag.Get("yaml"), ",")
		if name == "" || name == "-" {
			continue
		}
		f.index[name] = i
		f.names = append(f.names, name)
		if option == "required" {
			f.required = append(f.required, name)
		}
	}
	return f
}
