// Package simulate runs the whole bot in one goroutine, from one seed: persons, staff, Telegram, the disk, the network and
// time are simulated, and everything goes wrong that can. The bot itself is the real one: its turns, its desk, its lanes, its
// inbox and outbox, and the transport to Telegram down to the bytes of its calls.
//
// A seed draws a story: what people do, when, and what goes wrong. From the seed alone follows, too, which of the bot's loops
// goes on at every store and network call; so the same seed has the same history. The bot is held to its promises at every
// commit and every call, and once more when nothing goes wrong any more and all is done (security.md §4, I1 to I9).
//
// The records lie in memory, or in a file of bot/store/bolt ([Options.Folder]): the history is the same. A process that dies
// leaves the file as it is at that moment, in the midst of a commit, too. Of one seed in eight the bot has a webhook; the others
// poll.
//
// It finds what no test of a part finds: what happens when the process dies between a call and its commit, just as the
// person hides, while an answer is lost. A seed that fails prints how to run it again, and [Shrink] makes its story short.
package simulate

import (
	"fmt"

	"safeharbour/bot/content"
	"safeharbour/bot/store"
)

// Options says what is to be simulated.
type Options struct {
	Seed    uint64
	Content *content.Content // flows and words; nobody changes them, so that runs beside each other may share them
	Story   []Event          // nil means that the seed draws it
	Gentle  bool             // nothing goes wrong
	Folder  string           // where the records lie on the real store, in a new folder there; empty means in memory
	Trace   func(string)     // gets the history line by line; nil means nobody
}

// Failure is a promise that was broken.
type Failure struct {
	Rule string // the invariant, or another short name
	What string
}

func (f *Failure) Error() string { return f.Rule + ": " + f.What }

// Result is what came of a run.
type Result struct {
	Story   []Event
	History uint64   // a hash of everything that happened, and of all records in the end
	Failure *Failure // nil when all promises were kept
	Starts  int      // lives of the process
	Cases   int
	Hides   int // screens that were cleared in time
}

// Run runs one simulation. Runs may go on beside each other.
func Run(o Options) Result {
	if o.Story == nil {
		o.Story = Draw(o.Seed, !o.Gentle)
	}
	w, err := newWorld(o)
	if err != nil {
		return Result{Story: o.Story, Failure: &Failure{"store", err.Error()}}
	}
	defer w.srv.Close()
	w.start()
	for _, e := range o.Story {
		w.run(w.steady + e.After)
		if w.failure != nil {
			break
		}
		w.act(e)
	}
	if w.failure == nil {
		w.rest()
	}
	if w.m != nil {
		w.m.end()
	}
	for _, b := range store.Buckets {
		for _, r := range w.rows(b) {
			w.tell(r.key, string(r.value))
		}
	}
	cases := len(w.rows(store.Cases))
	if err := w.disk.remove(); err != nil {
		w.fail("store", err.Error())
	}
	return Result{Story: o.Story, History: w.hash, Failure: w.failure, Starts: w.starts, Cases: cases, Hides: w.ledger.hides.kept}
}

// Describe tells of a failed seed: what broke, how to run it again, and the story.
func (r Result) Describe(seed uint64) string {
	return fmt.Sprintf("seed %d: %s\nstory:\n%s", seed, r.Failure, list(r.Story))
}
