package postgres

import (
	"context"
	"fmt"
	"slices"

	"countermove/internal/tracker"

	"github.com/jackc/pgx/v5"
)

// Timeline reads a page of the entries that pass the filter, at most size, the
// newest first.
func (s *Store) Timeline(ctx context.Context, f tracker.Filter, w tracker.Window, size int) (tracker.Timeline, error) {
	ctx, cancel := reading(ctx)
	defer cancel()
	m := match(f)
	op, order, more := "<", "DESC", ">="
	cursor := w.Before
	if w.After != nil {
		op, order, more, cursor = ">", "ASC", "<=", w.After
	}
	where := m.where
	if cursor != nil {
		m.args["on"], m.args["id"] = cursor.On, cursor.ID
		where += ` AND (` + m.on + `, ` + m.id + `) ` + op + ` (@on, @id)`
	}
	m.args["limit"] = size + 1
	batch := &pgx.Batch{}
	batch.Queue(`SELECT `+itemColumns+` FROM `+m.from+` WHERE `+where+`
		ORDER BY `+m.on+` `+order+`, `+m.id+` `+order+` LIMIT @limit`, m.args)
	if cursor != nil { // is there anything on the other side of the cursor?
		batch.Queue(`SELECT EXISTS (SELECT FROM `+m.from+` WHERE `+m.where+` AND (`+m.on+`, `+m.id+`) `+more+` (@on, @id))`, m.args)
	}
	results := s.DB.SendBatch(ctx, batch)
	defer func() { _ = results.Close() }() // the queries below report what fails
	rows, _ := results.Query()
	items, err := pgx.CollectRows(rows, toItem)
	if err != nil {
		return tracker.Timeline{}, fmt.Errorf("reading the timeline: %w", err)
	}
	behind := false
	if cursor != nil {
		if err := results.QueryRow().Scan(&behind); err != nil {
			return tracker.Timeline{}, fmt.Errorf("looking past the cursor: %w", err)
		}
	}
	ahead := len(items) > size
	items = items[:min(len(items), size)]
	page := tracker.Timeline{Items: items}
	if w.After != nil {
		slices.Reverse(items)
		ahead, behind = behind, ahead
	}
	if len(items) == 0 {
		if behind && cursor != nil {
			page.Newer = cursor
		}
		if ahead && cursor != nil {
			page.Older = cursor
		}
		return page, nil
	}
	first, last := items[0], items[len(items)-1]
	if ahead {
		page.Older = &tracker.Cursor{On: last.On.First, ID: last.ID}
	}
	if behind {
		page.Newer = &tracker.Cursor{On: first.On.First, ID: first.ID}
	}
	return page, nil
}

const itemColumns = `e.id, e.kind, e.public_id, e.slug, e.title, e.summary, e.on_date, e.on_precision, e.confidence, e.grade, e.origins, e.version, e.card`

func toItem(row pgx.CollectableRow) (tracker.Item, error) {
	var i tracker.Item
	err := row.Scan(&i.ID, &i.Kind, &i.PublicID, &i.Slug, &i.Title, &i.Summary, &i.On.First, &i.On.Precision, &i.Confidence, &i.Grade, &i.Origins, &i.Version, &i.Card)
	i.On = tracker.SpanOf(i.On.First, i.On.Precision)
	return i, err
}

// A matching is a filter as SQL. on and id are the columns in whose order the
// entries stand.
type matching struct {
	from, where string
	on, id      string
	args        pgx.NamedArgs
}

// drivers are the facets in the order in which one is picked to lead a query:
// those that narrow most come first.
var drivers = []tracker.Facet{
	tracker.FacetCompany, tracker.FacetList, tracker.FacetAuthority, tracker.FacetTechnology, tracker.FacetStrategy,
	tracker.FacetInstrument, tracker.FacetDirection, tracker.FacetJurisdiction, tracker.FacetEvidence, tracker.FacetKind,
}

// match writes a filter as SQL. A facet with one value leads: its rows stand in
// page order in an index. The others are probes by key. Each combination of
// facets is one text, so that its plan is prepared once.
func match(f tracker.Filter) matching { return matchNamed(f, "") }

// matchNamed is match with a prefix before the names of its arguments, for a
// statement that holds several filters.
func matchNamed(f tracker.Filter, prefix string) matching {
	m := matching{from: `entries e`, where: `true`, on: `e.on_date`, id: `e.id`, args: pgx.NamedArgs{}}
	lead := tracker.Facet("")
	for _, facet := range drivers {
		if len(f.Values[facet]) == 1 {
			lead = facet
			m.from = `entry_facets d JOIN entries e ON e.id = d.entry_id`
			m.where = `d.facet = '` + string(facet) + `' AND d.value = @` + prefix + string(facet)
			m.on, m.id = `d.on_date`, `d.entry_id`
			m.args[prefix+string(facet)] = f.Values[facet][0]
			break
		}
	}
	for _, facet := range tracker.Facets {
		if facet == lead || len(f.Values[facet]) == 0 {
			continue
		}
		name := string(facet)
		m.where += ` AND EXISTS (SELECT FROM entry_facets x WHERE x.entry_id = ` + m.id +
			` AND x.facet = '` + name + `' AND x.value = ANY(@` + prefix + name + `))`
		m.args[prefix+name] = f.Values[facet]
	}
	if from, err := f.From.Parse(); err == nil {
		m.where += ` AND ` + m.on + ` >= @` + prefix + `from`
		m.args[prefix+"from"] = from.First
	}
	if until, err := f.Until.Parse(); err == nil {
		m.where += ` AND ` + m.on + ` <= @` + prefix + `until`
		m.args[prefix+"until"] = until.Last
	}
	if f.Text != "" {
		q := query(f.Text)
		if q == "" {
			m.where += ` AND false` // nothing in it can be searched for
		} else {
			m.where += ` AND EXISTS (SELECT FROM entry_search w WHERE w.entry_id = ` + m.id + ` AND w.words @@ @` + prefix + `text::tsquery)`
			m.args[prefix+"text"] = q
		}
	}
	return m
}

// single tells the one facet and value of a filter that has nothing else but,
// perhaps, dates: its counts are kept, not counted. The unfiltered timeline is
// the sum of the facet "kind".
func single(f tracker.Filter) (facet tracker.Facet, values []string, ok bool) {
	if f.Text != "" {
		return "", nil, false
	}
	if len(f.Values) == 0 {
		return tracker.FacetKind, []string{"event", "response"}, true
	}
	for facet, values := range f.Values {
		if len(f.Values) == 1 && len(values) == 1 {
			return facet, values, true
		}
	}
	return "", nil, false
}

// FilterLabels finds what the documents are called that a filter names. What is
// not on file is an Invalid whose field is the facet.
func (s *Store) FilterLabels(ctx context.Context, f tracker.Filter) (map[tracker.Facet]map[string]string, error) {
	ctx, cancel := reading(ctx)
	defer cancel()
	var kinds, slugs []string
	labels := map[tracker.Facet]map[string]string{}
	for _, facet := range tracker.Facets {
		if kind, ok := facet.DocumentKind(); ok {
			labels[facet] = map[string]string{}
			for _, value := range f.Values[facet] {
				if tracker.CheckSlug(kind, value) != nil {
					continue // ParseFilter has said so
				}
				kinds, slugs = append(kinds, string(kind)), append(slugs, value)
			}
		}
	}
	if len(slugs) == 0 {
		return labels, nil
	}
	rows, _ := s.DB.Query(ctx, `
		SELECT d.kind, d.slug, d.label FROM unnest($1::text[], $2::text[]) u(kind, slug)
		JOIN documents d USING (kind, slug) WHERE d.version > 0 AND d.withdrawn_at IS NULL`, kinds, slugs)
	var facet tracker.Facet // its name is the kind's
	var slug, label string
	if _, err := pgx.ForEachRow(rows, []any{&facet, &slug, &label}, func() error {
		labels[facet][slug] = label
		return nil
	}); err != nil {
		return nil, fmt.Errorf("reading filter labels: %w", err)
	}
	var v tracker.Invalid
	for _, facet := range tracker.Facets {
		kind, ok := facet.DocumentKind()
		if !ok {
			continue
		}
		for _, value := range f.Values[facet] {
			if _, ok := labels[facet][value]; !ok && tracker.CheckSlug(kind, value) == nil {
				v.Add(string(facet), "There is no “%s” on file.", value)
			}
		}
	}
	return labels, v.Err()
}
