package desk

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"safeharbour/bot/box"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// speakMax is the longest text that staff may send: it must fit a message together with the question under it.
const speakMax = 3000

// wordMax is how much of an unknown command is said back.
const wordMax = 40

// echo is something that staff sent to a person, until they know what became of it.
type echo struct {
	Case   uint64   `json:"case"`
	Kind   box.Kind `json:"kind"`
	Words  string   `json:"words"` // what the person gets, or the name of it, in the staff's language
	Posted bool     `json:"posted,omitempty"`
}

// text takes what staff write: a command, words for the person, or a note.
func (t *turn) text() error {
	command, rest := cutCommand(t.in.Text)
	switch {
	case command == "/r":
		return t.staff(func() error { return t.speak(rest) })
	case command == "/paper", command == "/papers":
		return t.staff(t.papersHere)
	case command == "/cases":
		return t.staff(t.cases)
	case command == "/files":
		return t.staff(t.files)
	case command == "/dead":
		return t.staff(t.dead)
	case command == "/sites":
		return t.staff(t.sites)
	case command == "/help", command == "/start":
		return t.staff(func() error {
			return t.send(box.Out{Urgency: box.Digest, Verb: box.Post, Thread: t.in.Thread, Text: t.w.Text("staff.help")})
		})
	case strings.HasPrefix(string(t.in.Reply), saidPrefix), strings.HasPrefix(string(t.in.Reply), echoPrefix):
		return t.staff(func() error { return t.speak(t.in.Text) })
	case command != "" && !strings.Contains(command, "@"): // one of another bot is none of ours
		return t.unknown(command)
	default:
		return t.note()
	}
}

// unknown keeps a command that is none as a note, and says so: who mistyped /r must not think that the person has it.
func (t *turn) unknown(command string) error {
	c, err := t.inTopic()
	if err != nil || c == nil {
		return err
	}
	c.NoteTold = true // what follows says the same
	if err := c.Save(t.tx); err != nil {
		return err
	}
	if err := t.note(); err != nil {
		return err
	}
	return t.answer("staff.unknown_command", "Word", cut(command, wordMax))
}

// cutCommand takes a command from the beginning of a text.
func cutCommand(text string) (command, rest string) {
	if !strings.HasPrefix(text, "/") {
		return "", text
	}
	i := strings.IndexFunc(text, func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' })
	if i < 0 {
		return strings.ToLower(text), ""
	}
	return strings.ToLower(text[:i]), strings.TrimSpace(text[i:])
}

// speak sends words to the person of the topic's case.
func (t *turn) speak(words string) error {
	c, err := t.inTopic()
	if err != nil {
		return err
	}
	switch {
	case c == nil:
		return t.answer("staff.not_here")
	case words == "":
		return t.answer("staff.empty")
	case len([]rune(words)) > speakMax:
		return t.answer("staff.too_long", "Max", strconv.Itoa(speakMax))
	case c.Status == record.Closed:
		return t.answer("staff.case_closed")
	}
	_, err = record.Append(t.tx, c.ID, record.Entry{At: t.in.At, Who: record.Staff, By: t.in.From.ID, Text: words})
	if err != nil {
		return err
	}
	return t.pass(c, box.Staff, words, words)
}

// note keeps what staff write among themselves.
func (t *turn) note() error {
	c, err := t.inTopic()
	if err != nil || c == nil || t.in.From.ID == "" {
		return err
	}
	e := record.Entry{At: t.in.At, Who: record.Note, By: t.in.From.ID, Text: t.in.Text, File: t.in.File, Place: t.in.Place,
		Edit: t.in.Kind == box.Edited}
	if _, err := record.Append(t.tx, c.ID, e); err != nil {
		return err
	}
	if c.NoteTold {
		return nil
	}
	c.NoteTold = true
	if err := c.Save(t.tx); err != nil {
		return err
	}
	return t.answer("staff.note_kept")
}

// answer posts a sentence where the input came from.
func (t *turn) answer(key string, args ...any) error {
	return t.send(box.Out{Urgency: box.Reply, Verb: box.Post, Thread: t.in.Thread, Reply: t.in.Ref, Text: t.w.Text(key, args...)})
}

// echoPrefix begins the refs of the messages that show staff what a person got.
const echoPrefix = "echo-"

// pass hands something to the person's conversation, which decides whether it goes now or waits. words is what staff
// read of it.
func (t *turn) pass(c *record.Case, kind box.Kind, text, words string) error {
	ref := box.Ref(echoPrefix + strconv.FormatUint(t.in.ID, 10))
	if err := t.saveEcho(ref, echo{Case: c.ID, Kind: kind, Words: words}); err != nil {
		return err
	}
	return t.d.Box.Put(t.tx, box.In{Chat: c.Chat, At: t.now, Kind: kind, Text: text, Ref: ref, Case: c.ID})
}

// shown tells staff what became of what they sent: held, or before the person's eyes.
func (t *turn) shown() error {
	e, err := t.openEcho(t.in.Ref)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	c, err := record.OpenCase(t.tx, e.Case)
	if err != nil {
		return err
	}
	held := t.in.Text == "held"
	o := box.Out{Urgency: box.Reply, Verb: box.Post, Thread: thread(c), Ref: t.in.Ref, Quote: e.Words, Text: t.w.Text("staff.sent")}
	switch {
	case held:
		o.Text = t.w.Text("staff.held")
	case e.Posted:
		o.Verb, o.Text = box.Edit, t.w.Text("staff.shown", "Time", clock(t.now))
	}
	if err := t.send(o); err != nil {
		return err
	}
	if !held {
		return t.tx.Delete(store.Desk, []byte(t.in.Ref))
	}
	e.Posted = true
	return t.saveEcho(t.in.Ref, e)
}

func (t *turn) saveEcho(ref box.Ref, e echo) error {
	v, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("encode echo: %w", err)
	}
	return t.tx.Put(store.Desk, []byte(ref), v)
}

func (t *turn) openEcho(ref box.Ref) (e echo, err error) {
	v, err := t.tx.Get(store.Desk, []byte(ref))
	if err != nil {
		return e, err
	}
	return e, json.Unmarshal(v, &e)
}

// casesMax bounds the list of open cases to what a message holds.
const casesMax = 40

// cases lists the open cases: the most urgent first, of these the ones that nobody has taken, of these the oldest.
func (t *turn) cases() error {
	var list []record.Listed
	err := record.ScanOpen(t.tx, func(l record.Listed) error {
		list = append(list, l)
		return nil
	})
	if err != nil {
		return err
	}
	n := len(list)
	if n == 0 {
		return t.answer("staff.cases_none")
	}
	slices.SortStableFunc(list, func(a, b record.Listed) int {
		return cmp.Or(cmp.Compare(a.Level, b.Level), cmp.Compare(taken(a), taken(b)))
	})
	var lines []string
	for _, l := range list[:min(n, casesMax)] {
		c, err := record.OpenCase(t.tx, l.ID)
		if err != nil {
			return err
		}
		who := c.By.Name
		if who == "" {
			who = t.w.Text("staff.nobody")
		}
		lines = append(lines, t.w.Text("staff.case_line", "Priority", c.Level, "Code", c.Code, "Flow", t.flowName(c), "Who", who))
	}
	if n > casesMax {
		lines = append(lines, t.w.Text("staff.sites_more", "N", strconv.Itoa(n-casesMax)))
	}
	text := t.w.Plural("staff.cases", n) + "\n" + strings.Join(lines, "\n")
	return t.send(box.Out{Urgency: box.Digest, Verb: box.Post, Thread: t.in.Thread, Text: text})
}

// taken orders what nobody has taken before the rest.
func taken(l record.Listed) int {
	if l.Status == record.Claimed {
		return 1
	}
	return 0
}
