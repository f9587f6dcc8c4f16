package postgres

import (
	"context"
	"fmt"
)

// record adds a line to the audit log. User 0 is the operator on the command
// line, document 0 none.
func (s *Store) record(ctx context.Context, user int64, action string, document int64, detail map[string]any) error {
	_, err := s.DB.Exec(ctx, `
		INSERT INTO audit (user_id, action, document_id, detail) VALUES (nullif($1, 0), $2, nullif($3, 0), $4)`,
		user, action, document, detail)
	if err != nil {
		return fmt.Errorf("writing the audit log: %w", err)
	}
	return nil
}
