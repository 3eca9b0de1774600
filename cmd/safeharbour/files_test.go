package main

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"safeharbour/bot/demo"
	"safeharbour/bot/picture"
)

// placed is a JPEG that says that it was taken at 16° N, 98° E, and holds marked words.
func placed(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 400, 300)), nil); err != nil {
		t.Fatal(err)
	}
	const exif = "Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08" +
		"\x00\x01\x88\x25\x00\x04\x00\x00\x00\x01\x00\x00\x00\x1a\x00\x00\x00\x00" +
		"\x00\x04" +
		"\x00\x01\x00\x02\x00\x00\x00\x02N\x00\x00\x00" + "\x00\x02\x00\x05\x00\x00\x00\x03\x00\x00\x00\x50" +
		"\x00\x03\x00\x02\x00\x00\x00\x02E\x00\x00\x00" + "\x00\x04\x00\x05\x00\x00\x00\x03\x00\x00\x00\x68" +
		"\x00\x00\x00\x00" +
		"\x00\x00\x00\x10\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01" +
		"\x00\x00\x00\x62\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01" + marked
	out := append([]byte("\xff\xd8\xff\xe1\x00"), byte(len(exif)+2))
	return append(append(out, exif...), b.Bytes()[2:]...)
}

// fromFile waits for the newest message in the first topic that carries a file and whose text begins so.
func (h *house) fromFile(begins string) (found demo.Message) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_, err := h.group.WaitForTopics(ctx, func(ts []demo.Topic) bool {
		for _, m := range slices.Backward(ts[0].Messages) {
			if strings.HasPrefix(m.Text, begins) && m.File != nil {
				found = m
				return true
			}
		}
		return false
	})
	if err != nil {
		h.t.Fatalf("there is no file with %q", begins)
	}
	return found
}

// answered waits until somebody got another answer to a press, and returns it.
func (h *house) answered(m *demo.Member, n int) demo.Answer {
	h.t.Helper()
	for until := time.Now().Add(patience); len(m.Answers()) <= n; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(until) {
			h.t.Fatal("a press got no answer")
		}
	}
	return m.Answers()[n]
}

// A picture that was sent as a file goes all the way: the group sees a clean one, the holder of the case alone the place,
// the original comes back byte for byte, and the disk holds none of it in the open.
func TestAPictureAsAFile(t *testing.T) {
	out, data := &output{}, filepath.Join(t.TempDir(), "data")
	h := newHouseWith(t, slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: slog.LevelDebug})), func(c *config) { c.Data = data })
	noor := h.group.Member("Noor")
	p := h.api.Person(marked, "en")
	p.Send("/start")
	h.sees(p, "language")
	h.press(p, "English")
	h.sees(p, "What do you need")
	h.press(p, "I can't leave")
	h.sees(p, "safe to answer")
	file := placed(t)
	p.SendDocument(marked+".jpg", file) // before they agreed
	h.sees(p, "only if you say so")
	for _, c := range h.api.CallLog() {
		if c.Method == "getFile" || c.Method == "file" {
			t.Error("a file was fetched before the person agreed")
		}
	}
	h.press(p, "Yes")
	h.sees(p, "trained helper")
	h.press(p, "Yes")
	h.sees(p, "Is any of this true")
	h.press(p, "They hurt me")
	h.topic(1)
	small := h.fromFile("File 1: picture")
	if bytes.Contains(h.api.Bytes(small.File), []byte(marked)) || small.File.Kind != "photo" {
		t.Error("the group got what was hidden in the picture")
	}
	if _, _, ok := picture.Place(h.api.Bytes(small.File)); ok {
		t.Error("the group got the place")
	}
	for i, by := range []*demo.Member{noor, h.sam} {
		if err := by.Press(small.ID, "Place in it"); err != nil {
			t.Fatal(err)
		}
		if a := h.answered(by, 0); strings.Contains(a.Text, "98.0") || !strings.Contains(a.Text, "took the case") {
			t.Errorf("%d: %q", i, a.Text)
		}
	}
	for _, m := range h.group.Topics()[0].Messages {
		if m.Pinned {
			if err := h.sam.Press(m.ID, "Take this case"); err != nil {
				t.Fatal(err)
			}
		}
	}
	h.answered(h.sam, 1)
	if err := h.sam.Press(small.ID, "Place in it"); err != nil {
		t.Fatal(err)
	}
	if a := h.answered(h.sam, 2); !strings.Contains(a.Text, "16.00000, 98.00000") || !a.Alert {
		t.Errorf("%+v", a)
	}
	if err := h.sam.Press(small.ID, "Send the original"); err != nil {
		t.Fatal(err)
	}
	original := h.fromFile("File 1, the original")
	if !bytes.Equal(h.api.Bytes(original.File), file) || strings.Contains(original.File.Name, marked) || !strings.HasSuffix(original.File.Name, "-1.jpg") {
		t.Errorf("the original came as %q, or as other bytes", original.File.Name)
	}
	for _, m := range h.group.All() {
		if strings.Contains(m.Text, "98.0") || strings.Contains(m.Text, marked) {
			t.Errorf("the group reads %q", m.Text)
		}
	}
	if strings.Contains(out.String(), marked) {
		t.Error("the log holds the name of the file")
	}
	if len(noor.Answers()) != 1 {
		t.Errorf("Noor got %v", noor.Answers())
	}
	sealed, err := filepath.Glob(filepath.Join(data, "files", "*"))
	if err != nil || len(sealed) != 2 {
		t.Fatal(sealed, err)
	}
	for _, name := range sealed {
		raw, err := os.ReadFile(name)
		if err != nil || bytes.Contains(raw, []byte(marked)) || bytes.Contains(raw, []byte("JFIF")) || bytes.Contains(raw, []byte("Exif")) {
			t.Errorf("%s lies open: %v", filepath.Base(name), err)
		}
	}
}
