package bolt_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"safeharbour/bot/store"
)

// fullEnv tells TestFullDiskChild that it is the child. Its value is the path of the store.
const fullEnv = "SAFEHARBOUR_TEST_FULL_DISK"

// TestFullDisk has a child write to a disk that becomes full, and looks at what it left.
func TestFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	cmd := exec.Command(os.Args[0], "-test.run=^TestFullDiskChild$", "-test.v")
	cmd.Env = append(os.Environ(), fullEnv+"="+path)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	d := mustOpen(t, path)
	if err := d.Check(context.Background()); err != nil {
		t.Error(err)
	}
	acked := strings.Count(string(out), "acknowledged\n")
	if acked == 0 {
		t.Error("nothing was acknowledged")
	}
	for i := range acked {
		want(t, d, fmt.Sprint("big", i), strings.Repeat("x", 1<<20))
	}
	put(t, d, "after", "1")
}

func TestFullDiskChild(t *testing.T) {
	path := os.Getenv(fullEnv)
	if path == "" {
		t.Skip("only as a child of TestFullDisk")
	}
	d := mustOpen(t, path)
	put(t, d, "a", "1")
	// A limit on the size of files stands in for a full disk.
	signal.Ignore(syscall.SIGXFSZ)
	limit := syscall.Rlimit{Cur: 20 << 20, Max: 20 << 20}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Skip(err)
	}
	value := []byte(strings.Repeat("x", 1<<20))
	for i := range 100 {
		err := d.Update(context.Background(), func(tx store.Tx) error {
			return tx.Put(store.Meta, fmt.Append(nil, "big", i), value)
		})
		if err == nil {
			fmt.Println("acknowledged")
			continue
		}
		if !errors.Is(err, store.ErrBroken) {
			t.Fatalf("got %v", err)
		}
		wantBroken(t, d, err)
		return
	}
	t.Fatal("the disk never was full")
}
