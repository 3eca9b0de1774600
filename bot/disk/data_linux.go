package disk

import (
	"errors"
	"os"
	"syscall"
)

// SyncData puts what was written to a file on the disk, but not the time of it, which would cost the disk a write elsewhere. Each
// descriptor of a file hears of an error once: who must hear of it has one of its own.
func SyncData(f *os.File) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var serr error
	err = raw.Control(func(fd uintptr) {
		for serr = syscall.EINTR; errors.Is(serr, syscall.EINTR); {
			serr = syscall.Fdatasync(int(fd))
		}
	})
	return errors.Join(err, serr)
}
