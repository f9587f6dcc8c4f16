package server

import (
	"errors"
	"net/http"
	"strings"

	"countermove/internal/postgres"
	"countermove/internal/tracker"
	"countermove/web/view"

	"github.com/gosimple/slug"
)

func (sub submission) publication(r *http.Request, kind tracker.Kind) postgres.Publication {
	return postgres.Publication{Kind: kind, ID: sub.id, Base: sub.base, Slug: sub.slug, Doc: sub.doc, Note: sub.change, Author: editor(r.Context()).ID}
}

func (s *Server) publishDocument(kind tracker.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		sub, err := readForm(r, kind)
		if err != nil {
			return err
		}
		sub.doc.Tidy()
		if problems := tracker.CheckChange(sub.change); len(problems) > 0 {
			more, _ := errors.AsType[tracker.Invalid](sub.doc.Validate())
			return s.formAgain(w, r, kind, sub, append(more, problems...))
		}
		p := sub.publication(r, kind)
		if p.Slug == "" { // made anew at each attempt, as the title may change
			if p.Slug, err = s.Store.FreeSlug(r.Context(), kind, proposeSlug(sub.doc)); err != nil {
				return err
			}
		}
		published, err := s.Store.Publish(r.Context(), p)
		if problems, ok := errors.AsType[tracker.Invalid](err); ok {
			return s.formAgain(w, r, kind, sub, problems)
		}
		if errors.Is(err, tracker.ErrConflict) && sub.id != 0 {
			return s.showConflict(w, r, kind, sub)
		}
		if err != nil {
			return err
		}
		if url := publicURL(kind, published.Slug); url != "" {
			return redirect(w, r, url, http.StatusSeeOther)
		}
		return redirect(w, r, view.AdminURL(kind, published.ID), http.StatusSeeOther)
	}
}

// proposeSlug makes an address of a document that was given none: the day and
// the title of an entry, a name, or publisher and day of a source.
func proposeSlug(doc tracker.Document) string {
	const longest = 80
	text := doc.Label()
	switch d := doc.(type) {
	case *tracker.Event:
		if on := d.Announced(); !on.IsZero() {
			text = string(on.Date()) + " " + text
		}
	case *tracker.Response:
		text = string(d.Occurred) + " " + text
	case *tracker.Source:
		if d.Publisher != "" {
			text = d.Publisher + " " + string(d.PublishedOn) + " " + text
		}
	case *tracker.Authority:
		return "" // a code is chosen, not made
	}
	made := slug.Make(text)
	if len(made) > longest {
		made = made[:longest]
	}
	return strings.Trim(made, "-")
}

// showConflict refuses a save upon a version that is not the latest any more,
// with both in view and what was typed below, now upon the latest.
func (s *Server) showConflict(w http.ResponseWriter, r *http.Request, kind tracker.Kind, sub submission) error {
	current, err := s.Store.VersionNote(r.Context(), kind, sub.id, 0)
	if err != nil {
		return err
	}
	base := current
	if sub.base > 0 {
		if base, err = s.Store.VersionNote(r.Context(), kind, sub.id, sub.base); err != nil && !errors.Is(err, tracker.ErrNotFound) {
			return err
		}
		if base.Doc == nil {
			base = current // the form was tampered with, or is from another site
		}
	}
	conflict := &view.Conflict{Version: current.Number, By: current.By, At: current.At, Note: current.Note}
	if conflict.Theirs, err = tracker.Compare(base.Doc, current.Doc); err != nil {
		return err
	}
	if conflict.Yours, err = tracker.Compare(base.Doc, sub.doc); err != nil {
		return err
	}
	sub.base = current.Number
	page, err := s.form(r, kind, sub)
	if err != nil {
		return err
	}
	page.Conflict = conflict
	return render(w, r, http.StatusConflict, view.EditDocument(page))
}
