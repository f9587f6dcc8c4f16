package postgres

import (
	"context"
	"fmt"
	"iter"

	"countermove/internal/tracker"
)

// Export hands all public documents to write, in the order of tracker.Kinds and
// then of their slugs, with their numbers. It is one statement, so all are of
// one moment; they stream, so memory does not grow with them.
func (s *Store) Export(ctx context.Context, write func(counts map[tracker.Kind]int, records iter.Seq2[tracker.Record, error]) error) error {
	return s.InTx(ctx, func(s *Store) error {
		if _, err := s.DB.Exec(ctx, `SET LOCAL statement_timeout = 0`); err != nil {
			return fmt.Errorf("preparing the export: %w", err)
		}
		rows, err := s.DB.Query(ctx, `
			WITH public AS (
				SELECT d.id, d.kind, d.slug, coalesce(d.public_id, '') AS public_id, r.doc
				FROM documents d JOIN revisions r ON r.document_id = d.id AND r.state = 'published'
				WHERE d.withdrawn_at IS NULL
			)
			SELECT (SELECT jsonb_object_agg(kind, n) FROM (
					SELECT kind, count(*) AS n FROM documents WHERE version > 0 AND withdrawn_at IS NULL GROUP BY kind) c),
				p.kind, p.slug, p.public_id, p.doc,
				ARRAY(SELECT a.slug FROM slugs a WHERE a.document_id = p.id AND a.slug <> p.slug ORDER BY a.slug COLLATE "C")
			FROM public p
			ORDER BY array_position($1::text[], p.kind), p.slug COLLATE "C"`, tracker.Kinds)
		if err != nil {
			return fmt.Errorf("exporting: %w", err)
		}
		defer rows.Close()
		counts := map[tracker.Kind]int{}
		next := func() (tracker.Record, error) {
			var r tracker.Record
			var data []byte
			err := rows.Scan(&counts, &r.Kind, &r.Slug, &r.ID, &data, &r.FormerSlugs)
			if err == nil {
				r.Doc, err = tracker.Decode(r.Kind, data)
			}
			return r, err
		}
		// The counts come with the first row, so that is read before writing begins.
		if !rows.Next() {
			if err := rows.Err(); err != nil {
				return fmt.Errorf("exporting: %w", err)
			}
			return write(counts, func(func(tracker.Record, error) bool) {})
		}
		first, err := next()
		if err != nil {
			return fmt.Errorf("exporting: %w", err)
		}
		return write(counts, func(yield func(tracker.Record, error) bool) {
			if !yield(first, nil) {
				return
			}
			for rows.Next() {
				record, err := next()
				if !yield(record, err) || err != nil {
					return
				}
			}
			if err := rows.Err(); err != nil {
				yield(tracker.Record{}, fmt.Errorf("exporting: %w", err))
			}
		})
	})
}

// Empty tells whether nothing was ever published, nor drafted.
func (s *Store) Empty(ctx context.Context) (bool, error) {
	var any bool
	if err := s.DB.QueryRow(ctx, `SELECT EXISTS (SELECT FROM documents)`).Scan(&any); err != nil {
		return false, fmt.Errorf("looking for documents: %w", err)
	}
	return !any, nil
}
