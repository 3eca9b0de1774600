package content

import "safeharbour/bot/indicator"

// asked tells the rules of indicators what the flows ask.
func (c *Content) asked() indicator.Flows {
	return indicator.Flows{
		Step: func(flow, step string) (indicator.Step, bool) {
			d, ok := c.Flows.Step(flow, step)
			if !ok {
				return indicator.Step{}, false
			}
			return indicator.Step{Answer: d.Answer, Fact: d.Fact, Max: d.Max}, true
		},
		Facts: func(flow string) ([]string, bool) {
			f, ok := c.Flows.Flow(flow)
			if !ok {
				return nil, false
			}
			var facts []string
			for _, d := range f.Steps {
				if d.Fact != "" {
					facts = append(facts, d.Fact)
				}
			}
			return facts, true
		},
	}
}

// PlaceName is the name of a place of the list; its id where the list does not have it any more.
func (c *Content) PlaceName(id, lang string) string { return c.placeName(id, lang) }
