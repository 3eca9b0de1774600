package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"safeharbour/bot/health"
	"safeharbour/bot/metrics"
)

// listen serves health, metrics and the webhook, if an address was given. The returned function ends it.
func (a *app) listen() (stop func(), err error) {
	if a.cfg.HTTP == "" {
		return func() {}, nil
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+health.AlivePath, health.Alive)
	mux.Handle("GET "+health.ReadyPath, a.ready())
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
