package simulate

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"safeharbour/bot/content"
	"safeharbour/bot/race"
	"safeharbour/flows"
	"safeharbour/locales"
)

// seeds is how many seeds a run has, oneReal how many there are for each one on the real store, and both how many run on both. They
// are fewer with the race detector: a run is one goroutine at a time, and what it looks for is not there.
var (
	seeds   = uint64(race.Share(10_000, 166))
	oneReal = uint64(race.Share(100, 5))
	both    = uint64(race.Share(30, 10))
)

var (
	seedFlag = flag.Uint64("seed", 0, "run this seed only, and tell its story in full")
	fromFlag = flag.Uint64("from", 1, "the first seed")
	manyFlag = flag.Uint64("seeds", seeds, "how many seeds")
	// shrinkFlag bounds how many runs it may take to make a story short.
	shrinkFlag = flag.Int("shrink", 400, "how many runs it may take to make a story short")
	soakFlag   = flag.Duration("soak", 0, "run fresh seeds for so long instead of the usual ones")
	realFlag   = flag.Uint64("real", 0, "one seed in so many runs on the real store, on a disk; 0: one in 100, of a soak one in 8")
)

var own = sync.OnceValues(func() (*content.Content, error) {
	c, faults := content.Load(flows.FS, locales.FS)
	return c, faults.Err()
})

func contents(t testing.TB) *content.Content {
	t.Helper()
	c, err := own()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// folder is where real stores lie: in memory where there is a file system for that, since it is not the disk that is tested.
func folder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "safeharbour-*")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// real tells how often a seed runs on the real store.
func real() uint64 {
	switch {
	case *realFlag > 0:
		return *realFlag
	case *soakFlag > 0:
		return 8
	}
	return oneReal
}

// TestSeeds runs the bot through many lives in which everything goes wrong that can, and holds it to its promises. If it
// fails, somebody's message, case or silence can be lost in just that way.
func TestSeeds(t *testing.T) {
	c := contents(t)
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	if *seedFlag != 0 {
		one(t, Options{Seed: *seedFlag, Content: c, Folder: folderOf(*seedFlag, folder(t))})
		return
	}
	begun := time.Now()
	var next atomic.Uint64
	next.Store(*fromFlag)
	if *soakFlag > 0 {
		next.Store(uint64(begun.UnixNano())) // printed when one fails
	}
	first := next.Load()
	run := &batch{t: t, content: c, folder: folder(t)}
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for !run.over() {
				n := next.Add(1) - 1
				if *soakFlag == 0 && n >= first+*manyFlag || *soakFlag > 0 && time.Since(begun) > *soakFlag {
					return
				}
				run.seed(n)
			}
		})
	}
	all.Wait()
	t.Logf("%d seeds, %d of them on the real store, %d cases, %d hides, %d starts of the program; with the race detector: %v",
		run.seeds.Load(), run.reals.Load(), run.cases.Load(), run.hides.Load(), run.starts.Load(), race.On)
	if n := run.seeds.Load(); run.cases.Load()*4 < n || run.hides.Load()*4 < n {
		t.Error("the stories come to so few cases and hides that they prove little")
	}
}

// batch runs seeds beside each other, until one has failed.
type batch struct {
	t                                  *testing.T
	content                            *content.Content
	folder                             string
	seeds, reals, cases, hides, starts atomic.Uint64
	failed                             atomic.Bool
}

func (b *batch) over() bool { return b.failed.Load() }

func (b *batch) seed(n uint64) {
	o := Options{Seed: n, Content: b.content, Folder: folderOf(n, b.folder)}
	if o.Folder != "" {
		b.reals.Add(1)
	}
	r := Run(o)
	b.seeds.Add(1)
	b.cases.Add(uint64(r.Cases))
	b.hides.Add(uint64(r.Hides))
	b.starts.Add(uint64(r.Starts))
	if r.Failure == nil || b.failed.Swap(true) {
		return
	}
	b.t.Error(describe(o, r))
}

// folderOf is where the records of a seed lie.
func folderOf(seed uint64, folder string) string {
	if seed%real() == 0 {
		return folder
	}
	return ""
}

// describe tells of a seed that failed: what broke, how to run it again, and its story made short.
func describe(o Options, r Result) string {
	s := Shrink(o, r, *shrinkFlag)
	var told []string
	o.Story, o.Trace = s.Story, func(line string) {
		if strings.Contains(line, " * ") || strings.Contains(line, "FAILURE") || strings.HasSuffix(line, "crash") {
			told = append(told, line)
		}
	}
	Run(o)
	more := ""
	if o.Folder != "" {
		more = " -real=1"
	}
	return fmt.Sprintf("seed %d breaks a promise: %s\nrun it again: go test ./bot/simulate -run TestSeeds -seed=%d%s\nits story, made short from %d events to %d:\n%s",
		o.Seed, r.Failure.Error(), o.Seed, more, len(r.Story), len(s.Story), strings.Join(told, "\n"))
}

// one runs one seed and tells everything.
func one(t *testing.T, o Options) {
	r := Run(o)
	if r.Failure != nil {
		t.Error(describe(o, r))
		o.Story = Shrink(o, r, *shrinkFlag).Story
	}
	o.Trace = func(line string) { t.Log(line) }
	Run(o)
}

// The same seed has the same history, to the byte: otherwise a seed that failed could not be looked into.
func TestSameSeedSameHistory(t *testing.T) {
	c := contents(t)
	seen := map[uint64]uint64{}
	for n := range uint64(20) {
		var all sync.WaitGroup
		var hashes [3]uint64
		for i := range hashes { // beside each other, so that chance of the machine's own would show
			all.Go(func() { hashes[i] = Run(Options{Seed: n, Content: c}).History })
		}
		all.Wait()
		if hashes[0] != hashes[1] || hashes[1] != hashes[2] {
			t.Fatalf("seed %d has the histories %x", n, hashes)
		}
		if other, ok := seen[hashes[0]]; ok {
			t.Errorf("seeds %d and %d have the same history", other, n)
		}
		seen[hashes[0]] = n
	}
}

// A seed has the same history on the real store as in memory, to the last record: so what is found on the one, or not found,
// holds for the other, and each of the two judges the other.
func TestSameHistoryOnTheRealStore(t *testing.T) {
	c, dir := contents(t), folder(t)
	starts := 0
	for n := uint64(1); n <= both; n++ {
		memory, real := Run(Options{Seed: n, Content: c}), Run(Options{Seed: n, Content: c, Folder: dir})
		if real.Failure != nil || memory.History != real.History {
			t.Fatalf("seed %d: in memory %v, on the real store %v, and so it begins to differ:\n%s",
				n, memory.Failure, real.Failure, differs(Options{Seed: n, Content: c}, dir))
		}
		starts += real.Starts
	}
	t.Logf("%d seeds, %d starts of the program", both, starts)
}

// differs tells where the history of a seed on the real store leaves that in memory.
func differs(o Options, dir string) string {
	var lines [2][]string
	for i, folder := range []string{"", dir} {
		o.Folder, o.Trace = folder, func(line string) { lines[i] = append(lines[i], line) }
		Run(o)
	}
	for i, line := range lines[0] {
		if i >= len(lines[1]) || lines[1][i] != line {
			return strings.Join(lines[0][max(0, i-5):i+1], "\n") + "\non the real store:\n" + strings.Join(lines[1][min(i, len(lines[1])):min(i+1, len(lines[1]))], "\n")
		}
	}
	return "nowhere but in the records"
}

// Where nothing goes wrong, nothing is tried twice and the program starts once.
func TestGentleSeeds(t *testing.T) {
	c := contents(t)
	for n := range uint64(30) {
		r := Run(Options{Seed: n, Content: c, Gentle: true})
		if r.Failure != nil || r.Starts != 1 {
			t.Fatalf("seed %d: %d starts, %v", n, r.Starts, r.Failure)
		}
	}
}

// Times of the simulated clock hold two readings as time.Now's do: set by people, and only going on.
func TestMomentsHaveTwoReadings(t *testing.T) {
	wall := time.Date(2026, 6, 1, 12, 0, 0, 5, time.UTC)
	a, b := moment(wall, time.Hour), moment(wall.Add(-24*time.Hour), time.Hour+3*time.Second)
	if d := b.Sub(a); d != 3*time.Second {
		t.Errorf("within a process %s passed, want 3s", d)
	}
	if d := b.Round(0).Sub(a.Round(0)); d != -24*time.Hour {
		t.Errorf("the clock went on by %s, want back by a day", d)
	}
	if !a.Round(0).Equal(wall) {
		t.Errorf("it is %s, want %s", a, wall)
	}
}
