package bot_test

import (
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/race"
	"safeharbour/bot/store"
	"safeharbour/bot/store/memory"
)

// everyCall has TestEveryCallFails leave out none: go test -run TestEveryCallFails ./bot -args -every-call
var everyCall = flag.Bool("every-call", false, "TestEveryCallFails leaves out no call")

// golden are the stories in which calls fail: between them they have all flows, hand-offs, hides, silence, files, papers,
// consent that is taken back, and what staff do.
var golden = []string{"whole", "defrauded_whole", "family_silent", "questioned_today", "read_back", "evidence", "paper_watched",
	"withdrawn", "closed", "unanswered", "sites_person", "window"}

// TestEveryCallFails plays stories in which one call of the store fails: reading, writing, a number, the commit before it is on
// the disk or after it; once, or with all that follow until the third start of the program since. Then everything must be as
// if nothing had happened: all records, both screens, the log. If this broke, a bad moment of the disk would lose a message,
// make a second case, or tell somebody twice.
//
// Each step is played from where the step before it left everything, anew for each of its calls. Of the calls within a
// transaction, which all end it in the same way, only some fail, in every step others, and of all calls under the race detector;
// see everyCall.
func TestEveryCallFails(t *testing.T) {
	contents(t)
	for i, name := range golden {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := readStory(t, filepath.Join("testdata", name+".txtar"))
			synctest.Test(t, func(t *testing.T) { failEverywhere(t, s, i) }) // so that the pause before another try takes no time
		})
	}
}

// failEverywhere plays a story once without a fault, and each of its steps with every fault.
func failEverywhere(t *testing.T, s *story, seed int) {
	o := newOutage(t, s)
	count, played := seed, 0
	for i, st := range s.steps {
		if st.heading {
			continue
		}
		if strings.HasPrefix(st.lines[0], "! ") { // nobody's doing
			o.play(st)
			continue
		}
		before := o.copy()
		o.store.arm(0, fault{})
		o.play(st)
		for k, call := range o.store.calls {
			for _, f := range faults {
				count++
				if !f.fits(call, count) {
					continue
				}
				played++
				got := before.copy()
				got.suffer(st, k+1, f)
				if d := got.differs(o, f); d != "" {
					t.Fatalf("step %d, %q: %s (call %d) fails %s; then it comes out in another way (-without +with):\n%s", i, st.lines[0], call, k+1, f.name, d)
				}
			}
		}
	}
	t.Logf("%d faults", played)
}

// fault is a way to fail.
type fault struct {
	name string
	ever bool // the call and all that follow it
	kept bool // a commit that fails is on the disk all the same
	gaps bool // numbers that an undone update took are not given again
	some int  // of calls within a transaction, one in so many fails
}

var faults = []fault{
	{name: "once", some: 41},
	{name: "once, and its numbers are lost", gaps: true, some: 41},
	{name: "once, but is on the disk", kept: true},
	{name: "with all that follow", ever: true, some: 67},
	{name: "with all that follow, but is on the disk", kept: true, ever: true},
}

// fits tells whether the count-th call is to fail in this way.
func (f fault) fits(call string, count int) bool {
	switch call {
	case "commit":
		return !race.On || count%15 == 0
	case "update", "view":
		return !f.kept && (!race.On || count%15 == 0)
	}
	some := f.some
	if race.On {
		some *= 20
	}
	return !f.kept && (*everyCall || count%some == 0)
}

// outage is a house over a store that can be told to fail.
type outage struct {
	*house
	store  *failing
	rand   *rand.ChaCha8
	starts int // of the program since the fault
}

func newOutage(t *testing.T, s *story) *outage {
	o := &outage{house: &house{t: t, s: s, content: contents(t), log: io.Discard}}
	o.clock.Store(s.starts.UnixNano())
	o.channel = newChannel(o.house)
	o.store = newFailing(new(memory.Data), o.now)
	o.begin()
	return o
}

// begin wires the house to its store.
func (o *outage) begin() {
	o.outage, o.random = o, o
	o.db, o.box = o.store, box.New(o.store)
	o.wire()
}

// copy is the same house once more.
func (o *outage) copy() *outage {
	c := &outage{house: &house{t: o.t, s: o.s, content: o.content, log: o.log, updates: o.updates, failing: o.failing, noPDF: o.noPDF}}
	c.clock.Store(o.clock.Load())
	c.channel = o.channel.again(c.house)
	c.store = newFailing(o.store.data.Copy(), c.now)
	c.begin()
	return c
}

// dice begins the random numbers of an input: a turn that is done again draws the same.
func (o *outage) dice(in box.In) {
	o.rand = rand.NewChaCha8(sha256.Sum256(fmt.Append(nil, in.Chat, in.Kind, in.Update, in.Text, in.Case)))
}

func (o *outage) Read(p []byte) (int, error) {
	if o.rand == nil { // outside of a turn
		o.dice(box.In{})
	}
	return o.rand.Read(p)
}

// suffer plays a step in which a call fails, until the fault has passed and everything is done.
func (o *outage) suffer(st step, call int, f fault) {
	o.store.arm(call, f)
	o.play(st)
	o.store.heal()
}

// A program that ended is started anew after startPause, and the third time the disk is well again. That is over before the
// next moment of the grid on which everything in a story happens.
const (
	startPause = 100 * time.Millisecond
	healed     = 3
	grid       = 500 * time.Millisecond
)

// outlive starts the program anew after a fault ended it. Only what lies in the store is left.
func (o *outage) outlive(err error) {
	o.t.Helper()
	if o.starts++; o.starts > healed {
		o.t.Fatalf("the program does not go on after the fault: %v", err)
	}
	if o.store.ever {
		o.clock.Add(int64(startPause))
	}
	if o.starts == healed {
		o.store.heal()
	}
	o.box = box.New(o.store)
	if err := o.box.Load(context.Background()); err != nil {
		o.outlive(err)
		return
	}
	o.wire()
}

// differs tells how a house that had a fault differs from one that had none. Where numbers were lost, names differ with
// them, and only what somebody sees, and how many records there are, is compared.
func (o *outage) differs(without *outage, f fault) string {
	if d := diff(without.channel.picture(!f.gaps), o.channel.picture(!f.gaps)); d != "" {
		return d
	}
	return diff(without.picture(!f.gaps), o.picture(!f.gaps))
}

// instant is a time as it stands in a record.
var instant = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z`)

// even takes away what a fault delays.
func even(text string) string {
	return instant.ReplaceAllStringFunc(text, func(s string) string {
		at, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			return s
		}
		return at.Truncate(grid).Format(time.RFC3339Nano)
	})
}

// picture is all that lies in the store, or how many records there are.
func (o *outage) picture(whole bool) string {
	var b strings.Builder
	for _, bucket := range store.Buckets {
		var lines []string
		n := o.scan(bucket, func(k, v []byte) {
			if whole {
				lines = append(lines, fmt.Sprintf("  %q %s\n", evenKey(bucket, string(k)), even(readable(v))))
			}
		})
		fmt.Fprintf(&b, "%s: %d\n", bucket, n)
		slices.Sort(lines)
		b.WriteString(strings.Join(lines, ""))
	}
	return b.String()
}

// count tells how many records a bucket has.
func (o *outage) count(b store.Bucket) int { return o.scan(b, func(_, _ []byte) {}) }

// scan shows the records of a bucket, and tells how many there are. It is no call that could fail.
func (o *outage) scan(b store.Bucket, show func(k, v []byte)) (n int) {
	err := o.store.Store.View(context.Background(), func(tx store.Tx) error {
		return tx.Scan(b, nil, nil, func(k, v []byte) error {
			n++
			show(k, v)
			return nil
		})
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return n
}

// evenKey takes away what a fault delays from a key that begins with a time.
func evenKey(b store.Bucket, k string) string {
	switch {
	case b == store.Due:
		return time.UnixMilli(int64(store.Number([]byte(k), 0))).Truncate(grid).UTC().Format(time.RFC3339Nano) + k[8:]
	case b == store.Seen && strings.HasPrefix(k, "t/"):
		return time.Unix(int64(store.Number([]byte(k[2:]), 0)), 0).Truncate(grid).UTC().Format(time.RFC3339Nano) + k[10:]
	}
	return k
}

// readable is a record of words; of others, such as the time at which somebody was found to be a member, only that it is there.
func readable(v []byte) string {
	if len(v) > 0 && v[0] == '{' || len(v) == 8 {
		return string(v)
	}
	return "…"
}

// again is the same picture of phone and group in another house.
func (c *channel) again(h *house) *channel {
	n := &channel{h: h, before: slices.Clone(c.before), pressed: slices.Clone(c.pressed), erased: slices.Clone(c.erased),
		blocked: c.blocked, files: c.files, taken: maps.Clone(c.taken), count: c.count, done: maps.Clone(c.done)}
	n.phone = copyMessages(c.phone)
	for _, tp := range c.topics {
		n.topics = append(n.topics, &topic{thread: tp.thread, title: tp.title, messages: copyMessages(tp.messages), gone: tp.gone})
	}
	return n
}

func copyMessages(list []*message) (copies []*message) {
	for _, m := range list {
		c := *m
		copies = append(copies, &c)
	}
	return copies
}

var pieceName = regexp.MustCompile(`small picture of \d+-\d+`)

// picture is what people and staff have before them, with the names of messages or without.
func (c *channel) picture(names bool) string {
	var b strings.Builder
	write := func(m *message) {
		if names {
			fmt.Fprintf(&b, "  %s\n", m.ref)
		}
		drawn := m.drawn()
		if !names {
			drawn = pieceName.ReplaceAllString(drawn, "small picture")
		}
		fmt.Fprintf(&b, "  silent %t, own %t\n%s", m.silent, m.own, drawn)
	}
	b.WriteString("phone\n")
	for _, m := range c.phone {
		write(m)
	}
	for _, tp := range c.topics {
		fmt.Fprintf(&b, "topic %s, gone %t\n", tp.title, tp.gone)
		for _, m := range tp.messages {
			write(m)
		}
	}
	return b.String()
}
