package postgres

import (
	"context"
	"fmt"
	"time"

	"countermove/internal/tracker"

	"github.com/jackc/pgx/v5"
)

// A DocumentLine is a document as editors' tables show it.
type DocumentLine struct {
	ID          int64
	Kind        tracker.Kind
	Slug        string
	Label       string
	Version     int
	At          time.Time // last published, or the draft's last save
	WithdrawnAt time.Time
	Draft       bool // the reader's own draft of it is open
}

func toDocumentLine(row pgx.CollectableRow) (DocumentLine, error) {
	var l DocumentLine
	var withdrawn *time.Time
	err := row.Scan(&l.ID, &l.Kind, &l.Slug, &l.Label, &l.Version, &l.At, &withdrawn, &l.Draft)
	if withdrawn != nil {
		l.WithdrawnAt = withdrawn.UTC()
	}
	return l, err
}

// Documents lists published and withdrawn documents of a kind for editors, at
// most limit, those published last first; text narrows them by title or name.
func (s *Store) Documents(ctx context.Context, kind tracker.Kind, text string, user int64, limit int) ([]DocumentLine, error) {
	rows, _ := s.DB.Query(ctx, `
		SELECT d.id, d.kind, d.slug, d.label, d.version, d.published_at, d.withdrawn_at,
			EXISTS (SELECT FROM revisions r WHERE r.document_id = d.id AND r.state = 'draft' AND r.author_id = $3)
		FROM documents d
		WHERE d.kind = $1 AND d.version > 0 AND ($2 = '' OR d.label ILIKE '%' || $2 || '%' OR d.slug ILIKE '%' || $2 || '%')
		ORDER BY d.published_at DESC, d.id DESC LIMIT $4`, kind, escapeLike(text), user, limit)
	lines, err := pgx.CollectRows(rows, toDocumentLine)
	if err != nil {
		return nil, fmt.Errorf("listing documents: %w", err)
	}
	return lines, nil
}

// RecentDocuments lists what was published or withdrawn last, of any kind. An
// import counts for nothing here: it would push all else out.
func (s *Store) RecentDocuments(ctx context.Context, limit int) ([]DocumentLine, error) {
	rows, _ := s.DB.Query(ctx, `
		SELECT d.id, d.kind, d.slug, d.label, d.version, d.published_at, d.withdrawn_at, false
		FROM documents d JOIN revisions r ON r.document_id = d.id AND r.state = 'published'
		WHERE r.author_id IS NOT NULL
		ORDER BY d.published_at DESC, d.id DESC LIMIT $1`, limit)
	lines, err := pgx.CollectRows(rows, toDocumentLine)
	if err != nil {
		return nil, fmt.Errorf("listing recent documents: %w", err)
	}
	return lines, nil
}
