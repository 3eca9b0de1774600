package flow

import "safeharbour/bot/field"

// AppendJSON appends the state as [encoding/json.Marshal] writes it. The error is that of a number which JSON does not have.
func (s *State) AppendJSON(b []byte) ([]byte, error) {
	if s == nil {
		return append(b, "null"...), nil
	}
	o := field.Begin(b)
	field.Word(o, "f", s.Flow)
	field.Text(o, "v", s.Version)
	field.Each(o, "a", s.Answers, appendAnswered)
	field.Text(o, "c", s.Cursor)
	field.Text(o, "k", s.Ticking)
	field.Texts(o, "d", s.Draft)
	field.Flag(o, "p", s.Picking)
	field.Flag(o, "h", s.Handed)
	field.Each(o, "x", s.Aside, appendAnswered)
	return o.End()
}

func appendAnswered(b []byte, a Answered) ([]byte, error) {
	o := field.Begin(b)
	field.Word(o, "s", a.Step)
	field.Value(o, "v", a.Value.AppendJSON)
	return o.End()
}
