package backup_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"safeharbour/bot/backup"
)

func keys(t *testing.T) (backup.Recipients, backup.Identities) {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	to, err := backup.ParseRecipients("# the operator\n" + id.Recipient().String() + "\n")
	if err != nil {
		t.Fatal(err)
	}
	with, err := backup.ParseIdentities(strings.NewReader(id.String() + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	return to, with
}

func part(name, content string) backup.Part {
	return backup.Part{Name: name, Open: func() (io.ReadCloser, int64, error) {
		return io.NopCloser(strings.NewReader(content)), int64(len(content)), nil
	}}
}

var at = time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)

func written(t *testing.T, to backup.Recipients, parts ...backup.Part) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := backup.Write(&out, to, backup.Manifest{At: at, Key: true, Records: map[string]int{"cases": 3}}, parts); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// readAll returns the parts as "name=content" lines.
func readAll(data []byte, with backup.Identities) (backup.Manifest, string, error) {
	var got strings.Builder
	m, err := backup.Read(bytes.NewReader(data), with, func(name string, r io.Reader) error {
		content, err := io.ReadAll(r)
		fmt.Fprintf(&got, "%s=%s\n", name, content)
		return err
	})
	return m, got.String(), err
}

// What comes out is what went in, and a file that went away meanwhile is no failure of the whole.
func TestRoundTrip(t *testing.T) {
	to, with := keys(t)
	gone := backup.Part{Name: "files/9-9.sealed", Open: func() (io.ReadCloser, int64, error) { return nil, 0, fs.ErrNotExist }}
	data := written(t, to, part("key", "secret"), part("safeharbour.db", strings.Repeat("x", 100_000)), gone, part("files/12-3-p.sealed", ""))
	if bytes.Contains(data, []byte("secret")) || bytes.Contains(data, []byte("cases")) {
		t.Error("the backup shows what is in it")
	}
	m, got, err := readAll(data, with)
	want := "key=secret\nsafeharbour.db=" + strings.Repeat("x", 100_000) + "\nfiles/12-3-p.sealed=\n"
	if err != nil || got != want || !m.At.Equal(at) || !m.Key || m.Records["cases"] != 3 {
		t.Errorf("got %v, %.80q, %v", m, got, err)
	}
}

// A backup that lost a byte anywhere, or is for another, says so: nobody must think that it was read whole.
func TestDamageIsTold(t *testing.T) {
	to, with := keys(t)
	data := written(t, to, part("key", "secret"), part("safeharbour.db", strings.Repeat("x", 70_000)))
	for cut := 0; cut < len(data); cut += 997 {
		if _, _, err := readAll(data[:cut], with); !errors.Is(err, backup.ErrBad) {
			t.Errorf("cut at %d: %v", cut, err)
		}
	}
	for at := 0; at < len(data); at += 499 {
		bad := bytes.Clone(data)
		bad[at] ^= 0x10
		if _, _, err := readAll(bad, with); err == nil {
			t.Errorf("a changed byte at %d is not told", at)
		}
	}
	if _, other := keys(t); true {
		if _, _, err := readAll(data, other); !errors.Is(err, backup.ErrBad) {
			t.Errorf("another identity: %v", err)
		}
	}
}

// A name that leads elsewhere is neither written nor read, and the secret half of a key is not taken for the public one.
func TestRefuses(t *testing.T) {
	to, _ := keys(t)
	for _, name := range []string{"../key", "/key", "files/../key", "files/A.sealed", "manifest.json", ""} {
		if err := backup.Write(io.Discard, to, backup.Manifest{}, []backup.Part{part(name, "")}); err == nil {
			t.Errorf("the name %q is written", name)
		}
	}
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"", "age1nobody", id.String(), "ssh-ed25519 AAAA"} {
		if _, err := backup.ParseRecipients(text); err == nil || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("recipients %.10q: %v", text, err)
		}
	}
	if _, err := backup.ParseIdentities(strings.NewReader("AGE-SECRET-KEY-1QQ")); err == nil || strings.Contains(err.Error(), "1QQ") {
		t.Errorf("a bad identity: %v", err)
	}
}
