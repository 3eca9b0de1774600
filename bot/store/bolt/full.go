package bolt

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"
)

// fullErrors are how systems say that there is no room: on the disk, in somebody's share of it, or for a file of that size.
var fullErrors = [...]syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG}

// full tells of a failed commit whether there was only no room, so that nothing was changed: pages are written to places that
// nobody reads, and the header that would lead there comes last. Nothing of the kind can be said when a sync fails: the kernel
// may have dropped what it could not write.
func full(err error) bool {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Op == "write" && noRoom(at.Err)
	}
	// When the file itself cannot grow, bbolt keeps only the text of the error. Nothing was written by then.
	_, text, ok := strings.Cut(err.Error(), "file resize error: ")
	if !ok {
		return false
	}
	for _, e := range fullErrors {
		if strings.HasSuffix(text, e.Error()) {
			return true
		}
	}
	return false
}

func noRoom(err error) bool {
	for _, e := range fullErrors {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}
