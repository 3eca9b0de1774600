package seal_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"safeharbour/bot/seal"
	"safeharbour/bot/store"
)

var key = []byte("key")

// sealedBefore is "words", sealed for "key" in the cases by an earlier run with the secret {1}.
func sealedBefore(t testing.TB) []byte {
	t.Helper()
	sealed, err := hex.DecodeString("012fe800860cf17ce31635291058f427bc446ac1f342f149a6" +
		"1f49ff73fb9dfd0a8778ff9d62d58749b15b606796")
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

// TestOldRecordsOpen fails when the scheme changed under its version. Then no existing store opens any more.
func TestOldRecordsOpen(t *testing.T) {
	k := seal.New([32]byte{1})
	if got, err := k.Open(store.Cases, key, sealedBefore(t)); err != nil || string(got) != "words" {
		t.Errorf("got %q, %v", got, err)
	}
	if got := hex.EncodeToString(k.Index("tg/4711")); got != "0448eaebe9618f02c789428bb5ea5d3b" {
		t.Errorf("the index is %s now", got)
	}
}

func TestSealedOpensInItsPlaceOnly(t *testing.T) {
	k := seal.New([32]byte{1})
	for _, plain := range [][]byte{nil, {}, {0}, []byte("a person's words"), bytes.Repeat([]byte{7}, 1<<20)} {
		sealed := k.Seal(store.Cases, key, plain)
		got, err := k.Open(store.Cases, key, sealed)
		if err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes: got %d bytes, %v", len(plain), len(got), err)
		}
		if len(plain) > 8 && bytes.Contains(sealed, plain[:8]) {
			t.Errorf("%d bytes: the sealed form shows the plain text", len(plain))
		}
		if again := k.Seal(store.Cases, key, plain); bytes.Equal(again, sealed) {
			t.Errorf("%d bytes: sealing twice gives the same bytes", len(plain))
		}
	}
}

func TestRefuses(t *testing.T) {
	k := seal.New([32]byte{1})
	sealed := k.Seal(store.Cases, key, []byte("words"))
	cases := []struct {
		name   string
		keys   *seal.Keys
		bucket store.Bucket
		key    string
		sealed []byte
	}{
		{"moved to another key", k, store.Cases, "kez", sealed},
		{"moved to a longer key", k, store.Cases, "key\x00", sealed},
		{"moved to the empty key", k, store.Cases, "", sealed},
		{"moved to another bucket", k, store.Log, "key", sealed},
		{"bucket and key run together", k, store.Cases + "\x00k", "ey", sealed},
		{"foreign key", seal.New([32]byte{2}), store.Cases, "key", sealed},
		{"unknown version", k, store.Cases, "key", append([]byte{2}, sealed[1:]...)},
		{"nothing", k, store.Cases, "key", nil},
		{"only a version", k, store.Cases, "key", sealed[:1]},
		{"too short for a tag", k, store.Cases, "key", sealed[:40]},
		{"cut", k, store.Cases, "key", sealed[:len(sealed)-1]},
		{"longer", k, store.Cases, "key", append(bytes.Clone(sealed), 0)},
	}
	for _, c := range cases {
		if got, err := c.keys.Open(c.bucket, []byte(c.key), c.sealed); !errors.Is(err, store.ErrSealed) || got != nil {
			t.Errorf("%s: got %q, %v", c.name, got, err)
		}
	}
	for i := range sealed {
		flipped := bytes.Clone(sealed)
		flipped[i] ^= 1
		if _, err := k.Open(store.Cases, key, flipped); !errors.Is(err, store.ErrSealed) {
			t.Errorf("byte %d flipped: got %v", i, err)
		}
	}
}

func TestResultsAreTheCallersOwn(t *testing.T) {
	k := seal.New([32]byte{1})
	plain := []byte("words")
	sealed := k.Seal(store.Cases, key, plain)
	plain[0] = 'X'
	_ = append(sealed, "more"...)
	got, err := k.Open(store.Cases, key, sealed)
	if err != nil || string(got) != "words" {
		t.Fatalf("got %q, %v", got, err)
	}
}

func TestIndex(t *testing.T) {
	k, other := seal.New([32]byte{1}), seal.New([32]byte{2})
	a := k.Index("tg/4711")
	if len(a) != 16 {
		t.Fatalf("an index of %d bytes", len(a))
	}
	if !bytes.Equal(a, k.Index("tg/4711")) {
		t.Error("the same secret gives two indexes")
	}
	if bytes.Equal(a, k.Index("tg/4712")) || bytes.Equal(a, other.Index("tg/4711")) {
		t.Error("another secret or another key gives the same index")
	}
}

func TestNeverPrinted(t *testing.T) {
	k := seal.New([32]byte{0: 0xAB, 31: 0xCD})
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		if got := fmt.Sprintf(format, k); got != "[withheld]" {
			t.Errorf("%s prints %q", format, got)
		}
	}
}

func TestOpenMakesAKeyAndKeepsIt(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	st := filepath.Join(dir, "store.db")
	k, err := seal.Open(dir, st)
	if err != nil {
		t.Fatal(err)
	}
	sealed := k.Seal(store.Cases, key, []byte("words"))
	if err := os.WriteFile(st, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	k, err = seal.Open(dir, st)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := k.Open(store.Cases, key, sealed); err != nil || string(got) != "words" {
		t.Errorf("after opening again: %q, %v", got, err)
	}
	names, _ := os.ReadDir(dir)
	if len(names) != 2 {
		t.Errorf("the folder holds %v", names)
	}
	if runtime.GOOS == "windows" {
		return
	}
	for path, want := range map[string]fs.FileMode{dir: 0o700, filepath.Join(dir, seal.Name): 0o600} {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: mode %v, want %v (%v)", filepath.Base(path), info.Mode().Perm(), want, err)
		}
	}
}

func TestOpenRefusesABadFile(t *testing.T) {
	good := bytes.Repeat([]byte{9}, 32)
	cases := []struct {
		name string
		data []byte
		mode fs.FileMode
		want string
	}{
		{"empty", nil, 0o600, "has 0 bytes"},
		{"short", good[:31], 0o600, "has 31 bytes"},
		{"long", append(bytes.Clone(good), 1), 0o600, "has 33 bytes"},
		{"zeros", make([]byte, 32), 0o600, "only zeros"},
		{"readable by the group", good, 0o640, "chmod 600"},
		{"readable by all", good, 0o604, "chmod 600"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if c.mode != 0o600 && runtime.GOOS == "windows" {
				t.Skip("no such permissions here")
			}
			dir := t.TempDir()
			path := filepath.Join(dir, seal.Name)
			if err := os.WriteFile(path, c.data, c.mode); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, c.mode); err != nil { // whatever the umask
				t.Fatal(err)
			}
			_, err := seal.Open(dir, filepath.Join(dir, "store.db"))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want something with %q", err, c.want)
			}
			if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, c.data) {
				t.Errorf("the file was changed: %v", err)
			}
		})
	}
}

func TestOpenMakesNoKeyBesideAStore(t *testing.T) {
	dir := t.TempDir()
	st := filepath.Join(dir, "store.db")
	if err := os.WriteFile(st, []byte("old records"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := seal.Open(dir, st)
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "put the key file back") {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, seal.Name)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a key was made: %v", err)
	}
}

func FuzzOpen(f *testing.F) {
	k, sealed := seal.New([32]byte{1}), sealedBefore(f)
	f.Add("cases", key, sealed)
	f.Add("cases", []byte("other"), sealed)
	f.Add("log", key, sealed[:30])
	f.Add("", []byte{}, []byte{1})
	f.Fuzz(func(t *testing.T, bucket string, key, data []byte) {
		got, err := k.Open(store.Bucket(bucket), key, data)
		if err == nil && (bucket != "cases" || string(key) != "key" || !bytes.Equal(data, sealed)) {
			t.Errorf("opened %d bytes that were never sealed for this place", len(got))
		}
		back, err := k.Open(store.Bucket(bucket), key, k.Seal(store.Bucket(bucket), key, data))
		if err != nil || !bytes.Equal(back, data) {
			t.Errorf("sealed and opened: %v", err)
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	k, k8, plain := seal.New([32]byte{1}), store.Key(4711), make([]byte, 300)
	b.ReportAllocs()
	for b.Loop() {
		k.Seal(store.Cases, k8, plain)
	}
}

func BenchmarkOpen(b *testing.B) {
	k, k8 := seal.New([32]byte{1}), store.Key(4711)
	sealed := k.Seal(store.Cases, k8, make([]byte, 300))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := k.Open(store.Cases, k8, sealed); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkIndex(b *testing.B) {
	k := seal.New([32]byte{1})
	b.ReportAllocs()
	for b.Loop() {
		k.Index("tg/1234567890")
	}
}
