package telegram

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// What one reads and the other does not would be an update that is lost, or an answer that is taken for none, so that a message is sent
// twice.
func TestReadsWhatEncodingJSONReads(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	for _, text := range []string{
		``, ` `, `null`, `true`, `1`, `"x"`, `[]`, `{}`, `{"result":[]}`, `{"result":null}`, `{"Result":[{"update_id":1}]}`,
		`{"result":[{"update_id":1,"message":{"message_id":5,"date":6,"chat":{"id":7,"type":"private"},"text":"a"}}]}`,
		`{"result":[{"update_id":1,"UPDATE_ID":2,"update_id":3}]}`,
		`{"result":[{"update_id":1,"message":{"text":"a"},"message":{"caption":"b"}}]}`,
		`{"result":[{"update_id":9223372036854775807}]}`, `{"result":[{"update_id":9223372036854775808}]}`,
		`{"result":[{"update_id":1.0}]}`, `{"result":[{"update_id":1e2}]}`, `{"result":[{"update_id":"1"}]}`, `{"result":[{"update_id":null}]}`,
		`{"result":[{"update_id":1,"message":{"text":5}}]}`, `{"result":[{"update_id":1,"message":[]}]}`, `{"result":[1]}`, `{"result":{}}`,
		`{"result":[{"update_id":1,"message":{"text":"` + "\xff\xc3" + `"}}]}`, `{"result":[{"update_id":1,"message":{"text":"\ud800"}}]}`,
		`{"result":[{"update_id":1,"message":{"text":"\ud83d\ude00 \u0000 é"}}]}`, `{"result":[{"update_id":1,"message":{"text":"` + "\x01" + `"}}]}`,
		`{"result":[{"update_id":1,"message":{"forward_origin":{"type":"user"},"pinned_message":null,"location":{"latitude":1e400}}}]}`,
		`{"result":[{"update_id":1,"callback_query":{"id":"4","data":"x","message":{"message_id":5}}}]}`,
		`{"ok":true,"result":{"message_id":5,"text":"a"}}`, `{"ok":true,"result":{"message_id":"5"}}`, `{"ok":true,"result":true}`,
		`{"ok":"true","error_code":403.5}`, `{"OK":true,"result":{"status":"left","user":null}}`, `{"update_id":1,"message":{"chat":{"id":7}}}`,
		`{"result":[{"update_id":1}]}}`, `{"result":[{"update_id":1}]`, `{"result":[{"update_id":1},]}`, `{"result":[{"update_id":01}]}`,
		`{"result":[{"update_id":1}]}` + "\n", "\ufeff" + `{"result":[]}`, `{'result':[]}`, `{"result":[]} x`,
		`{"other":` + deep(9990) + `}`, `{"other":` + deep(10001) + `}`,
	} {
		shown := text[:min(len(text), 200)]
		if got, want := valid([]byte(text)), json.Valid([]byte(text)); got != want {
			t.Errorf("%q is taken for JSON: %t, want %t", shown, got, want)
		}
		for _, shape := range shapes {
			got, want := shape(), shape()
			gotErr, wantErr := unmarshal([]byte(text), got), json.Unmarshal([]byte(text), want)
			if (gotErr == nil) != (wantErr == nil) || gotErr == nil && !reflect.DeepEqual(got, want) {
				t.Errorf("%q is read as %+v, %v, want %+v, %v", shown, got, gotErr, want, wantErr)
			}
		}
	}
}

// shapes are those of what is read: updates, one by one too, and the result of a call.
var shapes = []func() any{
	func() any { return &struct{ Result []update }{} },
	func() any { return &struct{ Result []json.RawMessage }{} },
	func() any { return &map[string]json.RawMessage{} },
	func() any { return &update{} },
	func() any { return &struct{ Result any }{new(sentID)} },
	func() any { return &struct{ Result any }{new(member)} },
	func() any {
		return &struct {
			OK     bool            `json:"ok"`
			Result json.RawMessage `json:"result"`
			Code   int             `json:"error_code"`
		}{}
	},
}

// BenchmarkReadUpdates is what it takes to read what a poll brings, in comparison.
func BenchmarkReadUpdates(b *testing.B) {
	one := `{"update_id":1,"message":{"message_id":5,"from":{"id":7,"is_bot":false,"first_name":"P","language_code":"en"},` +
		`"chat":{"id":7,"first_name":"P","type":"private"},"date":1790000000,"text":"1"}}`
	data := []byte(`{"ok":true,"result":[` + strings.Repeat(one+",", 7) + one + `]}`)
	for name, read := range map[string]func([]byte, any) error{"ours": unmarshal, "encoding/json": json.Unmarshal} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				var updates struct{ Result []update }
				if err := read(data, &updates); err != nil || len(updates.Result) != 8 {
					b.Fatal(err)
				}
			}
		})
	}
}
