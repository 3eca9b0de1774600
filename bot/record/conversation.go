// Package record holds what Safe Harbour remembers: a [Conversation] for each chat, a [Case] for each hand-off, and the
// [Entry] log of what was said. They hold codes and typed answers; words are found when they are shown.
//
// A record is read and written whole, inside the turn that changes it.
package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/field"
	"safeharbour/bot/flow"
	"safeharbour/bot/store"
)

// Mode says what the person has before them.
type Mode string

// The modes of a conversation.
const (
	New      Mode = ""         // nobody wrote yet
	Language Mode = "language" // choosing a language
	Menu     Mode = "menu"     // the menu that says what this is
	Neutral  Mode = "neutral"  // the dull menu, after hide
	InFlow   Mode = "flow"     // a question of a flow
	Waiting  Mode = "waiting"  // the flow is at its end
	Hidden   Mode = "hidden"   // only the neutral line
)

// Conversation is the state of one chat with a person.
type Conversation struct {
	Number uint64   `json:"-"` // of the chat
	Chat   box.Chat `json:"chat"`
	Lang   string   `json:"lang,omitempty"` // empty until chosen; then English until then
	Mode   Mode     `json:"mode,omitempty"`
	Before Mode     `json:"before,omitempty"` // where Language goes back to

	Flow    string                 `json:"flow,omitempty"`    // the flow in use
	States  map[string]*flow.State `json:"states,omitempty"`  // by flow
	Cases   map[string]uint64      `json:"cases,omitempty"`   // by flow: the open case
	Signals map[string]time.Time   `json:"signals,omitempty"` // by flow: when the person sent a help signal, which is consent for what is known
	Agreed  map[string]Consent     `json:"agreed,omitempty"`  // by flow: the consent that holds now
	Sealed  map[string][]string    `json:"sealed,omitempty"`  // by flow: steps answered before the last hide: what the answer was is not shown again

	Paper *Draft `json:"paper,omitempty"` // the paper that is on the screen to be read before it is made

	Screen    uint32          `json:"screen,omitempty"` // number of the question on the screen; buttons carry it
	On        string          `json:"on,omitempty"`     // what that question is, to know whether the screen changed
	Draws     uint32          `json:"draws,omitempty"`  // how many screens had something on them that must be seen
	Tells     []Tell          `json:"tells,omitempty"`  // said at the top of the next screen
	Topic     string          `json:"topic,omitempty"`  // the dull topic that is open in the neutral menu
	Confirm   bool            `json:"confirm,omitempty"`
	Held      []Held          `json:"held,omitempty"`
	Early     []Entry         `json:"early,omitempty"`    // what came without consent, or before it
	Offered   []string        `json:"offered,omitempty"`  // codes offered as buttons beside the step's own, such as likely countries
	Typed     string          `json:"typed,omitempty"`    // an amount that waits for its currency
	Seen      time.Time       `json:"seen,omitzero"`      // the person's last input
	HiddenAt  uint64          `json:"hiddenAt,omitempty"` // arrival number of the last hide: older inputs draw nothing
	Was       Mode            `json:"was,omitempty"`      // the mode before that hide, and the number of the question
	WasScreen uint32          `json:"wasScreen,omitempty"`
	Pinged    bool            `json:"pinged,omitempty"` // told once, in neutral words, that there is something to read
	Sorry     bool            `json:"sorry,omitempty"`  // told that something went wrong, in a message beside the screen
	Blocked   bool            `json:"blocked,omitempty"`
	Listed    []string        `json:"listed,omitempty"`   // ids of the contacts on the screen that can be reported, in their order
	NoAnswer  []string        `json:"noAnswer,omitempty"` // ids of contacts that did not answer this person, to offer others first; a day at most
	Album     string          `json:"album,omitempty"`    // the album acknowledged last
	Quieted   map[string]bool `json:"quieted,omitempty"`  // by flow: the card says that the person fell silent
	Silence   bool            `json:"silence,omitempty"`  // a due item of the silence rule is under way
	Idle      bool            `json:"idle,omitempty"`     // a due item that clears a forgotten screen is under way
	Leave     bool            `json:"leave,omitempty"`    // a due item that leaves a flow which keeps nothing is under way
	Purge     bool            `json:"purge,omitempty"`    // a due item that forgets a conversation without consent is under way

	View *flow.View `json:"-"` // the state of the flow in use as the last turn saw it, to spare the next one the walk; nil when it must walk

	Limits map[string]time.Time `json:"limits,omitempty"` // when the person was told of a limit, by its message key
	Joined map[string][]Item    `json:"joined,omitempty"` // by flow: the answers that went to the case of another flow
}

// Draft is a paper that the person is looking at. Its words are not kept: they are made anew for each page.
type Draft struct {
	Kind    string `json:"kind,omitempty"` // empty: still choosing
	To      string `json:"to,omitempty"`
	Page    int    `json:"page,omitempty"`    // from 0
	Version int    `json:"version,omitempty"` // of the case when they began to read
}

// Tell is a text for the next screen.
type Tell struct {
	Text     string `json:"text"`               // message key
	Contacts string `json:"contacts,omitempty"` // scope of the contacts listed under it
	Example  string `json:"example,omitempty"`
	Words    string `json:"words,omitempty"` // instead of a key: words of staff
	Must     bool   `json:"must,omitempty"`  // stays until the channel says that it was shown
	Draw     uint32 `json:"draw,omitempty"`  // the screen that it first stood on, by its count
	Held     *Held  `json:"held,omitempty"`  // what of staff it is, to hold it again when it was not seen
}

// Held is something staff sent that waits for the person's next message.
type Held struct {
	Kind box.Kind  `json:"kind"` // Staff, Asked, Number, Ended
	Text string    `json:"text,omitempty"`
	Ref  box.Ref   `json:"ref,omitempty"` // staff's message, told when it was shown
	Case uint64    `json:"case"`
	At   time.Time `json:"at"`
}

// OpenConversation reads the conversation of a chat. A chat that never wrote gets a new one.
func OpenConversation(tx store.Tx, chat box.Chat) (*Conversation, error) {
	return (*Live)(nil).Open(tx, chat)
}

// Open is [OpenConversation] for the turn of that very chat, which may change what it gets.
func (l *Live) Open(tx store.Tx, chat box.Chat) (*Conversation, error) {
	if known, err := l.open(tx, chat); known != nil || err != nil {
		return known, err
	}
	n, err := box.ChatNumber(tx, chat)
	if err != nil {
		return nil, fmt.Errorf("number of a chat: %w", err)
	}
	c := &Conversation{Number: n, Chat: chat}
	v, err := tx.Get(store.Conversations, store.Key(n))
	if errors.Is(err, store.ErrNotFound) {
		return c, nil
	}
	if err != nil {
		return nil, fmt.Errorf("conversation: %w", err)
	}
	if err := json.Unmarshal(v, c); err != nil {
		return nil, fmt.Errorf("decode conversation: %w", err)
	}
	return c, nil
}

// DropLost forgets cases that are no more, as when their record did not open and was set aside, and what staff sent for them: the
// conversation goes on, and makes a new case of what the person answered.
func (c *Conversation) DropLost(tx store.Tx) error {
	for flow, id := range c.Cases {
		there, err := tx.Has(store.Cases, store.Key(id))
		if err != nil {
			return fmt.Errorf("case of a conversation: %w", err)
		}
		if !there {
			delete(c.Cases, flow)
			c.Held = slices.DeleteFunc(c.Held, func(h Held) bool { return h.Case == id })
		}
	}
	return nil
}

// Save writes the conversation.
func (c *Conversation) Save(tx store.Tx) error { return (*Live)(nil).Save(tx, c) }

// Save writes the conversation and keeps it. It must not be changed after that.
func (l *Live) Save(tx store.Tx, c *Conversation) error {
	err := field.Lend(func(b []byte) ([]byte, error) {
		v, err := c.appendJSON(b)
		if err != nil {
			return v, fmt.Errorf("encode conversation: %w", err)
		}
		return v, tx.Put(store.Conversations, store.Key(c.Number), v)
	})
	if err != nil {
		return err
	}
	return l.keep(tx, c)
}

// State returns the state of a flow, making it when there is none.
func (c *Conversation) State(id string) *flow.State {
	if c.States == nil {
		c.States = map[string]*flow.State{}
	}
	if c.States[id] == nil {
		c.States[id] = &flow.State{Flow: id}
	}
	return c.States[id]
}

// CaseIDs lists the conversation's cases, oldest first.
func (c *Conversation) CaseIDs() []uint64 {
	ids := make([]uint64, 0, len(c.Cases))
	for _, id := range c.Cases {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// LastCase returns the case that words beside the questions belong to: that of the flow in use, else the newest.
func (c *Conversation) LastCase() (id uint64, ok bool) {
	if id := c.Cases[c.Flow]; id != 0 {
		return id, true
	}
	ids := c.CaseIDs()
	if len(ids) == 0 {
		return 0, false
	}
	return ids[len(ids)-1], true
}
