package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"

	"safeharbour/bot/health"
)

// healthCommand asks a running bot whether it is well.
func healthCommand(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	cfg, err := readConfig("health", args, os.Getenv, stderr)
	if errors.Is(err, errHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	if cfg.HTTP == "" {
		return usageError{"health needs --http or SAFEHARBOUR_HTTP, the address of the running bot"}
	}
	status, _, err := health.Ask(ctx, cfg.HTTP, health.AlivePath)
	switch {
	case errors.Is(err, health.ErrAddress):
		return usageError{fmt.Sprintf("--http is %q: %v", cfg.HTTP, err)}
	case err != nil:
		return contentError{errors.New("no answer: is the bot running?")}
	case status != http.StatusOK:
		return contentError{fmt.Errorf("the bot is not well: %d %s", status, http.StatusText(status))}
	}
	fmt.Fprintln(stdout, "ok")
	return nil
}

// ready says of whom it is asked whether the bot does its work.
func (a *app) ready() health.Ready {
	return health.Ready{Store: a.store, Box: a.box, Wire: a.wire, Began: a.began, Polls: a.cfg.Webhook == "",
		Answering: a.answering.Load, Limping: func() bool { return a.limping() != "" }, Full: a.room.Full}
}

// watch ends the process when something hangs.
func (a *app) watch(ctx context.Context) error {
	dog := &health.Watchdog{Lanes: a.lanes, Box: a.box, Log: a.log, Exit: a.endHung}
	if a.cfg.Webhook == "" {
		dog.Wire = a.wire
	}
	return dog.Run(ctx)
}

// endHung ends the process that hangs, at once.
func (a *app) endHung() { a.exit(exitInternal) }
