package box

import (
	"time"

	"safeharbour/bot/store"
)

// Chat is the address of one conversation on one channel, such as "tg/4711". Only the channel that made it knows what
// stands behind it; everybody else treats it as opaque. It is a secret: with the bot's token it opens a chat's past.
type Chat string

// Ref names a message or a topic within a chat. A channel makes the refs of what came in; whoever sends a message
// chooses its ref. Only the channel knows which message id stands behind it.
type Ref string

// Kind says what came in.
type Kind string

// What a channel brings.
const (
	Text      Kind = "text"      // words, in Text
	Press     Kind = "press"     // a button, its data in Text
	Attached  Kind = "attached"  // a photo, file, voice, video, sticker …, in File; its caption in Text
	Pinned    Kind = "pinned"    // a place on the map, in Place
	Edited    Kind = "edited"    // an earlier message was changed; the new words in Text, the message in Ref
	Blocked   Kind = "blocked"   // the person blocked the bot or closed the account
	Unblocked Kind = "unblocked" // the person let the bot in again
	Strange   Kind = "strange"   // a kind of update that the channel does not know; kept in Raw
	Lost      Kind = "lost"      // Thread is gone at the channel; Undelivered is what should have gone there
	Refused   Kind = "refused"   // the channel finally refused Undelivered, for the reason in Text
)

// What Safe Harbour tells itself. Such an input has no Update.
const (
	Came       Kind = "came"       // a due item came: its name in Text
	Changed    Kind = "changed"    // to the desk: case Case has something new; what, in Text
	Said       Kind = "said"       // to the desk: the person of Case wrote or sent something
	Staff      Kind = "staff"      // to the person: staff wrote; the words in Text
	Asked      Kind = "asked"      // to the person: staff ask for the step in Text
	Number     Kind = "number"     // to the person: staff send the contact whose id is in Text
	Ended      Kind = "ended"      // to the person: staff closed ("closed") or reopened ("open") the case
	Shown      Kind = "shown"      // to the desk: what staff sent (Ref) was shown to the person, or is held (Text "held")
	Drawn      Kind = "drawn"      // to the person: the screen with the number in Text is before them
	Unanswered Kind = "unanswered" // to the desk: several people got no answer from the contact whose id is in Text
	Expired    Kind = "expired"    // to the desk: the time of case Case is over, and what was kept of it goes
	Ripe       Kind = "ripe"       // to the desk: nothing has happened in the open case Case since Time, for as long as cases are kept
	Buried     Kind = "buried"     // to the desk: an input of this kind (Text) failed three times and is kept as a dead letter
	Fetched    Kind = "fetched"    // to the desk: what became of the file Piece, in Kept
	Freed      Kind = "freed"      // to the desk: the person of Case read the paper in Text, "fraud/ic3", and released it
	Notice     Kind = "notice"     // to the desk: something about the whole bot; what, as a code in Text, with Count and Time
	Made       Kind = "made"       // to the desk: a file was sent; in Text the form it was made in, in Ref the form that was asked for
)

// LookAtCase is the name of the due item of a person's chat that looks whether the time of the case Case is over.
const LookAtCase = "retain"

// WeighCase is the name of an input of a person's chat that looks at the level of the case Case anew, since something beside its
// answers is other than before. It comes at once, and nothing is drawn.
const WeighCase = "weigh"

// FetchLater begins the name of the desk's due item that fetches a file of the custody list; its name there follows.
const FetchLater = "fetch/"

// ForgetUnanswered begins the name of the desk's due item that forgets old reports of a contact; its id follows.
const ForgetUnanswered = "unanswered/"

// In is one input of one chat. Inputs of a chat are taken in the order of their arrival.
type In struct {
	ID       uint64 `json:"-"` // arrival number; given by the inbox
	Attempts int    `json:"-"` // how often a turn was tried before; kept by the inbox
	Left     bool   `json:"-"` // an earlier run left it undone
	Slowed   bool   `json:"-"` // it waited, since its chat sends too many

	// Pending is the update that puts it into the inbox, as long as that may not be over: its turn follows it.
	Pending store.Pending `json:"-"`

	Update string    `json:"up,omitempty"` // the channel's id of the update, for taking it once only; empty inside
	Chat   Chat      `json:"chat"`
	At     time.Time `json:"at"` // when it was sent, by the channel's clock
	Kind   Kind      `json:"kind"`
	Text   string    `json:"text,omitempty"`
	Ref    Ref       `json:"ref,omitempty"`    // the message itself, or the message whose button was pressed
	Reply  Ref       `json:"reply,omitempty"`  // the bot's message that this one answers
	Thread Ref       `json:"thread,omitempty"` // the topic, in a staff group; empty for the general one
	From   Actor     `json:"from,omitzero"`    // who did it, in a group
	Lang   string    `json:"lang,omitempty"`   // the language of the person's app, as the channel gave it; a hint
	File   *File     `json:"file,omitempty"`
	Place  *Point    `json:"place,omitempty"`
	Album  string    `json:"album,omitempty"` // equal for the parts of one album
	Case   uint64    `json:"case,omitempty"`
	Waited bool      `json:"waited,omitempty"` // what somebody of the staff did, put off since they did too much at once
	Query  string    `json:"query,omitempty"`  // a press that waits for [Alert]; see [AlertMark]
	Late   bool      `json:"late,omitempty"`   // it waited elsewhere, perhaps for hours: whoever sent it may not hold the phone any more
	Count  int       `json:"count,omitempty"`  // Notice
	Time   time.Time `json:"time,omitzero"`    // Notice, Ripe
	Piece  string    `json:"piece,omitempty"`  // a file of the custody list
	Kept   *Kept     `json:"kept,omitempty"`
	Again  bool      `json:"again,omitempty"` // it was a dead letter, and staff had it tried again: nobody waits for an answer

	Undelivered *Out   `json:"undelivered,omitempty"`
	Raw         []byte `json:"raw,omitempty"` // the update as it came; only until its turn, or when it could not be read
}

// Actor is who acted in a group.
type Actor struct {
	ID        string    `json:"id,omitempty"`        // the channel's numeric id of a human; empty for nobody that may act
	Name      string    `json:"name,omitempty"`      // how staff are shown to staff; empty for persons, always
	Anonymous bool      `json:"anonymous,omitempty"` // an anonymous admin, or a channel speaking as itself
	Verified  time.Time `json:"verified,omitzero"`   // when the channel last found the actor to be a member of the group
	Outsider  bool      `json:"outsider,omitempty"`  // the channel found that the actor is no member
}

// File is something that was sent, still at the channel.
type File struct {
	Kind string `json:"kind"`           // photo, document, voice, audio, video, note, sticker, animation, contact, other
	ID   string `json:"id"`             // the channel's id of the file; empty when there is none, as for a contact
	Same string `json:"same,omitempty"` // the channel's other id, which is equal for the same file whoever sent it
	Name string `json:"name,omitempty"` // as the person's device named it: it may hold a name, so nobody is shown it
	Mime string `json:"mime,omitempty"`
	Size int64  `json:"size,omitempty"` // bytes, as the channel says; not to be trusted
}

// FileLimit is the largest file that a channel downloads, in bytes: Telegram gives bots no more (tech.md §2.3).
const FileLimit = 20 << 20

// Kept says what became of a file that was to be kept.
type Kept struct {
	Why    string    `json:"why,omitempty"`    // why it is not kept, as a code; empty when it is
	At     time.Time `json:"at"`               // when that was settled
	Size   int64     `json:"size,omitempty"`   // of the bytes that were kept
	SHA256 string    `json:"sha256,omitempty"` // of those bytes, in small hexadecimal digits
	Type   string    `json:"type,omitempty"`   // by its first bytes: jpeg, png, gif, or empty for everything else
	Seen   bool      `json:"seen,omitempty"`   // there is a small picture of it that holds nothing else
	Place  *Point    `json:"place,omitempty"`  // where the camera says that it was taken
}

// Why a file is not kept, where the channel finds out; bot/evidence has further reasons.
const (
	WhyLarge  = "large"  // larger than [FileLimit]
	WhyFailed = "failed" // the channel could not get it, as often as it tried
	WhyStore  = "store"  // there was no room for it
	WhyOff    = "off"    // this program keeps no files
)

// Point is a place on the map, in degrees.
type Point struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}
