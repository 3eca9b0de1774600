package box

import "time"

// Verb says what a channel is to do.
type Verb string

// Verbs for a person's chat.
const (
	// Show shows the screen: the one message that is edited in place. Unless Fresh, the message named Ref is edited;
	// where that is impossible (gone, too old), a new one is sent and the old one is deleted if it can be.
	// When the content is what is already there, nothing happens.
	Show Verb = "show"
	// Say sends a new message.
	Say Verb = "say"
	// Erase deletes the messages in Refs, as far as the channel still can.
	Erase Verb = "erase"
	// Clear deletes everything that the channel can still delete in this chat, changes the bot's own older
	// messages to a dot, and leaves one message: Text with Buttons, named Ref. What waits in the outbox for this
	// chat and is older than the Clear is dropped.
	Clear Verb = "clear"
)

// Verbs for the staff's group.
const (
	// Topic makes the topic named Thread with the title Text, or renames it. In a group without topics it
	// only remembers the title, which then stands before every message of that thread.
	Topic Verb = "topic"
	// Post sends Text (and Quote) to Thread and names the message Ref.
	Post Verb = "post"
	// Edit changes the message Ref. Of several edits that wait for one message, only the last is sent.
	Edit Verb = "edit"
	// Pin pins the message Ref.
	Pin Verb = "pin"
	// Copy copies the message FromRef of chat FromChat into Thread: never forwarded, so no sender shows.
	// Where it cannot be copied any more, the file File is sent by its id.
	Copy Verb = "copy"
	// Shut and Open close and open the topic.
	Shut Verb = "shut"
	Open Verb = "open"
	// Picture posts the small picture of the file Piece with Text and Buttons, or Text alone where there is none.
	Picture Verb = "picture"
	// Original posts the file Piece as it came, as a file named Name, with Text. It may take long, so it keeps no order.
	Original Verb = "original"
	// Sheet posts the text Quote as a file named Name, with Text.
	Sheet Verb = "sheet"
	// Alert answers the press Query with Text, which only who pressed gets to see: at most 200 characters, in a window
	// of its own, or for a moment at the top when Silent. A press that is too old is answered no more.
	Alert Verb = "alert"
	// Fetch downloads the file File, at most [FileLimit] bytes, has it kept as Piece, and brings Then back with Kept. It
	// keeps no order and holds up nobody. It may be repeated.
	Fetch Verb = "fetch"
	// Attach makes the paper Paper into a file and sends it, to Thread in the staff's group, with Text as the words under it.
	// It goes to a person's chat too. The file is made when it is sent, and is kept nowhere.
	Attach Verb = "attach"
	// Verify asks the channel whether the actor of Then is a member of the group, and brings Then back as an
	// input with Actor.Verified or Actor.Outsider set.
	Verify Verb = "verify"
)

// Urgency is the lane of the outbox. A lower number goes first.
type Urgency uint8

// The four lanes (design: a message's way, 5).
const (
	Hide    Urgency = iota // hide and erase: first, never limited by our own budgets
	HandOff                // a case's first card, and what is urgent in it
	Reply                  // answers to a person
	Digest                 // everything else
)

// Out is one thing that a channel is to do. The channel keeps the order within a chat and a lane, sends at least once,
// and removes it from the outbox when it is done or finally refused.
type Out struct {
	ID      uint64     `json:"-"` // given by the outbox
	Left    bool       `json:"-"` // an earlier run left it, and may have sent it
	Chat    Chat       `json:"chat"`
	Thread  Ref        `json:"thread,omitempty"`
	Urgency Urgency    `json:"urgency"`
	Verb    Verb       `json:"verb"`
	Ref     Ref        `json:"ref,omitempty"`
	Refs    []Ref      `json:"refs,omitempty"`
	Reply   Ref        `json:"reply,omitempty"` // the message that this one answers, shown as such where it still exists
	Fresh   bool       `json:"fresh,omitempty"` // Show: send a new message instead of editing
	Text    string     `json:"text,omitempty"`  // our words, plain text; never parsed
	Quote   string     `json:"quote,omitempty"` // a person's or staff's words, shown verbatim after Text, so that nothing in it becomes a link or a command
	Buttons [][]Button `json:"buttons,omitempty"`
	Silent  bool       `json:"silent,omitempty"` // no sound at the receiver

	FromChat Chat   `json:"fromChat,omitempty"`
	FromRef  Ref    `json:"fromRef,omitempty"`
	File     *File  `json:"file,omitempty"`
	Paper    *Paper `json:"paper,omitempty"` // Attach
	Then     *In    `json:"then,omitempty"`  // Verify: what comes back. Show, Say, Attach: what comes into the inbox once the person has it before them

	Piece string `json:"piece,omitempty"` // a file of the custody list
	Name  string `json:"name,omitempty"`  // a file's name, chosen by us
	Query string `json:"query,omitempty"` // the press that Alert answers

	At        time.Time     `json:"at,omitzero"`        // when it was put into the outbox; set by the outbox
	Tries     int           `json:"tries,omitempty"`    // Fetch, Original: how often it was begun; counted by the channel before it begins
	NotBefore time.Time     `json:"notBefore,omitzero"` // set by the channel when it must wait …
	Pause     time.Duration `json:"pause,omitempty"`    // … for so long: the clock may be set back meanwhile
	Marked    bool          `json:"marked,omitempty"`   // set by the channel before a call whose repeat would hurt
}

// AlertMark begins the data of a button whose press is answered with [Alert]. The channel leaves such a press unanswered
// and gives its [In] a Query; any other it answers itself, at once.
const AlertMark = "?"

// Paper is a file that is still to be made. Its words are fixed: Data holds them as its maker wrote them, and only the maker
// reads it.
type Paper struct {
	Name string `json:"name"` // the file's name without its ending; it must give nothing away
	Form string `json:"form"` // pdf, html or json
	Data []byte `json:"data"`
}

// Button is one button. A press comes back as an [In] with Data in Text.
type Button struct {
	Label string `json:"label"`
	Data  string `json:"data"`           // at most 64 bytes
	Link  string `json:"link,omitempty"` // a web address to open instead; then no press comes back
}
