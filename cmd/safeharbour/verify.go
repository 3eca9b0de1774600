package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"safeharbour/bot/seal"
	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
	"safeharbour/bot/vault"
)

const verifyAbout = `safeharbour verify reads every page and opens every record and every file of a data folder that no bot is using, and changes
nothing. It ends with 0 when all is well, with 74 when something is not, and with 75 when a bot has the folder.`

// verify looks at a whole data folder.
func verify(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f, data := folderFlags("verify", stderr, verifyAbout)
	if err := parse(f, args, 0); err != nil {
		return unlessHelp(err)
	}
	if err := holdsDatabase(*data); err != nil {
		return err
	}
	found := look(ctx, *data, bolt.Whole, 0)
	switch found.State {
	case folderInUse:
		return fmt.Errorf("%w %s: %w", errStorage, *data, inUse(store.ErrInUse))
	case folderGood, folderBehind:
	default:
		return fmt.Errorf("%w %s: %s", errStorage, *data, found.Text)
	}
	records, bad := 0, 0
	for _, b := range store.Buckets {
		fmt.Fprintf(stdout, "%-14s %8d records", b, found.Records[string(b)])
		if n := found.Bad[string(b)]; n > 0 {
			fmt.Fprintf(stdout, ", of which %d do not open", n)
		}
		fmt.Fprintln(stdout)
		records, bad = records+found.Records[string(b)], bad+found.Bad[string(b)]
	}
	keys, err := seal.Open(*data, database(*data))
	if err != nil {
		return fmt.Errorf("%w %s: %w", errStorage, *data, err)
	}
	files, badFiles, err := vault.Look(filepath.Join(*data, filesName), keys).Verify()
	if err != nil {
		return fmt.Errorf("%w %s: %w", errStorage, *data, err)
	}
	fmt.Fprintf(stdout, "%-14s %8d, of which %d do not open\n", "files", files, badFiles)
	if !found.Time.IsZero() {
		fmt.Fprintf(stdout, "last written   %s\n", found.Time.Format(time.RFC3339))
	}
	switch {
	case bad+badFiles > 0:
		return fmt.Errorf("%w %s: %d records and %d files do not open: the bot sets them aside when it meets them, and tells staff; put a backup back if they matter",
			errStorage, *data, bad, badFiles)
	case found.State == folderBehind:
		return fmt.Errorf("%w %s: all opens, but: %s; the bot uses it after one start with \"serve --restored\"", errStorage, *data, found.Text)
	}
	fmt.Fprintf(stdout, "All is well: every page fits, and all %d records and %d files open.\n", records, files)
	return nil
}
