package bot_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// ours is what each package may import of ours. Arrows point inward: a leaf knows nobody, channel and conversation meet
// only in the box.
var ours = map[string][]string{
	"bot/source":          {},
	"bot/cond":            {"bot/source"}, // "did you mean"
	"bot/pattern":         {},             // regular expressions that cost a start nothing
	"bot/field":           {},             // JSON objects, written fast
	"bot/field/fieldtest": {},
	"bot/answer":          {"bot/pattern", "bot/field"},
	"bot/picture":         {}, // strangers' bytes in, a clean picture out
	"bot/store":           {},
	"bot/clock":           {}, // waiting and beginning work, for the machine and for bot/simulate
	"bot/race":            {}, // for tests alone
	"bot/demo":            {}, // speaks only HTTP, so it tests the real transport
	"flows":               {},
	"locales":             {},
	"bot/store/journal":   {"bot/disk"},
	"bot/store/bolt":      {"bot/store", "bot/store/journal", "bot/disk"},
	"bot/store/memory":    {"bot/store"}, // makes no faults: tests and bot/simulate put theirs around it
	"bot/store/storetest": {"bot/store", "bot/store/bolt", "bot/seal"},
	"bot/seal":            {"bot/store", "bot/disk"}, // fulfils store.Sealer: its errors and bucket names
	"bot/box":             {"bot/store", "bot/clock", "bot/field"},
	"bot/flow":            {"bot/source", "bot/cond", "bot/answer", "bot/field"},
	"bot/triage":          {"bot/source", "bot/cond", "bot/answer"},
	"bot/place":           {"bot/source"},
	"bot/paper":           {}, // gets its words from whoever makes the paper
	"bot/paper/print":     {"bot/paper"},
	"bot/hotline":         {"bot/source", "bot/place"}, // country codes
	"bot/hotline/sheet":   {"bot/hotline"},
	"bot/indicator":       {"bot/source", "bot/answer", "bot/pattern"},
	"bot/locale":          {"bot/source"},
	"bot/content": {"bot/source", "bot/cond", "bot/answer", "bot/flow", "bot/hotline", "bot/locale", "bot/place",
		"bot/report", "bot/triage", "bot/indicator", "bot/pattern"},
	"bot/trend":   {"bot/store", "bot/record", "bot/answer", "bot/indicator"}, // counts and pairs beside the cases
	"bot/record":  {"bot/store", "bot/box", "bot/answer", "bot/flow", "bot/field"},
	"bot/report":  {"bot/source", "bot/answer", "bot/flow", "bot/locale", "bot/paper", "bot/record"}, // a case, into a paper
	"bot/limp":    {"bot/store", "bot/box", "bot/locale"},                                            // never bot or bot/record: what those read cannot be read
	"bot/backup":  {"bot/pattern"},                                                                   // an archive of named bytes; what they are is its caller's affair
	"bot/disk":    {},                                                                                // room and whole files; who hears of it is its caller's affair
	"bot/trial":   {"bot/disk"},                                                                      // numbers in a file
	"bot/control": {},                                                                                // a socket; what is asked over it is its caller's affair
	"bot/vault":   {"bot/store", "bot/disk"},                                                         // the store's Sealer and errors
	"bot/metrics": {"bot/store", "bot/box", "bot/record"},                                            // queues and open cases; all else is told to it, or asked through functions
	"bot/health":  {"bot/store", "bot/box"},                                                          // looks at the rest through interfaces, and knows nobody who works
	"bot/doctor":  {"bot/disk", "bot/telegram"},                                                      // asks, and judges the answers
	// Custody lists lie in the store; the vault comes as an interface, so that a turn does no I/O but the store.
	"bot/evidence": {"bot/store", "bot/box", "bot/record", "bot/picture"},
	"bot": {"bot/store", "bot/clock", "bot/box", "bot/record", "bot/evidence", "bot/content", "bot/answer", "bot/flow", "bot/hotline",
		"bot/locale", "bot/paper", "bot/report", "bot/triage", "bot/trend"}, // what the house knows of a place, for the rules of urgency
	"bot/desk": {"bot/store", "bot/box", "bot/record", "bot/evidence", "bot/content", "bot/answer", "bot/flow", "bot/hotline",
		"bot/locale", "bot/paper", "bot/report", "bot/indicator", "bot/trend"},
	"bot/telegram": {"bot/store", "bot/clock", "bot/box", "bot/field", "bot/pattern"}, // never bot: they meet in the inbox and the outbox
	// The whole bot, wired as the program is, in a simulated world.
	"bot/simulate": {"bot", "bot/store", "bot/store/memory", "bot/store/bolt", "bot/store/journal", "bot/seal", "bot/clock", "bot/box", "bot/record", "bot/content", "bot/desk", "bot/telegram", "bot/trial", "bot/demo"},
}

// theirs is the one package that may import a library, so that it can be replaced in one place.
var theirs = map[string][]string{
	"gopkg.in/telebot.v3":                 {"bot/telegram"},
	"go.etcd.io/bbolt":                    {"bot/store/bolt"},
	"filippo.io/age":                      {"bot/backup"},
	"github.com/nicksnyder/go-i18n/v2":    {"bot/locale"},
	"github.com/BurntSushi/toml":          {"bot/locale"},
	"go.yaml.in/yaml/v3":                  {"bot/source"},
	"github.com/expr-lang/expr":           {"bot/cond"},
	"github.com/prometheus/client_golang": {"bot/metrics"},
	"github.com/rivo/uniseg":              {"bot/telegram"},
	"golang.org/x/time":                   {"bot/telegram"},
	"golang.org/x/crypto":                 {"bot/seal", "bot/answer"}, // ciphers; the Keccak hash of an address
	"github.com/btcsuite/btcd/btcutil":    {"bot/answer"},
	"github.com/agnivade/levenshtein":     {"bot/answer"},
	"github.com/tidwall/gjson":            {"bot/demo"},
	"github.com/go-json-experiment/json":  {"bot/telegram"},
	"github.com/go-playground/locales":    {"bot/answer"},
	"golang.org/x/text":                   {"bot", "bot/answer", "bot/flow", "bot/locale", "bot/place", "bot/paper", "bot/paper/print", "bot/indicator"}, // Unicode tables
	"github.com/go-text/typesetting":      {"bot/paper/print"},
	"golang.org/x/image":                  {"bot/paper/print"},     // the numbers of the library that shapes letters
	"pgregory.net/rapid":                  {"bot/store/storetest"}, // tests only
}

// pure packages get time and everything else as arguments: that is what makes transcripts and replays possible.
var pure = []string{"bot/pattern", "bot/field", "bot/source", "bot/cond", "bot/answer", "bot/flow", "bot/triage", "bot/hotline", "bot/hotline/sheet", "bot/place", "bot/paper", "bot/picture", "bot/report", "bot/indicator"}

// impure are imports that reach the world, and calls that read a clock.
var impure = []string{"os", "net", "net/http", "log", "log/slog", "math/rand", "math/rand/v2", "crypto/rand"}

type listed struct {
	ImportPath string
	Doc        string
	Imports    []string
	Dir        string
	GoFiles    []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Doc,Imports,Dir,GoFiles", "safeharbour/...").Output()
	if err != nil {
		t.Fatal("go list:", err)
	}
	var list []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
}

func TestArrowsPointInward(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, "safeharbour/")
		if p.Doc == "" {
			t.Errorf("%s has no package comment", name)
		}
		allowed, known := ours[name]
		if !known && name != "cmd/safeharbour" {
			t.Errorf("%s is not in the table: say what it may import, and why", name)
		}
		for _, imp := range p.Imports {
			if mine, ok := strings.CutPrefix(imp, "safeharbour/"); ok {
				if name != "cmd/safeharbour" && !slices.Contains(allowed, mine) {
					t.Errorf("%s must not import %s", name, mine)
				}
				continue
			}
			if strings.Contains(strings.SplitN(imp, "/", 2)[0], ".") {
				checkLibrary(t, name, imp)
			}
			if slices.Contains(pure, name) && slices.Contains(impure, imp) {
				t.Errorf("%s is pure and must not import %s", name, imp)
			}
		}
	}
}

func checkLibrary(t *testing.T, name, imp string) {
	t.Helper()
	for lib, users := range theirs {
		if imp == lib || strings.HasPrefix(imp, lib+"/") {
			if !slices.Contains(users, name) {
				t.Errorf("%s must not import %s: that is for %v", name, imp, users)
			}
			return
		}
	}
	t.Errorf("%s imports %s, which is not in the table of libraries", name, imp)
}

// Pure packages call no clock. The turn takes its time from the transaction.
func TestNoClockInPurePackages(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, "safeharbour/")
		if !slices.Contains(pure, name) {
			continue
		}
		for _, f := range p.GoFiles {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, f), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok {
					if x, ok := s.X.(*ast.Ident); ok && x.Name == "time" && (s.Sel.Name == "Now" || s.Sel.Name == "Since" || s.Sel.Name == "Until") {
						t.Errorf("%s/%s calls time.%s", name, f, s.Sel.Name)
					}
				}
				return true
			})
		}
	}
}

// Everything that is exported says what it is.
func TestExportedNamesAreDocumented(t *testing.T) {
	for _, p := range packages(t) {
		for _, f := range p.GoFiles {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, f), nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range file.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && fn.Name.IsExported() && fn.Doc == nil && exportedReceiver(fn) && !groupedWithAbove(file, fn) {
					t.Errorf("%s: %s has no comment", p.ImportPath+"/"+f, fn.Name.Name)
				}
				if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE && g.Doc == nil {
					for _, s := range g.Specs {
						if ts := s.(*ast.TypeSpec); ts.Name.IsExported() && ts.Doc == nil {
							t.Errorf("%s: type %s has no comment", p.ImportPath+"/"+f, ts.Name.Name)
						}
					}
				}
			}
		}
	}
}

func exportedReceiver(fn *ast.FuncDecl) bool {
	if fn.Recv == nil {
		return true
	}
	x := fn.Recv.List[0].Type
	if s, ok := x.(*ast.StarExpr); ok {
		x = s.X
	}
	id, ok := x.(*ast.Ident)
	return ok && id.IsExported()
}

// groupedWithAbove tells whether a one-line method follows another without a blank line, under one comment for both;
// methods that only fulfil an interface of the standard library need none.
func groupedWithAbove(file *ast.File, fn *ast.FuncDecl) bool {
	switch fn.Name.Name {
	case "Error", "Is", "As", "Unwrap", "String", "Len", "MarshalJSON", "UnmarshalJSON", "ServeHTTP", "RoundTrip":
		return true
	}
	for _, d := range file.Decls {
		if before, ok := d.(*ast.FuncDecl); ok && before.End()+1 == fn.Pos() {
			return true
		}
	}
	return false
}
