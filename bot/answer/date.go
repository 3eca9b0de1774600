package answer

import (
	"slices"
	"strings"

	"safeharbour/bot/pattern"
)

const (
	oldestYear     = 1990 // the first year that a date may have: what people are asked about is recent
	otherCalendars = 1900 // an earlier year is of another calendar: 1447, 1404
	farFuture      = 50   // so is one so far ahead: 2083 of Nepal's, 2569 of Thailand's
)

func parseDate(text string, h Hints) (Value, *Problem) {
	problem := func(code string) (Value, *Problem) {
		return Value{}, &Problem{Code: code, Example: exampleDay(text, h)}
	}
	if tooLong(text, maxShort) {
		return problem(DateUnclear)
	}
	t := tongueOf(h.Lang)
	d, ok := readDay(text, t, h)
	switch {
	case !ok || !d.exists() || d.Year < otherCalendars || d.Year > h.Today.Year+farFuture && h.Today.Year != 0:
		return problem(DateUnclear)
	case d.Year < oldestYear:
		return problem(DateOld)
	case !h.Future && h.Today.Year != 0 && d.after(h.Today):
		return problem(DateFuture)
	}
	return Value{Type: Date, Day: d}, nil
}

func exampleDay(text string, h Hints) string {
	d := h.Today
	if d.Year == 0 {
		d = Day{2026, 3, 4}
	}
	return digitsLike(FormatDay(d.first(), h.Lang), text)
}

// clock finds a time of day, which receipts and chats put after the date.
var clock = pattern.New(`,? ?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)? ?(?:[ap]\.?m\b\.?)? ?(?:z\b|utc\b|gmt\b)?(?: ?[+-]\d{1,2}(?::?\d{2})?)?` +
	`|\b\d{1,2} ?[ap]\.?m\b\.?|(?:\b(?:in the |at )?(?:morning|afternoon|evening|night|noon)\b)|(?:凌晨|早上|上午|中午|下午|傍晚|晚上|夜里|半夜)(?:的时候)?|\d{1,2}[点點](?:\d{1,2}分?|半)?钟?`)

// isoTime finds the letter between date and time: 2026-03-04T15:30.
var isoTime = pattern.New(`(\d)t(\d)`)

// hanWeekday finds the Chinese days of the week, whose numbers are not days of the month.
var hanWeekday = pattern.New(`\(?(?:星期|禮拜|礼拜|周|週)[一二三四五六日天]\)?`)

func readDay(text string, t tongue, h Hints) (Day, bool) {
	folded, ok := spokenDate(fold(text), text, t, h)
	if !ok {
		return Day{}, false
	}
	if d, ok := relativeDay(folded, h); ok { // before "last night" loses its night
		return d, true
	}
	s := isoTime().ReplaceAllString(folded, "$1 $2")
	s = hanWeekday().ReplaceAllString(s, " ")
	s = hanNumbers(s, func(rest string) bool {
		return slices.ContainsFunc(hanDateUnits, func(u string) bool { return strings.HasPrefix(rest, u) })
	})
	s = strings.TrimSpace(clock().ReplaceAllString(s, " "))
	if d, ok := relativeDay(s, h); ok {
		return d, true
	}
	p := scanDate(tokens(namedYears(s, h.Today)), t.base)
	if p.broken {
		return Day{}, false
	}
	return p.day(t, h)
}

var hanDateUnits = []string{"年", "月", "日", "号", "號", "天", "点", "點", "周", "週", "个", "個", "小时", "小時", "星期", "礼拜", "禮拜"}

// dateSigns may stand between and around the parts of a date.
const dateSigns = "/-.,_()~≈?!:;\"'"

// figure is a number of a date with what is known about it.
type figure struct {
	value  int
	digits int
	unit   byte // 'y', 'm', 'd', or 0 when its place must tell
}

// pieces is what a text has of a date.
type pieces struct {
	figures []figure
	month   int    // from a name
	era     string // "be" Buddhist, "ce" common, "minguo" Taiwan's; empty when not said
	next    byte   // unit that a word gave to the number after it
	strange int    // words without a meaning here
	broken  bool   // what can be no date
}

// scanDate sorts tokens into numbers, units and a month's name.
func scanDate(toks []token, base string) pieces {
	var p pieces
	for i := 0; i < len(toks); i++ {
		tok := toks[i]
		switch tok.kind {
		case 'n':
			if len(tok.text) > 8 {
				p.broken = true
				return p
			}
			p.figures = append(p.figures, figure{value: number(tok.text), digits: len(tok.text), unit: p.next})
			p.next = 0
		case 's':
			if !strings.Contains(dateSigns, tok.text) {
				p.broken = true
				return p
			}
		case 'w':
			two := ""
			if i+1 < len(toks) && toks[i+1].kind == 'w' {
				two = tok.text + " " + toks[i+1].text
			}
			i += p.word(tok.text, two, i > 0 && toks[i-1].kind == 'n', base) - 1
		}
	}
	return p
}

// word takes in one word, or two that make one name. It returns how many it took.
func (p *pieces) word(one, two string, afterNumber bool, base string) int {
	mark := dateMarks()[one]
	if mark == "skip" {
		return 1
	}
	p.next = 0
	if n := calendars()[base].names[two]; n != 0 { // Arabic has months of two words
		p.name(n)
		return 2
	}
	switch mark {
	case "be", "ce", "minguo":
		p.era, p.next = mark, 'y'
	case "y", "m", "d":
		p.next = mark[0]
	case "y-", "m-", "d-":
		p.unitBefore(mark[0], afterNumber)
	default:
		p.other(one, afterNumber, base)
	}
	return 1
}

// other takes in a word that is no mark: a month, a unit with another word behind it (年底), or none of ours.
func (p *pieces) other(word string, afterNumber bool, base string) {
	if n := month(word, base); n != 0 {
		p.name(n)
		return
	}
	for i := range word {
		if mark := dateMarks()[word[:i]]; strings.HasSuffix(mark, "-") && dateMarks()[word[i:]] == "skip" {
			p.unitBefore(mark[0], afterNumber)
			return
		}
	}
	p.strange++
	// "3 March last year" must not become this year's.
	p.broken = p.broken || relatives().ago[word] != ""
}

func (p *pieces) name(month int) {
	p.broken = p.broken || p.month != 0 && p.month != month
	p.month = month
}

// unitBefore marks the number that stands before a unit: 2026年.
func (p *pieces) unitBefore(unit byte, afterNumber bool) {
	if n := len(p.figures); afterNumber && n > 0 && p.figures[n-1].unit == 0 {
		p.figures[n-1].unit = unit
	}
}
