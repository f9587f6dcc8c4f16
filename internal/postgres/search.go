package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// settleSearch adds to the words of entries the names of their companies.
func (s *Store) settleSearch(ctx context.Context, entries []int64) error {
	rows, _ := s.DB.Query(ctx, `
		SELECT ec.entry_id, string_agg(DISTINCT n.name, ' ')
		FROM entry_companies ec JOIN company_names n USING (company_id)
		WHERE ec.entry_id = ANY($1) GROUP BY ec.entry_id`, entries)
	type namesRow struct {
		EntryID int64  `json:"entry_id"`
		Words   string `json:"words"`
	}
	names, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r namesRow, err error) {
		err = row.Scan(&r.EntryID, &r.Words)
		r.Words = vector("", "", r.Words)
		return r, err
	})
	if err != nil {
		return fmt.Errorf("reading names: %w", err)
	}
	data, err := json.Marshal(names)
	if err != nil {
		return fmt.Errorf("encoding names: %w", err)
	}
	_, err = s.DB.Exec(ctx, `
		UPDATE entry_search s SET words = s.own || coalesce(
			(SELECT n.words FROM jsonb_populate_recordset(NULL::entry_search, $2) n WHERE n.entry_id = s.entry_id), '')
		WHERE s.entry_id = ANY($1)`, entries, json.RawMessage(data))
	if err != nil {
		return fmt.Errorf("writing search words: %w", err)
	}
	return nil
}
