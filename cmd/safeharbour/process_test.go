package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// build builds the program as it is shipped, and returns where it is.
func build(t testing.TB) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "safeharbour")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", file, ".") // as in the Makefile
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return file
}

// process is the real program, running.
type process struct {
	cmd   *exec.Cmd
	out   *output
	began time.Time
	ended chan error
}

// output collects what a process prints.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// start starts "safeharbour serve" with an environment of nothing but the given variables, and kills it after the test.
func start(t testing.TB, binary string, env []string, flags ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(binary, append([]string{"serve"}, flags...)...), out: &output{}, ended: make(chan error, 1)}
	p.cmd.Env = env
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.out
	p.began = time.Now()
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.ended <- p.cmd.Wait() }()
	t.Cleanup(func() { p.kill() })
	return p
}

// logs waits for a line in the log, and returns its time.
func (p *process) logs(t testing.TB, msg string) time.Time {
	t.Helper()
	for until := time.Now().Add(time.Minute); time.Now().Before(until); time.Sleep(time.Millisecond) {
		for line := range strings.Lines(p.out.String()) {
			var l struct {
				Time time.Time
				Msg  string
			}
			if json.Unmarshal([]byte(line), &l) == nil && l.Msg == msg {
				return l.Time
			}
		}
	}
	t.Fatalf("it does not log %q\n%s", msg, p.out)
	return time.Time{}
}

// kill ends the process as a power cut does, and waits for its end.
func (p *process) kill() {
	if err := p.cmd.Process.Signal(syscall.SIGKILL); errors.Is(err, os.ErrProcessDone) {
		return
	}
	p.ended <- <-p.ended
}

// stop ends the process as an operator does, and returns its exit code and how long that took.
func (p *process) stop() (code int, took time.Duration) {
	begin := time.Now()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err == nil {
		p.ended <- <-p.ended
	}
	return p.cmd.ProcessState.ExitCode(), time.Since(begin)
}

// wait waits for the process to end by itself, and returns its exit code, or -1 when it does not.
func (p *process) wait(ctx context.Context) int {
	select {
	case err := <-p.ended:
		p.ended <- err
		return p.cmd.ProcessState.ExitCode()
	case <-ctx.Done():
		return -1
	}
}

// doorbell passes calls on, and tells when the program asks for updates: the server's own account has a call only when it
// ends, and an empty poll lasts for most of a minute.
type doorbell struct {
	next  atomic.Value // a way
	rings chan time.Time
}

// way is what carries a call on.
type way struct{ http.Handler }

func newDoorbell(next http.Handler) *doorbell {
	d := &doorbell{rings: make(chan time.Time, 1)}
	d.lead(next)
	return d
}

// lead passes calls on to next from now on.
func (d *doorbell) lead(next http.Handler) { d.next.Store(way{next}) }

func (d *doorbell) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "/getUpdates") {
		select {
		case d.rings <- time.Now():
		default:
		}
	}
	d.next.Load().(way).ServeHTTP(w, r)
}

// up waits until the process asks for updates, however slow the machine is, and returns how long that took.
func (d *doorbell) up(t testing.TB, p *process) time.Duration {
	t.Helper()
	for {
		select {
		case at := <-d.rings:
			if took := at.Sub(p.began); took > 0 { // else it was the process before
				return took
			}
		case err := <-p.ended:
			p.ended <- err
			t.Fatalf("the program ended by itself: %v\n%s", err, p.out)
		case <-time.After(time.Minute):
			t.Fatalf("the program does not ask for updates\n%s", p.out)
		}
	}
}

// serving is how the program is told where to find a local Bot API server.
func serving(token, url, data string, staff int64) (env, flags []string) {
	return []string{"SAFEHARBOUR_TOKEN=" + token, "HOME=" + data},
		[]string{"--api-url", url, "--data", data, "--staff-chat=" + strconv.FormatInt(staff, 10), "--send-rate", "0", "--turn-rate", "0"}
}
