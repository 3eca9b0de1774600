package content_test

import (
	"strings"
	"testing"
	"time"

	"safeharbour/bot/content"
	"safeharbour/flows"
	"safeharbour/locales"
)

// Who reads a language sees the names of its lines in it, and first: an English name of one's own state's line says nothing.
func TestContactsAreNamedInTheReadersLanguage(t *testing.T) {
	c, faults := content.Load(flows.FS, locales.FS)
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
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
