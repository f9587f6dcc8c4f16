package server

import (
	"errors"
	"net/http"
	"strings"

	"countermove/internal/postgres"
	"countermove/internal/tracker"
	"countermove/web/view"
)

// A decision is what a reviewer sent: all fields of the page, whichever button.
type decision struct {
	postgres.Decision
	day, hour string
	revision  postgres.Revision
}

func (s *Server) readDecision(r *http.Request) (decision, error) {
	revision, err := s.revisionOf(r)
	if err != nil {
		return decision{}, err
	}
	if err := r.ParseForm(); err != nil {
		return decision{}, formError(err)
	}
	fields := fieldsOf(r)
	d := decision{revision: revision, day: fields.Get("day"), hour: fields.Get("hour")}
	d.Revision, d.By, d.Comment, d.Fields = revision.Revision, editor(r.Context()).ID, fields.Get("comment"), map[string]string{}
	for name := range fields {
		if field, ok := strings.CutPrefix(name, "on."); ok && fields.Get(name) != "" {
			d.Fields[field] = fields.Get(name)
		}
	}
	return d, nil
}

// approve publishes what was submitted.
func (s *Server) approve(w http.ResponseWriter, r *http.Request) error {
	d, err := s.readDecision(r)
	if err != nil {
		return err
	}
	d.Comment, d.Fields = "", nil // what is said while sending back
	published, err := s.Store.Approve(r.Context(), d.Decision)
	if err != nil {
		return s.undecided(w, r, err)
	}
	if url := publicURL(d.revision.Kind, published.Slug); url != "" {
		return redirect(w, r, url, http.StatusSeeOther)
	}
	return redirect(w, r, "/admin/reviews", http.StatusSeeOther)
}

// schedule approves what was submitted for a moment to come.
func (s *Server) schedule(w http.ResponseWriter, r *http.Request) error {
	d, err := s.readDecision(r)
	if err != nil {
		return err
	}
	d.Comment, d.Fields = "", nil
	if d.PublishAt, err = tracker.ParseMoment(d.day, d.hour); err == nil {
		err = s.Store.Schedule(r.Context(), d.Decision, s.Now())
	}
	return s.decided(w, r, err)
}

// endSchedule takes an approval for later back.
func (s *Server) endSchedule(w http.ResponseWriter, r *http.Request) error {
	d, err := s.readDecision(r)
	if err != nil {
		return err
	}
	d.Comment, d.Fields = "", nil
	if err := s.Store.Unschedule(r.Context(), d.Decision); err != nil {
		return s.undecided(w, r, err)
	}
	return redirect(w, r, view.ReviewURL(d.Revision), http.StatusSeeOther)
}

// sendBack returns what was submitted to its author with comments.
func (s *Server) sendBack(w http.ResponseWriter, r *http.Request) error {
	d, err := s.readDecision(r)
	if err != nil {
		return err
	}
	return s.decided(w, r, s.Store.SendBack(r.Context(), d.Decision))
}

func (s *Server) decided(w http.ResponseWriter, r *http.Request, err error) error {
	if err != nil {
		return s.undecided(w, r, err)
	}
	return redirect(w, r, "/admin/reviews", http.StatusSeeOther)
}

// undecided answers with the review as it is now, what was typed, and what
// stands in the way.
func (s *Server) undecided(w http.ResponseWriter, r *http.Request, cause error) error {
	problems, isInvalid := errors.AsType[tracker.Invalid](cause)
	if !isInvalid && !errors.Is(cause, tracker.ErrConflict) {
		return cause
	}
	d, err := s.readDecision(r) // anew: it may have moved
	if err != nil {
		return err
	}
	page, err := s.reviewPage(r, d.revision)
	if err != nil {
		return err
	}
	page.Comment, page.Remarks, page.Day, page.Hour, page.Problems = d.Comment, d.Fields, d.day, d.hour, problems
	if isInvalid {
		return render(w, r, http.StatusUnprocessableEntity, view.Review(page))
	}
	page.Late = "Another version was published meanwhile, so nothing was done. Look at both below."
	if errors.Is(cause, tracker.ErrNotInReview) {
		page.Late = "It is not in review any more, so nothing was done. What happened to it stands under “So far”."
	}
	return render(w, r, http.StatusConflict, view.Review(page))
}
