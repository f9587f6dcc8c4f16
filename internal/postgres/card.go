package postgres

import (
	"context"
	"fmt"
)

// cardLinks is how many replies a move shows on the timeline, or how many
// moves a countermove; the rest is a number.
const cardLinks = 3

// settleCards gathers what the timeline shows of other documents.
func (s *Store) settleCards(ctx context.Context, entries []int64) error {
	_, err := s.DB.Exec(ctx, `
		UPDATE entries SET card = c.card
		FROM (
			SELECT e.id, jsonb_strip_nulls(jsonb_build_object(
				'authority', CASE WHEN a.id IS NOT NULL THEN jsonb_build_object('slug', a.slug, 'name', a.name) END,
				'jurisdiction', a.jurisdiction,
				'instrument', v.instrument,
				'direction', v.direction,
				'legal_citation', nullif(v.legal_citation, ''),
				'strategy', r.strategy,
				'actor', nullif(r.actor, ''),
				'companies', (
					SELECT jsonb_agg(jsonb_build_object('slug', c.slug, 'name', c.name, 'role', ec.role) ORDER BY ec.ordinal)
					FROM entry_companies ec JOIN companies c ON c.id = ec.company_id WHERE ec.entry_id = e.id),
				'technologies', (
					SELECT jsonb_agg(jsonb_build_object('slug', t.slug, 'name', t.name) ORDER BY et.ordinal)
					FROM entry_technologies et JOIN technologies t ON t.id = et.technology_id WHERE et.entry_id = e.id),
				'links', (
					SELECT jsonb_agg(jsonb_build_object('slug', x.slug, 'title', x.title, 'on', `+dateText("x.on_date", "x.on_precision")+`)
						ORDER BY x.on_date, x.id)
					FROM (`+linksOf+` ORDER BY x.on_date, x.id LIMIT $2) x),
				'more_links', (SELECT nullif(greatest(count(*) - $2, 0), 0) FROM (`+linksOf+`) x)
			)) AS card
			FROM entries e
			LEFT JOIN events v ON v.entry_id = e.id
			LEFT JOIN authorities a ON a.id = v.authority_id
			LEFT JOIN responses r ON r.entry_id = e.id
			WHERE e.id = ANY($1)
		) c
		WHERE entries.id = c.id AND entries.card IS DISTINCT FROM c.card`, entries, cardLinks)
	if err != nil {
		return fmt.Errorf("writing cards: %w", err)
	}
	return nil
}

// linksOf is SQL for the entries that answer e, or that e answers.
const linksOf = `
	SELECT x.* FROM (
		SELECT x.id, x.slug, x.title, x.on_date, x.on_precision
		FROM entry_links l JOIN entries x ON x.id = l.from_id WHERE l.to_id = e.id AND l.relation = 'answers'
		UNION ALL
		SELECT x.id, x.slug, x.title, x.on_date, x.on_precision
		FROM entry_links l JOIN entries x ON x.id = l.to_id WHERE l.from_id = e.id AND l.relation = 'answers'
	) x`
