package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"safeharbour/bot/demo"
)

// demoAddress is where the demo listens if nothing else is asked for and it is free.
const demoAddress = "127.0.0.1:8642"

// runDemo runs the whole bot against a Bot API server in this process, with a page that shows a person's phone and the
// staff's group. It needs no token and no network, and keeps nothing.
func runDemo(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	flags := flag.NewFlagSet("safeharbour demo", flag.ContinueOnError)
	addr := flags.String("addr", "", "address to listen on, of this machine; default: "+demoAddress+", or a free one")
	lang := flags.String("staff-lang", "en", "language of the staff")
	verbose := flags.Bool("v", false, "show the bot's log")
	if err := parseFlags(flags, args, stderr); err != nil {
		return err
	}
	l, err := listenDemo(*addr)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "safeharbour-demo-")
	if err != nil {
		return fmt.Errorf("%w: %w", errStorage, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()

	api := demo.New(demo.Options{})
	defer api.Close()
	group := api.Group("Staff of the desk", true)
	group.Member("Sam")
	group.Member("Noor")
	api.Person("Ana", "en")
	api.Person("Yusuf", "ar")
	api.Person("Mei", "zh-hans")

	out := io.Discard
	if *verbose {
		out = stderr
	}
	a, err := newApp(ctx, config{token: api.Token(), APIURL: "http://" + l.Addr().String(), Data: dir, StaffChat: group.ID(),
		StaffLang: *lang, Contacts: "sourced"}, slog.New(slog.NewTextHandler(out, nil)))
	if err != nil {
		return err
	}
	server := &http.Server{Handler: api, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			fmt.Fprintln(stderr, "safeharbour demo: the page ended:", err)
		}
	}()
	fmt.Fprintf(stdout, "Safe Harbour demo: open http://%s in a browser. Ctrl+C ends it; nothing is kept.\n", l.Addr())
	err = a.run(ctx)
	api.Close()
	return errors.Join(err, server.Close(), a.close())
}

// listenDemo listens on loopback only: the demo has no protection against strangers.
func listenDemo(addr string) (net.Listener, error) {
	if addr == "" {
		if l, err := net.Listen("tcp", demoAddress); err == nil {
			return l, nil
		}
		addr = "127.0.0.1:0"
	}
	host, _, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err != nil || (host != "localhost" && (ip == nil || !ip.IsLoopback())) {
		return nil, usageError{fmt.Sprintf("--addr is %q, but must be an address of this machine, such as 127.0.0.1:8642", addr)}
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, usageError{fmt.Sprintf("--addr: cannot listen on %s: choose another port", addr)}
	}
	return l, nil
}
