package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/content"
	"safeharbour/bot/demo"
	"safeharbour/bot/flow"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
	"safeharbour/flows"
	"safeharbour/locales"
)

// TestKilled goes on for longer with one of these: go test -run TestKilled ./cmd/safeharbour -args -kills=1000 -people=50
var (
	soak   = flag.Duration("soak", 0, "how long TestKilled kills; 0: as often as -kills says")
	rounds = flag.Int("kills", 30, "how often TestKilled kills")
	people = flag.Int("people", 200, "how many people talk at a time meanwhile")
)

// The real program is killed again and again while people talk to it, and started anew on the same folder. Nobody may
// notice more than a pause: every input has its effect once, every case is there once with all its answers.
func TestKilled(t *testing.T) {
	t.Parallel() // most of it is waiting
	s := newSiege(t)
	end := make(chan struct{})
	var talking sync.WaitGroup
	for i := range *people {
		talking.Go(func() { s.talk(i, end) })
	}
	s.kills(*soak)
	close(end)
	p := s.start()
	talking.Wait()
	st := s.settle(p)
	defer st.Close()
	f := s.count(st)
	t.Log(f)
	if f.wrong() {
		t.Error("something was lost, or done twice")
	}
	for _, r := range s.api.Refusals() {
		if !repeated(r.Description) {
			t.Errorf("the Bot API server refused %s: %s\n\t%s", r.Method, r.Description, r.Params)
		}
	}
}

// repeated tells whether a call was refused because a killed process had made it before. After a kill that is how it must be.
func repeated(refusal string) bool {
	for _, words := range []string{"message is not modified", "message to delete not found", "TOPIC_NOT_MODIFIED", "terminated by other getUpdates"} {
		if strings.Contains(refusal, words) {
			return true
		}
	}
	return false
}

// siege is the program, the people who talk to it, and a server.
type siege struct {
	t       *testing.T
	api     *demo.Server
	url     string
	bell    *doorbell
	group   *demo.Group
	data    string
	binary  string
	c       *content.Content
	cramped bool // files may still wait for room at the end

	mu      sync.Mutex
	walkers []*walker
	running atomic.Pointer[process]
	killed  atomic.Int64
	failed  atomic.Int64
	inputs  atomic.Int64
	stood   atomic.Int64 // nanoseconds
}

func newSiege(t *testing.T) *siege {
	t.Helper()
	c, faults := content.Load(flows.FS, locales.FS)
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	s := &siege{t: t, api: demo.New(demo.Options{}), data: t.TempDir(), binary: build(t), c: c}
	s.bell = newDoorbell(s.api)
	server := httptest.NewServer(s.bell)
	t.Cleanup(server.Close)
	t.Cleanup(s.api.Close)
	s.url, s.group = server.URL, s.api.Group("Staff", true)
	go s.watch()
	return s
}

// watch measures the longest time for which the machine did nothing here: what comes late by so much is not the program's fault.
func (s *siege) watch() {
	const every = 100 * time.Millisecond
	for last := time.Now(); s.t.Context().Err() == nil; {
		time.Sleep(every)
		now := time.Now()
		s.stood.Store(max(s.stood.Load(), int64(now.Sub(last)-every)))
		last = now
	}
}

func (s *siege) start() *process {
	env, flags := serving(s.api.Token(), s.url, s.data, s.group.ID())
	p := start(s.t, s.binary, env, flags...)
	s.running.Store(p)
	return p
}

// talk plays one branch after another until it is told to end. Who is in the middle of one then finishes it.
func (s *siege) talk(n int, end <-chan struct{}) {
	dice := rand.New(rand.NewPCG(uint64(n), 1))
	ids, tags := s.c.Flows.IDs(), s.c.Tags()
	for round := 0; ; round++ {
		select {
		case <-end:
			return
		default:
		}
		id := ids[dice.IntN(len(ids))]
		branches := flow.Branches(s.c.Flows, id, time.Now())
		w := &walker{c: s.c, p: s.api.Person("Person "+strconv.Itoa(n), hint), w: s.c.Words.Words(tags[dice.IntN(len(tags))]),
			how: manner(dice.IntN(3)), n: n}
		w.think = func() {
			s.inputs.Add(1)
			time.Sleep(time.Duration(dice.IntN(300)) * time.Millisecond)
		}
		if round == 0 { // they do not all come in the same moment
			time.Sleep(time.Duration(dice.IntN(3000)) * time.Millisecond)
		}
		s.mu.Lock()
		s.walkers = append(s.walkers, w)
		s.mu.Unlock()
		if err := w.walk(id, branches[dice.IntN(len(branches))]); err != nil {
			s.t.Errorf("%s, after %d kills: conversation %d/%d in %s: %v", time.Now().Format(time.TimeOnly), s.killed.Load(), n, round, id, err)
			s.failed.Add(1)
			s.tellWhy()
			return
		}
	}
}

// tellWhy ends the program so that it prints what all its goroutines do, when somebody waits in vain. Whoever finds that it ended by
// itself shows that, with its log.
func (s *siege) tellWhy() {
	if p := s.running.Load(); p != nil {
		_ = p.cmd.Process.Signal(syscall.SIGQUIT) // it may have ended just now
	}
}

// kills kills the program at random moments.
func (s *siege) kills(long time.Duration) {
	dice := rand.New(rand.NewPCG(1, 2))
	begin := time.Now()
	for n := 0; ; n++ {
		if long == 0 && n == *rounds || long > 0 && time.Since(begin) > long {
			return
		}
		p := s.start()
		if n%4 > 0 { // each fourth time it may be killed before it is up
			s.bell.up(s.t, p)
		}
		if n%2 > 0 { // on a slow machine, hardly one would live so long by chance, and people wait for two minutes only
			p.logs(s.t, "answering")
		}
		select {
		case err := <-p.ended:
			s.t.Fatalf("the program ended by itself: %v\n%s", err, p.out)
		case <-time.After(time.Duration(dice.IntN(600)) * time.Millisecond):
		}
		p.kill()
		s.killed.Add(1)
	}
}

// settle lets the program finish its work, ends it and opens its store.
func (s *siege) settle(p *process) store.Store {
	s.t.Helper()
	left := ""
	for n := range 30 {
		time.Sleep(time.Duration(1+n/2) * time.Second) // a slow machine spends the first second on its start
		if code, took := p.stop(); code != exitDone || took > 8*time.Second {
			s.t.Fatalf("SIGTERM: exit code %d after %v\n%s", code, took, p.out)
		}
		st, _, err := openStore(s.data, false)
		if err != nil {
			s.t.Fatal(err)
		}
		ins, outs := waiting(s.t, st)
		if s.cramped {
			delete(outs, box.Fetch)
		}
		if len(ins)+len(outs) == 0 {
			return st
		}
		left = fmt.Sprint(ins, outs)
		if err := st.Close(); err != nil {
			s.t.Fatal(err)
		}
		p = s.start()
	}
	s.t.Fatalf("the inbox or the outbox does not get empty; left are %s\n%s", left, p.out)
	return nil
}

// waiting counts what is in the inbox and the outbox, by kind and verb.
func waiting(t *testing.T, st store.Store) (ins map[box.Kind]int, outs map[box.Verb]int) {
	t.Helper()
	ins, outs = map[box.Kind]int{}, map[box.Verb]int{}
	records(t, st, store.Inbox, func(v []byte) {
		var in box.In
		if err := json.Unmarshal(v[1:], &in); err != nil {
			t.Error(err)
		}
		ins[in.Kind]++
	})
	records(t, st, store.Outbox, func(v []byte) {
		var out box.Out
		if err := json.Unmarshal(v, &out); err != nil {
			t.Error(err)
		}
		outs[out.Verb]++
	})
	return ins, outs
}

// records counts the records of a bucket, and shows each to fn unless that is nil.
func records(t *testing.T, st store.Store, b store.Bucket, fn func(value []byte)) (n int) {
	t.Helper()
	err := st.View(context.Background(), func(tx store.Tx) error {
		return tx.Scan(b, nil, nil, func(_, value []byte) error {
			if n++; fn != nil {
				fn(value)
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// figures are what came of a siege.
type figures struct {
	kills, talks, inputs, cases                int
	lost, missing, doubled, dead, screensTwice int           // must be 0
	topicsTwice, cardsTwice, staffTwice        int           // may be: a message has no key that makes a repeat harmless
	waited                                     time.Duration // for a screen, at the most
	stood                                      time.Duration // the longest time for which the machine itself did nothing
}

func (f figures) String() string {
	return fmt.Sprintf("%d kills, %d conversations, %d inputs, %d cases: %d conversations that lost an input, %d with an answer missing, "+
		"%d with a second case, %d dead letters, %d discreet screens that stand twice; shown twice, as is allowed: %d topics, %d cards, %d messages to staff; "+
		"the longest wait for a screen was %.1f s, and the machine did nothing for %.1f s at the most",
		f.kills, f.talks, f.inputs, f.cases, f.lost, f.missing, f.doubled, f.dead, f.screensTwice, f.topicsTwice, f.cardsTwice, f.staffTwice,
		f.waited.Seconds(), f.stood.Seconds())
}

func (f figures) wrong() bool { return f.lost+f.missing+f.doubled+f.dead+f.screensTwice > 0 }

// count judges what is left of all conversations.
func (s *siege) count(st store.Store) figures {
	f := figures{kills: int(s.killed.Load()), talks: len(s.walkers), inputs: int(s.inputs.Load()), lost: int(s.failed.Load()),
		stood: time.Duration(s.stood.Load())}
	f.dead = records(s.t, st, store.Dead, nil)
	cases := map[string]int{}
	f.cases = records(s.t, st, store.Cases, func(v []byte) {
		var c record.Case
		if err := json.Unmarshal(v, &c); err != nil {
			s.t.Error(err)
		}
		cases[string(c.Chat)]++
	})
	topics := map[string][]demo.Topic{}
	for _, t := range s.group.Topics() {
		if parts := strings.Split(t.Name, " · "); len(parts) > 1 {
			topics[parts[1]] = append(topics[parts[1]], t)
		}
	}
	for _, w := range s.walkers {
		f.waited = max(f.waited, w.waited)
		if cases[string(chatOf(w.p))] > 1 {
			f.doubled++
		}
		if err := s.whole(st, w, topics, &f); err != nil {
			s.t.Errorf("person %d in %s: %v", w.p.ID(), w.st.Flow, err)
			f.missing++
		}
	}
	return f
}

// whole judges one conversation: its answers in the store, and its topic with the person's words.
func (s *siege) whole(st store.Store, w *walker, topics map[string][]demo.Topic, f *figures) error {
	if err := w.stored(st); err != nil {
		conv, _, _ := kept(st, w.p, w.st.Flow)
		return fmt.Errorf("%w; the conversation is %+v; the person sees %v", err, conv, w.p.Messages())
	}
	_, c, err := kept(st, w.p, w.st.Flow)
	if err != nil {
		return err
	}
	if (c != nil) != w.handed {
		return fmt.Errorf("there is a case: %v, must be: %v", c != nil, w.handed)
	}
	if flow, _ := s.c.Flows.Flow(w.st.Flow); flow.Discreet {
		for _, m := range w.p.Messages() {
			if !m.FromBot {
				return fmt.Errorf("a message of the person was not erased: %v", m)
			}
		}
		if twice := len(w.p.Messages()) - 1; twice > 0 {
			f.screensTwice += twice
			s.t.Logf("person %d sees %d messages in %s: %v", w.p.ID(), twice+1, w.st.Flow, w.p.Messages())
		}
	}
	if c == nil {
		return nil
	}
	own := topics[c.Code]
	if len(own) == 0 {
		return fmt.Errorf("the case %s has no topic", c.Code)
	}
	f.topicsTwice += len(own) - 1
	return w.inTopics(own, f)
}

// inTopics judges that the person's words are in the topic.
func (w *walker) inTopics(own []demo.Topic, f *figures) error {
	var all strings.Builder
	pinned, seen := 0, map[string]int{}
	for _, t := range own {
		for _, m := range t.Messages {
			all.WriteString(m.Text + "\n")
			if m.Service == "" {
				seen[m.Text]++
			}
			if strings.Contains(m.Text, " · v") && strings.Contains(m.Text, " · P") {
				pinned++
			}
		}
	}
	f.cardsTwice += pinned - 1
	for _, n := range seen {
		f.staffTwice += n - 1
	}
	for _, words := range w.said {
		if !strings.Contains(all.String(), words) {
			return fmt.Errorf("staff do not have %q", words)
		}
	}
	if last := w.lastWord("en"); !strings.Contains(all.String(), last) {
		return fmt.Errorf("%q is not in the topic:\n%s", last, &all)
	}
	return nil
}
