package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"safeharbour/bot/health"
)

// garbage is how much the heap may grow, in percent of what is in use, before it is collected. What is in use is small,
// about ten megabytes, so Go's own 100 would collect ten times a second under load, for a third of all work.
const garbage = 400

// settled is how long after its first answers the program gives back the memory that only the start needed: reading the contents
// takes several times what is kept of them.
const settled = 2 * time.Second

// startRoom is how many bytes may be in use before garbage is collected while the contents are read. That takes 50 MB, and most of
// it is garbage in the end: to look through it again and again meanwhile is a fifth of the work.
const startRoom = 96 << 20

// calmCollector sets both, unless the operator chose other values: the first from now until started is called.
func calmCollector() (started func()) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	debug.SetGCPercent(-1)
	most := debug.SetMemoryLimit(startRoom)
	return func() {
		debug.SetGCPercent(garbage)
		debug.SetMemoryLimit(most)
	}
}

// spareProcessor lets Go use one processor more than the machine has, unless the operator chose another number, and tells how many
// it used before. Each commit waits for the disk, and Go does not notice for up to ten milliseconds that who waits there needs no
// processor: on a small server, half or all of the machine would stand still meanwhile.
func spareProcessor() (before int) {
	before = runtime.GOMAXPROCS(0)
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(before + 1)
	}
	return before
}

// serve runs the bot against a Bot API server.
func serve(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	cfg, err := readConfig("serve", args, os.Getenv, stderr)
	if errors.Is(err, errHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := cfg.complete(); err != nil {
		return err
	}
	spareProcessor()
	started := calmCollector()
	defer started() // when it came to nothing
	log := slog.New(slog.NewJSONHandler(stdout, nil))
	a, err := startApp(ctx, cfg, log)
	if err != nil {
		return err
	}
	a.learned = func() { started(); time.AfterFunc(settled, debug.FreeOSMemory) }
	stop, err := a.listen()
	if err != nil {
		return errors.Join(err, a.close())
	}
	deaf, err := a.controlled()
	if err != nil { // on a full disk, for one: people come first
		log.Error("no backups while the bot runs", "err", err)
	}
	log.Info("started", "data", cfg.Data, "webhook", cfg.Webhook != "", "limping", a.limping())
	defer context.AfterFunc(ctx, stop)() // from the first moment of the end no update comes by webhook
	defer health.EndInTime(ctx, log, a.endHung)()
	err = a.run(ctx)
	stop()
	deaf()
	if cerr := a.close(); cerr != nil && (err == nil || errors.Is(err, context.Canceled)) {
		err = fmt.Errorf("%w: %w", errStorage, cerr)
	}
	log.Info("stopped")
	return err
}
