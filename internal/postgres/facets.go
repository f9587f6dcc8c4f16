package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// settleFacets writes anew what entries can be found by. Triggers count.
func (s *Store) settleFacets(ctx context.Context, entries []int64) error {
	batch := &pgx.Batch{}
	batch.Queue(`DELETE FROM entry_facets WHERE entry_id = ANY($1)`, entries)
	batch.Queue(`
		INSERT INTO entry_facets (entry_id, facet, value, kind, on_date)
		SELECT e.id, f.facet, f.value, e.kind, e.on_date
		FROM entries e
		CROSS JOIN LATERAL (
			SELECT 'kind', e.kind
			UNION SELECT 'evidence', e.grade
			UNION SELECT x.facet, x.value FROM events v JOIN authorities a ON a.id = v.authority_id
				CROSS JOIN LATERAL (VALUES ('authority', a.slug), ('jurisdiction', a.jurisdiction),
					('instrument', v.instrument), ('direction', v.direction)) x(facet, value)
				WHERE v.entry_id = e.id
			UNION SELECT 'strategy', r.strategy FROM responses r WHERE r.entry_id = e.id
			UNION SELECT 'company', c.slug FROM entry_companies ec JOIN companies c ON c.id = ec.company_id WHERE ec.entry_id = e.id
			UNION SELECT 'technology', t.slug FROM entry_technologies et JOIN technologies t ON t.id = et.technology_id WHERE et.entry_id = e.id
			UNION SELECT 'list', l.slug FROM listing_acts la JOIN lists l ON l.id = la.list_id WHERE la.entry_id = e.id
		) f(facet, value)
		WHERE e.id = ANY($1)`, entries)
	if err := s.DB.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("writing facets: %w", err)
	}
	return nil
}
