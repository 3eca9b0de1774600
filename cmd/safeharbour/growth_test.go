package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/demo"
	"safeharbour/bot/desk"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
)

// grow is how many conversations BenchmarkGrowth begins with.
var grow = flag.Int("grow", 50_000, "conversations in the data folder of BenchmarkGrowth")

// BenchmarkGrowth measures what a folder full of old conversations costs, beside one with few: opening it, the start of the
// program until it asks for updates and until it answers, its memory, and a turn; and what a purge and a compaction cost people
// meanwhile. Run it with -benchtime=1x:
//
//	go test -run '^$' -bench Growth -benchtime=1x -timeout=1h ./cmd/safeharbour -args -grow=1000000
//
// Of a start: bare-ms is what it costs that the program is there at all, since it is run as nothing but "help"; look-ms the look
// at the folder from another process, which is a bare start too; open-ms the opening of the store; poll-ms all from the start until
// the first poll; answer-ms until inputs have their turns. The cpu ones are the work of all threads in that time.
func BenchmarkGrowth(b *testing.B) {
	const few = 500
	defer debug.SetGCPercent(debug.SetGCPercent(garbage)) // as serve sets it
	defer runtime.GOMAXPROCS(spareProcessor())
	for b.Loop() {
		binary := build(b)
		small, large := grown(b, few), grown(b, *grow)
		report := func(name string, value float64) { b.ReportMetric(value, name) }
		info, err := os.Stat(filepath.Join(large, "safeharbour.db"))
		if err != nil {
			b.Fatal(err)
		}
		report("conversations", float64(*grow))
		report("file-MB", float64(info.Size())/(1<<20))
		bare, bareWork := passing(b, binary, "help")
		report("bare-ms", bare)
		report("bare-cpu-ms", bareWork)
		look, lookWork := passing(b, binary, inspectVerb, "--data", large)
		report("look-ms", look)
		report("look-cpu-ms", lookWork)
		report("open-ms", opening(b, large))
		old, fresh := runningOn(b, binary, large), runningOn(b, binary, small)
		report("poll-ms", old.poll)
		report("few-poll-ms", fresh.poll)
		report("poll-cpu-ms", old.cpu)
		report("few-poll-cpu-ms", fresh.cpu)
		report("answer-ms", old.answer)
		report("few-answer-ms", fresh.answer)
		report("anon-MB", old.memory)
		report("few-anon-MB", fresh.memory)
		turn, one := turning(b, large, *grow, *grow, small, few)
		report("strangers-turn-ratio", turn/one) // each turn there is the first of somebody who was away for long
		turn, one = turning(b, large, *grow, few, small, few)
		report("turn-µs", turn)
		report("few-turn-µs", one)
		report("turn-ratio", turn/one)
		compacting(b, report, binary, large, *grow)
	}
}

// middle is the median.
func middle(list []time.Duration) time.Duration {
	slices.Sort(list)
	return list[len(list)/2]
}

// milliseconds of a time.
func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// opening is how long it takes to open the store, in milliseconds: the middle of five times.
func opening(b *testing.B, dir string) float64 {
	b.Helper()
	var all []time.Duration
	for range 5 {
		begin := time.Now()
		st, _, err := openStoreWith(dir, bolt.Options{Journal: bolt.JournalPart})
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, time.Since(begin))
		if err := st.Close(); err != nil {
			b.Fatal(err)
		}
	}
	return milliseconds(middle(all))
}

// starts is how often the program is started for a median.
const starts = 5

// passing is how long a command takes that ends by itself, and its work, in milliseconds.
func passing(b *testing.B, binary string, args ...string) (took, cpu float64) {
	b.Helper()
	var all, work []time.Duration
	for range starts {
		cmd := exec.Command(binary, args...)
		begin := time.Now()
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v: %v\n%s", args, err, out)
		}
		all = append(all, time.Since(begin))
		work = append(work, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
	}
	return milliseconds(middle(all)), milliseconds(middle(work))
}

// started is what a start of the real program takes, the middle of several, and its own memory some seconds later.
type started struct {
	poll, answer float64 // milliseconds until it asks for updates, and until inputs have their turns
	cpu          float64 // milliseconds; the work of its threads until the poll hardly depends on what else the machine does
	memory       float64 // megabytes
}

// runningOn starts the real program. The first start is not counted: it brings the files into memory.
func runningOn(b *testing.B, binary, dir string) (s started) {
	b.Helper()
	api := demo.New(demo.Options{})
	defer api.Close()
	bell := newDoorbell(api)
	server := httptest.NewServer(bell)
	defer server.Close()
	env, flags := serving(api.Token(), server.URL, dir, api.Group("Staff", true).ID())
	var polls, answers, work []time.Duration
	for n := range starts + 1 {
		p := start(b, binary, env, flags...)
		poll := bell.up(b, p)
		cpu := worked(b, p.cmd.Process.Pid)
		answer := p.logs(b, "answering").Sub(p.began)
		if n == starts {
			time.Sleep(5 * time.Second)
			s.memory = anonymous(b, p.cmd.Process.Pid)
		}
		if code, _ := p.stop(); code != exitDone {
			b.Fatalf("exit code %d\n%s", code, p.out)
		}
		if n > 0 {
			polls, answers, work = append(polls, poll), append(answers, answer), append(work, cpu)
		}
	}
	s.poll, s.answer, s.cpu = milliseconds(middle(polls)), milliseconds(middle(answers)), milliseconds(middle(work))
	return s
}

// worked is how long the threads of a process have worked.
func worked(b *testing.B, pid int) (sum time.Duration) {
	b.Helper()
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	if err != nil || len(files) == 0 {
		b.Fatal("the system does not tell how long a process works", err)
	}
	for _, file := range files {
		var ns int64
		if line, err := os.ReadFile(file); err == nil { // else the thread has ended
			if _, err := fmt.Sscan(string(line), &ns); err != nil {
				b.Fatal(err)
			}
		}
		sum += time.Duration(ns)
	}
	return sum
}

var rssAnon = regexp.MustCompile(`(?m)^RssAnon:\s+(\d+) kB$`)

// anonymous is the memory of a process that is its own, without the pages of files, in megabytes.
func anonymous(b *testing.B, pid int) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	m := rssAnon.FindSubmatch(status)
	if m == nil {
		b.Fatal("the system does not tell the memory of a process")
	}
	kb, err := strconv.Atoi(string(m[1]))
	if err != nil {
		b.Fatal(err)
	}
	return float64(kb) / 1024
}

// turning is how long a turn takes in each of two folders, in microseconds: the middle of many, one there and one here. In the large
// one, people who lie apart in the file have their turns, so many of all.
func turning(b *testing.B, large string, many, people int, small string, few int) (old, fresh float64) {
	b.Helper()
	folders := []struct {
		dir       string
		n, people int
		a         *app
		times     []time.Duration
	}{{dir: large, n: many, people: people}, {dir: small, n: few, people: few}}
	ctx, dice := context.Background(), rand.New(rand.NewPCG(3, 3))
	for i := range folders {
		folders[i].a = quietApp(b, folders[i].dir)
		defer folders[i].a.close()
	}
	for range 2000 {
		for i := range folders {
			f := &folders[i]
			chat := grownChat(dice.IntN(f.people) * (f.n / f.people))
			in := box.In{Chat: chat, At: time.Now(), Kind: box.Press, Text: "o.0.", Update: "u"}
			begin := time.Now()
			err := f.a.store.Update(ctx, func(tx store.Tx) error { return f.a.lanes.Turn(tx, in) })
			if err != nil {
				b.Fatal(err)
			}
			f.times = append(f.times, time.Since(begin))
		}
	}
	microseconds := func(list []time.Duration) float64 { return float64(middle(list).Nanoseconds()) / 1000 }
	return microseconds(folders[0].times), microseconds(folders[1].times)
}

// grownChat is the chat of the n-th old conversation.
func grownChat(n int) box.Chat { return box.Chat("tg/" + strconv.Itoa(5_000_000_000+n)) }

// sample is a record of one conversation that the real program wrote.
type sample struct {
	bucket store.Bucket
	rest   []byte // what follows the number in its key
	value  []byte
}

// sampled has a person go through an intake until staff close the case, and returns the records that are left of it.
func sampled(b *testing.B) (chat string, list []sample) {
	b.Helper()
	api := demo.New(demo.Options{})
	server := httptest.NewServer(api)
	dir := b.TempDir()
	group := api.Group("Staff", true)
	ctx, cancel := context.WithCancel(context.Background())
	a, err := newApp(ctx, configFor(api, group, server.URL, dir), slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- a.run(ctx) }()
	p := api.Person("P", "en")
	for _, text := range []string{"/start", "English", "1", "1", "1", "2", "Done", "Cambodia", "Skip", "Please come.", "They took my passport.", "There are twenty of us on the third floor."} {
		p.Send(text)
		time.Sleep(300 * time.Millisecond) // a tick changes no words that could be waited for
	}
	time.Sleep(2 * time.Second)
	cancel()
	api.Close()
	<-done
	server.Close()
	chat = string(chatOf(p))
	err = a.store.View(context.Background(), func(tx store.Tx) error {
		conv, err := record.OpenConversation(tx, box.Chat(chat))
		if err != nil {
			return err
		}
		id, ok := conv.LastCase()
		if !ok {
			b.Fatalf("there is no case; the screen is %q", p.Last().Text)
		}
		c, err := record.OpenCase(tx, id)
		if err != nil {
			return err
		}
		c.Status, c.ClosedAt, c.Looked = record.Closed, time.Now().Add(-retained), true // its end has come when somebody looks
		c.Topic = 0                                                                     // of none, staff are told nothing in the end
		v, err := json.Marshal(c)
		if err != nil {
			return err
		}
		list = append(list, sample{bucket: store.Cases, value: v})
		for _, from := range []struct {
			bucket store.Bucket
			number uint64
		}{{store.Conversations, conv.Number}, {store.Refs, conv.Number}, {store.Log, id}} {
			err := tx.Scan(from.bucket, store.Key(from.number), store.Key(from.number+1), func(k, v []byte) error {
				list = append(list, sample{from.bucket, bytes.Clone(k[8:]), bytes.Clone(v)})
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err := cmp.Or(err, a.close()); err != nil {
		b.Fatal(err)
	}
	return chat, list
}

// retained is how long cases are kept.
const retained = 180 * 24 * time.Hour

// growBatch is how many conversations go into one commit.
const growBatch = 4000

// grown makes a data folder with n conversations whose cases are closed, sealed like real ones. The index of chats, whose keys have
// no order, comes last and sorted, so that a million take a minute or two.
func grown(b *testing.B, n int) (dir string) {
	b.Helper()
	dir = b.TempDir()
	chat, list := sampled(b)
	st, _, err := openStore(dir, false)
	if err != nil {
		b.Fatal(err)
	}
	ctx, begin := context.Background(), time.Now()
	err = st.Update(ctx, func(tx store.Tx) error {
		if _, err := record.MakeList(tx); err != nil { // of no open cases, as the program does with an empty folder
			return err
		}
		_, err := new(desk.Desk).PlanOld(tx)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	type entry struct{ key, value []byte }
	index := make([]entry, 0, n)
	records := 0
	for from := 0; from < n; from += growBatch {
		err := st.Update(ctx, func(tx store.Tx) error {
			index = index[:from]
			records = from * (len(list) + 2)
			for i := from; i < min(from+growBatch, n); i++ {
				number, err := tx.Next(store.Chats)
				if err != nil {
					return err
				}
				id, err := tx.Next(store.Cases)
				if err != nil {
					return err
				}
				mine := grownChat(i)
				index = append(index, entry{tx.Index(string(mine)), store.Key(number)})
				for _, s := range list {
					value := bytes.ReplaceAll(s.value, []byte(`"`+chat+`"`), []byte(`"`+string(mine)+`"`))
					at := number
					switch s.bucket {
					case store.Conversations:
						value = bytes.ReplaceAll(value, []byte(`"cases":{"trapped":1}`), fmt.Appendf(nil, `"cases":{"trapped":%d}`, id))
					case store.Cases, store.Log:
						at = id
					}
					if err := tx.Put(s.bucket, append(store.Key(at), s.rest...), value); err != nil {
						return err
					}
					records++
				}
				look := box.In{Chat: mine, Kind: box.Came, Text: box.LookAtCase, Case: id}
				v, err := json.Marshal(look)
				if err != nil {
					return err
				}
				due := time.Now().Add(20*24*time.Hour).UnixMilli() + int64(i)
				if err := tx.Put(store.Due, store.Key(uint64(due), uint64(i)), v); err != nil {
					return err
				}
				records += 2
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	slices.SortFunc(index, func(x, y entry) int { return bytes.Compare(x.key, y.key) })
	for some := range slices.Chunk(index, 10*growBatch) {
		err := st.Update(ctx, func(tx store.Tx) error {
			for _, e := range some {
				if err := tx.Put(store.Chats, e.key, e.value); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := st.Close(); err != nil {
		b.Fatal(err)
	}
	b.Logf("%d conversations, %d records in %v; those of one are %s", n, records, time.Since(begin).Round(time.Millisecond), sizes(list))
	return dir
}

// sizes tells what the records of a conversation are, with their bytes before they are sealed.
func sizes(list []sample) string {
	var parts []string
	for _, s := range list {
		parts = append(parts, fmt.Sprintf("%s %d", s.bucket, len(s.value)))
	}
	return strings.Join(parts, ", ")
}
