package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"sync"
	"time"

	"safeharbour/bot/content"
	"safeharbour/bot/doctor"
	"safeharbour/bot/health"
	"safeharbour/bot/store/bolt"
	"safeharbour/flows"
	"safeharbour/locales"
)

// doctorCommand looks whether everything that the bot needs is there, and says what to do. It may be run beside a running bot, and
// leaves no trace. It ends with 1 when there is a fault.
func doctorCommand(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	isTry := func(arg string) bool { return arg == "--try" || arg == "-try" }
	try := slices.ContainsFunc(args, isTry)
	cfg, err := readConfig("doctor", slices.DeleteFunc(slices.Clone(args), isTry), os.Getenv, stderr)
	if errors.Is(err, errHelp) {
		fmt.Fprintln(stderr, "  -try\n    \talso make a topic in the staff group, and delete it at once")
		return nil
	}
	if err != nil {
		return err
	}
	var f doctor.Symptoms
	f.Setup(ctx, doctor.Setup{Token: cfg.token, URL: cfg.APIURL, StaffChat: cfg.StaffChat, Webhook: cfg.Webhook}, try)
	judgeContent(&f)
	f.Disk(cfg.Data)
	if f.Folder(cfg.Data) {
		state, says := judgeFolder(ctx, cfg)
		f.Add(state, "data", "%s", says)
	}
	if faults := f.Print(stdout); faults > 0 {
		return contentError{errors.New(plural(faults, "fault"))}
	}
	return nil
}

// ownFaults counts the faults of the contents in the program, which never change.
var ownFaults = sync.OnceValue(func() int {
	_, faults := content.CheckOn(flows.FS, locales.FS, time.Now())
	return len(faults)
})

func judgeContent(f *doctor.Symptoms) {
	if n := ownFaults(); n > 0 {
		f.Add(doctor.Faulty, "content", "%s in flows and words. \"safeharbour check\" lists them", plural(n, "fault"))
		return
	}
	f.Add(doctor.Healthy, "content", "flows, words and contacts have no fault")
}

// judgeFolder looks at the folder as a start does: from another process, which changes nothing and keeps nobody out.
func judgeFolder(ctx context.Context, cfg config) (state, says string) {
	const keep = "Keep a copy of the folder before you change anything"
	found := look(ctx, cfg.Data, bolt.AsNeeded, inspectTime)
	switch found.State {
	case folderInUse:
		return running(ctx, cfg.HTTP)
	case folderNew:
		return doctor.Doubtful, "there is no database in the folder. That is right before the first start; otherwise restore the last backup"
	case folderGood:
		if !found.Clean {
			return doctor.Healthy, "key and database fit; no bot runs on them, and the last one did not end in order, which loses nothing"
		}
		return doctor.Healthy, "key and database fit; no bot runs on them"
	case folderKey:
		return doctor.Faulty, fmt.Sprintf("%s. Put the right key file back from its copy: nothing can be read without it", found.Text)
	case folderMissing:
		return doctor.Faulty, fmt.Sprintf("%s. Put the database back, or restore the last backup. %s", found.Text, keep)
	case folderBehind:
		return doctor.Faulty, fmt.Sprintf("%s. Put the newest database back; if there is none, start once with --restored. %s", found.Text, keep)
	case folderDamaged:
		return doctor.Faulty, fmt.Sprintf("%s. Run \"safeharbour verify\", and restore the last backup. %s", found.Text, keep)
	}
	return doctor.Faulty, fmt.Sprintf("%s. %s", found.Text, keep)
}

// running asks a bot that runs whether it is ready, if it can be asked.
func running(ctx context.Context, address string) (state, says string) {
	says = "a bot runs on it"
	if address == "" {
		return doctor.Healthy, says
	}
	status, word, err := health.Ask(ctx, address, health.ReadyPath)
	switch {
	case errors.Is(err, health.ErrAddress):
		return doctor.Doubtful, says + ", but --http is no address"
	case err != nil:
		return doctor.Doubtful, says + ", but does not answer at --http"
	case status != http.StatusOK:
		return doctor.Faulty, fmt.Sprintf("%s and is not ready: %q is in the way. Read its log", says, word)
	}
	return doctor.Healthy, says + " and is ready"
}
