package answer

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"safeharbour/bot/pattern"
)

// spokenDate rewrites what people say of days in Vietnamese and Indonesian, and what the tables of words cannot hold: months
// whose numbers are words, days of the week of two words, times of day. It takes and gives folded text, and typed is the
// same text with its marks. It reports false for words that name no certain day.
func spokenDate(s, typed string, t tongue, h Hints) (string, bool) {
	switch t.base {
	case "vi":
		return spokenVietnamese(s, strings.ToLower(norm.NFC.String(typed)), h)
	case "id":
		return spokenIndonesian(s, h), true
	}
	return s, true
}

var (
	viMonth = pattern.New(`\bthang (muoi mot|muoi hai|muoi|gieng|mot|hai|ba|tu|bon|nam|sau|bay|tam|chin|chap)\b`)
	viClock = pattern.New(`,? ?\b(?:luc |vao luc |khoang )?\d{1,2} ?(?:gio|h)(?: ?\d{1,2}\b(?: ?phut\b)?|\b)(?: ruoi\b)?(?: ?(?:sang|trua|chieu|toi|dem)\b)?`)
	// The part of the day, which stands before the day: chiều hôm qua, sáng nay, tối mai.
	viPart    = pattern.New(`\b(?:buoi )?(?:sang|trua|chieu|toi|dem|khuya) (?:ngay |hom )?(qua|nay|kia|mai)\b`)
	viTail    = pattern.New(` (?:buoi (?:sang|trua|chieu|toi|dem)|sang|trua|chieu|dem|khuya)$`)
	viWeekday = pattern.New(`\b(?:thu (hai|2|ba|3|tu|4|nam|5|sau|6|bay|7)|(chu nhat|cn))\b(?: (tuan )?(truoc|roi|vua roi|qua|vua qua|nay|sau|toi)\b)?,?`)
	// năm is "five" and "year".
	viFive    = pattern.New(`\bnam (ngay|tuan|thang) (truoc|roi|nua)\b`)
	viAfter   = pattern.New(`^(?:sau|trong) (\d+|mot|hai|ba|bon) (ngay|tuan|thang|nam)(?: nua)?$`)
	viSomeDay = pattern.New(`^(?:vao )?(?:hom|bua) (?:truoc|no|ay|do|nao|nao do)$`)

	viNumbers = words(`
		1: mot | gieng
		2: hai
		3: ba
		4: tu | bon
		5: nam
		6: sau
		7: bay
		8: tam
		9: chin
		10: muoi
		11: muoi mot
		12: muoi hai | chap`)

	idClock   = pattern.New(`,? ?\b(?:jam|pukul|pkl) \d{1,2}(?:[.:]\d{2})?(?: ?(?:pagi|siang|sore|malam))?(?: ?(?:wib|wita|wit))?\b`)
	idTail    = pattern.New(` (?:pagi|siang|sore|malam)$`)
	idOne     = pattern.New(`\bse(hari|minggu|pekan|bulan|tahun)\b`)
	idWeekday = pattern.New(`^(?:pada )?(?:hari )?(senin|selasa|rabu|kamis|jumat|sabtu|minggu|ahad) (minggu |pekan )?(lalu|yang lalu|yg lalu|kemarin|kemaren|kmrn|ini|depan)$`)
)

// spokenVietnamese reads marks where they tell words apart: tháng sáu is June, tháng sau is next month.
func spokenVietnamese(s, typed string, h Hints) (string, bool) {
	if viSomeDay().MatchString(s) {
		return "", false // "the other day"
	}
	nextMonth := strings.Contains(typed, "tháng sau")
	if strings.Contains(typed, "thang sau") && h.Future {
		return "", false // June or next month
	}
	s = viMonth().ReplaceAllStringFunc(s, func(m string) string {
		name := strings.TrimPrefix(m, "thang ")
		if name == "sau" && nextMonth {
			return m
		}
		return "thang " + viNumbers[name]
	})
	switch {
	case strings.Contains(typed, "hôm kìa"):
		s = strings.ReplaceAll(s, "hom kia", "3 ngay truoc")
	case strings.Contains(typed, "ngày kìa"):
		s = strings.ReplaceAll(s, "ngay kia", "3 ngay nua")
	}
	s = viFive().ReplaceAllString(s, "5 $1 $2")
	s = viAfter().ReplaceAllString(s, "$1 $2 nua")
	s = viClock().ReplaceAllString(s, "")
	s = viPart().ReplaceAllStringFunc(s, func(m string) string {
		day := m[strings.LastIndex(m, " ")+1:]
		return map[string]string{"qua": "hom qua", "nay": "hom nay", "kia": "hom kia", "mai": "ngay mai"}[day]
	})
	s = strings.TrimSpace(viTail().ReplaceAllString(s, ""))
	m := viWeekday().FindStringSubmatchIndex(s)
	if m == nil {
		return s, true
	}
	rest := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(s[:m[0]]), "vao") + s[m[1]:])
	if rest != "" { // the date stands beside it
		return rest, true
	}
	day := 0 // Sunday
	if m[2] >= 0 {
		if day = number(s[m[2]:m[3]]); day == 0 {
			day = number(viNumbers[s[m[2]:m[3]]])
		}
		day-- // thứ hai, "the second", is Monday
	}
	if m[6] < 0 {
		return dayNames[day], true
	}
	return ofWeek(day, map[string]int{"nay": 0, "sau": 1, "toi": 1}, s[m[8]:m[9]], h), true
}

// spokenIndonesian reads "seminggu", times of day, and "Jumat kemarin", which is no yesterday.
func spokenIndonesian(s string, h Hints) string {
	s = strings.ReplaceAll(s, "jum'at", "jumat")
	s = idClock().ReplaceAllString(s, "")
	s = idOne().ReplaceAllString(s, "1 $1")
	if _, ok := relatives().named[s]; ok { // "tadi malam" before it loses its night
		return s
	}
	s = strings.TrimSpace(idTail().ReplaceAllString(s, ""))
	m := idWeekday().FindStringSubmatch(s)
	if m == nil || m[1] == "minggu" && m[2] == "" && m[3] != "ini" { // "minggu lalu" is last week
		return s
	}
	day := calendars()["id"].days[strings.Replace(m[1], "ahad", "minggu", 1)]
	if m[2] == "" {
		return dayNames[day]
	}
	return ofWeek(day, map[string]int{"ini": 0, "depan": 1}, m[3], h)
}

var dayNames = [7]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// ofWeek gives a day of another week as a date. Weeks begin on Monday; a word that is not in weeks means the last one.
// Without today's date it is empty.
func ofWeek(day int, weeks map[string]int, word string, h Hints) string {
	if h.Today.Year == 0 {
		return ""
	}
	week, ok := weeks[word]
	if !ok {
		week = -1
	}
	now := (int(h.Today.time().Weekday()) + 6) % 7
	return h.Today.add((day+6)%7 - now + 7*week).String()
}
