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
	w.sees(phone, "I am a chat program")
	w.press(phone, "I can't leave my workplace")
	w.sees(phone, "Is it safe to answer now?")
	w.press(phone, "Yes")
	w.sees(phone, "May I give your answers to a trained helper?")
	w.press(phone, "Yes")
	w.sees(phone, "Is any of this true right now?")
}

// toPlace opens the case, and goes on to the question after the place.
func (w *window) toPlace() {
	w.t.Helper()
	w.press(phone, "They hurt me")
	w.sees(card, "PRESUMED VICTIM")
	w.press(phone, "Done")
	w.sees(phone, "Which country are you in?")
	w.press(phone, "Myanmar")
	w.sees(phone, "Which town or place")
	w.write("[data-testid=person-input]", "Myawaddy")
	w.sees(phone, "Who can look at this phone?")
	w.sees(card, "Place: Myawaddy")
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

	w.press(card, "Take this case")
	w.sees(topic, "Taken by Sam.")
	w.click("[data-testid=staff-members] .member:last-child")
	w.write("[data-testid=staff-input]", "Noor calls the partner at nine.")
	w.sees(topic, "Kept as a note.")
	w.step("2")
	w.write("[data-testid=staff-input]", "/r I am here. Take no risk to write back.")
	w.sees(topic, "Held until the person writes.")
	w.step("3")
	w.lacks(phone, "I am here")
	w.shot("laptop-4-held")

	w.press(phone, "Others, sometimes")
	w.sees(phone, "I am here. Take no risk to write back.")
	w.sees(topic, "Shown to the person")
	w.lacks(phone, "the partner")
	w.shot("laptop-5-answer")

	w.press(phone, "Hide")
	w.sees(phone, "General information")
	w.lacks(phone, "I am here")
	w.sees(topic, "The person hid the chat")
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
	w.press(card, "Take this case")
	w.sees(topic, "Taken by Sam.")
	w.press(card, "Ask a question")
	w.sees(topic, "Which question shall the person see?")
	w.shot("staff-1-questions")
	w.press(topic, "Passport of")
	w.sees(topic, "Held until the person writes.")
	w.press(phone, "Others, sometimes")
	w.sees(phone, "One more question for you:")
	w.sees(phone, "Which country's passport do you have?")
	w.shot("staff-2-asked")
	w.write("[data-testid=person-input]", "Philippines")
	w.sees(phone, "May a helper write to you first?")
	w.sees(card, "Passport of: Philippines")
	w.press(topic, "Global Anti-Scam Organization")
	w.sees(topic, "Held until the person writes.")
	w.press(phone, "Never. I write when I can")
	w.sees(phone, "globalantiscam.org")
	w.shot("staff-3-contact")
	w.press(card, "Close")
	w.sees(topic, "The person can still write, and that opens it again.")
	w.shot("staff-4-close")
	w.press(topic, "Yes, do it")
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
	w.sees(phone, "أنا برنامج محادثة")
	w.has(`(() => { const text = [...document.querySelectorAll('`+phone+` [data-testid=message-text]')].at(-1);
		const bubble = text.closest('.bubble').getBoundingClientRect(), list = text.closest('.list').getBoundingClientRect();
		return getComputedStyle(text).direction === 'rtl' && list.right - bubble.right < bubble.left - list.left; })()`, "Arabic runs from right to left")
	w.shot("arabic-1-menu")
	w.press(phone, "لا أستطيع مغادرة مكان عملي")
	w.sees(phone, "هل الإجابة آمنة لك الآن؟")
	w.press(phone, "نعم")
	w.sees(phone, "هل يمكنني إعطاء إجاباتك لشخص مدرَّب على المساعدة؟")
	w.press(phone, "نعم")
	w.sees(phone, "هل شيء من هذا صحيح الآن؟")
	w.press(phone, "نحتاج إلى طبيب")
	w.sees(card, "Danger now: We need a doctor")
	w.shot("arabic-2-danger")
	w.press(phone, "انتهيت")
	w.sees(phone, "في أي بلد أنت؟")
	w.write("[data-testid=person-input]", "كمبوديا")
	w.sees(phone, "في أي مدينة أو مكان")
	w.sees(card, "Country: Cambodia")
	w.sees(card, "Chat language")
	w.shot("arabic-3-card")
}

// playChinese brings Mei to the page of the first hour, and then to a case.
func (w *window) playChinese() {
	w.click("[data-testid=person-tab]:nth-child(3)")
	w.click("[data-testid=person-start]")
	w.press(phone, "简体中文")
	w.sees(phone, "我是一个聊天程序")
	w.press(phone, "我在网上损失了钱")
	w.sees(phone, "你最近一次给他们钱是什么时候？")
	w.press(phone, "今天")
	w.sees(phone, "最近一次你是怎么付的？")
	w.press(phone, "从我的银行账户")
	w.sees(phone, "你的银行或交易所在哪个国家？")
	w.shot("chinese-1-bank")
	w.press(phone, "马来西亚")
	w.sees(phone, "马上打银行的反诈电话")
	w.has(`document.querySelectorAll('[data-testid=topic]').length === 1`, "nothing goes to staff without consent")
	w.shot("chinese-2-first-hour")
	w.press(phone, "我打过电话了")
	w.until(`[...document.querySelectorAll('`+phone+` [data-testid=message-button]')].some((one) => one.innerText.includes('☑'))`, "what is done is ticked")
	w.shot("chinese-3-ticked")
}

// playOwn goes on with Mei, then with Ana, and answers Ana: every person's case is a topic of its own, and an answer is for
// one person only. The picture of README.md is of this.
func (w *window) playOwn() {
	w.press(phone, "选好了")
	w.sees(phone, "你有自杀的念头吗")
	w.press(phone, "没有")
	w.sees(phone, "受过培训")
	w.press(phone, "可以")
	w.until(`document.querySelectorAll('[data-testid=topic]').length === 2`, "a topic for Mei")
	w.click("[data-testid=person-tab]:nth-child(1)")
	w.toDanger()
	w.press(phone, "They may sell or move me soon")
	w.until(`document.querySelectorAll('[data-testid=topic]').length === 3`, "a topic for Ana")
	w.click("li:nth-child(3) [data-testid=topic]")
	w.toPlace()
	w.press(card, "Take this case")
	w.sees(topic, "Taken by Sam.")
	w.write("[data-testid=staff-input]", "/r Hello, I am Sam. Write only when it is safe. I look here every hour.")
	w.sees(topic, "Held until the person writes.")
	w.press(phone, "Others, sometimes")
	w.sees(phone, "I am Sam")
	w.sees(topic, "Shown to the person")
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
	w.press(phone, "They hurt me")
	w.until(`document.querySelector('[data-testid=side-staff] .badge').offsetParent`, "the staff's tab says that there is something new")
	w.shot("phone-3-news")
	w.click("[data-testid=side-staff]")
	w.shot("phone-4-topics")
	w.click("[data-testid=topic]")
	w.sees(card, "PRESUMED VICTIM")
	w.shot("phone-5-card")
	w.press(card, "Take this case")
	w.sees(topic, "Taken by Sam.")
	w.write("[data-testid=staff-input]", "/r I am here.")
	w.sees(topic, "Held until the person writes.")
	w.shot("phone-6-held")
	w.click("[data-testid=topic-back]")
	w.has(`document.querySelector('[data-testid=topic]').offsetParent`, "the list of topics is back")
	w.click("[data-testid=side-person]")
	w.press(phone, "Done")
	w.sees(phone, "I am here.")
	w.shot("phone-7-answer")
	w.press(phone, "Hide")
	w.sees(phone, "General information")
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
	w.sees(phone, "Choose your language.")
	for _, step := range []struct{ press, sees string }{
		{"English", "I am a chat program"},
		{"I can't leave my workplace", "Is it safe to answer now?"},
		{"Yes", "May I give your answers to a trained helper?"},
		{"Yes", "Is any of this true right now?"},
	} {
		w.tab(step.press)
		w.enter()
		w.sees(phone, step.sees)
	}
	w.tab("They hurt me")
	w.do(chromedp.KeyEvent(" "))
	w.sees(card, "PRESUMED VICTIM")
	w.do(chromedp.KeyEvent("2", chromedp.KeyModifiers(chromedp.ModifierAlt)))
	w.until(`document.activeElement.dataset.testid === 'staff-input'`, "Alt+2 leads to staff")
	w.tab("Take this case", chromedp.ModifierShift)
	w.shot("keyboard-1-focus")
	w.enter()
	w.sees(topic, "Taken by Sam.")
	w.tab("Speak to the person: begin with /r")
	w.enter()
	w.do(chromedp.KeyEvent("I am here."))
	w.enter()
	w.sees(topic, "Held until the person writes.")
	w.do(chromedp.KeyEvent("1", chromedp.KeyModifiers(chromedp.ModifierAlt)))
	w.until(`document.activeElement.dataset.testid === 'person-input'`, "Alt+1 leads to the person")
	w.do(chromedp.KeyEvent("x"))
	w.enter()
	w.sees(phone, "General information")
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
