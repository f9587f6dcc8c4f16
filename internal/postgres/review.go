package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"countermove/internal/tracker"
)

// A Decision is what somebody does to a revision in review.
type Decision struct {
	Revision  int64
	By        int64 // a user
	Comment   string
	Fields    map[string]string // comments by field
	PublishAt time.Time         // of a schedule
}

// submitted is a revision on its way, locked until the transaction ends.
type submitted struct {
	Publication
	state string
}

const submittedSQL = `
	SELECT r.id, d.kind, r.document_id, r.base_version, r.slug, r.doc, r.note, r.author_id, coalesce(r.decided_by, 0), r.state
	FROM revisions r JOIN documents d ON d.id = r.document_id `

// lockSubmitted reads a revision and keeps others from deciding on it meanwhile.
func (s *Store) lockSubmitted(ctx context.Context, where string, args ...any) (submitted, error) {
	var r submitted
	var data []byte
	var author *int64
	err := s.DB.QueryRow(ctx, submittedSQL+where, args...).
		Scan(&r.revision, &r.Kind, &r.ID, &r.Base, &r.Slug, &data, &r.Note, &author, &r.decidedBy, &r.state)
	if err != nil {
		return r, fmt.Errorf("finding the revision: %w", kindOf(err))
	}
	if author != nil {
		r.Author = *author
	}
	if r.Doc, err = tracker.Decode(r.Kind, data); err != nil {
		return r, fmt.Errorf("decoding revision %d: %w", r.revision, notInput(err))
	}
	return r, nil
}

func (r submitted) inReview() bool { return r.state == "in_review" || r.state == "scheduled" }

// Submit hands an author's document in for review, and returns the document's
// id. It has to be what could be published now: the errors are those of Publish.
// Its text is fixed from then on.
func (s *Store) Submit(ctx context.Context, p Publication) (int64, error) {
	p.Doc.Tidy()
	if err := p.validate(); err != nil {
		return 0, err
	}
	err := s.InTx(ctx, func(s *Store) error {
		var err error
		if p.ID, err = s.SaveDraft(ctx, p); err != nil {
			return err
		}
		err = s.DB.QueryRow(ctx, `
			UPDATE revisions SET state = 'in_review' WHERE document_id = $1 AND author_id = $2 AND state = 'draft' RETURNING id`,
			p.ID, p.Author).Scan(&p.revision)
		if err != nil {
			return fmt.Errorf("submitting: %w", kindOf(err))
		}
		if err := s.tryPublishing(ctx, p); err != nil {
			return err
		}
		return s.review(ctx, p, Decision{By: p.Author}, tracker.ReviewSubmitted)
	})
	return p.ID, err
}

// tryPublishing tells what publishing would say, and leaves nothing of it.
func (s *Store) tryPublishing(ctx context.Context, p Publication) error {
	errTried := errors.New("only tried")
	err := s.InTx(ctx, func(s *Store) error {
		if _, err := s.publish(ctx, p); err != nil {
			return err
		}
		return errTried
	})
	if errors.Is(err, errTried) {
		return nil
	}
	return invalidFrom(err)
}

// TakeBackSubmission makes what an author submitted their draft again.
func (s *Store) TakeBackSubmission(ctx context.Context, kind tracker.Kind, id, author int64) error {
	return s.InTx(ctx, func(s *Store) error {
		r, err := s.lockSubmitted(ctx, `WHERE d.kind = $1 AND d.id = $2 AND r.author_id = $3 AND r.state IN ('in_review', 'scheduled') FOR UPDATE OF r`,
			kind, id, author)
		if err != nil {
			return err
		}
		return s.move(ctx, r, "draft", Decision{By: author}, tracker.ReviewTakenBack)
	})
}

// Approve publishes what was submitted as the next version. The errors are
// those of Publish, ErrNotInReview, and ErrNotAllowed.
func (s *Store) Approve(ctx context.Context, d Decision) (Published, error) {
	var published Published
	err := s.InTx(ctx, func(s *Store) error {
		r, err := s.lockForDecision(ctx, d, true)
		if err != nil {
			return err
		}
		r.decidedBy = d.By
		if published, err = s.publish(ctx, r.Publication); err != nil {
			return err
		}
		return s.review(ctx, r.Publication, d, tracker.ReviewApproved)
	})
	if err != nil {
		return Published{}, invalidFrom(err)
	}
	return published, nil
}

// Schedule approves what was submitted for a moment to come, at which
// PublishDue publishes it. What could not be published now is refused now.
func (s *Store) Schedule(ctx context.Context, d Decision, now time.Time) error {
	if !d.PublishAt.After(now) {
		var v tracker.Invalid
		v.Add("day", "%s is past. Give a time to come, in UTC.", d.PublishAt.UTC().Format("2006-01-02 15:04"))
		return v
	}
	return s.InTx(ctx, func(s *Store) error {
		r, err := s.lockForDecision(ctx, d, true)
		if err != nil {
			return err
		}
		if err := s.tryPublishing(ctx, r.Publication); err != nil {
			return err
		}
		return s.move(ctx, r, "scheduled", d, tracker.ReviewScheduled)
	})
}

// Unschedule takes an approval for later back: it waits for review again.
func (s *Store) Unschedule(ctx context.Context, d Decision) error {
	return s.InTx(ctx, func(s *Store) error {
		r, err := s.lockForDecision(ctx, d, false)
		if err != nil {
			return err
		}
		if r.state != "scheduled" {
			return tracker.ErrNotInReview
		}
		return s.move(ctx, r, "in_review", d, tracker.ReviewUnscheduled)
	})
}

// SendBack makes what was submitted its author's draft again, with comments.
func (s *Store) SendBack(ctx context.Context, d Decision) error {
	comments := tracker.Review{Comment: d.Comment, Fields: d.Fields}
	comments.Tidy()
	if err := comments.CheckSentBack(); err != nil {
		return err
	}
	d.Comment, d.Fields = comments.Comment, comments.Fields
	return s.InTx(ctx, func(s *Store) error {
		r, err := s.lockForDecision(ctx, d, false)
		if err != nil {
			return err
		}
		return s.move(ctx, r, "draft", d, tracker.ReviewSentBack)
	})
}

// lockForDecision reads the revision for somebody who may decide on it.
func (s *Store) lockForDecision(ctx context.Context, d Decision, approving bool) (submitted, error) {
	if err := s.requireEditor(ctx, d.By); err != nil {
		return submitted{}, err
	}
	r, err := s.lockSubmitted(ctx, `WHERE r.id = $1 FOR UPDATE OF r`, d.Revision)
	switch {
	case err != nil:
		return r, err
	case !r.inReview():
		return r, tracker.ErrNotInReview
	case approving && s.FourEyes && r.Author == d.By:
		return r, fourEyes("approval")
	}
	return r, nil
}

// fourEyes says that an author cannot approve what they wrote.
func fourEyes(field string) error {
	var v tracker.Invalid
	v.Add(field, "You wrote it, so somebody else has to approve it.")
	return v
}

// requireEditor refuses those who may not publish, whatever the handler thought.
func (s *Store) requireEditor(ctx context.Context, user int64) error {
	var may bool
	err := s.DB.QueryRow(ctx, `SELECT EXISTS (SELECT FROM users WHERE id = $1 AND role IN ('editor', 'admin') AND disabled_at IS NULL)`, user).Scan(&may)
	if err != nil {
		return fmt.Errorf("looking for the user: %w", err)
	}
	if !may {
		return tracker.ErrNotAllowed
	}
	return nil
}

// move puts a revision into another state, with the row that says why.
func (s *Store) move(ctx context.Context, r submitted, state string, d Decision, kind string) error {
	var at *time.Time
	var by *int64
	if state == "scheduled" {
		at, by = &d.PublishAt, &d.By
	}
	if _, err := s.DB.Exec(ctx, `UPDATE revisions SET state = $2, publish_at = $3, decided_by = $4 WHERE id = $1`, r.revision, state, at, by); err != nil {
		return fmt.Errorf("moving revision %d: %w", r.revision, err)
	}
	return s.review(ctx, r.Publication, d, kind)
}

// review writes the row of a step, and its line of the audit log.
func (s *Store) review(ctx context.Context, p Publication, d Decision, kind string) error {
	fields := d.Fields
	if fields == nil {
		fields = map[string]string{}
	}
	detail := map[string]any{"revision": p.revision}
	var at *time.Time
	if kind == tracker.ReviewScheduled {
		at = &d.PublishAt
		detail["publish_at"] = d.PublishAt.UTC().Format(time.RFC3339)
	}
	if d.Comment != "" {
		detail["comment"] = d.Comment
	}
	if _, err := s.DB.Exec(ctx, `
		INSERT INTO reviews (revision_id, kind, by, comment, fields, publish_at) VALUES ($1, $2, nullif($3, 0), $4, $5, $6)`,
		p.revision, kind, d.By, d.Comment, fields, at); err != nil {
		return fmt.Errorf("writing the review: %w", err)
	}
	return s.record(ctx, d.By, auditActions[kind], p.ID, detail)
}

// auditActions are the steps as the audit log names them.
var auditActions = map[string]string{
	tracker.ReviewSubmitted: "submitted", tracker.ReviewTakenBack: "taken back", tracker.ReviewApproved: "approved",
	tracker.ReviewSentBack: "sent back", tracker.ReviewScheduled: "scheduled", tracker.ReviewUnscheduled: "unscheduled",
}
