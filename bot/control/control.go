// Package control is how an operator asks something of a running bot. That bot holds its database alone, so what is wanted of it
// meanwhile it does itself. It is asked over a socket in the data folder, by HTTP, since that tells an answer that was cut from one
// that is whole. Who can reach the socket can read the key beside it, so it asks for no password.
//
// The package does not know what can be asked: who calls [Serve] brings the handlers, and who calls [Ask] the request.
package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
)

// Serve serves requests over the socket at path until stop is called. It takes the place of one that is there: the caller knows, by
// the lock of the database, that nobody serves on it.
func Serve(path string, handler http.Handler, log *slog.Logger) (stop func(), err error) {
	path, done, err := short(path)
	if err != nil {
		return func() {}, err
	}
	defer done()
	_ = os.Remove(path) // of a bot that was killed
	l, err := net.Listen("unix", path)
	if err != nil {
		return func() {}, fmt.Errorf("listen for its operator: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return func() {}, errors.Join(err, l.Close())
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			log.Error("requests of the operator ended", "err", err)
		}
	}()
	return func() { _ = server.Close() }, nil
}

// mostName is how long the name of a socket may be, in bytes, on every system.
const mostName = 100

// short is a name of the socket that is short enough. Names of sockets are short, and those of folders are not: where one is too
// long, its folder is opened and called by its number. done closes it.
func short(path string) (name string, done func(), err error) {
	if len(path) < mostName {
		return path, func() {}, nil
	}
	if runtime.GOOS != "linux" {
		return "", nil, errors.New("its name is too long for a socket in it")
	}
	f, err := os.Open(filepath.Dir(path))
	if err != nil {
		return "", nil, err
	}
	return fmt.Sprintf("/proc/self/fd/%d/%s", f.Fd(), filepath.Base(path)), func() { f.Close() }, nil
}

// Answer answers a request with what fill writes. ended is told how that went. Where fill fails before it wrote anything, the other
// side reads why; after that the answer is cut, which the other side notices.
func Answer(w http.ResponseWriter, fill func(io.Writer) error, ended func(error)) {
	b := &begun{Writer: w}
	err := fill(b)
	ended(err)
	switch {
	case err == nil:
	case b.yes:
		panic(http.ErrAbortHandler)
	default:
		http.Error(w, strings.TrimSpace(err.Error()), http.StatusInternalServerError)
	}
}

// begun knows whether an answer was begun.
type begun struct {
	io.Writer
	yes bool
}

func (b *begun) Write(p []byte) (int, error) {
	b.yes = true
	return b.Writer.Write(p)
}

// ErrCut: the answer ended before it was whole.
var ErrCut = errors.New("the answer of the running bot was cut")

// Ask asks the bot that serves on the socket at path, and copies its answer to w. verb is the path of the request, which goes as
// JSON. answered is false, without an error, when no bot serves there. The
// error is [ErrCut] when a part of the answer may be written.
func Ask(ctx context.Context, path, verb string, request any, w io.Writer) (answered bool, err error) {
	body, err := json.Marshal(request)
	if err != nil {
		return false, err
	}
	path, done, err := short(path)
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
		return true, errors.New("the running bot did not answer")
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		why, _ := io.ReadAll(io.LimitReader(resp.Body, 4096))
		return true, fmt.Errorf("the running bot says: %s", strings.TrimSpace(string(why)))
	}
	if _, err := io.Copy(w, resp.Body); err != nil {
		return true, ErrCut
	}
	return true, nil
}
