package disk

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"
)

// syncs are the ways to have the disk hold a file.
var syncs = []struct {
	name string
	sync func(*os.File) error
}{{"SyncData", SyncData}, {"SyncDataBeside", SyncDataBeside}}

// A file of any length can be synced, and one that cannot be is not taken for one that was.
func TestSyncs(t *testing.T) {
	for _, way := range syncs {
		t.Run(way.name, func(t *testing.T) {
			for _, size := range []int64{0, 1, 4 << 20, 9<<20 + 1, 6 << 30} { // the last is one hole with a little at its end
				f := fileOf(t, size)
				if err := way.sync(f); err != nil {
					t.Errorf("%d bytes: %v", size, err)
				}
			}
			closed := fileOf(t, 1)
			closed.Close()
			reader, writer, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer reader.Close()
			defer writer.Close()
			for what, f := range map[string]*os.File{"a closed file": closed, "a pipe": writer} {
				if way.sync(f) == nil {
					t.Errorf("%s is said to be on the disk", what)
				}
			}
		})
	}
}

// BenchmarkSyncBeside measures how long a few bytes take to the disk while much of another file goes there, in one go and in steps.
func BenchmarkSyncBeside(b *testing.B) {
	const size, pages = 256 << 20, 2000
	big, small := fileOf(b, 0), fileOf(b, 0)
	page, dice := make([]byte, 4096), rand.New(rand.NewPCG(1, 1))
	for f, n := range map[*os.File]int{big: size, small: len(page)} { // as a database is: no holes that the first write has to fill
		if _, err := f.Write(make([]byte, n)); err != nil {
			b.Fatal(err)
		}
		if err := SyncData(f); err != nil {
			b.Fatal(err)
		}
	}
	during := map[string][]time.Duration{}
	for b.Loop() {
		for _, way := range syncs {
			for range pages {
				if _, err := big.WriteAt(page, dice.Int64N(size/4096)*4096); err != nil {
					b.Fatal(err)
				}
			}
			var over atomic.Bool
			done := make(chan error, 1)
			go func() { defer over.Store(true); done <- way.sync(big) }()
			for !over.Load() {
				begin := time.Now()
				if _, err := small.WriteAt(page, 0); err != nil {
					b.Fatal(err)
				}
				if err := SyncData(small); err != nil {
					b.Fatal(err)
				}
				during[way.name] = append(during[way.name], time.Since(begin))
			}
			if err := <-done; err != nil {
				b.Fatal(err)
			}
		}
	}
	longest := func(name string) float64 { return float64(slices.Max(during[name]).Microseconds()) }
	b.ReportMetric(longest("SyncData"), "longest-µs")
	b.ReportMetric(longest("SyncDataBeside"), "longest-in-steps-µs")
	b.ReportMetric(longest("SyncDataBeside")/longest("SyncData"), "ratio")
}

// fileOf makes a file of so many bytes.
func fileOf(t testing.TB, size int64) *os.File {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "file"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	if size > 0 {
		if _, err := f.WriteAt([]byte{1}, size-1); err != nil {
			t.Fatal(err)
		}
	}
	return f
}
