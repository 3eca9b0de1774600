package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"

	"safeharbour/bot/control"
)

// controlled serves the operator's requests until stop is called.
func (a *app) controlled() (stop func(), err error) {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+backupVerb, a.serveBackup)
	stop, err = control.Serve(filepath.Join(a.cfg.Data, socketName), mux, a.log)
	if err != nil {
		err = fmt.Errorf("%w %s: %w", errStorage, a.cfg.Data, err)
	}
	return stop, err
}

// serveBackup writes a backup as the answer.
func (a *app) serveBackup(w http.ResponseWriter, req *http.Request) {
	var r backupRequest
	if err := json.NewDecoder(http.MaxBytesReader(w, req.Body, 1<<20)).Decode(&r); err != nil || r.valid() != nil {
		http.Error(w, "the request cannot be read", http.StatusBadRequest)
		return
	}
	if a.limping() != "" {
		http.Error(w, "the bot runs in limp mode, beside a database that cannot be used: there is nothing to back up", http.StatusConflict)
		return
	}
	if !a.backingUp.CompareAndSwap(false, true) {
		http.Error(w, "another backup is being written", http.StatusConflict)
		return
	}
	defer a.backingUp.Store(false)
	a.copying.Lock() // a compaction gives way within a second
	defer a.copying.Unlock()
	write := func(to io.Writer) error { return writeBackup(req.Context(), a.cfg.Data, r, to, a.db.Copy) }
	control.Answer(w, write, func(err error) {
		if err != nil {
			a.log.Error("backup failed", "part", r.Part, "err", err)
			return
		}
		a.log.Info("backup written", "part", r.Part)
	})
}
