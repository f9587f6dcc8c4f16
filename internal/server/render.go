package server

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"countermove/internal/tracker"
	"countermove/web/view"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"
)

// A handler answers a request, or returns the error that html answers with.
type handler func(w http.ResponseWriter, r *http.Request) error

// html is the one adapter from handlers to net/http.
func (s *Server) html(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.answer(w, r, err)
		}
	}
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// render writes a page, whole or not at all: a failing one cannot be half sent.
func render(w http.ResponseWriter, r *http.Request, status int, page templ.Component) error {
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	if err := page.Render(r.Context(), buf); err != nil {
		return fmt.Errorf("rendering %s: %w", r.URL.Path, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(buf.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(buf.Bytes()) // the reader has gone: nothing to do
	return nil
}

// base is what a page says of itself. The canonical address has the given path
// and query.
func (s *Server) base(r *http.Request, title, description, path string) view.Base {
	return view.Base{
		Title:       title,
		Description: description,
		Canonical:   s.BaseURL + path,
		BaseURL:     s.BaseURL,
		Path:        r.URL.Path,
		PublishedAt: stateOf(r.Context()).publishedAt,
		Editor:      s.editorName(r),
		Manages:     may(editor(r.Context()), manage),
		Publishes:   may(editor(r.Context()), publish),
	}
}

// redirect sends the reader to a path of ours. Targets are made by the URL
// functions of package view, never taken from a request.
func redirect(w http.ResponseWriter, r *http.Request, path string, status int) error {
	http.Redirect(w, r, path, status)
	return nil
}

// pathSlug is the slug in the path.
func pathSlug(r *http.Request) string { return chi.URLParam(r, "slug") }

// number is the version number in the path.
func number(r *http.Request) (int, error) {
	n, err := strconv.Atoi(chi.URLParam(r, "number"))
	if err != nil || n < 1 || n > 1<<30 {
		return 0, tracker.ErrNotFound
	}
	return n, nil
}

// canonicalQuery sends a reader whose address says the same as the canonical
// one in another way to that one, so that any view has one permalink. It tells
// whether it did. Parameters that the page does not know are left alone.
func canonicalQuery(w http.ResponseWriter, r *http.Request, canonical string, known func(name string) bool) bool {
	var given []string
	for part := range strings.SplitSeq(r.URL.RawQuery, "&") {
		name, value, _ := strings.Cut(part, "=")
		if name, err := url.QueryUnescape(name); err == nil && known(name) {
			if value, err := url.QueryUnescape(value); err == nil {
				given = append(given, url.QueryEscape(name)+"="+url.QueryEscape(value))
			}
		}
	}
	if strings.Join(given, "&") == canonical {
		return false
	}
	path := r.URL.Path
	if canonical != "" {
		path += "?" + canonical
	}
	http.Redirect(w, r, path, http.StatusSeeOther)
	return true
}
