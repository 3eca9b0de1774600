package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"safeharbour/bot/content"
	"safeharbour/flows"
	"safeharbour/locales"
)

// check judges flows, words and contacts: those in the program, or those of a folder that has flows/ and locales/. It
// prints every fault with its place, and the languages with what they cover.
func check(_ context.Context, args []string, stdout, stderr io.Writer) error {
	if len(args) > 1 || (len(args) == 1 && len(args[0]) > 0 && args[0][0] == '-') {
		const usage = "Usage: safeharbour check [folder with flows/ and locales/]"
		if len(args) == 1 && (args[0] == "-h" || args[0] == "--help") {
			fmt.Fprintln(stderr, usage)
			return nil
		}
		return usageError{"it takes one folder and no flags. " + usage}
	}
	scripts, words, err := folders(args)
	if err != nil {
		return err
	}
	c, faults := content.CheckOn(scripts, words, time.Now())
	for _, f := range faults {
		fmt.Fprintln(stdout, f)
	}
	if len(faults) > 0 {
		return contentError{errors.New(plural(len(faults), "fault"))}
	}
	fmt.Fprintf(stdout, "No faults: %s, %s, %s.\n", plural(len(c.Flows.IDs()), "flow"), plural(len(c.Words.Languages()), "language"), plural(c.Contacts.Len(), "contact"))
	for _, l := range c.Words.Languages() {
		state := ""
		if l.Draft {
			state = "  draft: no native speaker has read it"
		}
		fmt.Fprintf(stdout, "  %-8s %s%s\n", l.Tag, l.Native, state)
	}
	return nil
}

// folders are flows/ and locales/ of the folder that args name, or those in the program.
func folders(args []string) (scripts, words fs.FS, err error) {
	if len(args) == 0 {
		return flows.FS, locales.FS, nil
	}
	for _, sub := range []string{"flows", "locales"} {
		if info, err := os.Stat(filepath.Join(args[0], sub)); err != nil || !info.IsDir() {
			return nil, nil, usageError{fmt.Sprintf("%s has no folder %s/", args[0], sub)}
		}
	}
	return os.DirFS(filepath.Join(args[0], "flows")), os.DirFS(filepath.Join(args[0], "locales")), nil
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
