package postgres

import (
	"context"
	"fmt"
	"time"

	"countermove/internal/tracker"

	"github.com/jackc/pgx/v5"
)

// An Edition is a document as its editor opens it.
type Edition struct {
	ID          int64 // 0: new
	Kind        tracker.Kind
	PublicID    string
	Slug        string // wanted, or today's
	Base        int    // the version it was written upon
	Version     int    // today's version
	Doc         tracker.Document
	Note        string    // what the draft says it changes
	Draft       int64     // the key of the editor's own revision; 0 where it is the published document
	State       string    // of that revision: draft, in_review, scheduled; empty where it is the published document
	PublishAt   time.Time // of a scheduled one
	SavedAt     time.Time
	WithdrawnAt time.Time
	Reason      string // of the withdrawal
}

// Edition reads a document for editing: the editor's own draft if there is one,
// else the latest version.
func (s *Store) Edition(ctx context.Context, kind tracker.Kind, id, user int64) (Edition, error) {
	e := Edition{ID: id, Kind: kind}
	var data []byte
	var withdrawn, publishAt *time.Time
	var base int
	var note string
	err := s.DB.QueryRow(ctx, `
		SELECT coalesce(d.public_id, ''), coalesce(nullif(r.slug, ''), d.slug, ''), d.version, r.doc, d.withdrawn_at, coalesce(d.withdrawn_reason, ''),
			r.id, r.state, r.base_version, r.saved_at, r.note, r.publish_at
		FROM documents d JOIN revisions r ON r.document_id = d.id
		WHERE d.kind = $1 AND d.id = $2 AND (r.state = 'published' OR r.state IN ('draft', 'in_review', 'scheduled') AND r.author_id = $3)
		ORDER BY r.state <> 'published' DESC LIMIT 1`, kind, id, user).
		Scan(&e.PublicID, &e.Slug, &e.Version, &data, &withdrawn, &e.Reason, &e.Draft, &e.State, &base, &e.SavedAt, &note, &publishAt)
	if err != nil {
		return Edition{}, fmt.Errorf("finding the %s %d: %w", kind, id, kindOf(err))
	}
	if e.State == "published" {
		e.Draft, e.State, e.Base = 0, "", e.Version
	} else {
		e.Base, e.Note = base, note
	}
	if publishAt != nil {
		e.PublishAt = publishAt.UTC()
	}
	if withdrawn != nil {
		e.WithdrawnAt = withdrawn.UTC()
	}
	e.SavedAt = e.SavedAt.UTC()
	if e.Doc, err = tracker.Decode(kind, data); err != nil {
		return Edition{}, fmt.Errorf("decoding the %s %d: %w", kind, id, notInput(err))
	}
	return e, nil
}

// Published says what became of a Publication.
func (s *Store) Published(ctx context.Context, kind tracker.Kind, id int64) (Edition, error) {
	return s.Edition(ctx, kind, id, 0)
}

// DocumentID finds the document of a public address, withdrawn or not.
func (s *Store) DocumentID(ctx context.Context, kind tracker.Kind, slug string) (int64, error) {
	var id int64
	err := s.DB.QueryRow(ctx, `SELECT document_id FROM slugs WHERE kind = $1 AND slug = $2`, kind, slug).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("finding the %s %q: %w", kind, slug, kindOf(err))
	}
	return id, nil
}

// A VersionNote is a version with its text and who wrote it.
type VersionNote struct {
	Number int
	Doc    tracker.Document
	By     string // empty: imported
	At     time.Time
	Note   string
}

// VersionNote reads a version of a document, the latest for number 0, withdrawn
// or not.
func (s *Store) VersionNote(ctx context.Context, kind tracker.Kind, id int64, number int) (VersionNote, error) {
	var v VersionNote
	var data []byte
	err := s.DB.QueryRow(ctx, `
		SELECT r.number, r.doc, coalesce(u.name, ''), r.published_at, r.note
		FROM revisions r JOIN documents d ON d.id = r.document_id LEFT JOIN users u ON u.id = r.author_id
		WHERE d.kind = $1 AND d.id = $2 AND ($3 = 0 AND r.state = 'published' OR r.number = $3)`, kind, id, number).
		Scan(&v.Number, &data, &v.By, &v.At, &v.Note)
	if err != nil {
		return v, fmt.Errorf("finding version %d: %w", number, kindOf(err))
	}
	v.At = v.At.UTC()
	if v.Doc, err = tracker.Decode(kind, data); err != nil {
		return v, fmt.Errorf("decoding version %d: %w", number, notInput(err))
	}
	return v, nil
}

// FreeSlug is the wished slug if it is free, else with a number behind it. A
// wish that is no slug comes back as it is, for validation to refuse.
func (s *Store) FreeSlug(ctx context.Context, kind tracker.Kind, wish string) (string, error) {
	if tracker.CheckSlug(kind, wish) != nil {
		return wish, nil
	}
	var free string
	err := s.DB.QueryRow(ctx, `
		SELECT w.slug FROM (SELECT $2::text || CASE n WHEN 1 THEN '' ELSE '-' || n END AS slug, n FROM generate_series(1, 1000) n) w
		WHERE NOT EXISTS (SELECT FROM slugs a WHERE a.kind = $1 AND a.slug = w.slug) ORDER BY w.n LIMIT 1`, kind, wish).Scan(&free)
	if err != nil {
		return "", fmt.Errorf("looking for a free slug: %w", err)
	}
	return free, nil
}

// Names are what the documents are called that a document refers to.
func (s *Store) Names(ctx context.Context, doc tracker.Document) (tracker.Names, error) {
	batch := &pgx.Batch{}
	queueNames(batch, doc)
	results := s.DB.SendBatch(ctx, batch)
	defer func() { _ = results.Close() }() // the query below reports what fails
	return collectNames(results)
}

// Choices are all authorities, lists and technologies, for the selects of forms.
func (s *Store) Choices(ctx context.Context) (map[tracker.Kind][]tracker.NamedDocument, error) {
	rows, _ := s.DB.Query(ctx, `
		SELECT d.kind, d.slug, d.label, coalesce(a.jurisdiction, '') FROM documents d LEFT JOIN authorities a ON a.id = d.id
		WHERE d.kind IN ('authority', 'list', 'technology') AND d.version > 0 AND d.withdrawn_at IS NULL
		ORDER BY d.label`)
	choices := map[tracker.Kind][]tracker.NamedDocument{}
	var kind tracker.Kind
	var named tracker.NamedDocument
	_, err := pgx.ForEachRow(rows, []any{&kind, &named.Slug, &named.Name, &named.Jurisdiction}, func() error {
		choices[kind] = append(choices[kind], named)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading choices: %w", err)
	}
	return choices, nil
}
