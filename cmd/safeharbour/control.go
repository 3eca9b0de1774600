package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
)

// A running bot holds its database alone, so what an operator wants of it while it runs, the bot does itself. It is asked over a
// socket in the data folder: HTTP, since that tells an answer that was cut from one that is whole. Who can reach the socket
// can read the key beside it, so it asks for no password.

// controlled serves the operator's requests until stop is called.
func (a *app) controlled() (stop func(), err error) {
	path, done, err := socket(a.cfg.Data)
	if err != nil {
		return func() {}, err
	}
	defer done()
	_ = os.Remove(path) // of a bot that was killed; the database's lock is ours
	l, err := net.Listen("unix", path)
	if err != nil {
		return func() {}, fmt.Errorf("%w %s: listen for its operator: %w", errStorage, a.cfg.Data, err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return func() {}, errors.Join(err, l.Close())
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /backup", a.serveBackup)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			a.log.Error("requests of the operator ended", "err", err)
		}
	}()
	return func() { _ = server.Close() }, nil
}

// socket is the name of the socket in a folder. Names of sockets are short, and those of folders are not: where it is too long,
// the folder is opened and called by its number. done closes it.
func socket(dir string) (path string, done func(), err error) {
	path = filepath.Join(dir, socketName)
	if len(path) < 100 {
		return path, func() {}, nil
	}
	if runtime.GOOS != "linux" {
		return "", nil, fmt.Errorf("%w %s: its name is too long for a socket in it", errStorage, dir)
	}
	f, err := os.Open(dir)
	if err != nil {
		return "", nil, fmt.Errorf("%w %s: %w", errStorage, dir, err)
	}
	return fmt.Sprintf("/proc/self/fd/%d/%s", f.Fd(), socketName), func() { f.Close() }, nil
}

// serveBackup writes a backup as the answer. One that fails half way is cut, which the other side notices.
func (a *app) serveBackup(w http.ResponseWriter, req *http.Request) {
	var r backupRequest
	if err := json.NewDecoder(http.MaxBytesReader(w, req.Body, 1<<20)).Decode(&r); err != nil || r.valid() != nil {
		http.Error(w, "the request cannot be read", http.StatusBadRequest)
		return
	}
	if a.limping() != "" {
		http.Error(w, "the bot runs in limp mode, beside a database that cannot be used: there is nothing to back up", http.StatusConflict)
		return
	}
	if !a.backingUp.CompareAndSwap(false, true) {
		http.Error(w, "another backup is being written", http.StatusConflict)
		return
	}
	defer a.backingUp.Store(false)
	a.copying.Lock() // a compaction gives way within a second
	defer a.copying.Unlock()
	begun := &begun{ResponseWriter: w}
	err := writeBackup(req.Context(), a.cfg.Data, r, begun, a.db.Copy)
	if err == nil {
		a.log.Info("backup written", "part", r.Part)
		return
	}
	a.log.Error("backup failed", "part", r.Part, "err", err)
	if !begun.yes {
		http.Error(w, strings.TrimSpace(err.Error()), http.StatusInternalServerError)
		return
	}
	panic(http.ErrAbortHandler)
}

// begun knows whether an answer was begun.
type begun struct {
	http.ResponseWriter
	yes bool
}

func (b *begun) Write(p []byte) (int, error) {
	b.yes = true
	return b.ResponseWriter.Write(p)
}

// askControl asks the bot that runs on a folder and copies its answer. It is not answered when none runs.
func askControl(ctx context.Context, dir, verb string, request any, w io.Writer) (answered bool, err error) {
	body, err := json.Marshal(request)
	if err != nil {
		return false, err
	}
	path, done, err := socket(dir)
	if err != nil {
		return false, err
	}
	defer done()
	var once sync.Once
	dialed := false
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		c, err := new(net.Dialer).DialContext(ctx, "unix", path)
		once.Do(func() { dialed = err == nil })
		return c, err
	}}}
	defer client.CloseIdleConnections()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://bot"+verb, bytes.NewReader(body))
	if err != nil {
		return false, err
	}
	resp, err := client.Do(req)
	if err != nil && !dialed && ctx.Err() == nil {
		return false, nil
	}
	if err != nil {
		return true, fmt.Errorf("%w %s: the running bot did not answer", errStorage, dir)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		why, _ := io.ReadAll(io.LimitReader(resp.Body, 4096))
		return true, fmt.Errorf("%w %s: the running bot says: %s", errStorage, dir, strings.TrimSpace(string(why)))
	}
	if _, err := io.Copy(w, resp.Body); err != nil {
		return true, fmt.Errorf("%w %s: the answer of the running bot was cut: what was written is no backup", errStorage, dir)
	}
	return true, nil
}
