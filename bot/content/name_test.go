package content_test

import (
	"strings"
	"testing"
	"time"

	"safeharbour/bot/content"
	"safeharbour/bot/hotline"
)

// Who reads a language sees the names of its lines in it, and first: an English name of one's own state's line says nothing.
func TestContactsAreNamedInTheReadersLanguage(t *testing.T) {
	c := load(t)
	need := content.Need{Flow: "trapped", Scope: "consular", Country: "MM", Nationality: []string{"CN"}, Limit: 1}
	found := c.Find(need, time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC))
	if len(found) != 1 || found[0].LocalName == "" {
		t.Fatalf("no consular line of China: %+v", found)
	}
	for lang, first := range map[string]string{"zh-Hans": found[0].LocalName, "en": found[0].Name, "id": found[0].Name} {
		w := c.Words.Words(lang)
		if line := c.Contact(w, &found[0]); !strings.HasPrefix(line, "☎ "+first) {
			t.Errorf("%s: %s", lang, line)
		}
		if name := c.ContactNames(w, found)[0]; !strings.HasPrefix(name, "☎ "+first) {
			t.Errorf("%s, staff: %s", lang, name)
		}
	}
}

// No English words stand in the hours of a contact for who reads another language, and no note for whoever checks it.
func TestHoursAreInTheReadersLanguage(t *testing.T) {
	c := load(t)
	f := hotline.Found{Contact: hotline.Contact{Name: "N", Source: "https://s.example"}, Ways: []hotline.Way{{Kind: hotline.ByPhone, To: "1"}}}
	for _, x := range []struct{ lang, hours, want, never string }{
		{"zh-Hans", "limited: about 13:00-20:30, Wed-Sun; recheck", "13:00-20:30 · 不是任何时候", "Wed"},
		{"zh-Hans", "at least 18 h a day, varies by city", "不是任何时候都有人接", "least"},
		{"id", "24/7", "Siang dan malam", "24/7"},
		{"id", "08:00-20:00", "08:00-20:00", "Tidak selalu"},
		{"en", "limited: about 13:00-20:30, Wed-Sun; recheck", "Wed-Sun", "recheck"},
		{"en", "recheck (24/7 claims are old)", "Not open all the time", "recheck"},
	} {
		f.Hours = x.hours
		if got := c.Contact(c.Words.Words(x.lang), &f); !strings.Contains(got, x.want) || strings.Contains(got, x.never) {
			t.Errorf("%s, %q: %s", x.lang, x.hours, got)
		}
	}
}
