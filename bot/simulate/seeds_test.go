package simulate

import (
	"flag"
	"fmt"
	"sync"
	"testing"
	"time"

	"safeharbour/bot/content"
	"safeharbour/flows"
	"safeharbour/locales"
)

var seed = flag.Uint64("seed", 0, "run this seed only, and tell its story")

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
	r := Run(Options{Seed: *seed, Content: c, Trace: func(s string) { fmt.Println(s) }})
	t.Logf("%v %x starts %d cases %d, %s", r.Failure, r.History, r.Starts, r.Cases, time.Since(begin))
	begin = time.Now()
	r = Run(Options{Seed: *seed, Content: c})
	t.Logf("%v %x starts %d cases %d, %s", r.Failure, r.History, r.Starts, r.Cases, time.Since(begin))
}
