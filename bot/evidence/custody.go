// Package evidence keeps the files that persons send into a case, and the custody list that says what became of each. Its
// main types are [Piece], a line of that list, and [Keeper], which has a channel's downloads sealed, looked into and kept.
//
// A file goes this way. The turn that writes it into the log of a case calls [Receive], which begins a line of the list and
// asks the channel for a download. The channel gives the bytes to [Keeper.Keep] and brings the desk what came of it; the
// desk ends the line with [Settle] and shows staff what they may see at once.
//
// Promises. Nothing is downloaded but for a case, and so not before the person agreed; nor after they took it back. A line
// has two parts, each written once and never changed: that a file came, and what became of it. That a line says "kept"
// means that the bytes were on the disk before, with the hash that stands there. When a case is erased its lines go in that
// commit, and the bytes at the next [Keeper.Sweep].
//
// Nothing here is parsed but JPEG, PNG and GIF, and nothing is unpacked or run. File names that persons' devices made lie
// sealed in the list and are shown to nobody.
package evidence

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// Limits of one case (security.md §3.7). What comes beyond them is on the list, and not kept.
const (
	MaxFiles = 30
	MaxBytes = 100 << 20
	// MaxHour is how many files of a case are fetched in an hour. What comes beyond them waits for its turn.
	MaxHour = 10
)

// Fate is what becomes of a file that came.
type Fate string

// The fates of a file.
const (
	Now   Fate = ""      // it is fetched now, or there is nothing to fetch
	Later Fate = "later" // it is fetched when the hour has room
	Full  Fate = "full"  // it stays at the channel: the case has no room
)

// Why a file is not kept, beside the reasons of the channel in bot/box.
const (
	WhyMany      = "many"      // the case has [MaxFiles] files or [MaxBytes] bytes
	WhyWithdrawn = "withdrawn" // the person took their consent back before it was fetched
	WhyGone      = "gone"      // the case was erased
)

// Piece is one file on the custody list of a case.
type Piece struct {
	Case   uint64
	Number uint64 // 1, 2, 3 … within the case
	Received
	Kept *box.Kept // nil while it is being fetched
}

// Received is the first part of a line: that a file came.
type Received struct {
	At      time.Time `json:"at"`             // when it was taken
	Sent    time.Time `json:"sent"`           // when it was sent, by the channel's clock
	Fetch   time.Time `json:"fetch,omitzero"` // when it is to be fetched; zero for never
	Entry   uint64    `json:"entry"`          // the entry of the log that brought it
	Message box.Ref   `json:"message"`        // the message that brought it
	File    box.File  `json:"file"`           // as the channel describes it
}

// The parts of a line, as the end of their keys.
const (
	partReceived = 0
	partKept     = 1
)

// Name is the name of the piece, for a channel and for the vault: "12-3" is the third file of case 12.
func (p Piece) Name() string { return name(p.Case, p.Number) }

func name(caseID, number uint64) string {
	return strconv.FormatUint(caseID, 10) + "-" + strconv.FormatUint(number, 10)
}

// parse reads a name.
func parse(name string) (caseID, number uint64, ok bool) {
	left, right, _ := strings.Cut(name, "-")
	caseID, err := strconv.ParseUint(left, 10, 64)
	if err != nil {
		return 0, 0, false
	}
	number, err = strconv.ParseUint(right, 10, 64)
	return caseID, number, err == nil
}

// Held tells of a kind of file whether staff get it only when the holder of the case asks for it.
//
// What somebody who opens a case at three in the morning needs is to see and hear: photos, voice messages, video notes and
// stickers are copied into the topic at once, as before. Telegram made them itself, or made them anew, so that nothing is
// in them but what is to be seen or heard. A document is passed on by Telegram as it is: a picture in it says where it was
// taken, a letter who wrote it, and a program in it runs. So a picture among documents is shown as a small clean one, which
// is what somebody in a hurry looks at; and of everything else staff see a line with kind, size and hash, and press a button
// for the thing itself. Videos, audio files and animations are held too: not every app of Telegram makes them anew.
func Held(kind string) bool {
	switch kind {
	case "photo", "voice", "note", "sticker":
		return false
	}
	return true
}

// Receive begins the lines of what an entry of a case's log brought, and asks for the download. desk is the chat that gets
// to know what came of it. An entry without a file, and a message whose file is on the list already, change nothing.
func Receive(tx store.Tx, bx *box.Box, desk box.Chat, caseID, entry uint64, e record.Entry) (Fate, error) {
	if e.File == nil || e.File.ID == "" || e.Who != record.Person {
		return Now, nil
	}
	list, err := List(tx, caseID)
	if err != nil {
		return Now, err
	}
	for _, p := range list {
		if p.Message == e.Ref && same(p.File, *e.File) {
			return Now, nil // its words were changed
		}
	}
	last, err := highest(tx, caseID)
	if err != nil {
		return Now, err
	}
	p := Piece{Case: caseID, Number: last + 1,
		Received: Received{At: tx.Now(), Sent: e.At, Entry: entry, Message: e.Ref, File: *e.File}}
	large, full := e.File.Size > box.FileLimit, p.Number > MaxFiles || size(list)+e.File.Size > MaxBytes
	if !large && !full {
		p.Fetch = turn(list, tx.Now())
	}
	if err := put(tx, p.key(partReceived), p.Received); err != nil {
		return Now, err
	}
	switch {
	case large:
		return Now, bx.Put(tx, p.refused(tx, desk, box.WhyLarge))
	case full:
		return Full, bx.Put(tx, p.refused(tx, desk, WhyMany))
	case p.Fetch.After(tx.Now()):
		return Later, bx.Later(tx, p.Fetch, box.In{Chat: desk, Kind: box.Came, Case: caseID, Text: box.FetchLater + p.Name()})
	}
	return Now, p.fetch(tx, bx, desk)
}

// Begin asks the channel for a file whose turn has come. A file that is not on the list any more is no error.
func Begin(tx store.Tx, bx *box.Box, desk box.Chat, name string) error {
	p, err := Find(tx, name)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil || p.Kept != nil {
		return err
	}
	return p.fetch(tx, bx, desk)
}

func (p Piece) fetch(tx store.Tx, bx *box.Box, desk box.Chat) error {
	back := p.back(tx, desk)
	file := p.File
	file.Name = "" // the channel needs none
	return bx.Send(tx, box.Out{Chat: desk, Urgency: box.Digest, Verb: box.Fetch, File: &file, Piece: p.Name(), Then: &back})
}

// back is what the desk gets to know when it is settled what becomes of the piece.
func (p Piece) back(tx store.Tx, desk box.Chat) box.In {
	return box.In{Chat: desk, At: tx.Now(), Kind: box.Fetched, Case: p.Case, Piece: p.Name()}
}

func (p Piece) refused(tx store.Tx, desk box.Chat, why string) box.In {
	in := p.back(tx, desk)
	in.Kept = &box.Kept{Why: why, At: tx.Now()}
	return in
}

// turn is when the next file of a list is fetched: now, or an hour after the one that stands [MaxHour] before it.
func turn(list []Piece, now time.Time) time.Time {
	list = slices.DeleteFunc(list, func(p Piece) bool { return p.Fetch.IsZero() })
	if len(list) < MaxHour {
		return now
	}
	if at := list[len(list)-MaxHour].Fetch.Add(time.Hour); at.After(now) {
		return at
	}
	return now
}

// size is how many bytes of a list are kept, or will be as far as the channel says.
func size(list []Piece) (sum int64) {
	for _, p := range list {
		switch {
		case p.Kept == nil:
			sum += p.File.Size
		case p.Kept.Why == "":
			sum += p.Kept.Size
		}
	}
	return sum
}

// same tells whether two descriptions are of one file.
func same(a, b box.File) bool {
	if a.Same != "" && b.Same != "" {
		return a.Same == b.Same
	}
	return a.ID == b.ID
}

// Settle ends a line with what became of the file, and returns it. A line that has ended already stays as it is. It returns
// store.ErrNotFound when there is no such line, or none any more.
func Settle(tx store.Tx, name string, kept box.Kept) (Piece, error) {
	p, err := Find(tx, name)
	if err != nil || p.Kept != nil {
		return p, err
	}
	c, err := record.OpenCase(tx, p.Case)
	if err != nil {
		return p, err
	}
	if c.Consent.Withdrawn && kept.Why == "" { // while it was under way
		kept = box.Kept{Why: WhyWithdrawn, At: kept.At}
	}
	p.Kept = &kept
	return p, put(tx, p.key(partKept), kept)
}

// List is the custody list of a case, in the order in which the files came.
func List(tx store.Tx, caseID uint64) ([]Piece, error) {
	var list []Piece
	err := tx.Scan(store.Custody, store.Key(caseID), store.Key(caseID+1), func(k, v []byte) error {
		number := store.Number(k, 1)
		if store.Number(k, 2) == partReceived {
			list = append(list, Piece{Case: caseID, Number: number})
		}
		if len(list) == 0 || list[len(list)-1].Number != number {
			return nil // its beginning was set aside, since it did not open
		}
		return decode(v, store.Number(k, 2), &list[len(list)-1])
	})
	return list, err
}

// highest is the highest number on the list. A line that lost its beginning still holds its number: the file may be there.
func highest(tx store.Tx, caseID uint64) (n uint64, err error) {
	err = tx.Scan(store.Custody, store.Key(caseID), store.Key(caseID+1), func(k, _ []byte) error {
		n = store.Number(k, 1)
		return nil
	})
	return n, err
}

func decode(v []byte, part uint64, p *Piece) error {
	into := any(&p.Received)
	if part == partKept {
		p.Kept = &box.Kept{}
		into = p.Kept
	}
	if err := json.Unmarshal(v, into); err != nil {
		return fmt.Errorf("decode custody list: %w", err)
	}
	return nil
}

// Find returns the piece of this name, or store.ErrNotFound.
func Find(tx store.Tx, name string) (Piece, error) {
	caseID, number, ok := parse(name)
	if !ok {
		return Piece{}, fmt.Errorf("name of a file: %w", store.ErrNotFound)
	}
	p := Piece{Case: caseID, Number: number}
	v, err := tx.Get(store.Custody, p.key(partReceived))
	if err != nil {
		return p, fmt.Errorf("custody list: %w", err)
	}
	if err := decode(v, partReceived, &p); err != nil {
		return p, err
	}
	v, err = tx.Get(store.Custody, p.key(partKept))
	if errors.Is(err, store.ErrNotFound) {
		return p, nil
	}
	if err != nil {
		return p, fmt.Errorf("custody list: %w", err)
	}
	return p, decode(v, partKept, &p)
}

// Erase removes the custody list of a case whose content goes, at most so many records of it, and tells how many. The bytes
// follow with the next [Keeper.Sweep], also after a crash.
func Erase(tx store.Tx, caseID uint64, most int) (n int, err error) {
	var keys [][]byte
	err = tx.Scan(store.Custody, store.Key(caseID), store.Key(caseID+1), func(k, _ []byte) error {
		if len(keys) == most {
			return store.ErrStop
		}
		keys = append(keys, append([]byte(nil), k...))
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("custody list: %w", err)
	}
	for _, k := range keys {
		if err := tx.Delete(store.Custody, k); err != nil {
			return 0, err
		}
	}
	return len(keys), nil
}

func (p Piece) key(part uint64) []byte { return store.Key(p.Case, p.Number, part) }

func put(tx store.Tx, key []byte, value any) error {
	v, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("encode custody list: %w", err)
	}
	return tx.Put(store.Custody, key, v)
}
