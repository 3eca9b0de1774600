package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"safeharbour/bot/box"
	"safeharbour/bot/demo"
	"safeharbour/bot/store"
	"safeharbour/bot/telegram"
)

// operator makes the two halves of an operator's key: the recipient, and a file with the identity.
func operator(t *testing.T) (recipient, identity string) {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	identity = filepath.Join(t.TempDir(), "identity")
	if err := os.WriteFile(identity, []byte(id.String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return id.Recipient().String(), identity
}

// everything lists every record of a store, as it is read.
func everything(t *testing.T, st store.Store) (all []string) {
	t.Helper()
	err := st.View(context.Background(), func(tx store.Tx) error {
		all = nil
		for _, b := range store.Buckets {
			err := tx.Scan(b, nil, nil, func(k, v []byte) error {
				all = append(all, fmt.Sprintf("%s %x %x", b, k, v))
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// handOver has a person go as far as a card.
func (h *house) handOver(p *demo.Person) {
	h.t.Helper()
	p.Send("/start")
	h.sees(p, "language")
	h.press(p, "English")
	h.sees(p, "What do you need")
	h.press(p, "I can't leave")
	h.sees(p, "safe to answer")
	h.press(p, "Yes")
	h.sees(p, "trained helper")
	h.press(p, "Yes")
	h.sees(p, "Is any of this true")
	h.press(p, "They hurt me")
}

// A restore drill: a bot that is in use is backed up while it runs, the backup is read into an empty folder, and what comes
// out is record for record and file for file what went in. Then a bot serves on it.
func TestRestoreDrill(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	to, identity := operator(t)
	h := newHouseWith(t, slog.New(slog.DiscardHandler), func(c *config) { c.Data = dir })
	deaf, err := h.app.controlled()
	if err != nil {
		t.Fatal(err)
	}
	defer deaf()
	ana := h.api.Person("Ana", "en")
	h.handOver(ana)
	ana.SendDocument("x.jpg", placed(t))
	h.topic(1)
	h.fromFile("File 1: picture")
	out := filepath.Join(t.TempDir(), "backup.age")
	var before []string
	for now := everything(t, h.app.store); !slices.Equal(before, now); now = everything(t, h.app.store) { // until nothing is under way
		before = now
		if code, _, wrong := told("backup", "--data", dir, "--to", to, "--out", out); code != exitDone {
			t.Fatalf("backup: %d %s", code, wrong)
		}
	}
	raw, err := os.ReadFile(out)
	if err != nil || bytes.Contains(raw, []byte("SQL")) || !bytes.HasPrefix(raw, []byte("age-encryption.org/v1\n")) {
		t.Errorf("the backup is no age file: %v", err)
	}
	if leftovers, _ := filepath.Glob(filepath.Join(dir, "*.new-*")); len(leftovers) > 0 {
		t.Errorf("the backup left %v", leftovers)
	}

	again := filepath.Join(t.TempDir(), "again")
	code, said, wrong := told("restore", "--data", again, "--identity", identity, out)
	if code != exitDone || !strings.Contains(said, "serve --restored") {
		t.Fatalf("restore: %d %s %s", code, said, wrong)
	}
	for name, data := range read(t, filepath.Join(dir, filesName)) {
		got, err := os.ReadFile(filepath.Join(again, filesName, name))
		if err != nil || !bytes.Equal(got, data) {
			t.Errorf("the file %s is another after the restore: %v", name, err)
		}
	}
	if code, _, _ := told("verify", "--data", again); code != exitStorage {
		t.Errorf("verify of a restored folder before it was accepted: %d", code)
	}
	if _, _, err := openStore(again, false); !errors.Is(err, store.ErrBehind) {
		t.Errorf("a restored folder opens without a word: %v", err)
	}
	st, _, err := openStore(again, true)
	if err != nil {
		t.Fatal(err)
	}
	after := everything(t, st)
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(before, after) {
		t.Errorf("the restored store holds %d records, the first one %d, or others", len(after), len(before))
	}
	servesOn(t, h, again, ana)
}

// servesOn starts a second program on a restored folder, with the same people.
func servesOn(t *testing.T, h *house, dir string, ana *demo.Person) {
	t.Helper()
	second := newHouseOn(t, demo.New(demo.Options{}), slog.New(slog.DiscardHandler), func(c *config) { c.Data, c.restored = dir, true })
	second.faulty = true // it never heard of the topics
	conv, c, err := kept(second.app.store, ana, "trapped")
	if err != nil || c == nil || conv.Lang != "en" {
		t.Fatalf("the case is not there: %v", err)
	}
	second.says("started on a restored database")
}

// says waits until the group reads the words outside of every topic.
func (h *house) says(words string) {
	h.t.Helper()
	for until := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		if slices.ContainsFunc(h.group.All(), func(m demo.Message) bool { return strings.Contains(m.Text, words) }) {
			return
		}
		if time.Now().After(until) {
			h.t.Fatalf("the group does not read %q", words)
		}
	}
}

// A restored state must surprise nobody: what waited for a person is not sent to whoever holds the phone now, what takes
// things off a screen is, and files of cases that came later are kept from the broom.
func TestRestoredStateIsCareful(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	st, _, err := openStore(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	bx := box.New(st)
	err = st.Update(t.Context(), func(tx store.Tx) error {
		for _, o := range []box.Out{
			{Chat: "tg/7", Verb: box.Say, Text: "words for a person"},
			{Chat: "tg/7", Verb: box.Erase, Refs: []box.Ref{"m/1"}},
			{Chat: telegram.Staff, Verb: box.Post, Text: "for staff"},
		} {
			if err := bx.Send(tx, o); err != nil {
				return err
			}
		}
		return bx.Put(tx, box.In{Update: "1", Chat: "tg/7", Kind: box.Text, Text: "hello", At: tx.Now()})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	old := read(t, dir)
	st, files, err := openStore(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := files.Put("1-1", []byte("of a case that came later")); err != nil {
		t.Fatal(err)
	}
	err = st.Update(t.Context(), func(tx store.Tx) error { return tx.Put(store.Meta, []byte("later"), []byte{1}) })
	if err = errors.Join(err, st.Close()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(database(dir), old[databaseName], 0o600); err != nil {
		t.Fatal(err)
	}
	cfg := alone(dir)
	cfg.restored = true
	a, err := newApp(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer a.close()
	var verbs []string
	for range 2 {
		out, err := a.box.NextOut(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		verbs = append(verbs, string(out.Verb))
	}
	if _, outs := a.box.Waiting(); outs != 0 || !slices.Equal(verbs, []string{"erase", "post"}) {
		t.Errorf("to be sent are %v and %d more", verbs, outs)
	}
	in, err := a.box.NextIn(t.Context())
	if err != nil || !in.Late || in.Text != "hello" {
		t.Errorf("the input that waited: %+v, %v", in, err)
	}
	notice, err := a.box.NextIn(t.Context())
	if err != nil || notice.Kind != box.Notice || notice.Text != "restored" || notice.Count != 1 {
		t.Errorf("the notice: %+v, %v", notice, err)
	}
	if ins, _ := a.box.Waiting(); ins != 0 {
		t.Errorf("%d more inputs wait: the notice would come twice", ins)
	}
	if _, err := os.Stat(filepath.Join(dir, filesName, "aside", "1-1.sealed")); err != nil {
		t.Error("the file of a later case is not set aside:", err)
	}
}

// What can go wrong in a restore is told by its name, and the folder stays empty.
func TestRestoreRefuses(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	st, _, err := openStore(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	to, identity := operator(t)
	_, other := operator(t)
	file := func(part string) string {
		out := filepath.Join(t.TempDir(), part)
		if code, _, wrong := told("backup", "--data", dir, "--to", to, "--out", out, "--part", part); code != exitDone {
			t.Fatalf("backup of %s: %d %s", part, code, wrong)
		}
		return out
	}
	all, data, key := file("all"), file("data"), file("key")
	cut := filepath.Join(t.TempDir(), "cut")
	if whole, err := os.ReadFile(all); err != nil || os.WriteFile(cut, whole[:len(whole)-20], 0o600) != nil {
		t.Fatal(err)
	}
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "x"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, folder, identity string
		files                  []string
		code                   int
		want                   string
	}{
		{"a full folder", full, identity, []string{all}, exitUsage, "not empty"},
		{"another identity", "", other, []string{all}, exitContent, "another identity"},
		{"a cut backup", "", identity, []string{cut}, exitContent, "cut"},
		{"without the key", "", identity, []string{data}, exitContent, "--part key"},
		{"the key alone", "", identity, []string{key}, exitContent, "no database"},
		{"twice the same", "", identity, []string{all, key}, exitUsage, "two of the backups"},
		{"no backup", "", identity, []string{other}, exitContent, "damaged"},
		{"both parts", "", identity, []string{data, key}, exitDone, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder := c.folder
			if folder == "" {
				folder = filepath.Join(t.TempDir(), "new")
			}
			code, _, wrong := told(append([]string{"restore", "--data", folder, "--identity", c.identity}, c.files...)...)
			if code != c.code || !strings.Contains(wrong, c.want) {
				t.Errorf("%d %q, want %d and %q", code, wrong, c.code, c.want)
			}
			list, err := os.ReadDir(folder)
			if left := len(list); err != nil || code != exitDone && c.folder == "" && left > 0 {
				t.Errorf("the folder holds %v, %v", list, err)
			}
		})
	}
}

// verify names what does not open, and compact keeps everything; both leave a bot that runs alone.
func TestVerifyAndCompact(t *testing.T) {
	dir, st := counted(t, "gold.example", "silver.example")
	for _, verb := range []string{"verify", "compact"} {
		if code, _, wrong := told(verb, "--data", dir); code != exitInUse || !strings.Contains(wrong, "Stop it") {
			t.Errorf("%s with a running bot: %d %q", verb, code, wrong)
		}
	}
	before := everything(t, st)
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	code, out, wrong := told("verify", "--data", dir)
	if code != exitDone || !strings.Contains(out, "All is well") {
		t.Errorf("verify: %d %q %q", code, out, wrong)
	}
	if code, out, wrong = told("compact", "--data", dir); code != exitDone {
		t.Errorf("compact: %d %q %q", code, out, wrong)
	}
	again, _, err := openStore(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	if after := everything(t, again); !slices.Equal(before, after) {
		t.Errorf("%d records before compacting, %d after", len(before), len(after))
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	spoil(t, database(dir), store.Trends, 1)
	if code, _, wrong = told("verify", "--data", dir); code != exitStorage || !strings.Contains(wrong, "1 records") {
		t.Errorf("verify with a spoilt record: %d %q", code, wrong)
	}
	if code, _, _ = told("verify", "--data", t.TempDir()); code != exitStorage {
		t.Errorf("verify of an empty folder: %d", code)
	}
}
