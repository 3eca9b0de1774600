package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"safeharbour/bot"
	"safeharbour/bot/box"
	"safeharbour/bot/content"
	"safeharbour/bot/desk"
	"safeharbour/bot/disk"
	"safeharbour/bot/evidence"
	"safeharbour/bot/metrics"
	"safeharbour/bot/paper/print"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
	"safeharbour/bot/telegram"
	"safeharbour/bot/trial"
)

// turnBurst is how many inputs of a chat may come at once before the turn rate holds.
const turnBurst = 30

// turnHour is how many inputs of a chat are taken in an hour without a wait, unless the turn rate is lifted.
const turnHour = 200

// app is the wired program: every part, and how they meet.
type app struct {
	cfg    config
	log    *slog.Logger
	store  store.Store
	db     *bolt.DB // the same
	box    *box.Box
	wire   *telegram.Transport
	asked  chan struct{} // closed when the first poll is on its way
	lanes  *bot.Lanes
	files  *evidence.Keeper
	exit   func(code int) // ends the process at once
	meters *metrics.Meters
	began  time.Time

	// What only answers need (contents.go).
	read      func(config) (*content.Content, error) // tests have their own
	learned   func()                                 // called when that is over; nil is nothing
	content   *content.Content                       // nil until it is read
	desk      *desk.Desk
	answering atomic.Bool // inputs have their turns

	unanswered chan string   // contacts that three people got no answer from, for the log
	alerts     atomic.Uint64 // how many there were
	asides     chan struct{} // records were set aside
	backingUp  atomic.Bool   // one backup is written at a time
	copying    sync.Mutex    // held by a backup, and by a compaction, which gives way to it
	room       disk.Room
	why        folderState // why it limps; empty when it does not
	glanced    bool        // only what is quick to read was looked at before the database was opened
}

// startApp looks at the data folder from another process, and makes an app that serves on it, or limps beside it. Close the app
// when it is done with.
func startApp(ctx context.Context, cfg config, log *slog.Logger) (*app, error) {
	if err := speaks(cfg.StaffLang); err != nil {
		return nil, err
	}
	f := look(ctx, cfg.Data, bolt.AsNeeded, inspectTime)
	if f.State.usable() || f.State == folderBehind && cfg.restored {
		a, err := serveApp(ctx, cfg, log, f.Whole)
		if a != nil {
			a.glanced = f.State == folderGood && !f.Whole
			a.room.Size = disk.Ballast
		}
		return a, err
	}
	log.Error("LIMP MODE: the database cannot be used. It was not touched. Messages are taken and kept, nobody gets an answer; staff are told",
		"why", string(f.State), "what", f.Text)
	return newLimp(ctx, cfg, log, f.State)
}

// newApp makes an app that serves on the data folder, which is believed to be well. Close the app when it is done with.
func newApp(ctx context.Context, cfg config, log *slog.Logger) (*app, error) {
	if err := speaks(cfg.StaffLang); err != nil {
		return nil, err
	}
	return serveApp(ctx, cfg, log, false)
}

// serveApp opens the data folder, of which the whole was looked at before or not, and wires the parts.
func serveApp(ctx context.Context, cfg config, log *slog.Logger, inspected bool) (*app, error) {
	m := newMeters()
	a := &app{cfg: cfg, log: log, read: readContents, exit: os.Exit, meters: m, began: time.Now(),
		unanswered: make(chan string, alertsKept), asides: make(chan struct{}, 1)}
	st, files, err := openStoreWith(cfg.Data, bolt.Options{
		Accept: cfg.restored, Journal: bolt.JournalPart, Committed: m.Commit, OnAside: a.noteAside, Inspected: inspected,
		Ahead: cfg.Webhook == "", // calls of a webhook come again in any order, and late
	})
	if err != nil {
		return nil, err
	}
	a.store, a.db, a.box, a.files = st, st, box.New(st), &evidence.Keeper{Store: st, Vault: files}
	if err := a.settleRestored(ctx); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	book := a.openBook(ctx)
	if err := errors.Join(a.box.Load(ctx), a.inSteps(ctx, record.MakeList)); err != nil {
		return nil, errors.Join(fmt.Errorf("%w %s: %w", errStorage, cfg.Data, err), st.Close())
	}
	a.connect()
	if book != nil {
		a.lanes.Trial = book
	}
	if err := a.readIn(ctx); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return a, nil
}

// openBook opens the book of turns, and counts what the last process died over, before anything has its turn. Nil means that there is
// none. For want of room it may be: people shall be answered all the same.
func (a *app) openBook(ctx context.Context) *trial.Book {
	book, err := trial.Open(filepath.Join(a.cfg.Data, turnsName))
	if err != nil {
		a.log.Warn("if a message kills the bot, that will not be noticed", "err", err)
		return nil
	}
	if err := book.Settle(func(died []uint64) error { return a.box.CountDied(ctx, died) }); err != nil {
		a.log.Warn("what the bot died over is not counted yet", "err", err)
	}
	return book
}

// connect makes the channel and the lanes, and has staff hear when the disk fills up. The lanes get their turns with the contents.
func (a *app) connect() {
	a.room.Path, a.room.Log, a.room.Tell = filepath.Join(a.cfg.Data, ballastName), a.log, a.tellRoom
	a.lanes = &bot.Lanes{
		Box: a.box, Store: a.store, Log: a.log,
		Rate: a.cfg.TurnRate, Burst: turnBurst, Hour: turnHour, Took: a.tookTurn,
		Free: func(c box.Chat) bool { return c == telegram.Staff },
	}
	a.asked = make(chan struct{})
	a.wire = &telegram.Transport{Hold: a.room.Full, Token: a.cfg.token, URL: a.cfg.APIURL, Box: a.box, Store: a.store, StaffChat: a.cfg.StaffChat,
		SendRate: a.cfg.SendRate, Webhook: a.cfg.Webhook, Files: a.files, Log: a.log, Called: a.called,
		Asking: sync.OnceFunc(func() { close(a.asked) }),
		Attach: attacher{fonts: &print.Fonts{}, log: a.log}.file}
}

// alertsKept is how many contacts may wait for the log; what is more is only counted.
const alertsKept = 64

// noteUnanswered has the operator hear, too, of a contact that three people got no answer from.
func (a *app) noteUnanswered(tx store.Tx, contact string) {
	tx.OnCommit(func() {
		a.alerts.Add(1)
		select {
		case a.unanswered <- contact:
		default: // the next commit waits for this one: never for the log
		}
	})
}

// run does everything until ctx ends, or until one part fails: then all end, so that the process can be started anew.
//
// What people send is taken from the first moment, since that needs nothing but the store: at Telegram it waits for a day, and a
// press of a button for 150 seconds. The contents are read beside it, and answers begin when they are there. When they are at
// fault, the bot ends; what came until then lies in the inbox, where a start with good contents finds it.
func (a *app) run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var parts sync.WaitGroup
	begin := func(list ...func(context.Context) error) {
		for _, part := range list {
			parts.Go(func() {
				if err := part(ctx); err != nil && ctx.Err() == nil {
					cancel(err)
				}
			})
		}
	}
	begin(a.wire.Run, a.box.RunDue, a.watch, a.checkBeside, a.watchAside, a.room.Run, a.keepSmall)
	a.letPoll(ctx)
	if ctx.Err() == nil { // whoever stops the program must not wait for contents that nobody needs any more
		if err := a.learn(); err == nil {
			begin(a.turns, a.housekeeping, a.dress)
		} else {
			cancel(err)
		}
	}
	parts.Wait()
	return context.Cause(ctx)
}

// firstPoll is how long the contents wait for the first poll.
const firstPoll = 250 * time.Millisecond

// letPoll waits until the first poll is on its way, but not for long: the network may be slow. Reading the contents takes every
// processor there is, and on a small machine the poll would come after it.
func (a *app) letPoll(ctx context.Context) {
	if a.cfg.Webhook != "" {
		return
	}
	select {
	case <-a.asked:
	case <-time.After(firstPoll):
	case <-ctx.Done():
	}
}

// forgetEvery is how often the ids of old updates are dropped, and lookEvery how often the age of contacts is looked at.
const (
	forgetEvery = 10 * time.Minute
	lookEvery   = 24 * time.Hour
)

// housekeeping drops the ids of old updates and the bytes of files that no case has any more, and tells the operator of contacts that are past their age limit.
func (a *app) housekeeping(ctx context.Context) error {
	forget, look := time.NewTicker(forgetEvery), time.NewTicker(lookEvery)
	defer forget.Stop()
	defer look.Stop()
	a.tellExpired()
	a.sweep(ctx)
	if err := a.planOld(ctx); err != nil && !errors.Is(err, store.ErrFull) {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-forget.C:
			if err := a.forget(ctx); err != nil && !errors.Is(err, store.ErrFull) {
				return err
			}
			a.sweep(ctx)
		case <-look.C:
			a.tellExpired()
		case id := <-a.unanswered:
			a.log.Warn("three people in seven days got no answer from a contact: verify it now", "id", id)
		}
	}
}

// forget drops what nobody needs any more: ids of old updates, and dead letters past the time for which cases are kept.
func (a *app) forget(ctx context.Context) error {
	if !a.clockSure() {
		a.log.Warn("the clock of this machine is not that of the Bot API server, or has jumped: nothing is purged until they agree")
		return nil
	}
	if err := errors.Join(a.planOld(ctx), a.box.Forget(ctx)); err != nil || a.cfg.Retain == 0 {
		return err
	}
	_, err := a.box.ForgetDead(ctx, time.Now().Add(-a.cfg.Retain))
	return err
}

// planOld has the cases looked at, when their time may be over, that an older version of the program closed.
func (a *app) planOld(ctx context.Context) error { return a.inSteps(ctx, a.desk.PlanOld) }

// inSteps does in transactions of their own what would hold up everybody in one: step tells whether there is more to do.
func (a *app) inSteps(ctx context.Context, step func(store.Tx) (more bool, err error)) error {
	for more := true; more; {
		err := a.store.Update(ctx, func(tx store.Tx) (err error) {
			more, err = step(tx)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// lookAfter is how long after the start the whole database is looked at, if that was not done before: first come the people.
const lookAfter = 15 * time.Second

// checkBeside looks at the whole database beside polling. It ends the process when a page is spoilt: the next start then looks
// at everything first, and goes limp.
func (a *app) checkBeside(ctx context.Context) error {
	if !a.glanced {
		return nil
	}
	select {
	case <-time.After(lookAfter):
	case <-ctx.Done():
		return nil
	}
	if err := a.db.Check(ctx); err != nil && ctx.Err() == nil {
		a.log.Error("the database is damaged: ending, and the next start goes limp", "err", err)
		return fmt.Errorf("%w %s: %w", errStorage, a.cfg.Data, err)
	}
	return nil
}

// sweep removes the bytes of files that no case has any more. A failure is no reason to stop: the next time tries again.
func (a *app) sweep(ctx context.Context) {
	if a.files == nil {
		return
	}
	if _, err := a.files.Sweep(ctx); err != nil && ctx.Err() == nil {
		a.log.Warn("files that nobody needs any more could not be removed", "error", err)
	}
}

// tellExpired logs which contacts somebody must check again (design.md, rule 7).
func (a *app) tellExpired() {
	var ids []string
	for _, c := range a.content.Contacts.Expired(time.Now()) {
		ids = append(ids, c.ID)
	}
	if len(ids) > 0 {
		a.log.Warn("contacts are past their age limit: check them again and write the day into flows/verified.yaml (safeharbour hotlines --expired --verify)", "count", len(ids), "ids", ids)
	}
}

// limping is why the bot runs beside its database and not on it, as a code (inspect.go), or empty. It may be called at any time.
func (a *app) limping() string { return string(a.why) }

func (a *app) close() error { return a.store.Close() }
