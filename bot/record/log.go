package record

import (
	"encoding/json"
	"fmt"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
)

// Who says who wrote an entry.
type Who string

// The writers of entries.
const (
	Person Who = "person"
	Staff  Who = "staff" // sent to the person
	Note   Who = "note"  // among staff
)

// Entry is one thing that was said or sent.
type Entry struct {
	Seq     uint64     `json:"-"`
	At      time.Time  `json:"at"`
	Who     Who        `json:"who"`
	By      string     `json:"by,omitempty"` // numeric id of the staff member
	Text    string     `json:"text,omitempty"`
	File    *box.File  `json:"file,omitempty"`
	Place   *box.Point `json:"place,omitempty"`
	Ref     box.Ref    `json:"ref,omitempty"`  // the person's message, for copying it
	Edit    bool       `json:"edit,omitempty"` // new words of an earlier message
	Flow    string     `json:"flow,omitempty"` // Answers were given in this flow, which has no case of its own
	Answers []Item     `json:"answers,omitempty"`
	With    string     `json:"with,omitempty"` // the flow that keeps nothing in which it was said, as long as nobody agreed: it goes with its answers
}

// Append adds an entry to the log of a case.
func Append(tx store.Tx, caseID uint64, e Entry) (uint64, error) {
	n, err := tx.Next(store.Log)
	if err != nil {
		return 0, fmt.Errorf("number of an entry: %w", err)
	}
	v, err := json.Marshal(e)
	if err != nil {
		return 0, fmt.Errorf("encode entry: %w", err)
	}
	return n, tx.Put(store.Log, store.Key(caseID, n), v)
}

// Since returns the entries of a case after number seq, oldest first.
func Since(tx store.Tx, caseID, seq uint64) ([]Entry, error) {
	var list []Entry
	err := tx.Scan(store.Log, store.Key(caseID, seq+1), store.Key(caseID+1), func(k, v []byte) error {
		var e Entry
		if err := json.Unmarshal(v, &e); err != nil {
			return fmt.Errorf("decode entry: %w", err)
		}
		e.Seq = store.Number(k, 1)
		list = append(list, e)
		return nil
	})
	return list, err
}
