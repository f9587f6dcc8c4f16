package server

import (
	"errors"
	"net/http"

	"countermove/internal/tracker"
	"countermove/web/view"
)

// submitDocument hands in for review what was typed.
func (s *Server) submitDocument(kind tracker.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		sub, err := readForm(r, kind)
		if err != nil {
			return err
		}
		p, problems, err := s.readyToPublish(r, kind, sub)
		if err != nil {
			return err
		}
		if len(problems) > 0 {
			return s.formAgain(w, r, kind, sub, problems)
		}
		id, err := s.Store.Submit(r.Context(), p)
		if problems, ok := errors.AsType[tracker.Invalid](err); ok {
			return s.formAgain(w, r, kind, sub, problems)
		}
		if errors.Is(err, tracker.ErrConflict) && sub.id != 0 {
			return s.showConflict(w, r, kind, sub)
		}
		if err != nil {
			return err
		}
		edition, err := s.Store.Edition(r.Context(), kind, id, editor(r.Context()).ID)
		if err != nil {
			return err
		}
		return redirect(w, r, view.ReviewURL(edition.Draft), http.StatusSeeOther)
	}
}

// takeBackSubmission makes what was submitted its author's draft again.
func (s *Server) takeBackSubmission(kind tracker.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := documentID(r)
		if err != nil {
			return err
		}
		err = s.Store.TakeBackSubmission(r.Context(), kind, id, editor(r.Context()).ID)
		if err != nil && !errors.Is(err, tracker.ErrNotFound) { // decided upon meanwhile: the form tells
			return err
		}
		return redirect(w, r, view.AdminURL(kind, id), http.StatusSeeOther)
	}
}
