package simulate

import (
	"flag"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"safeharbour/bot/content"
	"safeharbour/flows"
	"safeharbour/locales"
)

var (
	seedFlag = flag.Uint64("seed", 0, "run this seed only, and tell its story in full")
	fromFlag = flag.Uint64("from", 1, "the first seed")
	manyFlag = flag.Uint64("seeds", seeds, "how many seeds")
	// shrinkFlag bounds how many runs it may take to make a story short.
	shrinkFlag = flag.Int("shrink", 400, "how many runs it may take to make a story short")
	soakFlag   = flag.Duration("soak", 0, "run fresh seeds for so long instead of the usual ones")
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

// TestSeeds runs the bot through many lives in which everything goes wrong that can, and holds it to its promises. If it
// fails, somebody's message, case or silence can be lost in just that way.
func TestSeeds(t *testing.T) {
	c := contents(t)
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	if *seedFlag != 0 {
		one(t, c, *seedFlag)
		return
	}
	begun := time.Now()
	var next atomic.Uint64
	next.Store(*fromFlag)
	if *soakFlag > 0 {
		next.Store(uint64(begun.UnixNano())) // printed when one fails
	}
	first := next.Load()
	run := &batch{t: t, content: c}
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
	t.Logf("%d seeds, %d cases, %d starts of the program; %s", run.seeds.Load(), run.cases.Load(), run.starts.Load(), raceNote)
	if run.cases.Load()*4 < run.seeds.Load() {
		t.Error("the stories come to so few cases that they prove little")
	}
}

// batch runs seeds beside each other, until one has failed.
type batch struct {
	t                    *testing.T
	content              *content.Content
	seeds, cases, starts atomic.Uint64
	failed               atomic.Bool
}

func (b *batch) over() bool { return b.failed.Load() }

func (b *batch) seed(n uint64) {
	o := Options{Seed: n, Content: b.content}
	r := Run(o)
	b.seeds.Add(1)
	b.cases.Add(uint64(r.Cases))
	b.starts.Add(uint64(r.Starts))
	if r.Failure == nil || b.failed.Swap(true) {
		return
	}
	b.t.Error(describe(o, r))
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
	return fmt.Sprintf("seed %d breaks a promise: %s\nrun it again: go test ./bot/simulate -run TestSeeds -seed=%d\nits story, made short from %d events to %d:\n%s",
		o.Seed, r.Failure.Error(), o.Seed, len(r.Story), len(s.Story), strings.Join(told, "\n"))
}

// one runs one seed and tells everything.
func one(t *testing.T, c *content.Content, n uint64) {
	o := Options{Seed: n, Content: c}
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
