package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"countermove/internal/tracker"

	"github.com/jackc/pgx/v5"
)

// settleEvidence grades entries anew from the sources they cite.
func (s *Store) settleEvidence(ctx context.Context, entries []int64) error {
	rows, _ := s.DB.Query(ctx, `
		SELECT c.entry_id, s.slug FROM citations c JOIN sources s ON s.id = c.source_id
		WHERE c.entry_id = ANY($1) ORDER BY c.entry_id, c.ordinal`, entries)
	cited := map[int64][]string{}
	var all []string
	var entry int64
	var slug string
	_, err := pgx.ForEachRow(rows, []any{&entry, &slug}, func() error {
		cited[entry] = append(cited[entry], slug)
		all = append(all, slug)
		return nil
	})
	if err != nil {
		return fmt.Errorf("reading citations: %w", err)
	}
	graph, err := s.sourceGraph(ctx, all)
	if err != nil {
		return err
	}
	type gradeRow struct {
		ID      int64         `json:"id"`
		Grade   tracker.Grade `json:"grade"`
		Origins int           `json:"origins"`
	}
	grades := make([]gradeRow, 0, len(cited))
	for id, slugs := range cited {
		evidence := tracker.Assess(slugs, graph)
		grades = append(grades, gradeRow{id, evidence.Grade, len(evidence.Origins)})
	}
	data, err := json.Marshal(grades)
	if err != nil {
		return fmt.Errorf("encoding grades: %w", err)
	}
	_, err = s.DB.Exec(ctx, `
		UPDATE entries e SET grade = g.grade, origins = g.origins
		FROM jsonb_populate_recordset(NULL::entries, $1) g
		WHERE e.id = g.id AND (e.grade, e.origins) IS DISTINCT FROM (g.grade, g.origins)`, json.RawMessage(data))
	if err != nil {
		return fmt.Errorf("writing grades: %w", err)
	}
	return nil
}

// sourceGraphSQL reads sources and, through their relays, all they lead to.
var sourceGraphSQL = `
	WITH RECURSIVE reach(id) AS (
		SELECT document_id FROM slugs WHERE kind = 'source' AND slug = ANY($1)
		UNION SELECT r.relays_id FROM reach JOIN source_relays r ON r.source_id = reach.id
	)
	SELECT s.slug, s.title, s.publisher, s.author, s.url, s.archived_url, s.language, s.source_kind, s.seen,
		coalesce(` + dateText("s.published_on", "s.published_precision") + `, ''),
		(SELECT jsonb_agg(jsonb_build_object('source', o.slug, 'how', r.how) ORDER BY r.ordinal)
		 FROM source_relays r JOIN sources o ON o.id = r.relays_id WHERE r.source_id = s.id)
	FROM reach JOIN sources s USING (id)`

func (s *Store) sourceGraph(ctx context.Context, slugs []string) (tracker.SourceGraph, error) {
	rows, _ := s.DB.Query(ctx, sourceGraphSQL, slugs)
	return collectGraph(rows)
}

func collectGraph(rows pgx.Rows) (tracker.SourceGraph, error) {
	graph := tracker.SourceGraph{}
	for rows.Next() {
		var slug string
		var s tracker.Source
		err := rows.Scan(&slug, &s.Title, &s.Publisher, &s.Author, &s.URL, &s.ArchivedURL, &s.Language, &s.SourceKind, &s.Seen, &s.PublishedOn, &s.Relays)
		if err != nil {
			return nil, fmt.Errorf("reading sources: %w", err)
		}
		graph[slug] = &s
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("reading sources: %w", err)
	}
	return graph, nil
}

// dateText is SQL that writes a date column and its precision as a tracker.Date.
func dateText(on, precision string) string {
	return `to_char(` + on + `::timestamp, CASE ` + precision + ` WHEN 'year' THEN 'YYYY' WHEN 'month' THEN 'YYYY-MM' ELSE 'YYYY-MM-DD' END)`
}
