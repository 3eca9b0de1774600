// Package telegram is the channel to Telegram: it takes updates of the Bot API into the inbox and sends what is in the
// outbox. Its main type is [Transport].
//
// Promises. An update is confirmed to Telegram only after the commit that put it into the inbox; it is taken once. What
// is in the outbox is sent at least once: the Bot API has no idempotency key, so a send whose answer was lost is repeated.
// Within a chat and a lane of urgency the order is kept. The token, chat ids and words never stand in logs or errors.
//
// The package must not know what the words mean. Message ids, topics, limits and formatting are its own affair: to
// everybody else a chat is a [box.Chat] and a message a [box.Ref].
package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/clock"
	"safeharbour/bot/store"
)

// Staff is the chat of the configured staff group, whatever its id is at Telegram just now.
const Staff box.Chat = "tg/staff"

// channel names us in [box.Box.Receive].
const channel = "telegram"

// drainTime is how long calls under way may take after the end of [Transport.Run]: a call that is cut off may have been
// obeyed, and is then made twice. With what comes after it, the end takes less than eight seconds.
const drainTime = 7 * time.Second

// ErrToken says that Telegram does not accept the bot's token.
var ErrToken = errors.New("bot token is not accepted by the Bot API server: check it with @BotFather")

// Keeper keeps the files that persons send, under names that it understands. All methods may be called concurrently.
type Keeper interface {
	// Wanted tells whether a file is to be downloaded still; why is empty when it is.
	Wanted(ctx context.Context, piece string) (why string, err error)
	// Keep keeps the bytes of a file. careful asks it to look into them as little as it can: an earlier attempt may have
	// ended the process. When it returns nil, they are on the disk.
	Keep(ctx context.Context, piece string, data []byte, careful bool) (box.Kept, error)
	// Preview returns a small JPEG of a file, or store.ErrNotFound.
	Preview(piece string) ([]byte, error)
	// Original returns a file as it came, or store.ErrNotFound.
	Original(piece string) ([]byte, error)
}

// Transport moves updates in and messages out. Set the fields before the first call of a method, and do not change
// them after it. Token, Box and Store are required.
type Transport struct {
	// Token is the bot's token, as @BotFather gave it.
	Token string
	// URL is the Bot API server, without a slash at its end. Empty means Telegram's.
	URL string
	// Box is the inbox and outbox. Its Load is the caller's affair.
	Box *box.Box
	// Store is the store under Box.
	Store store.Store
	// StaffChat is the id of the staff group as configured; a later move to a supergroup is followed by itself. Zero
	// means that there is none: what is for staff then waits in the outbox.
	StaffChat int64
	// SendRate is how many messages are sent a second in all. Zero lifts this and the budgets of single chats and
	// groups: for an own Bot API server, and for measuring.
	SendRate float64
	// Webhook is the public address of [Transport.Handler]. Empty means that updates are polled.
	Webhook string
	// Files keeps what persons send. Nil means that nothing is downloaded, and staff are told so of each file.
	Files Keeper
	// Attach makes the file of a [box.Attach]: its name with the ending of the form it was made in, and its content. An error
	// means that it can never be made; it must not hold words. Nil means that there are no files. It may be called
	// concurrently.
	Attach func(ctx context.Context, out box.Out) (name string, data []byte, err error)
	// Blind says that Store is a new one beside chats that are not: Hide then also tries the numbers before the first message
	// that it knows of a chat.
	Blind bool
	// Hold tells whether no updates are to be fetched just now: they wait at Telegram, for a day at most. What is in the outbox
	// is sent all the same. Nil means never. It is called often.
	Hold func() bool
	// Web carries the calls. Nil means connections of its own, kept alive and shared.
	Web http.RoundTripper
	// Called, if given, is told of every call but getUpdates: what it does, one of the names in [Deeds], how it went, and how
	// long it took. It must be short, and may be called concurrently.
	Called func(deed string, class Class, took time.Duration)
	// Asking, if given, is called each time that a poll is on its way to the server. It must be short.
	Asking func()
	// Log gets what an operator should know. Nil means [slog.Default].
	Log *slog.Logger
	// Clock is time, and what goes on in it. Nil means the machine's.
	Clock clock.Clock

	once             sync.Once
	own              *http.Transport
	self             atomic.Pointer[self]
	met              atomic.Bool  // the server told who the bot is
	staff            atomic.Int64 // the staff group's id now
	heard            atomic.Int64
	skew             skew
	beats            atomic.Uint64
	rivals           rivals
	gaps             gaps
	polls, conflicts atomic.Uint64
	polled           atomic.Int64
	denied           atomic.Bool // the last answer was that the token is not accepted
	secret           atomic.Pointer[string]
	forum            forum
	checks           members
	numbers          numbers
	extra            errands
	left             leaving
}

// self is who the bot is.
type self struct {
	ID       int64  `json:"id"`
	Username string `json:"username"`
}

// Check asks the server who the bot is. It returns [ErrToken] when the token is wrong. Call it before [Transport.Run] to
// fail early; Run works without it.
func (t *Transport) Check(ctx context.Context) error {
	if err := t.valid(); err != nil {
		return err
	}
	c, err := t.client(ctx, callTime)
	if err != nil {
		return err
	}
	return t.introduce(ctx, c)
}

// Heard tells when the server last answered anything. It is the zero time before the first answer.
func (t *Transport) Heard() time.Time { return when(t.heard.Load()) }

// Polls and Conflicts count, since the start: polls that worked, and polls that failed since another program takes the updates.
// Gaps counts the times that Telegram was out of reach for most of a day, so that messages may be lost. Polled is when a poll
// last worked, or the zero time. Denied tells whether the server does not accept the token any more:
// nothing comes in or goes out then. All of them may be called at any time.
func (t *Transport) Polls() uint64     { return t.polls.Load() }
func (t *Transport) Conflicts() uint64 { return t.conflicts.Load() }
func (t *Transport) Gaps() uint64      { return t.gaps.count.Load() }
func (t *Transport) Polled() time.Time { return when(t.polled.Load()) }
func (t *Transport) Denied() bool      { return t.denied.Load() }

// when makes a time of what an atomic holds.
func when(nanoseconds int64) time.Time {
	if nanoseconds == 0 {
		return time.Time{}
	}
	return time.Unix(0, nanoseconds)
}

// Run takes updates and sends what is in the outbox, until ctx ends or the store fails. Calls that are under way when ctx
// ends get a few seconds. Call it once. It returns nil when ctx ended.
func (t *Transport) Run(ctx context.Context) error {
	if err := t.valid(); err != nil {
		return err
	}
	if t.Webhook != "" && t.secret.Load() == nil {
		return errors.New("webhook: Handler was not called, so there is no secret")
	}
	if err := t.recall(ctx); err != nil {
		return fmt.Errorf("start telegram: %w", err)
	}
	if err := t.rivals.recall(ctx, t); err != nil {
		return fmt.Errorf("start telegram: %w", err)
	}
	t.gaps.recall(ctx, t)
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	calls, hangUp := context.WithCancel(context.WithoutCancel(ctx))
	defer hangUp()
	c, err := t.client(calls, callTime)
	if err != nil {
		return err
	}
	slow, err := t.client(calls, transferTime)
	if err != nil {
		return err
	}
	s := newSender(t, ctx, c, fail)
	s.moves = transfers{s: s, client: slow}
	t.extra.start(ctx, c, t, s.release)
	var tasks clock.Group
	if t.Webhook == "" {
		tasks.Go(t.clock(), func() { t.poll(ctx, fail) })
	}
	tasks.Go(t.clock(), func() { s.feed(ctx) })
	tasks.Go(t.clock(), func() { t.settle(ctx, c) })
	t.clock().Wait(ctx, clock.Ever, nil)
	defer t.clock().After(drainTime, hangUp)()
	tasks.Wait(t.clock())
	s.stop()
	s.moves.stop()
	t.extra.stop()
	t.hangUp()
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) && !errors.Is(cause, context.DeadlineExceeded) {
		return cause
	}
	return nil
}

// settle does at the start what may take its time: polling does not wait for it.
func (t *Transport) settle(ctx context.Context, c client) {
	t.insist(ctx, "getMe", func() error { return t.introduce(ctx, c) })
	if t.Webhook == "" {
		return
	}
	t.insist(ctx, "getWebhookInfo", func() error { return t.rivals.look(ctx, c) })
	t.insist(ctx, "setWebhook", func() error { return t.announce(ctx, c) })
	t.rivals.guard(ctx, c)
}

// insist repeats a call until it works, is refused for good or ctx ends.
func (t *Transport) insist(ctx context.Context, method string, call func() error) bool {
	for tries := 0; ctx.Err() == nil; tries++ {
		err := call()
		class := Classify(err)
		if class == Fine || class == Done {
			return true
		}
		t.log().Warn("call failed", "method", method, "class", class.String(), "reason", reason(err))
		if class == Refused {
			return false
		}
		pause := t.backoff(tries)
		if class == Wait {
			pause = max(pause, retryAfter(err))
		}
		t.sleep(ctx, pause)
	}
	return false
}

// introduce learns who the bot is, unless the server was asked already.
func (t *Transport) introduce(ctx context.Context, c client) error {
	if t.met.Load() {
		return nil
	}
	var me self
	err := c.call("getMe", struct{}{}, &me)
	if Classify(err) == Unauthorized {
		return ErrToken
	}
	if err != nil {
		return fmt.Errorf("ask who the bot is: %w", err)
	}
	t.self.Store(&me)
	t.met.Store(true)
	v, err := json.Marshal(me)
	if err != nil {
		return fmt.Errorf("encode bot: %w", err)
	}
	if err := t.record(ctx, selfKey, v); err != nil {
		t.log().Warn("the bot's name will be asked for once more at the next start", "error", err)
	}
	return nil
}

// me returns who the bot is. Its id is known from the token before the server was asked.
func (t *Transport) me() self {
	if me := t.self.Load(); me != nil {
		return *me
	}
	id, _, _ := strings.Cut(t.Token, ":")
	n, _ := strconv.ParseInt(id, 10, 64)
	return self{ID: n}
}

func (t *Transport) valid() error {
	switch {
	case t.Box == nil || t.Store == nil:
		return errors.New("telegram: Box and Store are required")
	case t.Token == "":
		return errors.New("telegram: the bot token is missing")
	case strings.ContainsAny(t.Token, "/?#% \t\r\n"):
		return errors.New("telegram: the bot token holds a character that no token has; it looks like 123456:ABC-DEF")
	case t.SendRate < 0:
		return errors.New("telegram: the send rate is negative")
	}
	return nil
}

// network returns what carries the calls.
func (t *Transport) network() http.RoundTripper {
	if t.Web != nil {
		return t.Web
	}
	t.once.Do(func() {
		protocols := new(http.Protocols)
		protocols.SetHTTP1(true) // with HTTP/2, one connection that hangs would hold all chats
		t.own = &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			DialContext:         (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
			TLSHandshakeTimeout: 10 * time.Second,
			MaxIdleConns:        workers + errandRunners,
			MaxIdleConnsPerHost: workers + errandRunners,
			IdleConnTimeout:     90 * time.Second,
			Protocols:           protocols,
		}
	})
	return t.own
}

// hangUp closes the connections that nobody uses.
func (t *Transport) hangUp() {
	if own, ok := t.network().(*http.Transport); ok && t.Web == nil {
		own.CloseIdleConnections()
	}
}

func (t *Transport) url() string {
	if t.URL == "" {
		return "https://api.telegram.org"
	}
	return strings.TrimRight(t.URL, "/")
}

func (t *Transport) now() time.Time {
	return t.clock().Now()
}

func (t *Transport) clock() clock.Clock { return clock.Or(t.Clock) }

func (t *Transport) log() *slog.Logger {
	if t.Log == nil {
		return slog.Default()
	}
	return t.Log
}
