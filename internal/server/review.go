package server

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"countermove/internal/postgres"
	"countermove/internal/tracker"
	"countermove/web/view"

	"github.com/go-chi/chi/v5"
)

func (s *Server) listReviews(w http.ResponseWriter, r *http.Request) error {
	waiting, err := s.Store.InReview(r.Context())
	if err != nil {
		return err
	}
	scheduled, err := s.Store.Scheduled(r.Context())
	if err != nil {
		return err
	}
	page := view.ReviewQueue{Base: s.base(r, "Reviews", "", "/admin/reviews"), Waiting: reviewLines(waiting), Scheduled: reviewLines(scheduled)}
	return render(w, r, http.StatusOK, view.Reviews(page))
}

// addReviews puts on the desk what came back to the editor, what they have
// submitted, what awaits their review, and what is approved for later.
func (s *Server) addReviews(r *http.Request, page *view.DeskPage) error {
	ctx, user := r.Context(), editor(r.Context())
	cameBack, err := s.Store.SentBack(ctx, user.ID)
	if err != nil {
		return err
	}
	submissions, err := s.Store.Submissions(ctx, user.ID)
	if err != nil {
		return err
	}
	page.CameBack, page.Submitted = reviewLines(cameBack), reviewLines(submissions)
	page.Drafts = slices.DeleteFunc(page.Drafts, func(d view.DeskLine) bool { // a draft stands once
		return slices.ContainsFunc(page.CameBack, func(c view.ReviewLine) bool { return c.URL == d.URL })
	})
	if !may(user, publish) {
		return nil
	}
	waiting, err := s.Store.InReview(ctx)
	if err != nil {
		return err
	}
	scheduled, err := s.Store.Scheduled(ctx)
	if err != nil {
		return err
	}
	waiting = slices.DeleteFunc(waiting, func(l postgres.ReviewLine) bool { return s.Store.FourEyes && l.AuthorID == user.ID })
	page.Waiting, page.Scheduled = reviewLines(waiting), reviewLines(scheduled)
	return nil
}

func reviewLines(lines []postgres.ReviewLine) []view.ReviewLine {
	rows := make([]view.ReviewLine, 0, len(lines))
	for _, l := range lines {
		row := view.ReviewLine{Kind: l.Kind, Label: l.Label, URL: view.ReviewURL(l.Revision), Author: l.Author, Version: l.Version,
			At: l.StepAt, By: l.StepBy, Comment: l.Comment, Fields: l.FieldCount, PublishAt: l.PublishAt}
		if l.State == "draft" {
			row.URL, row.Author = view.AdminURL(l.Kind, l.Document), l.StepBy
		}
		rows = append(rows, row)
	}
	return rows
}

// revisionOf reads the revision in the path, for its author or for those who
// may decide on it.
func (s *Server) revisionOf(r *http.Request) (postgres.Revision, error) {
	id, err := strconv.ParseInt(chi.URLParam(r, "revision"), 10, 64)
	if err != nil || id < 1 {
		return postgres.Revision{}, tracker.ErrNotFound
	}
	revision, err := s.Store.Revision(r.Context(), id)
	if err != nil {
		return revision, err
	}
	if user := editor(r.Context()); revision.AuthorID != user.ID && !may(user, publish) {
		return revision, tracker.ErrNotFound
	}
	return revision, nil
}

func (s *Server) showReview(w http.ResponseWriter, r *http.Request) error {
	revision, err := s.revisionOf(r)
	if err != nil {
		return err
	}
	page, err := s.reviewPage(r, revision)
	if err != nil {
		return err
	}
	return render(w, r, http.StatusOK, view.Review(page))
}

// reviewPage gathers what a review shows: what was submitted, what it changes,
// and whether another version came between.
func (s *Server) reviewPage(r *http.Request, revision postgres.Revision) (view.ReviewPage, error) {
	user := editor(r.Context())
	page := view.ReviewPage{
		Revision: revision.Revision, State: revision.State, Number: revision.Number, Author: revision.Author, PublishAt: revision.PublishAt, Steps: revision.Steps,
		Mine: revision.AuthorID == user.ID, MayDecide: may(user, publish), FourEyes: s.Store.FourEyes && revision.AuthorID == user.ID,
		Form: view.DocumentForm{Kind: revision.Kind, Action: view.AdminURL(revision.Kind, revision.Document), ID: revision.Document, Version: revision.Version,
			BaseVersion: revision.Base, Slug: revision.Slug, Change: revision.Note, Doc: revision.Doc, InReview: true},
	}
	page.Base = s.base(r, "Review", "", r.URL.Path)
	if revision.State == "draft" || revision.State == "rejected" { // its author's alone
		page.Form.Doc = tracker.New(revision.Kind)
		return page, nil
	}
	if revision.Kind.Entry() || revision.Kind == tracker.KindCompany {
		page.PreviewURL = view.ReviewURL(revision.Revision) + "/preview"
	}
	return page, s.compareReview(r, revision, &page)
}

// compareReview adds the document field by field, beside what is public now.
func (s *Server) compareReview(r *http.Request, revision postgres.Revision, page *view.ReviewPage) error {
	ctx := r.Context()
	whole, err := tracker.Compare(tracker.New(revision.Kind), revision.Doc)
	if err != nil {
		return err
	}
	page.Whole = view.WholeOf(revision.Doc, whole)
	if page.Form.Names, err = s.Store.Names(ctx, revision.Doc); err != nil {
		return err
	}
	choices, err := s.Store.Choices(ctx)
	if err != nil {
		return err
	}
	page.Form.Authorities, page.Form.Lists, page.Form.Technologies = choices[tracker.KindAuthority], choices[tracker.KindList], choices[tracker.KindTechnology]
	current, err := s.Store.VersionNote(ctx, revision.Kind, revision.Document, 0)
	if errors.Is(err, tracker.ErrNotFound) {
		return nil // nothing of it was ever public
	}
	if err != nil {
		return err
	}
	published, err := s.Store.Published(ctx, revision.Kind, revision.Document)
	if err != nil {
		return err
	}
	if published.WithdrawnAt.IsZero() {
		page.PublicURL = publicURL(revision.Kind, published.Slug)
	}
	if page.Form.Changes, err = tracker.Compare(current.Doc, revision.Doc); err != nil {
		return err
	}
	open := revision.State == "in_review" || revision.State == "scheduled"
	if open && revision.Base != current.Number {
		page.Conflict, err = s.conflict(r, revision.Kind, revision.Document, revision.Base, revision.Doc, current)
	}
	return err
}

// previewReview is the real page as it would be with what was submitted.
func (s *Server) previewReview(w http.ResponseWriter, r *http.Request) error {
	revision, err := s.revisionOf(r)
	if err != nil {
		return err
	}
	if revision.State == "draft" || revision.State == "rejected" {
		return tracker.ErrNotFound
	}
	return s.renderPreview(w, r, revision.Document, revision.Slug, revision.Doc, view.ReviewURL(revision.Revision))
}
