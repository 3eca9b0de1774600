package simulate

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mutant is a mistake in the bot that the seeds must find. It is made in a copy of the source, in a test build of its own:
// text takes the place of old, which must stand in the file exactly once, and makes the mistake where mutant(name) is true.
type mutant struct {
	name, why string
	file      string
	old, text string
}

// mutantsFlag has the bugs made again, too, that seeds once found.
var mutantsFlag = flag.Bool("old", false, "make the bugs again, too, that seeds found before: some need thousands of seeds")

// mutants are the mistakes. The first four are those that would cost most.
var mutants = []mutant{
	{"confirm", "Telegram is told that updates arrived before they are on the disk", "bot/telegram/poll.go",
		"	if err := t.take(ctx, arrivals, next); err != nil {",
		`	if mutant("confirm") {
		_ = c.call("getUpdates", map[string]any{"offset": next, "limit": 1, "timeout": 0}, nil)
	}
	if err := t.take(ctx, arrivals, next); err != nil {`},
	{"twice", "an update is taken as often as it comes", "bot/box/seen.go",
		"	if p.has(end) {\n",
		`	if p.has(end) && !mutant("twice") {
`},
	{"order", "a chat's newest input has its turn first", "bot/lanes.go",
		"		ln.queue = append(ln.queue, in)\n",
		`		if ln.queue = append(ln.queue, in); mutant("order") {
			ln.queue = append([]box.In{in}, ln.queue[:len(ln.queue)-1]...)
		}
`},
	{"mark", "a card is posted without being marked before", "bot/telegram/verbs.go",
		"	if !j.out.Marked && j.out.Ref != \"\" {\n		if err := j.mark(); err != nil {",
		`	if !j.out.Marked && j.out.Ref != "" && !mutant("mark") {
		if err := j.mark(); err != nil {`},
	{"done", "an input leaves the inbox in a commit of its own", "bot/lanes.go",
		"	return err\n}\n\nfunc (l *Lanes) turn(tx store.Tx, in box.In) error {\n	if err := l.Turn(tx, in); err != nil {\n",
		`	if err == nil && mutant("done") {
		err = l.Store.Update(context.WithoutCancel(ctx), func(tx store.Tx) error { return l.Box.Done(tx, in) })
	}
	return err
}

func (l *Lanes) turn(tx store.Tx, in box.In) error {
	if err := l.Turn(tx, in); err != nil || mutant("done") {
`},
	{"follow", "a turn is on the disk whether its input is or not", "bot/lanes.go",
		"		err := l.try(store.After(ctx, in.Pending), in)", `		if mutant("follow") {
			in.Pending = nil
		}
		err := l.try(store.After(ctx, in.Pending), in)`},
	{"older", "what waits is sent after the screen was cleared", "bot/telegram/queue.go",
		"	if it.out.Verb == box.Clear {\n		l.takeOlder(it)",
		`	if it.out.Verb == box.Clear && !mutant("older") {
		l.takeOlder(it)`},
	{"stray", "what may have been sent before a crash is not looked for", "bot/telegram/queue.go",
		"unsure: o.Left && sends(o.Verb)}",
		`unsure: o.Left && sends(o.Verb) && !mutant("stray")}`},
	{"numbers", "the numbers of messages outlive the group's move", "bot/telegram/intake.go",
		"	if was != now {", `	if was != now && !mutant("numbers") {`},
	{"silence", "what staff write is shown whether the person allowed it or not", "bot/staff.go",
		"	if t.mayWrite(c) && !t.away() {", `	if (t.mayWrite(c) || mutant("silence")) && !t.away() {`},
	{"early", "a due item comes a minute early", "bot/box/due.go",
		"Sub(tx.Now()); left > 0 {", `Sub(tx.Now()); left > 0 && !(mutant("early") && left < time.Minute) {`},
	{"handoff", "a person's flow makes a second case", "bot/handoff.go",
		"	id := t.c.Cases[t.c.Flow]\n	switch {", `	id := t.c.Cases[t.c.Flow]
	if mutant("handoff") && t.signal {
		id = 0
	}
	switch {`},
	{"behind", "what could not be sent is tried again behind what came after it", "bot/telegram/queue.go",
		"	l.rows.back(it)\n", `	if mutant("behind") {
		l.rows.push(it, it.lane)
		return
	}
	l.rows.back(it)
`},
	{"last", "Hide waits for its turn behind what its chat sent before", "bot/lanes.go",
		"	case l.first(in):\n", `	case l.first(in) && !mutant("last"):
`},
	{"answer", "an update that could not be stored is answered with 200", "bot/telegram/webhook.go",
		"	if err := t.take(r.Context(), []arrival{t.decode(raw)}, offset); err != nil {",
		`	if err := t.take(r.Context(), []arrival{t.decode(raw)}, offset); err != nil && !mutant("answer") {`},
	{"kept", "the real store answers, and some commits never come to the disk", inBolt + "writer.go",
		"	if err := w.put(b, seq, writes); err != nil {",
		`	if mutant("kept") && seq%50 == 0 {
		return nil
	}
	if err := w.put(b, seq, writes); err != nil {`},
	{"journal", "some commits of the real store are not in its journal", inBolt + "journal.go",
		"	if err := w.append(w.record); err != nil {",
		`	if mutant("journal") && seq%50 == 0 {
		w.record = appendWrites(nil, seq, nil)
	}
	if err := w.append(w.record); err != nil {`},
	{"number", "the real store gives a number again after a restart", inBolt + "draft.go",
		"			err = t.raise(in, store.Number(r.sealed, 0))",
		`			if !mutant("number") {
				err = t.raise(in, store.Number(r.sealed, 0))
			}`},
}

// inBolt is where the real store stands. All seeds run on it for a mistake there.
const inBolt = "bot/store/bolt/"

// oldBugs are bugs that seeds found. A simulation that is changed must still find them. Each has a test of its own, too.
var oldBugs = []mutant{
	{"replaced", "an output that was replaced comes back after a crash", "bot/telegram/deliver.go",
		"		if err := j.removeOld(tx); err != nil {\n			return err\n		}\n		return box.SaveOut",
		`		if mutant("replaced") {
			return box.SaveOut(tx, *j.out)
		}
		if err := j.removeOld(tx); err != nil {
			return err
		}
		return box.SaveOut`},
	{"unmark", "what surely did nothing is taken for what was done before it", "bot/telegram/deliver.go",
		"	if surely(class) && j.marked {", `	if surely(class) && (j.marked || mutant("unmark")) {`},
	{"before", "what staff wrote before the group moved is taken for a stranger's", "bot/telegram/decode.go",
		"|| id == t.StaffChat)", `|| id == t.StaffChat && !mutant("before"))`},
	{"pause", "Hide waits for the end of a pause that nobody asked for", "bot/telegram/send.go",
		"	if out.Verb == box.Clear {", `	if out.Verb == box.Clear && !mutant("pause") {`},
	{"back", "a wait lasts a day when the clock is set back", "bot/telegram/wait.go",
		"	if o.Pause > 0 {", `	if o.Pause > 0 && !mutant("back") {`},
}

var firstSeed = regexp.MustCompile(`seed (\d+) breaks a promise: (.*)`)

// Mistakes of the worst kind are made on purpose, one at a time, and the seeds find each of them. A simulation that finds
// nothing would say nothing.
func TestMutantsAreFound(t *testing.T) {
	mutants := mutants
	if *mutantsFlag {
		mutants = slices.Concat(mutants, oldBugs)
	}
	exe := buildMutants(t, mutants)
	if out, err := runMutant(exe, "none", "200"); err != nil {
		t.Fatalf("without a mistake:\n%s", out)
	}
	t.Run("story", func(t *testing.T) { storyIsShort(t, exe) })
	for _, m := range mutants {
		t.Run(m.name, func(t *testing.T) {
			var more []string
			if strings.HasPrefix(m.file, inBolt) {
				more = []string{"-real=1"}
			}
			out, err := runMutant(exe, m.name, "10000", more...)
			found := firstSeed.FindStringSubmatch(out)
			if err == nil || found == nil {
				t.Fatalf("nobody noticed that %s: %v\n%s", m.why, err, out)
			}
			t.Logf("seed %s finds that %s (%s)", found[1], m.why, found[2])
		})
	}
}

// storyIsShort looks whether what a failed seed prints is short enough to be read, and tells how to run it again.
func storyIsShort(t *testing.T, exe string) {
	out, _ := runMutant(exe, "order", "10000", "-shrink=300")
	events := regexp.MustCompile(`made short from (\d+) events to (\d+)`).FindStringSubmatch(out)
	if events == nil || !strings.Contains(out, "go test ./bot/simulate -run TestSeeds -seed=") {
		t.Fatalf("a failed seed does not tell its story:\n%s", out)
	}
	if n, err := strconv.Atoi(events[2]); err != nil || n > 6 || !strings.Contains(out, " * ") {
		t.Errorf("two inputs in the wrong order make a story of %d events:\n%s", n, out)
	}
}

// runMutant runs the seeds with a mistake.
func runMutant(exe, name, seeds string, more ...string) (string, error) {
	cmd := exec.Command(exe, append([]string{"-test.run=^TestSeeds$", "-test.v", "-seeds=" + seeds, "-shrink=0"}, more...)...)
	cmd.Env = append(os.Environ(), "MUTANT="+name)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// buildMutants makes the test program with all mistakes in it, and returns its path. The sources are not touched.
func buildMutants(t *testing.T, mutants []mutant) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	texts, replace := map[string]string{}, map[string]string{}
	for _, m := range mutants {
		if texts[m.file] == "" {
			data, err := os.ReadFile(filepath.Join(root, m.file))
			if err != nil {
				t.Fatal(err)
			}
			texts[m.file] = string(data)
		}
		if n := strings.Count(texts[m.file], m.old); n != 1 {
			t.Fatalf("the mutant %s looks for a text that is %d times in %s: write it anew", m.name, n, m.file)
		}
		texts[m.file] = strings.Replace(texts[m.file], m.old, m.text, 1)
		folder := filepath.Dir(m.file)
		texts[folder+"/mutant_on.go"] = "package " + filepath.Base(folder) + `

import "os"

var mutantNow = os.Getenv("MUTANT")

func mutant(name string) bool { return name == mutantNow }
`
	}
	for file, text := range texts {
		copied := filepath.Join(dir, strings.ReplaceAll(file, "/", "_"))
		if err := os.WriteFile(copied, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		replace[filepath.Join(root, file)] = copied
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	list, exe := filepath.Join(dir, "overlay.json"), filepath.Join(dir, "mutants.test")
	if err := os.WriteFile(list, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "test", "-c", "-overlay="+list, "-o", exe, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatal(fmt.Errorf("build: %w\n%s", err, out))
	}
	return exe
}
