package trial_test

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"safeharbour/bot/trial"
)

func mustOpen(t *testing.T, path string) *trial.Book {
	t.Helper()
	b, err := trial.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Who had its turn when the process died is known, and nobody else; and only to the process that came next.
func TestDied(t *testing.T) {
	path := filepath.Join(t.TempDir(), "turns")
	b := mustOpen(t, path)
	first, second := b.Begin(7), b.Begin(8)
	b.End(first)
	third := b.Begin(9)
	if second == third {
		t.Fatal("two turns on one page")
	}
	b = mustOpen(t, path) // the one before has died
	for input, want := range map[uint64]bool{7: false, 8: true, 9: true, 10: false, 0: false} {
		if b.Died(input) != want {
			t.Errorf("input %d died: %v, want %v", input, !want, want)
		}
	}
	if b = mustOpen(t, path); b.Died(8) || b.Died(9) {
		t.Error("a death is counted twice")
	}
}

// More turns at once than there are pages are no fault, and no page is lost to them.
func TestManyTurnsAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "turns")
	b := mustOpen(t, path)
	var all sync.WaitGroup
	for n := range 200 {
		all.Go(func() {
			for i := range 50 {
				b.End(b.Begin(uint64(1 + 50*n + i)))
			}
		})
	}
	all.Wait()
	b = mustOpen(t, path)
	for n := range uint64(200*50 + 1) {
		if b.Died(n) {
			t.Fatalf("input %d is still at its turn", n)
		}
	}
	for n := range uint64(100) {
		b.Begin(1 + n)
	}
	if b = mustOpen(t, path); !b.Died(1) || !b.Died(64) || b.Died(65) {
		t.Error("the first turns have the pages, and the others none")
	}
}

// A file that was cut off or is another's is no reason not to start.
func TestOddFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "turns")
	for _, data := range []string{"", "abc", "0123456789", string(make([]byte, 5000))} {
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		b := mustOpen(t, path)
		b.Begin(5)
		if b = mustOpen(t, path); !b.Died(5) {
			t.Errorf("a book that was %q does not remember", data)
		}
	}
	if _, err := trial.Open(filepath.Join(path, "none")); err == nil {
		t.Error("a book in no folder was opened")
	}
}

// BenchmarkTurn is what the book costs a turn.
func BenchmarkTurn(b *testing.B) {
	book, err := trial.Open(filepath.Join(b.TempDir(), "turns"))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		book.End(book.Begin(7))
	}
}
