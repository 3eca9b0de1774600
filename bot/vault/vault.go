// Package vault keeps files sealed in a folder, each under a name of ours. Its main type is [Vault].
//
// Why files beside the database and not records in it. A commit of the store holds up everybody's turn while it is written:
// twenty megabytes in it would be felt by every person who writes in that moment. A database never gives space back, and is
// read from end to end when it is checked; here a file that goes is gone, and a backup copies only what is new, since no
// file is ever changed. And when the disk fills up, it is the files that find no room, while messages still do: see
// [disk.Reserve]. The price is two places instead of one transaction, which a fixed order pays: the file is whole and on
// the disk before the store says that it is there, and a file that the store does not know is swept away.
//
// Promises: a file under its name is whole. It was closed with the server's key for this name, so one that was changed, cut,
// or moved to another name does not open. Put of the same name again replaces the file.
//
// The package must not know what the bytes mean, and no name or error of it tells anything of a person.
package vault

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"safeharbour/bot/disk"
	"safeharbour/bot/store"
)

// ErrFull: there is too little room on the disk for the file and the reserve.
var ErrFull = errors.New("too little room on the disk")

// bucket is what files are sealed for. It is none of [store.Buckets], so no record is ever taken for a file.
const bucket store.Bucket = "vault"

// sealed ends the names of files on the disk.
const sealed = ".sealed"

// aside is the folder of files that were set aside.
const aside = "aside"

// Vault is one folder of sealed files. All methods may be called concurrently.
type Vault struct {
	dir    string
	sealer store.Sealer
	free   func(dir string) (uint64, error)
}

// Open opens the vault in the folder dir, which it makes where there is none, and removes what a crash left half written.
func Open(dir string, sealer store.Sealer) (*Vault, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make vault: %w", err)
	}
	halves, err := filepath.Glob(filepath.Join(dir, "*"+disk.HalfMark+"*"))
	if err != nil {
		return nil, fmt.Errorf("look into vault: %w", err)
	}
	for _, name := range halves {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("clean vault: %w", err)
		}
	}
	return &Vault{dir: dir, sealer: sealer, free: disk.Free}, nil
}

// Look opens the vault in the folder dir for reading only: it makes and removes nothing.
func Look(dir string, sealer store.Sealer) *Vault {
	return &Vault{dir: dir, sealer: sealer, free: disk.Free}
}

// Put keeps data under a name of small letters, digits and "-". When it returns nil the file is on the disk. It returns
// ErrFull before it writes anything where that would use up the reserve.
func (v *Vault) Put(name string, data []byte) error {
	if err := check(name); err != nil {
		return err
	}
	room, err := v.free(v.dir)
	if err != nil {
		return fmt.Errorf("look for room: %w", err)
	}
	if room < disk.Reserve+uint64(len(data)) {
		return ErrFull
	}
	err = disk.WriteWhole(v.path(name), func(w io.Writer) error {
		_, err := w.Write(v.sealer.Seal(bucket, []byte(name), data))
		return err
	})
	if err != nil {
		return fmt.Errorf("write file: %w", err)
	}
	return nil
}

// Get returns what was put under a name, or store.ErrNotFound, or store.ErrSealed.
func (v *Vault) Get(name string) ([]byte, error) {
	if err := check(name); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(v.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, store.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read file: %w", err)
	}
	return v.sealer.Open(bucket, []byte(name), data)
}

// Delete removes a file. One that is not there is no error.
func (v *Vault) Delete(name string) error {
	if err := check(name); err != nil {
		return err
	}
	if err := os.Remove(v.path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove file: %w", err)
	}
	return v.sync()
}

// SetAside moves a file into the folder "aside" within the vault's, still sealed for its name. Nothing here looks there again:
// what becomes of it is the operator's affair.
func (v *Vault) SetAside(name string) error {
	if err := check(name); err != nil {
		return err
	}
	dir := filepath.Join(v.dir, aside)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	if err := os.Rename(v.path(name), filepath.Join(dir, name+sealed)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("set file aside: %w", err)
	}
	return v.sync()
}

// Names lists the files that are there.
func (v *Vault) Names() ([]string, error) {
	list, err := os.ReadDir(v.dir)
	if err != nil {
		return nil, fmt.Errorf("list vault: %w", err)
	}
	var names []string
	for _, e := range list {
		if name, ok := strings.CutSuffix(e.Name(), sealed); ok && check(name) == nil {
			names = append(names, name)
		}
	}
	return names, nil
}

// Verify opens every file, and counts them and those that do not open. A folder that is not there has none.
func (v *Vault) Verify() (all, bad int, err error) {
	names, err := v.Names()
	if errors.Is(err, fs.ErrNotExist) {
		return 0, 0, nil
	}
	if err != nil {
		return 0, 0, err
	}
	for _, name := range names {
		all++
		if _, err := v.Get(name); errors.Is(err, store.ErrSealed) {
			bad++
		} else if err != nil {
			return all, bad, err
		}
	}
	return all, bad, nil
}

func (v *Vault) path(name string) string { return filepath.Join(v.dir, name+sealed) }

// sync puts the folder's list of names on the disk.
func (v *Vault) sync() error {
	if err := disk.SyncFolder(v.dir); err != nil {
		return fmt.Errorf("sync vault: %w", err)
	}
	return nil
}

// check refuses a name that could lead out of the folder.
func check(name string) error {
	if name == "" || len(name) > 100 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return errors.New("a file in the vault has a name of small letters, digits and -")
	}
	return nil
}
