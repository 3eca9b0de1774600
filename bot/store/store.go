// Package store says how Safe Harbour keeps its records: opaque bytes in named buckets, read and written in
// transactions. A driver (bot/store/bolt) fulfils [Store]; bot/store/storetest holds every driver to the promises
// that stand here.
//
// Promises: an Update that returned nil is on the disk. Updates run one after another. A value that was put is
// closed with a key before it is written and opened when it is read, so that a copied file tells nothing. Keys are
// not closed: nothing that names a person may stand in one; see [Tx.Index].
//
// The package must not know what the bytes mean.
package store

import (
	"context"
	"errors"
	"time"
)

// Bucket names a table of records. Keys in a bucket are ordered by their bytes, so numbers in keys are big-endian.
type Bucket string

// The buckets. A driver makes all of them when it opens a store.
const (
	Meta          Bucket = "meta"          // single values by name, such as the next offset
	Inbox         Bucket = "inbox"         // what came in and is not done: arrival number
	Seen          Bucket = "seen"          // what came in before, so that nothing is taken twice
	Dead          Bucket = "dead"          // inputs that failed three times
	Chats         Bucket = "chats"         // index of a chat -> its number
	Conversations Bucket = "conversations" // number of the chat -> conversation
	Cases         Bucket = "cases"         // case number -> case
	Log           Bucket = "log"           // case number, sequence -> what was said and done
	Custody       Bucket = "custody"       // case number, file number, part -> what became of a file that a person sent
	Outbox        Bucket = "outbox"        // what is to be sent: sequence
	Due           Bucket = "due"           // what comes later: time, sequence
	Refs          Bucket = "refs"          // a channel's own memory of messages, by chat number
	Desk          Bucket = "desk"          // the staff side's own memory
	Aside         Bucket = "aside"         // what does not open any more, taken out of its place: bucket, a zero byte, key
	Trends        Bucket = "trends"        // what is counted without a case, and which cases may belong together: keyed hashes
)

// Buckets lists every bucket.
var Buckets = [...]Bucket{Meta, Inbox, Seen, Dead, Chats, Conversations, Cases, Log, Custody, Outbox, Due, Refs, Desk, Trends, Aside}

// Errors that a caller acts on. Compare with errors.Is.
var (
	// ErrNotFound: there is no record under this key.
	ErrNotFound = errors.New("not found")
	// ErrStop ends a Scan early. Scan itself then returns nil.
	ErrStop = errors.New("stop")
	// ErrInUse: another process has the store open.
	ErrInUse = errors.New("in use by another process")
	// ErrForeign: the file is not a store of ours, is empty, or is too damaged to open. It was not touched.
	ErrForeign = errors.New("not a Safe Harbour store")
	// ErrMissing: the store's file is gone, but there was one. No new one was made in its place.
	ErrMissing = errors.New("the database is gone")
	// ErrBehind: the store is an older copy of itself, or came from a backup, and nobody has said that it may be used.
	ErrBehind = errors.New("the database is an older copy")
	// ErrSealed: a record does not open with the key at hand, or was moved from another place.
	ErrSealed = errors.New("record does not open")
	// ErrClosed: the store was closed.
	ErrClosed = errors.New("store is closed")
	// ErrPanic: the function given to Update or View panicked. Nothing of it was written. The panic's value is
	// withheld, because it may hold a person's words.
	ErrPanic = errors.New("transaction panicked")
	// ErrFull: there is no room on the disk for a commit. Nothing was written, and nothing is broken: the same update may be
	// tried again when there is room.
	ErrFull = errors.New("no room on the disk")
	// ErrUndone: the update that this one follows was not carried out as it was told of, so this one was not at all. See [After].
	ErrUndone = errors.New("the update before it was undone")
	// ErrBroken: the disk refused a commit. What was written is unknown, so the store takes no more updates: the
	// process must end and open the store again.
	ErrBroken = errors.New("storage failed")
)

// Store keeps records. All methods may be called concurrently, but none of them from within a function that was given
// to View, Update or OnCommit, nor may such a function wait for somebody who calls them: it could wait for ever.
type Store interface {
	// View runs fn on a steady picture of the store. Keep it short: it holds old pages back. It returns when the disk has all that
	// fn could see, or ctx ends.
	View(ctx context.Context, fn func(Tx) error) error

	// Update runs fn and commits what it wrote, together with the updates that wait beside it. It returns after
	// the commit is on the disk. An error from fn undoes what fn wrote, and only that.
	//
	// fn may run more than once, beside other functions and in another goroutine, but never after Update returned. So it
	// must not change anything but the Tx and variables that it sets anew each time, and t.Fatal has no place in it. What
	// is written is as if all had run one after another. A ctx that ends before the writing has begun gives ctx.Err(), and
	// nothing is written; one that ends later changes nothing. An update that writes nothing returns as View does. One that scans
	// costs more than one that does not.
	Update(ctx context.Context, fn func(Tx) error) error

	// Close carries out the updates that were called before, waits for running transactions and closes the store.
	// Further calls return the same.
	Close() error
}

// Pending is an update that waits for its commit. Nil stands for one that is on the disk. Its method may be called concurrently.
type Pending interface {
	// Wait returns when the update is over: nil when it is on the disk as it was told of; ErrUndone when it is not, since it failed,
	// or ran again and was told of anew; ErrBroken or ErrClosed when the store is of no more use. It ends early with ctx.
	Wait(ctx context.Context) error
}

// after is the key of a context's Pending.
type after struct{}

// After has the update that gets this context follow another: it is carried out, behind the other, only if the other is, and
// ends with ErrUndone if not. Its function may run before, on the store without what the other wrote; if it read something of
// that, or failed, it runs again. So any other end means that the other is on the disk, but for that of ctx, ErrFull, ErrBroken
// and ErrClosed.
func After(ctx context.Context, p Pending) context.Context {
	if p == nil {
		return ctx
	}
	return context.WithValue(ctx, after{}, p)
}

// Follows is what an update with this context follows; nil when nothing.
func Follows(ctx context.Context) Pending {
	p, _ := ctx.Value(after{}).(Pending)
	return p
}

// Tx is one transaction. It is for the function that got it, in the goroutine that called that function.
type Tx interface {
	// Now is the time of this transaction: the same in every call.
	Now() time.Time

	// Get returns the record under key, or ErrNotFound, or ErrSealed. The bytes are the caller's to keep.
	Get(b Bucket, key []byte) ([]byte, error)

	// Has tells whether there is a record under key, without opening it: one that is there may still not open. What the record says
	// may change meanwhile: an update that only looked whether it is there need not run again for that.
	Has(b Bucket, key []byte) (bool, error)

	// Version tells what stands under key from what stood there at another time, without opening it: as long as it is the same, Get
	// returns the same. It may change where the same value was put again. It is 0 where there is no record, and means nothing to
	// another process.
	Version(b Bucket, key []byte) (uint64, error)

	// Put writes a record. It copies both slices. A key has at least one byte.
	Put(b Bucket, key, value []byte) error

	// Delete removes a record. One that is not there is no error.
	Delete(b Bucket, key []byte) error

	// Scan calls fn with the records from key from to before key to, in the order of keys. Nil bounds mean the
	// first and the last. It ends at the first error of fn and returns it, but for ErrStop. The key is valid only
	// during the call; the value is the caller's to keep. fn must not write to the bucket that is scanned.
	Scan(b Bucket, from, to []byte, fn func(key, value []byte) error) error

	// Next returns the bucket's next number, higher than all that it gave before, the first being 1. A transaction that is
	// undone leaves a gap, or its number is given again after a restart.
	Next(b Bucket) (uint64, error)

	// Index turns a secret, such as a chat id, into 16 bytes that may stand in a key: a keyed hash.
	Index(secret string) []byte

	// Ahead has fn called when this transaction waits for its commit, with what others can follow: see [After]. So what
	// comes of it can begin before it is on the disk. Where the store chooses so, fn is called after the commit, with nil,
	// as OnCommit would. When the transaction had to run again, it is told of anew; what followed the first is undone. fn is
	// not called when the function of Update failed, nor in a View. It must be short and must not panic: it runs in the
	// goroutine of Update's caller or in that of the writer, and others wait for it.
	Ahead(fn func(Pending))

	// OnCommit has fn called after this transaction is on the disk and before Update returns, in the order of
	// registration and of commits. It is not called when the transaction is undone, nor in a View. fn must be short:
	// the next commit waits for it. It must not panic: that breaks the store (ErrBroken).
	OnCommit(fn func())
}

// Sealer closes and opens records. bot/seal has the real one. All methods may be called concurrently.
type Sealer interface {
	// Seal returns plain closed for this place, in new memory. Bytes sealed for one place do not open in another.
	Seal(b Bucket, key, plain []byte) []byte
	// Open returns what Seal was given, in new memory, or ErrSealed.
	Open(b Bucket, key, sealed []byte) ([]byte, error)
	// Index returns 16 bytes: a keyed hash of secret.
	Index(secret string) []byte
}
