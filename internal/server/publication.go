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
		p, problems, err := s.readyToPublish(r, kind, sub)
		if err != nil {
			return err
		}
		if len(problems) > 0 {
			return s.formAgain(w, r, kind, sub, problems)
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

// readyToPublish makes a publication of what was typed, with an address of its own where
// none was given.
func (s *Server) readyToPublish(r *http.Request, kind tracker.Kind, sub submission) (p postgres.Publication, problems tracker.Invalid, err error) {
	sub.doc.Tidy()
	if problems := tracker.CheckChange(sub.change); len(problems) > 0 {
		more, _ := errors.AsType[tracker.Invalid](sub.doc.Validate())
		return p, append(more, problems...), nil
	}
	p = sub.publication(r, kind)
	if p.Slug == "" { // made anew at each attempt, as the title may change
		p.Slug, err = s.Store.FreeSlug(r.Context(), kind, proposeSlug(sub.doc))
	}
	return p, nil, err
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

// showConflict refuses a save upon a version that is not the latest any more.
// What was typed comes back put together with the latest version and upon it,
// with the choices that are left to make.
func (s *Server) showConflict(w http.ResponseWriter, r *http.Request, kind tracker.Kind, sub submission) error {
	current, err := s.Store.VersionNote(r.Context(), kind, sub.id, 0)
	if err != nil {
		return err
	}
	mine, err := tracker.Encode(sub.doc)
	if err != nil {
		return err
	}
	if _, err := s.Store.VersionNote(r.Context(), kind, sub.id, sub.base); errors.Is(err, tracker.ErrNotFound) {
		sub.base = 0 // the form was tampered with, or is from another site
	}
	sub.since, sub.mine, sub.base = sub.base, string(mine), current.Number
	way, err := s.threeWay(r.Context(), kind, sub)
	if err != nil {
		return err
	}
	if way != nil {
		sub.doc = way.merged.Doc
	}
	page, err := s.form(r, kind, sub)
	if err != nil {
		return err
	}
	return render(w, r, http.StatusConflict, view.EditDocument(page))
}

// conflict puts a document written upon the version base beside the version of
// today.
func (s *Server) conflict(r *http.Request, kind tracker.Kind, id int64, base int, doc tracker.Document, current postgres.VersionNote) (*view.Conflict, error) {
	from := current.Doc
	if base > 0 {
		version, err := s.Store.VersionNote(r.Context(), kind, id, base)
		if err != nil && !errors.Is(err, tracker.ErrNotFound) {
			return nil, err
		}
		if version.Doc != nil { // else the form was tampered with, or is from another site
			from = version.Doc
		}
	}
	conflict := &view.Conflict{Version: current.Number, By: current.By, At: current.At, Note: current.Note}
	var err error
	if conflict.Theirs, err = tracker.Compare(from, current.Doc); err != nil {
		return nil, err
	}
	conflict.Yours, err = tracker.Compare(from, doc)
	return conflict, err
}
