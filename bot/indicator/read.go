package indicator

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"safeharbour/bot/answer"
	"safeharbour/bot/pattern"
)

func month(d answer.Day) string { return fmt.Sprintf("%04d-%02d", d.Year, d.Month) }

// Limits of what counts as an item. Longer ones are stories, or somebody who wants to fill the store.
const (
	maxItem    = 120 // characters
	maxItems   = 20  // of one answer
	maxCompany = 4   // words in the name of a company or an app
)

// read takes the items of a kind out of an answer.
func (r *Rules) read(kind Kind, v answer.Value) []Item {
	var list []Item
	switch kind {
	case Place:
		for _, id := range v.Codes { // what was typed and is in no list is the person's words
			if len(id) > 3 { // "mm-…": its country is read from it
				list = append(list, Item{Place, id})
			}
		}
	case Wallet:
		if len(v.Codes) == 2 && v.Codes[0] == "address" && v.Text != "" { // a transaction has one case only
			list = append(list, Item{Wallet, v.Codes[1] + ":" + v.Text})
		}
	case Company:
		if name := company(v.Text); name != "" {
			list = append(list, Item{Company, name})
		}
	case Site, Account:
		list = r.addresses(kind, v.Text)
	}
	list = slices.DeleteFunc(list, func(it Item) bool { return len([]rune(it.Value)) > maxItem })
	return list[:min(len(list), maxItems)]
}

// The forms of what has an address. In texts about people a point alone makes no web address: "Mr.Chen" is none.
var (
	mail    = pattern.New(`[\p{L}\p{N}._%+\-]+@(?:[\p{L}\p{N}\-]+\.)+\p{L}{2,24}`)
	webPage = pattern.New(`(?i)(https?://)?((?:[\p{L}\p{N}](?:[\p{L}\p{N}\-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}\-]{1,24})(?::\d{1,5})?((?:/[^\s<>"']*)?)`)
	account = pattern.New(`(?:^|[^\p{L}\p{N}_./@])@([A-Za-z0-9_][A-Za-z0-9_.]{2,31})`)
	phone   = pattern.New(`(?:\+|\b00)[1-9][0-9 ().\-]{6,24}[0-9]`)
	inPath  = pattern.New(`^/@?\+?([A-Za-z0-9_.\-]{3,64})`)
)

// addresses finds accounts, numbers, mail and web addresses in a text, the way in which it was made safe undone. Of kind
// Site every web address counts, else only those that are written as such.
func (r *Rules) addresses(kind Kind, text string) []Item {
	text = refang(text)
	var list []Item
	for _, m := range mail().FindAllString(text, -1) {
		list = append(list, Item{Mail, strings.ToLower(m)})
	}
	text = mail().ReplaceAllString(text, " ")
	for _, m := range account().FindAllStringSubmatch(text, -1) {
		list = append(list, Item{Account, "@" + strings.Trim(strings.ToLower(m[1]), ".")})
	}
	text = account().ReplaceAllString(text, " ")
	for _, m := range webPage().FindAllStringSubmatch(text, -1) {
		host := strings.TrimPrefix(strings.ToLower(m[2]), "www.")
		written := kind == Site || m[1] != "" || len(host) < len(m[2])
		if it, ok := r.page(host, m[3], written); ok {
			list = append(list, it)
		}
	}
	text = webPage().ReplaceAllString(text, " ")
	for _, m := range phone().FindAllString(text, -1) {
		if n := digits(m); len(n) >= 8 && len(n) <= 15 {
			list = append(list, Item{Phone, "+" + n})
		}
	}
	return list
}

// page is what a web address names: an account where the host is a platform that everybody uses, else the site.
func (r *Rules) page(host, path string, written bool) (Item, bool) {
	if slices.Contains(r.platforms, host) {
		m := inPath().FindStringSubmatch(path)
		if m == nil {
			return Item{}, false // the platform itself says nothing, and would do harm on a list of sites to block
		}
		return Item{Account, host + "/" + strings.TrimRight(strings.ToLower(m[1]), ".")}, true
	}
	if !written {
		return Item{}, false
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	if ip, err := netip.ParseAddr(host); err == nil {
		return Item{Site, host}, ip.IsGlobalUnicast() && !ip.IsPrivate()
	}
	return Item{Site, host}, len([]rune(last)) > 1 && strings.IndexFunc(last, unicode.IsLetter) >= 0
}

var fangs = strings.NewReplacer("[.]", ".", "[@]", "@", "[:]//", "://", "hxxp://", "http://", "hxxps://", "https://")

// refang undoes [answer.Defang], and takes out what cannot be seen, such as marks that turn the direction of a text.
func refang(text string) string {
	text = fangs.Replace(text)
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cf, unicode.Co) {
			return -1
		}
		return r
	}, norm.NFKC.String(text))
}

func digits(s string) string {
	s = strings.TrimPrefix(s, "00")
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// company is the name of a company or an app, or empty where the answer gives an address, an account or a sentence.
func company(text string) string {
	plain := refang(text)
	if strings.ContainsAny(plain, "@/\n") || webPage().MatchString(plain) || phone().MatchString(plain) {
		return ""
	}
	words := strings.Fields(letters(plain))
	if len(words) == 0 || len(words) > maxCompany {
		return ""
	}
	name := strings.Join(words, " ")
	if len([]rune(name)) < 3 {
		return ""
	}
	return name
}

// letters brings words into one form: small letters without accents, and nothing but letters, digits and single spaces.
func letters(text string) string {
	text = norm.NFKD.String(text)
	text = strings.Map(func(r rune) rune {
		switch {
		case '\u0300' <= r && r <= '\u036f': // accents of Latin, Greek and Cyrillic; in other scripts a mark is a letter
			return -1
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			return unicode.ToLower(r)
		case unicode.In(r, unicode.Cf, unicode.Co), r == '\'', r == '’':
			return -1
		}
		return ' '
	}, text)
	return norm.NFC.String(strings.Join(strings.Fields(text), " "))
}

// Fold brings a name into one form, without case, accents and spaces.
func Fold(name string) string { return strings.ReplaceAll(letters(name), " ", "") }
