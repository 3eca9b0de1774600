package desk

import (
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"

	"safeharbour/bot/box"
	"safeharbour/bot/evidence"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// fetched ends a line of the custody list, and shows staff what they may see of the file. What the log has not brought into
// the topic yet is shown with it.
func (t *turn) fetched() error {
	if t.in.Kept == nil {
		return nil
	}
	p, err := evidence.Settle(t.tx, t.in.Piece, *t.in.Kept)
	if errors.Is(err, store.ErrNotFound) {
		return nil // the case is gone
	}
	if err != nil {
		return err
	}
	c, err := record.OpenCase(t.tx, p.Case)
	if err != nil {
		return err
	}
	if c.Topic == 0 || p.Entry > c.Relayed {
		return nil
	}
	return t.postPiece(c, p)
}

// postHeld posts the words that came with a file, at once, and the file as far as it is known what became of it.
func (t *turn) postHeld(c *record.Case, e record.Entry) error {
	if e.Text != "" || e.Edit {
		o := box.Out{Urgency: urgency(c), Text: t.w.Text("staff.person_wrote"), Quote: e.Text, Ref: saidRef(e)}
		if e.Edit {
			o.Text = t.w.Text("staff.person_changed")
		}
		if err := t.post(c, o); err != nil {
			return err
		}
	}
	list, err := evidence.List(t.tx, c.ID)
	if err != nil {
		return err
	}
	for _, p := range list {
		if p.Entry == e.Seq && p.Kept != nil {
			return t.postPiece(c, p)
		}
	}
	return nil // it is being fetched
}

// postPiece posts what staff may see of a file at once: a small clean picture, or a line. After the person took their
// consent back nothing is shown any more.
func (t *turn) postPiece(c *record.Case, p evidence.Piece) error {
	if !evidence.Held(p.File.Kind) || p.Kept.Why == evidence.WhyWithdrawn || p.Kept.Why == evidence.WhyGone {
		return nil
	}
	buttons := []box.Button{{Label: t.w.Text("staff.button.original"), Data: pieceData(verbOriginal, p)}}
	if p.Kept.Type != "" {
		buttons = append(buttons, box.Button{Label: t.w.Text("staff.button.place"), Data: pieceData(verbPlace, p)})
	}
	o := box.Out{Urgency: urgency(c), Verb: box.Post, Thread: thread(c), Piece: p.Name(), Buttons: [][]box.Button{buttons},
		Ref: box.Ref(fmt.Sprintf("%s%d-file", saidPrefix, p.Entry)), Text: t.pieceLine(p)}
	if p.Kept.Seen {
		o.Verb = box.Picture
		o.Text = t.w.Text("staff.file.picture", "Number", strconv.FormatUint(p.Number, 10), "Size", t.size(p)) + "\n" + t.hash(p)
	}
	return t.send(o)
}

// pieceLine says in a line or two what a file is and what became of it: never its name.
func (t *turn) pieceLine(p evidence.Piece) string {
	line := t.w.Text("staff.file.line", "Number", strconv.FormatUint(p.Number, 10), "Kind", t.kind(p), "Size", t.size(p))
	switch {
	case p.Kept == nil:
		return line + "\n" + t.w.Text("staff.file.waits")
	case p.Kept.Why != "":
		return line + "\n" + t.w.Text("staff.file.not_kept", "Why", t.why(p))
	}
	return line + "\n" + t.hash(p)
}

func (t *turn) hash(p evidence.Piece) string {
	return t.w.Text("staff.file.hash", "Hash", p.Kept.SHA256)
}
func (t *turn) why(p evidence.Piece) string { return t.w.Text("staff.file.why." + p.Kept.Why) }

func (t *turn) kind(p evidence.Piece) string {
	if key := "staff.file.kind." + p.File.Kind; t.w.Has(key) {
		return t.w.Text(key)
	}
	return t.w.Text("staff.file.kind.other")
}

// size is that of the bytes that were kept; before, or without them, what the channel says.
func (t *turn) size(p evidence.Piece) string {
	n := p.File.Size
	if p.Kept != nil && p.Kept.Why == "" {
		n = p.Kept.Size
	}
	switch {
	case n <= 0:
		return t.w.Text("staff.file.no_size")
	case n < 100<<10:
		return t.w.Text("staff.file.kilobytes", "N", strconv.FormatInt((n+1023)>>10, 10))
	}
	return t.w.Text("staff.file.megabytes", "N", strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64)) // as the apps of Telegram count
}

// pieceData is the data of a button about a file: the verb, the case and the number of the file.
func pieceData(verb string, p evidence.Piece) string {
	return fmt.Sprintf("%s.%d.%d", verb, p.Case, p.Number)
}

// look answers a press about one file, before the eyes of who pressed alone: everybody in the group reads the topic, and
// where a picture was taken is for the holder of the case.
func (t *turn) look(c *record.Case, verb, number string) error {
	p, err := evidence.Find(t.tx, strconv.FormatUint(c.ID, 10)+"-"+number)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return t.whisper(t.w.Text("staff.stale"), false)
	case err != nil:
		return err
	case c.Status != record.Claimed || c.By.ID == "" || c.By.ID != t.in.From.ID:
		return t.whisper(t.w.Text("staff.file.holder"), false)
	case c.Consent.Withdrawn: // staff keep what they were shown, and nothing more follows
		return t.whisper(t.w.Text("staff.withdrawn"), false)
	case verb == verbOriginal:
		return t.original(c, p)
	case p.Kept == nil || p.Kept.Place == nil:
		return t.whisper(t.w.Text("staff.file.no_place", "Number", number), false)
	}
	return t.whisper(t.w.Text("staff.file.place", "Number", number, "Lat", degrees(p.Kept.Place.Lat), "Lon", degrees(p.Kept.Place.Lon)), false)
}

func degrees(d float64) string { return strconv.FormatFloat(d, 'f', 5, 64) }

// whisper answers a press so that only who pressed sees it.
func (t *turn) whisper(text string, silent bool) error {
	if t.in.Query == "" {
		return nil
	}
	return t.send(box.Out{Urgency: box.HandOff, Verb: box.Alert, Query: t.in.Query, Text: text, Silent: silent})
}

// original sends the file itself into the topic: the bytes that were kept, under a name of ours; or, of one that was not
// kept, a copy of the person's message, which the channel may show with the name that the file had.
func (t *turn) original(c *record.Case, p evidence.Piece) error {
	if err := t.whisper(t.w.Text("staff.file.coming"), true); err != nil {
		return err
	}
	o := box.Out{Urgency: box.Reply, Verb: box.Original, Thread: thread(c), Piece: p.Name(), Name: pieceFile(c, p),
		Text: t.w.Text("staff.file.original", "Number", strconv.FormatUint(p.Number, 10), "Who", t.in.From.Name)}
	if p.Kept == nil || p.Kept.Why != "" {
		file := p.File
		o.Verb, o.FromChat, o.FromRef, o.File = box.Copy, c.Chat, p.Message, &file
	}
	return t.send(o)
}

// endings are those of file names that say nothing but the kind of the file.
const endings = " .pdf .txt .csv .doc .docx .xls .xlsx .ppt .pptx .odt .ods .rtf .eml .zip .rar .7z .mp4 .mov .mkv .webm .3gp .mp3 .m4a .ogg .oga .opus .wav .amr .jpg .jpeg .png .gif .webp .heic .tif .tiff .bmp .svg .html .htm .json .apk "

// pieceFile is the name of the file in the topic: the case, the number, and an ending by its first bytes, or where they are
// not known, the one it had if that is a common one.
func pieceFile(c *record.Case, p evidence.Piece) string {
	ending := strings.ToLower(path.Ext(p.File.Name))
	switch {
	case p.Kept != nil && p.Kept.Type == "jpeg":
		ending = ".jpg"
	case p.Kept != nil && p.Kept.Type != "":
		ending = "." + p.Kept.Type
	case ending == "" || !strings.Contains(endings, " "+ending+" "):
		ending = ".bin"
	}
	return fmt.Sprintf("%s-%d%s", c.Code, p.Number, ending)
}

// files lists the custody list of the topic's case.
func (t *turn) files() error {
	c, err := t.inTopic()
	if err != nil {
		return err
	}
	if c == nil {
		return t.answer("staff.not_here")
	}
	list, err := evidence.List(t.tx, c.ID)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return t.answer("staff.files_none")
	}
	lines := []string{t.w.Plural("staff.files", len(list), "Code", c.Code)}
	for _, p := range list {
		lines = append(lines, "", t.pieceLine(p)+"\n"+t.stamp(p.At)+" UTC")
	}
	return t.post(c, box.Out{Urgency: box.Reply, Reply: t.in.Ref, Text: strings.Join(lines, "\n"),
		Buttons: [][]box.Button{{{Label: t.w.Text("staff.button.sheet"), Data: data(verbSheet, c, "")}}}})
}

// sheet sends the custody list as a text file, with everything that stands in it but the names of files.
func (t *turn) sheet(c *record.Case) error {
	list, err := evidence.List(t.tx, c.ID)
	if err != nil {
		return err
	}
	head := t.w.Text("staff.file.list", "Code", c.Code, "At", exact(t.now))
	parts := []string{head}
	for _, p := range list {
		parts = append(parts, t.pieceEntry(p))
	}
	return t.send(box.Out{Urgency: box.Reply, Verb: box.Sheet, Thread: thread(c), Name: c.Code + "-files.txt", Text: head,
		Quote: strings.Join(parts, "\n\n") + "\n"})
}

// pieceEntry is a line of the custody list in full.
func (t *turn) pieceEntry(p evidence.Piece) string {
	text := t.w.Text("staff.file.entry", "Number", strconv.FormatUint(p.Number, 10), "Kind", t.kind(p), "ID", p.File.ID, "Same", p.File.Same,
		"Message", string(p.Message), "Entry", strconv.FormatUint(p.Entry, 10), "Sent", exact(p.Sent), "At", exact(p.At))
	switch k := p.Kept; {
	case k == nil:
		return text + "\n" + t.w.Text("staff.file.waits")
	case k.Why != "":
		return text + "\n" + t.w.Text("staff.file.entry_not", "Why", t.why(p), "At", exact(k.At), "Size", strconv.FormatInt(p.File.Size, 10))
	default:
		return text + "\n" + t.w.Text("staff.file.entry_kept", "At", exact(k.At), "Size", strconv.FormatInt(k.Size, 10), "Hash", k.SHA256)
	}
}
