package bot_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"safeharbour/bot/box"
)

// members are the members of the staff's group. Whoever else writes there is an outsider.
var members = []string{"Sam", "Noor"}

// input makes the inputs of a line of the story, and does to the picture what the line does.
func (c *channel) input(line string) []box.In {
	c.h.t.Helper()
	kind, rest, _ := strings.Cut(line, " ")
	switch kind {
	case ">":
		return c.fromPerson(rest)
	case "*":
		return []box.In{{Chat: personChat, Kind: box.Press, Text: c.button(rest), Lang: c.h.s.app}}
	case "staff":
		return c.fromStaff(rest)
	default:
		c.h.t.Fatalf("nobody knows how to read this line: %q", line)
		return nil
	}
}

var bracketed = regexp.MustCompile(`^\[([^\]]*)\] ?(.*)$`)

func (c *channel) fromPerson(words string) []box.In {
	in := box.In{Chat: personChat, Kind: box.Text, Text: words, Lang: c.h.s.app}
	if m := bracketed.FindStringSubmatch(words); m != nil {
		in.Text = m[2]
		if done := c.special(&in, m[1]); done {
			return []box.In{in}
		}
	}
	m := c.message("", words)
	m.ref, m.own = box.Ref("m/"+strconv.Itoa(m.number)), true
	c.phone = append(c.phone, m)
	in.Ref = m.ref
	return []box.In{in}
}

// special reads what stands in brackets. It is true when no new message comes of it.
func (c *channel) special(in *box.In, what string) bool {
	kind, rest, _ := strings.Cut(what, " ")
	switch kind {
	case "blocks":
		in.Kind, c.blocked = box.Blocked, true
		return true
	case "lets":
		in.Kind, c.blocked = box.Unblocked, false
		return true
	case "changes":
		in.Kind = box.Edited
		for _, m := range c.phone {
			if m.own {
				in.Ref = m.ref
			}
		}
		return true
	case "location":
		in.Kind, in.Place = box.Pinned, &box.Point{}
		if _, err := fmt.Sscanf(rest, "%f,%f", &in.Place.Lat, &in.Place.Lon); err != nil {
			c.h.t.Fatalf("[%s]: %v", what, err)
		}
	default:
		c.files++
		in.Kind, in.File = box.Attached, &box.File{Kind: kind, ID: "file-" + strconv.Itoa(c.files), Size: 1 << 20}
		if place, ok := strings.CutPrefix(rest, "picture"); ok {
			in.File.Mime = "image/jpeg"
			var at box.Point
			if n, err := fmt.Sscanf(place, " %f,%f", &at.Lat, &at.Lon); n == 2 && err == nil {
				c.taken[in.File.ID] = &at
			}
			rest = strings.TrimSpace(place)
		}
		if album, ok := strings.CutPrefix(rest, "album "); ok {
			in.Album = album
		} else if mb, err := strconv.Atoi(rest); err == nil {
			in.File.Size = int64(mb) << 20
		}
	}
	return false
}

// button finds the data of the button whose label begins with these words: on the phone, or with "old: " among those that
// are not there any more.
func (c *channel) button(label string) string {
	c.h.t.Helper()
	var now []box.Button
	for _, m := range slices.Backward(c.phone) {
		now = append(now, slices.Concat(m.buttons...)...)
	}
	if old, ok := strings.CutPrefix(label, "old: "); ok {
		gone := slices.DeleteFunc(slices.Clone(c.pressed), func(b box.Button) bool { return slices.Contains(now, b) })
		slices.Reverse(gone)
		return c.find(gone, old)
	}
	return c.find(now, label)
}

func (c *channel) find(buttons []box.Button, label string) string {
	c.h.t.Helper()
	for _, fits := range []func(string) bool{
		func(s string) bool { return s == label },
		func(s string) bool { return strings.HasPrefix(s, label) },
	} {
		for _, b := range buttons {
			if fits(b.Label) || fits(bare(b.Label)) {
				return b.Data
			}
		}
	}
	var labels []string
	for _, b := range buttons {
		labels = append(labels, b.Label)
	}
	c.h.t.Fatalf("there is no button %q, only: %s", label, strings.Join(labels, " | "))
	return ""
}

var decoration = regexp.MustCompile(`^(\d+\. )?([☑◂✖🌐] ?)?`)

// bare is a label without the number and the sign before it.
func bare(label string) string { return decoration.ReplaceAllString(label, "") }

var staffLine = regexp.MustCompile(`^(\w+)(?: \(([^)]*)\))?(:| \*| deletes the topic)(?: (.*))?$`)

func (c *channel) fromStaff(line string) []box.In {
	c.h.t.Helper()
	m := staffLine.FindStringSubmatch(line)
	if m == nil {
		c.h.t.Fatalf("nobody knows how to read this line: staff %s", line)
	}
	name, how, does, words := m[1], m[2], m[3], m[4]
	tp := c.where(how)
	if does == " deletes the topic" {
		tp.gone = true
		return nil
	}
	in := box.In{Chat: staffChat, Kind: box.Text, Text: words, Thread: tp.thread,
		From: box.Actor{ID: strconv.Itoa(100 + len(name)), Name: name, Anonymous: how == "anonymous"}}
	if does == " *" {
		var all []box.Button
		for _, m := range slices.Backward(tp.messages) {
			all = append(all, slices.Concat(m.buttons...)...)
		}
		in.Kind, in.Text = box.Press, c.find(all, words)
		if strings.HasPrefix(in.Text, box.AlertMark) {
			in.Query = name
		}
		return []box.In{in}
	}
	note := c.message("", name+": "+words)
	note.ref = box.Ref("m/" + strconv.Itoa(note.number))
	if how == "reply" {
		in.Reply = lastOf(tp, "said-")
	}
	tp.messages = append(tp.messages, note)
	in.Ref = note.ref
	return []box.In{in}
}

// where is the topic that a line of staff is about: the newest, unless it says otherwise.
func (c *channel) where(how string) *topic {
	if how == "general" {
		return c.topics[0]
	}
	if number, ok := strings.CutPrefix(how, "topic "); ok {
		n, err := strconv.Atoi(number)
		if err != nil || n >= len(c.topics) {
			c.h.t.Fatalf("there is no topic %s", number)
		}
		return c.topics[n]
	}
	return c.topics[len(c.topics)-1]
}

// lastOf is the newest message of a topic whose ref begins so.
func lastOf(tp *topic, prefix string) box.Ref {
	for _, m := range slices.Backward(tp.messages) {
		if strings.HasPrefix(string(m.ref), prefix) {
			return m.ref
		}
	}
	return ""
}
