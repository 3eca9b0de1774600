package report_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"safeharbour/bot/record"
	"safeharbour/bot/report"
)

// cardSchema compiles the schema as a receiver does.
func cardSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(report.CardSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(report.CardSchemaName, doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile(report.CardSchemaName)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// The card of every kind of case fits the published schema, and the schema lets nothing else in.
func TestCardFitsItsSchema(t *testing.T) {
	c, schema := load(t), cardSchema(t)
	for _, of := range []*record.Case{caseOf(t, c, "defrauded", "en", fullFraud), caseOf(t, c, "escaped_or_detained", "en", fullEscaped),
		caseOf(t, c, "trapped", "en", childTrapped), caseOf(t, c, "family", "en", ""), caseOf(t, c, "other", "en", "country: MM"), everyChoice(t, c, "trapped")} {
		of.Released = []record.Release{{Paper: "screening", To: "lawyer", Version: 2, At: made}}
		of.Money = map[string]string{"defrauded": "M2"}[of.Flow]
		v, err := c.Papers.CardJSON(of)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(v))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("the card of %s: %v", of.Flow, err)
		}
		for what, change := range map[string]func(map[string]any){
			"a field that nobody described": func(m map[string]any) { m["telegram"] = "tg/1" },
			"a field of the case more":      func(m map[string]any) { m["case"].(map[string]any)["username"] = "x" },
			"no consent":                    func(m map[string]any) { delete(m, "consent") },
			"a level that does not exist":   func(m map[string]any) { m["case"].(map[string]any)["level"] = "P9" },
		} {
			var m map[string]any
			if err := json.Unmarshal(v, &m); err != nil {
				t.Fatal(err)
			}
			change(m)
			if schema.Validate(m) == nil {
				t.Errorf("%s: %s is accepted", of.Flow, what)
			}
		}
	}
	golden(t, "card.json", func() string {
		v, err := c.Papers.CardJSON(caseOf(t, c, "escaped_or_detained", "en", fullEscaped))
		if err != nil {
			t.Fatal(err)
		}
		return string(v)
	}())
}

// The file that receivers get is the schema of this program.
func TestPublishedSchemaIsCurrent(t *testing.T) {
	data, err := fs.ReadFile(root(t), "flows/card.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(data, report.CardSchema()) {
		t.Error("flows/card.schema.json is old: make generate, or safeharbour schema card > flows/card.schema.json")
	}
	if !strings.Contains(string(data), `"safeharbour-card-v1"`) || report.CardFormat != 1 {
		t.Error("the name of the schema does not carry its version")
	}
}
