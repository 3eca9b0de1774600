package flow_test

import (
	"testing"

	"safeharbour/bot/field/fieldtest"
	"safeharbour/bot/flow"
)

// A field that is forgotten where a state is written would lose the answers of whoever has it.
func TestAppendJSON(t *testing.T) {
	fieldtest.Same(t, func(st *flow.State) ([]byte, error) { return st.AppendJSON(nil) })
	if got, err := (*flow.State)(nil).AppendJSON(nil); string(got) != "null" || err != nil {
		t.Errorf("no state is %s, %v", got, err)
	}
}
