package control_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"safeharbour/bot/control"
)

type wish struct{ How string }

// serve serves at path: it does as it is asked, and says how its answers ended.
func serve(t *testing.T, path string) (ended *[]error) {
	t.Helper()
	ended = new([]error)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /do", func(w http.ResponseWriter, r *http.Request) {
		var what wish
		if err := json.NewDecoder(r.Body).Decode(&what); err != nil {
			t.Error(err)
		}
		control.Answer(w, func(w io.Writer) error {
			if what.How == "refuse" {
				return errors.New("no room\n")
			}
			if _, err := w.Write(bytes.Repeat([]byte("x"), 1<<20)); err != nil {
				return err
			}
			if what.How == "break" {
				return errors.New("the disk is gone")
			}
			return nil
		}, func(err error) { *ended = append(*ended, err) })
	})
	stop, err := control.Serve(path, mux, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return ended
}

// An operator who gets half an answer, or none, is told so: half a backup must not pass for one.
func TestAnswers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	if answered, err := control.Ask(t.Context(), path, "/do", wish{}, io.Discard); answered || err != nil {
		t.Errorf("nobody serves, but: %v, %v", answered, err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil { // what a bot that was killed has left
		t.Fatal(err)
	}
	ended := serve(t, path)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may ask, too: %v, %v", info.Mode(), err)
	}
	for how, want := range map[string]string{"": "", "refuse": "the running bot says: no room", "break": "cut"} {
		var got bytes.Buffer
		answered, err := control.Ask(t.Context(), path, "/do", wish{how}, &got)
		if !answered || (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v, want %q", how, answered, err, want)
		}
		if how == "" && got.Len() != 1<<20 || how == "refuse" && got.Len() != 0 {
			t.Errorf("%s: %d bytes came", how, got.Len())
		}
		if last := (*ended)[len(*ended)-1]; (last == nil) != (how == "") {
			t.Errorf("%s: it ended with %v", how, last)
		}
	}
}

// A folder with a long name has a socket like any other.
func TestALongName(t *testing.T) {
	if runtime.GOOS != "linux" {
		return // there it is refused, in words
	}
	dir := filepath.Join(t.TempDir(), strings.Repeat("long", 40))
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	serve(t, filepath.Join(dir, "s"))
	var got bytes.Buffer
	if answered, err := control.Ask(t.Context(), filepath.Join(dir, "s"), "/do", wish{}, &got); !answered || err != nil || got.Len() != 1<<20 {
		t.Errorf("%v, %v, %d bytes", answered, err, got.Len())
	}
}
