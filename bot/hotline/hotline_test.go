package hotline_test

import (
	"cmp"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/hotline"
)

// compiled is the day on which the directory that we ship was checked.
var compiled = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// shipped is the directory in flows/.
func shipped(t *testing.T) *hotline.Directory {
	t.Helper()
	d, faults := hotline.Parse(hotline.Files{Contacts: hotline.File{Name: "hotlines.yaml", Data: read(t, "hotlines.yaml")},
		Denied:   hotline.File{Name: "denied.yaml", Data: read(t, "denied.yaml")},
		Verified: hotline.File{Name: "verified.yaml", Data: read(t, "verified.yaml")}})
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	return d
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "flows", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// entry is a good contact with some fields written otherwise; an empty value drops the field.
func entry(fields ...string) string {
	return item([][2]string{
		{"id", "ph-line"}, {"name", "A line"}, {"country", "PH"}, {"nationality", "[]"}, {"scope", "[trafficking]"}, {"for", "[trapped]"},
		{"operator", "ngo"}, {"is_police", "false"}, {"phone", `"+63288344996"`}, {"callable_from_abroad", "true"},
		{"source", `"https://example.org/page"`}, {"confidence", "high"}, {"checked_on", `"2026-11-23"`},
	}, fields)
}

// verified is a good verification of that contact, with some fields written otherwise.
func verified(fields ...string) string {
	return item([][2]string{{"id", "ph-line"}, {"verified_on", `"2026-12-01"`}, {"verified_by", "Ana Reyes"}, {"method", "call"}, {"reached", `"+63288344996"`}}, fields)
}

// item is an item of a list with the lines given, or as fields have them.
func item(lines [][2]string, fields []string) string {
	var b strings.Builder
	lead := "- "
	put := func(name, value string) {
		if value != "" {
			b.WriteString(lead + name + ": " + value + "\n")
			lead = "  "
		}
	}
	for _, l := range lines {
		for _, f := range fields {
			if name, value, _ := strings.Cut(f, "="); name == l[0] {
				l[1] = value
			}
		}
		put(l[0], l[1])
	}
	for _, f := range fields {
		if name, value, _ := strings.Cut(f, "="); !strings.Contains(b.String(), " "+name+":") {
			put(name, value)
		}
	}
	return b.String()
}

const denied = "- {number: 98197-2284, why: old}\n- {number: '2308', why: misprint}\n"

// files are those of a directory of a test; its verifications may be empty.
func files(contacts, denied, verified string) hotline.Files {
	return hotline.Files{Contacts: hotline.File{Name: "h.yaml", Data: []byte(contacts)}, Denied: hotline.File{Name: "d.yaml", Data: []byte(denied)},
		Verified: hotline.File{Name: "v.yaml", Data: []byte(cmp.Or(verified, "[]"))}}
}

func parse(t *testing.T, text string, verified ...string) *hotline.Directory {
	t.Helper()
	d, faults := hotline.Parse(files(text, denied, strings.Join(verified, "\n")))
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestParseFaults(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"not a list", "a: b\n", "h.yaml:1:1: found a block of fields; write a list"},
		{"unknown field", entry("phoen=1"), `h.yaml:14:3: unknown field "phoen"; did you mean "phone"?`},
		{"missing field", entry("confidence="), "h.yaml:1:3: confidence is missing"},
		{"no nationality field", entry("nationality="), "nationality is missing"},
		{"double id", entry() + entry(), "h.yaml:14:7: two contacts are called ph-line; the first stands at h.yaml:1:7"},
		{"id with spaces", entry("id=ph line"), `h.yaml:1:7: ph line: id: "ph line" has other characters`},
		{"empty name", entry(`name=" "`), "name: \" \" is empty"},
		{"country in small letters", entry("country=ph"), `country: "ph" is no country`},
		{"country that is none", entry("country=UK"), `country: "UK" is no country`},
		{"nationality that is none", entry("nationality=[PH, INT]"), `nationality, covers: "INT" is no country`},
		{"scope", entry("scope=[trafficing]"), `scope: "trafficing" is not allowed; did you mean "trafficking"?`},
		{"no scope", entry("scope=[]"), "scope is empty"},
		{"for", entry("for=[victim]"), `for: "victim" is not allowed`},
		{"operator", entry("operator=company"), `operator: "company" is not allowed`},
		{"police that says no", entry("operator=police"), "is false though police run it; write is_police: true"},
		{"confidence", entry("confidence=sure"), `confidence: "sure" is not allowed`},
		{"abroad", entry("callable_from_abroad=maybe"), `callable_from_abroad: "maybe" is not allowed`},
		{"phone with spaces", entry(`phone="+63 2 8834 4996"`), "is not in international form"},
		{"phone without country", entry(`phone="88344996"`), "is not in international form"},
		{"country code glued to a short code", entry(`phone="+82109"`), "is not in international form"},
		{"phone too long", entry(`phone="+1234567890123456"`), "is not in international form"},
		{"phone with a zero", entry(`phone="+0288344996"`), "is not in international form"},
		{"phone in other digits", entry(`phone="+٦٣٢٨٨٣٤٤٩٩٦"`), "is not in international form"},
		{"short code with country code", entry(`short_code="+631343"`), "is not as it is dialled inside the country"},
		{"short code with 00", entry(`short_code="00631343"`), "is not as it is dialled inside the country"},
		{"sms", entry(`sms="text HELP to 233733"`), "is no number for messages"},
		{"chat without kind", entry("chat=['+15551234567']"), "does not say where"},
		{"chat of unknown kind", entry("chat=['watsapp:+15551234567']"), `did you mean "whatsapp"?`},
		{"chat in the open", entry("chat=['web:http://x.org']"), "is not encrypted"},
		{"abroad with a short code only", entry("phone=", `short_code="1343"`), "with only a short code"},
		{"no way", entry("phone=", "callable_from_abroad=false"), "there is no way to reach this contact"},
		{"url in the open", entry("url=http://x.org"), `url: "http://x.org" is no https:// address`},
		{"url with a name in it", entry("url=https://x.org@evil.org"), "is no https:// address"},
		{"url without site", entry("report_url=https://"), "report_url: \"https://\" is no https:// address"},
		{"source that is no page", entry("source=a friend"), `source: "a friend" is no web address`},
		{"email", entry("email=help at x.org"), "is no e-mail address"},
		{"good without source", entry("source="), `confidence: "high" has no source`},
		{"date", entry(`checked_on="23/11/2026"`), "is no date; write year-month-day"},
		{"date that is none", entry(`checked_on="2026-02-30"`), "is no date"},
		{"language", entry("languages=[english]"), `languages: "english" is no language code`},
		{"consular for nobody", entry("scope=[consular]"), "must say whose citizens it serves"},
		{"first for everybody", entry("first=true"), "are for contacts of one nationality"},
		{"duty mobile without phone", entry("nationality=[PH]", "duty_mobile=true", "phone=", "url=https://x.org"), "duty_mobile without a phone"},
		{"denied, with country code", entry(`phone="+5561981972284"`), `"+5561981972284" is a denied number ("old", d.yaml:1:3)`},
		{"denied in a chat", entry("chat=['whatsapp:+55 61 98197-2284']"), "is a denied number"},
		{"denied and short", entry(`short_code="2308"`), `is a denied number ("misprint"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, faults := hotline.Parse(files(c.text, denied, ""))
			if got := faults.Error(); !strings.Contains(got, c.want) || d == nil {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestParseTakes(t *testing.T) {
	for _, text := range []string{
		entry(), entry(`short_code="000"`), entry(`short_code="#9110"`), entry(`sms="233733 (HELP)"`), entry("source=http://x.org/a?b=c"),
		entry(`short_code="12308"`), // ends like a denied number that is too short to say anything about the ends of others
		entry("nationality=[PH]", "duty_mobile=true", "first=true", "covers=[MM]"),
	} {
		parse(t, text)
	}
}

func TestParseDeniedFaults(t *testing.T) {
	for text, want := range map[string]string{
		"- {number: none, why: x}":   `d.yaml:1:12: "none" is no number`,
		"- {number: '12345'}":        "why is missing",
		"- {number: 12345, why: ''}": "does not say why",
		"number: 1":                  "write a list",
		"":                           "the file is empty",
	} {
		_, faults := hotline.Parse(files(entry(), text, ""))
		if got := faults.Error(); !strings.Contains(got, want) {
			t.Errorf("%q: got\n%s\nwant\n%s", text, got, want)
		}
	}
}

func TestShown(t *testing.T) {
	const on = "2027-01-10"
	for _, c := range []struct {
		name     string
		fields   []string
		now      string
		verified bool   // only verified contacts are shown
		on       string // the day of the verification, if there is one
		want     hotline.Gate
	}{
		{"high", nil, "2026-11-23", false, "", hotline.Shown},
		{"medium", []string{"confidence=medium"}, "2026-11-23", false, "", hotline.Shown},
		{"low", []string{"confidence=low"}, "2026-11-23", false, "", hotline.Hidden},
		{"unsourced", []string{"confidence=unsourced"}, "2026-11-23", false, "", hotline.Hidden},
		{"trafficking, 90th day", nil, "2027-02-21", false, "", hotline.Shown},
		{"trafficking, 91st day", nil, "2027-02-22", false, "", hotline.Expired},
		{"consular, 91st day", []string{"scope=[consular]", "nationality=[PH]"}, "2027-02-22", false, "", hotline.Expired},
		{"fraud, 180th day", []string{"scope=[fraud]", "for=[defrauded]"}, "2027-05-22", false, "", hotline.Shown},
		{"fraud, 181st day", []string{"scope=[fraud]", "for=[defrauded]"}, "2027-05-23", false, "", hotline.Expired},
		{"crisis, 181st day", []string{"scope=[crisis]", "for=[defrauded]"}, "2027-05-23", false, "", hotline.Expired},
		{"crisis line for trapped people, 90th day", []string{"scope=[crisis]"}, "2027-02-21", false, "", hotline.Shown},
		{"crisis line for trapped people, 91st day", []string{"scope=[crisis]"}, "2027-02-22", false, "", hotline.Expired},
		{"emergency, 365th day", []string{"scope=[emergency]"}, "2027-11-23", false, "", hotline.Shown},
		{"emergency, 366th day", []string{"scope=[emergency]"}, "2027-11-24", false, "", hotline.Expired},
		{"the shortest limit of two", []string{"scope=[emergency, trafficking]"}, "2027-02-22", false, "", hotline.Expired},
		{"duty mobile, 30th day", []string{"duty_mobile=true", "nationality=[PH]"}, "2026-12-23", false, "", hotline.Shown},
		{"duty mobile, 31st day", []string{"duty_mobile=true", "nationality=[PH]"}, "2026-12-24", false, "", hotline.Hidden},
		{"checked tomorrow, where it is tomorrow already", nil, "2026-11-22", false, "", hotline.Shown},
		{"checked in the far future", nil, "2026-11-21", false, "", hotline.Expired},
		{"verified wanted, not verified", nil, "2026-11-23", true, "", hotline.Hidden},
		{"verified wanted", nil, "2027-01-10", true, on, hotline.Shown},
		{"verified, age counts from then", nil, "2027-04-10", false, on, hotline.Shown},
		{"verified too long ago", nil, "2027-04-11", true, on, hotline.Expired},
		{"verified in the far future", nil, "2027-01-08", true, on, hotline.Expired},
		{"verified duty mobile, 31st day", []string{"duty_mobile=true", "nationality=[PH]"}, "2027-02-10", true, on, hotline.Hidden},
	} {
		t.Run(c.name, func(t *testing.T) {
			now, err := time.Parse(time.DateOnly, c.now)
			if err != nil {
				t.Fatal(err)
			}
			proof := ""
			if c.on != "" {
				proof = verified("verified_on='" + c.on + "'")
			}
			contact := parse(t, entry(c.fields...), proof).All()[0]
			if got := contact.Shown(now, c.verified); got != c.want {
				t.Errorf("got %d, want %d", got, c.want)
			}
		})
	}
}

func TestOperatorIsToldOfWhatExpired(t *testing.T) {
	d := parse(t, entry("id=old")+entry("id=low", "confidence=low")+entry("id=new", "checked_on='2027-03-01'")+
		entry("id=duty", "duty_mobile=true", "nationality=[PH]"))
	var ids []string
	for _, c := range d.Expired(time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)) {
		ids = append(ids, c.ID)
	}
	if got := strings.Join(ids, " "); got != "old duty" {
		t.Errorf("expired: %s", got)
	}
}

// TestShippedDirectory holds what must be true of the file, whatever else is added to it.
func TestShippedDirectory(t *testing.T) {
	d := shipped(t)
	if n := len(d.All()); n < 225 {
		t.Errorf("only %d contacts", n)
	}
	if old := d.Expired(compiled); len(old) != 0 {
		t.Errorf("%d contacts are expired on the day they were checked", len(old))
	}
	for id, want := range map[string]string{
		"mm-ph-embassy-yangon": "PH", "th-np-embassy-bangkok": "NP", "cn-12308": "CN HK MO", "hk-immd-1868": "HK", "tw-mofa-emergency": "TW",
		"th-1300-international": "TH", "kh-117": "", "int-iom": "", "lk-nahttf": "",
	} {
		c, ok := d.ByID(id)
		if got := strings.Join(c.Nationality, " "); !ok || got != want {
			t.Errorf("%s serves %q, want %q", id, got, want)
		}
	}
	if _, ok := d.ByID("nobody"); ok {
		t.Error("there is a contact called nobody")
	}
}

func TestEscalateAt(t *testing.T) {
	since := compiled
	for _, c := range []struct {
		level string
		pings int
		want  time.Duration
		ok    bool
	}{
		{"P0", 0, 15 * time.Minute, true}, {"P0", 1, 30 * time.Minute, true}, {"P0", 95, 24 * time.Hour, true},
		{"P1", 0, 4 * time.Hour, true}, {"P1", 2, 12 * time.Hour, true}, {"P0", -3, 15 * time.Minute, true},
		{"P2", 0, 0, false}, {"P3", 0, 0, false}, {"", 0, 0, false}, {"p0", 0, 0, false},
	} {
		got, ok := hotline.EscalateAt(c.level, since, c.pings)
		if ok != c.ok || ok && got.Sub(since) != c.want {
			t.Errorf("EscalateAt(%q, %d) = %v, %v; want %v, %v", c.level, c.pings, got.Sub(since), ok, c.want, c.ok)
		}
	}
}

func TestPingsDoNotComeInABurstAfterAStop(t *testing.T) {
	now := compiled.Add(3 * time.Hour)
	n := hotline.Pings("P0", compiled, now)
	if at, _ := hotline.EscalateAt("P0", compiled, n); n != 12 || !at.After(now) {
		t.Errorf("after %d pings the next is at %v", n, at)
	}
	for level, want := range map[string]int{"P1": 0, "P2": 0, "": 0} {
		if got := hotline.Pings(level, compiled, now); got != want {
			t.Errorf("Pings(%q) = %d", level, got)
		}
	}
	if n := hotline.Pings("P0", now, compiled); n != 0 {
		t.Errorf("%d pings before its time", n)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(entry(), denied, verified())
	f.Add(entry("nationality=[PH]", "chat=['x']", "confidence=unsourced"), "- {}", "- {id: [x]}")
	f.Fuzz(func(t *testing.T, contacts, deny, verified string) {
		d, _ := hotline.Parse(files(contacts, deny, verified))
		for _, x := range d.Find(hotline.Query{Scope: []string{hotline.Trafficking}, Country: "PH", Nationality: []string{"PH"}, Now: compiled, Police: true}) {
			if x.Confidence < hotline.Medium || len(x.Ways) == 0 {
				t.Errorf("shown: %+v", x)
			}
		}
	})
}
