package demo

import (
	"maps"
	"strings"
	"testing"
)

// What a JSON body gives is what encoding/json makes of it.
func TestJSONBody(t *testing.T) {
	for _, c := range []struct {
		body string
		want params // nil where the body is refused
	}{
		{"", params{}},
		{" \n", params{}},
		{"null", params{}},
		{` {"a" : "b" , "n":-1.5e+3,"t":true,"z":null,"l":[1, "x"],"o":{ }} `, params{"a": "b", "n": "-1.5e+3", "t": "true", "z": "null", "l": `[1, "x"]`, "o": "{ }"}},
		{`{"a":1,"a":"2","\u0061":"3"}`, params{"a": "3"}},
		{`{"a":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"}`, params{"a": "\"\\/\b\f\n\r\t\u00e9😀"}},
		{`{"a":"\ud83dx\ude00\ud83d"}`, params{"a": "\ufffdx\ufffd\ufffd"}},
		{"{\"\xff\":\"\xff\xfe!\xed\xa0\x80\"}", params{"\ufffd": "\ufffd\ufffd!\ufffd\ufffd\ufffd"}},
		{`{"a":` + strings.Repeat("[", 9_999) + strings.Repeat("]", 9_999) + `}`, params{"a": strings.Repeat("[", 9_999) + strings.Repeat("]", 9_999)}},
		{`{"a":` + strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000) + `}`, nil},
		{strings.Repeat("[", 16<<20), nil},
		{strings.Repeat(`{"":`, 4<<20), nil},
		{`{"a":"` + strings.Repeat("[", 20_000) + `"}`, params{"a": strings.Repeat("[", 20_000)}},
		{`"a"`, nil}, {"17", nil}, {"[]", nil}, {"nul", nil}, {"{", nil}, {"{]", nil}, {"{}{}", nil}, {"{} x", nil}, {"\ufeff{}", nil},
		{`{"a":1,}`, nil}, {`{,"a":1}`, nil}, {`{"a"}`, nil}, {`{a:1}`, nil}, {`{"a":[1,]}`, nil}, {`{"a":[1 2]}`, nil},
		{`{"a":01}`, nil}, {`{"a":1.}`, nil}, {`{"a":.5}`, nil}, {`{"a":+1}`, nil}, {`{"a":--1}`, nil}, {`{"a":1e}`, nil}, {`{"a":1e+-1}`, nil},
		{`{"a":tru}`, nil}, {`{"a":NaN}`, nil}, {`{"a":"\x"}`, nil}, {`{"a":"\u12zz"}`, nil}, {"{\"a\":\"\n\"}", nil}, {"{\"a\":\v1}", nil},
		{`{"a":"\`, nil}, {`{"a":{"b":"\`, nil}, {`{"a":1}` + "\x00", nil},
	} {
		p := params{}
		err := readJSON(strings.NewReader(c.body), int64(len(c.body)), p)
		if (err == nil) != (c.want != nil) || !maps.Equal(p, c.want) {
			t.Errorf("%.50q gives %.50q, %v, want %.50q", c.body, p, err, c.want)
		}
	}
}
