package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
)

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
	log := slog.New(slog.NewJSONHandler(stdout, nil))
	a, err := newApp(ctx, cfg, log)
	if err != nil {
		return err
	}
	stop, err := a.listen()
	if err != nil {
		return errors.Join(err, a.close())
	}
	log.Info("started", "data", cfg.Data, "languages", a.content.Tags(), "webhook", cfg.Webhook != "")
	err = a.run(ctx)
	stop()
	if cerr := a.close(); cerr != nil && (err == nil || errors.Is(err, context.Canceled)) {
		err = fmt.Errorf("%w: %w", errStorage, cerr)
	}
	log.Info("stopped")
	return err
}
