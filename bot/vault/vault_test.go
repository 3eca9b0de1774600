package vault

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"safeharbour/bot/disk"
	"safeharbour/bot/seal"
	"safeharbour/bot/store"
)

func open(t *testing.T, dir string) *Vault {
	t.Helper()
	v, err := Open(dir, seal.New([32]byte{7}))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func put(t *testing.T, v *Vault, name string, data []byte) {
	t.Helper()
	if err := v.Put(name, data); err != nil {
		t.Fatal(err)
	}
}

func TestWhatWasPutComesBack(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "files")
	v := open(t, dir)
	data := bytes.Repeat([]byte("a secret of somebody "), 1000)
	put(t, v, "1-1", []byte("older"))
	put(t, v, "1-1", data)
	put(t, v, "1-2", nil)
	v = open(t, dir) // after a restart
	got, err := v.Get("1-1")
	if err != nil || !bytes.Equal(got, data) {
		t.Error("other bytes come back:", err)
	}
	if got, err := v.Get("1-2"); err != nil || len(got) != 0 {
		t.Error("nothing does not come back as nothing:", err)
	}
	if _, err := v.Get("1-3"); !errors.Is(err, store.ErrNotFound) {
		t.Error(err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "1-1.sealed"))
	if err != nil || bytes.Contains(raw, []byte("secret")) {
		t.Error("the disk shows what was put:", err)
	}
	info, err := os.Stat(filepath.Join(dir, "1-1.sealed"))
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Error("others can read the file:", err)
	}
}

func TestAForeignFileDoesNotOpen(t *testing.T) {
	dir := t.TempDir()
	v := open(t, dir)
	put(t, v, "1-1", []byte("one"))
	put(t, v, "1-2", []byte("two"))
	whole, err := os.ReadFile(filepath.Join(dir, "1-1.sealed"))
	if err != nil {
		t.Fatal(err)
	}
	bad := slices.Clone(whole)
	bad[len(bad)-1] ^= 1
	for name, data := range map[string][]byte{"changed": bad, "cut": whole[:len(whole)-1], "of another name": whole, "empty": nil} {
		if err := os.WriteFile(filepath.Join(dir, "1-2.sealed"), data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := v.Get("1-2"); !errors.Is(err, store.ErrSealed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	other, err := Open(dir, seal.New([32]byte{8}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Get("1-1"); !errors.Is(err, store.ErrSealed) {
		t.Error("opens with another key:", err)
	}
}

func TestNamesStayInTheFolder(t *testing.T) {
	v := open(t, t.TempDir())
	for _, name := range []string{"", "../key", "a/b", "a.b", "A", ".", "ä"} {
		_, err := v.Get(name)
		if v.Put(name, nil) == nil || err == nil || errors.Is(err, store.ErrNotFound) || v.Delete(name) == nil {
			t.Errorf("%q is a name", name)
		}
	}
}

// A crash may leave a file half written. It must neither count as one nor fill the disk for ever.
func TestHalvesAreRemoved(t *testing.T) {
	dir := t.TempDir()
	v := open(t, dir)
	put(t, v, "1-1", []byte("one"))
	halves := []string{"1-2.sealed.new-7", "1-3.new-7"} // of this program, and of an older one
	for _, half := range halves {
		if err := os.WriteFile(filepath.Join(dir, half), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if names, err := v.Names(); err != nil || !slices.Equal(names, []string{"1-1"}) {
		t.Error(names, err)
	}
	open(t, dir)
	for _, half := range halves {
		if _, err := os.Stat(filepath.Join(dir, half)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is still there", half)
		}
	}
}

// What does not open is counted, and nothing is written for it: an operator may look at a folder of a disk that is full.
func TestVerify(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "files")
	if all, bad, err := Look(dir, seal.New([32]byte{7})).Verify(); all != 0 || bad != 0 || err != nil {
		t.Errorf("of no folder: %d, %d, %v", all, bad, err)
	}
	v := open(t, dir)
	for _, name := range []string{"1-1", "1-2", "1-3"} {
		put(t, v, name, []byte(name))
	}
	if err := os.Truncate(filepath.Join(dir, "1-2.sealed"), 3); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(dir, "1-3.sealed"), filepath.Join(dir, "1-4.sealed")); err != nil {
		t.Fatal(err)
	}
	if all, bad, err := Look(dir, seal.New([32]byte{7})).Verify(); all != 3 || bad != 2 || err != nil {
		t.Errorf("%d files, of which %d do not open, %v", all, bad, err)
	}
}

func TestDelete(t *testing.T) {
	v := open(t, t.TempDir())
	put(t, v, "1-1", []byte("one"))
	for range 2 {
		if err := v.Delete("1-1"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := v.Get("1-1"); !errors.Is(err, store.ErrNotFound) {
		t.Error(err)
	}
}

func TestTheReserveStaysFree(t *testing.T) {
	v := open(t, t.TempDir())
	v.free = func(string) (uint64, error) { return disk.Reserve + 3, nil }
	if err := v.Put("1-1", []byte("four")); !errors.Is(err, ErrFull) {
		t.Error(err)
	}
	if names, err := v.Names(); err != nil || len(names) != 0 {
		t.Error(names, err)
	}
	put(t, v, "1-1", []byte("3 b"))
}
