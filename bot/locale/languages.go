package locale

import "io/fs"

// Tags are the languages of which there are files at the top of fsys, in the order in which languages are offered. Only the names
// of the files are read: what stands in them is for [Load] to judge.
func Tags(fsys fs.FS) []string {
	var tags []string
	for _, l := range languages() {
		if _, err := fs.Stat(fsys, "active."+l.Tag+".toml"); err == nil {
			tags = append(tags, l.Tag)
		}
	}
	return tags
}

// languages are the languages that a file may be named after, in the order in which they are offered: by how many people
// in need speak them, as far as anyone knows. go-i18n would load a file with a wrong name and never find its words.
func languages() []Language {
	return []Language{
		{Tag: English, Native: "English"},
		{Tag: "zh-Hans", Native: "简体中文"},
		{Tag: "vi", Native: "Tiếng Việt"},
		{Tag: "id", Native: "Bahasa Indonesia"},
		{Tag: "hi", Native: "हिन्दी"},
		{Tag: "am", Native: "አማርኛ"},
		{Tag: "th", Native: "ไทย"},
		{Tag: "fil", Native: "Filipino"},
		{Tag: "my", Native: "မြန်မာ"},
		{Tag: "sw", Native: "Kiswahili"},
		{Tag: "bn", Native: "বাংলা"},
		{Tag: "ur", Native: "اردو", RTL: true},
		{Tag: "ne", Native: "नेपाली"},
		{Tag: "zh-Hant", Native: "繁體中文"},
		{Tag: "ms", Native: "Bahasa Melayu"},
		{Tag: "km", Native: "ខ្មែរ"},
		{Tag: "te", Native: "తెలుగు"},
		{Tag: "ta", Native: "தமிழ்"},
		{Tag: "si", Native: "සිංහල"},
		{Tag: "ko", Native: "한국어"},
		{Tag: "fr", Native: "Français"},
		{Tag: "ar", Native: "العربية", RTL: true},
		{Tag: "ru", Native: "Русский"},
		{Tag: "lo", Native: "ລາວ"},
		{Tag: "pt", Native: "Português"},
		{Tag: "es", Native: "Español"},
		{Tag: "ja", Native: "日本語"},
		{Tag: "om", Native: "Afaan Oromoo"},
		{Tag: "ti", Native: "ትግርኛ"},
		{Tag: "pa", Native: "ਪੰਜਾਬੀ"},
		{Tag: "ml", Native: "മലയാളം"},
		{Tag: "mn", Native: "Монгол"},
		{Tag: "uz", Native: "Oʻzbekcha"},
	}
}
