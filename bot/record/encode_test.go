package record

import (
	"testing"

	"safeharbour/bot/field/fieldtest"
)

// A field that is forgotten where a conversation is written would be lost with the process.
func TestEncode(t *testing.T) {
	fieldtest.Same(t, func(c *Conversation) ([]byte, error) { return c.appendJSON(nil) })
}
