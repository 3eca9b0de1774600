// Command safeharbour is the whole program: the bot, its demo, the checks of what volunteers write, and the care for its data.
//
// Nobody who is in trouble may find an empty bot because a disk failed. So serve never makes a new database where there was one.
// Another process of the same program looks at it first, quickly when it was left cleanly and wholly when it was not (inspect.go);
// when it cannot be used, the bot limps beside it: it takes messages, and tells staff (limp.go). Backups are made while the bot
// runs (bot/control), a restored state is used only when somebody says so once (restored.go), and a full disk costs files first,
// then new messages, and loses nothing (bot/disk).
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"safeharbour/bot/store"
)

// Exit codes (design.md §7).
const (
	exitDone     = 0
	exitContent  = 1  // content or input at fault
	exitUsage    = 2  // wrong usage
	exitInternal = 70 // our fault
	exitStorage  = 74 // the disk, the database or the key
	exitInUse    = 75 // another instance runs
)

// command is one of the program's verbs.
type command struct {
	name, about string
	run         func(ctx context.Context, args []string, stdout, stderr io.Writer) error
}

var commands = []command{
	{"serve", "run the bot", serve},
	{"demo", "run everything on this machine, without a token and without a network", runDemo},
	{"check", "judge flows, words and contacts", check},
	{"hotlines", "list the contacts: which people see, and why not; what is old, unsourced or missing", hotlines},
	{"schema", "print the JSON schema of flow files; \"schema card\": of the hand-off card", schema},
	{"indicators", "write what several cases named, without the cases, as CSV or STIX", indicators},
	{"backup", "write an encrypted copy of the data folder, while the bot runs or not", backupCommand},
	{"restore", "read a backup into an empty folder", restore},
	{"verify", "read every page, record and file of a data folder", verify},
	{"compact", "make the database smaller", compact},
	{inspectVerb, "", inspect}, // the program calls itself
	{"doctor", "look whether everything is set up: token, group, rights, clock, disk, data; --try makes a topic and deletes it", doctorCommand},
	{"health", "ask a running bot whether it is well (for a container's health check)", healthCommand},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	go func() {
		<-ctx.Done()
		stop() // a second signal ends at once
	}()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is the program as a function: it returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		usage(stderr)
		return exitUsage
	}
	if args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		usage(stdout)
		return exitDone
	}
	for _, c := range commands {
		if c.name != args[0] {
			continue
		}
		err := c.run(ctx, args[1:], stdout, stderr)
		if code := exitCode(err); code != exitDone {
			fmt.Fprintf(stderr, "safeharbour %s: %v\n", c.name, err)
			return code
		}
		return exitDone
	}
	fmt.Fprintf(stderr, "safeharbour: there is no command %q\n\n", args[0])
	usage(stderr)
	return exitUsage
}

// usageError is a wrong flag, variable or argument.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

// contentError is a fault in what somebody wrote.
type contentError struct{ error }

func (e contentError) Unwrap() error { return e.error }

func exitCode(err error) int {
	var wrong usageError
	var content contentError
	switch {
	case err == nil, errors.Is(err, errHelp), errors.Is(err, context.Canceled):
		return exitDone
	case errors.As(err, &wrong):
		return exitUsage
	case errors.As(err, &content):
		return exitContent
	case errors.Is(err, store.ErrInUse):
		return exitInUse
	case errors.Is(err, store.ErrBroken), errors.Is(err, store.ErrForeign), errors.Is(err, store.ErrSealed), errors.Is(err, errStorage):
		return exitStorage
	default:
		return exitInternal
	}
}

func usage(w io.Writer) {
	fmt.Fprintf(w, "Safe Harbour: a Telegram bot that brings people in trouble to a trained human.\n\nUsage: safeharbour <command> [flags]\n\n")
	for _, c := range commands {
		if c.about == "" {
			continue
		}
		fmt.Fprintf(w, "  %-10s %s\n", c.name, c.about)
	}
	fmt.Fprintf(w, "\n\"safeharbour <command> -h\" lists the flags of a command. README.md says how to begin.\n")
}
