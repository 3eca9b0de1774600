package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// demoProcess is the demo as its user starts it: a process of its own.
type demoProcess struct {
	cmd     *exec.Cmd
	address string
	rest    *bufio.Reader // what it prints after its first line
	errors  *bytes.Buffer
	temp    string
}

// buildProgram makes the program, and says where it is.
func buildProgram(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "safeharbour")
	if out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}

// startDemoProcess starts the demo and waits until it says where it is.
func startDemoProcess(t *testing.T, program string, args ...string) *demoProcess {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute) // ends a demo that hangs
	t.Cleanup(cancel)
	p := &demoProcess{cmd: exec.CommandContext(ctx, program, append([]string{"demo"}, args...)...), errors: new(bytes.Buffer), temp: t.TempDir()}
	p.cmd.Env = append(os.Environ(), "TMPDIR="+p.temp)
	p.cmd.Stderr = p.errors
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.rest = bufio.NewReader(out)
	line, err := p.rest.ReadString('\n')
	p.address = regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(line)
	if err != nil || p.address == "" || strings.Count(line, "http") != 1 {
		t.Fatalf("the demo printed %q, %v, %q; want one address", line, err, p.errors)
	}
	return p
}

// get fetches a page of the demo.
func (p *demoProcess) get(t *testing.T, path string) *http.Response {
	t.Helper()
	resp, err := http.Get(p.address + path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = resp.Body.Close() }) // read only
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", path, resp.Status)
	}
	return resp
}

// A user ends the demo while the page is open. It ends well, and nothing of it is left.
func TestDemoEndsCleanly(t *testing.T) {
	program := buildProgram(t)
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			p := startDemoProcess(t, program, "-addr", "127.0.0.1:0")
			if body, err := io.ReadAll(p.get(t, "/").Body); err != nil || !bytes.Contains(body, []byte("Safe Harbour demo")) {
				t.Errorf("the page is %q, %v", body, err)
			}
			if events := bufio.NewScanner(p.get(t, "/demo/events").Body); !events.Scan() {
				t.Error("no events:", events.Err())
			}
			if left, err := os.ReadDir(p.temp); err != nil || len(left) != 1 {
				t.Errorf("while it runs: %v, %v; want one folder", left, err)
			}
			if err := p.cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			more, err := io.ReadAll(p.rest)
			if err := errors.Join(err, p.cmd.Wait()); err != nil || len(more) > 0 || p.errors.Len() > 0 {
				t.Errorf("it ended with %v and printed %q, %q; want nothing", err, more, p.errors)
			}
			if left, err := os.ReadDir(p.temp); err != nil || len(left) != 0 {
				t.Errorf("it left %v, %v", left, err)
			}
		})
	}
}

// Where its usual port is taken, by a second demo for one, it takes another. A port that was asked for is asked for.
func TestDemoWhereThePortIsTaken(t *testing.T) {
	if l, err := net.Listen("tcp", demoAddress); err == nil { // else someone else has it
		t.Cleanup(func() { _ = l.Close() })
	}
	program := buildProgram(t)
	p := startDemoProcess(t, program)
	if strings.HasSuffix(p.address, demoAddress) {
		t.Errorf("the address is %s, which is taken", p.address)
	}
	p.get(t, "/")
	taken := strings.TrimPrefix(p.address, "http://")
	for addr, want := range map[string]string{
		taken: "choose another port", "0.0.0.0:0": "of this machine", "[::]:8642": "of this machine", "example.org:80": "of this machine", "8642": "of this machine",
	} {
		var out, errs bytes.Buffer
		if code := run(context.Background(), []string{"demo", "-addr", addr}, &out, &errs); code != exitUsage || !strings.Contains(errs.String(), want) || out.Len() > 0 {
			t.Errorf("-addr %s: code %d, %q, %q; want %d and %q", addr, code, &out, &errs, exitUsage, want)
		}
	}
	if err := errors.Join(p.cmd.Process.Signal(os.Interrupt), p.cmd.Wait()); err != nil {
		t.Error(err)
	}
}
