package simulate

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	hookAddress = "https://bot.example/hook"
	hookSecret  = "a-secret-of-the-simulation-0123456789"

	hookFirst = 2 * time.Second // the pause after an update that was not taken; it doubles up to …
	hookLast  = 32 * time.Second
	wordKept  = 24 * time.Hour // how long Telegram keeps what is no press
)

// hook is Telegram's side of a webhook, for the seeds in which the bot has one. It brings each update by itself: of a chat, and
// of a person's presses, one at a time. What is not answered with 200 comes again.
type hook struct {
	w      *world
	setUp  []byte // what the bot announced it with; nil: not yet
	offset int64
	list   []*delivery
}

// delivery is an update on its way.
type delivery struct {
	id    int64
	raw   []byte
	lane  string
	press bool
	since time.Duration
	due   time.Duration
	pause time.Duration
	under bool
}

// answers answers the calls about the webhook.
func (h *hook) answers(c *call) bool {
	var result any = true
	switch c.method {
	case "setWebhook":
		h.setUp = c.body
	case "getWebhookInfo":
		info := map[string]any{"url": "", "pending_update_count": len(h.list)}
		if h.setUp != nil {
			info["url"] = hookAddress
		}
		result = info
	default:
		return false
	}
	c.status = http.StatusOK
	c.answer, _ = json.Marshal(map[string]any{"ok": true, "result": result})
	return true
}

// reaches tells whether updates can be brought to a process.
func (h *hook) reaches(m *machine) bool { return h.setUp != nil && !m.dead && !m.stopping && !m.broken }

// look takes what came, and begins to bring what can be brought.
func (h *hook) look(m *machine) {
	if !h.reaches(m) {
		return
	}
	h.fetch()
	h.list = slices.DeleteFunc(h.list, func(d *delivery) bool {
		age := h.w.steady - d.since
		return !d.under && (age > wordKept || d.press && age > pressKept)
	})
	for _, d := range h.heads() {
		if !d.under && d.due <= h.w.steady {
			d.under = true
			m.Go(func() { h.bring(m, d) })
		}
	}
}

// heads are the first of each lane.
func (h *hook) heads() (heads []*delivery) {
	seen := map[string]bool{}
	for _, d := range h.list {
		if !seen[d.lane] {
			heads = append(heads, d)
		}
		seen[d.lane] = true
	}
	return heads
}

// next is when something is to be brought again.
func (h *hook) next(m *machine) time.Duration {
	at := never
	if !h.reaches(m) {
		return at
	}
	for _, d := range h.heads() {
		if !d.under {
			at = min(at, d.due)
		}
	}
	return at
}

// fetch takes the updates that wait at the server.
func (h *hook) fetch() {
	for h.w.srv.Pending() > 0 {
		var asked map[string]json.RawMessage
		_ = json.Unmarshal(h.setUp, &asked)
		body := fmt.Appendf(nil, `{"offset":%d,"limit":100,"timeout":0,"allowed_updates":%s}`, h.offset, cmp.Or(string(asked["allowed_updates"]), "[]"))
		r := httptest.NewRequest(http.MethodPost, "http://localhost/bot"+token+"/getUpdates", bytes.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		rec := httptest.NewRecorder()
		h.w.srv.ServeHTTP(rec, r)
		var a struct{ Result []json.RawMessage }
		if json.Unmarshal(rec.Body.Bytes(), &a) != nil {
			h.w.fail("call", "the updates cannot be read")
			return
		}
		for _, raw := range a.Result {
			d := h.delivery(raw)
			h.list, h.offset = append(h.list, d), d.id+1
		}
	}
}

func (h *hook) delivery(raw json.RawMessage) *delivery {
	type chat struct {
		Chat struct {
			ID int64 `json:"id"`
		} `json:"chat"`
	}
	var u struct {
		ID       int64 `json:"update_id"`
		Message  *chat `json:"message"`
		Edited   *chat `json:"edited_message"`
		Callback *struct {
			From struct {
				ID int64 `json:"id"`
			} `json:"from"`
		} `json:"callback_query"`
	}
	_ = json.Unmarshal(raw, &u)
	d := &delivery{id: u.ID, raw: raw, lane: "others", since: h.w.steady}
	switch c := cmp.Or(u.Message, u.Edited); {
	case u.Callback != nil:
		d.lane, d.press = "presses/"+strconv.FormatInt(u.Callback.From.ID, 10), true
	case c != nil:
		d.lane = "chat/" + strconv.FormatInt(c.Chat.ID, 10)
	}
	return d
}

// waits tells whether something of a person waits to be brought.
func (h *hook) waits(person int64) bool {
	id := strconv.FormatInt(person, 10)
	return slices.ContainsFunc(h.list, func(d *delivery) bool { return d.lane == "chat/"+id || d.lane == "presses/"+id })
}

// bring brings one update, once.
func (h *hook) bring(m *machine, d *delivery) {
	w := h.w
	m.pass(time.Duration(w.rand.IntN(100)) * time.Millisecond)
	how := w.strike(&w.faults.polls)
	status := 0
	if m.handler != nil && (how == "" || strings.HasPrefix(string(how), "done")) {
		r := httptest.NewRequest(http.MethodPost, hookAddress, bytes.NewReader(d.raw))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", hookSecret)
		rec := httptest.NewRecorder()
		m.handler.ServeHTTP(rec, r)
		status = rec.Code
		if n, err := strconv.Atoi(rec.Header().Get("Retry-After")); err == nil {
			d.pause = max(d.pause, time.Duration(n)*time.Second/2)
		}
		m.point()
	}
	w.note("  update ", strconv.FormatInt(d.id, 10), " brought: ", strconv.Itoa(status), " ", string(how))
	if status == http.StatusOK && how == "" {
		w.ledger.answered(d.raw)
		h.list = slices.DeleteFunc(h.list, func(o *delivery) bool { return o == d })
		return
	}
	h.again(d)
}

// again has an update come again.
func (h *hook) again(d *delivery) {
	d.under, d.pause = false, min(max(2*d.pause, hookFirst), hookLast)
	d.due = h.w.steady + d.pause
	h.w.ledger.hides.wrong(0)
}

// died has what was under way come again when the process died.
func (h *hook) died() {
	for _, d := range h.list {
		if d.under {
			h.again(d)
		}
	}
}
