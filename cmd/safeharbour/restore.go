package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"safeharbour/bot/backup"
	"safeharbour/bot/disk"
	"safeharbour/bot/seal"
	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
	"safeharbour/bot/vault"
)

const restoreAbout = `safeharbour restore --data FOLDER --identity FILE BACKUP [BACKUP]

It reads a backup into an empty folder, and says that it is done only after every record and every file opened. Give two
backups when the key is in one of its own. "-" is standard input.

The restored state is as old as the backup. Start the bot on it once with "serve --restored": until then it will not use it.
Then:
  - messages to persons that waited when the backup was made are not sent: hours later they could fall into wrong hands. A
    person gets the next screen when they write. What waits for staff is sent, perhaps a second time;
  - what became due meanwhile (silence, escalation) comes at once, late; what was to be forgotten is forgotten;
  - staff are told how old the state is, so that they look through what they know from their group;
  - hide does not reach the bot's messages from between the backup and now.`

// restore reads a backup into an empty folder.
func restore(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f, data := folderFlags("restore", stderr, restoreAbout)
	identity := f.String("identity", "", "file with the identity that belongs to the backup's recipient, as age-keygen wrote it")
	if err := parse(f, args, -1); err != nil {
		return unlessHelp(err)
	}
	if *identity == "" || f.NArg() == 0 {
		return usageError{"restore needs --identity FILE and, behind the flags, the backup to read"}
	}
	with, err := readIdentities(*identity)
	if err != nil {
		return err
	}
	if err := emptyFolder(*data); err != nil {
		return err
	}
	r := restoring{dir: *data, work: filepath.Join(*data, workName), with: with}
	defer os.RemoveAll(r.work)
	for _, name := range f.Args() {
		if err := r.read(name); err != nil {
			return err
		}
	}
	if err := r.verify(ctx); err != nil {
		return err
	}
	if err := r.place(); err != nil {
		return fmt.Errorf("%w %s: %w", errStorage, *data, err)
	}
	fmt.Fprintf(stdout, "Restored into %s: %d records and %d files, as of %s. All of them open.\nStart the bot once with: serve --restored\n",
		*data, r.report.Total(), r.files, r.at.Format(time.RFC3339))
	return nil
}

func readIdentities(path string) (backup.Identities, error) {
	file, err := os.Open(path)
	if err != nil {
		return backup.Identities{}, usageError{"--identity must be a file that can be read"}
	}
	defer file.Close()
	with, err := backup.ParseIdentities(file)
	if err != nil {
		return backup.Identities{}, usageError{fmt.Sprintf("--identity must be %v", err)}
	}
	return with, nil
}

// emptyFolder makes sure that nothing is overwritten.
func emptyFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("%w %s: %w", errStorage, dir, err)
	}
	list, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("%w %s: %w", errStorage, dir, err)
	}
	for _, e := range list {
		if e.Name() != "lost+found" { // of a disk of its own
			return usageError{fmt.Sprintf("--data: %s is not empty (%s): a backup is read into an empty folder only, so that nothing is overwritten",
				dir, e.Name())}
		}
	}
	return nil
}

// restoring is a restore on its way.
type restoring struct {
	dir, work string
	with      backup.Identities

	manifest backup.Manifest // of the part with the database
	at       time.Time
	report   bolt.Report
	files    int
}

// read reads one backup into the work folder.
func (r *restoring) read(name string) error {
	from := os.Stdin
	if name != "-" {
		var err error
		if from, err = os.Open(name); err != nil {
			return usageError{fmt.Sprintf("the backup %s cannot be read", name)}
		}
		defer from.Close()
	}
	if err := os.MkdirAll(filepath.Join(r.work, filesName), 0o700); err != nil {
		return fmt.Errorf("%w %s: %w", errStorage, r.dir, err)
	}
	m, err := backup.Read(from, r.with, func(part string, content io.Reader) error {
		path := filepath.Join(r.work, filepath.FromSlash(part))
		if _, err := os.Stat(path); err == nil {
			return usageError{fmt.Sprintf("two of the backups hold %q: give one of them", part)}
		}
		return disk.WriteWhole(path, func(w io.Writer) error { _, err := io.Copy(w, content); return err })
	})
	if errors.Is(err, backup.ErrBad) {
		return contentError{fmt.Errorf("%s: %w", name, err)}
	}
	if err != nil {
		return fmt.Errorf("%w %s: %w", errStorage, r.dir, err)
	}
	if m.Database {
		r.manifest, r.at = m, m.At
	}
	return nil
}

// verify makes sure that everything is there and opens.
func (r *restoring) verify(ctx context.Context) error {
	file := filepath.Join(r.work, databaseName)
	if _, err := os.Stat(file); err != nil {
		return contentError{errors.New("the backup holds no database: give the one that was made with --part all or --part data, too")}
	}
	if _, err := os.Stat(filepath.Join(r.work, seal.Name)); err != nil {
		return contentError{errors.New("the backup holds no key, and without it nothing opens: give the one that was made with --part key, too")}
	}
	keys, err := seal.Open(r.work, file)
	if err != nil {
		return fmt.Errorf("%w: %w", errStorage, err)
	}
	r.report, err = bolt.Inspect(ctx, file, bolt.Options{Sealer: keys}, bolt.Whole)
	if errors.Is(err, store.ErrSealed) {
		return contentError{errors.New("the key is not the one of this database: look for the backup of the right one")}
	}
	if err != nil {
		return contentError{err}
	}
	if r.report.Broken() != r.manifest.Broken {
		return contentError{fmt.Errorf("%d records do not open", r.report.Broken())}
	}
	for b, n := range r.manifest.Records {
		if got := r.report.Records[store.Bucket(b)]; got != n {
			return contentError{fmt.Errorf("there are %d records in %s, and should be %d", got, b, n)}
		}
	}
	return r.verifyFiles(keys)
}

func (r *restoring) verifyFiles(keys *seal.Keys) error {
	files, bad, err := vault.Look(filepath.Join(r.work, filesName), keys).Verify()
	if err != nil {
		return fmt.Errorf("%w %s: %w", errStorage, r.dir, err)
	}
	if bad > 0 {
		return contentError{fmt.Errorf("%d of %d files do not open", bad, files)}
	}
	r.files = files
	return nil
}

// place moves what was verified to where it belongs, the database last: whatever ends us before, the folder has none, and a
// mark which says that one is missing.
func (r *restoring) place() error {
	for _, name := range []string{seal.Name, filesName} {
		if err := os.Rename(filepath.Join(r.work, name), filepath.Join(r.dir, name)); err != nil {
			return err
		}
	}
	if err := bolt.MarkRestored(database(r.dir), r.at); err != nil {
		return err
	}
	if err := disk.SyncFolder(r.dir); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(r.work, databaseName), database(r.dir)); err != nil {
		return err
	}
	return disk.SyncFolder(r.dir)
}
