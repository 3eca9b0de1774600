package answer

// day puts the pieces together.
func (p pieces) day(t tongue, h Hints) (Day, bool) {
	n := len(p.figures)
	marked := p.month != 0
	for _, f := range p.figures {
		marked = marked || f.unit != 0
	}
	// Words that we do not know may stand around a date that has its month by name, not between bare numbers.
	if n > 3 || n == 0 && !marked || p.strange > 0 && !marked || p.strange > 3 {
		return Day{}, false
	}
	if n == 1 && !marked && p.figures[0].digits >= 6 {
		return compactDay(p.figures[0], t, h)
	}
	if !p.assign(t) {
		return Day{}, false
	}
	d := Day{Month: p.month}
	for _, f := range p.figures {
		switch f.unit {
		case 'y':
			if d.Year != 0 {
				return Day{}, false
			}
			d.Year = p.year(f, t, h)
		case 'm':
			if d.Month != 0 || f.value == 0 {
				return Day{}, false
			}
			d.Month = f.value
		case 'd':
			if d.Day != 0 || f.value == 0 {
				return Day{}, false
			}
			d.Day = f.value
		}
	}
	return withYear(d, h)
}

// compactDay reads 20260304 and 04032026.
func compactDay(f figure, t tongue, h Hints) (Day, bool) {
	v := f.value
	if f.digits == 6 && v/100 >= oldestYear {
		return Day{Year: v / 100, Month: v % 100}, v%100 != 0
	}
	if f.digits != 8 {
		return Day{}, false
	}
	first := Day{v / 10000, v / 100 % 100, v % 100}
	if first.Day != 0 && first.Month != 0 && first.Year >= oldestYear && first.Year < 2100 && first.exists() {
		return first, true
	}
	p := pieces{figures: []figure{
		{value: v / 1000000, digits: 2}, {value: v / 10000 % 100, digits: 2}, {value: v % 10000, digits: 4},
	}}
	return p.day(t, h)
}

// assign gives every number its unit. It reports false when the numbers make no date.
func (p *pieces) assign(t tongue) bool {
	var open []*figure
	has := map[byte]bool{'m': p.month != 0}
	for i := range p.figures {
		f := &p.figures[i]
		if f.unit == 0 && (f.digits >= 3 || f.value > 31 && p.month != 0) {
			f.unit = 'y'
		}
		if f.unit == 0 {
			open = append(open, f)
		}
		has[f.unit] = true
	}
	units := openUnits(len(open), has, t)
	if len(units) != len(open) {
		return false
	}
	for i, f := range open {
		f.unit = units[i]
	}
	p.swapIfNeeded(open)
	return true
}

// openUnits tells which units bare numbers stand for, by how many there are and what is known already.
func openUnits(open int, has map[byte]bool, t tongue) string {
	monthFirst := monthBeforeDay(t)
	switch {
	case open == 0:
		return ""
	case has['m'] && open == 1 && !has['d']:
		return "d" // 3 March, 3 March 2026
	case has['m'] && has['y'] && open == 1, has['m'] && has['d'] && open == 1:
		return "y"
	case has['m'] && open == 2 && !has['y'] && !has['d']:
		return "dy" // 3 March 26
	case has['y'] && open == 1:
		return "m" // 03/2026
	case open == 2 && !has['d'] && monthFirst:
		return "md"
	case open == 2 && !has['d']:
		return "dm"
	case open == 3 && yearFirst(t):
		return "ymd" // 26/3/4
	case open == 3 && monthFirst:
		return "mdy"
	case open == 3:
		return "dmy"
	}
	return ""
}

// swapIfNeeded exchanges day and month where only that makes sense: 3/25 is no day of month 25.
func (p *pieces) swapIfNeeded(open []*figure) {
	var day, month *figure
	for _, f := range open {
		switch f.unit {
		case 'd':
			day = f
		case 'm':
			month = f
		}
	}
	// A year first is always followed by the month: 2026-03-04.
	if day != nil && month != nil && p.figures[0].unit == 'y' && p.figures[0].digits == 4 && len(p.figures) == 3 {
		p.figures[1].unit, p.figures[2].unit = 'm', 'd'
		return
	}
	if day != nil && month != nil && month.value > 12 && day.value <= 12 {
		day.unit, month.unit = 'm', 'd'
	}
}

// monthBeforeDay tells whether people who speak t write 3/4 for the fourth of March.
func monthBeforeDay(t tongue) bool {
	switch t.region {
	case "US", "PH", "TW", "CN":
		return t.base != "es"
	case "HK", "MO", "SG", "MY":
		return false
	}
	return t.base == "fil" || yearFirst(t)
}

// yearFirst tells whether people who speak t write 26/3/4.
func yearFirst(t tongue) bool {
	switch t.base {
	case "zh", "zh-Hant", "ja", "ko", "ne", "si":
		return t.region != "HK" && t.region != "MO" && t.region != "SG" && t.region != "MY"
	}
	return false
}

// year makes a whole year of what was typed, -1 when it cannot be one.
func (p pieces) year(f figure, t tongue, h Hints) int {
	const buddhistYears, minguoYears = 543, 1911
	y := f.value
	buddhistLands := t.base == "th" || t.base == "lo" || t.base == "km" || t.base == "my"
	switch {
	case p.era == "minguo" || f.digits == 3 && t.base == "zh-Hant" && t.region != "HK" && y < 200:
		return y + minguoYears
	case f.digits == 4 && p.era != "ce" && (p.era == "be" || buddhistLands && y > 2400):
		return y - buddhistYears
	case f.digits == 2 && t.base == "th" && p.era != "ce" && (p.era == "be" || y > 32 && y < 90):
		return y + 2500 - buddhistYears // 69 is 2569
	case f.digits == 2 && y >= oldestYear%100:
		return y + 1900
	case f.digits == 2:
		return y + 2000
	case f.digits != 4:
		return -1
	}
	return y
}

// withYear adds the year to a day or month without one: the last such day, or the next one where the future was asked.
func withYear(d Day, h Hints) (Day, bool) {
	if d.Month == 0 && d.Day != 0 {
		return Day{}, false
	}
	if d.Year != 0 {
		return d, true
	}
	if d.Month == 0 || h.Today.Year == 0 {
		return Day{}, false
	}
	step, start := -1, h.Today
	if h.Future {
		step = 1
	}
	if d.Day == 0 {
		start = Day{Year: start.Year, Month: start.Month}
	}
	// A 29 February can be up to eight years away.
	for i := range 9 {
		c := Day{h.Today.Year + i*step, d.Month, d.Day}
		if c.exists() && (c.Number()-start.Number())*step >= 0 {
			return c, true
		}
	}
	return Day{}, false
}
