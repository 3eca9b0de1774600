package answer

import "safeharbour/bot/field"

// AppendJSON appends the value as [encoding/json.Marshal] writes it. The error is that of a number which JSON does not have.
func (v Value) AppendJSON(b []byte) ([]byte, error) {
	o := field.Begin(b)
	field.Text(o, "t", v.Type)
	field.Flag(o, "skip", v.Skipped)
	field.Texts(o, "c", v.Codes)
	field.Text(o, "x", v.Text)
	if v.Day != (Day{}) {
		field.Other(o, "d", v.Day)
	}
	if v.Amount != (Amount{}) {
		field.Other(o, "m", v.Amount)
	}
	if v.Lat != 0 {
		field.Other(o, "lat", v.Lat)
	}
	if v.Lon != 0 {
		field.Other(o, "lon", v.Lon)
	}
	return o.End()
}
