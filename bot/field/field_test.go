package field_test

import (
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
