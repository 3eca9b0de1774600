package disk_test

import (
	"os"
	"path/filepath"
	"testing"

	"safeharbour/bot/disk"
)

// What was there stays, what is written can be read by others at once, and nothing is written behind the end.
func TestMap(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte("abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m := disk.Map(f, 8)
	if m == f {
		t.Fatal("it is not in memory")
	}
	if n, err := m.WriteAt([]byte("xy"), 2); n != 2 || err != nil {
		t.Errorf("%d bytes written, %v", n, err)
	}
	for _, at := range []int64{-1, 7, 8, 1 << 40} {
		if _, err := m.WriteAt([]byte("zz"), at); err == nil {
			t.Errorf("written to at %d", at)
		}
	}
	if got, err := os.ReadFile(path); string(got) != "abxy\x00\x00\x00\x00" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

// Somebody cuts the file off: the process lives, and the writer is told.
func TestMapOfAFileThatIsCutOff(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "file"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m := disk.Map(f, 8)
	if err := f.Truncate(0); err != nil {
		t.Fatal(err)
	}
	if _, err := m.WriteAt([]byte("xy"), 0); err == nil {
		t.Error("nobody was told")
	}
}

// A file that cannot be mapped is written to as ever.
func TestMapWhereItCannotBe(t *testing.T) {
	f, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if n, err := disk.Map(f, 8).WriteAt([]byte("xy"), 0); n != 2 || err != nil {
		t.Errorf("%d bytes written, %v", n, err)
	}
}
