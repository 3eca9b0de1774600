//go:build linux || darwin

package bolt

import (
	"errors"
	"math"
	"os"
	"syscall"
)

// canJournal tells whether a store can have a journal here: it takes a lock that can be handed on, and addresses for a large map.
const canJournal = math.MaxInt > math.MaxInt32

// lockFile takes the lock that bbolt takes, unless somebody has it. Closing the file gives it back.
func lockFile(f *os.File) (locked bool, err error) {
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}

// onlyRead tells whether those who have the lock of a file do not write to it.
func onlyRead(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	return syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB) == nil
}

// addresses tells whether so much of the address space can be had.
func addresses(size int) bool {
	p, err := syscall.Mmap(-1, 0, size, syscall.PROT_NONE, syscall.MAP_ANON|syscall.MAP_PRIVATE|syscall.MAP_NORESERVE)
	if err == nil {
		err = syscall.Munmap(p)
	}
	return err == nil
}
