package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/demo"
)

// reads waits until the group has read the words so often, outside of every topic or within.
func (s *service) reads(t *testing.T, words string, times int) {
	t.Helper()
	for until := time.Now().Add(patience); s.count(words) < times; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("the group reads %q %d times, want %d", words, s.count(words), times)
		}
	}
}

func (s *service) count(words string) (n int) {
	for _, m := range s.group.All() {
		if strings.Contains(m.Text, words) {
			n++
		}
	}
	return n
}

// without waits until nothing on the person's screen holds the words.
func (s *service) without(t *testing.T, p *demo.Person, words string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	holds := func(m demo.Message) bool { return strings.Contains(m.Text, words) }
	if _, err := p.WaitFor(ctx, func(ms []demo.Message) bool { return !slices.ContainsFunc(ms, holds) }); err != nil {
		t.Errorf("%q stands on the screen", words)
	}
}

// handedOver is a service on which a person went as far as a case, and which was stopped.
func handedOver(t *testing.T) (*service, *demo.Person) {
	t.Helper()
	s := newService(t)
	p := s.start(t)
	s.bell.up(t, p)
	ana := s.api.Person("Ana", "en")
	ana.Send("/start")
	for _, step := range [][2]string{{"language", "English"}, {"What do you need", "I can't leave"}, {"safe to answer", "Yes"},
		{"trained helper", "Yes"}, {"Is any of this true", "They hurt me"}} {
		sees(t, ana, step[0])
		if err := ana.Press(step[1]); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	pinned := func(m demo.Message) bool { return m.Pinned }
	_, err := s.group.WaitForTopics(ctx, func(ts []demo.Topic) bool { return len(ts) == 1 && slices.ContainsFunc(ts[0].Messages, pinned) })
	if err != nil {
		t.Fatal(err)
	}
	if code, _ := p.stop(); code != exitDone {
		t.Fatalf("exit code %d\n%s", code, p.out)
	}
	return s, ana
}

// The whole way through a broken night: the database is spoilt, people write and get a dull word, staff are told once, a second
// start changes nothing of that, hide works, and when the database is back, what people wrote is with their case.
func TestLimpMode(t *testing.T) {
	s, ana := handedOver(t)
	good, err := os.ReadFile(database(s.data))
	if err != nil {
		t.Fatal(err)
	}
	bad := bytes.Clone(good)
	for i := 16 << 10; i < len(bad); i++ { // behind the header
		bad[i] ^= 0x5a
	}
	if err := os.WriteFile(database(s.data), bad, 0o600); err != nil {
		t.Fatal(err)
	}
	const fault, told = "technical fault", "cannot use its database"
	p := s.start(t)
	s.bell.up(t, p)
	s.reads(t, told, 1)
	ana.Send("they took my passport and it is dark")
	sees(t, ana, fault)
	s.without(t, ana, "passport") // nobody knows who holds the phone
	if code, _ := p.stop(); code != exitDone {
		t.Errorf("exit code %d\n%s", code, p.out)
	}
	p = s.start(t)
	s.bell.up(t, p)
	bao := s.api.Person("Bao", "vi")
	bao.Send("xin chào")
	sees(t, bao, "lỗi kỹ thuật")
	if err := bao.Press("✖"); err != nil {
		t.Fatal(err)
	}
	sees(t, bao, "Xin chào") // the neutral line
	if n := s.count(told); n != 1 {
		t.Errorf("staff were told %d times", n)
	}
	p.kill()
	if now, err := os.ReadFile(database(s.data)); err != nil || !bytes.Equal(now, bad) {
		t.Error("the spoilt database was touched:", err)
	}
	if strings.Contains(p.out.String(), "passport") {
		t.Error("the log holds a person's words")
	}

	if err := os.WriteFile(database(s.data), good, 0o600); err != nil {
		t.Fatal(err)
	}
	p = s.start(t)
	s.bell.up(t, p)
	s.reads(t, "works again", 1)
	s.reads(t, "they took my passport and it is dark", 1)
	if !strings.Contains(ana.Last().Text, fault) {
		t.Errorf("hours later, something else came up on the phone: %q", ana.Last().Text)
	}
	ana.Send("still here")
	sees(t, ana, "true")
	if _, err := os.Stat(filepath.Join(s.data, limpName)); err == nil {
		t.Error("what was read in lies there still")
	}
}

// Every way in which a database can be lost ends in limp mode with its own reason, never in an empty database.
func TestNeverASilentNewDatabase(t *testing.T) {
	s, _ := handedOver(t)
	ours, err := os.ReadFile(database(s.data))
	if err != nil {
		t.Fatal(err)
	}
	write := func(content []byte) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			if err := os.WriteFile(database(dir), content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	remove := func(names ...string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			for _, name := range names {
				if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	for name, c := range map[string]struct {
		spoil func(*testing.T, string)
		why   string
	}{
		"empty":                    {write(nil), "damaged"},
		"of another program":       {write([]byte("SQLite format 3\x00 and more")), "damaged"},
		"cut":                      {write(ours[:32<<10]), "damaged"},
		"zeros":                    {write(make([]byte, 64<<10)), "damaged"},
		"gone":                     {remove(databaseName), "missing"},
		"gone with its mark":       {remove(databaseName, databaseName+".hw"), "missing"},
		"key gone":                 {remove("key"), "key"},
		"key and database gone":    {remove("key", databaseName), "key"},
		"key of another":           {func(t *testing.T, dir string) { overwrite(t, filepath.Join(dir, "key"), bytes.Repeat([]byte{7}, 32)) }, "key"},
		"key cut":                  {func(t *testing.T, dir string) { overwrite(t, filepath.Join(dir, "key"), []byte("short")) }, "key"},
		"mark of another database": {func(t *testing.T, dir string) { swapMark(t, dir) }, "behind"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(s.data)); err != nil {
				t.Fatal(err)
			}
			for _, file := range []string{"key", databaseName} {
				if err := os.Chmod(filepath.Join(dir, file), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			c.spoil(t, dir)
			before := files(t, dir)
			limpsFor(t, s, dir, c.why)
			for file, sum := range before {
				if got := files(t, dir)[file]; got != sum {
					t.Errorf("%s was touched", file)
				}
			}
			_, was := before[databaseName]
			if _, err := os.Stat(database(dir)); !was && err == nil {
				t.Error("there is a new database")
			}
		})
	}
}

// limpsFor starts the program on a folder until it asks for updates, and looks for the reason in its log.
func limpsFor(t *testing.T, s *service, dir, why string) {
	t.Helper()
	env, flags := serving(s.api.Token(), s.url, dir, s.group.ID())
	p := start(t, s.binary, env, flags...)
	for until := time.Now().Add(patience); !strings.Contains(p.out.String(), `"msg":"started"`); time.Sleep(10 * time.Millisecond) {
		select {
		case err := <-p.ended:
			p.ended <- err
			t.Fatalf("the program ended: %v\n%s", err, p.out)
		default:
		}
		if time.Now().After(until) {
			t.Fatalf("it does not start\n%s", p.out)
		}
	}
	if !strings.Contains(p.out.String(), "LIMP MODE") || !strings.Contains(p.out.String(), `"why":"`+why+`"`) {
		t.Errorf("want limp mode for %q\n%s", why, p.out)
	}
	if code, _ := p.stop(); code != exitDone {
		t.Errorf("exit code %d\n%s", code, p.out)
	}
}

func overwrite(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// swapMark gives a folder the mark of another database.
func swapMark(t *testing.T, dir string) {
	t.Helper()
	other := filepath.Join(t.TempDir(), "other")
	st, _, err := openStore(other, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	mark, err := os.ReadFile(database(other) + ".hw")
	if err != nil {
		t.Fatal(err)
	}
	overwrite(t, database(dir)+".hw", mark)
}
