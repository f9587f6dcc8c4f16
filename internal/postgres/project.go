package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"countermove/internal/tracker"

	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// A projection is a document on its way onto the tables that readers query.
type projection struct {
	id       int64
	publicID string
	slug     string
	version  int
	doc      tracker.Document
	where    string // its place in an import; empty otherwise
}

// keys are the ids behind the references of a batch of documents.
type keys map[tracker.Kind]map[string]int64

// project writes documents of one kind onto the tables, and notes in dirty what
// depends on them: settle brings that up to date.
func (s *Store) project(ctx context.Context, kind tracker.Kind, batch []projection, dirty *dirty) error {
	ids := make([]int64, len(batch))
	for i, p := range batch {
		ids[i] = p.id
	}
	keys, err := s.resolve(ctx, batch)
	if err != nil {
		return err
	}
	if kind.Entry() {
		if err := s.touchNeighbours(ctx, ids, dirty); err != nil {
			return err
		}
	} else if err := s.touchUsers(ctx, kind, ids, dirty); err != nil {
		return err
	}
	w := &writer{batch: &pgx.Batch{}}
	switch kind {
	case tracker.KindTechnology, tracker.KindAuthority, tracker.KindList:
		w.registers(kind, batch, keys)
	case tracker.KindCompany:
		w.companies(ids, batch, keys)
	case tracker.KindSource:
		if err := s.checkRelays(ctx, batch); err != nil {
			return err
		}
		w.sources(ids, batch, keys)
	case tracker.KindEvent, tracker.KindResponse:
		w.entries(ids, batch, keys)
	}
	if w.err != nil {
		return w.err
	}
	if err := s.DB.SendBatch(ctx, w.batch).Close(); err != nil {
		return fmt.Errorf("projecting %ss: %w", kind, err)
	}
	if kind.Entry() { // what they point at now
		return s.touchNeighbours(ctx, ids, dirty)
	}
	return nil
}

// resolve finds the ids of all documents that a batch refers to. What is not
// public is an Invalid of the field that names it.
func (s *Store) resolve(ctx context.Context, batch []projection) (keys, error) {
	type wanted struct {
		ref   tracker.Reference
		by    int64
		where string
	}
	var all []wanted
	var kinds, slugs []string
	for _, p := range batch {
		for _, ref := range p.doc.References() {
			all = append(all, wanted{ref, p.id, p.where})
			kinds, slugs = append(kinds, string(ref.Kind)), append(slugs, ref.Slug)
		}
	}
	found := keys{}
	for _, kind := range tracker.Kinds {
		found[kind] = map[string]int64{}
	}
	rows, _ := s.DB.Query(ctx, `
		SELECT DISTINCT s.kind, s.slug, s.document_id
		FROM unnest($1::text[], $2::text[]) u(kind, slug)
		JOIN slugs s USING (kind, slug)
		JOIN documents d ON d.id = s.document_id AND d.version > 0 AND (d.withdrawn_at IS NULL OR d.kind = 'event')`, kinds, slugs)
	var kind tracker.Kind
	var slug string
	var id int64
	_, err := pgx.ForEachRow(rows, []any{&kind, &slug, &id}, func() error {
		found[kind][slug] = id
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("resolving references: %w", err)
	}
	var v tracker.Invalid
	where := ""
	for _, w := range all {
		if len(v) > 0 && where != w.where {
			break // one document of an import at a time
		}
		where = w.where
		switch id, ok := found[w.ref.Kind][w.ref.Slug]; {
		case !ok:
			v.Add(w.ref.Field, "No %s “%s” is on file. Choose another one, or add it first.", string(w.ref.Kind), w.ref.Slug)
		case id == w.by:
			v.Add(w.ref.Field, "It cannot refer to itself. Choose another one, or remove the row.")
		}
	}
	return found, located(where, v.Err())
}

func located(where string, err error) error {
	if err == nil || where == "" {
		return err
	}
	return tracker.Located{Where: where, Err: err}
}

// checkRelays refuses circles among the relays of sources, those of the batch
// and those on file together. The database refuses them too, without naming the
// field.
func (s *Store) checkRelays(ctx context.Context, batch []projection) error {
	var from []string
	for _, p := range batch {
		for _, r := range p.doc.(*tracker.Source).Relays {
			from = append(from, r.Source)
		}
	}
	if len(from) == 0 {
		return nil
	}
	graph, err := s.sourceGraph(ctx, from)
	if err != nil {
		return err
	}
	for _, p := range batch {
		graph[p.slug] = p.doc.(*tracker.Source)
	}
	for _, p := range batch {
		if err := tracker.CheckRelays(p.slug, graph[p.slug], graph); err != nil {
			return located(p.where, err)
		}
	}
	return nil
}

// A writer queues the statements of a projection. Rows travel as one JSON
// parameter a table and are typed by the table itself, so that a column has one
// name and one type, those of the schema.
type writer struct {
	batch *pgx.Batch
	err   error
}

func (w *writer) exec(sql string, args ...any) { w.batch.Queue(sql, args...) }

// insert adds rows, a slice of structs whose JSON names are the columns.
// One that is there already is left alone: two slugs of a document may name it
// once today's and once as it was.
func (w *writer) insert(table, columns string, rows any, n int) {
	if n == 0 {
		return
	}
	data, err := json.Marshal(rows)
	if err != nil {
		w.err = errors.Join(w.err, fmt.Errorf("encoding rows of %s: %w", table, err))
		return
	}
	w.batch.Queue(`INSERT INTO `+table+` (`+columns+`) SELECT `+columns+` FROM jsonb_populate_recordset(NULL::`+table+`, $1) ON CONFLICT DO NOTHING`, json.RawMessage(data))
}

// upsert adds rows or changes those of the same id in place.
func (w *writer) upsert(table string, columns []string, rows any, n int) {
	if n == 0 {
		return
	}
	data, err := json.Marshal(rows)
	if err != nil {
		w.err = errors.Join(w.err, fmt.Errorf("encoding rows of %s: %w", table, err))
		return
	}
	list := strings.Join(columns, ", ")
	w.batch.Queue(`INSERT INTO `+table+` (id, `+list+`) SELECT id, `+list+` FROM jsonb_populate_recordset(NULL::`+table+`, $1)
		ON CONFLICT (id) DO UPDATE SET (`+list+`) = ROW(excluded.`+strings.Join(columns, ", excluded.")+`)`, json.RawMessage(data))
}

// day is a day as the database reads it; nil for none.
func day(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	text := t.Format(time.DateOnly)
	return &text
}

// invalidFrom names the field behind a rule that only the database could see
// broken, since the row that breaks it came in meanwhile.
func invalidFrom(err error) error {
	pgErr, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return err
	}
	var v tracker.Invalid
	switch {
	case pgErr.ConstraintName == "source_relays_no_circle":
		v.Add("relays", "These relays close a circle. A text cannot be its own origin; remove one of them.")
	case pgErr.Code == pgerrcode.ForeignKeyViolation:
		v.Add("document", "Something it names was withdrawn a moment ago. Look at its references again.")
	default:
		return kindOf(err)
	}
	return v
}
