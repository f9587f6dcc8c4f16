package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"countermove/internal/tracker"

	"github.com/jackc/pgx/v5"
)

// SaveDraft keeps what an editor has typed, right or wrong, as their draft of
// the document, and returns the document's id. A new document gets one.
func (s *Store) SaveDraft(ctx context.Context, p Publication) (int64, error) {
	if err := tracker.CheckStorable(p.Doc); err != nil {
		return 0, err
	}
	doc, err := tracker.Encode(p.Doc)
	if err != nil {
		return 0, err
	}
	err = s.InTx(ctx, func(s *Store) error {
		if _, err := s.lockDraft(ctx, p.ID, p.Author); err != nil {
			return err
		}
		action := "draft saved"
		if p.ID == 0 {
			action = "draft begun"
			if err := s.DB.QueryRow(ctx, `INSERT INTO documents (kind, public_id, label) VALUES ($1, $2, $3) RETURNING id`,
				p.Kind, newPublicID(p.Kind), p.Doc.Label()).Scan(&p.ID); err != nil {
				return fmt.Errorf("adding the document: %w", err)
			}
		}
		tag, err := s.DB.Exec(ctx, `
			INSERT INTO revisions (document_id, state, base_version, slug, doc, note, author_id)
			SELECT d.id, 'draft', @base, @slug, @doc, @note, @author FROM documents d WHERE d.id = @id AND d.kind = @kind
			ON CONFLICT (document_id, author_id) WHERE state = 'draft'
			DO UPDATE SET base_version = excluded.base_version, slug = excluded.slug, doc = excluded.doc, note = excluded.note, saved_at = now()`,
			pgx.NamedArgs{"id": p.ID, "kind": p.Kind, "base": p.Base, "slug": p.Slug, "doc": json.RawMessage(doc), "note": p.Note, "author": p.Author})
		if err != nil {
			return fmt.Errorf("saving the draft: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return tracker.ErrNotFound
		}
		if _, err := s.DB.Exec(ctx, `UPDATE documents SET label = $2 WHERE id = $1 AND version = 0`, p.ID, p.Doc.Label()); err != nil {
			return fmt.Errorf("naming the draft: %w", err)
		}
		return s.record(ctx, p.Author, action, p.ID, map[string]any{})
	})
	return p.ID, err
}

// DiscardDraft throws away an editor's own draft. A document that was never
// published goes with its last draft.
func (s *Store) DiscardDraft(ctx context.Context, kind tracker.Kind, id, user int64) error {
	return s.InTx(ctx, func(s *Store) error {
		var draft int64
		err := s.DB.QueryRow(ctx, `
			SELECT r.id FROM revisions r JOIN documents d ON d.id = r.document_id
			WHERE d.kind = $1 AND d.id = $2 AND r.author_id = $3 AND r.state = 'draft' FOR UPDATE OF r`, kind, id, user).Scan(&draft)
		if err != nil {
			return fmt.Errorf("finding the draft: %w", kindOf(err))
		}
		tag, err := s.DB.Exec(ctx, `DELETE FROM revisions r WHERE id = $1 AND NOT EXISTS (SELECT FROM reviews v WHERE v.revision_id = r.id)`, draft)
		if err == nil && tag.RowsAffected() == 0 { // what was said of it stays
			_, err = s.DB.Exec(ctx, `UPDATE revisions SET state = 'rejected' WHERE id = $1`, draft)
		}
		if err != nil {
			return fmt.Errorf("discarding the draft: %w", err)
		}
		if _, err := s.DB.Exec(ctx, `
			DELETE FROM documents d WHERE d.id = $1 AND d.version = 0 AND NOT EXISTS (SELECT FROM revisions r WHERE r.document_id = d.id)`, id); err != nil {
			return fmt.Errorf("discarding the document: %w", err)
		}
		return s.record(ctx, user, "draft discarded", id, map[string]any{})
	})
}

// lockDraft finds an author's draft of a document, 0 if they have none. The
// error is an Invalid if they have submitted one: it has to be taken back first.
func (s *Store) lockDraft(ctx context.Context, document, author int64) (int64, error) {
	var id int64
	var state string
	err := s.DB.QueryRow(ctx, `
		SELECT id, state FROM revisions WHERE document_id = $1 AND author_id = $2 AND state IN ('draft', 'in_review', 'scheduled') FOR UPDATE`,
		document, author).Scan(&id, &state)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return 0, nil
	case err != nil:
		return 0, fmt.Errorf("looking for a draft: %w", err)
	case state != "draft":
		var v tracker.Invalid
		v.Add("document", "You have submitted this for review. Take that back first, then go on writing.")
		return 0, v
	}
	return id, nil
}

// Drafts lists an editor's own drafts, the one saved last first.
func (s *Store) Drafts(ctx context.Context, user int64) ([]DocumentLine, error) {
	rows, _ := s.DB.Query(ctx, `
		SELECT d.id, d.kind, coalesce(d.slug, ''), coalesce(nullif(r.doc->>'title', ''), nullif(r.doc->>'name', ''), d.label), d.version, r.saved_at, d.withdrawn_at, true
		FROM revisions r JOIN documents d ON d.id = r.document_id
		WHERE r.author_id = $1 AND r.state = 'draft' ORDER BY r.saved_at DESC LIMIT 100`, user)
	lines, err := pgx.CollectRows(rows, toDocumentLine)
	if err != nil {
		return nil, fmt.Errorf("listing drafts: %w", err)
	}
	return lines, nil
}
