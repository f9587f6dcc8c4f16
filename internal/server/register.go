package server

import (
	"net/http"

	"countermove/internal/tracker"
	"countermove/web/view"
)

func (s *Server) listLists(w http.ResponseWriter, r *http.Request) error {
	lists, err := s.Store.Lists(r.Context())
	if err != nil {
		return err
	}
	page := view.ListsPage{Lists: lists}
	page.Base = s.base(r, "Lists", "The lists that companies can stand on, and how many do.", "/lists")
	return render(w, r, http.StatusOK, view.Lists(page))
}

func (s *Server) showList(w http.ResponseWriter, r *http.Request) error {
	list, err := s.Store.List(r.Context(), pathSlug(r))
	if err != nil {
		return err
	}
	page := view.ListPage{List: list}
	page.Base = s.base(r, list.Doc.Name, list.Doc.Meaning, view.ListURL(list.Slug))
	if page.Editor != "" {
		page.EditURL = view.AdminURL(tracker.KindList, list.ID)
	}
	return render(w, r, http.StatusOK, view.List(page))
}

func (s *Server) showAuthority(w http.ResponseWriter, r *http.Request) error {
	authority, err := s.Store.Authority(r.Context(), pathSlug(r))
	if err != nil {
		return err
	}
	return s.renderLens(w, r, authority)
}

func (s *Server) showTechnology(w http.ResponseWriter, r *http.Request) error {
	technology, err := s.Store.Technology(r.Context(), pathSlug(r))
	if err != nil {
		return err
	}
	return s.renderLens(w, r, technology)
}

// showTerm shows the timeline through a term of a vocabulary.
func (s *Server) showTerm(facet tracker.Facet) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		term, ok := facet.Vocabulary().Find(pathSlug(r))
		if !ok {
			return tracker.ErrNotFound
		}
		return s.renderLens(w, r, tracker.Lens{Facet: facet, Value: term.Code, Name: term.English, Meaning: term.Meaning})
	}
}

func (s *Server) renderLens(w http.ResponseWriter, r *http.Request, of tracker.Lens) error {
	lens, err := s.lens(r, of.Facet, of.Value)
	if err != nil {
		return err
	}
	page := view.LensPage{Lens: of, Timeline: lens.Timeline, Window: lens.Window, Months: lens.Months, Count: lens.Count}
	page.Base = s.base(r, of.Name, of.Meaning, view.WindowURL(view.LensURL(of.Facet, of.Value), lens.Window))
	if page.Editor != "" && of.ID != 0 {
		kind, _ := of.Facet.DocumentKind()
		page.EditURL = view.AdminURL(kind, of.ID)
	}
	return render(w, r, http.StatusOK, view.Lens(page))
}
