package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"safeharbour/bot/seal"
	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
	"safeharbour/bot/vault"
)

// errStorage wraps what went wrong with the data folder.
var errStorage = errors.New("data folder")

// What lies in a data folder, beside the database's mark (bot/store/bolt).
const (
	databaseName = "safeharbour.db"
	turnsName    = "turns"     // which inputs have their turn: bot/trial
	filesName    = "files"     // what persons sent, sealed
	limpName     = "limp"      // what came while the database could not be used
	socketName   = "control"   // where a running bot takes requests of its operator
	ballastName  = "ballast"   // room for when there is none
	workName     = "restoring" // a backup that is being read
)

func database(dir string) string { return filepath.Join(dir, databaseName) }

// openStore opens the key, the database and the files of a data folder. accept takes a database that is an older copy.
func openStore(dir string, accept bool) (*bolt.DB, *vault.Vault, error) {
	return openStoreWith(dir, bolt.Options{Accept: accept})
}

// openStoreWith is the same with options for the database, all but the key and the mark.
func openStoreWith(dir string, options bolt.Options) (*bolt.DB, *vault.Vault, error) {
	keys, err := openKey(dir)
	if err != nil {
		return nil, nil, err
	}
	options.Sealer, options.Mark = keys, true
	st, err := bolt.Open(database(dir), options)
	if err != nil {
		return nil, nil, fmt.Errorf("%w %s: %w", errStorage, dir, err)
	}
	files, err := vault.Open(filepath.Join(dir, filesName), keys) // after the database, whose lock keeps others out of it
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("%w %s: %w", errStorage, dir, err), st.Close())
	}
	return st, files, nil
}

// openKey opens the key of a data folder, or makes one where nothing was closed with an older one.
func openKey(dir string) (*seal.Keys, error) {
	was := database(dir)
	if used(dir) {
		was = filepath.Join(dir, filesName)
	}
	keys, err := seal.Open(dir, was)
	if err != nil {
		return nil, fmt.Errorf("%w %s: %w", errStorage, dir, err)
	}
	return keys, nil
}

// used tells whether a folder without a database had one: the folder of the files is made after it.
func used(dir string) bool {
	_, err := os.Stat(database(dir))
	if err == nil {
		return false
	}
	_, err = os.Stat(filepath.Join(dir, filesName))
	return err == nil
}

// holdsDatabase makes sure that a command which only reads makes no new database.
func holdsDatabase(dir string) error {
	if _, err := os.Stat(database(dir)); err != nil {
		return fmt.Errorf("%w %s: there is no %s in it: %w", errStorage, dir, databaseName, err)
	}
	return nil
}

// inUse explains that a running bot has the folder.
func inUse(err error) error {
	if !errors.Is(err, store.ErrInUse) {
		return err
	}
	return fmt.Errorf("%w\nA running bot holds the folder. Stop it, give this command again, and start it: nothing is lost, since Telegram keeps"+
		" messages for a day", err)
}

// folderFlags are the flags of a command that works on a data folder.
func folderFlags(name string, stderr io.Writer, about string) (f *flag.FlagSet, data *string) {
	f = flag.NewFlagSet("safeharbour "+name, flag.ContinueOnError)
	f.SetOutput(stderr)
	dir := os.Getenv("SAFEHARBOUR_DATA")
	if dir == "" {
		dir = "data"
	}
	data = f.String("data", dir, "data folder (SAFEHARBOUR_DATA)")
	f.Usage = func() {
		fmt.Fprintf(stderr, "%s\n\nFlags:\n", about)
		f.PrintDefaults()
	}
	return f, data
}

// parse reads the flags of a command that takes no more than so many arguments behind them, or any number when it is negative.
func parse(f *flag.FlagSet, args []string, most int) error {
	if err := parseFlags(f, args, f.Output()); err != nil {
		return err
	}
	if most >= 0 && f.NArg() > most {
		return usageError{fmt.Sprintf("nothing can stand after the flags, but %q does", f.Arg(most))}
	}
	return nil
}
