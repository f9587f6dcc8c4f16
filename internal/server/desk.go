package server

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"countermove/internal/postgres"
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
		if source, ok := sub.doc.(*tracker.Source); ok {
			prefill(source, r.URL.Query())
		}
		if id != 0 {
			edition, err := s.edition(r, kind, id)
			if err != nil {
				return err
			}
			if edition.State == "in_review" || edition.State == "scheduled" { // its text is fixed
				return redirect(w, r, view.ReviewURL(edition.Draft), http.StatusSeeOther)
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

// edition reads a document for who is signed in. A contributor has no business
// with what was withdrawn, but for their own draft of it.
func (s *Server) edition(r *http.Request, kind tracker.Kind, id int64) (postgres.Edition, error) {
	user := editor(r.Context())
	edition, err := s.Store.Edition(r.Context(), kind, id, user.ID)
	if err == nil && edition.Draft == 0 && !edition.WithdrawnAt.IsZero() && !may(user, publish) {
		return edition, tracker.ErrNotFound
	}
	return edition, err
}

// visible leaves out what was withdrawn for who has no business with it.
func (s *Server) visible(r *http.Request, lines []postgres.DocumentLine) []postgres.DocumentLine {
	if may(editor(r.Context()), publish) {
		return lines
	}
	return slices.DeleteFunc(lines, func(l postgres.DocumentLine) bool { return !l.WithdrawnAt.IsZero() && !l.Draft })
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
		doc.SourceKind, doc.Language = "news", "en"
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
	page.MayPublish, page.FourEyes = may(editor(ctx), publish), s.Store.FourEyes
	docs := []tracker.Document{sub.doc} // that the page tells of
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
			docs = append(docs, current.Doc)
		case !errors.Is(err, tracker.ErrNotFound): // a draft never published has no version
			return page, err
		}
		edition, err := s.edition(r, kind, sub.id)
		if err != nil {
			return page, err
		}
		if edition.State == "draft" {
			page.Draft, page.SavedAt = true, edition.SavedAt
			steps, err := s.Store.Reviews(ctx, edition.Draft)
			if err != nil {
				return page, err
			}
			if n := len(steps); n > 0 && steps[n-1].Kind == tracker.ReviewSentBack {
				page.CameBack, page.Remarks = &steps[n-1], steps[n-1].Remarks()
			}
		}
	}
	page.Base = s.base(r, title, "", r.URL.Path)
	page.NoIndex, page.Canonical = true, ""
	page.LookUp.Offered = s.LookUp != nil
	var err error
	if page.Alike, err = s.alike(r, sub); err != nil {
		return page, err
	}
	if page.Names, err = s.names(ctx, docs...); err != nil {
		return page, err
	}
	if err := s.addConflict(r, kind, sub, &page); err != nil {
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
		if what := s.looksUp(sub, r.PostForm.Get("row")); what != "" {
			return s.lookUp(w, r, kind, sub, what)
		}
		command := r.PostForm.Get("row")
		if choice, ok := strings.CutPrefix(command, "take."); ok {
			command = ""
			if err := s.take(r.Context(), kind, sub, choice); err != nil {
				return err
			}
		}
		list, err := sub.row(command)
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
