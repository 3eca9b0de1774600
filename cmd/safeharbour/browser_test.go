package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"safeharbour/bot/locale"
	"safeharbour/locales"
)

// poll is how the page is watched. Not by its frames: of a window behind another one, none are drawn.
var poll = []chromedp.PollOption{chromedp.WithPollingInterval(30 * time.Millisecond), chromedp.WithPollingTimeout(patience)}

// window is one browser window that shows the demo's page. It acts as a user does: with the mouse and the keyboard, and only
// on what can be seen and is covered by nothing.
type window struct {
	t       *testing.T
	ctx     context.Context
	shots   string
	touch   bool          // fingers instead of a mouse
	words   *locale.Words // of the person on the screen
	staff   *locale.Words
	catalog *locale.Catalog
}

// openBrowser starts a browser without a window, and ends it with the test.
func openBrowser(t *testing.T) context.Context {
	t.Helper()
	options := append([]chromedp.ExecAllocatorOption{
		chromedp.ExecPath(findBrowser(t)), chromedp.UserDataDir(t.TempDir()), chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.Flag("headless", "new"), chromedp.Flag("lang", "en-GB"), chromedp.Flag("hide-scrollbars", false), chromedp.WSURLReadTimeout(patience),
	}, flags("disable-gpu", "disable-background-networking", "disable-component-update", "disable-sync", "disable-extensions",
		"disable-default-apps", "disable-dev-shm-usage", "metrics-recording-only", "mute-audio")...)
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, endAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	browser, endBrowser := chromedp.NewContext(allocator)
	t.Cleanup(func() { endBrowser(); endAllocator() })
	if err := chromedp.Do(browser); err != nil {
		t.Fatal("the browser does not start:", err)
	}
	return browser
}

func flags(names ...string) []chromedp.ExecAllocatorOption {
	var options []chromedp.ExecAllocatorOption
	for _, name := range names {
		options = append(options, chromedp.Flag(name, true))
	}
	return options
}

// findBrowser looks for Chromium, and skips the test where there is none. Where nothing may be skipped, it fails.
func findBrowser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	const why = "NO BROWSER: the demo's page is not tested. Install chromium, or run \"make test\" as root on Debian"
	if os.Getenv("SAFEHARBOUR_TEST_NO_SKIP") != "" {
		t.Fatal(why)
	}
	t.Skip(why)
	return ""
}

// startDemo runs the demo as the command does, in this process, and returns the address that it prints.
func startDemo(t *testing.T) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out, in := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := runDemo(ctx, []string{"-addr", "127.0.0.1:0", "-v"}, in, t.Output())
		in.CloseWithError(io.EOF)
		done <- err
	}()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil && !errors.Is(err, context.Canceled) {
			t.Error("the demo ended with:", err)
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	address := regexp.MustCompile(`http://\S+`).FindString(line)
	if err != nil || address == "" {
		t.Fatalf("the demo printed %q, %v; want an address", line, err)
	}
	return address
}

// openWindow opens the page in a window of its own, with nothing remembered. A fault in the page's program fails the test.
func openWindow(t *testing.T, browser context.Context, address string, width, height int64, more ...chromedp.EmulateViewportOption) *window {
	t.Helper()
	ctx, end := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	catalog, faults := locale.Load(locales.FS)
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	english := catalog.Words("en")
	w := &window{t: t, ctx: ctx, shots: shotFolder(t), words: english, staff: english, catalog: catalog}
	console, read := chromedp.Console(ctx), make(chan struct{})
	go func() {
		defer close(read)
		for m, err := range console {
			if err == nil && (m.IsException() || m.Type == chromedp.ConsoleError) {
				t.Error("the page complains:", m)
			}
		}
	}()
	t.Cleanup(func() { end(); <-read })
	w.do(chromedp.EmulateViewport(width, height, more...), chromedp.Navigate(address))
	w.until(`document.getElementById('status').dataset.online === 'yes'`, "the page is connected")
	return w
}

// shotFolder is where pictures go: where the caller wants them, else where nobody looks.
func shotFolder(t *testing.T) string {
	t.Helper()
	folder := os.Getenv("SAFEHARBOUR_SCREENSHOTS")
	if folder == "" {
		return t.TempDir()
	}
	if !filepath.IsAbs(folder) { // meant from the top of the repository, where make runs
		folder = filepath.Join("..", "..", folder)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	return folder
}

// do runs actions, and ends the test where one fails.
func (w *window) do(actions ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		w.fail(fmt.Sprint(err))
	}
}

// fail ends the test with what the page shows.
func (w *window) fail(problem string) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	seen, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body.innerText`))
	w.t.Fatalf("%s; the page shows (%v):\n%s", problem, err, seen)
}

// until waits until a condition holds in the page.
func (w *window) until(condition, what string) {
	w.t.Helper()
	if _, err := chromedp.Run(w.ctx, chromedp.Poll[chromedp.Void](condition, poll...)); err != nil {
		w.fail(fmt.Sprintf("not so: %s (%v)", what, err))
	}
}

// Places of the page.
const (
	phone = `#phone .log:not([hidden])`
	topic = `[data-testid=topic-open] .log:not([hidden])`
	card  = `[data-testid=topic-card]:not([hidden])`
)

// sees waits until words stand in the last message of a place that can be seen.
func (w *window) sees(place, words string) {
	w.t.Helper()
	w.until(fmt.Sprintf(`(() => { const shown = [...document.querySelectorAll(%s)].filter((el) => el.offsetParent);
		return shown.at(-1)?.innerText.includes(%s); })()`, quote(place+lastMessage(place)), quote(words)), fmt.Sprintf("%q in %s", words, place))
}

// asked waits until the person's phone shows a text, whatever its words are by now.
func (w *window) asked(key string) {
	w.t.Helper()
	w.sees(phone, w.words.Text(key))
}

// answer presses a button of the person's phone.
func (w *window) answer(key string) {
	w.t.Helper()
	w.press(phone, w.words.Text(key))
}

// gap stands for a value that the test does not know, such as a time of day.
const gap = "\x00"

// told waits until staff are told something at the end of the open topic. Of a text with a gap, it looks for the longest part.
func (w *window) told(key string, values ...any) {
	w.t.Helper()
	longest := ""
	for part := range strings.SplitSeq(w.staff.Text(key, values...), gap) {
		if len(part) > len(longest) {
			longest = part
		}
	}
	w.sees(topic, longest)
}

// decide presses a button of the card.
func (w *window) decide(key string) {
	w.t.Helper()
	w.press(card, w.staff.Text(key))
}

// field waits until the card shows an answer.
func (w *window) field(step, value string) {
	w.t.Helper()
	w.sees(card, w.staff.Text("card.field", "Label", w.staff.Text("card.step."+step), "Value", value))
}

// lacks waits until words stand nowhere in a place.
func (w *window) lacks(place, words string) {
	w.t.Helper()
	w.until(fmt.Sprintf(`![...document.querySelectorAll(%s)].some((el) => el.innerText.includes(%s))`, quote(place), quote(words)),
		fmt.Sprintf("%q is gone from %s", words, place))
}

func lastMessage(place string) string {
	if place == phone || place == topic {
		return ` [data-testid=message]:last-child`
	}
	return ``
}

// has says whether a condition holds now.
func (w *window) has(condition, what string) {
	w.t.Helper()
	if ok, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool](`Boolean(`+condition+`)`)); err != nil || !ok {
		w.fail(fmt.Sprintf("not so: %s (%v)", what, err))
	}
}

// click presses what a selector names.
func (w *window) click(selector string) {
	w.t.Helper()
	w.clickWith(selector, "")
}

// press presses the newest button of a place whose label holds the words.
func (w *window) press(place, label string) {
	w.t.Helper()
	w.clickWith(place+" [data-testid=message-button]", label)
}

// clickWith presses what is looked for. A page that moves in the moment of the press may put something else under the pointer: that
// is kept from being pressed, and it is tried again, as a person with eyes would.
func (w *window) clickWith(selector, label string) {
	w.t.Helper()
	const tries = 10 // a page that moves more often never comes to rest
	for range tries {
		at := w.aim(selector, label)
		if w.touch {
			w.do(chromedp.TapXY(at.X, at.Y))
		} else {
			w.do(chromedp.MouseClickXY(at.X, at.Y))
		}
		hit, err := chromedp.Run(w.ctx, chromedp.Poll[string](`window.aimed.hit`, poll...))
		if err != nil {
			w.fail(fmt.Sprintf("the press of %q in %s did not arrive (%v)", label, selector, err))
		}
		if hit == "it" {
			return
		}
	}
	w.fail(fmt.Sprintf("%q in %s is never where it was", label, selector))
}

// point is a place in the window, in CSS pixels.
type point struct{ X, Y float64 }

// aim is the middle of what is looked for, once nothing lies over it. The next press that goes to anything else does nothing.
func (w *window) aim(selector, label string) point {
	w.t.Helper()
	find := fmt.Sprintf(`(() => {
		const all = [...document.querySelectorAll(%s)].filter((one) => one.offsetParent), words = %s;
		const el = all.findLast((one) => (' ' + one.innerText.trim()).endsWith(' ' + words)) || all.findLast((one) => one.innerText.includes(words));
		if (!el || el.hasAttribute('aria-busy') || document.getAnimations().some((a) => a.playState === 'running' && a.effect.target === el)) return null;
		el.scrollIntoView({ block: 'nearest' });
		const { x, y, width, height } = el.getBoundingClientRect();
		const isIt = (at) => at && (el.contains(at) || at.contains(el) && el.tagName === 'INPUT');
		if (!isIt(document.elementFromPoint(x + width / 2, y + height / 2))) return null;
		const aimed = window.aimed = { hit: '' };
		document.addEventListener('click', (press) => {
			aimed.hit = isIt(press.target) ? 'it' : 'another';
			if (aimed.hit !== 'it') { press.preventDefault(); press.stopImmediatePropagation(); }
		}, { capture: true, once: true });
		return { x: x + width / 2, y: y + height / 2 };
	})()`, quote(selector), quote(label))
	at, err := chromedp.Run(w.ctx, chromedp.Poll[point](find, poll...))
	if err != nil {
		w.fail(fmt.Sprintf("nothing to press: %q in %s (%v)", label, selector, err))
	}
	return at
}

// write puts words into a field by the keyboard and sends them.
func (w *window) write(field, words string) {
	w.t.Helper()
	w.click(field)
	w.do(chromedp.KeyEvent(words))
	w.enter()
}

// enter presses the Enter key as a keyboard does: where the page takes it, it writes no new line.
func (w *window) enter() {
	w.t.Helper()
	for _, p := range []input.DispatchKeyEventParams{
		{Type: input.DispatchKeyEventTypeKeyDown, Key: "Enter", Code: "Enter", Text: "\r", WindowsVirtualKeyCode: 13},
		{Type: input.DispatchKeyEventTypeKeyUp, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13},
	} {
		if _, err := chromedp.Call(w.ctx, input.DispatchKeyEvent, p); err != nil {
			w.t.Fatal(err)
		}
	}
}

// tab moves the focus until it is on something with the label, and makes sure that the focus can be seen.
func (w *window) tab(label string, held ...chromedp.Modifier) {
	w.t.Helper()
	const most = 60 // presses of the key; more would try anybody
	on := fmt.Sprintf(`(() => { const el = document.activeElement, words = %s;
		if (el.getAttribute('aria-label') !== words && !(' ' + el.innerText.trim()).endsWith(' ' + words)) return false;
		return getComputedStyle(el).outlineStyle !== 'none'; })()`, quote(label))
	for range most {
		w.do(chromedp.KeyEvent("\t", chromedp.KeyModifiers(held...)))
		if found, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool](on)); err == nil && found {
			return
		}
	}
	w.fail(fmt.Sprintf("the Tab key does not come to %q", label))
}

// dark shows the page as in the evening, or not.
func (w *window) dark(on bool) {
	w.t.Helper()
	value := "light"
	if on {
		value = "dark"
	}
	_, err := chromedp.Call(w.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: value}},
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// shot takes a picture, once everything that moves has come to rest. It also makes sure that nothing sticks out sideways.
func (w *window) shot(name string) {
	w.t.Helper()
	w.do(chromedp.MouseEvent(chromedp.MouseMoved, 1, 1))
	w.until(`document.fonts.status === 'loaded' && document.getAnimations().every((a) => a.playState !== 'running')
		&& !document.querySelector('[aria-busy], .toast')`, "the page is at rest")
	w.has(`document.documentElement.scrollWidth <= innerWidth`, "the page fits the window's width")
	data, err := chromedp.Run(w.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(w.shots, name+".png"), data, 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// quote writes a text as JavaScript does.
func quote(text string) string {
	data, err := json.Marshal(text)
	if err != nil {
		return `""` // a string is always written
	}
	return strings.TrimSpace(string(data))
}
