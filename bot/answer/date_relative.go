package answer

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// span is a distance from today: unit 'h', 'd', 'w', 'm' or 'y'.
type span struct {
	unit  byte
	count int
}

// relativeTables are the tables of date_words.go, ready to look up.
type relativeTables struct {
	named   map[string]span
	twoWay  map[string]string
	ago     map[string]string
	units   map[string]string
	numbers map[string]string
	beside  map[string]string
	phrases *strings.Replacer // makes one word of those "ago" that have several
	periods []string          // the names of months and years among named, longest first
}

var relatives = sync.OnceValue(func() relativeTables {
	t := relativeTables{
		named:  make(map[string]span),
		twoWay: words(twoWay), ago: words(agoWords), units: words(spanUnits), numbers: words(spanNumbers), beside: words(besideWeekday),
	}
	for word, code := range words(relativeWords) {
		unit, count, _ := strings.Cut(code, " ")
		t.named[word] = span{unit[0], number(count)}
	}
	for word, sp := range t.named {
		if sp.unit == 'm' || sp.unit == 'y' {
			t.periods = append(t.periods, word)
		}
	}
	slices.SortFunc(t.periods, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	var pairs []string
	for word, direction := range t.ago {
		if strings.Contains(word, " ") {
			pairs = append(pairs, " "+word+" ", " "+map[string]string{"-": "ago", "+": "later"}[direction]+" ")
		}
	}
	t.phrases = strings.NewReplacer(pairs...)
	return t
})

// relativeDay reads "yesterday", "last month", "5 days ago" in folded text. It needs to know today.
func relativeDay(s string, h Hints) (Day, bool) {
	if h.Today.Year == 0 {
		return Day{}, false
	}
	t := relatives()
	named := t.bare(s)
	if sp, ok := t.named[named]; ok {
		return sp.from(h.Today)
	}
	if count, ok := t.twoWay[named]; ok {
		// One word for both sides: the question tells which, unless it may be either.
		if h.Future {
			return Day{}, false
		}
		return span{'d', -number(count)}.from(h.Today)
	}
	if d, ok := t.weekdayOf(s, tongueOf(h.Lang).base, h); ok {
		return d, true
	}
	sp, ok := t.distance(tokens(strings.TrimSpace(t.phrases.Replace(" " + s + " "))))
	if !ok {
		return Day{}, false
	}
	return sp.from(h.Today)
}

// weekdayOf reads "last Friday" and "on Friday": the last such day before today, or the next one where the future was asked.
func (t relativeTables) weekdayOf(s, base string, h Hints) (Day, bool) {
	found := -1
	for _, tok := range tokens(s) {
		wd, ok := weekday(tok.text, base)
		switch {
		case ok && found < 0:
			found = wd
		case ok, tok.kind == 'n', !ok && dateMarks()[tok.text] != "skip" && t.beside[tok.text] == "":
			return Day{}, false
		}
	}
	if found < 0 {
		return Day{}, false
	}
	now := int(h.Today.time().Weekday())
	if h.Future {
		return h.Today.add((found-now+6)%7 + 1), true
	}
	return h.Today.add(-(now-found+6)%7 - 1), true
}

// bare takes words without meaning off both ends: "it was yesterday at".
func (t relativeTables) bare(s string) string {
	for {
		s = strings.Trim(s, " "+dateSigns)
		if _, ok := t.named[s]; ok {
			return s
		}
		head, tail, _ := strings.Cut(s, " ")
		last := s[strings.LastIndex(s, " ")+1:]
		switch {
		case tail != "" && dateMarks()[head] == "skip":
			s = tail
		case last != s && dateMarks()[last] == "skip":
			s = strings.TrimSuffix(s, last)
		default:
			return s
		}
	}
}

// namedYears writes "last year" and "上个月" inside a text as numbers, so that 去年3月 and "3 March last year" are dates.
func namedYears(s string, today Day) string {
	if today.Year == 0 {
		return s
	}
	t := relatives()
	for _, name := range t.periods {
		if !strings.Contains(s, name) {
			continue
		}
		d, ok := t.named[name].from(today)
		if !ok {
			continue
		}
		if name[0] < 0x80 {
			s = strings.ReplaceAll(" "+s+" ", " "+name+" ", " "+numbered(d, "年", "月", "日", "")+" ")
		} else {
			s = strings.ReplaceAll(s, name, numbered(d, "年", "月", "日", ""))
		}
	}
	return s
}

// distance reads one number, one unit and one direction, in any order.
func (t relativeTables) distance(toks []token) (span, bool) {
	sp, count, direction := span{}, -1, ""
	for _, tok := range toks {
		word := tok.text
		n, isNumber := t.numbers[word]
		switch {
		case tok.kind == 'n' && len(word) <= 4 && count < 0:
			count = number(word)
		case tok.kind == 'n':
			return sp, false
		case tok.kind == 's':
			if !strings.Contains(dateSigns, word) {
				return sp, false
			}
		case t.ago[word] != "":
			direction = cmp.Or(direction, t.ago[word])
		case t.units[word] != "" && sp.unit == 0:
			sp.unit = t.units[word][0]
		case isNumber && count < 0:
			count = number(n)
		default:
			unit, side, ok := t.together(word)
			if !ok && dateMarks()[word] != "skip" || ok && sp.unit != 0 {
				return sp, false
			}
			if ok {
				sp.unit, direction = unit, side
			}
		}
	}
	if sp.unit == 0 || direction == "" {
		return sp, false
	}
	if count < 0 {
		count = 1
	}
	sp.count = count
	if direction == "-" {
		sp.count = -count
	}
	return sp, true
}

// together reads a unit and a direction written as one word: 天前, วันก่อน.
func (t relativeTables) together(word string) (unit byte, direction string, ok bool) {
	for i := range word {
		u, side := t.units[word[:i]], t.ago[word[i:]]
		if u != "" && side != "" {
			return u[0], side, true
		}
	}
	return 0, "", false
}

// from gives the day at the distance from today, as exactly as such words are meant: "two months ago" is a month.
func (s span) from(today Day) (Day, bool) {
	switch s.unit {
	case 'h':
		return today.add(s.count / 24), true
	case 'd':
		return today.add(s.count), true
	case 'w':
		return today.add(7 * s.count), true
	case 'm':
		months := today.Year*12 + today.Month - 1 + s.count
		return Day{Year: months / 12, Month: months%12 + 1}, months > 0
	case 'y':
		return Day{Year: today.Year + s.count}, true
	}
	return Day{}, false
}
