package telegram

import (
	"errors"

	"safeharbour/bot/store"
)

const (
	// alertMax is the longest text of an answer to a press, in characters.
	alertMax = 200
	// alertTries is how often it is tried: Telegram soon takes none any more.
	alertTries = 5
)

// picture posts a small picture with a text, or the text alone where there is no picture.
func (j *job) picture() error {
	p, err := j.staffPage()
	if err != nil {
		return err
	}
	if j.t.Files == nil {
		return j.fresh(p)
	}
	data, err := j.t.Files.Preview(j.out.Piece)
	if err != nil {
		if !errors.Is(err, store.ErrNotFound) {
			j.t.log().Error("a small picture could not be read", "error", err)
		}
		return j.fresh(p)
	}
	err = j.bring(p, upload{j.parcel(p, j.out.Quote), "photo", "picture.jpg", data}, "sendPhoto")
	if unfit(err) {
		return j.fresh(p)
	}
	return err
}

// sheet posts a text as a file.
func (j *job) sheet() error {
	p, err := j.staffPage()
	if err != nil {
		return err
	}
	return j.bring(p, upload{j.parcel(p, ""), "document", j.out.Name, []byte(j.out.Quote)}, "sendDocument")
}

// bring sends a file and remembers the message. One that an earlier attempt sent is not sent again.
func (j *job) bring(p *page, u upload, method string) error {
	if len(j.it.sent) == 0 {
		id, err := j.deliverOne(method, u)
		if err != nil {
			return err
		}
		j.it.sent = []int64{id}
	}
	if err := j.strays(); err != nil {
		return err
	}
	return j.stand(p, j.it.sent, nil)
}

// alert answers a press. One that is too old needs no answer any more.
func (j *job) alert() error {
	text := []rune(j.out.Text)
	err := j.call("answerCallbackQuery", map[string]any{"callback_query_id": j.out.Query, "text": string(text[:min(len(text), alertMax)]),
		"show_alert": !j.out.Silent}, nil)
	if err != nil && j.it.tries < alertTries && !unfit(err) {
		return err
	}
	return j.finish(nil)
}
