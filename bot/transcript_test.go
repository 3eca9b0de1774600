package bot_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what came of the stories in testdata into their files")

// TestTranscripts plays the stories of testdata against the bot, the desk and a real store. Each is played twice: once with
// a restart half-way, once with a restart before every input. Both must come out as the file says.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no stories:", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			s := readStory(t, file)
			half := len(s.steps) / 2
			got := s.told(play(t, s, func(i int) bool { return i == half }))
			again := s.told(play(t, s, func(int) bool { return true }))
			if d := diff(got, again); d != "" {
				t.Errorf("with a restart before every input it comes out in another way:\n%s", d)
			}
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if d := diff(string(want), got); d != "" {
				t.Errorf("%s tells another story (-want +got); go test ./bot -run TestTranscripts -update writes it anew:\n%s", file, d)
			}
		})
	}
}

// play plays a story in a new house and tells what came of every step. restart says before which steps to restart.
func play(t *testing.T, s *story, restart func(step int) bool) []string {
	t.Helper()
	h := newHouse(t, s)
	var results []string
	for i, st := range s.steps {
		if st.heading {
			results = append(results, "")
			continue
		}
		if restart(i) {
			h.restart()
		}
		results = append(results, h.play(st))
	}
	return results
}

// diff tells which lines differ between two texts, with a few lines around them; "" when none does.
func diff(want, got string) string {
	if want == got {
		return ""
	}
	var out []string
	shown := -1 // the last line that is in out
	lines := compare(strings.Split(want, "\n"), strings.Split(got, "\n"))
	for i, l := range lines {
		if l[0] == ' ' {
			continue
		}
		for j := max(shown+1, i-3); j <= min(i+3, len(lines)-1); j++ {
			out, shown = append(out, lines[j]), j
		}
	}
	return strings.Join(out, "\n")
}

// compare gives all lines of two texts, with what was done to them in front: "  " nothing, "- " taken away, "+ " put in.
func compare(a, b []string) []string {
	common := make([][]int, len(a)+1) // how many lines a[i:] and b[j:] have in common, in order
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			common[i][j] = max(common[i+1][j], common[i][j+1])
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			}
		}
	}
	var out []string
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			out, i, j = append(out, "  "+a[i]), i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			out, i = append(out, "- "+a[i]), i+1
		default:
			out, j = append(out, "+ "+b[j]), j+1
		}
	}
	return out
}
