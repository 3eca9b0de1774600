package report_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"safeharbour/bot/answer"
	"safeharbour/bot/content"
	"safeharbour/bot/record"
	"safeharbour/bot/report"
	"safeharbour/flows"
	"safeharbour/locales"
)

// made is the day on which the papers of these tests are made.
var made = time.Date(2026, 11, 25, 9, 30, 0, 0, time.UTC)

// own are the bot's own contents. Nobody changes them, so they are read once.
var own = sync.OnceValues(func() (*content.Content, error) {
	c, faults := content.Load(flows.FS, locales.FS)
	return c, faults.Err()
})

func load(t testing.TB) *content.Content {
	t.Helper()
	c, err := own()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// caseOf is a case whose person agreed, with the answers of a list: one a line, "step: value". What a value means follows
// from the type of the step; "-" is passed over.
func caseOf(t testing.TB, c *content.Content, flow, lang, answers string) *record.Case {
	t.Helper()
	at := time.Date(2026, 11, 24, 21, 40, 0, 0, time.UTC)
	out := &record.Case{ID: 1, Code: "river-lamp-seven", Flow: flow, Lang: lang, Chat: "tg/471147114711", Version: 2, Level: "P1",
		Rules: []string{"a:rule"}, Created: at, Updated: at, Consent: record.Consent{Given: true, At: at, Lang: lang}}
	for line := range strings.Lines(answers) {
		step, words, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			continue
		}
		def, known := c.Flows.Step(flow, step)
		if !known {
			t.Fatalf("%s has no step %s", flow, step)
		}
		out.Answers = append(out.Answers, record.Item{Step: step, Ask: def.Ask, Fact: def.Fact, Value: valueOf(t, def.Answer, words)})
	}
	return out
}

func valueOf(t testing.TB, typ answer.Type, words string) answer.Value {
	t.Helper()
	if words == "-" {
		return answer.Value{Type: typ, Skipped: true}
	}
	switch typ {
	case answer.One, answer.Many, answer.YesNo, answer.Country, answer.Place:
		return answer.Value{Type: typ, Codes: strings.Fields(words)}
	case answer.Text, answer.Account:
		return answer.Value{Type: typ, Text: strings.ReplaceAll(words, `\n`, "\n")}
	default:
		v, problem := answer.Parse(typ, words, answer.Hints{Lang: "en", Today: answer.DayOf(made)})
		if problem != nil {
			t.Fatalf("%q: %s", words, problem.Code)
		}
		return v
	}
}

// voices are the words of languages.
func voices(c *content.Content, langs ...string) (list []report.Voice) {
	for _, l := range langs {
		list = append(list, c.Voice(l))
	}
	return list
}

const fullFraud = `
last_payment: month
method: own_wallet
bank_country: SG
total: 30000 USD
payments/1/pay_date: 3 May 2026
payments/1/pay_amount: 5000 USD
payments/1/pay_from: DBS 012-345678-9
payments/1/pay_to: Anna Lim, OCBC 5551234567
payments/1/wallet_to: -
payments/1/tx: -
payments/1/again: yes
payments/2/pay_date: June 2026
payments/2/pay_amount: 12000.50 USDT
payments/2/pay_from: Kraken
payments/2/pay_to: -
payments/2/wallet_to: 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa
payments/2/tx: https://tronscan.org/#/transaction/4e3c7d2b5a1f4e3c7d2b5a1f4e3c7d2b5a1f4e3c7d2b5a1f4e3c7d2b5a1f4e3c
payments/2/again: yes
payments/3/pay_date: 7 June 2026
payments/3/pay_amount: 0.5 USD
payments/3/pay_from: IBAN GB29 NWBK 6016 1331 9268 19
payments/3/pay_to: the same
payments/3/again: no
site: https://best-invest.example/login?u=1
names: Anna Lim, +852 5555 0101, anna@best-invest.example, www.best-invest.example
first_contact_date: 2026
first_contact: dating
fee_asked: yes
shared: id_document screen
proof: chats receipts
reported: bank
recovery_offer: no
home_country: US
age_group: adult30_59
name: Pat Example
words: The scammer said I would earn 12.500 on 3.5.2026.\nThey had me send from 012-345678-9, see http://evil.example/x
company: friend
`

const fullEscaped = `
where_now: police
danger: no
consent: yes
questioned: days
recipients: lawyer
country: TH
needs: doctor interpreter
under18: no
pregnant: no
nationality: KE
passport: boss
afraid: no
embassy_wish: talk_first
lawyer: no
accused: yes
phone: me
got_there: 3 May 2025
got_out: 7 February 2026
ended: raid
sign_vulnerable: unsure
sign_job_other: yes
sign_place_other: yes
sign_leave: no
sign_guards: yes
sign_cut_off: yes
sign_address: yes
sign_hurt: -
sign_saw_hurt: yes
sign_threat: yes
sign_sell: yes
signs_more: now
sign_papers: yes
sign_wages: yes
sign_debt: yes
debt_amount: 3000 USD
sign_living: no
sign_hours: yes
sign_fear: yes
brought_by: online
promised_country: TH
taken_country: MM
child_then: no
proof: job_ad ticket injuries
doctor_saw: no
name: Amina Beatrice Otieno
languages: sw en
summary_for: lawyer
`

const fullFamily = `
relation: child
last_heard: week
know: asked_help price
under18: no
consent: yes
country: KH
place: kh-sihanoukville
place_on: 3 November 2026
nationality: UG
name: Joel
age_group: adult18_24
gender: man
reached_by: captors
watched: yes
money_asked: yes
price_amount: 3000 USD
pay_to: mobile money 0772 123456
health: ill
informed: embassy rescuer
own_country: UG
my_name: Grace
contact: phone
contact_how: after eight in the evening
holding_up: hard
recipients: lawyer
`

const childTrapped = `
safe_now: yes
consent: yes_no_name
danger_now: child hurt
country: MM
place: -
under18: yes
first_need: get_out
`
