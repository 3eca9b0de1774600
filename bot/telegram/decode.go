package telegram

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"safeharbour/bot/box"
)

// arrival is an update on its way into the inbox, with what we must look up or remember for it.
type arrival struct {
	id   *int64  // the update's id, when it could be read
	in   *box.In // nil when nobody needs to know of it
	chat chat

	message int64  // a message of a private chat that can be erased; 0 when there is none
	sent    int64  // when that message was sent, Unix time
	own     bool   // it is the bot's
	pressed int64  // the message whose button was pressed
	replied int64  // the message that this one answers
	ours    bool   // that message is surely the bot's
	topic   int64  // the topic's id, 0 for the general one
	made    string // the title of a topic that the bot itself made
	query   string // a press to answer
	move    int64  // the staff group's new id
	leave   bool   // a group that is none of ours
	back    bool   // the staff group is open to us again
}

// arrivals reads the updates of one poll. Nearly always they can all be read, and then none is looked at twice.
func (t *Transport) arrivals(data []byte) ([]arrival, error) {
	var updates struct{ Result []update }
	if unmarshal(data, &updates) == nil {
		known := true
		list := t.settled(len(updates.Result), func(i int) arrival {
			a, ok := t.read(&updates.Result[i])
			known = known && ok && (a.in == nil || a.in.Kind != box.Strange)
			return a
		})
		if known {
			return list, nil
		}
	}
	var raws struct{ Result []json.RawMessage }
	if err := unmarshal(data, &raws); err != nil {
		return nil, err
	}
	return t.settled(len(raws.Result), func(i int) arrival { return t.decode(raws.Result[i]) }), nil
}

// settled makes arrivals of so many updates. What comes from where the staff group has moved to may come before the word of that.
func (t *Transport) settled(n int, read func(i int) arrival) []arrival {
	list := make([]arrival, n)
	for range 2 {
		staff := t.staff.Load()
		for i := range list {
			list[i] = read(i)
		}
		if t.staff.Load() == staff {
			break
		}
	}
	return list
}

// decode reads one update. What cannot be read is kept as it came.
func (t *Transport) decode(raw json.RawMessage) arrival {
	var u update
	if unmarshal(raw, &u) != nil {
		return t.strange(raw)
	}
	a, ok := t.read(&u)
	if !ok {
		return t.strange(raw)
	}
	if a.in != nil && a.in.Kind == box.Strange {
		a.in.Raw = raw
	}
	return a
}

// read makes an arrival of an update. It is false for one without an id, or of a kind that we do not know.
func (t *Transport) read(u *update) (a arrival, ok bool) {
	if u.ID == nil {
		return a, false
	}
	a.id = u.ID
	switch {
	case u.Message != nil:
		t.message(&a, u.Message, false)
	case u.Edited != nil:
		t.message(&a, u.Edited, true)
	case u.Callback != nil:
		t.press(&a, u.Callback)
	case u.Mine != nil:
		t.mine(&a, u.Mine)
	case u.Member != nil:
		t.checks.change(*u.Member, t.staff.Load())
	default:
		return a, false
	}
	if a.in != nil {
		a.in.Update = strconv.FormatInt(*u.ID, 10)
	}
	return a, true
}

// strange keeps an update that could not be read, or is of a kind that we do not know, under the chat that it seems to
// come from. Its id is looked for once more, since the next offset depends on it.
func (t *Transport) strange(raw json.RawMessage) arrival {
	a := arrival{in: &box.In{Kind: box.Strange, Raw: raw, At: t.now()}}
	var loose map[string]json.RawMessage
	if unmarshal(raw, &loose) == nil {
		if n, err := strconv.ParseInt(strings.Trim(string(loose["update_id"]), `"`), 10, 64); err == nil {
			a.id = &n
			a.in.Update = strconv.FormatInt(n, 10)
		}
		for _, part := range loose {
			var body struct{ Chat, From struct{ ID int64 } }
			if unmarshal(part, &body) != nil {
				continue
			}
			if body.Chat.ID > 0 || t.isStaff(body.Chat.ID) {
				a.in.Chat = t.name(body.Chat.ID)
			}
			if body.Chat.ID < 0 && a.in.Chat == "" {
				a.in = nil // of a group that is none of ours
				return a
			}
		}
	}
	if a.in.Update == "" {
		sum := sha256.Sum256(raw)
		a.in.Update = "x" + hex.EncodeToString(sum[:12])
	}
	return a
}

// name makes the address of a chat.
func (t *Transport) name(id int64) box.Chat {
	if t.isStaff(id) {
		return Staff
	}
	return box.Chat("tg/" + strconv.FormatInt(id, 10))
}

// isStaff tells whether an id is the staff group's: the one of now, or the one of before it moved. What was written there just
// before the move may come after we know of it.
func (t *Transport) isStaff(id int64) bool {
	return id != 0 && (id == t.staff.Load() || id == t.StaffChat)
}

// known tells whether a chat is a person's or the staff's, and marks others to be left.
func (t *Transport) known(a *arrival, c chat) bool {
	a.chat = c
	if t.isStaff(c.ID) {
		return true
	}
	if c.Type == "private" || c.Type == "" && c.ID > 0 {
		return c.ID > 0
	}
	a.leave = c.ID < 0
	return false
}

func (t *Transport) message(a *arrival, m *message, edited bool) {
	if t.moves(a, m) || !t.known(a, m.Chat) {
		return
	}
	private := a.chat.ID > 0
	if private && m.ID > 0 {
		a.message, a.sent, a.own = m.ID, m.Date, m.From != nil && m.From.ID == t.me().ID
	}
	if t.groupNote(a, m) || m.service.is() {
		return
	}
	in := &box.In{Chat: t.name(m.Chat.ID), At: time.Unix(m.Date, 0).UTC(), Ref: messageRef(m.ID), Album: m.Album}
	if !private {
		in.From = t.actor(m)
	}
	if private && m.From != nil {
		in.Lang = m.From.Lang
	}
	a.in = in
	fill(in, m)
	in.Text = t.ownCommand(in.Text)
	if edited {
		in.At = time.Unix(max(m.EditDate, m.Date), 0).UTC()
	}
	if edited && in.Kind != box.Strange {
		in.Kind = box.Edited
	}
	if m.InTopic {
		a.topic = m.Thread
	}
	// In a topic, what answers nothing is marked as an answer to the note that the topic was made.
	if r := m.ReplyTo; r != nil && r.TopicMade == nil {
		a.replied, a.ours = r.ID, r.From != nil && r.From.ID == t.me().ID
	}
}

// groupNote takes what only the transport needs to know about the staff group.
func (t *Transport) groupNote(a *arrival, m *message) bool {
	if a.chat.ID > 0 {
		return false
	}
	if m.TopicMade == nil {
		return false
	}
	if m.From != nil && m.From.ID == t.me().ID {
		a.made, a.topic = m.TopicMade.Name, m.Thread
	}
	return true
}

// moves follows the staff group when it becomes a supergroup. Both the old and the new one tell of it, in any order, and each as often
// as it comes: a move that we know may not be on the disk, since the commit failed.
func (t *Transport) moves(a *arrival, m *message) bool {
	if m.MigrateTo == 0 && m.MigrateFrom == 0 {
		return false
	}
	switch staff := t.staff.Load(); {
	case staff == 0:
	case m.MigrateTo != 0 && (staff == m.Chat.ID || staff == m.MigrateTo):
		a.move = m.MigrateTo
	case m.MigrateFrom != 0 && (staff == m.MigrateFrom || staff == m.Chat.ID):
		a.move = m.Chat.ID
	}
	if a.move != 0 {
		t.staff.Store(a.move) // the next updates of the same batch come from there
	}
	return true
}

// actor tells who wrote in the staff group. Who wrote as a group or channel, a bot, or what was forwarded, may not act.
func (t *Transport) actor(m *message) box.Actor {
	if m.Sender != nil || m.From == nil {
		return box.Actor{Anonymous: true}
	}
	by := box.Actor{Name: m.From.First}
	if m.From.IsBot || bool(m.Forwarded) || m.ForwardDate != 0 {
		return by
	}
	by.ID = strconv.FormatInt(m.From.ID, 10)
	by.Verified = t.checks.seen(m.From.ID, t.now())
	return by
}

// fill puts the content of a message into an input.
func fill(in *box.In, m *message) {
	in.Text = m.Text
	if in.Text == "" {
		in.Text = m.Caption
	}
	switch {
	case m.Venue != nil:
		in.Kind, in.Place = box.Pinned, &box.Point{Lat: m.Venue.Location.Lat, Lon: m.Venue.Location.Lon}
		in.Text = join("\n", m.Venue.Title, m.Venue.Address)
	case m.Location != nil:
		in.Kind, in.Place = box.Pinned, &box.Point{Lat: m.Location.Lat, Lon: m.Location.Lon}
	case m.Contact != nil:
		in.Kind, in.File = box.Attached, &box.File{Kind: "contact"}
		in.Text = join(" ", m.Contact.First, m.Contact.Last, m.Contact.Phone)
	case m.Dice != nil:
		in.Kind, in.Text = box.Text, m.Dice.Emoji
	default:
		in.File = file(m)
		switch {
		case in.File != nil:
			in.Kind = box.Attached
		case m.Text != "":
			in.Kind = box.Text
		default:
			in.Kind = box.Strange
		}
	}
}

// file returns what a message carries, or nil. An animation comes as a document too, so it goes first.
func file(m *message) *box.File {
	if n := len(m.Photo); n > 0 {
		return m.Photo[n-1].file("photo") // the largest comes last
	}
	for _, f := range [...]struct {
		kind string
		what *media
	}{
		{"animation", m.Animation}, {"document", m.Document}, {"voice", m.Voice}, {"audio", m.Audio},
		{"video", m.Video}, {"note", m.VideoNote}, {"sticker", m.Sticker},
	} {
		if f.what != nil {
			return f.what.file(f.kind)
		}
	}
	return nil
}

func (m media) file(kind string) *box.File {
	return &box.File{Kind: kind, ID: m.FileID, Same: m.Same, Name: m.Name, Mime: m.Mime, Size: m.Size}
}

// ownCommand takes our name off a command that was addressed with it, as groups do.
func (t *Transport) ownCommand(text string) string {
	if !strings.HasPrefix(text, "/") {
		return text
	}
	word, rest := text, ""
	if i := strings.IndexAny(text, " \n\t"); i >= 0 {
		word, rest = text[:i], text[i:]
	}
	command, name, ok := strings.Cut(word, "@")
	if !ok || !strings.EqualFold(name, t.me().Username) {
		return text
	}
	return command + rest
}

func (t *Transport) press(a *arrival, c *callback) {
	a.query = c.ID
	at := chat{ID: c.From.ID, Type: "private"}
	if c.Message != nil {
		at = c.Message.Chat
	}
	if !t.known(a, at) {
		return
	}
	in := &box.In{Chat: t.name(at.ID), At: t.now(), Kind: box.Press, Text: c.Data}
	a.in = in
	if at.ID < 0 && strings.HasPrefix(c.Data, box.AlertMark) {
		a.query, in.Query = "", c.ID
	}
	if at.ID > 0 {
		in.Lang = c.From.Lang
	} else {
		in.From = box.Actor{Name: c.From.First}
		if !c.From.IsBot {
			in.From.ID, in.From.Verified = strconv.FormatInt(c.From.ID, 10), t.checks.seen(c.From.ID, t.now())
		}
	}
	m := c.Message
	if m == nil || m.ID <= 0 {
		return
	}
	in.Ref, a.pressed = messageRef(m.ID), m.ID
	if m.InTopic {
		a.topic = m.Thread
	}
	if at.ID > 0 {
		// A message that Telegram calls inaccessible has no date; counted as new, it is at least tried.
		a.message, a.own, a.sent = m.ID, true, m.Date
		if a.sent == 0 {
			a.sent = t.now().Unix()
		}
	}
}

// mine takes what somebody did to the bot's own membership.
func (t *Transport) mine(a *arrival, m *memberChange) {
	group := m.Chat.ID < 0
	if !t.known(a, m.Chat) {
		a.leave = a.leave && m.Now.in()
		return
	}
	if group {
		a.back = m.Now.in()
		return
	}
	kind := box.Unblocked
	if !m.Now.in() {
		kind = box.Blocked
	}
	a.in = &box.In{Chat: t.name(m.Chat.ID), At: time.Unix(m.Date, 0).UTC(), Kind: kind, Lang: m.From.Lang}
}

// join joins what is not empty.
func join(between string, parts ...string) string {
	var full []string
	for _, p := range parts {
		if p != "" {
			full = append(full, p)
		}
	}
	return strings.Join(full, between)
}
