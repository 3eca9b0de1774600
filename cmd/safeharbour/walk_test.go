package main

import (
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"safeharbour/bot/content"
	"safeharbour/bot/demo"
	"safeharbour/bot/flow"
	"safeharbour/bot/race"
	"safeharbour/flows"
	"safeharbour/locales"
)

// Every branch of every flow in every language, through the real transport. flow.Branches gives the set: in it every step
// is asked, answered with every choice and passed over, and every way and every condition is taken both ways. It is small
// enough to play whole, so nothing is sampled. Each branch is played in each language, in one by pressing the buttons, in
// one by typing their numbers, in one by typing their words. Staff read each language's cases in another one. With the race
// detector only English is walked: a language makes no other races.
func TestEveryBranchInEveryLanguage(t *testing.T) {
	tags := languagesOf(t)
	for i, tag := range tags {
		if race.On && i > 0 {
			t.Logf("the others are walked without the race detector, by the last line of make test")
			break
		}
		staff := tags[(i+1)%len(tags)]
		h := newHouseWith(t, slog.New(slog.NewTextHandler(t.Output(), nil)), func(c *config) { c.StaffLang = staff })
		for _, id := range h.app.content.Flows.IDs() {
			t.Run(tag+"/"+id, func(t *testing.T) { playFlow(t, h, i, tag, id) })
		}
		if english, nothing := h.app.content.Words.Misses(); english != 0 || nothing != 0 {
			t.Errorf("%s: %d texts had to come in English, %d from nowhere", tag, english, nothing)
		}
		if n := h.app.lanes.Failures(); n != 0 {
			t.Errorf("%s: %d turns failed", tag, n)
		}
	}
}

// atOnce is how many persons play at a time.
const atOnce = 16

// playFlow plays all branches of a flow, several at a time.
func playFlow(t *testing.T, h *house, lang int, tag, id string) {
	t.Helper()
	branches := flow.Branches(h.app.content.Flows, id, time.Now())
	if len(branches) == 0 {
		t.Fatal("the flow has no branches")
	}
	j := newJudge(t, tag, h.app.cfg.StaffLang)
	var all sync.WaitGroup
	places := make(chan struct{}, atOnce)
	for i, inputs := range branches {
		w := &walker{c: h.app.content, p: h.api.Person("Person "+strconv.Itoa(i), hint), w: h.app.content.Words.Words(tag),
			how: manner((i + lang) % 3), n: i, house: h, judge: j}
		all.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			if err := w.walk(id, inputs); err != nil {
				t.Errorf("branch %d, manner %d: %v", i, w.how, err)
			}
		})
	}
	all.Wait()
}

// judge finds words on a screen that should not stand there.
type judge struct {
	tag     string
	foreign map[string]string // line of another language -> where it is from
	others  map[string]string
}

func newJudge(t *testing.T, tag, staff string) *judge {
	t.Helper()
	return &judge{tag: tag, foreign: foreignTo(t, tag), others: foreignTo(t, staff)}
}

// message finds one message of a language file.
var message = regexp.MustCompile(`(?m)^("[^"]+") = ("(?:[^"\\]|\\.)*")$`)

// foreignTo collects the lines of all other languages that are not lines of this one too.
func foreignTo(t *testing.T, tag string) map[string]string {
	t.Helper()
	files, err := locales.FS.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	own, foreign := map[string]bool{}, map[string]string{}
	for _, f := range files {
		data, err := locales.FS.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range message.FindAllSubmatch(data, -1) {
			text, err := strconv.Unquote(string(m[2]))
			if err != nil {
				t.Fatalf("%s: %s: %v", f.Name(), m[1], err)
			}
			for line := range strings.SplitSeq(text, "\n") {
				switch {
				case f.Name() == "active."+tag+".toml":
					own[line] = true
				case strings.ContainsFunc(line, unicode.IsLetter) && !strings.Contains(line, "{{"):
					foreign[line] = f.Name() + " " + string(m[1])
				}
			}
		}
	}
	for line := range own {
		delete(foreign, line)
	}
	if len(own) < 100 || len(foreign) < 100 {
		t.Fatalf("the language files were not read: %d own lines, %d foreign ones", len(own), len(foreign))
	}
	return foreign
}

// raw is what words look like that were not found or not filled in.
var raw = regexp.MustCompile(`\{\{|\}\}|<no value>|<nil>|%!|\b(ui|safety|error|staff|card|triage|answer|trapped|defrauded|family|escaped_or_detained|check_offer|know_the_trap|other)\.[a-z]\w*`)

// reviewed is a list of answers that are read back.
var reviewed = regexp.MustCompile(`^\PL*1\PL*\. .*\n\PL*2\PL*\. `)

// screen judges a screen of the person.
func (j *judge) screen(m demo.Message) error {
	if strings.TrimSpace(m.Text) == "" {
		return errors.New("the screen is empty")
	}
	if !m.Has("h") {
		return fmt.Errorf("hide is not on the screen: %v", m.Labels())
	}
	for paragraph := range strings.SplitSeq(m.Text, "\n\n") {
		if strings.HasPrefix(paragraph, "☎") || reviewed.MatchString(paragraph) {
			continue // the name of a line, or of a language that somebody speaks, is in its own language
		}
		if !j.ownScript(paragraph) {
			return fmt.Errorf("a paragraph is not in %s: %q", j.tag, paragraph)
		}
	}
	var labels []string
	for _, l := range m.Labels() {
		labels = append(labels, plain(l))
	}
	return clean(j.foreign, append(labels, m.Text))
}

// staff judges a message in the topic of a case.
func (j *judge) staff(m demo.Message) error {
	return clean(j.others, append(m.Labels(), m.Text))
}

// clean finds raw keys and foreign lines.
func clean(foreign map[string]string, texts []string) error {
	for _, text := range texts {
		if bad := raw.FindString(text); bad != "" {
			return fmt.Errorf("%q shows %q", text, bad)
		}
		for line := range strings.SplitSeq(text, "\n") {
			if from := foreign[line]; from != "" {
				return fmt.Errorf("%q is from %s", line, from)
			}
		}
	}
	return nil
}

// ownScript tells whether words are written as the language is written.
func (j *judge) ownScript(text string) bool {
	own := scriptOf(j.tag)
	for _, script := range []*unicode.RangeTable{unicode.Han, unicode.Arabic, own} {
		has := strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(script, r) })
		if has != (script == own) {
			return false
		}
	}
	return true
}

// scriptOf is the script in which a language is written.
func scriptOf(tag string) *unicode.RangeTable {
	script, _ := language.Make(tag).Script()
	if name := script.String(); name == "Hans" || name == "Hant" {
		return unicode.Han
	}
	if table := unicode.Scripts[display.English.Scripts().Name(script)]; table != nil {
		return table
	}
	return unicode.L // any letters at all
}

// languagesOf are the languages that the bot speaks, English first.
func languagesOf(t *testing.T) []string {
	t.Helper()
	c, faults := content.Load(flows.FS, locales.FS)
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	return c.Tags()
}
