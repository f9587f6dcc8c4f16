package postgres

import (
	"context"
	"fmt"

	"countermove/internal/tracker"

	"github.com/jackc/pgx/v5"
)

// Lists reads the index of lists.
func (s *Store) Lists(ctx context.Context) ([]tracker.ListLine, error) {
	ctx, cancel := reading(ctx)
	defer cancel()
	rows, _ := s.DB.Query(ctx, `
		SELECT l.slug, l.name, a.slug, a.name, a.jurisdiction, l.meaning,
			(SELECT count(*) FROM listings i WHERE i.list_id = l.id AND upper_inf(i.days)),
			(SELECT count(DISTINCT i.company_id) FROM listings i WHERE i.list_id = l.id)
		FROM lists l JOIN authorities a ON a.id = l.authority_id
		ORDER BY a.jurisdiction DESC, l.name`)
	lines, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (l tracker.ListLine, err error) {
		return l, row.Scan(&l.Slug, &l.Name, &l.Authority.Slug, &l.Authority.Name, &l.Authority.Jurisdiction, &l.Meaning, &l.Listed, &l.EverListed)
	})
	if err != nil {
		return nil, fmt.Errorf("listing lists: %w", err)
	}
	return lines, nil
}

// List reads a list with all who stand or stood on it; errors as of Entry.
func (s *Store) List(ctx context.Context, slug string) (tracker.ListDetail, error) {
	ctx, cancel := reading(ctx)
	defer cancel()
	f, err := s.find(ctx, tracker.KindList, slug)
	if err != nil {
		return tracker.ListDetail{}, err
	}
	d := tracker.ListDetail{ID: f.id, Slug: f.slug, Doc: f.doc.(*tracker.List), Version: f.version, PublishedAt: f.publishedAt}
	batch := &pgx.Batch{}
	queueNames(batch, d.Doc)
	batch.Queue(listedSQL+` WHERE i.list_id = $1 ORDER BY lower(c.name), lower(i.days)`, d.ID)
	queueVersions(batch, d.ID)
	results := s.DB.SendBatch(ctx, batch)
	defer func() { _ = results.Close() }() // the queries below report what fails
	names, err := collectNames(results)
	if err != nil {
		return d, err
	}
	d.Authority = names.Of(tracker.KindAuthority, d.Doc.Authority)
	rows, _ := results.Query()
	if d.Listings, err = pgx.CollectRows(rows, toListedOn); err != nil {
		return d, fmt.Errorf("reading listings: %w", err)
	}
	d.Versions, err = collectVersions(results)
	return d, err
}

// Authority reads what the page of an authority says of it; errors as of Entry.
func (s *Store) Authority(ctx context.Context, slug string) (tracker.Lens, error) {
	ctx, cancel := reading(ctx)
	defer cancel()
	f, err := s.find(ctx, tracker.KindAuthority, slug)
	if err != nil {
		return tracker.Lens{}, err
	}
	doc := f.doc.(*tracker.Authority)
	return tracker.Lens{ID: f.id, Facet: tracker.FacetAuthority, Value: f.slug, Name: doc.Name, URL: doc.URL, Jurisdiction: doc.Jurisdiction}, nil
}

// Technology reads what the page of a technology says of it; errors as of Entry.
func (s *Store) Technology(ctx context.Context, slug string) (tracker.Lens, error) {
	ctx, cancel := reading(ctx)
	defer cancel()
	f, err := s.find(ctx, tracker.KindTechnology, slug)
	if err != nil {
		return tracker.Lens{}, err
	}
	doc := f.doc.(*tracker.Technology)
	return tracker.Lens{ID: f.id, Facet: tracker.FacetTechnology, Value: f.slug, Name: doc.Name, Meaning: doc.Meaning}, nil
}
