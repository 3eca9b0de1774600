package locale

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// accusingWords are the beginnings of words that no text may use of anyone: not of the person, nor of those they work or
// chatted with. One that ends with "|" is a whole word: Indonesian "penipu" accuses, "penipuan" is the deed.
// The list of a language grows with its translators; English words count in every language.
func accusingWords(tag string) []string {
	list := []string{"suspect", "criminal", "scammer", "illegal", "confess", "fraudster", "perpetrator", "accomplice"}
	switch tag {
	case "zh-Hans", "zh-Hant":
		return append(list, "嫌疑", "嫌犯", "罪犯", "犯罪", "犯人", "骗子", "騙子", "非法", "违法", "違法", "认罪", "認罪", "坦白", "招供", "同伙", "同夥", "骗徒", "騙徒")
	case "ar":
		return append(list, "مشتبه", "مجرم", "محتال", "نصاب", "غير قانوني", "اعترف", "اعتراف", "المتهم", "متهمون", "متهمين", "الجاني", "متواطئ")
	case "fr":
		return append(list, "criminel", "escroc", "illégal", "coupable", "complice")
	case "es":
		return append(list, "sospechos", "delincuent", "estafador", "ilegal", "culpable", "cómplice")
	case "ru":
		return append(list, "подозрева", "преступник", "мошенник", "незаконн", "признани", "сообщник")
	case "vi":
		return append(list, "nghi phạm", "nghi can", "tội phạm", "phạm tội", "thủ phạm", "đồng phạm", "tòng phạm", "kẻ lừa", "bọn lừa", "tên lừa",
			"kẻ gian", "bất hợp pháp", "phi pháp", "phạm pháp", "thú tội", "thú nhận", "đầu thú")
	case "id", "ms":
		return append(list, "tersangka", "terdakwa", "penjahat", "kriminal", "penipu|", "penipunya", "pelaku|", "pelakunya", "komplotan", "kaki tangan",
			"ilegal", "mengaku|", "pengakuan")
	}
	return list
}

// tellingWords give away on a screen that others see what the bot is for.
func tellingWords(tag string) []string {
	list := []string{"rescue", "victim", "scam", "traffick", "compound", "hostage"}
	switch tag {
	case "zh-Hans", "zh-Hant":
		return append(list, "救援", "解救", "受害", "诈骗", "詐騙", "贩运", "販運", "园区", "園區", "被困", "人质", "人質")
	case "ar":
		return append(list, "إنقاذ", "ضحية", "ضحايا", "احتيال", "اتجار", "الاتجار", "رهينة", "محتجز")
	case "vi":
		return append(list, "giải cứu", "nạn nhân", "lừa đảo", "buôn người", "mua bán người", "con tin", "giam giữ", "bị nhốt", "bị lừa")
	case "id":
		return append(list, "penyelamatan", "diselamatkan", "korban", "penipuan", "ditipu", "tertipu", "perdagangan orang", "perdagangan manusia", "sandera",
			"disekap")
	}
	return list
}

// dullWords may not stand at all where the bot must look like any information service.
func dullWords(tag string) []string {
	list := append(tellingWords(tag), "police", "danger", "crisis", "helper", "emergency")
	switch tag {
	case "zh-Hans", "zh-Hant":
		return append(list, "警察", "危险", "危險", "求助", "紧急", "緊急")
	case "ar":
		return append(list, "شرطة", "خطر", "طوارئ", "أزمة")
	case "vi":
		return append(list, "cảnh sát", "công an", "nguy hiểm", "khẩn cấp", "khủng hoảng", "cầu cứu", "kêu cứu")
	case "id":
		return append(list, "polisi", "bahaya", "darurat", "krisis", "pertolongan", "pendamping")
	}
	return list
}

// accusing finds a word that accuses people.
func accusing(tag, text string) (string, bool) { return holds(text, accusingWords(tag)) }

// notified is how much of a message a telephone shows while it is locked.
const notified = 40

// telling finds a word that gives the bot away: anywhere in a text of the dull front, else in what a locked telephone shows.
// What staff read may say what it is, and so may a paper: what stands above it on the screen is dull.
func telling(tag, key, text string) (string, bool) {
	for _, dull := range []string{"ui.neutral", "ui.bot_", "ui.commands.", "ui.ping", "ui.hide_words"} {
		if strings.HasPrefix(key, dull) {
			return holds(text, dullWords(tag))
		}
	}
	if strings.HasPrefix(key, "staff.") || strings.HasPrefix(key, "card.") || strings.HasPrefix(key, "paper.") {
		return "", false
	}
	if r := []rune(text); len(r) > notified {
		text = string(r[:notified])
	}
	return holds(text, tellingWords(tag))
}

// holds finds one of the beginnings in text: in alphabets where a word begins, in other scripts anywhere.
func holds(text string, beginnings []string) (string, bool) {
	text = strings.ToLower(text)
	for _, b := range beginnings {
		b, whole := strings.CutSuffix(b, "|")
		for from := 0; ; {
			i := strings.Index(text[from:], b)
			if i < 0 {
				break
			}
			if i += from; wordStarts(text, i, b) && !(whole && wordGoesOn(text[i+len(b):])) {
				return b, true
			}
			from = i + len(b)
		}
	}
	return "", false
}

// wordStarts tells whether a word begins at i. Chinese has no gaps between words, and Arabic puts "the" and "and" before
// them without one: there, anywhere will do.
func wordStarts(text string, i int, b string) bool {
	first := []rune(b)[0]
	if unicode.In(first, unicode.Han, unicode.Arabic, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) || i == 0 {
		return true
	}
	before := []rune(text[:i])
	return !unicode.IsLetter(before[len(before)-1])
}

func wordGoesOn(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return unicode.IsLetter(r)
}
