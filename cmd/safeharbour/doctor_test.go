package main

import (
	"bytes"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/demo"
	"safeharbour/bot/doctor"
)

// ward is a set-up that the doctor looks at: a server with a group, and a data folder.
type ward struct {
	t     *testing.T
	api   *demo.Server
	group *demo.Group
	url   string
	data  string
	more  []string // flags
}

func newWard(t *testing.T) *ward {
	t.Helper()
	w := &ward{t: t, api: demo.New(demo.Options{Token: markedToken}), data: filepath.Join(t.TempDir(), "data")}
	w.group = w.api.Group("Staff", true)
	server := httptest.NewServer(w.api)
	t.Cleanup(server.Close)
	t.Cleanup(w.api.Close)
	w.url = server.URL
	return w
}

// begun makes the data folder as a first start does.
func (w *ward) begun() {
	w.t.Helper()
	a, err := newApp(w.t.Context(), configFor(w.api, w.group, w.url, w.data), slog.New(slog.DiscardHandler))
	if err != nil {
		w.t.Fatal(err)
	}
	if err := a.close(); err != nil {
		w.t.Fatal(err)
	}
}

// look runs the doctor, and returns its exit code and its lines. It must never print the token or the group's id.
func (w *ward) look() (code int, lines string) {
	w.t.Helper()
	w.t.Setenv("SAFEHARBOUR_TOKEN", markedToken)
	var stdout, stderr bytes.Buffer
	args := append([]string{"doctor", "--api-url", w.url, "--data", w.data, "--staff-chat", strconv.FormatInt(w.group.ID(), 10)}, w.more...)
	code = run(w.t.Context(), args, &stdout, &stderr)
	for _, secret := range []string{"for_nobody", strconv.FormatInt(w.group.ID(), 10)} {
		if strings.Contains(stdout.String()+stderr.String(), secret) {
			w.t.Errorf("it prints %q: %s%s", secret, &stdout, &stderr)
		}
	}
	return code, stdout.String()
}

func good(method, result string) demo.Fault {
	return demo.Fault{Method: method, Status: 200, Body: `{"ok":true,"result":` + result + `}`}
}

// Each fault is found by name, with what to do, and alone. An operator who is told that all is well believes it.
func TestDoctor(t *testing.T) {
	for _, c := range []struct {
		name  string
		plant func(w *ward)
		want  string // the beginning of a line; empty: no fault and no warning
		says  string // what to do, in that line
	}{
		{"all is well", func(*ward) {}, "", ""},
		{"our webhook is gone", func(w *ward) { w.more = []string{"--webhook", "https://bot.example.org/x"} }, "fault    webhook", "when it starts"},
		{"a topic cannot be made", func(w *ward) {
			w.more = []string{"--try"}
			w.api.Fail(demo.Fault{Method: "createForumTopic", Status: 400, Body: "Bad Request: not enough rights to create a topic"})
		}, "fault    writing", "manage topics"},
		{"key that others may read", func(w *ward) { must(w.t, os.Chmod(filepath.Join(w.data, "key"), 0o644)) }, "fault    data", "chmod 600"},
		{"no key", func(w *ward) { must(w.t, os.Remove(filepath.Join(w.data, "key"))) }, "fault    data", "Put the right key file back"},
		{"another key", func(w *ward) {
			must(w.t, os.WriteFile(filepath.Join(w.data, "key"), bytes.Repeat([]byte{7}, 32), 0o600))
		}, "fault    data", "Put the right key file back"},
		{"no database", func(w *ward) { must(w.t, os.Remove(filepath.Join(w.data, "safeharbour.db"))) }, "fault    data", "Put the database back"},
		{"empty database", func(w *ward) { must(w.t, os.Truncate(filepath.Join(w.data, "safeharbour.db"), 0)) }, "fault    data", "Keep a copy"},
		{"nothing yet", func(w *ward) { must(w.t, os.RemoveAll(w.data)) }, "warning  data", "first start"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWard(t)
			w.api.Fail(good("getMe", `{"id":4242,"is_bot":true,"first_name":"x","username":"x_bot","can_join_groups":false}`))
			w.begun()
			before := files(t, w.data)
			c.plant(w)
			code, lines := w.look()
			if want := map[bool]int{true: exitContent}[strings.HasPrefix(c.want, doctor.Faulty)]; code != want {
				t.Errorf("exit code %d, want %d", code, want)
			}
			found, others := false, 0
			for line := range strings.Lines(lines) {
				switch {
				case c.want != "" && strings.HasPrefix(line, c.want) && strings.Contains(line, c.says):
					found = true
				case !strings.HasPrefix(line, doctor.Healthy):
					others++
				}
			}
			if found != (c.want != "") || others > 0 {
				t.Errorf("want %q with %q, and nothing else wrong:\n%s", c.want, c.says, lines)
			}
			if n := w.api.Calls("getUpdates") + w.api.Calls("sendMessage"); n > 0 {
				t.Errorf("it fetched updates, or sent something: %d calls", n)
			}
			if c.want == "" {
				after := files(t, w.data)
				for name, sum := range before {
					if after[name] != sum || len(after) != len(before) {
						t.Errorf("%s was changed", name)
					}
				}
			}
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Beside a running bot the doctor leaves its folder alone, and asks it how it is.
func TestDoctorBesideARunningBot(t *testing.T) {
	address := freeAddress(t)
	h := newHouseWith(t, slog.New(slog.DiscardHandler), func(c *config) { c.HTTP = address })
	stop, err := h.app.listen()
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	h.api.Person("Ana", "en").Send("/start")
	for h.app.lanes.Turns() == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	t.Setenv("SAFEHARBOUR_TOKEN", h.api.Token())
	for flag, want := range map[string]string{address: "a bot runs on it and is ready", freeAddress(t): "does not answer"} {
		var stdout, stderr bytes.Buffer
		code := run(t.Context(), []string{"doctor", "--api-url", h.server.URL, "--data", h.app.cfg.Data, "--http", flag,
			"--staff-chat", strconv.FormatInt(h.group.ID(), 10)}, &stdout, &stderr)
		if code != exitDone || !strings.Contains(stdout.String(), want) {
			t.Errorf("exit code %d, want %q:\n%s%s", code, want, &stdout, &stderr)
		}
	}
}

// Without a token, and without a group, the doctor says so instead of asking for flags.
func TestDoctorWithoutASetup(t *testing.T) {
	t.Setenv("SAFEHARBOUR_TOKEN", "")
	w := newWard(t)
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), []string{"doctor", "--api-url", w.url, "--data", w.data}, &stdout, &stderr)
	if want := "there is none"; code != exitContent || !strings.Contains(stdout.String(), want) {
		t.Errorf("exit code %d, want %q:\n%s%s", code, want, &stdout, &stderr)
	}
}
