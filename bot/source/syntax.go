package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Budgets. They are far above real content, and keep a broken or hostile file from taking the machine.
const (
	maxFile  = 4 << 20 // bytes; the directory of contacts, our largest file, is about 200 KiB
	maxDepth = 64      // levels of nesting; a flow has about ten
)

// parse reads the one document of a file. It is nil when there is none to go on with; the faults say why.
func parse(file string, data []byte, faults *Faults) *yaml.Node {
	at := Pos{File: file}
	if len(data) > maxFile {
		faults.Add(at, fmt.Sprintf("the file is larger than %d MiB", maxFile>>20), "split it")
		return nil
	}
	if !utf8.Valid(data) {
		faults.Add(badByte(file, data), "not UTF-8 text", "save the file as UTF-8")
		return nil
	}
	d := yaml.NewDecoder(bytes.NewReader(data))
	var doc, more yaml.Node
	err := decode(d, &doc)
	if errors.Is(err, io.EOF) || err == nil && (len(doc.Content) == 0 || isNull(doc.Content[0])) {
		faults.Add(at, "the file is empty", "write its content or remove the file")
		return nil
	}
	if err != nil {
		faults.syntax(file, data, err)
		return nil
	}
	err = decode(d, &more)
	if err == nil {
		faults.Add(Pos{file, more.Line, more.Column}, "a second document begins here", "keep one document a file: remove the line ---")
	} else if !errors.Is(err, io.EOF) {
		faults.syntax(file, data, err)
	}
	root := doc.Content[0]
	if !plain(file, root, 0, faults) {
		return nil
	}
	return root
}

// decode turns a panic of the YAML library into an error: it reads files that people write by hand, and a bad file must
// not end the program.
func decode(d *yaml.Decoder, n *yaml.Node) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("yaml: cannot be read")
		}
	}()
	return d.Decode(n)
}

// plain tells whether the tree is free of what content files must not use. A tree with aliases may be endless, so it is
// not walked further.
func plain(file string, n *yaml.Node, depth int, faults *Faults) bool {
	at := Pos{file, n.Line, n.Column}
	switch {
	case depth > maxDepth:
		faults.Add(at, fmt.Sprintf("nested deeper than %d levels", maxDepth), "")
		return false
	case n.Kind == yaml.AliasNode:
		faults.Add(at, "aliases (*name) are not allowed", "write the value out")
		return false
	case n.Style&yaml.TaggedStyle != 0:
		faults.Add(at, fmt.Sprintf("tags (%s) are not allowed", n.Tag), "remove the tag")
		return false
	}
	ok := true
	for _, c := range n.Content {
		ok = plain(file, c, depth+1, faults) && ok
	}
	return ok
}

// syntax adds the faults for text that is not YAML.
func (fs *Faults) syntax(file string, data []byte, err error) {
	before := len(*fs)
	for i, line := range strings.Split(string(data), "\n") {
		body := strings.TrimLeft(line, " \t")
		if tab := strings.IndexByte(line[:len(line)-len(body)], '\t'); tab >= 0 && body != "" {
			fs.Add(Pos{file, i + 1, tab + 1}, "a tab in the indentation", "use spaces")
		}
	}
	if len(*fs) > before {
		return
	}
	line, text := place(err)
	fs.Add(Pos{File: file, Line: line}, "not valid YAML: "+text, "look at the indentation, the quotes and the colons of this line and the one above")
}

// place finds the line in an error of the YAML library, which has it only as text.
func place(err error) (line int, text string) {
	text = strings.TrimPrefix(err.Error(), "yaml: ")
	m := regexp.MustCompile(`^line (\d+): (.*)$`).FindStringSubmatch(text)
	if m == nil {
		return 0, text
	}
	line, _ = strconv.Atoi(m[1]) // digits only; what does not fit an int is an unknown line
	return line, m[2]
}

// badByte is the place of the first byte that is not UTF-8.
func badByte(file string, data []byte) Pos {
	line, column := 1, 1
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && n == 1:
			return Pos{file, line, column}
		case r == '\n':
			line, column = line+1, 1
		default:
			column++
		}
		data = data[n:]
	}
	return Pos{File: file}
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }
