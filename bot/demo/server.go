// Package demo is a Telegram Bot API server on this machine, with persons and a staff group to talk to a bot, and a web
// page that shows them. Its main type is [Server], an [http.Handler].
//
// It is strict: it refuses what Telegram refuses, in Telegram's words, and keeps account of it ([Server.Refusals]). It is
// stateful: what a bot edits or deletes is edited or gone for the person too. And it can be told to fail ([Server.Fail]).
// It speaks only HTTP and knows nothing of the bot behind it, so whatever works here uses the real transport.
//
//	srv := demo.New(demo.Options{})
//	defer srv.Close()
//	api := httptest.NewServer(srv) // or srv.Transport(), without a network
//	mary := srv.Person("Mary", "en")
//	mary.Send("/start")
//
// Nothing is kept: a server forgets everything when it ends. It must never be reachable from outside this machine.
package demo

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
)

// DefaultToken is the bot's token where [Options] gives none.
const DefaultToken = "4242:demo"

// Limits that are Telegram's own, and how much a server remembers.
const (
	maxText       = 4096 // code points after entities are parsed
	maxCaption    = 1024
	maxTopicName  = 128
	maxData       = 64 // bytes of callback data
	maxButtons    = 100
	maxAnswer     = 200
	maxMessageIDs = 100
	maxUpload     = 50 << 20
	maxDownload   = 20 << 20
	maxBody       = maxUpload + 1<<20
	revokeAge     = 48 * time.Hour    // deleting in private chats
	messageAge    = 24 * time.Hour    // updates that are not fetched
	callbackAge   = 150 * time.Second // button presses that are not fetched or answered
	maxQueue      = 100_000           // updates that wait
	maxLog        = 10_000            // refusals, and calls where Options say nothing else, that are remembered
)

// Options says how a server is to be. The zero value is usable.
type Options struct {
	// Token is the bot's token, as "number:letters". If empty, [DefaultToken].
	Token string
	// BotName is the bot's name. If empty, "Safe Harbour".
	BotName string
	// Now is the clock for dates, ages and budgets. If nil, [time.Now].
	Now func() time.Time
	// Budgets makes the server answer 429 above about 30 sends a second in all, one a second in a chat (after a
	// burst of five) and 20 a minute in a group.
	Budgets bool
	// History is how many messages a chat or topic keeps; older ones are forgotten as if deleted. If 0, all.
	History int
	// Log is how many calls [Server.CallLog] remembers, with their parameters. If 0, ten thousand.
	Log int
	// Deliver carries webhook deliveries. If nil, a transport of the server's own.
	Deliver http.RoundTripper
}

// Server is a Telegram Bot API server for one bot. Its methods may be called concurrently.
type Server struct {
	token   string
	now     func() time.Time
	history int
	methods map[string]method
	page    http.Handler
	limits  *budget // nil without budgets
	hooks   *http.Client

	done   context.Context // ends with Close
	cancel context.CancelFunc

	mu          sync.Mutex
	self        *user
	chats       map[int64]*chat
	accounts    map[int64]*account
	people      []*Person
	groups      []*Group
	nextAccount int64
	nextGroup   int64
	nextPrivate int // message ids of private chats are numbered for the bot, not for the chat
	nextQuery   int64
	nextFile    int
	nextAlbum   int
	callbacks   map[string]*callback
	callbackAge []*callback // oldest first, for forgetting
	files       map[string]*file
	filePaths   map[string]*file
	profile     profile
	queue       queue
	hook        *webhook
	faults      []*Fault
	book        book
	watchers    map[*watcher]bool
	version     uint64 // counts changes of what is visible
}

// New makes a server. Close it when it is no longer needed.
func New(o Options) *Server {
	if o.Token == "" {
		o.Token = DefaultToken
	}
	if o.BotName == "" {
		o.BotName = "Safe Harbour"
	}
	if o.Log <= 0 {
		o.Log = maxLog
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Server{
		token: o.Token, now: o.Now, history: o.History, methods: methods(), page: pageHandler(),
		hooks: &http.Client{Transport: o.Deliver, Timeout: hookTimeout},
		self:  botUser(o.Token, o.BotName), chats: map[int64]*chat{}, accounts: map[int64]*account{},
		nextAccount: 700_000_001, nextGroup: -1_002_000_000_001, nextQuery: 1,
		callbacks: map[string]*callback{}, files: map[string]*file{}, filePaths: map[string]*file{},
		profile: newProfile(o.BotName), queue: newQueue(), watchers: map[*watcher]bool{},
		book: book{calls: map[string]int{}, kept: o.Log},
	}
	if o.Budgets {
		s.limits = &budget{}
	}
	s.done, s.cancel = context.WithCancel(context.Background())
	return s
}

// Close ends long polls, webhook deliveries and everybody who waits. Calls after it still answer.
func (s *Server) Close() {
	s.cancel()
}

// Token is the token that the server accepts.
func (s *Server) Token() string { return s.token }

// ServeHTTP answers Bot API calls under /bot<token>/, files under /file/bot<token>/, the page's API under /demo/ and the
// page under /.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Date", s.now().UTC().Format(http.TimeFormat))
	switch path := r.URL.Path; {
	case strings.HasPrefix(path, "/bot") && !sameOrigin(r), strings.HasPrefix(path, "/file/bot") && !sameOrigin(r):
		http.Error(w, "a page from elsewhere cannot be the bot", http.StatusForbidden)
	case strings.HasPrefix(path, "/bot"):
		s.serveBot(w, r, strings.TrimPrefix(path, "/bot"))
	case strings.HasPrefix(path, "/file/bot"):
		s.serveFile(w, r, strings.TrimPrefix(path, "/file/bot"))
	case !sameMachine(r):
		http.Error(w, "this page is for this machine only", http.StatusForbidden)
	case strings.HasPrefix(path, "/demo/"):
		s.servePage(w, r, strings.TrimPrefix(path, "/demo/"))
	default:
		s.page.ServeHTTP(w, r)
	}
}

// botUser makes the bot's own account: its id is the number in the token.
func botUser(token, name string) *user {
	number, _, _ := strings.Cut(token, ":")
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil || id <= 0 {
		id = 4242
	}
	slug := strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return unicode.ToLower(r)
		}
		return '_'
	}, name)
	return &user{ID: id, IsBot: true, FirstName: name, Username: slug + "_bot"}
}
