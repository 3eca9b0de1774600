package bolt

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"safeharbour/bot/disk"
)

// tempMark stands between a store's name and a random number in the name of a store that is being made.
const tempMark = ".new-"

// newTemp makes an empty file beside path, with mode 0600.
func newTemp(path string) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+tempMark+"*")
	if err != nil {
		return "", err
	}
	return f.Name(), f.Close()
}

// removeTemps removes what crashes left while a store was being made. It is no fault when that fails: they are in
// nobody's way.
func removeTemps(path string) {
	dir := filepath.Dir(path)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), filepath.Base(path)+tempMark) && e.Type().IsRegular() {
			os.Remove(filepath.Join(dir, e.Name()))
		}
	}
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
