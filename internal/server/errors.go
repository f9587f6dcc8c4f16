package server

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"countermove/internal/postgres"
	"countermove/internal/tracker"
	"countermove/web/view"

	"github.com/go-chi/chi/v5/middleware"
)

var (
	errMethod     = errors.New("method not allowed")
	errTooMany    = errors.New("too many requests")
	errNotAllowed = tracker.ErrNotAllowed
)

// answer turns an error into a page. Only what is our fault is logged, once,
// with the id that the page shows; no visitor reads the text of an error.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, err error) {
	if moved, ok := errors.AsType[tracker.Moved](err); ok {
		http.Redirect(w, r, movedPath(r, moved), http.StatusMovedPermanently)
		return
	}
	status := statusOf(err)
	page := view.ProblemPage{Status: status, RequestID: middleware.GetReqID(r.Context())}
	switch status {
	case http.StatusNotFound:
		page.Near = s.nearest(r)
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		w.Header().Set("Retry-After", strconv.Itoa(retryAfter(status)))
	case http.StatusInternalServerError:
		s.Log.ErrorContext(r.Context(), "request failed", "method", r.Method, "path", r.URL.Path, "request", page.RequestID, "err", err)
	}
	if status == http.StatusServiceUnavailable {
		s.Log.WarnContext(r.Context(), "database unavailable", "path", r.URL.Path, "request", page.RequestID, "err", err)
	}
	if invalid, ok := errors.AsType[tracker.Invalid](err); ok {
		page.Invalid = invalid
	}
	if gone, ok := errors.AsType[tracker.Gone](err); ok {
		page.Gone = &gone
	}
	page.Base = s.base(r, "", "", r.URL.Path)
	page.Canonical, page.NoIndex = "", true
	answer := view.Problem(page)
	if (status >= http.StatusInternalServerError || status == http.StatusConflict) && len(r.PostForm) > 0 && editor(r.Context()).ID != 0 {
		kept := view.KeptPage{Base: page.Base, Action: r.URL.Path, Fields: fieldsOf(r), RequestID: page.RequestID}
		kept.Title = "It could not be saved"
		answer = view.Kept(kept)
	}
	if err := render(w, r, status, answer); err != nil {
		s.Log.ErrorContext(r.Context(), "the page of an error failed", "path", r.URL.Path, "err", err)
		http.Error(w, http.StatusText(status), status)
	}
}

func statusOf(err error) int {
	_, isInvalid := errors.AsType[tracker.Invalid](err)
	_, isGone := errors.AsType[tracker.Gone](err)
	_, isTooLarge := errors.AsType[*http.MaxBytesError](err)
	switch {
	case isInvalid:
		return http.StatusBadRequest
	case isGone:
		return http.StatusGone
	case isTooLarge:
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, tracker.ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, tracker.ErrConflict):
		return http.StatusConflict
	case errors.Is(err, errMethod):
		return http.StatusMethodNotAllowed
	case errors.Is(err, errTooMany):
		return http.StatusTooManyRequests
	case errors.Is(err, errNotAllowed):
		return http.StatusForbidden
	case postgres.Unavailable(err):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// retryAfter is how many seconds a client should wait.
func retryAfter(status int) int {
	if status == http.StatusTooManyRequests {
		return 60
	}
	return 5
}

// movedPath is the address of today with whatever came after the slug.
func movedPath(r *http.Request, moved tracker.Moved) string {
	path := view.DocumentURL(moved.Kind, moved.Slug)
	if _, rest, ok := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/"); ok {
		if _, rest, ok = strings.Cut(rest, "/"); ok {
			path += "/" + rest
		}
	}
	if r.URL.RawQuery != "" {
		path += "?" + r.URL.RawQuery
	}
	return path
}

func (s *Server) notFound(http.ResponseWriter, *http.Request) error { return tracker.ErrNotFound }

func (s *Server) methodNotAllowed(http.ResponseWriter, *http.Request) error { return errMethod }

// nearest suggests pages for an address that leads nowhere.
func (s *Server) nearest(r *http.Request) []view.Near {
	path := strings.Trim(r.URL.Path, "/")
	last := path[strings.LastIndex(path, "/")+1:]
	if last == "" || strings.HasPrefix(path, "admin") {
		return nil
	}
	kinds := []tracker.Kind{tracker.KindEvent, tracker.KindResponse, tracker.KindCompany, tracker.KindList, tracker.KindTechnology}
	found, err := s.Store.Nearest(context.WithoutCancel(r.Context()), last, kinds...)
	if err != nil {
		return nil // a suggestion is not worth a second error
	}
	var suggestions []view.Near
	for _, f := range found {
		suggestions = append(suggestions, view.Near{Name: f.Label, URL: view.DocumentURL(f.Kind, f.Slug)})
	}
	return suggestions
}
