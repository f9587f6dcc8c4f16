package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"countermove/internal/tracker"

	"github.com/jackc/pgx/v5"
)

// Entry reads an event or a response as its page shows it. The errors are
// ErrNotFound, a Moved for a former slug, and a Gone for a withdrawn entry.
func (s *Store) Entry(ctx context.Context, kind tracker.Kind, slug string) (tracker.EntryDetail, error) {
	ctx, cancel := reading(ctx)
	defer cancel()
	found, err := s.find(ctx, kind, slug)
	if err != nil {
		return tracker.EntryDetail{}, err
	}
	return s.entryDetail(ctx, found.detail())
}

// EntryVersion reads one version of an entry. A withdrawn entry is Gone in all
// its versions.
func (s *Store) EntryVersion(ctx context.Context, kind tracker.Kind, slug string, number int) (tracker.EntryDetail, error) {
	ctx, cancel := reading(ctx)
	defer cancel()
	found, err := s.find(ctx, kind, slug)
	if err != nil {
		return tracker.EntryDetail{}, err
	}
	detail := found.detail()
	detail.Doc, detail.PublishedAt, err = s.version(ctx, kind, found.id, number)
	if err != nil {
		return tracker.EntryDetail{}, err
	}
	detail.Version = number
	return s.entryDetail(ctx, detail)
}

// PreviewEntry is the page of an entry as it would be with this document, which
// is stored nowhere. The id is 0 for a new entry.
func (s *Store) PreviewEntry(ctx context.Context, id int64, slug string, doc tracker.Document) (tracker.EntryDetail, error) {
	ctx, cancel := reading(ctx)
	defer cancel()
	return s.entryDetail(ctx, tracker.EntryDetail{ID: id, Slug: slug, Doc: doc})
}

// EntryAddress is where a short permalink leads.
func (s *Store) EntryAddress(ctx context.Context, publicID string) (kind tracker.Kind, slug string, err error) {
	ctx, cancel := reading(ctx)
	defer cancel()
	err = s.DB.QueryRow(ctx, `SELECT kind, slug FROM documents WHERE public_id = $1 AND version > 0`, publicID).Scan(&kind, &slug)
	if err != nil {
		return "", "", fmt.Errorf("finding the entry %q: %w", publicID, kindOf(err))
	}
	return kind, slug, nil
}

// found is a document that is public.
type found struct {
	id          int64
	publicID    string
	slug        string
	version     int
	publishedAt time.Time
	doc         tracker.Document
}

func (f found) detail() tracker.EntryDetail {
	return tracker.EntryDetail{ID: f.id, PublicID: f.publicID, Slug: f.slug, Doc: f.doc,
		Version: f.version, Latest: f.version, PublishedAt: f.publishedAt}
}

// find reads the public document of an address.
func (s *Store) find(ctx context.Context, kind tracker.Kind, slug string) (found, error) {
	if kind == tracker.KindAuthority && strings.ToUpper(slug) != slug {
		return found{}, tracker.Moved{Kind: kind, Slug: strings.ToUpper(slug)}
	}
	if tracker.CheckSlug(kind, slug) != nil {
		return found{}, tracker.ErrNotFound // and no reason to ask
	}
	var f found
	var label string
	var withdrawn *time.Time
	var reason *string
	var data []byte
	err := s.DB.QueryRow(ctx, `
		SELECT d.id, coalesce(d.public_id, ''), d.slug, d.label, d.version, r.published_at, r.doc, d.withdrawn_at, d.withdrawn_reason
		FROM slugs a
		JOIN documents d ON d.id = a.document_id
		JOIN revisions r ON r.document_id = d.id AND r.state = 'published'
		WHERE a.kind = $1 AND a.slug = $2`, kind, slug).
		Scan(&f.id, &f.publicID, &f.slug, &label, &f.version, &f.publishedAt, &data, &withdrawn, &reason)
	switch {
	case err != nil:
		return found{}, fmt.Errorf("finding the %s %q: %w", kind, slug, kindOf(err))
	case f.slug != slug:
		return found{}, tracker.Moved{Kind: kind, Slug: f.slug}
	case withdrawn != nil:
		return found{}, tracker.Gone{Kind: kind, Title: label, At: withdrawn.UTC(), Reason: *reason}
	}
	f.publishedAt = f.publishedAt.UTC()
	if f.doc, err = tracker.Decode(kind, data); err != nil {
		return found{}, fmt.Errorf("decoding the %s %q: %w", kind, slug, notInput(err))
	}
	return f, nil
}

// notInput strips an error of its meaning to the person before the screen: what
// is stored and cannot be read is our fault, not theirs.
func notInput(err error) error { return errors.New(err.Error()) }

// version reads a version of a document.
func (s *Store) version(ctx context.Context, kind tracker.Kind, id int64, number int) (tracker.Document, time.Time, error) {
	var data []byte
	var at time.Time
	err := s.DB.QueryRow(ctx, `SELECT doc, published_at FROM revisions WHERE document_id = $1 AND number = $2`, id, number).Scan(&data, &at)
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("finding version %d: %w", number, kindOf(err))
	}
	doc, err := tracker.Decode(kind, data)
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("decoding version %d: %w", number, notInput(err))
	}
	return doc, at.UTC(), nil
}

// entryDetail adds to a document all that its page shows of others, in one
// round trip.
func (s *Store) entryDetail(ctx context.Context, d tracker.EntryDetail) (tracker.EntryDetail, error) {
	var cited, related []string
	var citations []tracker.Citation
	switch doc := d.Doc.(type) {
	case *tracker.Event:
		citations = doc.Citations
		for _, r := range doc.Related {
			related = append(related, r.Event)
		}
	case *tracker.Response:
		citations, related = doc.Citations, doc.Answers
	}
	for _, c := range citations {
		cited = append(cited, c.Source)
	}
	batch := &pgx.Batch{}
	queueNames(batch, d.Doc)
	batch.Queue(sourceGraphSQL, cited)
	batch.Queue(`
		SELECT `+linkColumns+`, 'answers', false, a.slug FROM slugs a `+linkJoin("a.document_id")+`
		WHERE a.kind = 'event' AND a.slug = ANY($1)
		UNION ALL
		SELECT `+linkColumns+`, l.relation, true, '' FROM entry_links l `+linkJoin("l.from_id")+`
		WHERE l.to_id = $2
		ORDER BY 3, 1`, related, d.ID)
	queueVersions(batch, d.ID)
	results := s.DB.SendBatch(ctx, batch)
	defer func() { _ = results.Close() }() // the queries below report what fails

	var err error
	if d.Names, err = collectNames(results); err != nil {
		return d, err
	}
	rows, _ := results.Query()
	if d.Graph, err = collectGraph(rows); err != nil {
		return d, err
	}
	rows, _ = results.Query()
	links, err := pgx.CollectRows(rows, toLink)
	if err != nil {
		return d, fmt.Errorf("reading linked entries: %w", err)
	}
	if d.Versions, err = collectVersions(results); err != nil {
		return d, err
	}
	for i, slug := range cited { // a document may name a source as it was called once
		cited[i] = d.Names.Of(tracker.KindSource, slug).Slug
	}
	d.Evidence, d.Chains = tracker.Assess(cited, d.Graph), tracker.Chains(cited, d.Graph)
	d.Links, d.Thread = arrange(d.Doc, links)
	return d, nil
}

const linkColumns = `e.slug, e.title, e.on_date, e.on_precision, e.kind, e.grade, e.card`

func linkJoin(id string) string { return `JOIN entries e ON e.id = ` + id }

// A link is an entry near another, with the slug by which the document names it.
type link struct {
	tracker.LinkedEntry
	named string
}

func toLink(row pgx.CollectableRow) (link, error) {
	var l link
	var span tracker.Span
	var card tracker.Card
	err := row.Scan(&l.Slug, &l.Title, &span.First, &span.Precision, &l.Kind, &l.Grade, &card, &l.Relation, &l.Reverse, &l.named)
	l.On = span.Date()
	l.Strategy = card.Strategy
	l.Authority = card.Authority.Slug
	for _, c := range card.Companies {
		if c.Role == "actor" {
			l.Companies = append(l.Companies, c.Name)
		}
	}
	if len(l.Companies) == 0 && card.Actor != "" {
		l.Companies = []string{card.Actor}
	}
	return l, err
}

// arrange sorts the entries near an event or a response into answers and, for
// an event, the legal thread. The document says how it relates to others; they
// say how they relate to it.
func arrange(doc tracker.Document, links []link) (answers, thread []tracker.LinkedEntry) {
	relations := map[string][]string{}
	if event, ok := doc.(*tracker.Event); ok {
		for _, r := range event.Related {
			relations[r.Event] = append(relations[r.Event], r.Relation)
		}
	}
	for _, l := range links {
		switch {
		case l.Relation == "answers" && (l.Reverse || doc.Kind() == tracker.KindResponse):
			answers = append(answers, l.LinkedEntry)
		case l.Reverse:
			thread = append(thread, l.LinkedEntry)
		default:
			for _, relation := range relations[l.named] {
				l.Relation = relation
				thread = append(thread, l.LinkedEntry)
			}
		}
	}
	return answers, thread
}

// queueNames asks what the references of a document are called today.
func queueNames(batch *pgx.Batch, doc tracker.Document) {
	var kinds, slugs []string
	for _, ref := range doc.References() {
		kinds, slugs = append(kinds, string(ref.Kind)), append(slugs, ref.Slug)
	}
	batch.Queue(`
		SELECT DISTINCT s.kind, s.slug, d.slug, d.label, coalesce(a.jurisdiction, '')
		FROM unnest($1::text[], $2::text[]) u(kind, slug)
		JOIN slugs s USING (kind, slug)
		JOIN documents d ON d.id = s.document_id AND d.version > 0 AND d.withdrawn_at IS NULL
		LEFT JOIN authorities a ON a.id = d.id`, kinds, slugs)
}

func collectNames(results pgx.BatchResults) (tracker.Names, error) {
	rows, _ := results.Query()
	names := tracker.Names{}
	var ref tracker.Reference
	var named tracker.NamedDocument
	_, err := pgx.ForEachRow(rows, []any{&ref.Kind, &ref.Slug, &named.Slug, &named.Name, &named.Jurisdiction}, func() error {
		names[ref] = named
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading names: %w", err)
	}
	return names, nil
}

func queueVersions(batch *pgx.Batch, id int64) {
	batch.Queue(`
		SELECT r.number, r.published_at, r.note, w.at, coalesce(w.reason, ''), before.version IS NOT NULL
		FROM revisions r
		LEFT JOIN withdrawals w ON w.document_id = r.document_id AND w.version = r.number
		LEFT JOIN withdrawals before ON before.document_id = r.document_id AND before.version = r.number - 1
		WHERE r.document_id = $1 AND r.number IS NOT NULL ORDER BY r.number DESC`, id)
}

func collectVersions(results pgx.BatchResults) ([]tracker.Version, error) {
	rows, _ := results.Query()
	versions, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (v tracker.Version, err error) {
		var withdrawn *time.Time
		err = row.Scan(&v.Number, &v.PublishedAt, &v.Note, &withdrawn, &v.WithdrawnFor, &v.Restored)
		v.PublishedAt = v.PublishedAt.UTC()
		if withdrawn != nil {
			v.WithdrawnAt = withdrawn.UTC()
		}
		return v, err
	})
	if err != nil {
		return nil, fmt.Errorf("reading versions: %w", err)
	}
	return versions, nil
}
