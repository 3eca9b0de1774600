package simulate

// Shrink makes the story of a failed run short: it leaves out events, in ever smaller groups, as long as the same promise is
// broken without them, and then shortens the times between. tries bounds how many runs that may take. It returns the
// shortest that it found.
func Shrink(o Options, failed Result, tries int) Result {
	o.Trace = nil
	best := failed
	again := func(story []Event) bool {
		if tries <= 0 {
			return false
		}
		tries--
		o.Story = story
		r := Run(o)
		if r.Failure == nil || r.Failure.Rule != failed.Failure.Rule {
			return false
		}
		best = r
		return true
	}
	for size := max(len(best.Story)/2, 1); ; size = max(size/2, 1) {
		found := false
		for at := 0; at < len(best.Story); {
			if again(without(best.Story, at, size)) {
				found = true
			} else {
				at += size
			}
		}
		if size == 1 && !found || tries <= 0 {
			break
		}
	}
	return best
}

// without leaves out some events. The time that passed before them passes before the next.
func without(story []Event, at, size int) []Event {
	end := min(at+size, len(story))
	short := append([]Event{}, story[:at]...)
	short = append(short, story[end:]...)
	if at < len(short) {
		for _, e := range story[at:end] {
			short[at].After += e.After
		}
	}
	return short
}
