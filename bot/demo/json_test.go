package demo

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// FuzzReader compares with encoding/json. Without -fuzz it goes through the seeds and what comes of them when a byte is missing
// or doubled.
func FuzzReader(f *testing.F) {
	for _, seed := range []string{
		`{"a":"b","c":[1,-2.5e+3,0,1E-7,{"d":null}],"":true,"a":false, "x" : { } , "y":[ ]}`, "null", " null\n", "nul", "{", "[}", "[1,]",
		`{"a":1,}`, `{"a"}`, `{a:1}`, `{"a":01}`, `{"a":1.}`, `{"a":.5}`, `{"a":+1}`, `{"a":--1}`, `{"a":1e}`, `{"a":1e+-1}`, `{"a":tru}`,
		`{"a":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\ud83d\u12zz"}`, `{"a":"\x"}`, `{"a":"\ud83dx"}`, "{\"a\":\"\n\"}", "{\"\xff\":\"\xff\xfe\"}",
		`{"a":"ဝ\u2028"}`, "{}{}", "{} x", "\ufeff{}", "{\"a\":\v1}", `"a"`, "17", `{"a":"\`, `{"\`, strings.Repeat("[", 10_001),
	} {
		f.Add(seed)
		for i := range seed {
			if len(seed) > 200 {
				break
			}
			f.Add(seed[:i] + seed[i+1:])
			f.Add(seed[:i+1] + seed[i:])
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := jsonReader{text: text}
		r.skip()
		if got, want := r.whole(), json.Valid([]byte(text)); got != want {
			t.Fatalf("%q is taken: %v, want %v", text, got, want)
		}
		var object map[string]json.RawMessage
		want := map[string]string{}
		fails := json.Unmarshal([]byte(text), &object) != nil
		for name, raw := range object {
			var s string
			if raw[0] != '"' || json.Unmarshal(raw, &s) != nil {
				s = string(raw)
			}
			want[name] = s
		}
		p := params{}
		err := readJSON(strings.NewReader(text), 0, p)
		if fails != (err != nil) && strings.TrimSpace(text) != "" || !fails && !reflect.DeepEqual(map[string]string(p), want) {
			t.Fatalf("%q gives %q, %v, want %q", text, p, err, want)
		}
	})
}
