package doctor

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"safeharbour/bot/disk"
)

// Disk judges the room on the disk of the data folder, which need not be there yet.
func (f *Symptoms) Disk(data string) {
	dir, err := filepath.Abs(data)
	for err == nil { // the folder, or what it will be made in
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	var free uint64
	if err == nil {
		free, err = disk.Free(dir)
	}
	const little = 1 << 30
	switch {
	case err != nil:
		f.Add(Doubtful, "disk", "how much is free could not be found out")
	case free < disk.Reserve:
		f.Add(Faulty, "disk", "only %d MB are free. Make room: soon nothing can be kept", free>>20)
	case free < little:
		f.Add(Doubtful, "disk", "only %d MB are free. Make room", free>>20)
	default:
		f.Add(Healthy, "disk", "%d MB are free", free>>20)
	}
}

// Folder judges whether the data folder is there, and for the bot alone. It tells whether there is one to look into.
func (f *Symptoms) Folder(data string) (there bool) {
	info, err := os.Stat(data)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.Add(Doubtful, "data", "the folder %s is not there. That is right before the first start, which makes it; otherwise look at --data", data)
		return false
	case err != nil || !info.IsDir():
		f.Add(Faulty, "data", "%s is no folder that can be read", data)
		return false
	case info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows":
		f.Add(Doubtful, "data", "others can look into the folder (mode %04o). Run: chmod 700 %s", info.Mode().Perm(), data)
	}
	return true
}
