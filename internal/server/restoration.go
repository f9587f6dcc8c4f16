package server

import (
	"errors"
	"net/http"

	"countermove/internal/tracker"
	"countermove/web/view"
)

func (s *Server) askRestoration(kind tracker.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := documentID(r)
		if err != nil {
			return err
		}
		page, err := s.restorePage(r, kind, id)
		if err != nil {
			return err
		}
		return render(w, r, http.StatusOK, view.Restore(page))
	}
}

func (s *Server) restorePage(r *http.Request, kind tracker.Kind, id int64) (view.RestorePage, error) {
	current, err := s.Store.Published(r.Context(), kind, id)
	if err != nil {
		return view.RestorePage{}, err
	}
	if current.WithdrawnAt.IsZero() {
		return view.RestorePage{}, tracker.ErrNotFound
	}
	return view.RestorePage{Base: s.base(r, "Bring back", "", r.URL.Path), Kind: kind, Label: current.Doc.Label(), Action: view.AdminURL(kind, id),
		Version: current.Version, WithdrawnAt: current.WithdrawnAt, Withdrawn: current.Reason}, nil
}

// restoreDocument ends a withdrawal: the text comes back as the next version.
func (s *Server) restoreDocument(kind tracker.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		sub, err := readForm(r, kind)
		if err != nil {
			return err
		}
		reason := sub.fields.Get("reason")
		_, err = s.Store.Restore(r.Context(), kind, sub.id, sub.base, reason, editor(r.Context()).ID)
		if err == nil {
			return redirect(w, r, view.AdminURL(kind, sub.id), http.StatusSeeOther)
		}
		problems, ok := errors.AsType[tracker.Invalid](err)
		if !ok {
			return err
		}
		page, err := s.restorePage(r, kind, sub.id)
		if err != nil {
			return err
		}
		page.Reason, page.Problems = reason, problems
		return render(w, r, http.StatusUnprocessableEntity, view.Restore(page))
	}
}
