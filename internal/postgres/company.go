package postgres

import (
	"context"
	"fmt"
	"time"

	"countermove/internal/tracker"

	"github.com/jackc/pgx/v5"
)

// Company reads a company as its dossier shows it; errors as of Entry.
func (s *Store) Company(ctx context.Context, slug string) (tracker.CompanyDetail, error) {
	ctx, cancel := reading(ctx)
	defer cancel()
	found, err := s.find(ctx, tracker.KindCompany, slug)
	if err != nil {
		return tracker.CompanyDetail{}, err
	}
	return s.companyDetail(ctx, tracker.CompanyDetail{ID: found.id, Slug: found.slug, Doc: found.doc.(*tracker.Company),
		Version: found.version, PublishedAt: found.publishedAt})
}

// CompanyVersion reads one version of a company.
func (s *Store) CompanyVersion(ctx context.Context, slug string, number int) (tracker.CompanyDetail, error) {
	ctx, cancel := reading(ctx)
	defer cancel()
	found, err := s.find(ctx, tracker.KindCompany, slug)
	if err != nil {
		return tracker.CompanyDetail{}, err
	}
	doc, at, err := s.version(ctx, tracker.KindCompany, found.id, number)
	if err != nil {
		return tracker.CompanyDetail{}, err
	}
	return s.companyDetail(ctx, tracker.CompanyDetail{ID: found.id, Slug: found.slug, Doc: doc.(*tracker.Company), Version: number, PublishedAt: at})
}

// PreviewCompany is the dossier as it would be with this document.
func (s *Store) PreviewCompany(ctx context.Context, id int64, slug string, doc *tracker.Company) (tracker.CompanyDetail, error) {
	ctx, cancel := reading(ctx)
	defer cancel()
	return s.companyDetail(ctx, tracker.CompanyDetail{ID: id, Slug: slug, Doc: doc})
}

func (s *Store) companyDetail(ctx context.Context, d tracker.CompanyDetail) (tracker.CompanyDetail, error) {
	batch := &pgx.Batch{}
	queueNames(batch, d.Doc)
	batch.Queue(listedSQL+` WHERE i.company_id = $1 ORDER BY lower(i.days), l.name`, d.ID)
	batch.Queue(`
		SELECT c.slug, c.name, r.relation, true FROM company_relations r JOIN companies c ON c.id = r.company_id WHERE r.other_id = $1
		UNION ALL
		SELECT slug, name, 'parent', true FROM companies WHERE parent_id = $1
		ORDER BY 3, 2`, d.ID)
	batch.Queue(`
		SELECT coalesce(sum(n) FILTER (WHERE kind = 'event'), 0), coalesce(sum(n) FILTER (WHERE kind = 'response'), 0)
		FROM facet_counts WHERE facet = 'company' AND value = $1`, d.Slug)
	batch.Queue(`
		SELECT min(r.on_date - e.on_date) AS days
		FROM entry_companies ec
		JOIN entries r ON r.id = ec.entry_id AND r.kind = 'response' AND r.on_precision = 'day'
		JOIN entry_links l ON l.from_id = r.id AND l.relation = 'answers'
		JOIN entries e ON e.id = l.to_id AND e.on_precision = 'day'
		WHERE ec.company_id = $1 AND ec.role = 'actor'
		GROUP BY e.id ORDER BY days`, d.ID)
	queueVersions(batch, d.ID)
	results := s.DB.SendBatch(ctx, batch)
	defer func() { _ = results.Close() }() // the queries below report what fails

	var err error
	if d.Names, err = collectNames(results); err != nil {
		return d, err
	}
	rows, _ := results.Query()
	if d.Listings, err = pgx.CollectRows(rows, toListedOn); err != nil {
		return d, fmt.Errorf("reading listings: %w", err)
	}
	for _, r := range d.Doc.Relations {
		n := d.Names.Of(tracker.KindCompany, r.Company)
		d.Relations = append(d.Relations, tracker.RelatedCompany{Named: tracker.Named{Slug: n.Slug, Name: n.Name}, Relation: r.Relation})
	}
	if d.Doc.Parent != "" {
		n := d.Names.Of(tracker.KindCompany, d.Doc.Parent)
		d.Relations = append(d.Relations, tracker.RelatedCompany{Named: tracker.Named{Slug: n.Slug, Name: n.Name}, Relation: "parent"})
	}
	rows, _ = results.Query()
	var r tracker.RelatedCompany
	if _, err = pgx.ForEachRow(rows, []any{&r.Slug, &r.Name, &r.Relation, &r.Reverse}, func() error {
		d.Relations = append(d.Relations, r)
		return nil
	}); err != nil {
		return d, fmt.Errorf("reading relations: %w", err)
	}
	if err = results.QueryRow().Scan(&d.Moves, &d.Countermoves); err != nil {
		return d, fmt.Errorf("reading counts: %w", err)
	}
	rows, _ = results.Query()
	if d.Lags, err = pgx.CollectRows(rows, pgx.RowTo[int]); err != nil {
		return d, fmt.Errorf("reading lags: %w", err)
	}
	d.Versions, err = collectVersions(results)
	return d, err
}

// listedSQL reads listings with the names of company, list and events.
const listedSQL = `
	SELECT c.slug, c.name, l.slug, l.name, lower(i.days), upper(i.days),
		coalesce(a.slug, ''), coalesce(a.title, ''), coalesce(z.slug, ''), coalesce(z.title, '')
	FROM listings i
	JOIN companies c ON c.id = i.company_id
	JOIN lists l ON l.id = i.list_id
	LEFT JOIN entries a ON a.id = i.added_by
	LEFT JOIN entries z ON z.id = i.removed_by`

func toListedOn(row pgx.CollectableRow) (tracker.ListedOn, error) {
	var l tracker.ListedOn
	var from, until *time.Time
	err := row.Scan(&l.Company.Slug, &l.Company.Name, &l.List.Slug, &l.List.Name, &from, &until,
		&l.AddedBy.Slug, &l.AddedBy.Name, &l.RemovedBy.Slug, &l.RemovedBy.Name)
	if from != nil {
		l.From = *from
	}
	if until != nil {
		l.Until = *until
	}
	return l, err
}

// A CompanyQuery narrows the index of companies. The zero query lists all.
type CompanyQuery struct {
	Name    string // the beginning of any name, or something like one, in any script
	Country string
	After   string // name and slug of the last company of the page before, as CompanyLine gives them
	Limit   int
}

// Companies lists companies by name. The second result tells whether there are more.
func (s *Store) Companies(ctx context.Context, q CompanyQuery) ([]tracker.CompanyLine, bool, error) {
	ctx, cancel := reading(ctx)
	defer cancel()
	rows, _ := s.DB.Query(ctx, `
		WITH page AS (
			SELECT c.id, c.slug, c.name, c.native_name, c.country, c.sector
			FROM companies c
			WHERE (@country = '' OR c.country = @country)
			  AND (@key = '' OR EXISTS (SELECT FROM company_names n WHERE n.company_id = c.id AND n.key LIKE '%' || @key || '%'))
			  AND (lower(c.name), c.id) > (SELECT lower(a.name), a.id FROM companies a WHERE a.slug = @after
			                               UNION ALL SELECT '', 0 LIMIT 1)
			ORDER BY lower(c.name), c.id
			LIMIT @limit
		)
		SELECT p.slug, p.name, p.native_name, p.country, p.sector,
			coalesce((SELECT sum(n) FROM facet_counts f WHERE f.facet = 'company' AND f.value = p.slug AND f.kind = 'event'), 0),
			coalesce((SELECT sum(n) FROM facet_counts f WHERE f.facet = 'company' AND f.value = p.slug AND f.kind = 'response'), 0),
			ARRAY(SELECT l.name FROM listings i JOIN lists l ON l.id = i.list_id
			      WHERE i.company_id = p.id AND upper_inf(i.days) ORDER BY lower(i.days))
		FROM page p ORDER BY lower(p.name), p.id`,
		pgx.NamedArgs{"country": q.Country, "key": nameKey(q.Name), "after": q.After, "limit": q.Limit + 1})
	lines, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c tracker.CompanyLine, err error) {
		return c, row.Scan(&c.Slug, &c.Name, &c.NativeName, &c.Country, &c.Sector, &c.Moves, &c.Countermoves, &c.Lists)
	})
	if err != nil {
		return nil, false, fmt.Errorf("listing companies: %w", err)
	}
	more := len(lines) > q.Limit
	return lines[:min(len(lines), q.Limit)], more, nil
}

// CompanyCountries are the countries that companies on file come from.
func (s *Store) CompanyCountries(ctx context.Context) ([]string, error) {
	ctx, cancel := reading(ctx)
	defer cancel()
	rows, _ := s.DB.Query(ctx, `SELECT DISTINCT country FROM companies ORDER BY 1`)
	countries, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("listing countries: %w", err)
	}
	return countries, nil
}
