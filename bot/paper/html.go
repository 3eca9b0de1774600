package paper

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strings"
	"sync"
)

//go:embed paper.html
var page string

// pageTemplate is read when the first paper is made, and not at every start of the program.
var pageTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("paper").Funcs(template.FuncMap{
		"clean": Clean,
		"dir":   direction,
		"kind":  kind,
		"tag":   Tag,
		"lines": func(text string) []string {
			if text = Clean(text); text == "" {
				return nil
			}
			return strings.Split(text, "\n")
		},
	}).Parse(page))
})

// HTML is the paper as one file that needs nothing else: no script, no picture, no font and no other request, readable on a
// phone and printable on A4. Fonts are those of the reader's machine. The error is never about the content of the paper.
func HTML(d Doc) ([]byte, error) {
	var out bytes.Buffer
	if err := pageTemplate().Execute(&out, d); err != nil {
		return nil, fmt.Errorf("write the page of a paper: %w", err)
	}
	return out.Bytes(), nil
}

func direction(lang string) string {
	if RTL(lang) {
		return "rtl"
	}
	return "ltr"
}

// kind is what the template asks a block.
func kind(b Block) string {
	return strings.ToLower(strings.TrimPrefix(fmt.Sprintf("%T", b), "paper."))
}
