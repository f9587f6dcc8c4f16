package server

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"strings"

	"countermove/internal/postgres"
	"countermove/internal/tracker"
	"countermove/web/view"
)

// A stale save: somebody published another version meanwhile. What the two did
// is put together, and the form that comes back carries the document as it was
// typed along from page to page, until it is published: so each choice between
// theirs and mine can be made, and made again.

// threeWay is what a stale form was written upon, what was published since, and
// what comes of both.
type threeWay struct {
	base, theirs postgres.VersionNote
	mine         tracker.Document
	merged       tracker.Merged
}

// threeWay puts a stale form together with the version it is now upon. It is
// nil where the form carries nothing that can be read: then it is an ordinary one.
func (s *Server) threeWay(ctx context.Context, kind tracker.Kind, sub submission) (*threeWay, error) {
	if sub.mine == "" || sub.id == 0 {
		return nil, nil
	}
	var w threeWay
	var err error
	if w.mine, err = tracker.Decode(kind, []byte(sub.mine)); err != nil {
		return nil, nil // tampered with
	}
	if w.theirs, err = s.Store.VersionNote(ctx, kind, sub.id, sub.base); err != nil {
		return nil, unlessMissing(err)
	}
	w.base.Doc = tracker.New(kind) // of a document that was in no version yet
	if sub.since > 0 {
		if w.base, err = s.Store.VersionNote(ctx, kind, sub.id, sub.since); err != nil {
			return nil, unlessMissing(err)
		}
	}
	w.merged, err = tracker.Merge(w.base.Doc, w.theirs.Doc, w.mine)
	return &w, err
}

func unlessMissing(err error) error {
	if errors.Is(err, tracker.ErrNotFound) {
		return nil
	}
	return err
}

// addConflict shows on a form what was put together and what is to be chosen.
func (s *Server) addConflict(r *http.Request, kind tracker.Kind, sub submission, page *view.DocumentForm) error {
	way, err := s.threeWay(r.Context(), kind, sub)
	if way == nil || err != nil {
		return err
	}
	page.Conflict = &view.Conflict{Version: way.theirs.Number, By: way.theirs.By, At: way.theirs.At, Note: way.theirs.Note,
		Since: sub.since, Mine: sub.mine, Clashes: way.merged.Clashes}
	if page.Conflict.Taken, err = tracker.Compare(way.mine, way.merged.Doc); err != nil {
		return err
	}
	names, err := s.names(r.Context(), way.base.Doc, way.theirs.Doc, way.mine)
	maps.Copy(page.Names, names)
	return err
}

// names are what the documents are called that any of some documents names.
func (s *Server) names(ctx context.Context, docs ...tracker.Document) (tracker.Names, error) {
	names := tracker.Names{}
	for _, doc := range docs {
		more, err := s.Store.Names(ctx, doc)
		if err != nil {
			return nil, err
		}
		maps.Copy(names, more)
	}
	return names, nil
}

// take answers the buttons of a conflict: "take.summary.theirs".
func (s *Server) take(ctx context.Context, kind tracker.Kind, sub submission, choice string) error {
	way, err := s.threeWay(ctx, kind, sub)
	if err != nil {
		return err
	}
	if way != nil {
		id, side, _ := strings.Cut(choice, ".")
		for _, clash := range way.merged.Clashes {
			if clash.ID == id && (side == "theirs" || side == "mine") {
				clash.Take(sub.doc, side == "theirs")
				return nil
			}
		}
	}
	return tracker.ErrNotFound
}
