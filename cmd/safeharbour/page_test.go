package main

import (
	"context"
	"testing"

	"github.com/chromedp/chromedp"
)

// The page is played from both sides, as a newcomer does who follows its guide.
func TestPage(t *testing.T) {
	browser := openBrowser(t)
	for name, play := range map[string]func(*testing.T, context.Context){
		"case": playCase, "staff": playStaff, "languages": playLanguages, "phone": playPhone, "keyboard": playKeyboard,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, browser)
		})
	}
}

// toDanger brings a person of the trapped flow to the question whose answer opens a case.
func (w *window) toDanger() {
	w.t.Helper()
	w.click("[data-testid=person-start]")
	w.press(phone, "English")
	w.asked("ui.menu.ask")
	w.answer("ui.menu.trapped")
	w.asked("trapped.safe_now")
	w.answer("trapped.safe_now.yes")
	w.asked("trapped.consent")
	w.answer("trapped.consent.yes")
	w.asked("trapped.danger_now")
}

// toPlace opens the case, and goes on to the question after the place.
func (w *window) toPlace() {
	w.t.Helper()
	w.answer("trapped.danger_now.hurt")
	w.sees(card, w.staff.Text("card.banner.trapped"))
	w.answer("ui.done")
	w.asked("trapped.country")
	w.press(phone, "Myanmar")
	w.asked("trapped.place")
	w.write("[data-testid=person-input]", "Myawaddy")
	w.asked("trapped.phone")
	w.field("trapped.place", "Myawaddy")
}

// step makes sure that the guide has come to a step.
func (w *window) step(number string) {
	w.t.Helper()
	w.until(`document.querySelector('[data-testid=guide-step-`+number+`]').dataset.is === 'now'`, "the guide is at step "+number)
}

func playCase(t *testing.T, browser context.Context) {
	w := openWindow(t, browser, startDemo(t), 1440, 900)
	w.step("1")
	w.shot("laptop-1-start")
	w.toDanger()
	w.has(`!document.querySelector('[data-testid=topic]')`, "no case before an urgent answer")
	w.shot("laptop-2-danger")
	w.toPlace()
	w.step("2")
	w.shot("laptop-3-card")

	w.decide("staff.button.claim")
	w.told("staff.claimed", "Who", "Sam")
	w.click("[data-testid=staff-members] .member:last-child")
	w.write("[data-testid=staff-input]", "Noor calls the partner at nine.")
	w.told("staff.note_kept")
	w.step("2")
	w.write("[data-testid=staff-input]", "/r I am here. Take no risk to write back.")
	w.told("staff.held")
	w.step("3")
	w.lacks(phone, "I am here")
	w.shot("laptop-4-held")

	w.answer("trapped.phone.sometimes")
	w.sees(phone, "I am here. Take no risk to write back.")
	w.told("staff.shown", "Time", gap)
	w.lacks(phone, "the partner")
	w.shot("laptop-5-answer")

	w.answer("ui.hide")
	w.asked("ui.hidden")
	w.lacks(phone, "I am here")
	w.told("staff.person_hid", "Time", gap)
	w.until(`!document.querySelector('[data-testid=guide-over]').hidden`, "the guide is done")
	w.shot("laptop-6-hidden")
	w.dark(true)
	w.shot("laptop-7-dark")
}

// Staff use every button they have, and what they choose reaches the person.
func playStaff(t *testing.T, browser context.Context) {
	w := openWindow(t, browser, startDemo(t), 1440, 900)
	w.toDanger()
	w.toPlace()
	w.decide("staff.button.claim")
	w.told("staff.claimed", "Who", "Sam")
	w.decide("staff.button.ask")
	w.told("staff.ask_which")
	w.shot("staff-1-questions")
	w.press(topic, w.staff.Text("card.step.trapped.nationality"))
	w.told("staff.held")
	w.answer("trapped.phone.sometimes")
	w.asked("ui.staff_asks")
	w.asked("trapped.nationality")
	w.shot("staff-2-asked")
	w.write("[data-testid=person-input]", "Philippines")
	w.asked("trapped.contact")
	w.field("trapped.nationality", "Philippines")
	w.press(topic, "Global Anti-Scam Organization")
	w.told("staff.held")
	w.answer("trapped.contact.never")
	w.sees(phone, "globalantiscam.org")
	w.shot("staff-3-contact")
	w.decide("staff.button.close")
	w.told("staff.close_ask", "Code", gap)
	w.shot("staff-4-close")
	w.press(topic, w.staff.Text("staff.button.confirm"))
	w.until(`document.querySelector('[data-testid=topic-closed]').offsetParent`, "the topic is closed")
	w.shot("staff-5-closed")
}

// Ana, Yusuf and Mei write in three languages; staff read all cases in theirs.
func playLanguages(t *testing.T, browser context.Context) {
	w := openWindow(t, browser, startDemo(t), 1280, 830)
	w.has(`getComputedStyle(document.querySelector('#phone')).direction === 'ltr'`, "English runs from left to right")
	w.playArabic()
	w.playChinese()
	w.dark(true)
	w.shot("chinese-4-dark")
	w.dark(false)
	w.playOwn()
}

// playArabic brings Yusuf from the first screen to a case.
func (w *window) playArabic() {
	w.click("[data-testid=person-tab]:nth-child(2)")
	w.until(`document.querySelector('#phone').dir === 'rtl'`, "the phone is turned round")
	w.click("[data-testid=person-start]")
	w.press(phone, "العربية")
	w.words = w.catalog.Words("ar")
	w.asked("ui.menu.ask")
	w.has(`(() => { const text = [...document.querySelectorAll('`+phone+` [data-testid=message-text]')].at(-1);
		const bubble = text.closest('.bubble').getBoundingClientRect(), list = text.closest('.list').getBoundingClientRect();
		return getComputedStyle(text).direction === 'rtl' && list.right - bubble.right < bubble.left - list.left; })()`, "Arabic runs from right to left")
	w.shot("arabic-1-menu")
	w.answer("ui.menu.trapped")
	w.asked("trapped.safe_now")
	w.answer("trapped.safe_now.yes")
	w.asked("trapped.consent")
	w.answer("trapped.consent.yes")
	w.asked("trapped.danger_now")
	w.answer("trapped.danger_now.doctor")
	w.field("trapped.danger_now", w.staff.Text("trapped.danger_now.doctor"))
	w.shot("arabic-2-danger")
	w.answer("ui.done")
	w.asked("trapped.country")
	w.write("[data-testid=person-input]", "كمبوديا")
	w.asked("trapped.place")
	w.field("trapped.country", "Cambodia")
	w.shot("arabic-3-card")
}

// playChinese brings Mei to the page of the first hour, and then to a case.
func (w *window) playChinese() {
	w.click("[data-testid=person-tab]:nth-child(3)")
	w.click("[data-testid=person-start]")
	w.press(phone, "简体中文")
	w.words = w.catalog.Words("zh-Hans")
	w.asked("ui.menu.ask")
	w.answer("ui.menu.defrauded")
	w.asked("defrauded.last_payment")
	w.answer("defrauded.last_payment.today")
	w.asked("defrauded.method")
	w.answer("defrauded.method.bank")
	w.asked("defrauded.bank_country")
	w.shot("chinese-1-bank")
	w.press(phone, "马来西亚")
	w.asked("defrauded.first_hour.bank")
	w.has(`document.querySelectorAll('[data-testid=topic]').length === 1`, "nothing goes to staff without consent")
	w.shot("chinese-2-first-hour")
	w.answer("defrauded.first_hour.called_bank")
	w.until(`[...document.querySelectorAll('`+phone+` [data-testid=message-button]')].some((one) => one.innerText.includes('☑'))`, "what is done is ticked")
	w.shot("chinese-3-ticked")
}

// playOwn goes on with Mei, then with Ana, and answers Ana: every person's case is a topic of its own, and an answer is for
// one person only. The picture of README.md is of this.
func (w *window) playOwn() {
	w.answer("ui.done")
	w.asked("defrauded.suicide")
	w.answer("defrauded.suicide.no")
	w.asked("defrauded.consent")
	w.answer("defrauded.consent.yes")
	w.until(`document.querySelectorAll('[data-testid=topic]').length === 2`, "a topic for Mei")
	w.click("[data-testid=person-tab]:nth-child(1)")
	w.words = w.staff
	w.toDanger()
	w.answer("trapped.danger_now.sold")
	w.until(`document.querySelectorAll('[data-testid=topic]').length === 3`, "a topic for Ana")
	w.click("li:nth-child(3) [data-testid=topic]")
	w.toPlace()
	w.decide("staff.button.claim")
	w.told("staff.claimed", "Who", "Sam")
	w.write("[data-testid=staff-input]", "/r Hello, I am Sam. Write only when it is safe. I look here every hour.")
	w.told("staff.held")
	w.answer("trapped.phone.sometimes")
	w.sees(phone, "I am Sam")
	w.told("staff.shown", "Time", gap)
	w.lacks("#phone .log[hidden]", "I am Sam")
	w.click("[data-testid=guide-close]")
	w.shot("demo")
}

// On a phone the two sides are two tabs, and a topic opens over the list of topics.
func playPhone(t *testing.T, browser context.Context) {
	w := openWindow(t, browser, startDemo(t), 390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch)
	w.touch = true
	w.shot("phone-1-start")
	w.toDanger()
	w.shot("phone-2-danger")
	w.answer("trapped.danger_now.hurt")
	w.until(`document.querySelector('[data-testid=side-staff] .badge').offsetParent`, "the staff's tab says that there is something new")
	w.shot("phone-3-news")
	w.click("[data-testid=side-staff]")
	w.shot("phone-4-topics")
	w.click("[data-testid=topic]")
	w.sees(card, w.staff.Text("card.banner.trapped"))
	w.shot("phone-5-card")
	w.decide("staff.button.claim")
	w.told("staff.claimed", "Who", "Sam")
	w.write("[data-testid=staff-input]", "/r I am here.")
	w.told("staff.held")
	w.shot("phone-6-held")
	w.click("[data-testid=topic-back]")
	w.has(`document.querySelector('[data-testid=topic]').offsetParent`, "the list of topics is back")
	w.click("[data-testid=side-person]")
	w.answer("ui.done")
	w.sees(phone, "I am here.")
	w.shot("phone-7-answer")
	w.answer("ui.hide")
	w.asked("ui.hidden")
	w.dark(true)
	w.shot("phone-8-dark")
}

// Everything works without a mouse, and the focus never gets lost.
func playKeyboard(t *testing.T, browser context.Context) {
	w := openWindow(t, browser, startDemo(t), 1280, 720)
	w.tab("Skip to the person’s phone")
	w.enter()
	w.until(`document.activeElement.dataset.testid === 'person-start'`, "the focus is on Start")
	w.enter()
	w.asked("ui.choose_language")
	w.tab("English")
	for _, step := range []struct{ asked, answer string }{
		{"ui.menu.ask", "ui.menu.trapped"}, {"trapped.safe_now", "trapped.safe_now.yes"}, {"trapped.consent", "trapped.consent.yes"},
		{"trapped.danger_now", "trapped.danger_now.hurt"},
	} {
		w.enter()
		w.asked(step.asked)
		w.tab(w.words.Text(step.answer))
	}
	w.do(chromedp.KeyEvent(" "))
	w.sees(card, w.staff.Text("card.banner.trapped"))
	w.do(chromedp.KeyEvent("2", chromedp.KeyModifiers(chromedp.ModifierAlt)))
	w.until(`document.activeElement.dataset.testid === 'staff-input'`, "Alt+2 leads to staff")
	w.tab(w.staff.Text("staff.button.claim"), chromedp.ModifierShift)
	w.shot("keyboard-1-focus")
	w.enter()
	w.told("staff.claimed", "Who", "Sam")
	w.tab("Speak to the person: begin with /r")
	w.enter()
	w.do(chromedp.KeyEvent("I am here."))
	w.enter()
	w.told("staff.held")
	w.do(chromedp.KeyEvent("1", chromedp.KeyModifiers(chromedp.ModifierAlt)))
	w.until(`document.activeElement.dataset.testid === 'person-input'`, "Alt+1 leads to the person")
	w.do(chromedp.KeyEvent("x"))
	w.enter()
	w.asked("ui.hidden")
	w.playDialog()
}

// playDialog adds a person by keyboard.
func (w *window) playDialog() {
	w.tab("Add a person", chromedp.ModifierShift)
	w.enter()
	w.until(`document.activeElement.dataset.testid === 'add-name'`, "the focus is on the name")
	w.do(chromedp.KeyEvent("Linh\tTi")) // a letter or two choose the language
	w.shot("keyboard-2-dialog")
	w.tab("Add")
	w.enter()
	w.until(`document.querySelector('[data-testid=person-tab][aria-selected=true]').innerText.includes('Linh')`, "the new person is on the screen")
	w.until(`document.activeElement.dataset.testid === 'person-start'`, "the focus is on Start")
}
