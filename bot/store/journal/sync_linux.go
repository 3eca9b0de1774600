package journal

import (
	"errors"
	"os"
	"syscall"
)

// syncData puts what was written on the disk, but not the time of it, which would cost the disk a write elsewhere.
func syncData(f *os.File) error {
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
