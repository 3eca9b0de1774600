package field_test

import (
	"encoding/json"
	"testing"
	"time"

	"safeharbour/bot/field"
	"safeharbour/bot/field/fieldtest"
)

// sample has a field of each kind.
type sample struct {
	Word   string            `json:"word"`
	Text   string            `json:"text,omitempty"`
	Texts  []string          `json:"texts,omitempty"`
	Flag   bool              `json:"flag,omitempty"`
	Truth  bool              `json:"truth"`
	Counts []int64           `json:"counts"`
	Count  int               `json:"count"`
	Number int64             `json:"number,omitempty"`
	Moment time.Time         `json:"moment"`
	Time   time.Time         `json:"time,omitzero"`
	List   []byte            `json:"list,omitempty"`
	Map    map[string]uint64 `json:"map,omitempty"`
	Keyed  map[string]string `json:"keyed,omitempty"`
	Part   *sample           `json:"part,omitempty"`
}

func (s *sample) appendJSON(b []byte) ([]byte, error) {
	o := field.Begin(b)
	field.Word(o, "word", s.Word)
	field.Text(o, "text", s.Text)
	field.Texts(o, "texts", s.Texts)
	field.Flag(o, "flag", s.Flag)
	field.Truth(o, "truth", s.Truth)
	field.Counts(o, "counts", s.Counts)
	field.Count(o, "count", s.Count)
	field.Number(o, "number", s.Number)
	field.Moment(o, "moment", s.Moment)
	field.Time(o, "time", s.Time)
	field.List(o, "list", s.List)
	field.Map(o, "map", s.Map)
	field.Keyed(o, "keyed", s.Keyed, func(b []byte, v string) ([]byte, error) { return field.String(b, v), nil })
	field.Pointer(o, "part", s.Part)
	return o.End()
}

func TestFields(t *testing.T) {
	fieldtest.Same(t, func(s *sample) ([]byte, error) { return s.appendJSON(nil) })
}

// What JSON cannot hold is an error, as with encoding/json: a record that is cut off there would be written otherwise.
func TestWhatJSONDoesNotHave(t *testing.T) {
	late := sample{Time: time.Date(12345, 1, 1, 0, 0, 0, 0, time.UTC)}
	inside := sample{Part: &late}
	for name, s := range map[string]*sample{"a late year": &late, "one inside": &inside} {
		if b, err := s.appendJSON(nil); err == nil {
			t.Errorf("%s is written as %s", name, b)
		}
	}
}

// Words are written as encoding/json writes them, whatever they are.
func FuzzString(f *testing.F) {
	for _, s := range []string{"", "yes", "⬅️ \"a\"\n\\", "<b>", "\u2028", "\xff", "a\xe2\x80", "\x7f\t"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := field.String([]byte("x"), s); string(got) != "x"+string(want) {
			t.Errorf("%q: got %s, want %s", s, got, want)
		}
	})
}

func BenchmarkString(b *testing.B) {
	for name, s := range map[string]string{"code": "trapped.danger_now", "words": "“Are you hurt?”\n\nTick all that is true, then press Done…\n⬅️ Back"} {
		b.Run(name, func(b *testing.B) {
			var p []byte
			for b.Loop() {
				p = field.String(p[:0], s)
			}
		})
	}
}
