package indicator

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"safeharbour/bot/answer"
)

// Names gives the name of a place by its id.
type Names func(id string) string

// WriteCSV writes counts of at least so many cases, one item a line, with a line of headings. Addresses are written so that
// nothing can be opened by a touch, and no value is a formula to a spreadsheet. Months and countries with fewer cases are
// left out of their columns. [ErrTooFew] when least is too small.
func WriteCSV(w io.Writer, list []Count, least int, names Names) error {
	list, err := AtLeast(list, least)
	if err != nil {
		return err
	}
	out := csv.NewWriter(w)
	rows := [][]string{{"kind", "value", "name", "chain", "cases", "first_month", "last_month", "months", "countries"}}
	for _, c := range list {
		value, name, chain := answer.Defang(c.Value), "", ""
		switch c.Kind {
		case Place:
			value, name = c.Value, names(c.Value)
		case Wallet:
			chain, value = c.Chain()
		}
		row := []string{string(c.Kind), value, name, chain, strconv.Itoa(c.Cases), c.First(), c.Last(), parts(c.Months, least), parts(c.Countries, least)}
		for i := range row {
			row[i] = tame(row[i])
		}
		rows = append(rows, row)
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

// tame keeps a spreadsheet from reading a value as a formula (OWASP, CSV injection): an apostrophe before it says that it is
// text. Full-width signs count, since some programs fold them, and so do control characters.
func tame(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
	if s != "" && strings.ContainsRune("=+-@＝＋－＠'| ", []rune(s)[0]) {
		return "'" + s
	}
	return s
}
