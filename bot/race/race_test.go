package race_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"safeharbour/bot/race"
)

func TestShare(t *testing.T) {
	want := []int{40, 3, 1}
	if race.On {
		want = []int{5, 1, 1}
	}
	if got := []int{race.Share(40, 8), race.Share(3, 3), race.Share(1, 9)}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// A test that does less with the race detector, and is not run without it, would be green for what nobody tries. So each file that asks
// this package has a test in the Makefile's list, and each test that does so itself stands there.
func TestWhatIsSharedRunsInFull(t *testing.T) {
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	list := regexp.MustCompile(`(?m)^SHARED := ((?:.*\\\n)*.*)$`).FindSubmatch(makefile)
	line := regexp.MustCompile(`(?m)^\t\$\(GO\) test .*\$\(SHARED\).*$`).Find(makefile)
	if list == nil || line == nil {
		t.Fatal("the Makefile has no list, or no line that runs it")
	}
	whole := strings.Fields(strings.ReplaceAll(string(list[1]), "\\\n", " "))
	folders := strings.Fields(string(line))
	files := 0
	err = filepath.WalkDir("../..", func(path string, e fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") || filepath.Base(filepath.Dir(path)) == "race" {
			return err
		}
		asks, tests, err := read(path)
		if err != nil || len(asks) == 0 {
			return err
		}
		files++
		if dir := "./" + filepath.ToSlash(strings.TrimPrefix(filepath.Dir(path), "../../")); !slices.Contains(folders, dir) {
			t.Errorf("the last line of make test does not run %s", dir)
		}
		for _, name := range asks {
			if strings.HasPrefix(name, "Test") && !slices.Contains(whole, name) {
				t.Errorf("%s: %s is not in the list", path, name)
			}
		}
		if !slices.ContainsFunc(tests, func(name string) bool { return slices.Contains(whole, name) }) {
			t.Errorf("%s: none of its tests is in the list", path)
		}
		return nil
	})
	if err != nil || files < 5 {
		t.Errorf("%d files ask: %v", files, err)
	}
}

// read returns the declarations of a file that ask this package, and its tests.
func read(path string) (asks, tests []string, err error) {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, nil, err
	}
	for _, d := range file.Decls {
		name := fmt.Sprintf("%T", d)
		if fn, ok := d.(*ast.FuncDecl); ok {
			name = fn.Name.Name
			if fn.Recv == nil && strings.HasPrefix(name, "Test") {
				tests = append(tests, name)
			}
		}
		ast.Inspect(d, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := s.X.(*ast.Ident); ok && pkg.Name == "race" {
				asks = append(asks, name)
			}
			return true
		})
	}
	return asks, tests, nil
}
