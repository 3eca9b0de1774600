// Package place is the list of places where people are held: towns and compounds that a person can choose by a button,
// or find by typing a name in their own script.
//
// The list is content (flows/places.yaml), because it changes monthly: sites move after every raid. So a place is where
// somebody was last known to be, never where they are for certain.
//
// Pure: it reads no clock, file or network. A [Book] is immutable; all methods may be called concurrently, and what they
// return must not be changed.
package place

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"safeharbour/bot/source"
)

// Place is a town, a zone or a compound.
type Place struct {
	ID        string            // "mm-kk-park"; begins with the country's code
	Country   string            // ISO 3166 code
	Names     map[string]string // by language tag; "en" is always there
	Spellings []string          // other ways in which people write it
	Moved     bool              // the site was raided or emptied: people who were there may have been moved
	Near      string            // id of the larger place that it belongs to; may be empty
	Raided    time.Time         // the day of the last raid that a source names; zero when there is none
}

// raidedFor is how long a raid is news: people are moved, sold on or left in the street in the days after it (domain.md §7).
const raidedFor = 14 * 24 * time.Hour

// JustRaided tells whether the place was raided in the two weeks before now. A day to come is none.
func (p Place) JustRaided(now time.Time) bool {
	since := now.Sub(p.Raided)
	return !p.Raided.IsZero() && since >= 0 && since < raidedFor
}

// Name is the place's name in a language: as tagged, else in the language without its script or region, else in English.
func (p Place) Name(lang string) string {
	if name, ok := p.Names[lang]; ok {
		return name
	}
	base, _, _ := strings.Cut(lang, "-")
	if name, ok := p.Names[base]; ok {
		return name
	}
	return p.Names["en"]
}

// Book is all places, in the order of the file.
type Book struct {
	places []Place
	keys   [][]string // the folded names and spellings of each place
}

// ByID finds a place; false when there is none with this id.
func (b *Book) ByID(id string) (Place, bool) {
	for _, p := range b.places {
		if p.ID == id {
			return p, true
		}
	}
	return Place{}, false
}

// ByCountry returns the places of a country in the order of the file, which puts the most named first. It is empty for a
// country without known places.
func (b *Book) ByCountry(code string) []Place {
	var found []Place
	for _, p := range b.places {
		if p.Country == code {
			found = append(found, p)
		}
	}
	return found
}

// Countries returns the countries that have places, in the order of the file.
func (b *Book) Countries() []string {
	var codes []string
	for _, p := range b.places {
		if !slices.Contains(codes, p.Country) {
			codes = append(codes, p.Country)
		}
	}
	return codes
}

// Limits of a search. A name has up to about 30 characters; what is longer is a story, and only its beginning is read.
const (
	maxText  = 200 // characters of the text that are looked at
	minPart  = 2   // characters of a name that are enough to find it by its beginning; Chinese names have two
	minInner = 4   // characters of a name that may stand anywhere in a longer text
)

// How well a text fits a place's names, the best first.
const (
	exactly = iota // it is one of them
	begins         // one of them begins with it
	within         // it holds one of them
	nearly         // it is one of them but for a slip of the finger
	ranks
)

// Find returns the places that a text names, best first: those called exactly so, then those whose name begins so, then
// those whose name stands somewhere in the text, then those whose name it is but for a typing error. Case, spaces and
// punctuation do not matter. It is empty when nothing fits: the text itself is then the answer.
func (b *Book) Find(text string) []Place { return slices.Concat(b.ranked(text, "")...) }

// Match returns the one place that a text means, in a country or anywhere (""); false when none does, or several may. exact
// tells whether the text is just one of its names; else the text says more, or other, and is to be kept beside the place.
func (b *Book) Match(text, country string) (p Place, exact, ok bool) {
	for r, list := range b.ranked(text, country) {
		if r == begins && utf8.RuneCountInString(fold(text)) < minInner {
			continue // "my" is a word, not the beginning of a town
		}
		if len(list) > 0 {
			return list[0], r == exactly, len(list) == 1
		}
	}
	return Place{}, false, false
}

func (b *Book) ranked(text, country string) [][]Place {
	list := make([][]Place, ranks)
	want := fold(text)
	if want == "" {
		return list
	}
	for i, p := range b.places {
		if country != "" && p.Country != country {
			continue
		}
		if r := rank(b.keys[i], want); r < ranks {
			list[r] = append(list[r], p)
		}
	}
	return list
}

func rank(keys []string, want string) int {
	best, long := ranks, utf8.RuneCountInString(want)
	for _, k := range keys {
		switch {
		case k == want:
			return exactly
		case long >= minPart && strings.HasPrefix(k, want):
			best = begins
		case holds(want, k):
			best = min(best, within)
		case slip(want, k):
			best = min(best, nearly)
		}
	}
	return best
}

// slip tells whether two names differ by what happens when one types in a hurry: a letter wrong, missing, too much, or two
// swapped; two such slips in a long name. Short names are too close to each other for that.
func slip(want, name string) bool {
	a, b := utf8.RuneCountInString(want), utf8.RuneCountInString(name)
	allowed := 0
	switch n := min(a, b); {
	case n >= 9:
		allowed = 2
	case n >= 5:
		allowed = 1
	}
	return allowed > 0 && max(a, b)-min(a, b) <= allowed && source.Distance(want, name) <= allowed
}

// holds tells whether a longer text holds the name. Short Latin names do not count: they stand inside other words.
func holds(text, name string) bool {
	least := minInner
	if first, _ := utf8.DecodeRuneInString(name); unicode.In(first, unicode.Han) {
		least = minPart
	}
	return utf8.RuneCountInString(name) >= least && strings.Contains(text, name)
}

// fold makes spellings comparable: small letters, and nothing but letters, digits and the vowel signs of Asian scripts.
// Latin accents written as signs of their own go too.
func fold(text string) string {
	n := 0
	return strings.Map(func(r rune) rune {
		if n++; n > maxText || '\u0300' <= r && r <= '\u036f' {
			return -1
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}
