package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
)

// config is what the operator chooses. Flags and environment share names (design.md §7); a flag wins.
type config struct {
	token     string
	APIURL    string
	Data      string
	StaffChat int64
	StaffLang string
	Org       string
	Contacts  string
	HTTP      string
	SendRate  float64
	TurnRate  float64
	Retain    time.Duration
	Webhook   string
	secret    string
	restored  bool
}

// option is one flag with its variable.
type option struct {
	flag, env, about string
	set              func(c *config, value string) error
}

var options = []option{
	{"token-file", "SAFEHARBOUR_TOKEN_FILE", "file that holds the bot's token, readable by its owner only", func(c *config, v string) (err error) {
		c.token, err = readSecret(v)
		return err
	}},
	{"api-url", "SAFEHARBOUR_API_URL", "Bot API server; default: Telegram's", func(c *config, v string) error {
		u, err := url.Parse(v)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil {
			return errors.New("an address such as http://127.0.0.1:8081")
		}
		c.APIURL = strings.TrimRight(v, "/")
		return nil
	}},
	{"data", "SAFEHARBOUR_DATA", "data folder; default: ./data", func(c *config, v string) error {
		if v == "" {
			return errors.New("a folder")
		}
		c.Data = v
		return nil
	}},
	{"staff-chat", "SAFEHARBOUR_STAFF_CHAT", "chat id of the staff group, such as -1001234567890", func(c *config, v string) (err error) {
		c.StaffChat, err = strconv.ParseInt(v, 10, 64)
		if err != nil || c.StaffChat >= 0 {
			return errors.New("the id of a group: a negative whole number")
		}
		return nil
	}},
	{"staff-lang", "SAFEHARBOUR_STAFF_LANG", "language of the staff; default: en", func(c *config, v string) error { c.StaffLang = v; return nil }},
	{"organisation", "SAFEHARBOUR_ORGANISATION", "who hands papers over, and how to reach them, as it stands on papers; default: a line to fill in", func(c *config, v string) error {
		if len([]rune(v)) > 200 || strings.ContainsFunc(v, unicode.IsControl) {
			return errors.New("one line of at most 200 characters")
		}
		c.Org = v
		return nil
	}},
	{"contacts", "SAFEHARBOUR_CONTACTS", "which contacts people are shown: sourced (default) or verified", func(c *config, v string) error {
		if v != "sourced" && v != "verified" {
			return errors.New("sourced or verified")
		}
		c.Contacts = v
		return nil
	}},
	{"http", "SAFEHARBOUR_HTTP", "address for health, metrics and the webhook, such as 127.0.0.1:8080; default: off", func(c *config, v string) error {
		if _, _, err := net.SplitHostPort(v); err != nil {
			return errors.New("host and port, such as 127.0.0.1:8080")
		}
		c.HTTP = v
		return nil
	}},
	{"send-rate", "SAFEHARBOUR_SEND_RATE", "sends a second in all; default: 28; 0 lifts every sending budget", func(c *config, v string) (err error) {
		c.SendRate, err = atLeastZero(v)
		return err
	}},
	{"turn-rate", "SAFEHARBOUR_TURN_RATE", "inputs a minute taken at once from one chat; default: 20; 0 lifts the limit", func(c *config, v string) (err error) {
		c.TurnRate, err = atLeastZero(v)
		return err
	}},
	{"retain", "SAFEHARBOUR_RETAIN", "days for which a case is kept after staff closed it; default: 180; 0 is for ever", func(c *config, v string) error {
		days, err := strconv.ParseUint(v, 10, 16)
		if err != nil || days > 36500 {
			return errors.New("a whole number of days from 0 up")
		}
		c.Retain = time.Duration(days) * 24 * time.Hour
		return nil
	}},
	{"webhook", "SAFEHARBOUR_WEBHOOK", "public https address of this server, for updates by webhook instead of polling; needs --http and --webhook-secret-file", func(c *config, v string) error {
		u, err := url.Parse(v)
		if err != nil || u.Scheme != "https" || u.Host == "" || !plainPath.MatchString(u.Path) || u.RawQuery != "" {
			return errors.New("an address such as https://bot.example.org/telegram")
		}
		c.Webhook = v
		return nil
	}},
	{"webhook-secret-file", "SAFEHARBOUR_WEBHOOK_SECRET_FILE", "file that holds the webhook's secret: 32 to 256 of A-Z a-z 0-9 _ -", func(c *config, v string) (err error) {
		c.secret, err = readSecret(v)
		return err
	}},
	// No variable: it is said once, by somebody who knows what they put there.
	{"restored", "", "use a database that came from a backup or is an older copy: once, at the first start on it",
		func(c *config, _ string) error { c.restored = true; return nil }},
}

// secret tells whether the value stands for a secret. Somebody may give the secret itself where its file is asked for.
func (o option) secret() bool { return strings.HasSuffix(o.flag, "-file") }

// alone tells whether the flag stands for itself, without a value.
func (o option) alone() bool { return o.env == "" }

// shown is a wrong value as a message may show it.
func (o option) shown(v string) string {
	if o.secret() {
		return "(not shown)"
	}
	return strconv.Quote(v)
}

// plainPath is a path that means the same to every proxy.
var plainPath = regexp.MustCompile(`^(/[A-Za-z0-9_-]+)*/?$`)

func atLeastZero(v string) (float64, error) {
	f, err := strconv.ParseFloat(v, 64)
	if err != nil || !(f >= 0 && f <= 1e6) { // so that NaN is none
		return 0, errors.New("a number from 0 up")
	}
	return f, nil
}

// readSecret reads a file that holds one secret.
func readSecret(path string) (string, error) {
	b, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", errors.New("a file that can be read: there is none of that name")
	case errors.Is(err, fs.ErrPermission):
		return "", errors.New("a file that can be read: this user may not read it")
	case err != nil:
		return "", errors.New("a file that can be read")
	}
	s := strings.TrimSpace(string(b))
	if s == "" || len(s) > 4096 || strings.ContainsAny(s, " \t\r\n") {
		return "", errors.New("a file with one secret in one line")
	}
	return s, nil
}

// tokenForm is the form of a bot token: the bot's id, a colon, and letters.
var tokenForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9]{1,20}:[A-Za-z0-9_-]{3,255}$`) })

// readConfig reads variables and flags. Every wrong value names the flag or variable, the value and what is allowed; a
// secret's value is not named.
func readConfig(name string, args []string, env func(string) string, stderr io.Writer) (config, error) {
	c := config{Data: "data", StaffLang: "en", Contacts: "sourced", SendRate: 28, TurnRate: 20, Retain: 180 * 24 * time.Hour}
	if v := env("SAFEHARBOUR_TOKEN"); v != "" {
		c.token = v
	}
	for _, o := range options {
		if v := env(o.env); v != "" && !o.alone() {
			if err := o.set(&c, v); err != nil {
				return c, usageError{fmt.Sprintf("%s is %s, but must be %v", o.env, o.shown(v), err)}
			}
		}
	}
	flags := flag.NewFlagSet("safeharbour "+name, flag.ContinueOnError)
	var hidden error
	for _, o := range options {
		if o.alone() {
			flags.BoolFunc(o.flag, o.about, func(v string) error { return o.set(&c, v) })
			continue
		}
		flags.Func(o.flag, o.about+" ("+o.env+")", func(v string) error {
			err := o.set(&c, v)
			if err != nil && o.secret() {
				hidden = usageError{fmt.Sprintf("--%s is %s, but must be %v", o.flag, o.shown(v), err)}
				return nil // package flag would print the value
			}
			if err != nil {
				return fmt.Errorf("must be %w", err)
			}
			return nil
		})
	}
	if err := parseFlags(flags, args, stderr); err != nil {
		return c, err
	}
	if hidden != nil {
		return c, hidden
	}
	if flags.NArg() > 0 {
		return c, usageError{fmt.Sprintf("nothing can stand after the flags, but %q does", flags.Arg(0))}
	}
	return c, nil
}

// errHelp: the flags were printed, as asked.
var errHelp = errors.New("help")

// parseFlags reads flags. Asked for help, it lists them and returns errHelp. Of a wrong one it says what is wrong and no more:
// package flag prints all flags below that, and what is wrong is out of sight.
func parseFlags(flags *flag.FlagSet, args []string, stderr io.Writer) error {
	list := flags.Usage
	flags.Usage = func() {}
	flags.SetOutput(io.Discard)
	err := flags.Parse(args)
	flags.SetOutput(stderr)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, flag.ErrHelp):
		list()
		return errHelp
	default:
		return usageError{fmt.Sprintf("%v; \"%s -h\" lists the flags", err, flags.Name())}
	}
}

// usageErrorTold is a wrong argument whose message is printed already.
type usageErrorTold struct{}

func (usageErrorTold) Error() string { return "wrong flags" }

func (usageErrorTold) Is(target error) bool { return target == errTold }

func (usageErrorTold) As(target any) bool {
	if e, ok := target.(*usageError); ok {
		*e = usageError{"wrong flags"}
		return true
	}
	return false
}

// complete says what is missing for serve.
func (c config) complete() error {
	switch {
	case c.token == "":
		return usageError{"there is no token: give --token-file or SAFEHARBOUR_TOKEN; @BotFather makes one (README.md, \"Run it for real\")"}
	case !tokenForm().MatchString(c.token):
		return usageError{"the token has not the form of one: digits, a colon, letters; copy it again from @BotFather"}
	case c.StaffChat == 0:
		return usageError{"there is no staff group: give --staff-chat or SAFEHARBOUR_STAFF_CHAT; without it nobody would read the cases"}
	case c.Webhook != "" && c.HTTP == "":
		return usageError{"--webhook needs --http, the address where this server listens"}
	case c.Webhook != "" && c.secret == "":
		return usageError{"--webhook needs --webhook-secret-file: without a secret anybody could send updates"}
	}
	return nil
}
