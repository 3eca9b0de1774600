package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"safeharbour/bot"
	"safeharbour/bot/answer"
	"safeharbour/bot/box"
	"safeharbour/bot/content"
	"safeharbour/bot/desk"
	"safeharbour/bot/evidence"
	"safeharbour/bot/paper/print"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
	"safeharbour/bot/telegram"
	"safeharbour/bot/vault"
	"safeharbour/flows"
	"safeharbour/locales"
)

// desk1 is the id of the one desk there is.
const desk1 = "main"

// turnBurst is how many inputs of a chat may come at once before the turn rate holds.
const turnBurst = 30

// turnHour is how many inputs of a chat are taken in an hour without a wait, unless the turn rate is lifted.
const turnHour = 200

// app is the wired program: every part, and how they meet.
type app struct {
	cfg     config
	log     *slog.Logger
	content *content.Content
	store   store.Store
	db      *bolt.DB // the same
	box     *box.Box
	lanes   *bot.Lanes
	desk    *desk.Desk
	wire    *telegram.Transport
	files   *evidence.Keeper
	exit    func(code int) // ends the process at once
	meters  *meters
	began   time.Time

	unanswered chan string   // contacts that three people got no answer from, for the log
	alerts     atomic.Uint64 // how many there were
	asides     chan struct{} // records were set aside
	backingUp  atomic.Bool   // one backup is written at a time
	copying    sync.Mutex    // held by a backup, and by a compaction, which gives way to it
	room       room
	why        folderState // why it limps; empty when it does not
	glanced    bool        // only what is quick to read was looked at before the database was opened
}

// startApp looks at the data folder from another process while it reads the content, and makes an app that serves on it, or
// limps beside it.
func startApp(ctx context.Context, cfg config, log *slog.Logger) (*app, error) {
	found := make(chan finding, 1)
	go func() { found <- look(ctx, cfg.Data, bolt.AsNeeded, inspectTime) }()
	c, err := loadContent(cfg)
	f := <-found
	if err != nil {
		return nil, err
	}
	if f.State.usable() || f.State == folderBehind && cfg.restored {
		a, err := serveApp(ctx, cfg, log, c, f.Whole)
		if a != nil {
			a.glanced = f.State == folderGood && !f.Whole
			a.room.ballast = ballastSize
		}
		return a, err
	}
	log.Error("LIMP MODE: the database cannot be used. It was not touched. Messages are taken and kept, nobody gets an answer; staff are told",
		"why", string(f.State), "what", f.Text)
	return newLimp(ctx, cfg, log, c, f.State)
}

// loadContent reads what volunteers write.
func loadContent(cfg config) (*content.Content, error) {
	c, faults := content.Load(flows.FS, locales.FS)
	if err := faults.Err(); err != nil {
		return nil, contentError{err}
	}
	c.VerifiedOnly = cfg.Contacts == "verified"
	if !c.Words.Known(cfg.StaffLang) {
		return nil, usageError{fmt.Sprintf("--staff-lang is %q, but there are words only in: %s", cfg.StaffLang, strings.Join(c.Tags(), ", "))}
	}
	return c, nil
}

// newApp reads the content and makes an app that serves on the data folder, which is believed to be well. Close the app when it
// is done with.
func newApp(ctx context.Context, cfg config, log *slog.Logger) (*app, error) {
	c, err := loadContent(cfg)
	if err != nil {
		return nil, err
	}
	return serveApp(ctx, cfg, log, c, false)
}

// serveApp opens the data folder, of which the whole was looked at before or not, and wires the parts.
func serveApp(ctx context.Context, cfg config, log *slog.Logger, c *content.Content, inspected bool) (*app, error) {
	m := newMeters()
	a := &app{cfg: cfg, log: log, content: c, exit: os.Exit, meters: m, began: time.Now(),
		unanswered: make(chan string, alertsKept), asides: make(chan struct{}, 1)}
	st, files, err := openStoreWith(cfg.Data, bolt.Options{Accept: cfg.restored, Committed: m.commit, OnAside: a.noteAside, Inspected: inspected})
	if err != nil {
		return nil, err
	}
	a.store, a.db, a.box, a.files = st, st, box.New(st), &evidence.Keeper{Store: st, Vault: files}
	if err := a.settleRestored(ctx); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	if err := errors.Join(a.box.Load(ctx), a.listCases(ctx)); err != nil {
		return nil, errors.Join(fmt.Errorf("%w %s: %w", errStorage, cfg.Data, err), st.Close())
	}
	a.connect()
	if err := a.readIn(ctx); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return a, nil
}

// connect wires persons, desk and channel: they meet only in the inbox and the outbox.
func (a *app) connect() {
	a.room.free = vault.Free
	people := &bot.Bot{Content: a.content, Box: a.box, Desk: telegram.Staff, DeskID: desk1, Org: a.cfg.Org, Keep: a.cfg.Retain, Sure: a.clockSure, Live: new(record.Live),
		Cramped: func() bool { return a.roomOf() != "" }}
	staff := &desk.Desk{Content: a.content, Box: a.box, Chat: telegram.Staff, Lang: a.cfg.StaffLang, Org: a.cfg.Org, Keep: a.cfg.Retain, Roomy: a.cfg.SendRate == 0}
	a.desk = staff
	a.lanes = &bot.Lanes{
		Box: a.box, Store: a.store, Log: a.log,
		Rate: a.cfg.TurnRate, Burst: turnBurst, Hour: turnHour, Took: a.meters.turn,
		First: people.IsHide, Help: people.IsHelp,
		Free: func(c box.Chat) bool { return c == telegram.Staff },
		Turn: func(tx store.Tx, in box.In) error {
			switch in.Chat {
			case telegram.Staff:
				if in.Kind == box.Unanswered {
					a.noteUnanswered(tx, in.Text)
				}
				return staff.Turn(tx, in)
			case "":
				return staff.Stray(tx, in)
			}
			return people.Turn(tx, in)
		},
		Bury: func(tx store.Tx, in box.In) error {
			switch in.Chat {
			case telegram.Staff:
				return staff.Bury(tx, in)
			case "":
				return nil
			}
			return people.Bury(tx, in)
		},
	}
	a.wire = &telegram.Transport{Hold: a.hold, Token: a.cfg.token, URL: a.cfg.APIURL, Box: a.box, Store: a.store, StaffChat: a.cfg.StaffChat,
		SendRate: a.cfg.SendRate, Webhook: a.cfg.Webhook, Profiles: profiles(a.content), Files: a.files, Log: a.log, Called: a.meters.call,
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
func (a *app) run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var parts sync.WaitGroup
	for _, part := range []func(context.Context) error{a.turns, a.box.RunDue, a.wire.Run, a.housekeeping, a.watch, a.checkBeside, a.watchAside, a.watchRoom, a.keepSmall} {
		parts.Go(func() {
			if err := part(ctx); err != nil && ctx.Err() == nil {
				cancel(err)
			}
		})
	}
	parts.Wait()
	return context.Cause(ctx)
}

// forgetEvery is how often the ids of old updates are dropped, and lookEvery how often the age of contacts is looked at.
const (
	forgetEvery = 10 * time.Minute
	lookEvery   = 24 * time.Hour
)

// turns gives inputs their turns. What reading words needs is built first: the names of all countries in all languages take
// a fifth of a second, and within a turn everybody would wait for that.
func (a *app) turns(ctx context.Context) error {
	today := answer.DayOf(time.Now())
	for kind, words := range map[answer.Type]string{answer.Country: "France", answer.Date: "yesterday", answer.Money: "100 USD"} {
		_, _ = answer.Parse(kind, words, answer.Hints{Lang: "en", Today: today}) // only for what it builds
	}
	return a.lanes.Run(ctx)
}

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
func (a *app) planOld(ctx context.Context) error {
	for more := true; more; {
		err := a.store.Update(ctx, func(tx store.Tx) (err error) {
			more, err = a.desk.PlanOld(tx)
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
// at everything first, and goes limp. Updates wait for it about a second for each two gigabytes.
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

// profiles are the bot's name, descriptions and commands in every language: as dull as any information service.
func profiles(c *content.Content) []telegram.Profile {
	var list []telegram.Profile
	for _, l := range c.Words.Languages() {
		w := c.Words.Words(l.Tag)
		p := telegram.Profile{Lang: profileLang(l.Tag), Name: w.Text("ui.bot_name"), Description: w.Text("ui.bot_description"),
			ShortDescription: w.Text("ui.bot_short")}
		for _, name := range []string{"start", "help", "hide", "language"} {
			p.Commands = append(p.Commands, telegram.Command{Name: name, Description: w.Text("ui.commands." + name)})
		}
		list = append(list, p)
	}
	return list
}

// profileLang is the language as Telegram names it for profiles: two letters. English is for everybody else too.
func profileLang(tag string) string {
	base, _, _ := strings.Cut(tag, "-")
	if base == "en" {
		return ""
	}
	return base
}
