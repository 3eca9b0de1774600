package answer

import (
	"fmt"
	"strings"

	"golang.org/x/text/currency"
	"golang.org/x/text/language"
)

// FormatDay writes d for a reader of lang, to the exactness it has, with the month's name and Latin digits. [Parse] with
// the same language reads it back. The zero Day gives "".
func FormatDay(d Day, lang string) string {
	t := tongueOf(lang)
	if !d.exists() {
		return ""
	}
	switch t.base {
	case "zh", "zh-Hant", "ja":
		return numbered(d, "年", "月", "日", "")
	case "ko":
		return numbered(d, "년", "월", "일", " ")
	case "vi":
		return formatVietnamese(d)
	}
	c, ok := calendars()[t.base]
	if !ok {
		t.base, c = "en", calendars()["en"]
	}
	year := formatYear(d.Year, t)
	if d.Month == 0 {
		return year
	}
	name := c.full[d.Month-1]
	if d.Day == 0 {
		return formatMonth(name, d.Month, year, t)
	}
	switch {
	case t.base == "en" && (t.region == "US" || t.region == "PH"), t.base == "fil":
		return fmt.Sprintf("%s %d, %s", name, d.Day, year)
	case t.base == "es", t.base == "pt":
		return fmt.Sprintf("%d de %s de %s", d.Day, name, year)
	case t.base == "ne", t.base == "si":
		return fmt.Sprintf("%s %s %d", year, name, d.Day)
	}
	return fmt.Sprintf("%d %s %s", d.Day, name, year)
}

func formatYear(y int, t tongue) string {
	if t.base == "th" {
		return fmt.Sprintf("พ.ศ. %d", y+543)
	}
	return fmt.Sprint(y)
}

func formatMonth(name string, month int, year string, t tongue) string {
	switch t.base {
	case "es", "pt":
		return name + " de " + year
	case "ne", "si":
		return year + " " + name
	case "ru": // a month alone stands in the nominative
		name = [...]string{"январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь",
			"ноябрь", "декабрь"}[month-1]
	}
	return name + " " + year
}

func numbered(d Day, year, month, day, space string) string {
	parts := []string{fmt.Sprint(d.Year) + year}
	if d.Month != 0 {
		parts = append(parts, fmt.Sprint(d.Month)+month)
	}
	if d.Day != 0 {
		parts = append(parts, fmt.Sprint(d.Day)+day)
	}
	return strings.Join(parts, space)
}

func formatVietnamese(d Day) string {
	switch {
	case d.Month == 0:
		return fmt.Sprint(d.Year)
	case d.Day == 0:
		return fmt.Sprintf("tháng %d năm %d", d.Month, d.Year)
	}
	return fmt.Sprintf("%d tháng %d năm %d", d.Day, d.Month, d.Year)
}

// CurrencyOf is the currency of a country, ISO 4217; empty when it is not known or the country has several.
func CurrencyOf(country string) string {
	region, err := language.ParseRegion(country)
	if err != nil {
		return ""
	}
	unit, ok := currency.FromRegion(region)
	if !ok {
		return ""
	}
	return unit.String()
}
