package postgres

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"countermove/internal/tracker"

	"github.com/jackc/pgx/v5"
)

// A Publication asks for a document to be made public as its next version.
type Publication struct {
	Kind   tracker.Kind
	ID     int64 // of the document; 0 for a new one
	Base   int   // the version it was written upon; 0 for a new one
	Slug   string
	Doc    tracker.Document
	Note   string // what changed and why; readers see it in the history
	Author int64  // a user
}

// Published says what became of a Publication.
type Published struct {
	ID       int64
	PublicID string // of entries
	Slug     string
	Version  int
}

// Publish makes the document public: revision, projection, address, listings,
// counts, audit and notification, in one transaction. The errors are an
// Invalid where the document or its references are wrong, and ErrConflict
// where it has a newer version than Base.
func (s *Store) Publish(ctx context.Context, p Publication) (Published, error) {
	p.Doc.Tidy()
	if err := p.validate(); err != nil {
		return Published{}, err
	}
	var published Published
	err := s.InTx(ctx, func(s *Store) error {
		if err := s.advance(ctx); err != nil {
			return err
		}
		pr, err := s.identify(ctx, p)
		if err != nil {
			return err
		}
		dirty := newDirty()
		if err := s.project(ctx, p.Kind, []projection{pr}, dirty); err != nil {
			return err
		}
		if err := s.settle(ctx, dirty); err != nil {
			return err
		}
		action := "published"
		if pr.version == 1 {
			action = "created"
		}
		published = Published{pr.id, pr.publicID, pr.slug, pr.version}
		return s.record(ctx, p.Author, action, pr.id, map[string]any{"version": pr.version, "note": p.Note})
	})
	if err != nil {
		return Published{}, invalidFrom(err)
	}
	return published, nil
}

func (p Publication) validate() error {
	var v tracker.Invalid
	for _, err := range []error{p.Doc.Validate(), tracker.CheckStorable(p.Doc), tracker.CheckSlug(p.Kind, p.Slug)} {
		if problems, ok := errors.AsType[tracker.Invalid](err); ok {
			v = append(v, problems...)
		} else if err != nil {
			return err
		}
	}
	return v.Err()
}

// advance takes the lock that puts publications in order, and counts the state
// of the public data up. Listeners hear of it when the transaction commits.
func (s *Store) advance(ctx context.Context) error {
	_, err := s.DB.Exec(ctx, `
		WITH next AS (UPDATE site SET data_version = data_version + 1, published_at = now() RETURNING data_version)
		SELECT pg_notify('published', data_version::text) FROM next`)
	if err != nil {
		return fmt.Errorf("advancing the data version: %w", err)
	}
	return nil
}

// identify finds or makes the row of the document, claims its slug, and writes
// the revision.
func (s *Store) identify(ctx context.Context, p Publication) (projection, error) {
	pr := projection{id: p.ID, slug: p.Slug, doc: p.Doc, version: 1}
	if p.ID == 0 {
		if err := s.DB.QueryRow(ctx, `
			INSERT INTO documents (kind, public_id, label) VALUES ($1, $2, $3) RETURNING id, coalesce(public_id, '')`,
			p.Kind, newPublicID(p.Kind), p.Doc.Label()).Scan(&pr.id, &pr.publicID); err != nil {
			return pr, fmt.Errorf("adding the document: %w", err)
		}
	} else {
		var version int
		err := s.DB.QueryRow(ctx, `
			SELECT version, coalesce(public_id, '') FROM documents WHERE id = $1 AND kind = $2 FOR UPDATE`,
			p.ID, p.Kind).Scan(&version, &pr.publicID)
		if err != nil {
			return pr, fmt.Errorf("finding the document: %w", kindOf(err))
		}
		if version != p.Base {
			return pr, tracker.ErrConflict
		}
		pr.version = version + 1
	}
	if err := s.claimSlug(ctx, p.Kind, p.Slug, pr.id); err != nil {
		return pr, err
	}
	return pr, s.writeVersion(ctx, pr, p)
}

func (s *Store) claimSlug(ctx context.Context, kind tracker.Kind, slug string, id int64) error {
	var owner int64
	var label string
	err := s.DB.QueryRow(ctx, `
		WITH new AS (INSERT INTO slugs (kind, slug, document_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING document_id)
		SELECT document_id, '' FROM new
		UNION ALL
		SELECT s.document_id, d.label FROM slugs s JOIN documents d ON d.id = s.document_id WHERE s.kind = $1 AND s.slug = $2
		LIMIT 1`, kind, slug, id).Scan(&owner, &label)
	if err != nil {
		return fmt.Errorf("claiming the slug: %w", err)
	}
	if owner != id {
		var v tracker.Invalid
		v.Add("slug", "“%s” is or was the address of “%s”. Choose another one.", slug, label)
		return v
	}
	return nil
}

func (s *Store) writeVersion(ctx context.Context, pr projection, p Publication) error {
	doc, err := tracker.Encode(p.Doc)
	if err != nil {
		return err
	}
	batch := &pgx.Batch{}
	batch.Queue(`UPDATE revisions SET state = 'superseded' WHERE document_id = $1 AND state = 'published'`, pr.id)
	batch.Queue(`DELETE FROM revisions WHERE document_id = $1 AND author_id = $2 AND state = 'draft'`, pr.id, p.Author)
	batch.Queue(`
		INSERT INTO revisions (document_id, state, number, base_version, slug, doc, note, author_id, decided_by, published_at)
		VALUES (@id, 'published', @version, @version - 1, @slug, @doc, @note, @author, @author, now())`,
		pgx.NamedArgs{"id": pr.id, "version": pr.version, "slug": pr.slug, "doc": json.RawMessage(doc), "note": p.Note, "author": p.Author})
	batch.Queue(`
		UPDATE documents SET slug = $2, label = $3, version = $4, published_at = now(),
			withdrawn_at = NULL, withdrawn_by = NULL, withdrawn_reason = NULL
		WHERE id = $1`, pr.id, pr.slug, p.Doc.Label(), pr.version)
	if err := s.DB.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("writing version %d: %w", pr.version, err)
	}
	return nil
}

// publicIDLetters are Crockford's base 32 in small letters: no i, l, o or u to
// be misread. Seven of them give 34 thousand million ids.
const publicIDLetters = "0123456789abcdefghjkmnpqrstvwxyz"

// newPublicID makes the id of an entry's short permalink; nil for what is no
// entry. A collision, one in thousands of millions, fails the unique constraint
// and the editor's next click succeeds.
func newPublicID(kind tracker.Kind) *string {
	if !kind.Entry() {
		return nil
	}
	random := make([]byte, 7)
	_, _ = rand.Read(random) // never fails, says its documentation
	var id strings.Builder
	for _, b := range random {
		id.WriteByte(publicIDLetters[int(b)%len(publicIDLetters)])
	}
	text := id.String()
	return &text
}

// tableOf is the table on which documents of a kind are projected.
var tableOf = map[tracker.Kind]string{
	tracker.KindEvent: "entries", tracker.KindResponse: "entries", tracker.KindCompany: "companies", tracker.KindSource: "sources",
	tracker.KindAuthority: "authorities", tracker.KindList: "lists", tracker.KindTechnology: "technologies",
}
