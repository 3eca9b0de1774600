// Package backup writes and reads the one file that holds a data folder: a tar archive, encrypted with age to the operator's
// recipients. Its functions are [Write] and [Read].
//
// Promises: a backup that was cut, changed or is for somebody else does not read to its end without an error. Nothing in it
// can be read without an identity, its list of contents included. Reading gives names of this package's choice only, so an
// archive that somebody made up leads to no place outside the folder.
//
// The package must not know what the bytes mean. It is the only one that imports age.
package backup

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"

	"filippo.io/age"

	"safeharbour/bot/pattern"
)

// version is what this package writes.
const version = 1

// ErrBad says that a file is no whole backup for this identity.
var ErrBad = errors.New("no backup that can be read")

// Manifest says what is in a backup. It is its first part.
type Manifest struct {
	Version  int            `json:"version"`
	At       time.Time      `json:"at"`                // when the copy was made: nothing later is in it
	Database bool           `json:"database"`          // the database is inside …
	Records  map[string]int `json:"records,omitempty"` // … with so many records in each bucket,
	Broken   int            `json:"broken,omitempty"`  // of which so many did not open when the copy was made
	Key      bool           `json:"key"`               // the server's key is inside
	Files    bool           `json:"files"`             // the files that persons sent are inside, sealed
}

// Part is one file of a backup.
type Part struct {
	Name string // key, safeharbour.db, or files/ and a name that ends in .sealed
	// Open gives the content and its length in bytes. [fs.ErrNotExist] leaves the part out: it was deleted meanwhile.
	Open func() (io.ReadCloser, int64, error)
}

// names are those that a part may have.
var names = pattern.New(`^(key|safeharbour\.db|files/[a-z0-9-]{1,100}\.sealed)$`)

const manifestName = "manifest.json"

// Recipients are who can read a backup.
type Recipients struct{ list []age.Recipient }

// ParseRecipients reads recipients, one a line: age1…, or age1pq… for all of them. Empty lines and lines that begin with # are
// skipped. The error names the line.
func ParseRecipients(text string) (Recipients, error) {
	if strings.Contains(text, "AGE-SECRET-KEY-") || strings.Contains(text, "AGE-SECRET-KEY-PQ-") {
		return Recipients{}, errors.New("that is an identity, which must stay off this server: give the recipient that belongs to it, age1…")
	}
	list, err := age.ParseRecipients(strings.NewReader(text))
	if err != nil {
		return Recipients{}, fmt.Errorf("recipients, one age1… a line: %w", err)
	}
	return Recipients{list}, nil
}

// Identities are what reads a backup.
type Identities struct{ list []age.Identity }

// ParseIdentities reads an identity file as age-keygen writes it.
func ParseIdentities(r io.Reader) (Identities, error) {
	list, err := age.ParseIdentities(r)
	if err != nil { // age's own error may quote the line
		return Identities{}, errors.New("an identity file as age-keygen writes it, with a line AGE-SECRET-KEY-1…")
	}
	return Identities{list}, nil
}

// Write writes a backup. After an error, what was written is not one.
func Write(w io.Writer, to Recipients, m Manifest, parts []Part) error {
	closed, err := age.Encrypt(w, to.list...)
	if err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	m.Version = version
	list, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	archive := tar.NewWriter(closed)
	err = put(archive, manifestName, int64(len(list)), strings.NewReader(string(list)), m.At)
	for _, p := range parts {
		if err == nil {
			err = p.write(archive, m.At)
		}
	}
	if err == nil {
		err = archive.Close()
	}
	if err == nil {
		err = closed.Close()
	}
	if err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	return nil
}

func (p Part) write(archive *tar.Writer, at time.Time) error {
	if !names().MatchString(p.Name) {
		return errors.New("a part has no name of ours")
	}
	r, size, err := p.Open()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer r.Close()
	return put(archive, p.Name, size, r, at)
}

func put(archive *tar.Writer, name string, size int64, r io.Reader, at time.Time) error {
	head := &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: at}
	if err := archive.WriteHeader(head); err != nil {
		return err
	}
	n, err := io.Copy(archive, io.LimitReader(r, size))
	if err == nil && n != size {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// Read reads a backup and hands its parts to fn, in their order, which reads from r what it wants of each. An error that is
// not of fn's own making is ErrBad. What fn has got before an error must not be used.
func Read(r io.Reader, with Identities, fn func(name string, r io.Reader) error) (Manifest, error) {
	var m Manifest
	open, err := age.Decrypt(r, with.list...)
	if err != nil {
		return m, fmt.Errorf("%w: it is damaged, or for another identity", ErrBad)
	}
	archive := tar.NewReader(open)
	for first := true; ; first = false {
		head, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return m, fmt.Errorf("%w: it is damaged or cut", ErrBad)
		}
		if first {
			if m, err = readManifest(head.Name, archive); err != nil {
				return m, err
			}
			continue
		}
		if !names().MatchString(head.Name) || head.Typeflag != tar.TypeReg {
			return m, fmt.Errorf("%w: a part of it has no name of ours", ErrBad)
		}
		if err := fn(head.Name, told{archive}); err != nil {
			return m, err
		}
	}
	// The archive ends before the encryption does: only its end proves that nothing was cut off.
	if _, err := io.Copy(io.Discard, open); err != nil || m.Version == 0 {
		return m, fmt.Errorf("%w: it is damaged or cut", ErrBad)
	}
	return m, nil
}

// told makes an error of reading one that says what it means.
type told struct{ io.Reader }

func (t told) Read(b []byte) (int, error) {
	n, err := t.Reader.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("%w: it is damaged or cut", ErrBad)
	}
	return n, err
}

func readManifest(name string, r io.Reader) (m Manifest, err error) {
	if name != manifestName {
		return m, fmt.Errorf("%w: it has no list of contents", ErrBad)
	}
	if err := json.NewDecoder(io.LimitReader(r, 1<<20)).Decode(&m); err != nil {
		return m, fmt.Errorf("%w: its list of contents is damaged", ErrBad)
	}
	if m.Version != version {
		return m, fmt.Errorf("%w: it is of version %d, and this program knows %d", ErrBad, m.Version, version)
	}
	return m, nil
}
