// Package doctor looks whether everything that the bot needs is there, and says what to do. It changes nothing, and may look beside
// a running bot. Its main type is [Symptoms]: a line for each thing that was looked at, in plain words for the operator.
//
// No line holds the token, the id of a chat, or anything of a person.
package doctor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"safeharbour/bot/telegram"
)

// What a check can come to.
const (
	Healthy  = "ok"
	Doubtful = "warning" // it works, but not as it should
	Faulty   = "fault"   // people would not be helped
)

// Symptom is what was looked at, what it came to, and what was found and is to be done.
type Symptom struct{ State, What, Says string }

// Symptoms collects lines.
type Symptoms []Symptom

// Add adds a line.
func (f *Symptoms) Add(state, what, format string, args ...any) {
	*f = append(*f, Symptom{state, what, fmt.Sprintf(format, args...)})
}

// Print prints the lines, and tells how many are faults.
func (f *Symptoms) Print(w io.Writer) (faults int) {
	for _, one := range *f {
		fmt.Fprintf(w, "%-8s %-9s %s\n", one.State, one.What, one.Says)
		if one.State == Faulty {
			faults++
		}
	}
	return faults
}

// Setup is what the operator gave the bot.
type Setup struct {
	Token     string
	URL       string // of the Bot API server
	StaffChat int64  // 0: no group was given
	Webhook   string // empty: the bot polls
}

// Setup judges what only the Bot API server knows. It disturbs nobody and leaves no trace, but for a topic that it makes and deletes
// at once if try is set.
func (f *Symptoms) Setup(ctx context.Context, s Setup, try bool) {
	switch {
	case s.Token == "":
		f.Add(Faulty, "token", "there is none. Get one from @BotFather, write it into a file that only you can read, and give --token-file")
		return
	case !telegram.IsToken(s.Token):
		f.Add(Faulty, "token", "it has not the form of one: digits, a colon, letters. Copy it again from @BotFather")
		return
	case s.StaffChat == 0:
		f.Add(Faulty, "group", "no staff group is given, so nobody would read the cases. Give its id with --staff-chat")
	}
	wire := &telegram.Transport{Token: s.Token, URL: s.URL, StaffChat: s.StaffChat}
	i, err := wire.Inspect(ctx, try)
	if err != nil {
		f.Add(Faulty, "token", "%v", err)
		return
	}
	switch {
	case errors.Is(i.Me.Err, telegram.ErrToken):
		f.Add(Faulty, "token", "Telegram does not accept it. Ask @BotFather for the right one; it may have been revoked")
		return
	case i.Me.Err != nil:
		f.Add(Faulty, "token", "the Bot API server does not answer as it should (%s). Look at the network and at --api-url", telegram.Because(i.Me.Err))
		return
	}
	f.Add(Healthy, "token", "the bot is @%s", i.Me.Username)
	if i.Me.CanJoin {
		f.Add(Doubtful, "joining", "anybody can put the bot into groups; it leaves them, but turn that off: @BotFather, /setjoingroups, Disable")
	}
	f.clock(i)
	if s.StaffChat != 0 {
		f.group(i)
	}
	f.webhook(s, i, time.Now())
}

// How far our clock may be from the server's.
const (
	clockDoubtful = 30 * time.Second
	clockFaulty   = 5 * time.Minute
)

func (f *Symptoms) clock(i telegram.Inspection) {
	off := i.Me.ServerOff.Abs()
	state := Healthy
	switch {
	case !i.Me.Dated:
		f.Add(Doubtful, "clock", "the server did not say what time it is, so compare the clock of this machine yourself")
		return
	case off > clockFaulty:
		state = Faulty
	case off > clockDoubtful:
		state = Doubtful
	default:
		f.Add(state, "clock", "right to within %v", max(off, time.Second))
		return
	}
	f.Add(state, "clock", "it is %v away from the server's. Have the machine set its clock by the network (NTP): deadlines and erasing go by it", off)
}

// webhook judges how updates come.
func (f *Symptoms) webhook(s Setup, i telegram.Inspection, now time.Time) {
	w := i.Webhook
	switch {
	case w.Err != nil:
		f.Add(Faulty, "webhook", "could not be asked for (%s)", telegram.Because(w.Err))
		return
	case s.Webhook == "" && w.URL != "":
		f.Add(Faulty, "webhook", "one is set, but the bot is to poll. If it is not yours, somebody has the token: revoke it at @BotFather. Else start the bot: it removes the webhook")
		return
	case s.Webhook != "" && w.URL != s.Webhook:
		f.Add(Faulty, "webhook", "another one, or none, is set. The bot sets its own when it starts; if somebody else set one, revoke the token at @BotFather")
		return
	}
	state, says := Healthy, "none is set, as it must be for polling"
	if s.Webhook != "" {
		says = "it is set"
		if !w.Failed.IsZero() && now.Sub(w.Failed) < time.Hour {
			state, says = Doubtful, fmt.Sprintf("Telegram could not reach it %v ago (%s). Look at the proxy in front of --http and at its certificate", now.Sub(w.Failed).Round(time.Second), w.LastError)
		}
	}
	if w.Pending > pendingMany {
		state = Doubtful
		says += fmt.Sprintf("; %d updates wait, so the bot does not run, or comes not after", w.Pending)
	}
	f.Add(state, "webhook", "%s", says)
}

// pendingMany updates that wait at Telegram are more than a running bot leaves there.
const pendingMany = 100
