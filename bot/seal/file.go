package seal

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"safeharbour/bot/disk"
)

// Name is the name of the key file in the data folder.
const Name = "key"

// secretSize is the length of the root secret, and of the key file.
const secretSize = 32

// Open reads the server's key from the folder dir. Where there is none it makes one, and the folder too, unless the
// file named by storePath exists: what lies in there was closed with a key that is missing now, and a new key would
// not open it.
func Open(dir, storePath string) (*Keys, error) {
	path := filepath.Join(dir, Name)
	secret, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := create(dir, path, storePath); err != nil {
			return nil, err
		}
		secret, err = read(path) // also when another process was faster: then it is that one's key
	}
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	return New(secret), nil
}

func read(path string) (secret [secretSize]byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return secret, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return secret, err
	}
	if !info.Mode().IsRegular() {
		return secret, fmt.Errorf("%s is not a file", path)
	}
	// Windows has no such permissions; Go makes them up there.
	if perm := info.Mode().Perm(); perm&0o077 != 0 && runtime.GOOS != "windows" {
		return secret, fmt.Errorf("%s can be read or written by others (mode %04o): run chmod 600 %s", path, perm, path)
	}
	if info.Size() != secretSize {
		return secret, fmt.Errorf("%s has %d bytes and must have %d: put the right file back from a backup", path, info.Size(), secretSize)
	}
	if _, err := io.ReadFull(f, secret[:]); err != nil {
		return secret, fmt.Errorf("reading %s: %w", path, err)
	}
	if secret == [secretSize]byte{} {
		return secret, fmt.Errorf("%s holds only zeros, as after a crash: put the right file back from a backup", path)
	}
	return secret, nil
}

func create(dir, path, storePath string) error {
	_, err := os.Stat(storePath)
	if err == nil {
		return fmt.Errorf("key file %s is missing, but the store %s is there and cannot be read without it: "+
			"put the key file back, or move the store away to begin anew: %w", path, storePath, fs.ErrNotExist)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("look for store: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	temp, err := write(dir)
	if err != nil {
		return fmt.Errorf("make key file: %w", err)
	}
	defer os.Remove(temp) // harmless after a rename
	if err := place(temp, path); err != nil {
		return fmt.Errorf("make key file: %w", err)
	}
	return disk.SyncFolder(dir)
}

// write puts a new secret on the disk under a name of its own. os.CreateTemp makes files with mode 0600.
func write(dir string) (temp string, err error) {
	f, err := os.CreateTemp(dir, Name+disk.HalfMark+"*")
	if err != nil {
		return "", err
	}
	var secret [secretSize]byte
	rand.Read(secret[:])
	_, err = f.Write(secret[:])
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		os.Remove(f.Name())
		return "", err
	}
	return f.Name(), nil
}

// place gives the finished file its name, without ever replacing a file: two processes may start at once.
func place(temp, path string) error {
	err := os.Link(temp, path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return nil
	}
	return os.Rename(temp, path) // some file systems have no links
}
