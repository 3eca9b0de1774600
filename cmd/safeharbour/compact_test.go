package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/control"
	"safeharbour/bot/disk"
	"safeharbour/bot/store"
)

// The database is compacted when much of it holds nothing, once that has come to rest, and not all the time.
func TestWhenCompactingIsWorthIt(t *testing.T) {
	const mb = 1 << 20
	begin := time.Date(2026, 11, 26, 3, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name               string
		before, free, size int64
		next               time.Time
		want               bool
	}{
		{"a small database", 60 * mb, 60 * mb, 70 * mb, time.Time{}, false},
		{"a third of it", 100 * mb, 100 * mb, 300 * mb, time.Time{}, true},
		{"little of a large one", 400 * mb, 400 * mb, 5000 * mb, time.Time{}, false},
		{"very much of it", 600 * mb, 600 * mb, 5000 * mb, time.Time{}, true},
		{"while the purge goes on", 100 * mb, 150 * mb, 300 * mb, time.Time{}, false},
		{"when some of it was used again", 150 * mb, 100 * mb, 300 * mb, time.Time{}, true},
		{"too soon", 100 * mb, 100 * mb, 300 * mb, begin.Add(time.Second), false},
		{"at its time", 100 * mb, 100 * mb, 300 * mb, begin, true},
	} {
		w := wasteWatch{before: c.before, next: c.next}
		if got := w.due(begin, c.free, c.size); got != c.want {
			t.Errorf("%s: due is %v", c.name, got)
		}
	}
}

// A compaction gives way to a backup and to a disk that gets full, is told of in one line, and ends the program only when the
// store is beyond use.
func TestCompactNow(t *testing.T) {
	var log bytes.Buffer
	a, err := newApp(t.Context(), alone(t.TempDir()), slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer a.close()
	room := func(n uint64) func(string) (uint64, error) { return func(string) (uint64, error) { return n, nil } }
	try := func(when string, ctx context.Context, want bool, line string) {
		t.Helper()
		log.Reset()
		done, err := a.compactNow(ctx)
		if done != want || err != nil || strings.Count(log.String(), "\n") != strings.Count(line, "\n")+min(1, len(line)) || !strings.Contains(log.String(), line) {
			t.Errorf("%s: done %v, %v; the log says %q, want %q", when, done, err, log.String(), line)
		}
	}
	a.room.Free = room(1 << 40)
	try("with all there is", t.Context(), true, "the database was compacted")
	a.room.Free = room(disk.Reserve)
	try("without room for a copy", t.Context(), false, "a second copy has no room")
	left := uint64(1 << 40)
	a.room.Free = func(string) (uint64, error) { n := left; left = disk.Reserve; return n, nil }
	try("when the disk gets full meanwhile", t.Context(), false, "little room")
	a.room.Free = room(1 << 40)
	a.backingUp.Store(true)
	try("while a backup is wanted", t.Context(), false, "a backup is wanted")
	a.backingUp.Store(false)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	try("at the end", ended, false, "")
	try("after all that", t.Context(), true, "the database was compacted")

	if err := a.close(); err != nil {
		t.Fatal(err)
	}
	if _, err := a.compactNow(t.Context()); !errors.Is(err, store.ErrClosed) || exitCode(err) != exitStorage {
		t.Errorf("a store beyond use: %v", err)
	}
}

// A backup waits until a compaction has given way, which it is asked for.
func TestABackupGoesFirst(t *testing.T) {
	h := newHouse(t)
	seen := make(chan bool, 1)
	h.app.copying.Lock() // a compaction
	go func() {
		for !h.app.backingUp.Load() {
			time.Sleep(time.Millisecond)
		}
		seen <- h.app.mayCompact() != nil
		h.app.copying.Unlock()
	}()
	deaf, err := h.app.controlled()
	if err != nil {
		t.Fatal(err)
	}
	defer deaf()
	r := backupRequest{To: "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p", Part: "all"}
	if answered, err := control.Ask(t.Context(), filepath.Join(h.app.cfg.Data, socketName), backupVerb, r, io.Discard); !answered || err != nil {
		t.Errorf("answered %v, %v", answered, err)
	}
	if !<-seen {
		t.Error("the compaction was not asked to give way")
	}
}
