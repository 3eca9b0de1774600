package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"safeharbour/bot/demo"
	"safeharbour/bot/race"
)

// load has TestUnderLoad measure in real time: go test -run '^TestUnderLoad$' ./cmd/safeharbour -args -load=2m
var load = flag.Duration("load", 0, "how long TestUnderLoad floods in real time; 0: 75 seconds of simulated time")

// The crowd of TestUnderLoad, and what it may cost the others (security.md, F18).
const (
	floods    = 200 // chats that write every second
	informed  = 20  // … of which so many have a case, so that their words go to the group
	hiders    = 150 // chats that hide once
	callers   = 100 // chats that hand off a case about a life, as many as the time has room for
	chatters  = 50  // chats that write every ten seconds
	callEvery = 12 * time.Second

	hideLimit = 3 * time.Second
	callLimit = 10 * time.Second
)

// While 200 chats flood the bot with a message a second each, and Telegram's budgets hold, hiding and the hand-off of a case about
// a life stay fast for 99 in 100. By itself this runs in simulated time, where work takes none: what it tells then is that nobody
// stands in line behind the flood. With -load it is the whole program in real time.
func TestUnderLoad(t *testing.T) {
	budgeted := func(c *config) { c.SendRate, c.TurnRate = 28, 20 }
	if *load > 0 {
		h := newHouseOn(t, demo.New(demo.Options{Budgets: true, History: 5}), slog.New(slog.DiscardHandler), budgeted)
		h.faulty = true // a 429 is no fault here; they are counted
		(&crowd{t: t, api: h.api, group: h.group, app: h.app, long: *load}).run()
		return
	}
	if race.On {
		return // thousands of turns; lanes and queues have tests of their own for what the race detector looks for
	}
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := demo.New(demo.Options{Budgets: true, History: 5, Deliver: nowhere{}})
		group := api.Group("Staff", true)
		cfg := configFor(api, group, "http://api.test", t.TempDir())
		budgeted(&cfg)
		a, err := newApp(t.Context(), cfg, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		a.wire.Web = api.Transport()
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- a.run(ctx) }()
		(&crowd{t: t, api: api, group: group, app: a, long: 75 * time.Second}).run()
		cancel()
		if err := <-done; err != nil && !errors.Is(err, context.Canceled) {
			t.Error("run:", err)
		}
		api.Close()
		if err := a.close(); err != nil {
			t.Error("close:", err)
		}
	})
}

// nowhere is a network that leads nowhere.
type nowhere struct{}

func (nowhere) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("nobody there")
}

// crowd are the people, and what they have measured.
type crowd struct {
	t     *testing.T
	api   *demo.Server
	group *demo.Group
	app   *app
	long  time.Duration // of the flood

	mu           sync.Mutex
	hides, calls []time.Duration
}

// The paths of people to where they are when the flood begins.
var (
	toLost   = []string{"English", "I lost money"}
	toCase   = []string{"English", "I can't leave", "Yes", "Yes, without my name", "They hurt me"}
	toDanger = toCase[:4]
)

func (c *crowd) run() {
	c.t.Helper()
	var ready, all sync.WaitGroup
	begin := make(chan struct{})
	dice := rand.New(rand.NewPCG(1, 1))
	join := func(n int, path []string, act func(p *demo.Person, n int, after time.Duration)) {
		for i := range n {
			first, after := time.Duration(dice.Int64N(int64(time.Minute))), time.Duration(dice.Int64N(int64(c.long)))
			ready.Add(1)
			all.Go(func() {
				p := c.api.Person(fmt.Sprintf("P%d", i), "en")
				time.Sleep(first)
				c.walk(p, path)
				ready.Done()
				<-begin
				act(p, i, after)
			})
		}
	}
	join(floods-informed, toLost, c.flood)
	join(informed, toCase, c.flood)
	join(hiders, toDanger, c.hide)
	join(chatters, toLost, c.talk)
	join(min(callers, int(c.long/callEvery)), toDanger, c.call)
	ready.Wait()
	time.Sleep(2 * time.Minute) // the group has what came before
	close(begin)
	all.Wait()
	limited := 0
	for _, r := range c.api.Refusals() {
		if strings.Contains(r.Description, "Too Many Requests") {
			limited++
		}
	}
	c.t.Logf("%d hides: %s; %d hand-offs: %s; %d turns, %d slowed inputs, %d sends refused for too many", len(c.hides), quantiles(c.hides),
		len(c.calls), quantiles(c.calls), c.app.lanes.Turns(), c.app.lanes.Slowed(), limited)
	if len(c.hides) != hiders || p99(c.hides) >= hideLimit {
		c.t.Errorf("hiding: 99 in 100 take %v, want less than %v", p99(c.hides), hideLimit)
	}
	if len(c.calls) == 0 || p99(c.calls) >= callLimit {
		c.t.Errorf("hand-offs: 99 in 100 take %v, want less than %v", p99(c.calls), callLimit)
	}
}

// walk brings a person to where they are when the flood begins.
func (c *crowd) walk(p *demo.Person, path []string) {
	p.Send("/start")
	for _, button := range path {
		ctx, cancel := context.WithTimeout(c.t.Context(), 5*time.Minute)
		_, err := p.WaitFor(ctx, func([]demo.Message) bool { return p.Press(button) == nil })
		cancel()
		if err != nil {
			c.t.Errorf("no button %q on %q", button, p.Last().Text)
			return
		}
	}
}

func (c *crowd) flood(p *demo.Person, n int, _ time.Duration) {
	for until := time.Now().Add(c.long); time.Now().Before(until); time.Sleep(time.Second) {
		p.Send(fmt.Sprintf("flood %d", n))
	}
}

func (c *crowd) talk(p *demo.Person, _ int, after time.Duration) {
	time.Sleep(after % (10 * time.Second))
	for until := time.Now().Add(c.long); time.Now().Before(until); time.Sleep(10 * time.Second) {
		p.Send("hello")
	}
}

// hide measures how long it takes from "hide" until nothing is on the screen but the neutral line.
func (c *crowd) hide(p *demo.Person, _ int, after time.Duration) {
	time.Sleep(after)
	began := time.Now()
	p.Send("hide")
	c.wait(p, func() bool {
		list := p.Messages()
		return len(list) == 1 && strings.Contains(list[0].Text, "Write any word")
	})
	c.note(&c.hides, time.Since(began))
}

// call measures how long it takes from a tick about a life until the card stands in the staff's group.
func (c *crowd) call(p *demo.Person, n int, _ time.Duration) {
	time.Sleep(time.Duration(n) * callEvery)
	before := map[int]bool{}
	for _, t := range c.group.Topics() {
		before[t.ID] = true
	}
	began := time.Now()
	if err := p.Press("They hurt me"); err != nil {
		c.t.Error(err)
		return
	}
	ctx, cancel := context.WithTimeout(c.t.Context(), time.Minute)
	defer cancel()
	_, err := c.group.WaitForTopics(ctx, func(topics []demo.Topic) bool {
		return slices.ContainsFunc(topics, func(t demo.Topic) bool {
			return !before[t.ID] && slices.ContainsFunc(t.Messages, func(m demo.Message) bool { return strings.Contains(m.Text, " · v1 · ") })
		})
	})
	if err != nil {
		c.t.Error("no card came in a minute")
	}
	c.note(&c.calls, time.Since(began))
}

func (c *crowd) wait(p *demo.Person, over func() bool) {
	ctx, cancel := context.WithTimeout(c.t.Context(), time.Minute)
	defer cancel()
	if _, err := p.WaitFor(ctx, func([]demo.Message) bool { return over() }); err != nil {
		c.t.Errorf("a minute is not enough; the screen is %v", p.Messages())
	}
}

func (c *crowd) note(list *[]time.Duration, took time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	*list = append(*list, took)
}

// p99 is what 99 in 100 take at most.
func p99(list []time.Duration) time.Duration {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[(len(list)*99-1)/100]
}

func quantiles(list []time.Duration) string {
	if len(list) == 0 {
		return "none"
	}
	slices.Sort(list)
	return fmt.Sprintf("half in %v, 99 in 100 in %v, all in %v", list[len(list)/2].Round(time.Millisecond), p99(list).Round(time.Millisecond),
		list[len(list)-1].Round(time.Millisecond))
}
