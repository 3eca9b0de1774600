package disk

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// HalfMark stands between a file's name and a number in the name of a file that is not whole yet.
const HalfMark = ".new-"

// WriteWhole gives a file its name only when fill has written it whole and it is on the disk. It replaces one of that name. Only
// its owner may read it. Cut off by a crash, it leaves a half: see [RemoveHalves].
func WriteWhole(path string, fill func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+HalfMark+"*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // harmless after the rename
	err = fill(f)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return SyncFolder(filepath.Dir(path))
}

// RemoveHalves removes what crashes left of a file while it was written. Nobody may be writing it. It is no fault when that fails:
// halves are in nobody's way.
func RemoveHalves(path string) {
	dir := filepath.Dir(path)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), filepath.Base(path)+HalfMark) && e.Type().IsRegular() {
			os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}

// SyncFolder puts a folder's list of names on the disk. Windows cannot and need not.
func SyncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
