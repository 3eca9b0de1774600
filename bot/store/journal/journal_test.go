package journal_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"safeharbour/bot/store/journal"
)

const part = 16 << 10

func create(t testing.TB) (path string, j *journal.Journal) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "store"+journal.Ending)
	j, err := journal.Create(path, part)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return path, j
}

func begin(t testing.TB, j *journal.Journal, base string) {
	t.Helper()
	if err := j.Part([]byte(base)); err != nil {
		t.Fatal(err)
	}
}

func appendTo(t testing.TB, j *journal.Journal, record []byte) {
	t.Helper()
	if err := errors.Join(j.Append(record), j.Sync()); err != nil {
		t.Fatal(err)
	}
}

func wantFound(t testing.TB, path, base string, records ...string) {
	t.Helper()
	f, err := journal.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	got := []string{}
	for _, r := range f.Records {
		got = append(got, string(r))
	}
	if string(f.Base) != base || fmt.Sprint(got) != fmt.Sprint(records) {
		t.Errorf("got base %q and %q, want %q and %q", f.Base, got, base, records)
	}
}

// What was appended is found, behind the base of the oldest part that was not dropped. What was dropped is not written again.
func TestParts(t *testing.T) {
	path, j := create(t)
	wantFound(t, path, "")
	begin(t, j, "base 1")
	wantFound(t, path, "base 1")
	appendTo(t, j, []byte("a"))
	appendTo(t, j, nil)
	begin(t, j, "base 2")
	wantFound(t, path, "base 1", "a", "")
	appendTo(t, j, []byte("b"))
	wantFound(t, path, "base 1", "a", "", "b")
	if err := j.Drop(1); err != nil {
		t.Fatal(err)
	}
	wantFound(t, path, "base 2", "b")
	begin(t, j, "base 3")
	appendTo(t, j, []byte("c"))
	wantFound(t, path, "base 2", "b", "c")
	for _, n := range []uint64{2, 3} {
		if err := j.Drop(n); err != nil {
			t.Fatal(err)
		}
	}
	wantFound(t, path, "")
}

// A record that has no room is refused, and the next one that has is not lost.
func TestNoRoom(t *testing.T) {
	path, j := create(t)
	begin(t, j, "base")
	if err := j.Append(make([]byte, part)); !errors.Is(err, journal.ErrLarge) {
		t.Errorf("got %v", err)
	}
	large := bytes.Repeat([]byte("x"), part-2000)
	appendTo(t, j, large)
	if err := j.Append(large); !errors.Is(err, journal.ErrLarge) {
		t.Errorf("got %v", err)
	}
	appendTo(t, j, []byte("small"))
	wantFound(t, path, "base", string(large), "small")
	if used := j.Used(); used < 0.9 || used > 1 {
		t.Errorf("%v of it is used", used)
	}
}

// A power cut writes any of the sectors of the last record. What was appended before is found, and of the last one all or nothing.
func TestCutOff(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		path, j := create(t)
		begin(t, j, "base")
		var records []string
		for range rnd.IntN(5) {
			r := randomText(rnd)
			appendTo(t, j, []byte(r))
			records = append(records, r)
		}
		if rnd.IntN(4) == 0 {
			begin(t, j, "base 2")
		}
		before := read(t, path)
		last := randomText(rnd)
		appendTo(t, j, []byte(last))
		after := read(t, path)
		changed, missing := 0, 0
		for at := 0; at < len(after); at += 512 {
			if bytes.Equal(before[at:at+512], after[at:at+512]) {
				continue
			}
			changed++
			if rnd.IntN(2) == 0 {
				copy(after[at:at+512], before[at:at+512])
				missing++
			}
		}
		write(t, path, after)
		if missing == 0 {
			records = append(records, last)
		}
		wantFound(t, path, "base", records...)
	}
}

// A byte that changed is found, or harms nothing, or the last record is taken for one that was cut off.
func TestDamaged(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	path, j := create(t)
	begin(t, j, "base 1")
	var records []string
	for n := range 12 {
		if n == 6 {
			begin(t, j, "base 2")
		}
		r := randomText(rnd)
		appendTo(t, j, []byte(r))
		records = append(records, r)
	}
	good := read(t, path)
	counts := map[string]int{}
	for range 3000 {
		bad := bytes.Clone(good)
		bad[rnd.IntN(len(bad))] ^= byte(1 << rnd.IntN(8))
		write(t, path, bad)
		f, err := journal.Read(path)
		n := len(f.Records)
		switch {
		case errors.Is(err, journal.ErrDamaged):
			counts["found"]++
		case err != nil || string(f.Base) != "base 1" || n < len(records)-1:
			t.Fatalf("base %q, %d records, %v", f.Base, n, err)
		default:
			for i, r := range f.Records {
				if string(r) != records[i] {
					t.Fatalf("record %d is another", i)
				}
			}
			counts[fmt.Sprint(n)]++
		}
	}
	if counts["found"] < 500 || counts["11"] == 0 || counts["12"] == 0 {
		t.Errorf("the damage does not reach what it should: %v", counts)
	}
	for _, size := range []int{0, 100, len(good) / 2, len(good) - 1} {
		write(t, path, good[:size])
		if _, err := journal.Read(path); !errors.Is(err, journal.ErrDamaged) {
			t.Errorf("cut at %d: %v", size, err)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := journal.Read(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

// Whatever lies in the file, reading it ends, and does not panic.
func FuzzRead(f *testing.F) {
	path, j := create(f)
	begin(f, j, "base")
	appendTo(f, j, []byte("record"))
	f.Add(read(f, path)[:4096])
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "journal")
		write(t, path, data)
		if found, err := journal.Read(path); err != nil && found.Base != nil {
			t.Error("an error and a base")
		}
	})
}

func randomText(rnd *rand.Rand) string {
	p := make([]byte, rnd.IntN(2000))
	for i := range p {
		p[i] = byte('a' + rnd.IntN(26))
	}
	return string(p)
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func write(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// A journal that was removed holds nothing, should a power cut bring its file back. It ends with one sector, which a disk writes as a whole. With one of its two parts over and the other not, records would be
// missing, or would build on what is there no more.
func TestRemoved(t *testing.T) {
	path, j := create(t)
	begin(t, j, "base 1")
	appendTo(t, j, []byte("a"))
	begin(t, j, "base 2")
	appendTo(t, j, []byte("b"))
	before, back := read(t, path), path+".back"
	if err := os.Link(path, back); err != nil {
		t.Fatal(err)
	}
	if err := journal.Remove(path); err != nil {
		t.Fatal(err)
	}
	after, changed := read(t, back), 0
	for at := 0; at < len(after); at += 512 {
		if !bytes.Equal(before[at:at+512], after[at:at+512]) {
			changed++
		}
	}
	if changed != 1 {
		t.Errorf("%d sectors were changed", changed)
	}
	wantFound(t, back, "")
	if err := journal.Remove(path); err != nil {
		t.Errorf("once more: %v", err)
	}
}
