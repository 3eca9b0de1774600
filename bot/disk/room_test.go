package disk

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A disk that fills up and has room again: files go first, then new messages wait at Telegram and there is room for what is to be
// sent, and everything comes back by itself. Staff hear of each change once, also when the first word found no room.
func TestADiskThatFillsUp(t *testing.T) {
	notice, deaf := "", false
	r := &Room{Path: filepath.Join(t.TempDir(), "ballast"), Size: 1 << 20, Log: slog.New(slog.DiscardHandler),
		Tell: func(_ context.Context, n string) (bool, error) { notice += n; return !deaf, nil }}
	const mb = 1 << 20
	for i, step := range []struct {
		free    uint64
		state   string
		full    bool
		ballast bool
		notice  string
		deaf    bool
	}{
		{1000 * mb, "", false, true, "", false},
		{201 * mb, "", false, true, "", false},
		{199 * mb, "low", false, true, "disk_low", false},
		{210 * mb, "low", false, true, "", false}, // it does not flutter
		{63 * mb, "full", true, false, "disk_full", true},
		{63 * mb, "full", true, false, "disk_full", false}, // nobody heard it
		{64*mb + 1, "full", true, false, "", false},        // what the ballast gave
		{127 * mb, "full", true, false, "", false},
		{129 * mb, "low", false, false, "disk_low", false},
		{300 * mb, "", false, true, "disk_room", false},
		{10 * mb, "full", true, false, "disk_full", false},
		{900 * mb, "", false, true, "disk_room", false},
	} {
		r.Free = func(string) (uint64, error) { return step.free, nil }
		notice, deaf = "", step.deaf
		if err := r.look(t.Context()); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(r.Path)
		if r.State() != step.state || r.Full() != step.full || (err == nil) != step.ballast || err == nil && info.Size() != r.Size {
			t.Errorf("step %d, %d MB: state %q, full %v, ballast %v", i, step.free/mb, r.State(), r.Full(), err == nil)
		}
		if notice != step.notice {
			t.Errorf("step %d: staff hear %q, want %q", i, notice, step.notice)
		}
	}
}

// A ballast that a crash cut off takes its room for ever otherwise: the next start knows nothing of it.
func TestWhatIsLeftOfABallastGoes(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "ballast")
	for _, name := range []string{halfOf(t, path), path, filepath.Join(dir, "other.new-1")} {
		if err := os.WriteFile(name, []byte("ballast"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	r := &Room{Path: path, Size: int64(len("ballast")), Log: slog.New(slog.DiscardHandler),
		Free: func(string) (uint64, error) { cancel(); return 1 << 40, nil }} // one look is enough
	if err := r.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); got != "ballast other.new-1" {
		t.Errorf("the folder holds %s", got)
	}
}

// halfOf is the name that a file has while it is written.
func halfOf(t *testing.T, path string) (name string) {
	t.Helper()
	err := WriteWhole(path, func(io.Writer) error {
		name = filepath.Join(filepath.Dir(path), names(t, filepath.Dir(path)))
		return nil
	})
	if err != nil || os.Remove(path) != nil {
		t.Fatal("no file was written:", err)
	}
	return name
}

func names(t *testing.T, dir string) string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range list {
		all = append(all, e.Name())
	}
	return strings.Join(all, " ")
}

// Whoever watches the room ends with what a broken store says, and with nothing else: a disk that cannot be asked changes nothing.
func TestOnlyABrokenStoreEndsTheWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken, looks := errors.New("broken"), 0
		r := &Room{Path: "nowhere/ballast", Log: slog.New(slog.DiscardHandler),
			Free: func(string) (uint64, error) {
				if looks++; looks < 1000 {
					return 0, errors.New("nobody knows")
				}
				return 0, nil
			},
			Tell: func(context.Context, string) (bool, error) { return false, broken }}
		if err := r.Run(t.Context()); !errors.Is(err, broken) || looks != 1000 {
			t.Errorf("after %d looks it ends with: %v", looks, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		looks = -1e9
		if err := r.Run(ctx); err != nil {
			t.Errorf("at the end of the program: %v", err)
		}
	})
}

func TestThisDiskHasRoom(t *testing.T) {
	if n, err := Free(t.TempDir()); err != nil || n == 0 {
		t.Error("no free room on this disk:", n, err)
	}
}

// A file that is cut off while it is written is not there: neither under its name nor in the room that it took.
func TestAFileIsWholeOrNotThere(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	write := func(text string, err error) error {
		return WriteWhole(path, func(w io.Writer) error {
			_, werr := io.WriteString(w, text)
			return errors.Join(err, werr)
		})
	}
	cut := errors.New("cut")
	if err := write("half", cut); !errors.Is(err, cut) {
		t.Error(err)
	}
	if list, err := os.ReadDir(dir); err != nil || len(list) != 0 {
		t.Errorf("the folder holds %v, %v", list, err)
	}
	if err := write("whole", nil); err != nil {
		t.Fatal(err)
	}
	if err := write("half", cut); !errors.Is(err, cut) {
		t.Error(err)
	}
	got, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, []byte("whole")) {
		t.Errorf("it holds %q, %v", got, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v, %v", info.Mode(), err)
	}
}
