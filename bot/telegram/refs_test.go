package telegram

import (
	"testing"

	"safeharbour/bot/field/fieldtest"
)

// What is forgotten where a note is written, the next process would not know of the message.
func TestNoteIsWrittenWhole(t *testing.T) {
	fieldtest.Same(t, func(n *note) ([]byte, error) { return n.appendJSON(nil) })
}
