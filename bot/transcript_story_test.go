package bot_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
)

// story is one transcript: what people do, and what they see. It lies in a txtar file whose comment says what the story is
// about; the file named "story" in it holds the conversation, other files are contents that the story brings in.
//
//	> words                   the person writes; [photo], [voice], [document 30], [location 16.7,98.5], [photo album 1] words
//	                          [document picture 16.7,98.5]: a picture that says where it was taken
//	> [blocks the bot]        or [lets the bot in], [changes the message] new words
//	* Yes                     the person presses the button whose label begins so
//	* old: Yes                … a button that is not on the screen any more
//	staff Sam: /r words       Sam writes in the topic of the newest case; (general), (topic 1), (reply), (anonymous) may stand
//	                          before the colon
//	staff Sam * Close         Sam presses a button in that topic
//	staff Sam deletes the topic
//	@ +15m                    time passes; what is due comes
//	! the next turn fails 3 times
//	! us-988 did not answer two others
//	! the printer has no letters   from now on no PDF can be made
//	! the flows change        the files flows/… of the story take the place of the bot's own
//	! 3 cases of others, not shown: family place=kh-bavet
//	                          cases of people whom the story does not follow (see othersLine)
//	! the last of them takes it back
//	+ > words                 any of these, at the same moment as the line before
//	= words                   a heading
//
// All other lines are what came of it, and are written by -update: "<" is the person's chat, "#" the staff's group.
type story struct {
	file    string
	archive *txtar.Archive
	app     string    // the language of the person's app
	staff   string    // the language of the staff
	starts  time.Time // when it begins
	steps   []step
}

// step is one or several inputs of one moment, or a heading.
type step struct {
	lines   []string
	heading bool
}

const storyName = "story"

func readStory(t *testing.T, file string) *story {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := &story{file: file, archive: txtar.Parse(data), app: "en", staff: "en",
		starts: time.Date(2026, 11, 24, 21, 0, 0, 0, time.UTC)}
	for line := range strings.Lines(string(s.archive.Comment)) {
		if err := s.set(strings.TrimSpace(line)); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
	for line := range strings.Lines(string(s.data(storyName))) {
		s.add(strings.TrimRight(line, "\n"))
	}
	if len(s.steps) == 0 {
		t.Fatalf("%s: no story: it needs a file with the name %q", file, storyName)
	}
	return s
}

// set reads a line of the comment: "app: ar" sets something, everything else is for people.
func (s *story) set(line string) error {
	name, value, ok := strings.Cut(line, ": ")
	if !ok {
		return nil
	}
	var err error
	switch name {
	case "app":
		s.app = value
	case "staff":
		s.staff = value
	case "starts":
		s.starts, err = time.Parse("2006-01-02 15:04", value)
	}
	return err
}

func (s *story) add(line string) {
	switch {
	case line == "" || strings.HasPrefix(line, " ") || strings.HasPrefix(line, "<") || strings.HasPrefix(line, "#"):
	case strings.HasPrefix(line, "+ ") && len(s.steps) > 0:
		last := &s.steps[len(s.steps)-1]
		last.lines = append(last.lines, line)
	default:
		s.steps = append(s.steps, step{lines: []string{line}, heading: strings.HasPrefix(line, "= ")})
	}
}

// data is a file of the story; nil when there is none.
func (s *story) data(name string) []byte {
	for _, f := range s.archive.Files {
		if f.Name == name {
			return f.Data
		}
	}
	return nil
}

// told is the whole file with what came of every step in its place.
func (s *story) told(results []string) string {
	var b strings.Builder
	for i, st := range s.steps {
		if i > 0 {
			b.WriteByte('\n')
		}
		for _, line := range st.lines {
			fmt.Fprintln(&b, line)
		}
		b.WriteString(results[i])
	}
	a := &txtar.Archive{Comment: s.archive.Comment}
	for _, f := range s.archive.Files {
		if f.Name == storyName {
			f.Data = []byte(b.String())
		}
		a.Files = append(a.Files, f)
	}
	return string(txtar.Format(a))
}
