package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"safeharbour/bot/content"
	"safeharbour/bot/hotline"
	"safeharbour/bot/hotline/sheet"
	"safeharbour/bot/place"
)

// listing is what somebody wants to see of the directory.
type listing struct {
	filter       hotline.Filter
	now          time.Time
	verifiedOnly bool
	json         bool
	verify       string // "", text or csv: a worksheet instead of the list
}

// hotlines lists the directory: every contact with whether people see it and why not, and what is missing by country.
func hotlines(_ context.Context, args []string, stdout, stderr io.Writer) error {
	l, rest, err := readListing(args, stderr)
	if errors.Is(err, errHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	scripts, words, err := folders(rest)
	if err != nil {
		return err
	}
	c, faults := content.Load(scripts, words)
	if err := faults.Err(); err != nil {
		return contentError{err}
	}
	all := c.Contacts.Audit(l.now, l.verifiedOnly)
	var list []hotline.Standing
	for _, s := range all {
		if l.filter.Takes(&s) {
			list = append(list, s)
		}
	}
	gaps := hotline.Gaps(all)
	if l.filter.Country != "" {
		gaps = slices.DeleteFunc(gaps, func(g hotline.Gap) bool { return g.Country != l.filter.Country })
	}
	out := sheet.List{On: l.now, Contacts: list, Gaps: gaps}
	switch {
	case l.verify == "text":
		return out.Worksheet(stdout)
	case l.verify == "csv":
		return out.CSV(stdout)
	case l.json:
		return out.JSON(stdout)
	default:
		return out.Table(stdout)
	}
}

// readListing reads the flags. A wrong value is named with its flag and what is allowed.
func readListing(args []string, stderr io.Writer) (listing, []string, error) {
	l := listing{now: time.Now()}
	flags := flag.NewFlagSet("safeharbour hotlines", flag.ContinueOnError)
	flags.Usage = func() {
		fmt.Fprintln(stderr, "Usage: safeharbour hotlines [flags] [folder with flows/ and locales/]")
		flags.PrintDefaults()
	}
	word := func(name, about string, to *string, fix string, good func(string) bool) {
		flags.Func(name, about, func(v string) error {
			if !good(v) {
				return errors.New("must be " + fix)
			}
			*to = v
			return nil
		})
	}
	among := func(name, about string, to *string, known []string) {
		word(name, about, to, "one of: "+strings.Join(known, ", "), func(v string) bool { return slices.Contains(known, v) })
	}
	f := &l.filter
	word("country", "only of this country, or that an embassy covers: ISO code, or INT for worldwide", &f.Country, "an ISO code in capitals, such as MM, or INT",
		func(v string) bool { return v == hotline.Worldwide || place.IsCountry(v) })
	word("nationality", "only for citizens of this country: ISO code", &f.Nationality, "an ISO code in capitals, such as PH", place.IsCountry)
	among("scope", "only with this scope: "+strings.Join(hotline.Scopes(), ", "), &f.Scope, hotline.Scopes())
	among("for", "only for these people: "+strings.Join(hotline.Kinds(), ", "), &f.For, hotline.Kinds())
	var police, contacts, on string
	among("police", "only police and bodies that can arrest (yes), or all others (no)", &police, []string{"yes", "no"})
	among("contacts", "judge as serve does with this --contacts: sourced (default) or verified", &contacts, []string{"sourced", "verified"})
	word("on", "judge as on this day, such as 2026-12-01; default: today", &on, "a day as year-month-day, such as 2026-12-01",
		func(v string) bool { _, err := time.Parse(time.DateOnly, v); return err == nil })
	shown := flags.Bool("shown", false, "only what people see")
	hidden := flags.Bool("hidden", false, "only what people never see")
	flags.BoolVar(&f.Old, "expired", false, "only what is past its age limit")
	flags.BoolVar(&f.NoSource, "unsourced", false, "only without a good source: unsourced or low")
	flags.BoolVar(&f.NotReached, "unverified", false, "only what no named human has verified")
	flags.BoolVar(&l.json, "json", false, "print JSON")
	flags.Var((*sheetFlag)(&l.verify), "verify", "print a worksheet for verifying instead: whom to call, from where, what to ask; --verify=csv for a table")
	if err := parseFlags(flags, args, stderr); err != nil {
		return l, nil, err
	}
	l.verifiedOnly = contacts == "verified"
	if on != "" {
		l.now, _ = time.Parse(time.DateOnly, on) // read above
		l.now = l.now.Add(12 * time.Hour)
	}
	if police != "" {
		yes := police == "yes"
		f.Police = &yes
	}
	if *shown || *hidden {
		f.Shown = shown
	}
	return l, flags.Args(), l.complete(*shown && *hidden, flags.Args())
}

// complete refuses what cannot be meant together.
func (l *listing) complete(both bool, rest []string) error {
	switch {
	case both:
		return usageError{"--shown and --hidden together leave nothing: give one of them"}
	case l.json && l.verify != "":
		return usageError{"--json and --verify are two kinds of output: give one of them"}
	case len(rest) > 1 || len(rest) == 1 && rest[0] == "":
		return usageError{fmt.Sprintf("only one folder can stand after the flags, but there are: %q", rest)}
	}
	return nil
}

// sheetFlag is --verify, with or without a kind.
type sheetFlag string

func (s *sheetFlag) String() string { return string(*s) }

// IsBoolFlag lets the flag stand without a value.
func (s *sheetFlag) IsBoolFlag() bool { return true }

// Set takes the kind of worksheet.
func (s *sheetFlag) Set(v string) error {
	switch v {
	case "true", "text":
		*s = "text"
	case "csv":
		*s = "csv"
	default:
		return errors.New("must be text or csv")
	}
	return nil
}
