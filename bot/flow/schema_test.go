package flow_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"safeharbour/bot/flow"
	"safeharbour/bot/source"
)

func TestSchema(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(flow.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("flow.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("flow.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"testdata/small.yaml", "testdata/other.yaml", "testdata/scores/offer.yaml"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(fromYAML(t, string(data))); err != nil {
			t.Errorf("%s is refused: %v", name, err)
		}
	}
	for name, text := range map[string]string{
		"no steps":                  "flow: f\n",
		"unknown field":             head + "  - {id: a, answer: text, wen: x}\n",
		"unknown answer type":       head + "  - {id: a, answer: txt}\n",
		"unknown fact":              head + "  - {id: a, answer: text, fact: x}\n",
		"bad id":                    head + "  - {id: A b, answer: text}\n",
		"choices not a list":        head + "  - {id: a, answer: one, choices: x}\n",
		"next without to":           head + "  - {id: a, answer: text, next: [{when: x}]}\n",
		"repeat without max":        head + "  - {repeat: a, again: x, steps: [{id: a, answer: text}]}\n",
		"next in a repeat":          head + "  - {repeat: a, max: 2, again: x, steps: [{id: a, answer: text, next: end}]}\n",
		"points that are no number": "flow: f\nflags: [{flag: a, when: x, add: {p: two}}]\nsteps: [{id: a, answer: text}]\n",
		"flag without points":       "flow: f\nflags: [{flag: a, when: x}]\nsteps: [{id: a, answer: text}]\n",
		"keep that is no bool":      "flow: f\nkeep: never\nsteps: [{id: a, answer: text}]\n",
		"line without a text":       head + "  - {id: a, answer: text, lines: [{when: x}]}\n",
	} {
		if schema.Validate(fromYAML(t, text)) == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	if !bytes.Equal(flow.Schema(), flow.Schema()) {
		t.Error("two schemas differ")
	}
}

// fromYAML reads YAML as an editor does before it asks the schema.
func fromYAML(t *testing.T, text string) any {
	t.Helper()
	var v any
	var faults source.Faults
	source.Decode("f.yaml", []byte(text), &v, &faults)
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	return v
}
