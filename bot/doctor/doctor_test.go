package doctor

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/demo"
)

// ward is a set-up that the doctor looks at: a server with a group.
type ward struct {
	t     *testing.T
	api   *demo.Server
	group *demo.Group
	setup Setup
	try   bool
}

const token = "4242:for_nobody"

func newWard(t *testing.T, now func() time.Time) *ward {
	t.Helper()
	w := &ward{t: t, api: demo.New(demo.Options{Token: token, Now: now})}
	w.group = w.api.Group("Staff", true)
	server := httptest.NewServer(w.api)
	t.Cleanup(server.Close)
	t.Cleanup(w.api.Close)
	w.setup = Setup{Token: token, URL: server.URL, StaffChat: w.group.ID()}
	return w
}

// look returns the doctor's lines, and how many are faults. It must never print the token or the group's id.
func (w *ward) look() (faults int, lines string) {
	w.t.Helper()
	var f Symptoms
	f.Setup(w.t.Context(), w.setup, w.try)
	var b strings.Builder
	faults = f.Print(&b)
	for _, secret := range []string{"for_nobody", strconv.FormatInt(w.group.ID(), 10)} {
		if strings.Contains(b.String(), secret) {
			w.t.Errorf("it prints %q: %s", secret, &b)
		}
	}
	return faults, b.String()
}

func good(method, result string) demo.Fault {
	return demo.Fault{Method: method, Status: 200, Body: `{"ok":true,"result":` + result + `}`}
}

// Each fault is found by name, with what to do, and alone. An operator who is told that all is well believes it.
func TestSetup(t *testing.T) {
	admin := `"status":"administrator","can_manage_topics":true,"can_delete_messages":true,"can_pin_messages":true`
	for _, c := range []struct {
		name  string
		plant func(w *ward)
		want  string // the beginning of a line; empty: no fault and no warning
		says  string // what to do, in that line
	}{
		{"all is well", func(*ward) {}, "", ""},
		{"revoked token", func(w *ward) { w.api.Fail(demo.Fault{Status: 401}) }, "fault    token", "@BotFather"},
		{"no network", func(w *ward) { w.api.Fail(demo.Fault{Reset: true}) }, "fault    token", "network"},
		{"a proxy's page", func(w *ward) { w.api.Fail(demo.Fault{NotJSON: true}) }, "fault    token", "--api-url"},
		{"anybody may add it", func(w *ward) {
			w.api.Fail(good("getMe", `{"id":4242,"is_bot":true,"first_name":"x","username":"x_bot","can_join_groups":true}`))
		}, "warning  joining", "/setjoingroups"},
		{"not in the group", func(w *ward) { w.group.Kick() }, "fault    group", "Add the bot"},
		{"group that grew up", func(w *ward) {
			w.api.Fail(demo.Fault{Method: "getChat", Status: 400, Body: `{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1005}}`})
		}, "warning  group", "--staff-chat"},
		{"small group", func(w *ward) { w.api.Fail(good("getChat", `{"id":-5,"type":"group","is_forum":false}`)) }, "fault    group", "Turn on topics"},
		{"no topics", func(w *ward) { w.api.Fail(good("getChat", `{"id":-5,"type":"supergroup"}`)) }, "warning  group", "Turn on topics"},
		{"no administrator", func(w *ward) { w.api.Fail(good("getChatMember", `{"status":"member"}`)) }, "fault    rights", "Make it one"},
		{"no administrator, and privacy", func(w *ward) { w.api.Fail(good("getChatMember", `{"status":"member"}`)) }, "fault    privacy", "/setprivacy"},
		{"may not manage topics", func(w *ward) {
			w.api.Fail(good("getChatMember", `{"status":"administrator","can_pin_messages":true,"can_delete_messages":true}`))
		}, "fault    rights", "manage topics"},
		{"may not pin", func(w *ward) {
			w.api.Fail(good("getChatMember", "{"+strings.Replace(admin, `"can_pin_messages":true`, `"can_pin_messages":false`, 1)+"}"))
		}, "warning  rights", "pin"},
		{"may not write", func(w *ward) {
			w.api.Fail(demo.Fault{Method: "sendChatAction", Status: 400, Body: "Bad Request: not enough rights to send text messages to the chat"})
		}, "fault    writing", "administrator"},
		{"a topic cannot be made", func(w *ward) {
			w.try = true
			w.api.Fail(demo.Fault{Method: "createForumTopic", Status: 400, Body: "Bad Request: not enough rights to create a topic"})
		}, "fault    writing", "manage topics"},
		{"a foreign webhook", func(w *ward) {
			w.api.Fail(good("getWebhookInfo", `{"url":"https://thief.example/x","pending_update_count":0}`))
		}, "fault    webhook", "revoke"},
		{"many wait", func(w *ward) { w.api.Fail(good("getWebhookInfo", `{"url":"","pending_update_count":500}`)) }, "warning  webhook", "500 updates"},
		{"our webhook fails", func(w *ward) {
			w.setup.Webhook = "https://bot.example.org/x"
			w.api.Fail(good("getWebhookInfo", `{"url":"https://bot.example.org/x","last_error_date":`+strconv.FormatInt(time.Now().Unix()-60, 10)+`,"last_error_message":"Connection timed out"}`))
		}, "warning  webhook", "proxy"},
		{"our webhook is gone", func(w *ward) { w.setup.Webhook = "https://bot.example.org/x" }, "fault    webhook", "when it starts"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWard(t, nil)
			w.api.Fail(good("getMe", `{"id":4242,"is_bot":true,"first_name":"x","username":"x_bot","can_join_groups":false}`))
			if c.name == "anybody may add it" || strings.HasPrefix(c.want, "fault    token") {
				w.api.ClearFaults()
			}
			c.plant(w)
			faults, lines := w.look()
			if (faults > 0) != strings.HasPrefix(c.want, Faulty) {
				t.Errorf("%d faults", faults)
			}
			found, others := false, 0
			for line := range strings.Lines(lines) {
				switch {
				case c.want != "" && strings.HasPrefix(line, c.want) && strings.Contains(line, c.says):
					found = true
				case !strings.HasPrefix(line, Healthy):
					others++
				}
			}
			if found != (c.want != "") || others > 0 && !strings.HasPrefix(c.name, "no administrator") {
				t.Errorf("want %q with %q, and nothing else wrong:\n%s", c.want, c.says, lines)
			}
			if n := w.api.Calls("getUpdates") + w.api.Calls("sendMessage"); n > 0 {
				t.Errorf("it fetched updates, or sent something: %d calls", n)
			}
		})
	}
}

// A clock that is wrong by seconds is fine, by a minute doubtful, and by ten a fault.
func TestClocksAreCompared(t *testing.T) {
	for off, want := range map[time.Duration]string{5 * time.Second: "ok       clock", -2 * time.Minute: "warning  clock", 10 * time.Minute: "fault    clock"} {
		w := newWard(t, func() time.Time { return time.Now().Add(off) })
		if _, lines := w.look(); !strings.Contains(lines, want) {
			t.Errorf("%v: want %q:\n%s", off, want, lines)
		}
	}
}

// When asked to try, a topic is made and is gone again; else the group never sees anything.
func TestATopicIsMadeOnlyWhenAsked(t *testing.T) {
	w := newWard(t, nil)
	w.look()
	if n := len(w.group.Topics()) + len(w.group.All()); n > 0 {
		t.Errorf("the group has %d topics and messages", n)
	}
	w.try = true
	_, lines := w.look()
	if topics := w.group.Topics(); len(topics) != 1 || !topics[0].Deleted {
		t.Errorf("the group's topics are %+v\n%s", topics, lines)
	}
}

// Without a token, or without a group, the doctor says so.
func TestWithoutASetup(t *testing.T) {
	for token, want := range map[string]string{"": "there is none", "spoilt": "not the form", "4242:abc": "no staff group"} {
		w := newWard(t, nil)
		w.setup.Token, w.setup.StaffChat = token, 0
		if faults, lines := w.look(); faults == 0 || !strings.Contains(lines, want) || token != "" && strings.Contains(lines, token) {
			t.Errorf("%d faults, want %q:\n%s", faults, want, lines)
		}
	}
}

// What is wrong with the folder itself is said with the command that mends it.
func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	look := func() (there bool, lines string) {
		var f Symptoms
		f.Disk(dir)
		if len(f) != 1 || f[0].What != "disk" {
			t.Errorf("of the disk it says %v", f)
		}
		f = nil
		there = f.Folder(dir)
		var b strings.Builder
		f.Print(&b)
		return there, b.String()
	}
	if there, lines := look(); there || !strings.Contains(lines, "first start") {
		t.Errorf("before the first start: %v, %s", there, lines)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if there, lines := look(); !there || lines != "" {
		t.Errorf("of a good one: %v, %s", there, lines)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if there, lines := look(); !there || !strings.HasPrefix(lines, Doubtful) || !strings.Contains(lines, "chmod 700 "+dir) {
		t.Errorf("of one that others may read: %v, %s", there, lines)
	}
	dir = filepath.Join(dir, "file")
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if there, lines := look(); there || !strings.HasPrefix(lines, Faulty) {
		t.Errorf("of a file: %v, %s", there, lines)
	}
}
