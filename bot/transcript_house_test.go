package bot_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"safeharbour/bot"
	"safeharbour/bot/box"
	"safeharbour/bot/content"
	"safeharbour/bot/desk"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
	"safeharbour/bot/store/storetest"
	"safeharbour/flows"
	"safeharbour/locales"
)

// The chats of a house.
const (
	personChat box.Chat = "fake/1"
	staffChat  box.Chat = "fake/staff"
)

// between is how long it takes from one input to the next when the story does not say.
const between = 10 * time.Second

// keep is how long a case is kept after it was closed.
const keep = 180 * 24 * time.Hour

// pace is that in this house: none of the times of the rules may fall on a moment that a fault delays a little.
func (h *house) pace() time.Duration {
	if h.outage != nil {
		return between - grid
	}
	return between
}

// house is the bot, the desk and a channel over one store. Inputs are taken one after another, so that a story always
// comes out the same way.
type house struct {
	t     *testing.T
	s     *story
	dir   string
	log   io.Writer
	clock atomic.Int64 // Unix nanoseconds

	random  io.Reader
	content *content.Content
	db      store.Store
	box     *box.Box
	lanes   *bot.Lanes
	channel *channel

	updates int  // how many updates came
	failing int  // how many attempts of a turn are still to fail
	unsure  bool // the clock cannot be trusted
	noPDF   bool
	live    bool // conversations are kept in memory between turns, as in the running program

	outage *outage // a store that can be told to fail; nil where the store is a real one
}

func newHouse(t *testing.T, s *story) *house {
	t.Helper()
	h := &house{t: t, s: s, dir: t.TempDir(), log: t.Output(), random: rand.NewChaCha8(sha256.Sum256([]byte(s.file)))}
	h.clock.Store(s.starts.UnixNano())
	h.content = contents(t)
	h.channel = newChannel(h)
	h.open()
	return h
}

func (h *house) now() time.Time { return time.Unix(0, h.clock.Load()).UTC() }

// own are the bot's own contents. Nobody changes them, so they are read once.
var own = sync.OnceValues(func() (*content.Content, error) {
	c, faults := content.Load(flows.FS, locales.FS)
	return c, faults.Err()
})

// contents are the bot's own contents.
func contents(t testing.TB) *content.Content {
	t.Helper()
	c, err := own()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// load reads the contents that the bot and the desk work with in place of the bot's own.
func (h *house) load(scripts fs.FS) {
	h.t.Helper()
	c, faults := content.Load(scripts, locales.FS)
	if err := faults.Err(); err != nil {
		h.t.Fatal(err)
	}
	h.content = c
}

// open opens the store and wires the parts over it.
func (h *house) open() {
	h.t.Helper()
	h.db = storetest.OpenWith(h.t, h.dir, bolt.Options{Now: h.now})
	h.box = box.New(h.db)
	if err := h.box.Load(context.Background()); err != nil {
		h.t.Fatal(err)
	}
	h.wire()
}

func (h *house) wire() {
	people := &bot.Bot{Content: h.content, Box: h.box, Desk: staffChat, DeskID: "main", Random: h.random, Keep: keep, Sure: func() bool { return !h.unsure }}
	if h.live {
		people.Live = new(record.Live)
	}
	staff := &desk.Desk{Content: h.content, Box: h.box, Chat: staffChat, Lang: h.s.staff, Keep: keep}
	h.lanes = &bot.Lanes{
		Box: h.box, Store: h.db, Log: slog.New(slog.NewTextHandler(h.log, nil)),
		Turn: func(tx store.Tx, in box.In) error {
			if h.outage != nil {
				h.outage.dice(in)
			}
			switch {
			case in.Update != "" && h.failing > 0:
				h.failing--
				return errors.New("fails as the story wants")
			case in.Chat == staffChat:
				return staff.Turn(tx, in)
			default:
				return people.Turn(tx, in)
			}
		},
		Bury: func(tx store.Tx, in box.In) error {
			if in.Chat == staffChat {
				return staff.Bury(tx, in)
			}
			return people.Bury(tx, in)
		},
	}
}

// restart closes the store and opens it again. Only what lies in it is left.
func (h *house) restart() {
	h.t.Helper()
	if err := h.db.Close(); err != nil {
		h.t.Fatal(err)
	}
	h.open()
}

// play takes one step of the story and tells what came of it.
func (h *house) play(st step) string {
	h.t.Helper()
	if after, ok := strings.CutPrefix(st.lines[0], "@ +"); ok {
		h.pass(span(h.t, after))
		return h.channel.result()
	}
	h.pass(h.pace())
	if what, ok := strings.CutPrefix(st.lines[0], "! "); ok {
		h.happen(what)
		return h.channel.result()
	}
	var ins []box.In
	for _, line := range st.lines {
		for _, in := range h.channel.input(strings.TrimPrefix(line, "+ ")) {
			h.updates++
			in.Update, in.At = strconv.Itoa(h.updates), h.now()
			ins = append(ins, in)
		}
	}
	for {
		_, err := h.box.Receive(context.Background(), "fake", int64(h.updates+1), ins)
		if err == nil {
			break
		}
		h.fell(err)
	}
	h.settle()
	return h.channel.result()
}

// span reads how long a story wants to wait: as Go writes it, or in days.
func span(t *testing.T, s string) time.Duration {
	t.Helper()
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := strconv.Atoi(days)
		if err != nil {
			t.Fatal(err)
		}
		return time.Duration(n) * 24 * time.Hour
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// happen does what nobody in the story does.
func (h *house) happen(what string) {
	h.t.Helper()
	switch {
	case what == "the printer has no letters":
		h.noPDF = true
	case what == "the flows change":
		h.load(h.s.flows(h.t))
		h.wire()
	case strings.HasSuffix(what, " did not answer two others"):
		h.othersReport(strings.TrimSuffix(what, " did not answer two others"))
	case othersLine.MatchString(what):
		h.others(what)
	case what == "the last of them takes it back":
		h.takesBack()
	default:
		if _, err := fmt.Sscanf(what, "the next turn fails %d times", &h.failing); err != nil {
			h.t.Fatalf("nobody knows how to do this: %q", what)
		}
	}
}

// othersReport has two more people say that a contact did not answer them.
func (h *house) othersReport(contact string) {
	h.t.Helper()
	err := h.db.Update(context.Background(), func(tx store.Tx) error {
		for _, chat := range []box.Chat{"fake/2", "fake/3"} {
			if _, _, err := record.ReportUnanswered(tx, contact, chat); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// flows are the bot's own flows with those of the story in their place.
func (s *story) flows(t *testing.T) fs.FS {
	t.Helper()
	all := fstest.MapFS{}
	names, err := fs.Glob(flows.FS, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(flows.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		if own := s.data("flows/" + name); own != nil {
			data = own
		}
		all[name] = &fstest.MapFile{Data: data}
	}
	return all
}

// pass lets time go by. Every due item comes at its time.
func (h *house) pass(d time.Duration) {
	h.t.Helper()
	until := h.now().Add(d)
	for {
		wait, err := h.box.TakeDue(context.Background())
		if err != nil {
			h.fell(err)
			continue
		}
		if ins, _ := h.box.Waiting(); ins > 0 {
			h.settle()
			continue
		}
		if h.now().Add(wait).After(until) {
			h.clock.Store(until.UnixNano())
			return
		}
		h.clock.Add(int64(wait))
	}
}

// settle gives every input its turn and carries out what is to be sent, until nothing is left.
func (h *house) settle() {
	h.t.Helper()
	ctx := context.Background()
	for {
		ins, outs := h.box.Waiting()
		switch {
		case ins > 0:
			in, err := h.box.NextIn(ctx)
			if err == nil {
				err = h.lanes.Take(ctx, in)
			}
			if err != nil {
				h.fell(err)
			}
		case outs > 0:
			h.send(outs)
		default:
			h.channel.look()
			return
		}
	}
}

// send hands everything that waits in the outbox to the channel.
func (h *house) send(n int) {
	h.t.Helper()
	ctx := context.Background()
	var outs []box.Out
	for range n {
		out, err := h.box.NextOut(ctx)
		if err != nil {
			h.t.Fatal(err)
		}
		outs = append(outs, out)
	}
	back := h.channel.deliver(outs)
	sent := func(tx store.Tx) error {
		for _, out := range outs {
			if err := h.box.Sent(tx, out.ID); err != nil {
				return err
			}
		}
		for _, in := range back {
			in.At = tx.Now()
			if err := h.box.Put(tx, in); err != nil {
				return err
			}
		}
		return nil
	}
	err := h.db.Update(ctx, sent)
	if err != nil && !errors.Is(err, store.ErrBroken) {
		err = h.db.Update(ctx, sent) // as the real channel does: the calls need not be made again
	}
	if err != nil {
		h.fell(err)
	}
}

// fell takes the end of the program by a fault of the store.
func (h *house) fell(err error) {
	h.t.Helper()
	if h.outage == nil {
		h.t.Fatal(err)
	}
	h.outage.outlive(err)
}
