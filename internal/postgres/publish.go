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

	revision  int64 // that becomes the version; 0: a new one
	decidedBy int64 // who approved it; 0: its author
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
// where it has a newer version than Base. The author's draft becomes the
// version.
func (s *Store) Publish(ctx context.Context, p Publication) (Published, error) {
	p.Doc.Tidy()
	if err := p.validate(); err != nil {
		return Published{}, err
	}
	if s.FourEyes {
		return Published{}, fourEyes("document")
	}
	var published Published
	err := s.InTx(ctx, func(s *Store) error {
		if err := s.requireEditor(ctx, p.Author); err != nil {
			return err
		}
		var err error
		if p.revision, err = s.lockDraft(ctx, p.ID, p.Author); err != nil {
			return err
		}
		published, err = s.publish(ctx, p)
		return err
	})
	if err != nil {
		return Published{}, invalidFrom(err)
	}
	return published, nil
}

// publish makes a valid document public, in the transaction of its caller, who
// has asked whether it may be.
func (s *Store) publish(ctx context.Context, p Publication) (Published, error) {
	if p.decidedBy == 0 {
		p.decidedBy = p.Author
	}
	if err := s.advance(ctx); err != nil {
		return Published{}, err
	}
	pr, err := s.identify(ctx, p)
	if err != nil {
		return Published{}, err
	}
	dirty := newDirty()
	if err := s.project(ctx, p.Kind, []projection{pr}, dirty); err != nil {
		return Published{}, err
	}
	if err := s.settle(ctx, dirty); err != nil {
		return Published{}, err
	}
	action := "published"
	if pr.version == 1 {
		action = "created"
	}
	detail := map[string]any{"version": pr.version, "note": p.Note}
	if p.decidedBy != p.Author {
		detail["author"] = p.Author
	}
	return Published{pr.id, pr.publicID, pr.slug, pr.version}, s.record(ctx, p.decidedBy, action, pr.id, detail)
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
		var withdrawn bool
		err := s.DB.QueryRow(ctx, `
			SELECT version, withdrawn_at IS NOT NULL, coalesce(public_id, '') FROM documents WHERE id = $1 AND kind = $2 FOR UPDATE`,
			p.ID, p.Kind).Scan(&version, &withdrawn, &pr.publicID)
		if err != nil {
			return pr, fmt.Errorf("finding the document: %w", kindOf(err))
		}
		if version != p.Base {
			return pr, tracker.ErrConflict
		}
		if withdrawn && p.Note == "" {
			var v tracker.Invalid
			v.Add("change", "It was withdrawn. Say why it comes back: readers will see it in the history.")
			return pr, v
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
	args := pgx.NamedArgs{"id": pr.id, "version": pr.version, "slug": pr.slug, "doc": json.RawMessage(doc), "note": p.Note,
		"author": p.Author, "decided": p.decidedBy, "revision": p.revision}
	if p.revision == 0 {
		batch.Queue(`
			INSERT INTO revisions (document_id, state, number, base_version, slug, doc, note, author_id, decided_by, published_at)
			VALUES (@id, 'published', @version, @version - 1, @slug, @doc, @note, @author, @decided, now())`, args)
	} else {
		batch.Queue(`UPDATE revisions SET base_version = @version - 1, slug = @slug, doc = @doc, note = @note, saved_at = now()
			WHERE id = @revision AND state = 'draft'`, args)
		batch.Queue(`UPDATE revisions SET state = 'published', number = @version, decided_by = @decided, published_at = now(), publish_at = NULL
			WHERE id = @revision`, args)
	}
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
