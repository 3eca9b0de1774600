package telegram

import (
	"errors"
	"path"
	"strings"
)

// errFile says that a file could not be made. It is not tried again: the same words would fail again.
var errFile = errors.New("the file could not be made")

// attach makes a paper into a file and sends it. The file is in memory only, and gone when the call is over.
func (j *job) attach() error {
	if j.out.Paper == nil || j.t.Attach == nil {
		return errFile
	}
	name, data, err := j.t.Attach(j.s.ctx, *j.out)
	if err != nil {
		j.t.log().Error("a file could not be made", "form", j.out.Paper.Form, "error", err)
		return errFile
	}
	p, err := j.place()
	if err != nil {
		return err
	}
	if j.out.Then != nil {
		then := *j.out.Then
		then.Text = strings.TrimPrefix(path.Ext(name), ".")
		j.out.Then = &then
	}
	return j.bring(p, upload{j.parcel(p, ""), "document", path.Base(name), data}, "sendDocument")
}

// place is where the output goes: a person's chat, or a thread of staff.
func (j *job) place() (*page, error) {
	if j.private() {
		return j.page("")
	}
	return j.staffPage()
}
