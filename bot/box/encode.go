package box

import "safeharbour/bot/field"

// Inputs and outputs are written with every message, so they are written by hand, as [encoding/json.Marshal] would write them.

func (in *In) appendJSON(b []byte) ([]byte, error) {
	o := field.Begin(b)
	field.Text(o, "up", in.Update)
	field.Word(o, "chat", in.Chat)
	field.Moment(o, "at", in.At)
	field.Word(o, "kind", in.Kind)
	field.Text(o, "text", in.Text)
	field.Text(o, "ref", in.Ref)
	field.Text(o, "reply", in.Reply)
	field.Text(o, "thread", in.Thread)
	if in.From != (Actor{}) {
		field.Other(o, "from", in.From)
	}
	field.Text(o, "lang", in.Lang)
	field.Pointer(o, "file", in.File)
	field.Pointer(o, "place", in.Place)
	field.Text(o, "album", in.Album)
	field.Number(o, "case", in.Case)
	field.Flag(o, "waited", in.Waited)
	field.Text(o, "query", in.Query)
	field.Flag(o, "late", in.Late)
	field.Number(o, "count", in.Count)
	field.Time(o, "time", in.Time)
	field.Text(o, "piece", in.Piece)
	field.Pointer(o, "kept", in.Kept)
	field.Flag(o, "again", in.Again)
	field.Pointer(o, "undelivered", in.Undelivered)
	field.List(o, "raw", in.Raw)
	return o.End()
}

func (out *Out) appendJSON(b []byte) ([]byte, error) {
	o := field.Begin(b)
	field.Word(o, "chat", out.Chat)
	field.Text(o, "thread", out.Thread)
	field.Count(o, "urgency", out.Urgency)
	field.Word(o, "verb", out.Verb)
	field.Text(o, "ref", out.Ref)
	field.Texts(o, "refs", out.Refs)
	field.Text(o, "reply", out.Reply)
	field.Flag(o, "fresh", out.Fresh)
	field.Text(o, "text", out.Text)
	field.Text(o, "quote", out.Quote)
	field.Each(o, "buttons", out.Buttons, appendRow)
	field.Flag(o, "silent", out.Silent)
	field.Text(o, "fromChat", out.FromChat)
	field.Text(o, "fromRef", out.FromRef)
	field.Pointer(o, "file", out.File)
	field.Pointer(o, "paper", out.Paper)
	field.Pointer(o, "then", out.Then)
	field.Text(o, "piece", out.Piece)
	field.Text(o, "name", out.Name)
	field.Text(o, "query", out.Query)
	field.Time(o, "at", out.At)
	field.Number(o, "tries", out.Tries)
	field.Time(o, "notBefore", out.NotBefore)
	field.Number(o, "pause", out.Pause)
	field.Flag(o, "marked", out.Marked)
	return o.End()
}

func appendRow(b []byte, row []Button) ([]byte, error) {
	if row == nil {
		return append(b, "null"...), nil
	}
	b = append(b, '[')
	for i, button := range row {
		if i > 0 {
			b = append(b, ',')
		}
		o := field.Begin(b)
		field.Word(o, "label", button.Label)
		field.Word(o, "data", button.Data)
		field.Text(o, "link", button.Link)
		b, _ = o.End() // nothing in it has an error
	}
	return append(b, ']'), nil
}
