package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/demo"
)

// Every wrong value is named with its flag or variable and what is allowed, before anything starts.
func TestWrongValuesAreNamed(t *testing.T) {
	dir := t.TempDir()
	empty, secret, short := filepath.Join(dir, "empty"), filepath.Join(dir, "secret"), filepath.Join(dir, "short")
	for file, text := range map[string]string{empty: "\n", secret: strings.Repeat("s", 40), short: "tooshort"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	good := []string{"--staff-chat=-1001234567890"}
	for _, c := range []struct {
		name string
		args []string
		want []string // in what is printed
	}{
		{"token file that is not there", []string{"--token-file", dir + "/none"}, []string{"token-file", "a file that can be read", "none of that name"}},
		{"token file without a token", []string{"--token-file", empty}, []string{"token-file", "one secret in one line"}},
		{"api-url", []string{"--api-url", "telegram"}, []string{"api-url", `"telegram"`, "http://"}},
		{"api-url with a password", []string{"--api-url", "http://u:p@host"}, []string{"api-url", "http://"}},
		{"data", []string{"--data", ""}, []string{"data", `""`, "a folder"}},
		{"staff-chat", []string{"--staff-chat", "@helpers"}, []string{"staff-chat", `"@helpers"`, "negative whole number"}},
		{"staff-chat of a person", []string{"--staff-chat", "4711"}, []string{"staff-chat", `"4711"`, "negative whole number"}},
		{"staff-lang", append(good, "--staff-lang", "tlh"), []string{"staff-lang", `"tlh"`, strings.Join(languagesOf(t), ", ")}},
		{"contacts", []string{"--contacts", "all"}, []string{"contacts", `"all"`, "sourced or verified"}},
		{"http", []string{"--http", "8080"}, []string{"http", `"8080"`, "host and port"}},
		{"send-rate", []string{"--send-rate", "-1"}, []string{"send-rate", `"-1"`, "a number from 0"}},
		{"send-rate that is no number", []string{"--send-rate", "NaN"}, []string{"send-rate", `"NaN"`, "a number from 0"}},
		{"turn-rate", []string{"--turn-rate", "fast"}, []string{"turn-rate", `"fast"`, "a number from 0"}},
		{"webhook", []string{"--webhook", "http://bot.example.org"}, []string{"webhook", `"http://bot.example.org"`, "https://"}},
		{"webhook with an odd path", []string{"--webhook", "https://bot.example.org/{x"}, []string{"webhook", "https://"}},
		{"webhook secret file", []string{"--webhook-secret-file", dir + "/none"}, []string{"webhook-secret-file", "a file that can be read"}},
		{"webhook without http", append(good, "--webhook", "https://bot.example.org/x"), []string{"--webhook needs --http"}},
		{"webhook without a secret", append(good, "--webhook", "https://bot.example.org/x", "--http", "127.0.0.1:0"), []string{"--webhook-secret-file"}},
		{"webhook with a short secret", append(good, "--webhook", "https://bot.example.org/x", "--http", "127.0.0.1:0", "--webhook-secret-file", short),
			[]string{"32 to 256"}},
		{"flag that is not there", []string{"--token", "1:abc"}, []string{"-token"}},
		{"argument", append(good, "now"), []string{`"now"`}},
		{"no staff chat", nil, []string{"--staff-chat", "SAFEHARBOUR_STAFF_CHAT"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			data := filepath.Join(t.TempDir(), "data")
			t.Setenv("SAFEHARBOUR_TOKEN", "4242:abcdef")
			t.Setenv("SAFEHARBOUR_DATA", data)
			printed := refuses(t, c.args...)
			for _, want := range c.want {
				if !strings.Contains(printed, want) {
					t.Errorf("%v prints %q, without %q", c.args, printed, want)
				}
			}
			if lines := strings.Count(strings.TrimSpace(printed), "\n") + 1; lines > 1 {
				t.Errorf("%v prints %d lines: what is wrong is out of sight", c.args, lines)
			}
			if strings.Contains(printed, "abcdef") || strings.Contains(printed, "tooshort") {
				t.Errorf("%v prints a secret: %q", c.args, printed)
			}
		})
	}
}

// refuses runs serve, which must end at once with wrong usage, and returns what it printed.
func refuses(t *testing.T, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var out, err bytes.Buffer
	if code := run(ctx, append([]string{"serve"}, args...), &out, &err); code != exitUsage {
		t.Errorf("serve %v: exit code %d, want %d; it printed %q", args, code, exitUsage, err.String())
	}
	if out.Len() > 0 && strings.Contains(out.String(), "started") {
		t.Errorf("serve %v started", args)
	}
	return err.String()
}

// The same values in variables.
func TestWrongVariablesAreNamed(t *testing.T) {
	for variable, value := range map[string]string{
		"SAFEHARBOUR_API_URL": "telegram", "SAFEHARBOUR_STAFF_CHAT": "x", "SAFEHARBOUR_CONTACTS": "all", "SAFEHARBOUR_HTTP": "8080",
		"SAFEHARBOUR_SEND_RATE": "-1", "SAFEHARBOUR_TURN_RATE": "fast", "SAFEHARBOUR_WEBHOOK": "x", "SAFEHARBOUR_STAFF_LANG": "tlh",
	} {
		t.Run(variable, func(t *testing.T) {
			t.Setenv("SAFEHARBOUR_TOKEN", "4242:abcdef")
			t.Setenv("SAFEHARBOUR_DATA", t.TempDir())
			t.Setenv("SAFEHARBOUR_STAFF_CHAT", "-100123")
			t.Setenv(variable, value)
			name := variable
			if variable == "SAFEHARBOUR_STAFF_LANG" {
				name = "staff-lang" // known to be wrong only when the words were read
			}
			if printed := refuses(t); !strings.Contains(printed, name) || !strings.Contains(printed, value) {
				t.Errorf("%s=%s prints %q", variable, value, printed)
			}
		})
	}
}

func TestTokenIsNeeded(t *testing.T) {
	for name, token := range map[string]string{"none": "", "no colon": "4242abcdef", "spaces": "4242: abc"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("SAFEHARBOUR_TOKEN", token)
			printed := refuses(t, "--staff-chat=-100123", "--data", t.TempDir())
			if !strings.Contains(printed, "token") || token != "" && strings.Contains(printed, token) {
				t.Errorf("it printed %q", printed)
			}
		})
	}
}

// service is a local Bot API server with a staff group, and the program beside it.
type service struct {
	api    *demo.Server
	url    string
	bell   *doorbell
	group  *demo.Group
	binary string
	data   string
}

func newService(t *testing.T) *service {
	t.Helper()
	s := &service{api: demo.New(demo.Options{}), binary: build(t), data: t.TempDir()}
	s.bell = newDoorbell(s.api)
	server := httptest.NewServer(s.bell)
	t.Cleanup(server.Close)
	t.Cleanup(s.api.Close)
	s.url, s.group = server.URL, s.api.Group("Staff", true)
	return s
}

func (s *service) start(t *testing.T, more ...string) *process {
	t.Helper()
	env, flags := serving(s.api.Token(), s.url, s.data, s.group.ID())
	return start(t, s.binary, env, append(flags, more...)...)
}

// Start, second instance, stop: as an operator sees them.
func TestServeAsAProcess(t *testing.T) {
	s := newService(t)
	first := s.start(t)
	s.bell.up(t, first)
	if code, took := first.stop(); code != exitDone || took > 8*time.Second {
		t.Errorf("SIGTERM: exit code %d after %v, want %d in less than 8 s\n%s", code, took, exitDone, first.out)
	}
	p := s.start(t)
	t.Logf("first poll %d ms after exec, on an existing folder", s.bell.up(t, p).Milliseconds())
	t.Run("a second instance on the folder ends at once", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		second := s.start(t)
		if code := second.wait(ctx); code != exitInUse {
			t.Errorf("exit code %d, want %d\n%s", code, exitInUse, second.out)
		}
		if !strings.Contains(second.out.String(), "in use by another process") {
			t.Errorf("it does not say why: %s", second.out)
		}
		t.Logf("it ended after %d ms", time.Since(second.began).Milliseconds())
	})
	t.Run("SIGTERM in the middle of a conversation ends it cleanly", func(t *testing.T) {
		ana := s.api.Person("Ana", "en")
		ana.Send("/start")
		code, took := p.stop()
		if code != exitDone || took > 8*time.Second {
			t.Errorf("exit code %d after %v\n%s", code, took, p.out)
		}
		t.Logf("it ended %d ms after SIGTERM", took.Milliseconds())
		s.start(t)
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		if _, err := ana.WaitFor(ctx, func([]demo.Message) bool { return strings.Contains(ana.Last().Text, "language") }); err != nil {
			t.Error("the message before the end has no answer after it:", err)
		}
	})
}

// files are the sums of the files in a folder and those below it.
func files(t *testing.T, dir string) map[string][32]byte {
	t.Helper()
	sums := map[string][32]byte{}
	for name, data := range read(t, dir) {
		sums[name] = sha256.Sum256(data)
	}
	return sums
}

// read reads the files in a folder and those below it.
func read(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		all[name], err = os.ReadFile(filepath.Join(dir, name))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// freeAddress is an address of this machine where nobody listens just now.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// get asks the program's own HTTP server.
func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(data)
}
