package indicator_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/indicator"
)

func count(kind indicator.Kind, value string, cases int) indicator.Count {
	return indicator.Count{Item: indicator.Item{Kind: kind, Value: value}, Cases: cases, Began: "2026-09",
		Months: map[string]int{"2026-09": 1, "2026-11": cases - 1}, Countries: map[string]int{"KH": cases}}
}

func name(id string) string { return "Name of " + id }

// hostile are values that no normal form lets through. The writers must hold without it.
func hostile() []indicator.Count {
	var list []indicator.Count
	for _, kind := range indicator.Kinds()[1:] {
		for _, v := range []string{`=HYPERLINK("x")`, "+1+1", "-2", "@SUM(A1)", "＝1", "\t=1", "\r=1", `a' OR url:value = 'b`, `c\`, `d\'] OR [x`,
			"\u202eevil\u202c", "line\nbreak", `"quoted","`, "é"} {
			list = append(list, count(kind, v, 5))
		}
	}
	return append(list, count(indicator.Place, "kh-bavet", 4), count(indicator.Account, "t.me/x", 3), count(indicator.Site, "8.8.8.8", 3),
		count(indicator.Wallet, "tron:TXyz", 3), count(indicator.Wallet, ":loose", 3))
}

func TestFewerThanThreeNeverLeave(t *testing.T) {
	list := []indicator.Count{count(indicator.Site, "two.example", 2), count(indicator.Site, "three.example", 3), count(indicator.Site, "four.example", 4)}
	for least, want := range map[int]string{3: "three four", 4: "four", 9: ""} {
		var table, stix bytes.Buffer
		if err := errors.Join(indicator.WriteCSV(&table, list, least, name), indicator.WriteSTIX(&stix, list, least, "P", name)); err != nil {
			t.Fatal(err)
		}
		for _, v := range []string{"two", "three", "four"} {
			wanted := strings.Contains(want, v)
			if strings.Contains(table.String(), v+"[.]example") != wanted || strings.Contains(stix.String(), v+".example") != wanted {
				t.Errorf("at least %d: %s is wrongly in or out", least, v)
			}
		}
	}
	for _, least := range []int{2, 1, 0, -3} {
		var b bytes.Buffer
		if err := indicator.WriteCSV(&b, list, least, name); !errors.Is(err, indicator.ErrTooFew) || b.Len() > 0 {
			t.Errorf("CSV with %d: %v, %d bytes", least, err, b.Len())
		}
		if err := indicator.WriteSTIX(&b, list, least, "P", name); !errors.Is(err, indicator.ErrTooFew) || b.Len() > 0 {
			t.Errorf("STIX with %d: %v, %d bytes", least, err, b.Len())
		}
	}
}

func TestCSVHoldsNoFormulaAndNoLink(t *testing.T) {
	var b bytes.Buffer
	list := append(hostile(), count(indicator.Site, "gold.example", 3), count(indicator.Phone, "+85512345678", 3), count(indicator.Account, "@gold", 3))
	if err := indicator.WriteCSV(&b, list, 3, name); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(rows) != len(list)+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	all := ""
	for _, row := range rows {
		for _, cell := range row {
			all += cell + "|"
			if cell != "" && strings.ContainsRune("=+-@＝＋－＠\t\r\n", []rune(cell)[0]) {
				t.Errorf("a spreadsheet would run %q", cell)
			}
		}
	}
	for _, want := range []string{"gold[.]example", "'+85512345678", "kh-bavet|Name of kh-bavet", "t[.]me/x", "TXyz||tron", "2026-11:4"} {
		if !strings.Contains(all, want) {
			t.Errorf("there is no %s in\n%s", want, all)
		}
	}
	if strings.Contains(all, "2026-09:1") {
		t.Error("a month with one case is told")
	}
}

// The rules of STIX 2.1 (OASIS, 10 June 2021) that a consumer checks first.
var (
	stixID    = regexp.MustCompile(`^[a-z0-9-]+--[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	stixTime  = regexp.MustCompile(`^\d{4}-\d{2}-01T00:00:00\.000Z$`)
	stixKinds = map[string][]string{
		"identity":  {"name", "identity_class"},
		"location":  {"country"},
		"indicator": {"pattern", "pattern_type", "valid_from"},
		"sighting":  {"sighting_of_ref", "count"},
	}
	// A pattern of comparisons joined by AND. A literal holds no bare quote, and a backslash only before a quote or another.
	stixPattern = regexp.MustCompile(`^\[[a-z0-9-]+:[a-z0-9_]+ = '(?:[^'\\]|\\['\\])*'(?: AND [a-z0-9-]+:[a-z0-9_]+ = '(?:[^'\\]|\\['\\])*')*\]$`)
)

func TestSTIXIsValid(t *testing.T) {
	list := hostile()
	var b, again bytes.Buffer
	if err := errors.Join(indicator.WriteSTIX(&b, list, 3, `Pro"ducer`, name), indicator.WriteSTIX(&again, list, 3, `Pro"ducer`, name)); err != nil {
		t.Fatal(err)
	}
	if b.String() != again.String() {
		t.Error("the same counts give another bundle")
	}
	var bundle struct {
		Type, ID string
		Objects  []map[string]any
		Spec     *string `json:"spec_version"` // a bundle has none since 2.1
	}
	if err := json.Unmarshal(b.Bytes(), &bundle); err != nil {
		t.Fatal(err)
	}
	if bundle.Type != "bundle" || !stixID.MatchString(bundle.ID) || !strings.HasPrefix(bundle.ID, "bundle--") || bundle.Spec != nil {
		t.Errorf("the bundle is %q %q", bundle.Type, bundle.ID)
	}
	if want := 1 + 2*len(list); len(bundle.Objects) != want {
		t.Errorf("%d objects, want %d: the producer, and two for each item", len(bundle.Objects), want)
	}
	ids := map[string]bool{}
	for _, o := range bundle.Objects {
		for _, fault := range stixFaults(o, ids) {
			t.Errorf("%v: %s", o["id"], fault)
		}
	}
	for _, want := range []string{`[domain-name:value = 'a\\' OR url:value = \\'b']`, `'c\\\\'`, `[url:value = 'https://t.me/x']`, `[ipv4-addr:value = '8.8.8.8']`,
		`[x-cryptocurrency-wallet:address = 'TXyz' AND x-cryptocurrency-wallet:chain = 'tron']`, `"country": "KH"`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("there is no %s in the bundle", want)
		}
	}
}

// stixFaults are what is wrong with an object. ids holds those before it, to which references must lead.
func stixFaults(o map[string]any, ids map[string]bool) (faults []string) {
	text := func(key string) string { s, _ := o[key].(string); return s }
	kind := text("type")
	required, known := stixKinds[kind]
	if !known || text("spec_version") != "2.1" {
		faults = append(faults, "wrong type or version")
	}
	for _, key := range append([]string{"created", "modified", "created_by_ref"}, required...) {
		if o[key] == nil || o[key] == "" {
			faults = append(faults, key+" is missing")
		}
	}
	if id := text("id"); !stixID.MatchString(id) || !strings.HasPrefix(id, kind+"--") || ids[id] {
		faults = append(faults, "wrong id, or there twice")
	}
	ids[text("id")] = true
	for _, key := range []string{"created_by_ref", "sighting_of_ref"} {
		if ref := text(key); ref != "" && !ids[ref] {
			faults = append(faults, key+" leads nowhere")
		}
	}
	for _, key := range []string{"created", "modified", "valid_from", "first_seen", "last_seen"} {
		if at := text(key); at != "" {
			if _, err := time.Parse(time.RFC3339, at); err != nil || !stixTime.MatchString(at) {
				faults = append(faults, key+" is no first moment of a month")
			}
		}
	}
	if text("modified") < text("created") || text("last_seen") < text("first_seen") {
		faults = append(faults, "it ends before it begins")
	}
	if p := text("pattern"); kind == "indicator" && (!stixPattern.MatchString(p) || text("pattern_type") != "stix") {
		faults = append(faults, "wrong pattern "+p)
	}
	if n, _ := o["count"].(float64); kind == "sighting" && n < 3 {
		faults = append(faults, fmt.Sprint("count ", n))
	}
	return faults
}

// The id of an object is the same in every export, and another one for another producer: else two of them would take each
// other's objects for their own.
func TestSTIXIDs(t *testing.T) {
	ids := func(producer string, list ...indicator.Count) []string {
		var b bytes.Buffer
		if err := indicator.WriteSTIX(&b, list, 3, producer, name); err != nil {
			t.Fatal(err)
		}
		return regexp.MustCompile(`"id": "(indicator--[^"]*)"`).FindStringSubmatch(b.String())[1:]
	}
	a, more := count(indicator.Site, "gold.example", 3), count(indicator.Site, "gold.example", 7)
	if fmt.Sprint(ids("A", a)) != fmt.Sprint(ids("A", more)) {
		t.Error("the id changes with the count")
	}
	if fmt.Sprint(ids("A", a)) == fmt.Sprint(ids("B", a)) {
		t.Error("two producers give the same id")
	}
	var b bytes.Buffer
	if err := indicator.WriteSTIX(&b, nil, 3, "A", name); err != nil || !strings.Contains(b.String(), `"identity_class"`) {
		t.Error("nothing counted gives no valid bundle:", err)
	}
}
