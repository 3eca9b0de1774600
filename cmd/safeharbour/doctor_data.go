package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"safeharbour/bot/disk"
	"safeharbour/bot/store/bolt"
)

// disk judges the room on the disk of the data folder.
func (f *symptoms) disk(cfg config) {
	dir, err := filepath.Abs(cfg.Data)
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
	const little, tooLittle = 1 << 30, 200 << 20
	switch {
	case err != nil:
		f.add(doubtful, "disk", "how much is free could not be found out")
	case free < tooLittle:
		f.add(faulty, "disk", "only %d MB are free. Make room: soon nothing can be kept", free>>20)
	case free < little:
		f.add(doubtful, "disk", "only %d MB are free. Make room", free>>20)
	default:
		f.add(healthy, "disk", "%d MB are free", free>>20)
	}
}

// data judges the data folder, and changes nothing in it.
func (f *symptoms) data(ctx context.Context, cfg config) {
	info, err := os.Stat(cfg.Data)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.add(doubtful, "data", "the folder %s is not there. That is right before the first start, which makes it; otherwise look at --data", cfg.Data)
		return
	case err != nil || !info.IsDir():
		f.add(faulty, "data", "%s is no folder that can be read", cfg.Data)
		return
	case info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows":
		f.add(doubtful, "data", "others can look into the folder (mode %04o). Run: chmod 700 %s", info.Mode().Perm(), cfg.Data)
	}
	state, says := judgeFolder(ctx, cfg)
	f.add(state, "data", "%s", says)
}

// judgeFolder looks at the folder as a start does: from another process, which changes nothing and keeps nobody out.
func judgeFolder(ctx context.Context, cfg config) (state, says string) {
	const keep = "Keep a copy of the folder before you change anything"
	found := look(ctx, cfg.Data, bolt.AsNeeded, inspectTime)
	switch found.State {
	case folderInUse:
		return running(ctx, cfg.HTTP)
	case folderNew:
		return doubtful, "there is no database in the folder. That is right before the first start; otherwise restore the last backup"
	case folderGood:
		if !found.Clean {
			return healthy, "key and database fit; no bot runs on them, and the last one did not end in order, which loses nothing"
		}
		return healthy, "key and database fit; no bot runs on them"
	case folderKey:
		return faulty, fmt.Sprintf("%s. Put the right key file back from its copy: nothing can be read without it", found.Text)
	case folderMissing:
		return faulty, fmt.Sprintf("%s. Put the database back, or restore the last backup. %s", found.Text, keep)
	case folderBehind:
		return faulty, fmt.Sprintf("%s. Put the newest database back; if there is none, start once with --restored. %s", found.Text, keep)
	case folderDamaged:
		return faulty, fmt.Sprintf("%s. Run \"safeharbour verify\", and restore the last backup. %s", found.Text, keep)
	}
	return faulty, fmt.Sprintf("%s. %s", found.Text, keep)
}
