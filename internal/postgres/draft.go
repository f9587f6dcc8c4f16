package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"countermove/internal/tracker"

	"github.com/jackc/pgx/v5"
)

// An Edition is a document as an editor has it open: with its identity and the

// version it is based on.

// Edition reads a document for editing: the editor's own draft if there is one,

// else the latest version.

// Published reads the latest version of a document, whoever has drafts of it.

// DocumentID finds the document of a public address, withdrawn or not.

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
		tag, err := s.DB.Exec(ctx, `
			DELETE FROM revisions r USING documents d
			WHERE d.id = r.document_id AND d.kind = $1 AND d.id = $2 AND r.author_id = $3 AND r.state = 'draft'`, kind, id, user)
		if err != nil {
			return fmt.Errorf("discarding the draft: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return tracker.ErrNotFound
		}
		if _, err := s.DB.Exec(ctx, `
			DELETE FROM documents d WHERE d.id = $1 AND d.version = 0 AND NOT EXISTS (SELECT FROM revisions r WHERE r.document_id = d.id)`, id); err != nil {
			return fmt.Errorf("discarding the document: %w", err)
		}
		return s.record(ctx, user, "draft discarded", id, map[string]any{})
	})
}

// A DocumentLine is a document as editors' tables show it.

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

// Documents lists published and withdrawn documents of a kind for editors, at

// most limit, those published last first; text narrows them by title or name.

// RecentDocuments lists what was published or withdrawn last, of any kind. An

// import counts for nothing here: it would push all else out.

// A VersionNote is a version with its document, and who made it.

// VersionNote reads a version of a document, the latest for number 0, withdrawn

// or not.

// FreeSlug is the wished slug if it is free, else with a number behind it. A

// wish that is no slug comes back as it is, for validation to refuse.

// Names are what the documents are called that a document refers to.

// Choices are all authorities, lists and technologies, for the selects of forms.
