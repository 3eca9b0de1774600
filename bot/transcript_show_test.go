package bot_test

import (
	"fmt"
	"slices"
	"strings"

	"safeharbour/bot/box"
)

// result is what came of the last step, and begins the next one.
func (c *channel) result() string {
	s := c.told.String()
	c.told.Reset()
	return s
}

// say writes a line about the staff's group. The topic is named where there are several.
func (c *channel) say(tp *topic, format string, args ...any) {
	where := ""
	switch i := slices.Index(c.topics, tp); {
	case i == 0:
		where = "general: "
	case len(c.topics) > 2:
		where = fmt.Sprintf("topic %d: ", i)
	}
	fmt.Fprintf(&c.told, "# %s %s%s\n", c.h.now().Format("15:04"), where, fmt.Sprintf(format, args...))
}

// look writes what changed on the person's phone since the last look.
func (c *channel) look() {
	at := c.h.now().Format("15:04")
	for _, m := range c.phone {
		i := slices.IndexFunc(c.before, func(b message) bool { return b.number == m.number })
		if m.own || i >= 0 && c.before[i].drawn() == m.drawn() {
			continue
		}
		what := "the screen changes"
		switch {
		case i < 0 && m.silent:
			what = "a new message, without a sound"
		case i < 0:
			what = "a new message, with a sound"
		}
		fmt.Fprintf(&c.told, "< %s %s\n%s", at, what, m.drawn())
	}
	if len(c.erased) > 0 {
		fmt.Fprintf(&c.told, "< %s erased: %s\n", at, strings.Join(c.erased, " | "))
	}
	c.erased, c.before = nil, nil
	for _, m := range c.phone {
		c.before = append(c.before, *m)
	}
}

// drawn is a message as it stands on a screen, indented: its words, a quote with a bar, and its buttons.
func (m *message) drawn() string {
	var b strings.Builder
	write := func(prefix, text string) {
		for line := range strings.Lines(text) {
			b.WriteString(strings.TrimRight("    "+prefix+strings.TrimRight(line, "\n"), " ") + "\n")
		}
	}
	write("", m.text)
	write("| ", m.quote)
	for _, row := range m.buttons {
		write("", labels(row))
	}
	return b.String()
}

func labels(row []box.Button) string {
	var list []string
	for _, b := range row {
		list = append(list, "["+b.Label+"]")
	}
	return strings.Join(list, " ")
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
