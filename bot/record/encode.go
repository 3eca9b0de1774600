package record

import (
	"strconv"

	"safeharbour/bot/field"
	"safeharbour/bot/flow"
)

// appendJSON appends the conversation as [encoding/json.Marshal] would write it: by hand, since each turn does it.
func (c *Conversation) appendJSON(b []byte) ([]byte, error) {
	o := field.Begin(b)
	field.Word(o, "chat", c.Chat)
	field.Text(o, "lang", c.Lang)
	field.Text(o, "mode", c.Mode)
	field.Text(o, "before", c.Before)
	field.Text(o, "flow", c.Flow)
	field.Keyed(o, "states", c.States, func(b []byte, st *flow.State) ([]byte, error) { return st.AppendJSON(b) })
	field.Keyed(o, "cases", c.Cases, func(b []byte, id uint64) ([]byte, error) { return strconv.AppendUint(b, id, 10), nil })
	field.Map(o, "signals", c.Signals)
	field.Keyed(o, "agreed", c.Agreed, appendConsent)
	field.Map(o, "sealed", c.Sealed)
	field.Pointer(o, "paper", c.Paper)
	field.Number(o, "screen", c.Screen)
	field.Text(o, "on", c.On)
	field.Number(o, "draws", c.Draws)
	field.List(o, "tells", c.Tells)
	field.Text(o, "topic", c.Topic)
	field.Flag(o, "confirm", c.Confirm)
	field.List(o, "held", c.Held)
	field.List(o, "early", c.Early)
	field.Texts(o, "offered", c.Offered)
	field.Text(o, "typed", c.Typed)
	field.Time(o, "seen", c.Seen)
	field.Number(o, "hiddenAt", c.HiddenAt)
	field.Text(o, "was", c.Was)
	field.Number(o, "wasScreen", c.WasScreen)
	field.Flag(o, "pinged", c.Pinged)
	field.Flag(o, "sorry", c.Sorry)
	field.Flag(o, "blocked", c.Blocked)
	field.Texts(o, "listed", c.Listed)
	field.Texts(o, "noAnswer", c.NoAnswer)
	field.Text(o, "album", c.Album)
	field.Map(o, "quieted", c.Quieted)
	field.Flag(o, "silence", c.Silence)
	field.Flag(o, "idle", c.Idle)
	field.Flag(o, "leave", c.Leave)
	field.Flag(o, "purge", c.Purge)
	field.Map(o, "limits", c.Limits)
	field.Map(o, "joined", c.Joined)
	return o.End()
}

func appendConsent(b []byte, c Consent) ([]byte, error) {
	o := field.Begin(b)
	field.Truth(o, "given", c.Given)
	field.Flag(o, "signal", c.Signal)
	field.Flag(o, "withdrawn", c.Withdrawn)
	field.Moment(o, "at", c.At)
	field.Word(o, "lang", c.Lang)
	field.Time(o, "withdrawnAt", c.WithdrawnAt)
	return o.End()
}
