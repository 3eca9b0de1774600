package answer

import (
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/am"
	"github.com/go-playground/locales/ar"
	"github.com/go-playground/locales/bn"
	"github.com/go-playground/locales/en"
	"github.com/go-playground/locales/es"
	"github.com/go-playground/locales/fil"
	"github.com/go-playground/locales/fr"
	"github.com/go-playground/locales/hi"
	"github.com/go-playground/locales/id"
	"github.com/go-playground/locales/km"
	"github.com/go-playground/locales/lo"
	"github.com/go-playground/locales/ms"
	"github.com/go-playground/locales/my"
	"github.com/go-playground/locales/ne"
	"github.com/go-playground/locales/pt"
	"github.com/go-playground/locales/ru"
	"github.com/go-playground/locales/si"
	"github.com/go-playground/locales/sw"
	"github.com/go-playground/locales/ta"
	"github.com/go-playground/locales/te"
	"github.com/go-playground/locales/th"
	"github.com/go-playground/locales/ur"
)

// calendar holds a language's names of months. Languages that number them (zh, ja, ko, vi) have none.
type calendar struct {
	full  [12]string     // as written in a date
	names map[string]int // folded, without points: full names, short names and others in use
	days  map[string]int // days of the week, Sunday 0
}

var calendars = sync.OnceValue(func() map[string]calendar {
	out := make(map[string]calendar)
	for _, l := range []locales.Translator{
		am.New(), ar.New(), bn.New(), en.New(), es.New(), fil.New(), fr.New(), hi.New(), id.New(), km.New(), lo.New(), ms.New(),
		my.New(), ne.New(), pt.New(), ru.New(), si.New(), sw.New(), ta.New(), te.New(), th.New(), ur.New(),
	} {
		out[l.Locale()] = newCalendar(l)
	}
	return out
})

func newCalendar(l locales.Translator) calendar {
	c := calendar{names: make(map[string]int), days: make(map[string]int)}
	for i, name := range l.WeekdaysWide() {
		c.days[monthKey(name)] = i
	}
	for i, name := range l.MonthsWide() {
		c.full[i] = name
		c.names[monthKey(name)] = i + 1
	}
	for i, name := range l.MonthsAbbreviated() {
		key := monthKey(name)
		// Burmese short names of one letter begin other words.
		if _, taken := c.names[key]; !taken && (key[0] < 0x80 || utf8.RuneCountInString(key) > 1) {
			c.names[key] = i + 1
		}
	}
	for name, code := range words(otherMonths[l.Locale()]) {
		c.names[monthKey(name)] = number(code)
	}
	return c
}

// monthKey folds a month's name as [tokens] gives it.
func monthKey(name string) string {
	return strings.NewReplacer(".", "", "॰", "").Replace(fold(name))
}

// otherMonths are names in use that CLDR does not give: nominatives, the Levant's and the Maghreb's months, common slips.
var otherMonths = map[string]string{
	"en": "2: febuary | febr\n9: sept\n8: agust",
	"ar": `1: كانون الثاني | جانفي | جانفييه
		2: شباط | فيفري | فبرایر
		3: آذار
		4: نيسان | أفريل | ابريل
		5: أيار | ماي | مايس
		6: حزيران | جوان
		7: تموز | جويلية | يوليوز
		8: آب | أوت | غشت
		9: أيلول | شتنبر
		10: تشرين الأول
		11: تشرين الثاني | نونبر
		12: كانون الأول | دجنبر`,
	"bn":  "1: জানুয়ারি\n2: ফেব্রুয়ারি | ফেব্রুয়ারী\n8: আগষ্ট",
	"es":  "9: setiembre | set\n",
	"fil": "2: pebrero\n3: marso\n9: setyembre | septyembre",
	"fr":  "1: janv | jan\n2: fev\n7: juil",
	"hi":  "1: जन\n2: फरवरी | फर\n7: जुलाई | जुल\n8: अगस्त\n9: सितम्बर | सित\n10: अक्टूबर\n11: नवम्बर\n12: दिसम्बर",
	"id":  "2: pebruari | peb | feb\n8: agt | agst | agts | agust\n11: nopember | nop",
	"km":  "2: កុម្ភះ",
	"lo":  "2: ກຸມພາ | ກຸມພາພັນ\n7: ກໍລະກົດ",
	"ms":  "3: mac",
	"my":  "1: ဇန်နဝါရီလ\n8: သြဂုတ် | ဩဂုတ် | ဩဂတ် | သြဂတ်",
	"ne":  "1: जनवरि\n8: अगष्ट\n9: सेप्टेम्वर\n11: नोवेम्बर\n12: डिसेम्वर",
	"ru": `1: январь | янв
		2: февраль | февр | фев
		3: март
		4: апрель
		5: май | мае
		6: июнь
		7: июль
		8: август
		9: сентябрь | сен
		10: октябрь
		11: ноябрь | ноя
		12: декабрь`,
	"sw": "1: januari\n4: april\n8: august",
	"th": "1: มกรา\n2: กุมภา\n3: มีนา\n4: เมษา\n5: พฤษภา\n6: มิถุนา\n7: กรกฎา | กรกฏาคม\n8: สิงหา\n9: กันยา\n10: ตุลา\n11: พฤศจิกา\n12: ธันวา",
	"ur": "2: فروری\n12: دسمبر",
}

// month finds the month that a word names, in the person's language or in English.
func month(word, base string) int {
	for _, lang := range [2]string{base, "en"} {
		c, ok := calendars()[lang]
		if !ok {
			continue
		}
		if n := c.names[word]; n != 0 {
			return n
		}
		if n := c.inflected(word); n != 0 {
			return n
		}
	}
	return 0
}

// weekday finds the day of the week that a word names, in the person's language or in English.
func weekday(word, base string) (int, bool) {
	if n, ok := calendars()[base].days[word]; ok {
		return n, true
	}
	n, ok := calendars()["en"].days[word]
	return n, ok
}

// inflected finds a month in a word that goes on after it ("মার্চে", "мартом", "มีนาคมนี้") or has "month" before it, which
// scripts without spaces write together. Latin script has spaces and too many words that begin like a month.
func (c calendar) inflected(word string) int {
	if word[0] < 0x80 {
		return 0
	}
	for _, prefix := range [...]string{"เดือน", "ខែ", "ເດືອນ"} {
		word = strings.TrimPrefix(word, prefix)
	}
	found, longest := 0, 0
	for name, n := range c.names {
		rest, ok := strings.CutPrefix(word, name)
		if !ok || len(name) <= longest {
			continue
		}
		// Two letters begin many words; only Burmese "May" has its "month" after it.
		if utf8.RuneCountInString(name) < 3 && !strings.HasPrefix(rest, "လ") {
			continue
		}
		found, longest = n, len(name)
	}
	return found
}

// number reads a short run of ASCII digits; anything else is 0.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
