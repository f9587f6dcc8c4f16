package postgres

import (
	"context"
	"fmt"
	"strings"
	"time"

	"countermove/internal/tracker"

	"github.com/jackc/pgx/v5"
)

// Withdraw takes a document out of the public's sight. Its address answers from
// then on with the time and the reason; its versions are kept. What others
// refer to by name (companies, sources…) cannot be withdrawn: the error is an
// Invalid that says who refers to it.
func (s *Store) Withdraw(ctx context.Context, kind tracker.Kind, id int64, base int, reason string, user int64) error {
	reason = strings.TrimSpace(reason)
	if err := tracker.CheckReason(reason, "Say why it is withdrawn. Readers will see it at its address."); err != nil {
		return err
	}
	return s.InTx(ctx, func(s *Store) error {
		if err := s.requireEditor(ctx, user); err != nil {
			return err
		}
		if err := s.advance(ctx); err != nil {
			return err
		}
		var version int
		var withdrawn *time.Time
		err := s.DB.QueryRow(ctx, `SELECT version, withdrawn_at FROM documents WHERE id = $1 AND kind = $2 AND version > 0 FOR UPDATE`,
			id, kind).Scan(&version, &withdrawn)
		switch {
		case err != nil:
			return fmt.Errorf("finding the document: %w", kindOf(err))
		case version != base || withdrawn != nil:
			return tracker.ErrConflict
		}
		dirty := newDirty()
		if err := s.retract(ctx, kind, id, dirty); err != nil {
			return err
		}
		if _, err := s.DB.Exec(ctx, `
			UPDATE documents SET withdrawn_at = now(), withdrawn_by = $2, withdrawn_reason = $3 WHERE id = $1`, id, user, reason); err != nil {
			return fmt.Errorf("withdrawing: %w", err)
		}
		if _, err := s.DB.Exec(ctx, `INSERT INTO withdrawals (document_id, version, by, reason) VALUES ($1, $2, $3, $4)`, id, version, user, reason); err != nil {
			return fmt.Errorf("noting the withdrawal: %w", err)
		}
		if err := s.settle(ctx, dirty); err != nil {
			return err
		}
		return s.record(ctx, user, "withdrawn", id, map[string]any{"version": version, "reason": reason})
	})
}

// retract deletes what was projected from a document.
func (s *Store) retract(ctx context.Context, kind tracker.Kind, id int64, dirty *dirty) error {
	if !kind.Entry() {
		if err := s.checkUnused(ctx, kind, id); err != nil {
			return err
		}
		if _, err := s.DB.Exec(ctx, `DELETE FROM `+tableOf[kind]+` WHERE id = $1`, id); err != nil {
			return fmt.Errorf("retracting: %w", err)
		}
		return nil
	}
	if err := s.touchNeighbours(ctx, []int64{id}, dirty); err != nil {
		return err
	}
	if _, err := s.DB.Exec(ctx, `DELETE FROM entries WHERE id = $1`, id); err != nil {
		return fmt.Errorf("retracting the entry: %w", err)
	}
	delete(dirty.entries, id)
	return nil
}

// usesOf are queries for the labels of public documents that refer to one.
var usesOf = map[tracker.Kind]string{
	tracker.KindCompany: `SELECT entry_id FROM entry_companies WHERE company_id = $1 UNION SELECT entry_id FROM listing_acts WHERE company_id = $1
		UNION SELECT company_id FROM company_relations WHERE other_id = $1 UNION SELECT id FROM companies WHERE parent_id = $1`,
	tracker.KindSource:     `SELECT entry_id FROM citations WHERE source_id = $1 UNION SELECT source_id FROM source_relays WHERE relays_id = $1`,
	tracker.KindAuthority:  `SELECT entry_id FROM events WHERE authority_id = $1 UNION SELECT id FROM lists WHERE authority_id = $1`,
	tracker.KindList:       `SELECT entry_id FROM listing_acts WHERE list_id = $1`,
	tracker.KindTechnology: `SELECT entry_id FROM entry_technologies WHERE technology_id = $1`,
}

func (s *Store) checkUnused(ctx context.Context, kind tracker.Kind, id int64) error {
	rows, _ := s.DB.Query(ctx, `SELECT d.label FROM documents d JOIN (`+usesOf[kind]+` LIMIT 4) u(id) USING (id) ORDER BY d.label`, id)
	labels, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("looking for uses: %w", err)
	}
	if len(labels) == 0 {
		return nil
	}
	more := ""
	if len(labels) > 3 {
		labels, more = labels[:3], " …"
	}
	var v tracker.Invalid
	v.Add("reason", "It is still named by: %s. Change those first.", strings.Join(labels, "; ")+more)
	return v
}
