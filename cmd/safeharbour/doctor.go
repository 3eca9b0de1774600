package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"sync"
	"time"

	"safeharbour/bot/content"
	"safeharbour/bot/telegram"
	"safeharbour/flows"
	"safeharbour/locales"
)

// What a check of the doctor can come to.
const (
	healthy  = "ok"
	doubtful = "warning" // it works, but not as it should
	faulty   = "fault"   // people would not be helped
)

// symptom is one line of the doctor's: what was looked at, what it found, and what to do.
type symptom struct{ state, what, says string }

// symptoms collects lines.
type symptoms []symptom

func (f *symptoms) add(state, what, format string, args ...any) {
	*f = append(*f, symptom{state, what, fmt.Sprintf(format, args...)})
}

// doctor looks whether everything that the bot needs is there, and says what to do. It may be run beside a running bot, and
// leaves no trace. It ends with 1 when there is a fault.
func doctor(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	isTry := func(arg string) bool { return arg == "--try" || arg == "-try" }
	try := slices.ContainsFunc(args, isTry)
	cfg, err := readConfig("doctor", slices.DeleteFunc(slices.Clone(args), isTry), os.Getenv, stderr)
	if errors.Is(err, errHelp) {
		fmt.Fprintln(stderr, "  -try\n    \talso make a topic in the staff group, and delete it at once")
		return nil
	}
	if err != nil {
		return err
	}
	var f symptoms
	f.setup(ctx, cfg, try)
	f.content()
	f.disk(cfg)
	f.data(ctx, cfg)
	faults := 0
	for _, one := range f {
		fmt.Fprintf(stdout, "%-8s %-9s %s\n", one.state, one.what, one.says)
		if one.state == faulty {
			faults++
		}
	}
	if faults > 0 {
		return contentError{errors.New(plural(faults, "fault"))}
	}
	return nil
}

// setup judges what only the Bot API server knows.
func (f *symptoms) setup(ctx context.Context, cfg config, try bool) {
	switch {
	case cfg.token == "":
		f.add(faulty, "token", "there is none. Get one from @BotFather, write it into a file that only you can read, and give --token-file")
		return
	case !tokenForm().MatchString(cfg.token):
		f.add(faulty, "token", "it has not the form of one: digits, a colon, letters. Copy it again from @BotFather")
		return
	case cfg.StaffChat == 0:
		f.add(faulty, "group", "no staff group is given, so nobody would read the cases. Give its id with --staff-chat")
	}
	wire := &telegram.Transport{Token: cfg.token, URL: cfg.APIURL, StaffChat: cfg.StaffChat}
	i, err := wire.Inspect(ctx, try)
	if err != nil {
		f.add(faulty, "token", "%v", err)
		return
	}
	switch {
	case errors.Is(i.Me.Err, telegram.ErrToken):
		f.add(faulty, "token", "Telegram does not accept it. Ask @BotFather for the right one; it may have been revoked")
		return
	case i.Me.Err != nil:
		f.add(faulty, "token", "the Bot API server does not answer as it should (%s). Look at the network and at --api-url", telegram.Because(i.Me.Err))
		return
	}
	f.add(healthy, "token", "the bot is @%s", i.Me.Username)
	if i.Me.CanJoin {
		f.add(doubtful, "joining", "anybody can put the bot into groups; it leaves them, but turn that off: @BotFather, /setjoingroups, Disable")
	}
	f.clock(i)
	if cfg.StaffChat != 0 {
		f.group(i)
	}
	f.webhook(cfg, i, time.Now())
}

// How far our clock may be from the server's.
const (
	clockDoubtful = 30 * time.Second
	clockFaulty   = 5 * time.Minute
)

func (f *symptoms) clock(i telegram.Inspection) {
	off := i.Me.ServerOff.Abs()
	state := healthy
	switch {
	case !i.Me.Dated:
		f.add(doubtful, "clock", "the server did not say what time it is, so compare the clock of this machine yourself")
		return
	case off > clockFaulty:
		state = faulty
	case off > clockDoubtful:
		state = doubtful
	default:
		f.add(state, "clock", "right to within %v", max(off, time.Second))
		return
	}
	f.add(state, "clock", "it is %v away from the server's. Have the machine set its clock by the network (NTP): deadlines and erasing go by it", off)
}

// webhook judges how updates come.
func (f *symptoms) webhook(cfg config, i telegram.Inspection, now time.Time) {
	w := i.Webhook
	switch {
	case w.Err != nil:
		f.add(faulty, "webhook", "could not be asked for (%s)", telegram.Because(w.Err))
		return
	case cfg.Webhook == "" && w.URL != "":
		f.add(faulty, "webhook", "one is set, but the bot is to poll. If it is not yours, somebody has the token: revoke it at @BotFather. Else start the bot: it removes the webhook")
		return
	case cfg.Webhook != "" && w.URL != cfg.Webhook:
		f.add(faulty, "webhook", "another one, or none, is set. The bot sets its own when it starts; if somebody else set one, revoke the token at @BotFather")
		return
	}
	state, says := healthy, "none is set, as it must be for polling"
	if cfg.Webhook != "" {
		says = "it is set"
		if !w.Failed.IsZero() && now.Sub(w.Failed) < time.Hour {
			state, says = doubtful, fmt.Sprintf("Telegram could not reach it %v ago (%s). Look at the proxy in front of --http and at its certificate", now.Sub(w.Failed).Round(time.Second), w.LastError)
		}
	}
	if w.Pending > pendingMany {
		state = doubtful
		says += fmt.Sprintf("; %d updates wait, so the bot does not run, or comes not after", w.Pending)
	}
	f.add(state, "webhook", "%s", says)
}

// pendingMany updates that wait at Telegram are more than a running bot leaves there.
const pendingMany = 100

// ownFaults counts the faults of the contents in the program, which never change.
var ownFaults = sync.OnceValue(func() int {
	_, faults := content.CheckOn(flows.FS, locales.FS, time.Now())
	return len(faults)
})

func (f *symptoms) content() {
	if n := ownFaults(); n > 0 {
		f.add(faulty, "content", "%s in flows and words. \"safeharbour check\" lists them", plural(n, "fault"))
		return
	}
	f.add(healthy, "content", "flows, words and contacts have no fault")
}

// running asks a bot that runs whether it is ready, if it can be asked.
func running(ctx context.Context, address string) (state, says string) {
	says = "a bot runs on it"
	if address == "" {
		return healthy, says
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/readyz", nil)
	if err != nil {
		return doubtful, says + ", but --http is no address"
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return doubtful, says + ", but does not answer at --http"
	}
	defer resp.Body.Close()
	word, _ := io.ReadAll(io.LimitReader(resp.Body, 100))
	if resp.StatusCode != http.StatusOK {
		return faulty, fmt.Sprintf("%s and is not ready: %q is in the way. Read its log", says, string(slices.DeleteFunc(word, func(b byte) bool { return b < ' ' })))
	}
	return healthy, says + " and is ready"
}
