package server

import (
	"errors"
	"net/http"

	"countermove/internal/tracker"
	"countermove/web/view"
)

func (s *Server) previewDocument(kind tracker.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		sub, err := readForm(r, kind)
		if err != nil {
			return err
		}
		sub.doc.Tidy()
		if problems, ok := errors.AsType[tracker.Invalid](sub.doc.Validate()); ok {
			return s.formAgain(w, r, kind, sub, problems)
		}
		switch doc := sub.doc.(type) {
		case *tracker.Event, *tracker.Response:
			entry, err := s.Store.PreviewEntry(r.Context(), sub.id, sub.slug, doc)
			if err != nil {
				return err
			}
			page := s.entryPage(r, entry, "")
			page.Canonical, page.NoIndex, page.EditURL = "", true, ""
			return render(w, r, http.StatusOK, view.Entry(page))
		case *tracker.Company:
			company, err := s.Store.PreviewCompany(r.Context(), sub.id, sub.slug, doc)
			if err != nil {
				return err
			}
			return s.renderCompany(w, r, company, "")
		}
		return tracker.ErrNotFound
	}
}
