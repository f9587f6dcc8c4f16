package postgres

import (
	"context"
	"fmt"
	"strings"

	"countermove/internal/tracker"

	"github.com/jackc/pgx/v5"
)

// Restore brings a withdrawn document back to readers as its next version, with
// the text it had. The reason is that version's note. Nobody's draft is touched.
func (s *Store) Restore(ctx context.Context, kind tracker.Kind, id int64, base int, reason string, user int64) (Published, error) {
	reason = strings.TrimSpace(reason)
	if err := tracker.CheckReason(reason, "Say why it comes back. Readers will see it in the history."); err != nil {
		return Published{}, err
	}
	var published Published
	err := s.InTx(ctx, func(s *Store) error {
		if err := s.requireEditor(ctx, user); err != nil {
			return err
		}
		p := Publication{Kind: kind, ID: id, Base: base, Note: reason, Author: user}
		var data []byte
		var withdrawn bool
		err := s.DB.QueryRow(ctx, `
			SELECT d.slug, d.withdrawn_at IS NOT NULL, r.doc
			FROM documents d JOIN revisions r ON r.document_id = d.id AND r.state = 'published'
			WHERE d.id = $1 AND d.kind = $2 FOR UPDATE OF d`, id, kind).Scan(&p.Slug, &withdrawn, &data)
		if err != nil {
			return fmt.Errorf("finding the document: %w", kindOf(err))
		}
		if !withdrawn {
			return tracker.ErrConflict
		}
		if p.Doc, err = tracker.Decode(kind, data); err != nil {
			return fmt.Errorf("decoding the %s %d: %w", kind, id, notInput(err))
		}
		if published, err = s.publish(ctx, p); err != nil {
			return err
		}
		return s.record(ctx, user, "restored", id, map[string]any{"version": published.Version, "reason": reason})
	})
	if err != nil {
		return Published{}, invalidFrom(err)
	}
	return published, nil
}

// Versions lists the versions of a document, the newest first, withdrawn or not.
func (s *Store) Versions(ctx context.Context, id int64) ([]tracker.Version, error) {
	batch := &pgx.Batch{}
	queueVersions(batch, id)
	results := s.DB.SendBatch(ctx, batch)
	defer func() { _ = results.Close() }() // the query reports what fails
	return collectVersions(results)
}

// DraftOfVersion makes an older version a new draft of the user's, upon the
// version of today. The error is an Invalid if they have a draft already: it
// would be lost.
func (s *Store) DraftOfVersion(ctx context.Context, kind tracker.Kind, id int64, number int, user int64) error {
	return s.InTx(ctx, func(s *Store) error {
		draft, err := s.lockDraft(ctx, id, user)
		if err != nil {
			return err
		}
		if draft != 0 {
			var v tracker.Invalid
			v.Add("document", "You have a draft of this already. Publish or discard that first, so that nothing of it is lost.")
			return v
		}
		old, err := s.VersionNote(ctx, kind, id, number)
		if err != nil {
			return err
		}
		current, err := s.Published(ctx, kind, id)
		if err != nil {
			return err
		}
		_, err = s.SaveDraft(ctx, Publication{Kind: kind, ID: id, Base: current.Version, Slug: current.Slug, Doc: old.Doc,
			Note: fmt.Sprintf("Back to version %d", number), Author: user})
		return err
	})
}
