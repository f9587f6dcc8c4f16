package postgres

import (
	"context"
	"fmt"
	"time"

	"countermove/internal/tracker"

	"github.com/jackc/pgx/v5"
)

// A ReviewLine is a revision on its way, as lists show it.
type ReviewLine struct {
	Revision   int64
	Document   int64
	Kind       tracker.Kind
	Label      string
	Version    int // today's
	State      string
	AuthorID   int64
	Author     string
	PublishAt  time.Time // of a scheduled one
	Step       string    // the last one
	StepAt     time.Time
	StepBy     string // empty: the server
	Comment    string // of the last step
	FieldCount int    // on which the last step comments
}

const reviewLinesSQL = `
	SELECT r.id, d.id, d.kind, coalesce(nullif(r.doc->>'title', ''), nullif(r.doc->>'name', ''), d.label), d.version, r.state,
		coalesce(r.author_id, 0), coalesce(a.name, ''), r.publish_at, v.kind, v.at, coalesce(b.name, ''), v.comment,
		(SELECT count(*) FROM jsonb_object_keys(v.fields))
	FROM revisions r
	JOIN documents d ON d.id = r.document_id
	JOIN LATERAL (SELECT * FROM reviews v WHERE v.revision_id = r.id ORDER BY v.id DESC LIMIT 1) v ON true
	LEFT JOIN users a ON a.id = r.author_id
	LEFT JOIN users b ON b.id = v.by `

// mostLines bounds lists of the desk.
const mostLines = 200

func (s *Store) reviewLines(ctx context.Context, where string, args ...any) ([]ReviewLine, error) {
	rows, _ := s.DB.Query(ctx, reviewLinesSQL+where, args...)
	lines, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (ReviewLine, error) {
		var l ReviewLine
		var publishAt *time.Time
		err := row.Scan(&l.Revision, &l.Document, &l.Kind, &l.Label, &l.Version, &l.State, &l.AuthorID, &l.Author, &publishAt,
			&l.Step, &l.StepAt, &l.StepBy, &l.Comment, &l.FieldCount)
		if publishAt != nil {
			l.PublishAt = publishAt.UTC()
		}
		l.StepAt = l.StepAt.UTC()
		return l, err
	})
	if err != nil {
		return nil, fmt.Errorf("listing reviews: %w", err)
	}
	return lines, nil
}

// InReview lists what awaits review, what has waited longest first.
func (s *Store) InReview(ctx context.Context) ([]ReviewLine, error) {
	return s.reviewLines(ctx, `WHERE r.state = 'in_review' ORDER BY v.at, r.id LIMIT $1`, mostLines)
}

// Scheduled lists what is approved for later, what comes first first.
func (s *Store) Scheduled(ctx context.Context) ([]ReviewLine, error) {
	return s.reviewLines(ctx, `WHERE r.state = 'scheduled' ORDER BY r.publish_at, r.id LIMIT $1`, mostLines)
}

// Submissions lists what a user has submitted and has no answer to yet.
func (s *Store) Submissions(ctx context.Context, user int64) ([]ReviewLine, error) {
	return s.reviewLines(ctx, `WHERE r.state IN ('in_review', 'scheduled') AND r.author_id = $1 ORDER BY v.at DESC, r.id DESC LIMIT $2`, user, mostLines)
}

// SentBack lists the drafts of a user that came back to them, the latest first.
func (s *Store) SentBack(ctx context.Context, user int64) ([]ReviewLine, error) {
	return s.reviewLines(ctx, `WHERE r.state = 'draft' AND v.kind = 'sent_back' AND r.author_id = $1 ORDER BY v.at DESC, r.id DESC LIMIT $2`, user, mostLines)
}

// A Revision is a stored document on its way, as its review shows it.
type Revision struct {
	ReviewLine
	Doc    tracker.Document
	Number int // of the version it became; 0: none
	Slug   string
	Base   int // the version it was written upon
	Note   string
	Steps  []tracker.Review // oldest first
}

// Revision reads what was submitted once, in whatever state it is now.
func (s *Store) Revision(ctx context.Context, id int64) (Revision, error) {
	lines, err := s.reviewLines(ctx, `WHERE r.id = $1`, id)
	if err != nil {
		return Revision{}, err
	}
	if len(lines) == 0 {
		return Revision{}, fmt.Errorf("finding revision %d: %w", id, tracker.ErrNotFound)
	}
	r := Revision{ReviewLine: lines[0]}
	var data []byte
	if err := s.DB.QueryRow(ctx, `SELECT doc, slug, base_version, note, coalesce(number, 0) FROM revisions WHERE id = $1`, id).
		Scan(&data, &r.Slug, &r.Base, &r.Note, &r.Number); err != nil {
		return r, fmt.Errorf("reading revision %d: %w", id, kindOf(err))
	}
	if r.Doc, err = tracker.Decode(r.Kind, data); err != nil {
		return r, fmt.Errorf("decoding revision %d: %w", id, notInput(err))
	}
	r.Steps, err = s.Reviews(ctx, id)
	return r, err
}

// Reviews are the steps of a revision, oldest first; none if it was never
// submitted.
func (s *Store) Reviews(ctx context.Context, revision int64) ([]tracker.Review, error) {
	rows, _ := s.DB.Query(ctx, `
		SELECT v.kind, coalesce(u.name, ''), v.at, v.comment, v.fields, v.publish_at
		FROM reviews v LEFT JOIN users u ON u.id = v.by WHERE v.revision_id = $1 ORDER BY v.id`, revision)
	steps, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (tracker.Review, error) {
		var r tracker.Review
		var publishAt *time.Time
		err := row.Scan(&r.Kind, &r.By, &r.At, &r.Comment, &r.Fields, &publishAt)
		r.At = r.At.UTC()
		if publishAt != nil {
			r.PublishAt = publishAt.UTC()
		}
		return r, err
	})
	if err != nil {
		return nil, fmt.Errorf("reading reviews: %w", err)
	}
	return steps, nil
}
