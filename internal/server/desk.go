package server

import (
	"errors"
	"net/http"

	"countermove/internal/tracker"
	"countermove/web/view"
)

// editDocument shows the form: of a new document, of the editor's draft, or of
// the latest version.
func (s *Server) editDocument(kind tracker.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := documentID(r)
		if err != nil {
			return err
		}
		sub := submission{id: id, doc: blank(kind)}
		if id != 0 {
			edition, err := s.Store.Edition(r.Context(), kind, id, editor(r.Context()).ID)
			if err != nil {
				return err
			}
			sub.doc, sub.base, sub.slug, sub.change = edition.Doc, edition.Base, edition.Slug, edition.Note
		}
		page, err := s.form(r, kind, sub)
		if err != nil {
			return err
		}
		return render(w, r, http.StatusOK, view.EditDocument(page))
	}
}

// blank is a new document with what most of its kind begin with.
func blank(kind tracker.Kind) tracker.Document {
	switch doc := tracker.New(kind).(type) {
	case *tracker.Event:
		doc.Confidence = "confirmed"
		return doc
	case *tracker.Response:
		doc.Confidence = "confirmed"
		return doc
	case *tracker.Source:
		doc.SourceKind, doc.Language, doc.Seen = "news", "en", true
		return doc
	case *tracker.List:
		doc.ListedFrom = "effective"
		return doc
	default:
		return doc
	}
}

// form gathers all that a form shows beside what was typed.
func (s *Server) form(r *http.Request, kind tracker.Kind, sub submission) (view.DocumentForm, error) {
	ctx := r.Context()
	page := view.DocumentForm{Kind: kind, Action: view.AdminURL(kind, sub.id), ID: sub.id, BaseVersion: sub.base, Slug: sub.slug, Change: sub.change, Doc: sub.doc}
	title := "New " + string(kind)
	if sub.id != 0 {
		title = "Edit " + string(kind)
		current, err := s.Store.Published(ctx, kind, sub.id)
		switch {
		case err == nil:
			page.Version, page.Withdrawn, page.Reason = current.Version, current.WithdrawnAt, current.Reason
			if current.WithdrawnAt.IsZero() {
				page.PublicURL = publicURL(kind, current.Slug)
			}
			tidy, err := tracker.Tidied(sub.doc)
			if err != nil {
				return page, err
			}
			if page.Changes, err = tracker.Compare(current.Doc, tidy); err != nil {
				return page, err
			}
		case !errors.Is(err, tracker.ErrNotFound): // a draft never published has no version
			return page, err
		}
		edition, err := s.Store.Edition(ctx, kind, sub.id, editor(ctx).ID)
		if err != nil {
			return page, err
		}
		if edition.Draft != 0 {
			page.Draft, page.SavedAt = true, edition.SavedAt
		}
	}
	page.Base = s.base(r, title, "", r.URL.Path)
	page.NoIndex, page.Canonical = true, ""
	var err error
	if page.Names, err = s.Store.Names(ctx, sub.doc); err != nil {
		return page, err
	}
	choices, err := s.Store.Choices(ctx)
	page.Authorities, page.Lists, page.Technologies = choices[tracker.KindAuthority], choices[tracker.KindList], choices[tracker.KindTechnology]
	return page, err
}

// changeForm answers the row buttons: the same form with a row more or less, or
// with what a search found.
func (s *Server) changeForm(kind tracker.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		sub, err := readForm(r, kind)
		if err != nil {
			return err
		}
		list, err := sub.row(r.PostForm.Get("row"))
		if err != nil {
			return err
		}
		page, err := s.form(r, kind, sub)
		if err != nil {
			return err
		}
		if list != "" {
			if page.Find, err = s.findStep(r, list, sub.fields.Get("find."+list)); err != nil {
				return err
			}
		}
		return render(w, r, http.StatusOK, view.EditDocument(page))
	}
}

func (s *Server) findStep(r *http.Request, list, text string) (view.FindStep, error) {
	step := view.FindStep{List: list, Text: text}
	kind, ok := foundKinds[list]
	if !ok {
		return step, tracker.ErrNotFound
	}
	if tracker.CheckIndex(text, "", "") != nil {
		return step, nil // nothing is called that; the field keeps it
	}
	found, err := s.Store.Find(r.Context(), kind, text, foundMost)
	for _, f := range found {
		step.Found = append(step.Found, view.FoundDocument{Slug: f.Slug, Label: f.Label, Detail: f.Detail})
	}
	return step, err
}

// formAgain answers with the form as it was typed and what is wrong with it.
func (s *Server) formAgain(w http.ResponseWriter, r *http.Request, kind tracker.Kind, sub submission, problems tracker.Invalid) error {
	page, err := s.form(r, kind, sub)
	if err != nil {
		return err
	}
	page.Problems = problems
	return render(w, r, http.StatusUnprocessableEntity, view.EditDocument(page))
}

func (s *Server) saveDraft(kind tracker.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		sub, err := readForm(r, kind)
		if err != nil {
			return err
		}
		id, err := s.Store.SaveDraft(r.Context(), sub.publication(r, kind))
		if problems, ok := errors.AsType[tracker.Invalid](err); ok {
			return s.formAgain(w, r, kind, sub, problems)
		}
		if err != nil {
			return err
		}
		return redirect(w, r, view.AdminURL(kind, id), http.StatusSeeOther)
	}
}

func (s *Server) discardDraft(kind tracker.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := documentID(r)
		if err != nil {
			return err
		}
		if err := s.Store.DiscardDraft(r.Context(), kind, id, editor(r.Context()).ID); err != nil {
			return err
		}
		return redirect(w, r, "/admin", http.StatusSeeOther)
	}
}
