package simulate

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// Action is what happens in a story.
type Action string

// What persons, staff and the group do, and what goes wrong.
const (
	Press    Action = "press"    // a person presses a button that leads on
	PressAny Action = "pressAny" // … any button, perhaps one that is no longer there
	Write    Action = "write"    // words, or an answer by its number
	Start    Action = "start"    // /start, /help or /language
	Hide     Action = "hide"     // by the button or by a word
	Flood    Action = "flood"    // very much at once, and then hide
	Attach   Action = "attach"   // a photo, a voice, a place, or something that nobody knows
	Change   Action = "change"   // a person edits a message of theirs
	Remove   Action = "remove"   // a person deletes a message, or the whole chat, on both sides
	Block    Action = "block"    // a person blocks the bot, or lets it in again

	Claim    Action = "claim"    // a member of staff presses a button of the newest topic
	Reply    Action = "reply"    // … sends words to a person
	Remark   Action = "remark"   // … writes a note or a command
	Outsider Action = "outsider" // somebody presses who is no member
	DropRoom Action = "dropRoom" // a topic is deleted, or closed
	Kick     Action = "kick"     // the bot is removed from the group, or let in again
	Migrate  Action = "migrate"  // the group gets a new id

	Crash     Action = "crash"     // the process dies, at some store or network call soon after
	Stop      Action = "stop"      // the process ends in order, and is started again
	CallFails Action = "callFails" // some call soon after goes wrong
	PollFails Action = "pollFails" // so does some poll
	Outage    Action = "outage"    // nothing can be reached for a while
	DiskBusy  Action = "diskBusy"  // some commit soon after is refused
	DiskFull  Action = "diskFull"  // … all are, until there is room again
	Twice     Action = "twice"     // updates come more than once, from now on or no longer
	Shuffle   Action = "shuffle"   // updates come in another order, from now on or no longer
	NewIDs    Action = "newIDs"    // the ids of updates go on somewhere else
	ClockJump Action = "clockJump" // the machine's clock is set
)

// Event is one thing that happens in a story. All that it leaves open follows from N.
type Event struct {
	After time.Duration // since the event before
	Do    Action
	N     uint64
}

// String tells the event, for a list of what a seed drew.
func (e Event) String() string {
	return fmt.Sprintf("+%s %s %x", e.After.Round(time.Millisecond), e.Do, e.N)
}

// share is how often an action is drawn.
type share struct {
	do Action
	of int
}

var shares = [...]share{
	{Press, 44}, {PressAny, 6}, {Write, 14}, {Start, 6}, {Hide, 8}, {Flood, 1}, {Attach, 5}, {Change, 2}, {Remove, 2}, {Block, 3},
	{Claim, 12}, {Reply, 9}, {Remark, 4}, {Outsider, 1}, {DropRoom, 2}, {Kick, 2}, {Migrate, 1},
	{Crash, 9}, {Stop, 2}, {CallFails, 10}, {PollFails, 3}, {Outage, 1}, {DiskBusy, 2}, {DiskFull, 1}, {Twice, 2}, {Shuffle, 2}, {NewIDs, 1},
	{ClockJump, 2},
}

// gentle are the shares of a story in which nothing goes wrong.
const gentle = 14

// Draw draws the story of a seed. Without faults, only people do something.
func Draw(seed uint64, faults bool) []Event {
	r := rand.New(rand.NewPCG(seed, 1))
	some := shares[:]
	if !faults {
		some = some[:gentle]
	}
	total := 0
	for _, s := range some {
		total += s.of
	}
	list := make([]Event, 16+r.IntN(15))
	for i := range list {
		list[i] = Event{After: gap(r), Do: draw(some, r.IntN(total)), N: r.Uint64()}
		if begin := r.IntN(3); i < people {
			list[i].Do = Start
		} else if i < 12 && begin > 0 { // most stories come to a case
			list[i].Do = Press
		}
	}
	return list
}

func draw(some []share, n int) Action {
	for _, s := range some {
		if n -= s.of; n < 0 {
			return s.do
		}
	}
	return Press
}

// gap is how long it takes to the next event: mostly so short that it meets the one before half done.
func gap(r *rand.Rand) time.Duration {
	switch n := r.IntN(100); {
	case n < 50:
		return time.Duration(r.Int64N(int64(1500 * time.Millisecond)))
	case n < 86:
		return time.Duration(r.Int64N(int64(20 * time.Second)))
	case n < 96:
		return time.Duration(r.Int64N(int64(3 * time.Minute)))
	case n < 99:
		return 9*time.Minute + time.Duration(r.Int64N(int64(8*time.Minute)))
	default:
		return time.Duration(r.Int64N(int64(27 * time.Hour)))
	}
}

// list writes events one under another.
func list(events []Event) string {
	var b strings.Builder
	for _, e := range events {
		fmt.Fprintln(&b, "  ", e)
	}
	return b.String()
}
