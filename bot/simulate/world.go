package simulate

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"strings"
	"time"
	"unsafe"

	"safeharbour/bot"
	"safeharbour/bot/box"
	"safeharbour/bot/content"
	"safeharbour/bot/demo"
	"safeharbour/bot/desk"
	"safeharbour/bot/record"
	"safeharbour/bot/seal"
	"safeharbour/bot/store"
	"safeharbour/bot/telegram"
	"safeharbour/bot/trial"
)

const (
	people = 2 // persons of a story
	token  = "4242:simulated"

	keepFor = 180 * 24 * time.Hour // how long cases are kept
)

// world is everything: the bot's process, its disk, Telegram, the people, and time.
type world struct {
	seed    uint64
	rand    *rand.Rand
	content *content.Content
	began   time.Time
	steady  time.Duration // since then
	skew    time.Duration // how wrong the machine's clock is

	srv      *demo.Server
	group    *demo.Group
	persons  []*demo.Person
	staff    []*demo.Member
	stranger *demo.Member
	kicked   bool
	moved    time.Duration // when staff last lost sight of what was posted before: a topic was deleted, the group got a new id
	jumped   time.Duration // when the machine's clock was last set

	disk    disk
	turns   []byte            // the book of turns, which a killed process leaves
	hook    *hook             // Telegram's side of a webhook; nil where the bot polls
	ahead   bool              // updates are told of before their commit
	random  io.Reader         // of case codes
	m       *machine          // nil while no process runs
	first   func(box.In) bool // what may go before others of its chat
	startAt time.Duration
	starts  int

	faults  faults
	healing bool
	ledger  ledger
	words   int // how many unlike words were said

	hash    uint64
	trace   func(string)
	failure *Failure
}

func newWorld(o Options) (*world, error) {
	w := &world{seed: o.Seed, rand: rand.New(rand.NewPCG(o.Seed, 0)), content: o.Content, trace: o.Trace,
		began: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), hash: 14695981039346656037}
	w.began = w.began.Add(time.Duration(w.rand.IntN(24*60)) * time.Minute)
	w.random = rand.NewChaCha8([32]byte{byte(o.Seed), byte(o.Seed >> 8), byte(o.Seed >> 16), byte(o.Seed >> 24)})
	w.srv = demo.New(demo.Options{Token: token, Now: w.telegramTime, Budgets: w.rand.IntN(3) == 0})
	w.group = w.srv.Group("Desk", w.rand.IntN(5) > 0)
	w.staff = []*demo.Member{w.group.Admin("Sam"), w.group.Member("Noor")}
	w.stranger = w.srv.Outsider(w.group, "Nobody")
	for i := range people {
		w.persons = append(w.persons, w.srv.Person([]string{"Ann", "Bob"}[i], "en"))
	}
	w.ledger = newLedger(w)
	switch o.Seed % 8 {
	case 3:
		w.hook = &hook{w: w}
	case 1, 4, 5:
		w.ahead = true
	}
	keys := seal.New([32]byte{31: 1})
	if o.Folder == "" {
		w.disk = newRAM(w.clock, keys.Index)
		return w, nil
	}
	f, err := newFile(o.Folder, o.Seed, w.clock, keys)
	if err != nil {
		w.srv.Close()
		return nil, err
	}
	w.disk = f
	return w, nil
}

// telegramTime is the right time.
func (w *world) telegramTime() time.Time { return w.began.Add(w.steady) }

// clock is the time on the bot's machine. As Go's own it holds two readings: the one that people set, and the one that only
// ever goes on, by which times of one process are compared.
func (w *world) clock() time.Time { return moment(w.telegramTime().Add(w.skew), w.steady+time.Hour) }

// moment makes a time with both readings. Only time.Now makes such times; their form is that of time.Time since Go 1.9, and
// a test holds us to it.
func moment(wall time.Time, steady time.Duration) time.Time {
	const flag, year1885 = 1 << 63, 59453308800
	var t struct {
		wall uint64
		ext  int64
		loc  *time.Location
	}
	sec := uint64(wall.Unix() + 62135596800 - year1885)
	t.wall = flag | sec<<30 | uint64(wall.Nanosecond())
	t.ext = int64(steady)
	return *(*time.Time)(unsafe.Pointer(&t))
}

// start begins a life of the process, wired as the program's is.
func (w *world) start() {
	w.starts++
	w.ledger.hides.wrong(0)
	w.ledger.order.start()
	m := &machine{w: w}
	w.m = m
	st := &hand{m: m, st: w.disk.store()}
	log := slog.New(slog.DiscardHandler)
	b := box.New(st)
	b.Clock = m
	persons := &bot.Bot{Content: w.content, Box: b, Desk: telegram.Staff, DeskID: "main", Random: w.random,
		Keep: keepFor, Sure: m.sure, Live: new(record.Live)}
	staff := &desk.Desk{Content: w.content, Box: b, Chat: telegram.Staff, Lang: "en", Keep: keepFor}
	book, err := trial.New(pages{m})
	if err != nil {
		w.fail("turns", err.Error())
	}
	lanes := &bot.Lanes{Box: b, Store: st, Log: log, Clock: m, Trial: book, Rate: 20, Burst: 30, Hour: 200, First: persons.IsHide, Help: persons.IsHelp,
		Free: func(c box.Chat) bool { return c == telegram.Staff },
		Turn: func(tx store.Tx, in box.In) error {
			w.ledger.turn(tx, in)
			m.point() // it may die in the middle of a turn, too
			switch in.Chat {
			case telegram.Staff:
				return staff.Turn(tx, in)
			case "":
				return staff.Stray(tx, in)
			}
			return persons.Turn(tx, in)
		},
		Bury: func(tx store.Tx, in box.In) error {
			switch in.Chat {
			case telegram.Staff:
				return staff.Bury(tx, in)
			case "":
				return nil
			}
			return persons.Bury(tx, in)
		},
	}
	w.first = func(in box.In) bool { return persons.IsHide(in) || persons.IsHelp(in) }
	rate := 28.0
	if w.seed%4 == 0 {
		rate = 0
	}
	m.wire = &telegram.Transport{Token: token, URL: "http://localhost", Box: b, Store: st, StaffChat: w.configured(), SendRate: rate,
		Web: network{m}, Log: log, Clock: m,
		Attach: func(_ context.Context, o box.Out) (string, []byte, error) {
			return o.Paper.Name + ".html", o.Paper.Data, nil
		}}
	if w.hook != nil {
		m.wire.Webhook = hookAddress
	}
	w.note("start")
	var ctx context.Context
	ctx, m.cancel = context.WithCancel(context.Background())
	m.Go(func() {
		err := book.Settle(func(died []uint64) error { return b.CountDied(ctx, died) })
		if errors.Is(err, errBusy) {
			err = nil // they are counted another time
		}
		if err == nil {
			err = b.Load(ctx)
		}
		if errors.Is(err, store.ErrBroken) { // the disk failed at the start
			m.parts = 1
			m.ended(err)
			return
		}
		if err != nil {
			w.fail("load", err.Error())
			return
		}
		if w.hook != nil { // nobody listens before what was left is known
			if m.handler, err = m.wire.Handler(hookSecret); err != nil {
				w.fail("hook", err.Error())
			}
		}
		parts := []func(context.Context) error{lanes.Run, b.RunDue, m.wire.Run, m.housekeeping(b)}
		m.parts = len(parts)
		for _, part := range parts {
			m.Go(func() { m.ended(part(ctx)) })
		}
	})
}

// configured is the id of the staff's group in the operator's configuration: the first that it had.
func (w *world) configured() int64 { return w.ledger.groups[0] }

// sure tells whether the clock is that of Telegram: nothing is purged by another.
func (m *machine) sure() bool {
	ahead, known := m.wire.Skew()
	return known && ahead.Abs() < 5*time.Minute
}

// housekeeping forgets the ids of old updates now and then.
func (m *machine) housekeeping(b *box.Box) func(context.Context) error {
	return func(ctx context.Context) error {
		for {
			if m.Wait(ctx, 5*time.Hour, nil); ctx.Err() != nil {
				return ctx.Err()
			}
			if err := b.Forget(ctx); err != nil {
				return err
			}
		}
	}
}

// run lets everything go on until the given time.
func (w *world) run(until time.Duration) {
	for steps := 0; w.failure == nil; steps++ {
		if steps > 300_000 {
			w.fail("rest", "the bot does not come to rest")
			return
		}
		w.ledger.hides.check()
		if w.m != nil && w.hook != nil {
			w.hook.look(w.m)
		}
		if w.m != nil && w.m.step() {
			switch {
			case w.m.dead:
				w.died()
			case w.m.stopping && w.steady > w.m.stopBy:
				w.fail("stop", "the program does not end when it is asked to")
			}
			continue
		}
		at := until
		if w.m != nil {
			at = min(at, w.m.next())
			if w.hook != nil {
				at = min(at, max(w.hook.next(w.m), w.steady))
			}
		} else {
			at = min(at, w.startAt)
		}
		if at > w.steady {
			w.steady = at
		} else if at >= until {
			return
		}
		if w.m == nil && w.startAt <= w.steady {
			w.start()
		}
	}
}

// died buries the process, and has it started again after a while.
func (w *world) died() {
	w.m.end()
	closed := w.m.stopping && w.m.parts == 0
	if closed {
		w.note("end")
	} else {
		w.note("crash")
	}
	if err := w.disk.again(!closed); err != nil {
		w.fail("store", err.Error())
	}
	w.m = nil
	w.ledger.died()
	if w.hook != nil {
		w.hook.died()
	}
	pause := time.Second + time.Duration(w.rand.Int64N(int64(5*time.Second)))
	if w.rand.IntN(8) == 0 {
		pause = time.Duration(w.rand.Int64N(int64(6 * time.Minute)))
	}
	w.startAt = w.steady + pause
}

// fail notes that a promise was broken. The first one counts.
func (w *world) fail(rule, what string) {
	if w.failure == nil {
		w.failure = &Failure{Rule: rule, What: what}
		w.note("FAILURE ", rule, ": ", what)
	}
}

// tell adds words to the history.
func (w *world) tell(parts ...string) {
	h := w.hash
	for _, p := range parts {
		for i := range len(p) {
			h = (h ^ uint64(p[i])) * 1099511628211
		}
	}
	w.hash = (h ^ uint64(w.steady)) * 1099511628211
}

// note adds something that happened to the history.
func (w *world) note(parts ...string) {
	w.tell(parts...)
	if w.trace != nil {
		w.trace(w.telegramTime().Format("02 15:04:05.000 ") + strings.Join(parts, ""))
	}
}
