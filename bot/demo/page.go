package demo

import (
	"embed"
	"io/fs"
	"net"
	"net/http"
	"net/url"
)

// Page holds the web page that shows the chats. It speaks only to the page's API (see api.go).
//
//go:embed page
var Page embed.FS

// pageHandler serves the page. Nothing is cached, and nothing from elsewhere is loaded.
func pageHandler() http.Handler {
	root, err := fs.Sub(Page, "page")
	if err != nil {
		return http.NotFoundHandler() // the name above is right
	}
	files := http.FileServerFS(root)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		files.ServeHTTP(w, r)
	})
}

// sameMachine says whether a request came under a name of this machine. A web page elsewhere could otherwise reach it
// through the browser by a name of its own that leads here.
func sameMachine(r *http.Request) bool { return local(r.Host) }

// sameOrigin says whether a request is no other page's doing. Programs, which send neither header, may do everything.
func sameOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		site := r.Header.Get("Sec-Fetch-Site")
		return site == "" || site == "same-origin" || site == "none"
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host == r.Host
}

// local says whether a host, with or without a port, is this machine.
func local(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	return name == "localhost" || name == "127.0.0.1" || name == "::1" || name == "[::1]"
}
