package postgres

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"iter"

	"countermove/internal/tracker"

	"github.com/jackc/pgx/v5"
)

// Imported says what an import did. What is withdrawn here stays withdrawn.
type Imported struct {
	New, Changed, Unchanged, Withdrawn int
}

// importChunk is how many records travel to the database at a time.
const importChunk = 500

// A Step is a part of the work of an import.
type Step string

// The steps after the records have been read; how far that is, their reader knows.
const (
	Publishing Step = "Publishing"
	Settling   Step = "Grading, counting and linking" // what depends on what was published
)

// Progress hears how far an import is in one of its steps.
type Progress func(step Step, done, of int)

// Import publishes records, all of them or, on the first error, none. A record
// whose document is on file as it is changes nothing; another one becomes a new
// version. Records may refer to others that come later. Errors that an input
// causes are Located and hold an Invalid. progress may be nil.
func (s *Store) Import(ctx context.Context, records iter.Seq2[tracker.Record, error], progress Progress) (Imported, error) {
	if progress == nil {
		progress = func(Step, int, int) {}
	}
	var done Imported
	err := s.InTx(ctx, func(s *Store) error {
		// Publications wait meanwhile; references are checked when all is in.
		for _, sql := range []string{
			`SET LOCAL statement_timeout = 0`,
			`SET LOCAL idle_in_transaction_session_timeout = 0`,
			`SET CONSTRAINTS ALL DEFERRED`,
			`SELECT FROM site FOR UPDATE`,
			`CREATE TEMP TABLE imported (document_id bigint PRIMARY KEY, place text NOT NULL) ON COMMIT DROP`,
		} {
			if _, err := s.DB.Exec(ctx, sql); err != nil {
				return fmt.Errorf("preparing the import: %w", err)
			}
		}
		if err := s.takeIn(ctx, records, &done); err != nil {
			return err
		}
		if done.New+done.Changed == 0 {
			return nil
		}
		if err := s.projectImported(ctx, done, progress); err != nil {
			return err
		}
		if err := s.advance(ctx); err != nil {
			return err
		}
		return s.record(ctx, 0, "imported", 0, map[string]any{"new": done.New, "changed": done.Changed})
	})
	if err != nil {
		return Imported{}, invalidFrom(err)
	}
	return done, nil
}

// takeIn reads all records, and stores those that are new or changed as versions.
func (s *Store) takeIn(ctx context.Context, records iter.Seq2[tracker.Record, error], done *Imported) error {
	var chunk []tracker.Record
	flush := func() error {
		err := s.takeInChunk(ctx, chunk, done)
		chunk = chunk[:0]
		return err
	}
	for record, err := range records {
		if err != nil {
			return err
		}
		if chunk = append(chunk, record); len(chunk) == importChunk {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// importRow is a record on its way into documents, slugs and revisions.
type importRow struct {
	ID       int64           `json:"id"`
	Kind     tracker.Kind    `json:"kind"`
	PublicID *string         `json:"public_id"`
	Slug     string          `json:"slug"`
	Label    string          `json:"label"`
	Version  int             `json:"version"`
	Doc      json.RawMessage `json:"doc"`
	Former   []string        `json:"former"`
	Place    string          `json:"place"`
}

func (s *Store) takeInChunk(ctx context.Context, records []tracker.Record, done *Imported) error {
	if len(records) == 0 {
		return nil
	}
	onFile, err := s.onFile(ctx, records)
	if err != nil {
		return err
	}
	var rows []importRow
	for i, r := range records {
		doc, err := tracker.Encode(r.Doc)
		if err != nil {
			return err
		}
		old := onFile[i]
		row := importRow{ID: old.id, Kind: r.Kind, Slug: r.Slug, Label: r.Doc.Label(), Version: old.version + 1, Doc: doc, Former: r.FormerSlugs, Place: r.Where}
		switch {
		case old.withdrawn:
			done.Withdrawn++
			continue
		case old.id != 0 && r.ID != "" && r.ID != old.publicID:
			var v tracker.Invalid
			v.Add("id", "“%s” has the id %s here, so its short permalink would change. Leave the id out, or give that one.", r.Slug, old.publicID)
			return located(r.Where, v)
		case old.id != 0 && old.slug == r.Slug && bytes.Equal(old.doc, doc):
			done.Unchanged++
			continue
		case old.id != 0:
			done.Changed++
		default:
			done.New++
			if row.PublicID = newPublicID(r.Kind); r.ID != "" {
				row.PublicID = &r.ID
			}
		}
		rows = append(rows, row)
	}
	return s.storeImported(ctx, rows)
}

// onFileRow is what is on file of a record.
type onFileRow struct {
	id        int64
	publicID  string
	slug      string
	version   int
	withdrawn bool
	doc       []byte // in the encoding of tracker.Encode
}

func (s *Store) onFile(ctx context.Context, records []tracker.Record) ([]onFileRow, error) {
	kinds, slugs := make([]string, len(records)), make([]string, len(records))
	for i, r := range records {
		kinds[i], slugs[i] = string(r.Kind), r.Slug
	}
	rows, _ := s.DB.Query(ctx, `
		SELECT u.place, d.id, coalesce(d.public_id, ''), d.slug, d.version, d.withdrawn_at IS NOT NULL, r.doc
		FROM unnest($1::text[], $2::text[]) WITH ORDINALITY u(kind, slug, place)
		JOIN slugs a USING (kind, slug)
		JOIN documents d ON d.id = a.document_id
		JOIN revisions r ON r.document_id = d.id AND r.state = 'published'`, kinds, slugs)
	found := make([]onFileRow, len(records))
	var place int
	var row onFileRow
	_, err := pgx.ForEachRow(rows, []any{&place, &row.id, &row.publicID, &row.slug, &row.version, &row.withdrawn, &row.doc}, func() error {
		doc, err := tracker.Decode(records[place-1].Kind, row.doc)
		if err != nil {
			return notInput(err)
		}
		if row.doc, err = tracker.Encode(doc); err != nil {
			return err
		}
		found[place-1] = row
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("looking for what is on file: %w", err)
	}
	return found, nil
}

// storeImported writes identity, addresses and versions of new and changed
// records.
func (s *Store) storeImported(ctx context.Context, rows []importRow) error {
	if len(rows) == 0 {
		return nil
	}
	data, err := json.Marshal(rows)
	if err != nil {
		return fmt.Errorf("encoding an import: %w", err)
	}
	const input = `jsonb_to_recordset($1) AS i(id bigint, kind text, public_id text, slug text, label text, version int, doc jsonb, former text[], place text)`
	taken, _ := s.DB.Query(ctx, `
		SELECT i.place, i.public_id, d.label FROM `+input+` JOIN documents d ON d.public_id = i.public_id WHERE i.id = 0 LIMIT 1`, json.RawMessage(data))
	var place, id, label string
	if _, err := pgx.ForEachRow(taken, []any{&place, &id, &label}, func() error {
		var v tracker.Invalid
		v.Add("id", "“%s” is the id of “%s” here. Leave the id out, and a new one is made.", id, label)
		return located(place, v)
	}); err != nil {
		return err
	}
	batch := &pgx.Batch{}
	batch.Queue(`
		INSERT INTO documents (kind, public_id, label, slug, version, published_at)
		SELECT kind, public_id, label, slug, 1, now() FROM `+input+` WHERE id = 0`, json.RawMessage(data))
	batch.Queue(`
		UPDATE documents d SET slug = i.slug, label = i.label, version = i.version, published_at = now()
		FROM `+input+` WHERE d.id = i.id`, json.RawMessage(data))
	batch.Queue(`
		INSERT INTO slugs (kind, slug, document_id)
		SELECT DISTINCT ON (i.kind, a.slug) i.kind, a.slug, d.id
		FROM `+input+` JOIN documents d ON d.kind = i.kind AND d.slug = i.slug
		CROSS JOIN LATERAL unnest(i.slug || coalesce(i.former, '{}')) a(slug)
		ON CONFLICT DO NOTHING`, json.RawMessage(data))
	batch.Queue(`
		UPDATE revisions r SET state = 'superseded' FROM `+input+` WHERE r.document_id = i.id AND r.state = 'published'`, json.RawMessage(data))
	batch.Queue(`
		INSERT INTO revisions (document_id, state, number, base_version, slug, doc, note, published_at)
		SELECT d.id, 'published', i.version, i.version - 1, i.slug, i.doc, 'Imported', now()
		FROM `+input+` JOIN documents d ON d.kind = i.kind AND d.slug = i.slug`, json.RawMessage(data))
	batch.Queue(`
		INSERT INTO imported SELECT d.id, i.place FROM `+input+` JOIN documents d ON d.kind = i.kind AND d.slug = i.slug
		ON CONFLICT (document_id) DO UPDATE SET place = excluded.place`, json.RawMessage(data))
	if err := s.DB.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("storing an import: %w", err)
	}
	return s.checkFormer(ctx, data, input)
}

// checkFormer refuses a former address that belongs to another document.
func (s *Store) checkFormer(ctx context.Context, data []byte, input string) error {
	rows, _ := s.DB.Query(ctx, `
		SELECT i.place, a.slug, o.label
		FROM `+input+` CROSS JOIN LATERAL unnest(i.former) a(slug)
		JOIN documents d ON d.kind = i.kind AND d.slug = i.slug
		JOIN slugs s ON s.kind = i.kind AND s.slug = a.slug AND s.document_id <> d.id
		JOIN documents o ON o.id = s.document_id LIMIT 1`, json.RawMessage(data))
	var place, slug, label string
	_, err := pgx.ForEachRow(rows, []any{&place, &slug, &label}, func() error {
		var v tracker.Invalid
		v.Add("former_slugs", "“%s” is or was the address of “%s” here. Leave it out.", slug, label)
		return located(place, v)
	})
	return err
}

// projectImported projects what the import stored, kind by kind, and settles
// all of it at the end.
func (s *Store) projectImported(ctx context.Context, done Imported, progress Progress) error {
	published := 0
	dirty := newDirty()
	dirty.settled = func(n, of int) { progress(Settling, n, of) }
	for _, kind := range tracker.Kinds {
		for last := int64(0); ; {
			rows, _ := s.DB.Query(ctx, `
				SELECT d.id, coalesce(d.public_id, ''), d.slug, d.version, r.doc, i.place
				FROM imported i JOIN documents d ON d.id = i.document_id
				JOIN revisions r ON r.document_id = d.id AND r.state = 'published'
				WHERE d.kind = $1 AND d.id > $2 ORDER BY d.id LIMIT $3`, kind, last, importChunk)
			batch, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p projection, err error) {
				var data []byte
				if err = row.Scan(&p.id, &p.publicID, &p.slug, &p.version, &data, &p.where); err == nil {
					p.doc, err = tracker.Decode(kind, data)
				}
				return p, err
			})
			if err != nil {
				return fmt.Errorf("reading back an import: %w", err)
			}
			if len(batch) == 0 {
				break
			}
			if err := s.project(ctx, kind, batch, dirty); err != nil {
				return err
			}
			last = batch[len(batch)-1].id
			published += len(batch)
			progress(Publishing, published, done.New+done.Changed)
		}
	}
	return s.settle(ctx, dirty)
}
