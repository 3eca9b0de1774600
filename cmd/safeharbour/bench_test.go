package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	tele "gopkg.in/telebot.v3"

	"safeharbour/bot/box"
	"safeharbour/bot/demo"
)

// benchFor is how long each measurement lasts, and benchRounds how often each is made: a machine that others use is at times a third
// slower than seconds before, so what is compared must lie close together, and there must be much of it.
const (
	benchFor    = time.Second
	benchRounds = 25
)

// questions bring a person of the flow "lost money" to a question with ticks, where a typed number gives one reply.
var questions = []string{"/start", "English", "2", "1", "1", "Singapore", "Done", "3", "1", "Skip", "Skip", "Skip", "Skip",
	"Skip", "2", "Skip", "Skip", "Skip", "Skip", "Skip"}

// BenchmarkAgainstEcho measures turns a second through the real transport, every turn durable, beside a bot that keeps
// nothing and sends every text back, against the same kind of server in the same run. The echo is that of telebot's own
// documentation; "tuned" is the same with connections that stay open, which its default client does not care for. Of several rounds
// each figure is the middle one; all ratios are told beside. Run it with -benchtime=1x.
func BenchmarkAgainstEcho(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(garbage)) // as serve sets it; for all of them
	defer runtime.GOMAXPROCS(spareProcessor())
	for b.Loop() {
		for _, people := range []int{200, 50} {
			seen := against(b, people)
			for name, values := range seen {
				slices.Sort(values)
				b.ReportMetric(values[len(values)/2], fmt.Sprintf("%s-%d", name, people))
			}
			b.Logf("%d people: of the echo bot's rate %.2f, of its median %.2f times", people, seen["rate-ratio"], seen["median-ratio"])
		}
	}
}

// against measures the three bots by turns, and returns all that it saw by name.
func against(b *testing.B, people int) map[string][]float64 {
	b.Helper()
	echo, ours, tuned := startTalk(b, startEcho, people, nil), startTalk(b, startOurs, people, questions), startTalk(b, startTuned, people, nil)
	defer echo.stop()
	defer ours.stop()
	defer tuned.stop()
	seen := map[string][]float64{}
	report := func(name string, value float64) { seen[name] = append(seen[name], value) }
	for range benchRounds {
		e, o, t := echo.measure(b), ours.measure(b), tuned.measure(b)
		report("echo/s", e.rate)
		report("tuned/s", t.rate)
		report("turns/s", o.rate)
		report("rate-ratio", o.rate/e.rate)
		report("rate-ratio-tuned", o.rate/t.rate)
		report("echo-cpu-µs", float64(e.cpu.Microseconds()))
		report("tuned-cpu-µs", float64(t.cpu.Microseconds()))
		report("cpu-µs", float64(o.cpu.Microseconds()))
		report("echo-median-µs", float64(e.median.Microseconds()))
		report("median-µs", float64(o.median.Microseconds()))
		report("median-ratio", float64(o.median)/float64(e.median))
		report("median-ratio-tuned", float64(o.median)/float64(t.median))
	}
	return seen
}

type measured struct {
	rate   float64
	median time.Duration
	cpu    time.Duration // of the whole process, bot, server and people together, for one message
}

// atWork is a bot that runs.
type atWork struct {
	stop func()
	rest func() // waits until nothing is left to do; nil for a bot that does nothing beside its answers
}

// talk is the people who write to one bot.
type talk struct {
	list []*demo.Person
	bot  atWork
	stop func()
}

// startTalk starts a bot and has its people send the first texts. What comes of those, such as 200 new cases for the staff, is done
// then: it is no part of what a turn costs.
func startTalk(b *testing.B, start func(*testing.B, *demo.Server, string) atWork, people int, first []string) talk {
	b.Helper()
	api := demo.New(demo.Options{History: 3, Log: 100}) // what the server remembers would count as memory of the bot
	server := httptest.NewServer(api)
	c := talk{bot: start(b, api, server.URL), list: make([]*demo.Person, people)}
	c.stop = func() {
		c.bot.stop()
		api.Close()
		server.Close()
	}
	for i := range c.list {
		c.list[i] = api.Person(fmt.Sprintf("P%d", i), "en")
	}
	each(c.list, func(p *demo.Person) {
		for _, text := range first {
			if ask(p, text) == 0 {
				b.Errorf("no reply to %q; the screen is %q", text, p.Last().Text)
				return
			}
		}
	})
	if b.Failed() {
		b.FailNow()
	}
	c.rest()
	return c
}

// rest waits until the bot has nothing left to do.
func (c talk) rest() {
	if c.bot.rest != nil {
		c.bot.rest()
	}
}

// measure has people send the next text when the answer to the last one is there.
func (c talk) measure(b *testing.B) measured {
	b.Helper()
	var count atomic.Int64
	var mu sync.Mutex
	var all []time.Duration
	began := cpuTime(b)
	until := time.Now().Add(benchFor)
	each(c.list, func(p *demo.Person) {
		var mine []time.Duration
		for time.Now().Before(until) {
			took := ask(p, "1")
			if took == 0 {
				b.Errorf("a reply is missing")
				return
			}
			mine = append(mine, took)
			count.Add(1)
		}
		mu.Lock()
		all = append(all, mine...)
		mu.Unlock()
	})
	c.rest() // what is left to do is of these messages
	slices.Sort(all)
	cpu := (cpuTime(b) - began) / time.Duration(count.Load())
	return measured{rate: float64(count.Load()) / benchFor.Seconds(), median: all[len(all)/2], cpu: cpu}
}

// cpuTime is what the process has used of its cores so far. Unlike a rate, it hardly depends on what else the machine does.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// each runs fn for all people at once.
func each(list []*demo.Person, fn func(*demo.Person)) {
	var all sync.WaitGroup
	for _, p := range list {
		all.Go(func() { fn(p) })
	}
	all.Wait()
}

// ask sends a text and waits for the bot's next message or a changed screen. It returns how long that took, or 0.
func ask(p *demo.Person, text string) time.Duration {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	before := p.Last()
	begun := time.Now()
	p.Send(text)
	if _, err := p.WaitOther(ctx, before); err != nil {
		return 0
	}
	return time.Since(begun)
}

// startOurs runs the whole program on an empty data folder.
func startOurs(b *testing.B, api *demo.Server, address string) atWork {
	b.Helper()
	group := api.Group("Staff", true)
	ctx, cancel := context.WithCancel(context.Background())
	a, err := newApp(ctx, configFor(api, group, address, b.TempDir()), slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		b.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- a.run(ctx) }()
	stop := func() {
		cancel()
		api.Close()
		<-done
		if err := a.close(); err != nil {
			b.Error(err)
		}
	}
	return atWork{stop, func() {
		b.Helper()
		for until := time.Now().Add(patience); undone(a.box) > 0; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(until) {
				b.Fatalf("%d inputs and outputs are still to be done", undone(a.box))
			}
		}
	}}
}

// undone is how much is neither done nor sent.
func undone(all *box.Box) (n int) {
	for _, q := range slices.Concat(all.Inbox(), all.Outbox()) {
		n += q.Count
	}
	return n
}

// startEcho runs a stateless bot as telebot's documentation has it.
func startEcho(b *testing.B, api *demo.Server, address string) atWork {
	return echoes(b, tele.Settings{URL: address, Token: api.Token(), Poller: &tele.LongPoller{Timeout: time.Second}})
}

// startTuned runs the same with connections that stay open.
func startTuned(b *testing.B, api *demo.Server, address string) atWork {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}}
	return echoes(b, tele.Settings{URL: address, Token: api.Token(), Client: client, Poller: &tele.LongPoller{Timeout: time.Second}})
}

func echoes(b *testing.B, settings tele.Settings) atWork {
	b.Helper()
	settings.OnError = func(error, tele.Context) {} // the last sends, when the server goes
	bot, err := tele.NewBot(settings)
	if err != nil {
		b.Fatal(err)
	}
	bot.Handle(tele.OnText, func(c tele.Context) error {
		return c.Send(fmt.Sprintf("%s %d", c.Text(), c.Message().ID))
	})
	go bot.Start()
	return atWork{stop: bot.Stop}
}
