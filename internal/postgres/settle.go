package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"countermove/internal/tracker"

	"github.com/jackc/pgx/v5"
)

// dirty is what a publication leaves to be brought up to date: entries whose
// evidence, facets and card depend on what changed, and listings.
type dirty struct {
	entries  map[int64]bool // true: everything; false: the card alone
	listings map[listingKey]bool
	settled  func(n, of int) // hears how many entries are done
}

type listingKey struct{ company, list int64 }

func newDirty() *dirty {
	return &dirty{entries: map[int64]bool{}, listings: map[listingKey]bool{}, settled: func(int, int) {}}
}

func (d *dirty) touch(ids []int64, everything bool) {
	for _, id := range ids {
		d.entries[id] = d.entries[id] || everything
	}
}

// touchNeighbours notes what hangs on entries as they stand in the tables now:
// the entries themselves, those that link to them or are linked by them, and
// the listings they act on. It is asked before and after a projection, so that
// a link that went is mended as well as one that came.
func (s *Store) touchNeighbours(ctx context.Context, ids []int64, dirty *dirty) error {
	dirty.touch(ids, true)
	rows, _ := s.DB.Query(ctx, `
		SELECT from_id FROM entry_links WHERE to_id = ANY($1)
		UNION SELECT to_id FROM entry_links WHERE from_id = ANY($1)`, ids)
	linked, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("looking for linked entries: %w", err)
	}
	dirty.touch(linked, false)
	return s.touchListings(ctx, `entry_id = ANY($1)`, ids, dirty)
}

func (s *Store) touchListings(ctx context.Context, where string, ids []int64, dirty *dirty) error {
	rows, _ := s.DB.Query(ctx, `SELECT DISTINCT company_id, list_id FROM listing_acts WHERE `+where, ids)
	var key listingKey
	_, err := pgx.ForEachRow(rows, []any{&key.company, &key.list}, func() error {
		dirty.listings[key] = true
		return nil
	})
	if err != nil {
		return fmt.Errorf("looking for listings: %w", err)
	}
	return nil
}

// dependants are, for each kind that is no entry, the entries whose facets or
// card show it, or whose evidence leans on it.
var dependants = map[tracker.Kind]string{
	tracker.KindTechnology: `SELECT entry_id FROM entry_technologies WHERE technology_id = ANY($1)`,
	tracker.KindAuthority:  `SELECT entry_id FROM events WHERE authority_id = ANY($1)`,
	tracker.KindCompany:    `SELECT entry_id FROM entry_companies WHERE company_id = ANY($1)`,
	tracker.KindList:       `SELECT entry_id FROM listing_acts WHERE list_id = ANY($1)`,
	tracker.KindSource: `
		WITH RECURSIVE leaning(id) AS (
			SELECT unnest($1::bigint[])
			UNION SELECT r.source_id FROM leaning JOIN source_relays r ON r.relays_id = leaning.id
		)
		SELECT entry_id FROM citations JOIN leaning ON leaning.id = source_id`,
}

// touchUsers notes what depends on documents that are no entries. New ones have
// no dependants yet, and cost a look at an index.
func (s *Store) touchUsers(ctx context.Context, kind tracker.Kind, ids []int64, dirty *dirty) error {
	rows, _ := s.DB.Query(ctx, dependants[kind], ids)
	entries, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("looking for what depends on a %s: %w", kind, err)
	}
	dirty.touch(entries, true)
	if kind == tracker.KindList { // the rule that dates its listings may have changed
		return s.touchListings(ctx, `list_id = ANY($1)`, ids, dirty)
	}
	return nil
}

// settleChunk bounds the memory that settling takes, however much an import
// has changed.
const settleChunk = 1000

// settle brings up to date what a publication touched.
func (s *Store) settle(ctx context.Context, dirty *dirty) error {
	ids := slices.Sorted(maps.Keys(dirty.entries))
	done := 0
	for chunk := range slices.Chunk(ids, settleChunk) {
		whole := slices.DeleteFunc(slices.Clone(chunk), func(id int64) bool { return !dirty.entries[id] })
		if err := s.checkLinks(ctx, whole); err != nil {
			return err
		}
		if err := s.settleEvidence(ctx, whole); err != nil {
			return err
		}
		if err := s.settleFacets(ctx, whole); err != nil {
			return err
		}
		if err := s.settleSearch(ctx, whole); err != nil {
			return err
		}
		if err := s.settleCards(ctx, chunk); err != nil {
			return err
		}
		done += len(chunk)
		dirty.settled(done, len(ids))
	}
	return s.settleListings(ctx, slices.Collect(maps.Keys(dirty.listings)))
}

// checkLinks holds the rules of links that need both ends: no response before
// the event it answers, no relation to a later event, no retaliation within one
// jurisdiction or for an easing.
func (s *Store) checkLinks(ctx context.Context, ids []int64) error {
	rows, _ := s.DB.Query(ctx, `
		SELECT a.slug, b.slug, l.relation, l.ordinal,
			CASE WHEN l.relation = 'answers' AND `+lastDay("a")+` < b.on_date THEN 'answers early'
			     WHEN `+lastDay("a")+` < b.on_date THEN 'relates early'
			     WHEN ja.jurisdiction = jb.jurisdiction THEN 'one jurisdiction'
			     ELSE 'easing' END
		FROM entry_links l
		JOIN entries a ON a.id = l.from_id
		JOIN entries b ON b.id = l.to_id
		LEFT JOIN (events ea JOIN authorities ja ON ja.id = ea.authority_id) ON ea.entry_id = a.id
		LEFT JOIN (events eb JOIN authorities jb ON jb.id = eb.authority_id) ON eb.entry_id = b.id
		WHERE (l.from_id = ANY($1) OR l.to_id = ANY($1))
		  AND (`+lastDay("a")+` < b.on_date
		       OR l.relation = 'retaliates_for' AND (ja.jurisdiction = jb.jurisdiction OR eb.direction IN ('eases', 'lifts')))
		ORDER BY l.from_id, l.ordinal
		LIMIT 20`, ids)
	var v tracker.Invalid
	var from, to, relation, why string
	var ordinal int
	_, err := pgx.ForEachRow(rows, []any{&from, &to, &relation, &ordinal, &why}, func() error {
		field := fmt.Sprintf("related[%d].event", ordinal)
		if relation == "answers" {
			field = fmt.Sprintf("answers[%d]", ordinal)
		}
		v.Add(field, linkProblems[why], from, to)
		return nil
	})
	if err != nil {
		return fmt.Errorf("checking links: %w", err)
	}
	return v.Err()
}

var linkProblems = map[string]string{
	"answers early":    "“%s” is dated before “%s” was announced, so it cannot answer it. Correct the date, or remove the row.",
	"relates early":    "“%s” is dated before “%s”. An event relates to earlier ones: enter the relation there, or remove the row.",
	"one jurisdiction": "“%s” and “%s” are acts of one jurisdiction, so the one cannot retaliate for the other. Choose another relation.",
	"easing":           "“%s” cannot retaliate for “%s”, which eases or lifts a restriction. Choose another relation.",
}

// lastDay is SQL for the last day that the date of an entry may stand for.
func lastDay(alias string) string {
	return `(CASE ` + alias + `.on_precision WHEN 'year' THEN ` + alias + `.on_date + interval '1 year - 1 day'
		WHEN 'month' THEN ` + alias + `.on_date + interval '1 month - 1 day' ELSE ` + alias + `.on_date END)`
}

// settleListings works the stretches on lists out anew from all acts on file.
func (s *Store) settleListings(ctx context.Context, keys []listingKey) error {
	for chunk := range slices.Chunk(keys, settleChunk) {
		companies, lists := make([]int64, len(chunk)), make([]int64, len(chunk))
		for i, k := range chunk {
			companies[i], lists[i] = k.company, k.list
		}
		rows, _ := s.DB.Query(ctx, `
			SELECT a.company_id, a.list_id, a.entry_id, a.action,
				CASE l.listed_from WHEN 'effective' THEN coalesce(
					(SELECT min(d.on_date) FROM entry_dates d WHERE d.entry_id = a.entry_id AND d.kind = 'effective'), e.on_date)
				ELSE e.on_date END
			FROM unnest($1::bigint[], $2::bigint[]) k(company_id, list_id)
			JOIN listing_acts a USING (company_id, list_id)
			JOIN lists l ON l.id = a.list_id
			JOIN entries e ON e.id = a.entry_id`, companies, lists)
		acts := map[listingKey][]tracker.DatedAct{}
		var key listingKey
		var act tracker.DatedAct
		_, err := pgx.ForEachRow(rows, []any{&key.company, &key.list, &act.Event, &act.Action, &act.On}, func() error {
			acts[key] = append(acts[key], act)
			return nil
		})
		if err != nil {
			return fmt.Errorf("reading acts upon listings: %w", err)
		}
		if err := s.writeListings(ctx, companies, lists, acts); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) writeListings(ctx context.Context, companies, lists []int64, acts map[listingKey][]tracker.DatedAct) error {
	type listingRow struct {
		CompanyID int64  `json:"company_id"`
		ListID    int64  `json:"list_id"`
		Days      string `json:"days"`
		AddedBy   *int64 `json:"added_by"`
		RemovedBy *int64 `json:"removed_by"`
	}
	var rows []listingRow
	for key, of := range acts {
		for _, l := range tracker.Listings(of) {
			row := listingRow{CompanyID: key.company, ListID: key.list, Days: "[" + bound(l.From) + "," + bound(l.Until) + ")"}
			if l.AddedBy != 0 {
				row.AddedBy = &l.AddedBy
			}
			if l.RemovedBy != 0 {
				row.RemovedBy = &l.RemovedBy
			}
			rows = append(rows, row)
		}
	}
	data, err := json.Marshal(rows)
	if err != nil {
		return fmt.Errorf("encoding listings: %w", err)
	}
	batch := &pgx.Batch{}
	batch.Queue(`DELETE FROM listings USING unnest($1::bigint[], $2::bigint[]) k(company_id, list_id)
		WHERE listings.company_id = k.company_id AND listings.list_id = k.list_id`, companies, lists)
	if len(rows) > 0 {
		batch.Queue(`INSERT INTO listings SELECT * FROM jsonb_populate_recordset(NULL::listings, $1)`, json.RawMessage(data))
	}
	if err := s.DB.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("writing listings: %w", err)
	}
	return nil
}

// bound is a bound of a daterange; a zero day is an open end.
func bound(day time.Time) string {
	if day.IsZero() {
		return ""
	}
	return day.Format(time.DateOnly)
}
