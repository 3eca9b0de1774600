package telegram

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/demo"
	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
	"safeharbour/bot/store/storetest"
)

const testToken = "4242:SECRET-part_of-the_TOKEN"

// world is a transport between a real store and the local Bot API server, in a bubble where time is simulated.
type world struct {
	t     *testing.T
	srv   *demo.Server
	group *demo.Group
	dir   string
	st    *bolt.DB
	box   *box.Box
	tr    *Transport
	logs  *journal
	stop  func() error
}

// journal collects logs.
type journal struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.String()
}

// options say how a world differs from the usual one.
type options struct {
	plain   bool // the staff group has no topics
	budgets bool // the server has limits, and so has the transport
	set     func(*Transport)
}

// play runs a test in a world of its own. No log of any test may tell the token.
func play(t *testing.T, o options, test func(t *testing.T, w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &world{t: t, dir: t.TempDir(), logs: new(journal)}
		w.srv = demo.New(demo.Options{Token: testToken, Budgets: o.budgets, Deliver: nowhere{}})
		w.group = w.srv.Group("Desk", !o.plain)
		w.open(o)
		w.run()
		test(t, w)
		w.halt()
		w.srv.Close()
		for _, secret := range []string{"SECRET", fmt.Sprint(w.group.ID()), "WITHHELD"} {
			if strings.Contains(w.logs.String(), secret) {
				t.Errorf("the log holds %q:\n%s", secret, w.logs)
			}
		}
	})
}

func (w *world) open(o options) {
	w.st = storetest.OpenAt(w.t, w.dir)
	w.box = box.New(w.st)
	rate := 0.0
	if o.budgets {
		rate = 28
	}
	w.tr = &Transport{
		Token: testToken, URL: "http://api.test", Box: w.box, Store: w.st, StaffChat: w.group.ID(), SendRate: rate,
		Web: w.srv.Transport(), Log: slog.New(slog.NewTextHandler(w.logs, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if o.set != nil {
		o.set(w.tr)
	}
}

func (w *world) run() {
	if err := w.box.Load(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.tr.Run(ctx) }()
	w.stop = func() error {
		cancel()
		return <-done
	}
	synctest.Wait()
}

// halt ends the transport as an orderly stop does.
func (w *world) halt() {
	if w.stop == nil {
		return
	}
	if err := w.stop(); err != nil {
		w.t.Errorf("run: %v", err)
	}
	w.stop = nil
}

// restart stops, closes the store, and begins anew with what is on the disk.
func (w *world) restart(o options) {
	w.t.Helper()
	w.halt()
	if err := w.st.Close(); err != nil {
		w.t.Fatal(err)
	}
	w.open(o)
	w.run()
}

// send puts outputs into the outbox in one turn, and waits until nothing more happens without time passing.
func (w *world) send(outs ...box.Out) {
	w.t.Helper()
	w.put(outs...)
	synctest.Wait()
}

func (w *world) put(outs ...box.Out) {
	w.t.Helper()
	err := w.st.Update(w.t.Context(), func(tx store.Tx) error {
		for _, o := range outs {
			if err := w.box.Send(tx, o); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// ins takes what came in so far, and marks it as done.
func (w *world) ins() []box.In {
	w.t.Helper()
	synctest.Wait()
	var list []box.In
	for n, _ := w.box.Waiting(); n > 0; n-- {
		in, err := w.box.NextIn(w.t.Context())
		if err != nil {
			w.t.Fatal(err)
		}
		list = append(list, in)
	}
	err := w.st.Update(w.t.Context(), func(tx store.Tx) error {
		for _, in := range list {
			if err := w.box.Done(tx, in); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

// one takes what came in, which must be one input of this kind.
func (w *world) one(kind box.Kind) box.In {
	w.t.Helper()
	list := w.ins()
	if len(list) != 1 || list[0].Kind != kind {
		w.t.Fatalf("came in: %+v, want one %s", list, kind)
	}
	return list[0]
}

// outbox counts what is not sent yet.
func (w *world) outbox() (n int) {
	w.t.Helper()
	err := w.st.View(w.t.Context(), func(tx store.Tx) error {
		n = 0
		return tx.Scan(store.Outbox, nil, nil, func(_, _ []byte) error { n++; return nil })
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// person makes a person who has begun a chat, and takes that message away.
func (w *world) person() (*demo.Person, box.Chat) {
	w.t.Helper()
	p := w.srv.Person("WITHHELD", "en")
	p.Send("/start")
	in := w.one(box.Text)
	return p, in.Chat
}

// texts are the bot's texts that a person sees.
func texts(list []demo.Message) []string {
	var out []string
	for _, m := range list {
		if m.FromBot && m.Service == "" {
			out = append(out, m.Text)
		}
	}
	return out
}

func (w *world) sees(p *demo.Person, want ...string) {
	w.t.Helper()
	w.same("the person sees", texts(p.Messages()), want)
}

func (w *world) same(what string, got, want []string) {
	w.t.Helper()
	if strings.Join(got, "\x00") != strings.Join(want, "\x00") {
		w.t.Errorf("%s %q, want %q\nlog:\n%s", what, got, want, w.logs)
	}
}

// topicTexts are the bot's texts in a topic.
func (w *world) topicTexts(name string) []string {
	w.t.Helper()
	for _, topic := range w.group.Topics() {
		if topic.Name == name && !topic.Deleted {
			return texts(topic.Messages)
		}
	}
	w.t.Errorf("there is no topic %q; log:\n%s", name, w.logs)
	return nil
}

// methods lists the calls made so far but for those that come by themselves.
func (w *world) methods() []string {
	var out []string
	for _, c := range w.srv.CallLog() {
		switch c.Method {
		case "getUpdates", "getMe", "getChat", "answerCallbackQuery":
		default:
			out = append(out, c.Method)
		}
	}
	return out
}

func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}
