package evidence

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"safeharbour/bot/box"
	"safeharbour/bot/picture"
	"safeharbour/bot/record"
	"safeharbour/bot/store"
)

// Vault keeps bytes under names. bot/vault has the real one.
type Vault interface {
	Put(name string, data []byte) error
	Get(name string) ([]byte, error) // store.ErrNotFound where there is none
	Delete(name string) error
	Names() ([]string, error)
	SetAside(name string) error
}

// small ends the name under which a small clean picture of a piece lies in the vault.
const small = "-p"

// Keeper is what a channel gives its downloads to. Set both fields before the first call. All methods may be called
// concurrently.
type Keeper struct {
	Store store.Store
	Vault Vault

	opening sync.Mutex // one picture is open at a time: see picture.MaxMemory
}

// Wanted tells whether a piece is to be downloaded still. why says why not; it is empty when it is.
func (k *Keeper) Wanted(ctx context.Context, name string) (why string, err error) {
	err = k.Store.View(ctx, func(tx store.Tx) error {
		why, err = wanted(tx, name)
		return err
	})
	return why, err
}

func wanted(tx store.Tx, name string) (string, error) {
	p, err := Find(tx, name)
	if errors.Is(err, store.ErrNotFound) {
		return WhyGone, nil
	}
	if err != nil {
		return "", err
	}
	c, err := record.OpenCase(tx, p.Case)
	if errors.Is(err, store.ErrNotFound) {
		return WhyGone, nil
	}
	if err != nil {
		return "", err
	}
	if c.Consent.Withdrawn {
		return WhyWithdrawn, nil
	}
	list, err := List(tx, p.Case)
	if err != nil {
		return "", err
	}
	var sum int64
	for _, p := range list {
		if p.Kept != nil {
			sum += p.Kept.Size
		}
	}
	if sum >= MaxBytes {
		return WhyMany, nil
	}
	return "", nil
}

// Keep seals the bytes of a piece and tells what it is. When it returns nil they are on the disk. careful leaves out all
// that looks into the bytes beyond their first: for a file whose keeping ended the process before. Doing it again does no
// harm.
func (k *Keeper) Keep(ctx context.Context, name string, data []byte, careful bool) (box.Kept, error) {
	var p Piece
	err := k.Store.View(ctx, func(tx store.Tx) (err error) {
		p, err = Find(tx, name)
		return err
	})
	if err != nil {
		return box.Kept{}, err
	}
	if err := k.Vault.Put(name, data); err != nil {
		return box.Kept{}, fmt.Errorf("keep file: %w", err)
	}
	sum := sha256.Sum256(data)
	kept := box.Kept{Size: int64(len(data)), SHA256: hex.EncodeToString(sum[:]), Type: picture.Kind(data)}
	if careful || kept.Type == "" {
		return kept, nil
	}
	if lat, lon, ok := picture.Place(data); ok {
		kept.Place = &box.Point{Lat: lat, Lon: lon}
	}
	if Held(p.File.Kind) {
		kept.Seen = k.look(name, data)
	}
	return kept, nil
}

// look makes the small picture of a piece, and tells whether there is one. It is only a help: without it staff still can
// have the original.
func (k *Keeper) look(name string, data []byte) bool {
	k.opening.Lock()
	defer k.opening.Unlock()
	p, err := picture.Preview(data)
	return err == nil && k.Vault.Put(name+small, p) == nil
}

// Preview returns the small picture of a piece, a JPEG, or store.ErrNotFound where there is none.
func (k *Keeper) Preview(name string) ([]byte, error) { return k.Vault.Get(name + small) }

// Original returns the bytes of a piece as they came, or store.ErrNotFound.
func (k *Keeper) Original(name string) ([]byte, error) { return k.Vault.Get(name) }

// Sweep removes the files that no custody list has any more, or that were not kept after all, and tells how many. What is
// being fetched stays.
func (k *Keeper) Sweep(ctx context.Context) (removed int, err error) {
	return k.each(ctx, k.Vault.Delete)
}

// SetAside moves the files that [Keeper.Sweep] would remove to where it does not come, and tells how many: after a restore of
// an older database, they may be of cases that it does not know.
func (k *Keeper) SetAside(ctx context.Context) (moved int, err error) {
	return k.each(ctx, k.Vault.SetAside)
}

// each does something with every file that no custody list has.
func (k *Keeper) each(ctx context.Context, do func(name string) error) (n int, err error) {
	names, err := k.Vault.Names() // first the names, then the lists: a file never comes before its line
	if err != nil {
		return 0, err
	}
	for some := range slices.Chunk(names, sweepBatch) {
		done, err := k.some(ctx, some, do)
		if n += done; err != nil {
			return n, err
		}
	}
	return n, nil
}

// sweepBatch bounds one look at the lists: a long one holds old pages of the store back.
const sweepBatch = 200

func (k *Keeper) some(ctx context.Context, names []string, do func(name string) error) (n int, err error) {
	var gone []string
	err = k.Store.View(ctx, func(tx store.Tx) error {
		gone = nil
		for _, name := range names {
			bare := strings.TrimSuffix(name, small)
			if _, _, ok := parse(bare); !ok {
				continue // none of ours
			}
			p, err := Find(tx, bare)
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
			if err != nil || p.Kept != nil && p.Kept.Why != "" {
				gone = append(gone, name)
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, name := range gone {
		if err := do(name); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
