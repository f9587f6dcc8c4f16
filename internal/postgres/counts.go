package postgres

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"countermove/internal/tracker"

	"github.com/jackc/pgx/v5"
)

// mostCounted bounds what a page may count of a filter whose counts are not
// kept: past it the page says "more than".
const mostCounted = 10_000

// Count tells how many entries pass a filter.
func (s *Store) Count(ctx context.Context, f tracker.Filter) (tracker.Count, error) {
	ctx, cancel := reading(ctx)
	defer cancel()
	var c tracker.Count
	if facet, values, ok := single(f); ok && f.From == "" && f.Until == "" {
		err := s.DB.QueryRow(ctx, `
			SELECT coalesce(sum(n) FILTER (WHERE kind = 'event'), 0), coalesce(sum(n) FILTER (WHERE kind = 'response'), 0)
			FROM facet_counts WHERE facet = $1 AND value = ANY($2)`, facet, values).Scan(&c.Moves, &c.Countermoves)
		if err != nil {
			return c, fmt.Errorf("reading counts: %w", err)
		}
		return c, nil
	}
	m := match(f)
	m.args["most"] = mostCounted + 1
	err := s.DB.QueryRow(ctx, `
		SELECT count(*) FILTER (WHERE kind = 'event'), count(*) FILTER (WHERE kind = 'response')
		FROM (SELECT e.kind FROM `+m.from+` WHERE `+m.where+` LIMIT @most) x`, m.args).Scan(&c.Moves, &c.Countermoves)
	if err != nil {
		return c, fmt.Errorf("counting: %w", err)
	}
	c.More = c.Total() > mostCounted
	return c, nil
}

// Months counts the entries that pass a filter, whatever its dates, by the
// month they begin in; months without any are left out. Of a combination of
// facets the newest ten thousand are counted.
func (s *Store) Months(ctx context.Context, f tracker.Filter) ([]tracker.MonthCount, error) {
	ctx, cancel := reading(ctx)
	defer cancel()
	var rows pgx.Rows
	if facet, values, ok := single(f); ok {
		rows, _ = s.DB.Query(ctx, `
			SELECT month, coalesce(sum(n) FILTER (WHERE kind = 'event'), 0), coalesce(sum(n) FILTER (WHERE kind = 'response'), 0)
			FROM facet_months WHERE facet = $1 AND value = ANY($2) GROUP BY month ORDER BY month`, facet, values)
	} else {
		m := match(f.Between("", ""))
		m.args["most"] = mostCounted
		rows, _ = s.DB.Query(ctx, `
			SELECT date_trunc('month', on_date::timestamp)::date, count(*) FILTER (WHERE kind = 'event'), count(*) FILTER (WHERE kind = 'response')
			FROM (SELECT e.on_date, e.kind FROM `+m.from+` WHERE `+m.where+` ORDER BY `+m.on+` DESC, `+m.id+` DESC LIMIT @most) x
			GROUP BY 1 ORDER BY 1`, m.args)
	}
	months, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c tracker.MonthCount, err error) {
		return c, row.Scan(&c.First, &c.Moves, &c.Countermoves)
	})
	if err != nil {
		return nil, fmt.Errorf("reading months: %w", err)
	}
	return months, nil
}

// mostValues bounds how many values of one facet the filter page offers.
const mostValues = 200

// Tallies counts, for each facet, the entries of each value that pass the rest
// of the filter: what choosing it would show. Most first. With facets given,
// only those.
func (s *Store) Tallies(ctx context.Context, f tracker.Filter, limit int, facets ...tracker.Facet) ([]tracker.Tally, error) {
	ctx, cancel := reading(ctx)
	defer cancel()
	if len(facets) == 0 {
		facets = tracker.Facets
	}
	limit = min(limit, mostValues)
	var counted string
	args := pgx.NamedArgs{}
	if f.IsZero() {
		counted = `SELECT facet, value, kind, n FROM facet_counts WHERE facet = ANY(@facets)`
		args["facets"] = facets
	} else {
		counted, args = tallySQL(f, facets)
	}
	args["limit"] = limit
	rows, _ := s.DB.Query(ctx, `
		WITH counted AS (`+counted+`),
		summed AS (
			SELECT facet, value, coalesce(sum(n) FILTER (WHERE kind = 'event'), 0) AS moves,
				coalesce(sum(n) FILTER (WHERE kind = 'response'), 0) AS countermoves,
				row_number() OVER (PARTITION BY facet ORDER BY sum(n) DESC, value) AS place
			FROM counted GROUP BY facet, value
		)
		SELECT t.facet, t.value, coalesce(d.label, ''), t.moves, t.countermoves
		FROM summed t
		LEFT JOIN documents d ON d.kind = t.facet AND d.slug = t.value
		WHERE place <= @limit
		ORDER BY t.facet, place`, args)
	tallies, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t tracker.Tally, err error) {
		return t, row.Scan(&t.Facet, &t.Value, &t.Label, &t.Moves, &t.Countermoves)
	})
	if err != nil {
		return nil, fmt.Errorf("reading tallies: %w", err)
	}
	return tallies, nil
}

// tallySQL counts the facets of the newest entries that pass the filter; for a
// facet that is filtered by, of those that pass the rest.
func tallySQL(f tracker.Filter, facets []tracker.Facet) (string, pgx.NamedArgs) {
	args := pgx.NamedArgs{}
	var parts []string
	count := func(f tracker.Filter, prefix string, of []tracker.Facet) {
		m := matchNamed(f, prefix)
		maps.Copy(args, m.args)
		args[prefix+"of"] = of
		parts = append(parts, `SELECT x.facet, x.value, x.kind, count(*) AS n
			FROM (SELECT `+m.id+` AS id FROM `+m.from+` WHERE `+m.where+` ORDER BY `+m.on+` DESC, `+m.id+` DESC LIMIT `+fmt.Sprint(mostCounted)+`) y
			JOIN entry_facets x ON x.entry_id = y.id AND x.facet = ANY(@`+prefix+`of)
			GROUP BY x.facet, x.value, x.kind`)
	}
	var rest []tracker.Facet
	for _, facet := range facets {
		if len(f.Values[facet]) == 0 {
			rest = append(rest, facet)
			continue
		}
		without := f.Between(f.From, f.Until)
		delete(without.Values, facet)
		count(without, "without_"+string(facet)+"_", []tracker.Facet{facet})
	}
	count(f, "", rest)
	return strings.Join(parts, ` UNION ALL `), args
}
