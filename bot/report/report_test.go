package report_test

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"safeharbour/bot/answer"
	"safeharbour/bot/content"
	"safeharbour/bot/paper"
	"safeharbour/bot/record"
	"safeharbour/bot/report"
	"safeharbour/flows"
	"safeharbour/locales"
)

// everyPaper makes every paper that can be made of some cases, in one language.
func everyPaper(t *testing.T, c *content.Content, lang string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for i, of := range []*record.Case{caseOf(t, c, "defrauded", lang, fullFraud), caseOf(t, c, "escaped_or_detained", lang, fullEscaped),
		caseOf(t, c, "trapped", lang, childTrapped), caseOf(t, c, "trapped", lang, ""), caseOf(t, c, "family", lang, ""), everyChoice(t, c, "trapped"), everyChoice(t, c, "escaped_or_detained")} {
		for _, o := range append(c.Papers.Offers(of), report.Offer{Kind: report.Card}) {
			all[fmt.Sprintf("%d %s %s", i, o.Kind, o.To)] = text(t, c, o, of, lang)
		}
	}
	return all
}

// everyChoice is a case with every choice of every step, so that every sentence that an answer can choose is in its papers.
func everyChoice(t *testing.T, c *content.Content, flow string) *record.Case {
	t.Helper()
	of := caseOf(t, c, flow, "en", "")
	f, _ := c.Flows.Flow(flow)
	for _, def := range f.Steps {
		if def.Repeat == "" && len(def.Choices) > 0 && def.ID != "afraid" {
			of.Answers = append(of.Answers, record.Item{Step: def.ID, Ask: def.Ask, Value: answer.Value{Type: def.Answer, Codes: def.Choices}})
		}
	}
	return of
}

// No paper of any case holds a word that none may hold, in any language, and none is refused.
func TestNoPaperHoldsAForbiddenWord(t *testing.T) {
	c := load(t)
	for _, lang := range c.Tags() {
		if len(everyPaper(t, c, lang)) < 10 {
			t.Errorf("%s: too few papers to mean anything", lang)
		}
	}
	w := c.Words.Words("en")
	for _, bad := range []string{"The person admits it.", "She claimed so", "He worked as a guard", "a SCAMMER", "participated", "came voluntarily",
		"is a victim of trafficking", "is not a victim"} {
		if _, found := w.Forbidden(bad); !found {
			t.Errorf("%q is let through", bad)
		}
	}
	for _, good := range []string{"Reports that those in control hurt them.", "Reclaim", "presumed victim of trafficking"} {
		if word, found := w.Forbidden(good); found {
			t.Errorf("%q is refused for %q", good, word)
		}
	}
}

// withText is the content with another English text, as a translator's slip would make it.
func withText(t *testing.T, key, now string) *content.Content {
	t.Helper()
	words := fstest.MapFS{}
	names, err := fs.Glob(locales.FS, "*.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := locales.FS.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if name == "active.en.toml" {
			line := regexp.MustCompile(`(?m)^"` + regexp.QuoteMeta(key) + `" = .*$`)
			if !line.Match(data) {
				t.Fatalf("there is no %s", key)
			}
			data = line.ReplaceAll(data, []byte(`"`+key+`" = "`+now+`"`))
		}
		words[name] = &fstest.MapFile{Data: data}
	}
	c, faults := content.Load(flows.FS, words)
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	return c
}

// A paper with a forbidden word is refused, whatever the locale files say, and the error holds no word of the person.
func TestAForbiddenWordIsRefused(t *testing.T) {
	for key, now := range map[string]string{
		"paper.sign.threat":            "Claims to have been threatened.",
		"paper.screening.title":        "Request for a suspect",
		"paper.sign.brought_by.online": "Admits to have come with somebody.",
	} {
		c := withText(t, key, now)
		of := caseOf(t, c, "escaped_or_detained", "en", fullEscaped)
		p, err := c.Papers.Make(report.Request{Kind: report.Screening, To: "lawyer", Case: of, Voices: voices(c, "en"), Made: made})
		if !errors.Is(err, report.ErrWording) || p != nil {
			t.Errorf("%s: %v, want %v and no paper", key, err, report.ErrWording)
		}
		if err != nil && strings.Contains(err.Error(), "Amina") {
			t.Errorf("the error holds a name: %v", err)
		}
	}
	if _, faults := content.Check(flows.FS, locales.FS); strings.Contains(faults.Error(), "no paper may hold") {
		t.Error("the real words are refused")
	}
}

// What the person wrote never stands in the request for screening, and on the card only where papers.yaml says so. Neither
// does anything that tells whose Telegram chat it is, nor what they are accused of.
func TestNoWordsOfThePersonLeave(t *testing.T) {
	c := load(t)
	allowed := map[string]string{"name": "card", "landmarks": "card", "place": "card",
		"my_name": "card", "contact_how": "card"} // how a family can be reached: without it nobody could take the case over
	for _, flow := range []string{"trapped", "escaped_or_detained", "family"} {
		of := caseOf(t, c, flow, "en", "")
		of.By.Name, of.By.ID = "MARKSAM", "MARKID"
		f, _ := c.Flows.Flow(flow)
		for _, def := range f.Steps {
			v := answer.Value{Type: def.Answer, Text: "mark" + def.ID + "kram"}
			if len(def.Choices) > 0 {
				v = answer.Value{Type: def.Answer, Codes: def.Choices[:1]}
			}
			of.Answers = append(of.Answers, record.Item{Step: def.ID, Ask: def.Ask, Value: v})
		}
		for _, o := range append(c.Papers.Offers(of), report.Offer{Kind: report.Card}) {
			got := text(t, c, o, of, "en")
			if o.Kind == report.Card {
				v, err := c.Papers.CardJSON(of)
				if err != nil {
					t.Fatal(err)
				}
				got += string(v)
			}
			for _, m := range regexp.MustCompile(`mark(\w+)kram`).FindAllStringSubmatch(got, -1) {
				if allowed[m[1]] != string(o.Kind) {
					t.Errorf("%s: the words of %s stand in %s", flow, m[1], o.Kind)
				}
			}
			for _, never := range []string{"4711", "tg/", "MARK", "accused"} {
				if strings.Contains(got, never) {
					t.Errorf("%s %s holds %q", flow, o.Kind, never)
				}
			}
		}
	}
}

// The request for screening never speaks in the first person.
func TestScreeningIsNoStatement(t *testing.T) {
	c := load(t)
	first := regexp.MustCompile(`\b(I|me|my|mine|we|our)\b`)
	for name, got := range everyPaper(t, c, "en") {
		if strings.Contains(name, "screening") {
			if bad := first.FindString(got); bad != "" {
				t.Errorf("%s says %q:\n%s", name, bad, got)
			}
		}
	}
}

// Papers follow consent: none without it, none for a reader whom the person may have to fear.
func TestConsentDecidesWhichPapersThereAre(t *testing.T) {
	c := load(t)
	offers := func(of *record.Case, list []report.Offer) string {
		var names []string
		for _, o := range list {
			names = append(names, strings.Trim(string(o.Kind)+"/"+o.To, "/"))
		}
		return strings.Join(names, " ")
	}
	for _, x := range []struct {
		name, flow, answers string
		change              func(*record.Case)
		offers, covered     string
	}{
		{"nothing agreed", "trapped", "country: MM", func(c *record.Case) { c.Consent = record.Consent{} }, "", ""},
		{"taken back", "escaped_or_detained", fullEscaped, func(c *record.Case) { c.Consent.Withdrawn = true }, "", ""},
		{"a signal only", "trapped", "country: MM", func(c *record.Case) { c.Consent.Signal = true }, "", "card"},
		{"nobody ticked", "trapped", "recipients: nobody", nil, "screening/lawyer screening/officer", "card"},
		{"a lawyer ticked", "trapped", "recipients: lawyer", nil, "screening/lawyer screening/officer", "card screening/lawyer"},
		{"the embassy ticked", "trapped", "recipients: embassy", nil, "screening/lawyer screening/embassy screening/officer", "card screening/embassy"},
		{"police ticked", "trapped", "recipients: police", nil, "screening/lawyer screening/officer", "card screening/officer"},
		{"afraid of their state", "escaped_or_detained", "afraid: yes\nembassy_wish: yes\nsummary_for: embassy", nil, "screening/lawyer screening/officer", "card"},
		{"not sure whether", "escaped_or_detained", "afraid: unsure\nsummary_to: officer", nil, "screening/lawyer screening/officer", "card screening/officer"},
		{"did not answer whether", "escaped_or_detained", "afraid: -", nil, "screening/lawyer screening/officer", "card"},
		{"wants the embassy", "escaped_or_detained", "afraid: no\nembassy_wish: yes\nsummary_for: embassy", nil, "screening/lawyer screening/embassy screening/officer", "card screening/embassy"},
		{"a child", "trapped", "under18: yes\nrecipients: police", nil, "screening/lawyer", "card"},
		{"a child who got out", "escaped_or_detained", "under18: yes\nafraid: no\nembassy_wish: yes", nil, "screening/lawyer", "card"},
		{"a child who lost money", "defrauded", "bank_country: SG\nage_group: under18", nil, "fraud/bank", "card"},
		{"money, two countries", "defrauded", "bank_country: SG\nhome_country: US", nil, "fraud/ic3 fraud/singapore fraud/bank", "card"},
		{"money, another country", "defrauded", "bank_country: FR", nil, "fraud/bank", "card"},
		{"money, police ticked", "defrauded", "bank_country: SG\nrecipients: police", nil, "fraud/singapore fraud/bank", "card fraud/singapore"},
		{"released", "defrauded", "bank_country: FR", func(c *record.Case) {
			c.Released = []record.Release{{Paper: "fraud", To: "bank", Version: c.Version}}
		}, "fraud/bank", "card fraud/bank"},
		{"released, then an answer changed", "defrauded", "bank_country: FR", func(c *record.Case) {
			c.Released = []record.Release{{Paper: "fraud", To: "bank", Version: c.Version - 1}}
		}, "fraud/bank", "card"},
	} {
		of := caseOf(t, c, x.flow, "en", x.answers)
		if x.change != nil {
			x.change(of)
		}
		if got := offers(of, c.Papers.Offers(of)); got != x.offers {
			t.Errorf("%s: offered %q, want %q", x.name, got, x.offers)
		}
		if got := offers(of, c.Papers.Covered(of)); got != x.covered {
			t.Errorf("%s: staff may make %q, want %q", x.name, got, x.covered)
		}
		if x.offers == "" {
			for _, o := range []report.Offer{{Kind: report.Fraud, To: "bank"}, {Kind: report.Screening, To: "lawyer"}} {
				if _, err := c.Papers.Make(report.Request{Kind: o.Kind, To: o.To, Case: of, Voices: voices(c, "en"), Made: made}); !errors.Is(err, report.ErrConsent) {
					t.Errorf("%s: making it gives %v", x.name, err)
				}
			}
		}
		_, err := c.Papers.CardJSON(of)
		if want := !strings.Contains(x.covered, "card"); want != errors.Is(err, report.ErrConsent) {
			t.Errorf("%s: the card gives %v", x.name, err)
		}
	}
}

// Who wants to talk first and then releases the paper for the embassy after all must not hand it a paper that says: do not
// inform the embassy. To everybody else it says so.
func TestTheEmbassyIsNotToldToBeLeftOut(t *testing.T) {
	c := load(t)
	of := caseOf(t, c, "escaped_or_detained", "en", "afraid: no\nembassy_wish: talk_first\nsummary_for: embassy")
	for _, to := range []string{"embassy", "lawyer"} {
		got := text(t, c, report.Offer{Kind: report.Screening, To: to}, of, "en")
		if says := strings.Contains(got, "NOT wanted"); says != (to == "lawyer") {
			t.Errorf("the paper for the %s says that the consulate is not wanted: %v", to, says)
		}
	}
}

// The card of a family is about somebody else than the one who agreed: a receiver who takes the name on it for the writer's
// would write to a phone that captors hold.
func TestTheCardOfAFamilyTellsTheTwoApart(t *testing.T) {
	c := load(t)
	of := caseOf(t, c, "family", "en", "relation: child\nname: Joel\nmy_name: Grace\nown_country: UG\ncontact: phone\ncontact_how: after eight, +256 700 000000")
	of.Contact = "phone"
	got := text(t, c, report.Offer{Kind: report.Card}, of, "en")
	for _, want := range []string{"SOMEONE ELSE WRITES", "Writer's name: Grace", "Writer is in: Uganda", "Contact: By phone", "How and when: after eight", "Looks for: My child"} {
		if !strings.Contains(got, want) {
			t.Errorf("the card has not %q:\n%s", want, got)
		}
	}
}

// A paper for a reader that the case does not offer is refused, even when somebody asks for it by name.
func TestUnknownReaders(t *testing.T) {
	c := load(t)
	afraid := caseOf(t, c, "escaped_or_detained", "en", "afraid: yes\nembassy_wish: yes")
	for _, r := range []report.Request{
		{Kind: report.Screening, To: "embassy", Case: afraid},
		{Kind: report.Screening, To: "nobody", Case: afraid},
		{Kind: report.Fraud, To: "ic3", Case: afraid},
		{Kind: report.Fraud, To: "xyz", Case: caseOf(t, c, "defrauded", "en", fullFraud)},
		{Kind: "letter", Case: afraid},
	} {
		r.Voices, r.Made = voices(c, "en"), made
		if p, err := c.Papers.Make(r); !errors.Is(err, report.ErrUnknown) || p != nil {
			t.Errorf("%s %s: %v", r.Kind, r.To, err)
		}
	}
}

// Twenty payments are listed and summed, currency by currency, without rounding.
func TestTwentyPayments(t *testing.T) {
	c := load(t)
	var answers strings.Builder
	for i := 1; i <= 20; i++ {
		fmt.Fprintf(&answers, "payments/%d/pay_amount: 0.1 BTC\n", i)
		if i%2 == 0 {
			fmt.Fprintf(&answers, "payments/%d/pay_to: number %d\n", i, i)
		}
	}
	answers.WriteString("payments/20/pay_date: 2 May 2026\n")
	got := text(t, c, report.Offer{Kind: report.Fraud, To: "bank"}, caseOf(t, c, "defrauded", "en", answers.String()), "en")
	for _, want := range []string{"Payment 20\n", "number 20", "Sum of the listed payments: 2.00 BTC\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "Payment 21") {
		t.Error("a payment that nobody made")
	}
}

// What a hostile text holds reaches no reader: secrets, links that open, signs that turn a line around, own accounts.
func TestHostileWords(t *testing.T) {
	c := load(t)
	of := caseOf(t, c, "defrauded", "en", "payments/1/pay_from: acct ١٢٣٤٥٦٧٨٩٠\npayments/1/pay_amount: 5 USD\n"+
		"names: PIN: 4711 and more\nwords: see HTTPS://EVIL.example/<script>alert(1)</script> and ١٢٣٤٥٦٧٨٩٠ and /start \u202egnp.exe")
	of.Answers = append(of.Answers, record.Item{Step: "site", Ask: "defrauded.site", Value: answer.Value{Type: answer.URL,
		Text: "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"}})
	p, err := c.Papers.Make(report.Request{Kind: report.Fraud, To: "ic3", Case: of, Voices: voices(c, "en"), Made: made})
	if err != nil {
		t.Fatal(err)
	}
	html, err := paper.HTML(p.Doc)
	if err != nil {
		t.Fatal(err)
	}
	ic3 := text(t, c, report.Offer{Kind: report.Fraud, To: "ic3"}, of, "en")
	if strings.Contains(string(html), "<script") || !strings.Contains(string(html), "&lt;script") {
		t.Error("words became markup")
	}
	all := string(html) + ic3
	for _, never := range []string{"4711", "abandon", "HTTPS://", "https://EVIL", "١٢٣٤٥٦٧٨٩٠", "\u202e"} {
		if strings.Contains(all, never) {
			t.Errorf("the report holds %q", never)
		}
	}
	if !strings.Contains(ic3, "…٧٨٩٠") || !strings.Contains(ic3, "left out") {
		t.Errorf("four digits should stay, and what was left out be named:\n%s", ic3)
	}
}

// A paper comes out of the outbox as it went in: words, order and the number of each page.
func TestEncodeAndDecode(t *testing.T) {
	c := load(t)
	for _, o := range []report.Offer{{Kind: report.Fraud, To: "ic3"}, {Kind: report.Screening, To: "lawyer"}, {Kind: report.Card}} {
		of := caseOf(t, c, "escaped_or_detained", "ar", fullEscaped)
		if o.Kind == report.Fraud {
			of = caseOf(t, c, "defrauded", "ar", fullFraud)
		}
		p, err := c.Papers.Make(report.Request{Kind: o.Kind, To: o.To, Case: of, Voices: voices(c, "en", "ar"), Made: made})
		if err != nil {
			t.Fatal(err)
		}
		data, err := p.Encode()
		if err != nil {
			t.Fatal(err)
		}
		d, err := report.Decode(data)
		if err != nil {
			t.Fatal(err)
		}
		if paper.Text(d) != paper.Text(p.Doc) || len(d.Parts) != 2 || d.Code != p.Doc.Code || !d.Made.Equal(made) {
			t.Errorf("%s comes back as\n%s", o.Kind, paper.Text(d))
		}
		for i, part := range d.Parts {
			if got, want := part.Page(2, 3), p.Doc.Parts[i].Page(2, 3); got != want || !strings.Contains(got, "2") {
				t.Errorf("the page is called %q, want %q", got, want)
			}
		}
	}
	for _, bad := range []string{"", "{", `{"parts":[{"blocks":[{"kind":"script"}]}]}`} {
		if _, err := report.Decode([]byte(bad)); err == nil {
			t.Errorf("%q is taken for a paper", bad)
		}
	}
}

// The phone decides what may be shown on it. The most dangerous answer counts.
func TestPhones(t *testing.T) {
	c := load(t)
	for code, want := range map[string]report.Phone{"": report.Unknown, "only_me": report.Own, "me": report.Own, "sometimes": report.Watched,
		"daily": report.Watched, "not_mine": report.Watched, "police": report.Foreign, "gone": report.Foreign, "borrowed": report.Foreign} {
		got := c.Papers.PhoneOf(func(step string) answer.Value {
			if step != "phone" || code == "" {
				return answer.Value{}
			}
			return answer.Value{Type: answer.One, Codes: []string{code}}
		})
		if got != want {
			t.Errorf("%q: %d, want %d", code, got, want)
		}
	}
	codes := map[string]bool{}
	for _, flow := range []string{"trapped", "escaped_or_detained"} {
		def, _ := c.Flows.Step(flow, "phone")
		for _, code := range def.Choices {
			codes[code] = true
		}
	}
	for code := range codes {
		if !slices.Contains([]string{"only_me", "me", "sometimes", "daily", "not_mine", "police", "gone", "borrowed"}, code) {
			t.Errorf("nobody decided what the phone %q means for papers", code)
		}
	}
}
