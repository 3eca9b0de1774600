package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"safeharbour/bot/backup"
	"safeharbour/bot/control"
	"safeharbour/bot/disk"
	"safeharbour/bot/seal"
	"safeharbour/bot/store/bolt"
)

const backupAbout = `safeharbour backup writes one encrypted file with a copy of the data folder. The bot may run meanwhile, or not.

What is inside:
  - the database, without what was deleted from it: conversations, cases, what waits to be sent. Its records are sealed with
    the server's key;
  - the files that persons sent, sealed with the same key (--no-files leaves them out: then a restored case lists files that
    are gone);
  - the server's key. Whoever has the backup and the identity that belongs to its recipient reads everything.
All of it is encrypted with age to the recipients. Make the identity on another machine with "age-keygen", keep it there, and
give only the line "age1..." to this server.

To keep the key apart, which is safer, make two backups for two identities in two places:
  safeharbour backup --part data --to age1... --out FILE
  safeharbour backup --part key  --to age1... --out FILE      (once, and again when the key changes)
Data without the key cannot be read by anybody, for ever. Try a restore now and then: "safeharbour restore -h".

A person's wish to be forgotten reaches a backup only when the backup is deleted: keep each for 7 days at most.`

// backupCommand writes a backup.
func backupCommand(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f, data := folderFlags("backup", stderr, backupAbout)
	to := f.String("to", "", "who can read it: a recipient age1..., several with commas between, or a file with one a line")
	out := f.String("out", "", "the file to write; without it, standard output")
	part := f.String("part", "all", "all, data (without the key) or key")
	bare := f.Bool("no-files", false, "leave out the files that persons sent")
	if err := parse(f, args, 0); err != nil {
		return unlessHelp(err)
	}
	recipients, err := readRecipients(*to)
	if err != nil {
		return err
	}
	r := backupRequest{To: recipients, Part: *part, Files: !*bare}
	if err := r.valid(); err != nil {
		return err
	}
	if err := holdsDatabase(*data); err != nil {
		return err
	}
	fill := func(w io.Writer) error { return takeBackup(ctx, *data, r, w) }
	if *out == "" {
		if o, ok := stdout.(*os.File); ok && isTerminal(o) {
			return usageError{"give --out FILE, or send the output into a file: a backup is no text"}
		}
		return fill(stdout)
	}
	if err := disk.WriteWhole(*out, fill); err != nil {
		return fmt.Errorf("%w: %w", errStorage, err)
	}
	fmt.Fprintf(stderr, "%s is written.\n", *out)
	return nil
}

func unlessHelp(err error) error {
	if errors.Is(err, errHelp) {
		return nil
	}
	return err
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && f.Name() != os.DevNull
}

// readRecipients returns the lines of recipients that --to stands for.
func readRecipients(to string) (string, error) {
	if to == "" {
		return "", usageError{"--to is missing: a recipient age1..., as age-keygen prints it, or a file of them"}
	}
	text := strings.ReplaceAll(to, ",", "\n")
	if !strings.HasPrefix(to, "age1") {
		b, err := os.ReadFile(to)
		if err != nil {
			return "", usageError{"--to must be a recipient age1... or a file that can be read"}
		}
		text = string(b)
	}
	if _, err := backup.ParseRecipients(text); err != nil {
		return "", usageError{fmt.Sprintf("--to: %v", err)}
	}
	return text, nil
}

// backupVerb is how a running bot is asked for a backup.
const backupVerb = "/backup"

// backupRequest is what a backup shall hold, and for whom.
type backupRequest struct {
	To    string `json:"to"` // recipients, one a line
	Part  string `json:"part"`
	Files bool   `json:"files"`
}

func (r backupRequest) valid() error {
	if r.Part != "all" && r.Part != "data" && r.Part != "key" {
		return usageError{fmt.Sprintf("--part is %q, but must be all, data or key", r.Part)}
	}
	return nil
}

// takeBackup has a running bot write the backup, or writes it itself when none runs: the database can be open only once.
func takeBackup(ctx context.Context, dir string, r backupRequest, w io.Writer) error {
	answered, err := control.Ask(ctx, filepath.Join(dir, socketName), backupVerb, r, w)
	if errors.Is(err, control.ErrCut) {
		err = fmt.Errorf("%w: what was written is no backup", err)
	}
	if err != nil {
		return fmt.Errorf("%w %s: %w", errStorage, dir, err)
	}
	if answered {
		return nil
	}
	return writeBackup(ctx, dir, r, w, func(ctx context.Context, to string) (bolt.Report, error) {
		keys, err := seal.Open(dir, database(dir))
		if err != nil {
			return bolt.Report{}, err
		}
		return bolt.CopyFile(ctx, database(dir), to, bolt.Options{Sealer: keys})
	})
}

// writeBackup writes a backup. copyTo makes a compacted copy of the database.
func writeBackup(ctx context.Context, dir string, r backupRequest, w io.Writer, copyTo func(ctx context.Context, to string) (bolt.Report, error)) error {
	recipients, err := backup.ParseRecipients(r.To)
	if err != nil {
		return usageError{err.Error()}
	}
	m := backup.Manifest{At: time.Now().UTC(), Key: r.Part != "data", Database: r.Part != "key", Files: r.Part != "key" && r.Files}
	var parts []backup.Part
	if m.Key {
		parts = append(parts, filePart("key", filepath.Join(dir, seal.Name)))
	}
	if m.Database {
		temp, report, err := copyDatabase(ctx, dir, copyTo)
		if err != nil {
			return fmt.Errorf("%w %s: %w", errStorage, dir, inUse(err))
		}
		defer os.Remove(temp)
		m.Records, m.Broken = counts(report.Records), report.Broken()
		parts = append(parts, filePart(databaseName, temp))
	}
	if m.Files { // after the database: a file is on the disk before the database says so
		names, err := filepath.Glob(filepath.Join(dir, filesName, "*.sealed"))
		if err != nil {
			return fmt.Errorf("%w %s: %w", errStorage, dir, err)
		}
		for _, name := range names {
			parts = append(parts, filePart(filesName+"/"+filepath.Base(name), name))
		}
	}
	if err := backup.Write(w, recipients, m, parts); err != nil {
		return fmt.Errorf("%w %s: %w", errStorage, dir, err)
	}
	return nil
}

// copyDatabase makes a compacted copy beside the database. Its name is one that the next start removes if we die.
func copyDatabase(ctx context.Context, dir string, copyTo func(context.Context, string) (bolt.Report, error)) (string, bolt.Report, error) {
	size, err := os.Stat(database(dir))
	if err != nil {
		return "", bolt.Report{}, err
	}
	room, err := disk.Free(dir)
	if err == nil && room < 2*uint64(size.Size())+disk.Reserve {
		err = fmt.Errorf("a backup needs room for two copies of the database beside it, and there is too little: %d MB are free", room>>20)
	}
	if err != nil {
		return "", bolt.Report{}, err
	}
	f, err := os.CreateTemp(dir, databaseName+disk.HalfMark+"*")
	if err != nil {
		return "", bolt.Report{}, err
	}
	if err := f.Close(); err != nil {
		return "", bolt.Report{}, err
	}
	report, err := copyTo(ctx, f.Name())
	if err != nil {
		os.Remove(f.Name())
	}
	return f.Name(), report, err
}

func filePart(name, path string) backup.Part {
	return backup.Part{Name: name, Open: func() (io.ReadCloser, int64, error) {
		f, err := os.Open(path)
		if err != nil {
			return nil, 0, err
		}
		info, err := f.Stat()
		if err != nil {
			return nil, 0, errors.Join(err, f.Close())
		}
		return f, info.Size(), nil
	}}
}

// counts are the records of each bucket by its name.
func counts[B ~string](records map[B]int) map[string]int {
	named := map[string]int{}
	for b, n := range records {
		named[string(b)] = n
	}
	return named
}
