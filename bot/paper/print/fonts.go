package print

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
)

// Fonts are the fonts that papers are printed with. The zero value is ready, and is best shared by all papers: a font is
// read once, when it is first needed. It may be used from several goroutines at once.
type Fonts struct {
	// Dirs are the folders in which fonts are looked for that do not come with the program: Chinese, Japanese and Korean.
	// Folders in them are searched too. Nil means the usual ones of Debian, Fedora, Alpine and macOS, and fonts/ beside the
	// working directory. A folder that does not exist is passed over.
	Dirs []string

	mu     sync.Mutex
	parsed map[string]*typeface // by name; nil for what is not there
	found  map[string]string    // base name of a file in Dirs -> its path
}

// usual are the folders where systems keep fonts.
var usual = []string{"fonts", "/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts"}

// typeface is a font that is ready to be asked. It does not change.
type typeface struct {
	family string // as in tall
	bold   bool
	font   *font.Font
}

// outside are the files in which a script of the system's fonts is looked for, best first. %s is the region.
var outside = []struct{ file, family string }{
	{"NotoSansCJK-Regular.ttc", "Noto Sans CJK %s"},
	{"NotoSansCJK-VF.otf.ttc", "Noto Sans CJK %s"},
	{"NotoSansCJK%s-Regular.otf", ""},
	{"NotoSans%s-Regular.otf", ""},
	{"NotoSans%s-Regular.ttf", ""},
	{"NotoSerifCJK-Regular.ttc", "Noto Serif CJK %s"},
}

// regions say whose forms of Chinese characters a language has.
func region(lang string) string {
	lower := strings.ToLower(lang)
	switch {
	case strings.HasPrefix(lower, "ja"):
		return "JP"
	case strings.HasPrefix(lower, "ko"):
		return "KR"
	case strings.HasPrefix(lower, "zh-hant"), strings.HasPrefix(lower, "zh-tw"), strings.HasPrefix(lower, "zh-hk"):
		return "TC"
	}
	return "SC"
}

// eastAsian tells whether a script needs a font of the system.
func eastAsian(s language.Script) bool {
	switch s {
	case language.Han, language.Hiragana, language.Katakana, language.Bopomofo, language.Hangul:
		return true
	}
	return false
}

// script finds the font for a script in a language, or nil. It is bold where that is wanted and there is one.
func (f *Fonts) script(s language.Script, lang string, heavy bool) *typeface {
	if name, ok := inside[s]; ok {
		return f.inside(name, heavy)
	}
	if !eastAsian(s) {
		return nil
	}
	code := region(lang)
	if s == language.Hangul {
		code = "KR"
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	key := "CJK " + code
	if t, ok := f.parsed[key]; ok {
		return t
	}
	t := f.outside(code)
	f.keep(key, t)
	return t
}

func (f *Fonts) keep(key string, t *typeface) {
	if f.parsed == nil {
		f.parsed = map[string]*typeface{}
	}
	f.parsed[key] = t
}

// inside finds a font of this package. A missing one is a mistake in this package.
func (f *Fonts) inside(family string, heavy bool) *typeface {
	heavy = heavy && hasBold[family]
	name := family + regular
	if heavy {
		name = family + bold
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if t, ok := f.parsed[name]; ok {
		return t
	}
	b, err := embedded.ReadFile("fonts/" + name + ".ttf")
	if err != nil {
		panic(err)
	}
	loader, err := opentype.NewLoader(bytes.NewReader(b))
	if err != nil {
		panic(fmt.Errorf("font %s: %w", name, err))
	}
	parsed, err := font.NewFont(loader)
	if err != nil {
		panic(fmt.Errorf("font %s: %w", name, err))
	}
	t := &typeface{family, heavy, parsed}
	f.keep(name, t)
	return t
}

// outside looks for a font of the system. One that cannot be read counts as not there.
func (f *Fonts) outside(code string) *typeface {
	if f.found == nil {
		f.found = f.search()
	}
	for _, o := range outside {
		file := o.file
		if strings.Contains(file, "%s") {
			file = fmt.Sprintf(file, code)
			if f.found[file] == "" {
				file = fmt.Sprintf(o.file, strings.ToLower(code))
			}
		}
		path := f.found[file]
		if path == "" {
			continue
		}
		family := o.family
		if family != "" {
			family = fmt.Sprintf(family, code)
		}
		if parsed := open(path, family); parsed != nil {
			return &typeface{"CJK", false, parsed}
		}
	}
	return nil
}

// open reads one font of a file, the one of a family where the file is a collection.
func open(path, family string) *font.Font {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	loaders, err := opentype.NewLoaders(bytes.NewReader(b))
	if err != nil {
		return nil
	}
	for _, l := range loaders {
		if d, _ := font.Describe(l, nil); family != "" && d.Family != family {
			continue
		}
		if parsed, err := font.NewFont(l); err == nil {
			return parsed
		}
	}
	return nil
}

func (f *Fonts) search() map[string]string {
	dirs := f.Dirs
	if dirs == nil {
		dirs = usual
	}
	found := map[string]string{}
	for _, dir := range dirs {
		_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && strings.HasPrefix(d.Name(), "Noto") && found[d.Name()] == "" {
				found[d.Name()] = path
			}
			return nil // what cannot be read is passed over
		})
	}
	return found
}
