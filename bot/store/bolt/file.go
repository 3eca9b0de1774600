package bolt

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"safeharbour/bot/disk"
)

// newTemp makes an empty file beside path, with mode 0600. Cut off by a crash, it is removed as a half of path.
func newTemp(path string) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+disk.HalfMark+"*")
	if err != nil {
		return "", err
	}
	return f.Name(), f.Close()
}

// place gives the finished file its name. A link never replaces a file: of two processes that start at once, the second
// takes the store of the first, and so meets its lock. The first may even have removed the second's file by then.
func place(temp, path string) error {
	err := os.Link(temp, path)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		err = os.Rename(temp, path) // some file systems have no links
	}
	if err != nil {
		if _, missing := os.Stat(path); missing != nil {
			return err
		}
	}
	return syncDir(filepath.Dir(path))
}

// makeDir makes a folder for its owner only, and puts its name on the disk.
func makeDir(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	return syncDir(filepath.Dir(dir))
}

// syncDir puts the folder's list of names on the disk.
func syncDir(dir string) error {
	if err := disk.SyncFolder(dir); err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	return nil
}
