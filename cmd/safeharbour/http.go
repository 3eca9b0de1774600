package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	"safeharbour/bot/metrics"
)

// listen serves health, metrics and the webhook, if an address was given. The returned function ends it.
func (a *app) listen() (stop func(), err error) {
	if a.cfg.HTTP == "" {
		return func() {}, nil
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", healthz)
	mux.HandleFunc("GET /readyz", a.readyz)
	mux.Handle("GET /metrics", metrics.Handler(a.meters.Registry(a.numbers())))
	if a.cfg.Webhook != "" {
		hook, err := a.wire.Handler(a.cfg.secret)
		if err != nil {
			return nil, usageError{err.Error()}
		}
		mux.Handle(hookPath(a.cfg.Webhook), hook)
	}
	l, err := net.Listen("tcp", a.cfg.HTTP)
	if err != nil {
		return nil, usageError{fmt.Sprintf("--http: cannot listen on %s: %v", a.cfg.HTTP, errors.Unwrap(err))}
	}
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, IdleTimeout: time.Minute}
	go func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			a.log.Error("http ended", "err", err)
		}
	}()
	a.log.Info("listening", "http", l.Addr().String())
	return func() {
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		if err := server.Shutdown(ctx); err != nil {
			a.log.Warn("http did not end in time")
		}
	}, nil
}

// hookPath is the path of the webhook's public address: a proxy in front is expected to keep it.
func hookPath(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Path == "" {
		return "/"
	}
	return u.Path
}

// health asks a running bot whether it is well.
func health(ctx context.Context, args []string, stdout, stderr io.Writer) error {
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
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+cfg.HTTP+"/healthz", nil)
	if err != nil {
		return usageError{fmt.Sprintf("--http is %q: %v", cfg.HTTP, err)}
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return contentError{errors.New("no answer: is the bot running?")}
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return contentError{fmt.Errorf("the bot is not well: %s", resp.Status)}
	}
	fmt.Fprintln(stdout, "ok")
	return nil
}
