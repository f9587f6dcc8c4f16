package server

import (
	"errors"
	"net/http"

	"countermove/internal/tracker"
	"countermove/web/view"
)

// previewDocument saves what was typed as a draft and leads to its preview, an
// address of its own: Back and reload lose nothing and ask nothing. What cannot
// be published yet comes back as a form.
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
		id, err := s.Store.SaveDraft(r.Context(), sub.publication(r, kind))
		if problems, ok := errors.AsType[tracker.Invalid](err); ok {
			return s.formAgain(w, r, kind, sub, problems)
		}
		if err != nil {
			return err
		}
		return redirect(w, r, view.AdminURL(kind, id)+"/preview", http.StatusSeeOther)
	}
}

// showPreview is the real page as it would be with the editor's draft.
func (s *Server) showPreview(kind tracker.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := documentID(r)
		if err != nil {
			return err
		}
		edition, err := s.edition(r, kind, id)
		if err != nil {
			return err
		}
		return s.renderPreview(w, r, id, edition.Slug, edition.Doc, view.AdminURL(kind, id))
	}
}

// renderPreview is the page of a document that is not public; back is where its
// banner leads.
func (s *Server) renderPreview(w http.ResponseWriter, r *http.Request, id int64, slug string, doc tracker.Document, back string) error {
	switch doc := doc.(type) {
	case *tracker.Event, *tracker.Response:
		entry, err := s.Store.PreviewEntry(r.Context(), id, slug, doc)
		if err != nil {
			return err
		}
		page := s.entryPage(r, entry, "")
		page.Canonical, page.NoIndex, page.EditURL = "", true, back
		return render(w, r, http.StatusOK, view.Entry(page))
	case *tracker.Company:
		company, err := s.Store.PreviewCompany(r.Context(), id, slug, doc)
		if err != nil {
			return err
		}
		return s.renderCompany(w, r, company, "")
	}
	return tracker.ErrNotFound
}
