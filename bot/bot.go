// Package bot holds one turn of a conversation with a person: an input comes out of the inbox, the flow takes a step,
// words are found in the person's language, and what is to be shown goes into the outbox, all in one transaction. What
// comes later (the silence rule, clearing a forgotten screen) is a due item and enters a turn like any other input.
//
// The package knows no channel and no flow by name. It does no I/O but the store. [Bot.Turn] is the turn; [Lanes] runs it.
//
// Promises: nothing leaves without consent; in a discreet flow nothing is sent first unless the person allowed it; hide
// works in every state; a turn that is done twice does the same (design.md, rules that no code may break).
package bot

import (
	"errors"
	"io"
	"strings"
	"sync"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"safeharbour/bot/answer"
	"safeharbour/bot/box"
	"safeharbour/bot/content"
	"safeharbour/bot/flow"
	"safeharbour/bot/locale"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// Times of the rules. Each is the start value of its source, to be agreed with a hotline.
const (
	// silentAfter: with consent, this long without an input sends the card as it stands (domain.md §6, rule b).
	silentAfter = 10 * time.Minute
	// idleAfter clears the screen of a discreet flow that somebody left open (security.md §3.9).
	idleAfter = 15 * time.Minute
	// leaveAfter is how long the answers of a flow that keeps nothing stay while nobody touches it: long enough to read the
	// result, and to ask somebody beside one.
	leaveAfter = 15 * time.Minute
	// purgeAfter forgets what a person without consent wrote (domain.md §10, never store).
	purgeAfter = 24 * time.Hour
	// earlyMax is how many messages are kept for a person who has not agreed to anything yet.
	earlyMax = 100
)

// HideData is the data of every hide button, and Screen the name of a person's screen.
const (
	HideData         = hideData
	Screen   box.Ref = screenRef
)

// Refs of a person's messages that the bot names itself.
const (
	screenRef box.Ref = "screen"
	sorryRef  box.Ref = "sorry" // that something went wrong
	pingRef   box.Ref = "ping"  // that there is something to read
)

// Bot has the turns of persons. Set the fields before the first turn. Turns may run concurrently.
type Bot struct {
	Content *content.Content
	Box     *box.Box
	Desk    box.Chat      // where the desk's inputs go
	DeskID  string        // the desk that gets the cases
	Random  io.Reader     // for case codes; nil means crypto/rand
	Keep    time.Duration // how long a case is kept after it was closed or its consent taken back; 0 is for ever
	Sure    func() bool   // whether the clock can be trusted: nothing is purged while it cannot; nil means always
	Org     string        // who hands papers over, and how to reach them; empty leaves a line to fill in by hand
	Cramped func() bool   // whether there is too little room for files just now; nil means never. It must be quick
	Live    *record.Live  // conversations of chats that write now; nil decodes each of them anew

	hides    sync.Once
	hideWord map[string]bool // the hide words of all languages, in small letters
}

// turn is one input on its way.
type turn struct {
	b   *Bot
	tx  store.Tx
	in  box.In
	c   *record.Conversation
	w   *locale.Words
	now time.Time

	fresh bool // the person wrote something, so that a screen in the old place would stand above it
	quiet bool // draw nothing
	clear bool // the screen is to be cleared in this turn
	// foreseen: the flow clears it, and the person did not press Hide
	foreseen bool
	signal   bool // the person sent a help signal in this turn
	news     bool // something changed that staff may want to know

	fault error // of the store, see must

	listed map[string]string          // the contacts of the screen that is being drawn: paragraph -> id
	looked map[*flow.State]*flow.View // what was found out about a state; a step makes a new one
}

// Turn takes one input of a person's chat.
func (b *Bot) Turn(tx store.Tx, in box.In) error {
	c, err := b.Live.Open(tx, in.Chat)
	if err != nil {
		return err
	}
	if err := c.DropLost(tx); err != nil {
		return err
	}
	t := &turn{b: b, tx: tx, in: in, c: c, now: tx.Now()}
	t.w = t.words()
	t.remembers()
	if err := t.run(); err != nil {
		return err
	}
	if t.fault != nil {
		return t.fault
	}
	t.forget()
	t.remember()
	return b.Live.Save(tx, c)
}

// must has the turn fail at its end when a record could not be read: it would go on as if there were none, and is tried again. One that
// does not open is set aside meanwhile. One that is not there will not be there the next time either.
func (t *turn) must(err error) {
	if err != nil && !errors.Is(err, store.ErrNotFound) && t.fault == nil {
		t.fault = err
	}
}

func (t *turn) run() error {
	switch t.in.Kind {
	case box.Came:
		return t.came()
	case box.Staff, box.Asked, box.Number, box.Ended:
		return t.fromStaff()
	case box.Blocked, box.Unblocked:
		return t.reach(t.in.Kind == box.Blocked)
	case box.Drawn:
		return t.drawn()
	case box.Refused, box.Lost:
		return nil // the channel's own affair in a person's chat; it has been logged
	default:
		return t.fromPerson()
	}
}

// Bury tells of an input that failed three times: staff see that there is a dead letter, and the person gets a neutral reply.
func (b *Bot) Bury(tx store.Tx, in box.In) error {
	c, err := record.OpenConversation(tx, in.Chat)
	if err != nil {
		return err
	}
	id, _ := c.LastCase()
	if err := b.Box.Put(tx, box.In{Chat: b.Desk, At: tx.Now(), Kind: box.Buried, Text: string(in.Kind), Case: id, Ref: box.Ref(deadName(in))}); err != nil {
		return err
	}
	if in.Update == "" || in.Again || c.Blocked {
		return nil
	}
	t := &turn{b: b, tx: tx, in: in, c: c, now: tx.Now()}
	t.w = t.words()
	return t.sorry()
}

// sorry tells of an input that failed, in words that give nothing away, and deletes it as its turn would have done. On a
// screen that was cleared it says nothing: nobody would clear it of that again.
func (t *turn) sorry() error {
	cleared := t.c.Mode == record.Hidden || t.c.Mode == record.New && t.c.HiddenAt != 0
	if err := t.forgetWords(); err != nil || cleared {
		return err
	}
	t.c.Sorry = true
	if err := t.c.Save(t.tx); err != nil {
		return err
	}
	return t.send(box.Out{Urgency: box.Reply, Verb: box.Say, Ref: sorryRef, Text: t.w.Text("ui.sorry"), Silent: true,
		Buttons: [][]box.Button{{t.hideButton()}}})
}

// words finds the words of the conversation's language. Before one is chosen it is the language of the person's app.
func (t *turn) words() *locale.Words {
	tag := t.c.Lang
	if tag == "" {
		tag, _ = t.b.Content.Words.Choose(t.in.Lang)
	}
	return t.b.Content.Words.Words(tag)
}

// send puts something for this chat into the outbox.
func (t *turn) send(o box.Out) error {
	o.Chat = t.c.Chat
	return t.b.Box.Send(t.tx, o)
}

// tell hands something to the desk.
func (t *turn) tell(in box.In) error {
	in.Chat, in.At = t.b.Desk, t.now
	return t.b.Box.Put(t.tx, in)
}

// discreet tells whether the screen is edited in place and the person's words are deleted. Before a flow is chosen nobody
// knows who holds the phone.
func (t *turn) discreet() bool {
	return t.b.Content.Discreet(t.c.Flow, t.signalOnly()) || t.c.Mode == record.Neutral || t.c.Mode == record.Hidden
}

// IsHide tells whether an input asks to hide: the button, the command, or a hide word of any language. Such an input goes
// before everything else in its lane.
func (b *Bot) IsHide(in box.In) bool {
	switch in.Kind {
	case box.Press:
		return in.Text == hideData
	case box.Text:
		return b.isHideWord(in.Text)
	default:
		return false
	}
}

// IsHelp tells whether an input sends a help signal, or asks whether to send one: nothing slows it down.
func (b *Bot) IsHelp(in box.In) bool {
	if in.Kind != box.Press {
		return false
	}
	verb, rest, _ := strings.Cut(in.Text, ".")
	_, arg, _ := strings.Cut(rest, ".")
	return verb == verbAsk || verb == verbSignal || verb == verbChoose && arg == signalChoice
}

func (b *Bot) isHideWord(text string) bool {
	if len(text) > 40 {
		return false
	}
	b.hides.Do(func() {
		b.hideWord = map[string]bool{"/hide": true}
		for _, l := range b.Content.Words.Languages() {
			for _, word := range strings.Fields(b.Content.Words.Words(l.Tag).Text("ui.hide_words")) {
				b.hideWord[hideKey(word)] = true
			}
		}
	})
	return b.hideWord[hideKey(text)]
}

// hideKey makes a typed word comparable. Some keyboards send a letter and its mark as two characters.
func hideKey(word string) string {
	return norm.NFC.String(strings.ToLower(strings.TrimFunc(word, unicode.IsSpace)))
}

// hints is what helps to read a typed answer.
func (t *turn) hints() answer.Hints {
	return answer.Hints{Lang: t.c.Lang, Today: t.day(0), Currency: answer.CurrencyOf(t.need("").Country)}
}

// day is today, or some days from today, where the person is.
func (t *turn) day(from int) answer.Day {
	country := ""
	if t.c.Flow != "" {
		country = first(t.look().Fact("country").Codes)
	}
	offset, _ := t.b.Content.Offset(country)
	return answer.DayOf(t.now.Add(offset).AddDate(0, 0, from))
}
