package disk

import (
	"errors"
	"os"
	"syscall"
)

// SyncData puts what was written to a file on the disk, but not the time of it, which would cost the disk a write elsewhere. Each
// descriptor of a file hears of an error once: who must hear of it has one of its own.
func SyncData(f *os.File) error {
	return onDescriptor(f, func(fd int) error { return syscall.Fdatasync(fd) })
}

// SyncDataBeside does the same a step at a time, and takes longer: a disk that gets much at once has others wait whose few bytes come
// behind it.
func SyncDataBeside(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	step := max(leastStep, info.Size()/mostSteps)
	for at := int64(0); at < info.Size(); at += step {
		err := onDescriptor(f, func(fd int) error { return syscall.SyncFileRange(fd, at, step, writeOut) })
		if refused(err) {
			break
		}
		if err != nil { // it is told only once
			return err
		}
	}
	return SyncData(f) // what was written since, too; and only this empties the disk's own memory
}

// A step is a part of the file, as nobody tells which parts were written to. One where nothing was costs a microsecond. Smaller ones
// than these spare others nothing more, and where hundreds write at once, they cost 3 % of what goes through.
const (
	leastStep = 4 << 20
	mostSteps = 1024
)

// writeOut writes what is new in a range, and waits for that and for what was on its way: SYNC_FILE_RANGE_WAIT_BEFORE, _WRITE and
// _WAIT_AFTER of sync_file_range(2).
const writeOut = 1 | 2 | 4

// refused tells whether the system, or what it keeps this process from, knows no steps. Then nothing was done, and nothing failed.
func refused(err error) bool {
	return errors.Is(err, syscall.ENOSYS) || errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ESPIPE) || errors.Is(err, syscall.EPERM)
}

// onDescriptor calls fn, and again where a signal came between.
func onDescriptor(f *os.File, fn func(fd int) error) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var serr error
	err = raw.Control(func(fd uintptr) {
		for serr = syscall.EINTR; errors.Is(serr, syscall.EINTR); {
			serr = fn(int(fd))
		}
	})
	return errors.Join(err, serr)
}
