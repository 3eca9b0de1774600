package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"safeharbour/bot/seal"
	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
	"safeharbour/bot/vault"
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
		free, err = vault.Free(dir)
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
	file, key := filepath.Join(cfg.Data, "safeharbour.db"), filepath.Join(cfg.Data, seal.Name)
	_, noFile := os.Stat(file)
	_, noKey := os.Stat(key)
	switch {
	case noFile != nil && noKey != nil:
		f.add(doubtful, "data", "there is nothing in %s. That is right before the first start; otherwise put the copy back", cfg.Data)
		return
	case noFile != nil:
		f.add(faulty, "data", "there is a key, but no database in %s. Put the database back from the copy; without it the bot would begin with an empty one", cfg.Data)
		return
	case noKey != nil:
		f.add(faulty, "data", "there is a database, but no key in %s. Put the key back from its copy: nothing can be read without it", cfg.Data)
		return
	}
	state, says := opens(ctx, cfg, file)
	f.add(state, "data", "%s", says)
}

// opens opens the database, unless a bot has it.
func opens(ctx context.Context, cfg config, file string) (state, says string) {
	keys, err := seal.Open(cfg.Data, file)
	if err != nil {
		return faulty, err.Error()
	}
	st, err := bolt.Open(file, bolt.Options{Sealer: keys})
	if errors.Is(err, store.ErrInUse) {
		return running(ctx, cfg.HTTP)
	}
	if err != nil {
		return faulty, fmt.Sprintf("the database does not open: %v. Keep a copy of the folder before you change anything", err)
	}
	if err := st.Close(); err != nil {
		return faulty, fmt.Sprintf("the database does not close: %v", err)
	}
	return healthy, "key and database fit; no bot runs on them"
}
