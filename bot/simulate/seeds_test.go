package simulate

import (
	"flag"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"safeharbour/bot/content"
	"safeharbour/flows"
	"safeharbour/locales"
)

var (
	seed = flag.Uint64("seed", 0, "run this seed only, and tell its story")
	from = flag.Uint64("from", 1, "the first seed")
	many = flag.Uint64("seeds", 10_000, "how many seeds")
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

func TestOne(t *testing.T) {
	c := contents(t)
	begin := time.Now()
	o := Options{Seed: *seed, Content: c}
	r := Run(o)
	if r.Failure != nil {
		r = Shrink(o, r, 500)
		o.Story = r.Story
	}
	o.Trace = func(s string) { fmt.Println(s) }
	r = Run(o)
	t.Logf("%v %x starts %d cases %d, %s", r.Failure, r.History, r.Starts, r.Cases, time.Since(begin))
}

func TestMany(t *testing.T) {
	c := contents(t)
	begin := time.Now()
	var next, cases, starts atomic.Uint64
	next.Store(*from)
	var mu sync.Mutex
	fails := map[string][]string{}
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for {
				n := next.Add(1) - 1
				if n >= *from+*many {
					return
				}
				if *seed > 0 {
					fmt.Println("seed", n)
				}
				r := Run(Options{Seed: n, Content: c})
				cases.Add(uint64(r.Cases))
				starts.Add(uint64(r.Starts))
				if r.Failure != nil {
					mu.Lock()
					fails[r.Failure.Rule] = append(fails[r.Failure.Rule], fmt.Sprintf("%d: %.300s", n, r.Failure.What))
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	t.Logf("%d seeds in %s, %d cases, %d starts", *many, time.Since(begin), cases.Load(), starts.Load())
	for rule, list := range fails {
		t.Logf("%s: %d seeds fail", rule, len(list))
		for _, l := range list[:min(len(list), 4)] {
			t.Log("   ", l)
		}
	}
}
