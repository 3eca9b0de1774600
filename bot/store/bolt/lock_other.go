//go:build !linux && !darwin

package bolt

import (
	"errors"
	"fmt"
	"os"
)

// canJournal tells whether a store can have a journal here.
const canJournal = false

func lockFile(*os.File) (bool, error) {
	return false, fmt.Errorf("a journal lies beside it, which another system must finish: %w", errors.ErrUnsupported)
}

func onlyRead(string) bool { return false }

func addresses(int) bool { return true }
