package flow

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"safeharbour/bot/source"
)

// Schema is the JSON schema (draft 2020-12) of flow files, for editors. It is made from the same structures that [Parse]
// reads into, so the two cannot differ. It cannot judge conditions or next: that is left to Parse.
func Schema() []byte {
	s := schema{
		"$schema":     "https://json-schema.org/draft/2020-12/schema",
		"title":       "Safe Harbour flow",
		"description": "The questions of one intake, or a part that several use. See CONTRIBUTING.md.",
		// Which of the two it is, is told by the field part: so an editor's messages speak of the right one.
		"if": schema{"required": []string{"part"}}, "then": ref("part"), "else": ref("flow"),
	}
	repeat := object(reflect.TypeFor[repeatFile](), "")
	s["$defs"] = schema{
		"question": object(reflect.TypeFor[questionFile](), ""),
		"round":    object(reflect.TypeFor[questionFile](), "top"), // of a repeat, or of a part
		"repeat":   repeat,
		"flow":     object(reflect.TypeFor[flowFile](), ""),
		"part":     object(reflect.TypeFor[partFile](), ""),
		"use":      object(reflect.TypeFor[useFile](), ""),
		"offer":    object(reflect.TypeFor[offerFile](), ""),
		"sign":     object(reflect.TypeFor[signFile](), ""),
		"leave":    object(reflect.TypeFor[leaveFile](), ""),
		"line":     object(reflect.TypeFor[lineFile](), ""),
		"flag":     object(reflect.TypeFor[flagFile](), ""),
		"target":   object(reflect.TypeFor[targetFile](), ""),
		"text":     schema{"type": []string{"string", "number", "boolean"}},
	}
	out, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		panic("flow: schema: " + err.Error()) // strings, lists and maps only: it cannot fail
	}
	return append(out, '\n')
}

type schema = map[string]any

// object describes a struct. Fields of the scope without are left out.
func object(t reflect.Type, without string) schema {
	props, required := schema{}, []string{}
	for f := range fields(t) {
		name, option, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if name == "" || without != "" && f.Tag.Get("scope") == without {
			continue
		}
		p := property(f)
		if help := f.Tag.Get("help"); help != "" {
			p["description"] = help
		}
		props[name] = p
		if option == "required" {
			required = append(required, name)
		}
	}
	slices.Sort(required)
	return schema{"type": "object", "properties": props, "required": required, "additionalProperties": false}
}

func fields(t reflect.Type) func(yield func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range t.NumField() {
			if !yield(t.Field(i)) {
				return
			}
		}
	}
}

func property(f reflect.StructField) schema {
	t := f.Type
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t {
	case reflect.TypeFor[nextFile]():
		return schema{"anyOf": []schema{{"type": "string"}, {"type": "array", "minItems": 1, "items": ref("target")}}}
	case reflect.TypeFor[[]stepFile]():
		// Which of them it is, is told by the fields repeat and use: so an editor's messages speak of the right one.
		return schema{"type": "array", "minItems": 1, "items": schema{
			"if": schema{"required": []string{"repeat"}}, "then": ref("repeat"), "else": schema{
				"if": schema{"required": []string{"use"}}, "then": ref("use"), "else": ref("question")}}}
	case reflect.TypeFor[[]questionFile]():
		return schema{"type": "array", "minItems": 1, "items": ref("round")}
	case reflect.TypeFor[[]flagFile]():
		return schema{"type": "array", "maxItems": maxFlags, "items": ref("flag")}
	case reflect.TypeFor[map[string]source.Text]():
		return schema{"type": "object", "minProperties": 1, "additionalProperties": schema{"type": "integer", "minimum": 0, "maximum": maxPoints}}
	case reflect.TypeFor[[]offerFile]():
		return schema{"type": "array", "items": ref("offer")}
	case reflect.TypeFor[signFile]():
		return ref("sign")
	case reflect.TypeFor[[]leaveFile]():
		return schema{"type": "array", "items": ref("leave")}
	case reflect.TypeFor[[]lineFile]():
		return schema{"type": "array", "items": ref("line")}
	case reflect.TypeFor[[]source.Text]():
		list := schema{"type": "array", "items": words(f), "uniqueItems": true}
		if strings.HasPrefix(string(f.Tag), `yaml:"choices"`) {
			list["maxItems"] = maxChoices
		}
		return list
	}
	switch t.Kind() {
	case reflect.Bool:
		return schema{"type": "boolean"}
	case reflect.Int:
		return schema{"type": "integer", "minimum": 1}
	}
	return words(f)
}

func ref(name string) schema { return schema{"$ref": "#/$defs/" + name} }

// words describes a text field.
func words(f reflect.StructField) schema {
	switch f.Tag.Get("enum") {
	case "with":
		return schema{"type": "string", "enum": []string{WithCode, WithoutCase}}
	case "element":
		return schema{"type": "string", "enum": Elements()}
	case "reports":
		return schema{"type": "string", "enum": []string{"yes", "no"}}
	case "answer":
		return schema{"type": "string", "enum": answerTypes()}
	case "fact":
		names := make([]string, 0, len(facts()))
		for name := range facts() {
			names = append(names, name)
		}
		slices.Sort(names)
		return schema{"type": "string", "enum": names}
	}
	switch f.Tag.Get("pattern") {
	case "id":
		return schema{"type": "string", "pattern": "^[a-z0-9_]+$", "maxLength": maxID}
	case "key":
		return schema{"type": "string", "pattern": `^[a-z0-9_]+(\.[a-z0-9_]+)*$`}
	}
	return ref("text")
}
