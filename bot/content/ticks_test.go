package content_test

import (
	"reflect"
	"testing"
	"time"

	"safeharbour/bot/flow"
)

// A turn asks the rules of urgency again for a tick only where a rule or a flag names its step. Of all other ticks they must
// say the same as before, in every flow that is shipped.
func TestRulesThatNameNoStepSayTheSameOfItsTicks(t *testing.T) {
	c := load(t)
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	skipped, asked := 0, 0
	for _, id := range c.Flows.IDs() {
		f, _ := c.Flows.Flow(id)
		counts := func(step string) bool { return f.Counts(step) || c.Triage.Reads(id, step) }
		for _, run := range flow.Branches(c.Flows, id, now) {
			v := flow.Look(c.Flows, flow.State{Flow: id}, now)
			for _, in := range run {
				old := v
				var effects []flow.Effect
				v, effects = v.Step(in)
				if len(effects) > 0 || in.Kind != flow.Choose || old.State().Version != v.State().Version {
					continue
				}
				if counts(old.State().Ticking) || counts(v.State().Ticking) {
					asked++
					continue
				}
				skipped++
				if a, b := c.Triage.Assess(id, old.Values(), false), c.Triage.Assess(id, v.Values(), false); !reflect.DeepEqual(a, b) {
					t.Errorf("%s: after %s at %s the rules say %+v, before it %+v", id, in.Text, in.Step, b, a)
				}
			}
		}
	}
	if skipped < 20 || asked < 20 {
		t.Errorf("%d ticks that no rule names, %d others", skipped, asked)
	}
}
