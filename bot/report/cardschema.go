package report

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"time"
)

// CardSchema is the JSON schema (draft 2020-12) of the hand-off card. It is made from the structures that [Book.CardJSON]
// writes, so the two cannot differ.
func CardSchema() []byte {
	s := schemaOf(reflect.TypeFor[CardFile]())
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["$id"] = CardSchemaName
	s["title"] = "Safe Harbour hand-off card"
	s["description"] = "One case as it is handed to another organisation. Presume a person who was harmed. Do not contact them first. Do not forward beyond their consent."
	out, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		panic("report: schema: " + err.Error()) // strings, lists and maps only: it cannot fail
	}
	return append(out, '\n')
}

// schemaOf describes a type. Structs allow no other fields: what is not described must not be on a card.
func schemaOf(t reflect.Type) map[string]any {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return map[string]any{"type": "string", "format": "date-time"}
	case t.Kind() == reflect.Pointer:
		return schemaOf(t.Elem())
	case t.Kind() == reflect.Slice:
		return map[string]any{"type": "array", "items": schemaOf(t.Elem())}
	case t.Kind() == reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": schemaOf(t.Elem())}
	case t.Kind() == reflect.Struct:
		return structSchema(t)
	case t.Kind() == reflect.Int:
		return map[string]any{"type": "integer", "minimum": 0}
	case t.Kind() == reflect.Bool:
		return map[string]any{"type": "boolean"}
	default:
		return map[string]any{"type": "string"}
	}
}

func structSchema(t reflect.Type) map[string]any {
	props, required := map[string]any{}, []string{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		p := schemaOf(f.Type)
		if help := f.Tag.Get("help"); help != "" {
			p["description"] = help
		}
		if list := f.Tag.Get("enum"); list != "" {
			p["enum"] = strings.Fields(list)
		}
		props[name] = p
		if options != "omitempty" {
			required = append(required, name)
		}
	}
	slices.Sort(required)
	return map[string]any{"type": "object", "properties": props, "required": required, "additionalProperties": false}
}
