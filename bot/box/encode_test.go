package box

import (
	"testing"

	"safeharbour/bot/field/fieldtest"
)

// A field that is forgotten where an input or an output is written would be lost with the process.
func TestAppendJSON(t *testing.T) {
	fieldtest.Same(t, func(in *In) ([]byte, error) { return in.appendJSON(nil) })
	fieldtest.Same(t, func(out *Out) ([]byte, error) { return out.appendJSON(nil) })
}
