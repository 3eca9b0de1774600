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

// readListing reads the flags.
func readListing(args []string, stderr io.Writer) (listing, []string, error) {
	l := listing{now: time.Now()}
	flags := flag.NewFlagSet("safeharbour hotlines", flag.ContinueOnError)
	flags.Usage = func() {
		fmt.Fprintln(stderr, "Usage: safeharbour hotlines [flags] [folder with flows/ and locales/]")
		flags.PrintDefaults()
	}
	l.choose(flags)
	among(flags, "contacts", "judge as serve does with this --contacts: sourced (default) or verified", []string{"sourced", "verified"},
		func(v string) { l.verifiedOnly = v == "verified" })
	word(flags, "on", "judge as on this day, such as 2026-12-01; default: today", "a day as year-month-day, such as 2026-12-01", func(v string) bool {
		day, err := time.Parse(time.DateOnly, v)
		l.now = day.Add(12 * time.Hour)
		return err == nil
	})
	shown := flags.Bool("shown", false, "only what people see")
	hidden := flags.Bool("hidden", false, "only what people never see")
	flags.BoolVar(&l.json, "json", false, "print JSON")
	flags.Var((*sheetFlag)(&l.verify), "verify", "print a worksheet for verifying instead: whom to call, from where, what to ask; --verify=csv for a table")
	if err := parseFlags(flags, args, stderr); err != nil {
		return l, nil, err
	}
	if *shown || *hidden {
		l.filter.Shown = shown
	}
	return l, flags.Args(), l.complete(*shown && *hidden, flags.Args())
}

// choose makes the flags that say which contacts are listed.
func (l *listing) choose(flags *flag.FlagSet) {
	f := &l.filter
	word(flags, "country", "only of this country, or that an embassy covers: ISO code, or INT for worldwide", "an ISO code in capitals, such as MM, or INT",
		func(v string) bool { f.Country = v; return v == hotline.Worldwide || place.IsCountry(v) })
	word(flags, "nationality", "only for citizens of this country: ISO code", "an ISO code in capitals, such as PH",
		func(v string) bool { f.Nationality = v; return place.IsCountry(v) })
	among(flags, "scope", "only with this scope: "+strings.Join(hotline.Scopes(), ", "), hotline.Scopes(), func(v string) { f.Scope = v })
	among(flags, "for", "only for these people: "+strings.Join(hotline.Kinds(), ", "), hotline.Kinds(), func(v string) { f.For = v })
	among(flags, "police", "only police and bodies that can arrest (yes), or all others (no)", []string{"yes", "no"},
		func(v string) { f.Police = new(v == "yes") })
	flags.BoolVar(&f.Old, "expired", false, "only what is past its age limit")
	flags.BoolVar(&f.NoSource, "unsourced", false, "only without a good source: unsourced or low")
	flags.BoolVar(&f.NotReached, "unverified", false, "only what no named human has verified")
}

// word makes a flag that takes a word, and tells whether it is good. Of a wrong one is said what is allowed.
func word(flags *flag.FlagSet, name, about, allowed string, take func(string) bool) {
	flags.Func(name, about, func(v string) error {
		if !take(v) {
			return errors.New("must be " + allowed)
		}
		return nil
	})
}

// among makes a flag that takes one of some words.
func among(flags *flag.FlagSet, name, about string, known []string, take func(string)) {
	word(flags, name, about, "one of: "+strings.Join(known, ", "), func(v string) bool {
		take(v)
		return slices.Contains(known, v)
	})
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
