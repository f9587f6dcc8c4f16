package server

import (
	"net/http"

	"countermove/internal/tracker"
	"countermove/web/view"

	"github.com/go-chi/chi/v5"
)

func (s *Server) showEntry(kind tracker.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		entry, err := s.Store.Entry(r.Context(), kind, pathSlug(r))
		if err != nil {
			return err
		}
		return render(w, r, http.StatusOK, view.Entry(s.entryPage(r, entry, view.DocumentURL(kind, entry.Slug))))
	}
}

// showEntryVersion shows a version for ever as it was; only what other
// documents say around it is of today.
func (s *Server) showEntryVersion(kind tracker.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		n, err := number(r)
		if err != nil {
			return err
		}
		entry, err := s.Store.EntryVersion(r.Context(), kind, pathSlug(r), n)
		if err != nil {
			return err
		}
		if r.URL.Query().Has("compare") {
			return s.showComparison(w, r, version{kind, entry.ID, entry.Slug, n, entry.Doc, entry.Names, entry.Versions})
		}
		page := s.entryPage(r, entry, view.VersionURL(kind, entry.Slug, n))
		page.NoIndex = n != entry.Latest
		return render(w, r, http.StatusOK, view.Entry(page))
	}
}

func (s *Server) entryPage(r *http.Request, entry tracker.EntryDetail, path string) view.EntryPage {
	var summary string
	switch doc := entry.Doc.(type) {
	case *tracker.Event:
		summary = doc.Summary
	case *tracker.Response:
		summary = doc.Summary
	}
	page := view.EntryPage{Base: s.base(r, entry.Doc.Label(), summary, path), Entry: entry}
	if page.Editor != "" && entry.ID != 0 {
		page.EditURL = view.AdminURL(entry.Doc.Kind(), entry.ID)
	}
	return page
}

func (s *Server) showEntryVersions(kind tracker.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		entry, err := s.Store.Entry(r.Context(), kind, pathSlug(r))
		if err != nil {
			return err
		}
		return s.renderVersions(w, r, kind, entry.Slug, entry.Doc.Label(), entry.Versions)
	}
}

func (s *Server) renderVersions(w http.ResponseWriter, r *http.Request, kind tracker.Kind, slug, label string, versions []tracker.Version) error {
	if answered, err := chooseVersions(w, r, kind, slug, versions); answered || err != nil {
		return err
	}
	page := view.VersionsPage{Kind: kind, Slug: slug, Name: label, Versions: versions}
	page.Base = s.base(r, "Versions of “"+label+"”", "", view.VersionsURL(kind, slug))
	return render(w, r, http.StatusOK, view.Versions(page))
}

// followShortLink leads from /e/{id} to wherever the entry is now.
func (s *Server) followShortLink(w http.ResponseWriter, r *http.Request) error {
	id := chi.URLParam(r, "id")
	if !tracker.IsPublicID(id) {
		return tracker.ErrNotFound
	}
	kind, slug, err := s.Store.EntryAddress(r.Context(), id)
	if err != nil {
		return err
	}
	// Not 301: browsers keep that for ever, and the slug may change.
	return redirect(w, r, view.DocumentURL(kind, slug), http.StatusFound)
}
