package server

import (
	"errors"
	"net/http"

	"countermove/internal/tracker"
	"countermove/web/view"
)

// showVersions lists the versions of a document for editors.
func (s *Server) showVersions(kind tracker.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return s.renderDeskVersions(w, r, kind, http.StatusOK, nil)
	}
}

func (s *Server) renderDeskVersions(w http.ResponseWriter, r *http.Request, kind tracker.Kind, status int, problems tracker.Invalid) error {
	id, err := documentID(r)
	if err != nil {
		return err
	}
	current, err := s.Store.Published(r.Context(), kind, id)
	if err != nil {
		return err
	}
	if !current.WithdrawnAt.IsZero() && !may(editor(r.Context()), publish) {
		return tracker.ErrNotFound
	}
	versions, err := s.Store.Versions(r.Context(), id)
	if err != nil {
		return err
	}
	page := view.DeskVersionsPage{Base: s.base(r, "Versions", "", r.URL.Path), Label: current.Doc.Label(), Action: view.AdminURL(kind, id),
		Latest: current.Version, Versions: versions}
	if current.WithdrawnAt.IsZero() {
		page.PublicURL = publicURL(kind, current.Slug)
	}
	for _, p := range problems {
		page.Problem += view.Sentence(r.Context(), p) + " "
	}
	return render(w, r, status, view.DeskVersions(page))
}

// draftVersion makes an older version a draft of the editor's.
func (s *Server) draftVersion(kind tracker.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := documentID(r)
		if err != nil {
			return err
		}
		n, err := number(r)
		if err != nil {
			return err
		}
		if _, err := s.edition(r, kind, id); err != nil {
			return err
		}
		err = s.Store.DraftOfVersion(r.Context(), kind, id, n, editor(r.Context()).ID)
		if problems, ok := errors.AsType[tracker.Invalid](err); ok {
			return s.renderDeskVersions(w, r, kind, http.StatusConflict, problems)
		}
		if err != nil {
			return err
		}
		return redirect(w, r, view.AdminURL(kind, id), http.StatusSeeOther)
	}
}
