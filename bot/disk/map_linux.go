package disk

import (
	"errors"
	"io"
	"os"
	"runtime/debug"
	"syscall"
)

// Map returns the first n bytes of a file to write to: in memory that is the file's, where the system can. Who opens the file sees at
// once what was written there, also after this process was killed, and no call of the system is made for it. As with f, only a sync
// puts it on the disk. Where that cannot be, as when the disk has no room for the n bytes, it is f itself that is written to. The
// memory is kept as long as the process lives. The result may be written to by many at once, each at another place.
func Map(f *os.File, n int) io.WriterAt {
	whole := make([]byte, n)
	if _, err := f.ReadAt(whole, 0); err != nil && !errors.Is(err, io.EOF) {
		return f
	}
	if _, err := f.WriteAt(whole, 0); err != nil { // all of it, so that it has its room: where there is none, memory cannot be written to
		return f
	}
	var m mapped
	err := onDescriptor(f, func(fd int) (err error) {
		m, err = syscall.Mmap(fd, 0, n, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
		return err
	})
	if err != nil {
		return f
	}
	return m
}

// mapped is memory that is a file's.
type mapped []byte

// errMapped tells of a place that is no more, as when somebody else has cut the file off.
var errMapped = errors.New("the file cannot be written to in memory")

// WriteAt fulfils [io.WriterAt].
func (m mapped) WriteAt(p []byte, at int64) (n int, err error) {
	if at < 0 || at+int64(len(p)) > int64(len(m)) {
		return 0, errMapped
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if recover() != nil {
			n, err = 0, errMapped
		}
	}()
	return copy(m[at:], p), nil
}
