package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"

	"safeharbour/bot/content"
	"safeharbour/bot/indicator"
	"safeharbour/bot/store"
	"safeharbour/bot/trend"
	"safeharbour/flows"
	"safeharbour/locales"
)

// indicatorOptions are the flags of the command.
type indicatorOptions struct {
	data, format, since, producer string
	min                           int
}

var monthForm = regexp.MustCompile(`^20\d\d-(0[1-9]|1[0-2])$`)

// indicators writes what several cases named, without the cases, for others to look for: as a table or as STIX.
//
// A running bot holds its data folder alone; then the command says so and ends with 75. It does not read beside it or ask
// the bot: a second way into a store that holds the cases would be a second door to guard, and stopping the bot for the
// second that this takes loses nothing, since Telegram keeps messages for a day.
func indicators(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o, err := readIndicatorOptions(args, stderr)
	if errors.Is(err, errHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	c, faults := content.Load(flows.FS, locales.FS)
	if err := faults.Err(); err != nil {
		return contentError{err}
	}
	list, err := readCounts(ctx, o)
	if err != nil {
		return err
	}
	names := func(id string) string { return c.PlaceName(id, "en") }
	if o.format == "stix" {
		return indicator.WriteSTIX(stdout, list, o.min, o.producer, names)
	}
	return indicator.WriteCSV(stdout, list, o.min, names)
}

func readCounts(ctx context.Context, o indicatorOptions) (list []indicator.Count, err error) {
	if err := holdsDatabase(o.data); err != nil { // reading must not make a new one
		return nil, err
	}
	st, _, err := openStore(o.data, false)
	if errors.Is(err, store.ErrInUse) {
		return nil, fmt.Errorf("%w. Staff see the counts at any time with /sites in their group", inUse(err))
	}
	if err != nil {
		return nil, err
	}
	err = st.View(ctx, func(tx store.Tx) (err error) {
		list, err = trend.Read(tx, o.since)
		return err
	})
	if err = errors.Join(err, st.Close()); err != nil {
		return nil, fmt.Errorf("%w: %w", errStorage, err)
	}
	return list, nil
}

func readIndicatorOptions(args []string, stderr io.Writer) (indicatorOptions, error) {
	o := indicatorOptions{data: os.Getenv("SAFEHARBOUR_DATA")}
	if o.data == "" {
		o.data = "data"
	}
	f := flag.NewFlagSet("safeharbour indicators", flag.ContinueOnError)
	f.StringVar(&o.data, "data", o.data, "data folder (SAFEHARBOUR_DATA)")
	f.StringVar(&o.format, "format", "csv", "csv or stix (STIX 2.1)")
	f.IntVar(&o.min, "min", indicator.Fewest, "cases that an item must have at least; 3 or more")
	f.StringVar(&o.since, "since", "", "count only from this month on, such as 2026-01")
	f.StringVar(&o.producer, "producer", "Safe Harbour", "who hands it over, as it stands in STIX")
	if err := parseFlags(f, args, stderr); err != nil {
		return o, err
	}
	switch {
	case f.NArg() > 0:
		return o, usageError{fmt.Sprintf("nothing can stand after the flags, but %q does", f.Arg(0))}
	case o.format != "csv" && o.format != "stix":
		return o, usageError{fmt.Sprintf("--format is %q, but must be csv or stix", o.format)}
	case o.min < indicator.Fewest:
		return o, usageError{fmt.Sprintf("--min is %d, but must be %d or more: %v", o.min, indicator.Fewest, indicator.ErrTooFew)}
	case o.since != "" && !monthForm.MatchString(o.since):
		return o, usageError{fmt.Sprintf("--since is %q, but must be a month such as 2026-01", o.since)}
	case o.producer == "":
		return o, usageError{"--producer is empty, but must be a name"}
	}
	return o, nil
}
