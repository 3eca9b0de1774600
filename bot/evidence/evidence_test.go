package evidence_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	"image/jpeg"
	"path/filepath"
	"testing"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/evidence"
	"safeharbour/bot/picture"
	"safeharbour/bot/record"
	"safeharbour/bot/seal"
	"safeharbour/bot/store"
	"safeharbour/bot/store/bolt"
	"safeharbour/bot/store/storetest"
	"safeharbour/bot/vault"
)

const desk box.Chat = "fake/staff"

// room is a store with a case, and a vault beside it.
type room struct {
	t     *testing.T
	st    *bolt.DB
	box   *box.Box
	vault *vault.Vault
	k     *evidence.Keeper
	id    uint64
}

func newRoom(t *testing.T) *room {
	dir := t.TempDir()
	r := &room{t: t, st: storetest.OpenAt(t, dir)}
	r.box = box.New(r.st)
	v, err := vault.Open(filepath.Join(dir, "files"), seal.New([32]byte{3}))
	if err != nil {
		t.Fatal(err)
	}
	r.vault, r.k = v, &evidence.Keeper{Store: r.st, Vault: v}
	r.do(func(tx store.Tx) error {
		c, err := record.NewCase(tx)
		if err != nil {
			return err
		}
		r.id = c.ID
		return c.Save(tx)
	})
	return r
}

func (r *room) do(fn func(store.Tx) error) {
	r.t.Helper()
	if err := r.st.Update(context.Background(), fn); err != nil {
		r.t.Fatal(err)
	}
}

// receive has an entry with a file come into the case.
func (r *room) receive(e record.Entry) {
	r.t.Helper()
	r.do(func(tx store.Tx) error {
		n, err := record.Append(tx, r.id, e)
		if err != nil {
			return err
		}
		_, err = evidence.Receive(tx, r.box, desk, r.id, n, e)
		return err
	})
}

func file(ref box.Ref, id string) record.Entry {
	return record.Entry{At: time.Unix(1e9, 0).UTC(), Who: record.Person, Ref: ref,
		File: &box.File{Kind: "document", ID: "id-" + id, Same: "same-" + id, Name: "my name.pdf", Size: 100}}
}

func (r *room) settle(name string, kept box.Kept) (p evidence.Piece) {
	r.t.Helper()
	r.do(func(tx store.Tx) (err error) {
		p, err = evidence.Settle(tx, name, kept)
		return err
	})
	return p
}

func (r *room) list() (list []evidence.Piece) {
	r.t.Helper()
	r.do(func(tx store.Tx) (err error) {
		list, err = evidence.List(tx, r.id)
		return err
	})
	return list
}

// asked takes what was asked of the channel, and what the desk was told at once.
func (r *room) asked() (outs []box.Out, ins []box.In) {
	r.t.Helper()
	n, m := r.box.Waiting()
	for range n {
		in, err := r.box.NextIn(context.Background())
		if err != nil {
			r.t.Fatal(err)
		}
		ins = append(ins, in)
	}
	for range m {
		out, err := r.box.NextOut(context.Background())
		if err != nil {
			r.t.Fatal(err)
		}
		outs = append(outs, out)
	}
	return outs, ins
}

func TestAFileIsAskedForOnce(t *testing.T) {
	r := newRoom(t)
	r.receive(file("m/1", "a"))
	again := file("m/1", "a")
	again.File.ID = "id-a-refreshed" // Telegram gives new ids to an old file
	again.Edit, again.Text = true, "other words"
	r.receive(again)
	r.receive(record.Entry{Who: record.Person, Text: "words"})
	r.receive(record.Entry{Who: record.Note, File: &box.File{Kind: "photo", ID: "of staff"}})
	r.receive(record.Entry{Who: record.Person, File: &box.File{Kind: "contact"}})
	outs, ins := r.asked()
	if len(outs) != 1 || len(ins) != 0 {
		t.Fatalf("%d downloads, %d told", len(outs), len(ins))
	}
	o := outs[0]
	if o.Verb != box.Fetch || o.Piece != "1-1" || o.File.ID != "id-a" || o.File.Name != "" || o.Then.Kind != box.Fetched || o.Then.Case != r.id || o.Chat != desk {
		t.Errorf("%+v", o)
	}
	r.receive(file("m/2", "a")) // sent twice is two lines
	replaced := file("m/1", "b")
	replaced.Edit = true
	r.receive(replaced) // and so is another file put into the same message
	if list := r.list(); len(list) != 3 || list[0].Message != "m/1" || list[0].File.Name != "my name.pdf" || list[2].File.Same != "same-b" {
		t.Errorf("%+v", list)
	}
}

func TestWhatIsNotAskedFor(t *testing.T) {
	r := newRoom(t)
	big := file("m/1", "big")
	big.File.Size = box.FileLimit + 1
	r.receive(big)
	for i := range evidence.MaxFiles {
		r.receive(file(box.Ref(rune('A'+i)), string(rune('A'+i))))
	}
	outs, ins := r.asked()
	if len(outs) != evidence.MaxHour || len(ins) != 2 {
		t.Fatalf("%d downloads, %d told", len(outs), len(ins))
	}
	if ins[0].Kept.Why != box.WhyLarge || ins[1].Kept.Why != evidence.WhyMany {
		t.Errorf("%+v %+v", ins[0].Kept, ins[1].Kept)
	}
	if n := len(r.list()); n != evidence.MaxFiles+1 {
		t.Errorf("%d on the list", n)
	}
}

// Who sends very much at once fills no disk: so many files an hour are fetched, and the others wait for their turn, in order and
// over a restart. What does not fit into the case is told at once.
func TestFilesWaitForTheirTurn(t *testing.T) {
	r := newRoom(t)
	const n = 2*evidence.MaxHour + 5
	for i := range n {
		r.receive(file(box.Ref(rune('A'+i)), string(rune('A'+i))))
	}
	if outs, _ := r.asked(); len(outs) != evidence.MaxHour {
		t.Errorf("%d downloads at once", len(outs))
	}
	var hours []int
	begin := r.list()[0].Fetch
	r.do(func(tx store.Tx) error {
		hours = nil
		return tx.Scan(store.Due, nil, nil, func(k, _ []byte) error {
			at := time.UnixMilli(int64(store.Number(k, 0)))
			hours = append(hours, int(at.Sub(begin).Round(time.Minute).Hours()))
			return nil
		})
	})
	if len(hours) != n-evidence.MaxHour || hours[0] != 1 || hours[evidence.MaxHour-1] != 1 || hours[evidence.MaxHour] != 2 {
		t.Errorf("the others are fetched after %v hours", hours)
	}
	r.do(func(tx store.Tx) error { return evidence.Begin(tx, r.box, desk, "1-11") })
	r.do(func(tx store.Tx) error { return evidence.Begin(tx, r.box, desk, "9-1") }) // a case that is gone
	if outs, _ := r.asked(); len(outs) != 1 || outs[0].Piece != "1-11" {
		t.Errorf("its turn came, and this is fetched: %+v", outs)
	}
	for i := range 6 {
		big := file(box.Ref(rune('a'+i)), "big"+string(rune('a'+i)))
		big.File.Size = 19 << 20
		r.receive(big)
	}
	if _, ins := r.asked(); len(ins) != 1 || ins[0].Kept.Why != evidence.WhyMany {
		t.Errorf("a case of more than 100 MB and %d files: told %+v", n, ins)
	}
}

// A list that could change would prove nothing.
func TestALineNeverChanges(t *testing.T) {
	r := newRoom(t)
	r.receive(file("m/1", "a"))
	first := box.Kept{At: time.Unix(2e9, 0).UTC(), Size: 5, SHA256: "abc"}
	r.settle("1-1", first)
	p := r.settle("1-1", box.Kept{At: time.Unix(3e9, 0).UTC(), Why: box.WhyFailed})
	if p.Kept.SHA256 != "abc" || r.list()[0].Kept.Why != "" || !r.list()[0].Kept.At.Equal(first.At) {
		t.Errorf("%+v", r.list()[0].Kept)
	}
	err := r.st.Update(context.Background(), func(tx store.Tx) error {
		_, err := evidence.Settle(tx, "1-2", first)
		return err
	})
	if !errors.Is(err, store.ErrNotFound) {
		t.Error(err)
	}
}

func (r *room) withdraw() {
	r.t.Helper()
	r.do(func(tx store.Tx) error {
		c, err := record.OpenCase(tx, r.id)
		if err != nil {
			return err
		}
		c.Consent.Withdrawn = true
		return c.Save(tx)
	})
}

func (r *room) wanted(name, want string) {
	r.t.Helper()
	if why, err := r.k.Wanted(context.Background(), name); err != nil || why != want {
		r.t.Errorf("%s: %q, want %q; %v", name, why, want, err)
	}
}

func (r *room) keep(name string, data []byte) box.Kept {
	r.t.Helper()
	kept, err := r.k.Keep(context.Background(), name, data, false)
	if err != nil {
		r.t.Fatal(err)
	}
	return kept
}

func (r *room) has(name string, want bool) {
	r.t.Helper()
	_, err := r.k.Original(name)
	if want && err != nil || !want && !errors.Is(err, store.ErrNotFound) {
		r.t.Errorf("%s: %v, want it there: %v", name, err, want)
	}
}

func (r *room) sweep(want int) {
	r.t.Helper()
	if n, err := r.k.Sweep(context.Background()); err != nil || n != want {
		r.t.Errorf("%d were swept, want %d; %v", n, want, err)
	}
}

// Consent that is taken back ends what is under way, at whatever point it is.
func TestWithdrawnOnTheWay(t *testing.T) {
	r := newRoom(t)
	r.receive(file("m/1", "a"))
	r.receive(file("m/2", "b"))
	r.wanted("1-1", "")
	r.settle("1-1", r.keep("1-1", []byte("before")))
	kept := r.keep("1-2", []byte("while"))
	r.withdraw()
	if p := r.settle("1-2", kept); p.Kept.Why != evidence.WhyWithdrawn || p.Kept.SHA256 != "" {
		t.Errorf("%+v", p.Kept)
	}
	r.receive(file("m/3", "c"))
	r.wanted("1-3", evidence.WhyWithdrawn)
	r.sweep(1)
	r.has("1-1", true) // what staff have stays with them
	r.has("1-2", false)
}

// A process may die between the file and the commit that says that it is there. The download comes again; nothing is
// there twice, and nothing is swept that is still wanted.
func TestKilledBetweenFileAndCommit(t *testing.T) {
	r := newRoom(t)
	r.receive(file("m/1", "a"))
	r.keep("1-1", []byte("the same"))
	r.sweep(0)
	r.wanted("1-1", "")
	p := r.settle("1-1", r.keep("1-1", []byte("the same")))
	r.sweep(0)
	data, err := r.k.Original("1-1")
	sum := sha256.Sum256(data)
	if err != nil || hex.EncodeToString(sum[:]) != p.Kept.SHA256 || p.Kept.Size != int64(len("the same")) {
		t.Errorf("%+v %v", p.Kept, err)
	}
}

func TestEraseTakesTheBytes(t *testing.T) {
	r := newRoom(t)
	r.receive(file("m/1", "a"))
	r.receive(file("m/2", "b"))
	r.settle("1-1", r.keep("1-1", photo(t)))
	for _, want := range []int{2, 1, 0} { // the records of both lines, no more at once than was said
		r.do(func(tx store.Tx) error {
			n, err := evidence.Erase(tx, r.id, 2)
			if err == nil && n != want {
				t.Errorf("%d records are erased, want %d", n, want)
			}
			return err
		})
	}
	if n := len(r.list()); n != 0 {
		t.Errorf("%d on the list", n)
	}
	r.wanted("1-2", evidence.WhyGone)
	if _, err := r.k.Keep(context.Background(), "1-2", []byte("late"), false); !errors.Is(err, store.ErrNotFound) {
		t.Error(err)
	}
	r.sweep(2) // the file and its small picture
	r.has("1-1", false)
	if names, err := r.vault.Names(); err != nil || len(names) != 0 {
		t.Error(names, err)
	}
}

func TestTooManyBytes(t *testing.T) {
	r := newRoom(t)
	r.receive(file("m/1", "a"))
	r.receive(file("m/2", "b"))
	r.settle("1-1", box.Kept{Size: evidence.MaxBytes - 1})
	r.wanted("1-2", "")
	r.settle("1-2", box.Kept{Size: 1})
	r.receive(file("m/3", "c"))
	r.wanted("1-3", evidence.WhyMany)
}

// photo is a picture that says that it was taken at 16° N, 98° E.
func photo(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	const exif = "Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08" +
		"\x00\x01\x88\x25\x00\x04\x00\x00\x00\x01\x00\x00\x00\x1a\x00\x00\x00\x00" +
		"\x00\x04" +
		"\x00\x01\x00\x02\x00\x00\x00\x02N\x00\x00\x00" + "\x00\x02\x00\x05\x00\x00\x00\x03\x00\x00\x00\x50" +
		"\x00\x03\x00\x02\x00\x00\x00\x02E\x00\x00\x00" + "\x00\x04\x00\x05\x00\x00\x00\x03\x00\x00\x00\x68" +
		"\x00\x00\x00\x00" +
		"\x00\x00\x00\x10\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01" +
		"\x00\x00\x00\x62\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01"
	out := append([]byte("\xff\xd8\xff\xe1\x00"), byte(len(exif)+2))
	return append(append(out, exif...), b.Bytes()[2:]...)
}

func TestAPictureIsLookedInto(t *testing.T) {
	r := newRoom(t)
	r.receive(file("m/1", "a"))
	data := photo(t)
	kept := r.keep("1-1", data)
	if kept.Type != picture.JPEG || !kept.Seen || kept.Place == nil || *kept.Place != (box.Point{Lat: 16, Lon: 98}) {
		t.Errorf("%+v", kept)
	}
	small, err := r.k.Preview("1-1")
	if _, _, ok := picture.Place(small); err != nil || ok || bytes.Contains(small, []byte("Exif")) {
		t.Error("the small picture is not clean:", err)
	}
	if original, err := r.k.Original("1-1"); err != nil || !bytes.Equal(original, data) {
		t.Error("the original is another:", err)
	}
	careful, err := r.k.Keep(context.Background(), "1-1", data, true)
	if err != nil || careful.Seen || careful.Place != nil || careful.SHA256 != kept.SHA256 {
		t.Errorf("%+v %v", careful, err)
	}
}

func TestWhatIsNoPictureIsNotOpened(t *testing.T) {
	r := newRoom(t)
	for i, data := range []string{"", "PK\x03\x04 a zip", "%PDF-1.7", "<html>", "\xff\xd8\xff no picture", "\x89PNG\r\n\x1a\n"} {
		r.receive(file(box.Ref(rune('a'+i)), string(rune('a'+i))))
		name := r.list()[i].Name()
		if kept := r.keep(name, []byte(data)); kept.Seen || kept.Place != nil || kept.SHA256 == "" {
			t.Errorf("%q: %+v", data, kept)
		}
		if got, err := r.k.Original(name); err != nil || string(got) != data {
			t.Errorf("%q: %v", data, err)
		}
	}
}

// A disk without room is an error, and no line says that something is kept.
func TestAVaultThatFails(t *testing.T) {
	r := newRoom(t)
	r.receive(file("m/1", "a"))
	k := &evidence.Keeper{Store: r.st, Vault: full{r.vault}}
	if _, err := k.Keep(context.Background(), "1-1", []byte("x"), false); !errors.Is(err, vault.ErrFull) {
		t.Error(err)
	}
	if r.list()[0].Kept != nil {
		t.Error("the line has ended")
	}
}

type full struct{ *vault.Vault }

func (full) Put(string, []byte) error { return vault.ErrFull }
