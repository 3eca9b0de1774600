package trial_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
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

func settle(t *testing.T, b *trial.Book) {
	t.Helper()
	if err := b.Settle(func([]uint64) error { return nil }); err != nil {
		t.Fatal(err)
	}
}

func wantDied(t *testing.T, b *trial.Book, want ...uint64) {
	t.Helper()
	later := errors.New("later") // they stay in the book
	err := b.Settle(func(died []uint64) error {
		if got := slices.Sorted(slices.Values(died)); !slices.Equal(got, want) {
			t.Errorf("%v had their turn when the process died, want %v", got, want)
		}
		return later
	})
	if !errors.Is(err, later) {
		t.Error(err)
	}
}

// Who had its turn when the process died is known, and nobody else, until somebody has taken note of it.
func TestDied(t *testing.T) {
	path := filepath.Join(t.TempDir(), "turns")
	b := mustOpen(t, path)
	first, second := b.Begin(7), b.Begin(8)
	b.End(first)
	third := b.Begin(9)
	if second == third {
		t.Fatal("two turns on one page")
	}
	wantDied(t, b)
	for range 2 { // the one before has died
		b = mustOpen(t, path)
		wantDied(t, b, 8, 9)
	}
	settle(t, b)
	wantDied(t, mustOpen(t, path))
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
	wantDied(t, mustOpen(t, path))
	var want []uint64
	for n := range uint64(100) {
		if b.Begin(1+n) != trial.None {
			want = append(want, 1+n)
		}
	}
	if len(want) != 64 {
		t.Errorf("%d turns are noted, want 64", len(want))
	}
	wantDied(t, mustOpen(t, path), want...)
}

// A file that was cut off or is another's is no reason not to start.
func TestOddFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "turns")
	for _, data := range []string{"", "abc", "0123456789", string(make([]byte, 5000))} {
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		b := mustOpen(t, path)
		settle(t, b)
		b.Begin(5)
		wantDied(t, mustOpen(t, path), 5)
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
