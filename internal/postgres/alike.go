package postgres

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"countermove/internal/tracker"

	"github.com/jackc/pgx/v5"
)

// An Alike is a published document that may be the same as one about to be, and
// in what they agree.
type Alike struct {
	Kind  tracker.Kind
	ID    int64
	Slug  string
	Label string
	On    tracker.Date
	Why   []string // "legal", "url", "title", "companies", "source", the strongest first
}

const (
	mostAlike = 3
	// near is how far apart two records of one thing may be dated: an order is
	// signed, made known and printed within a week.
	near     = 7 * 24 * time.Hour
	mostNear = 500
	// Titles are compared over a year and a bit: a date may be mistyped, and a
	// rule taken for the one it amends.
	nearTitles = 400 * 24 * time.Hour
	mostTitles = 3000
)

// Alike looks for published documents that look like doc: for events and
// responses the same legal citation, a like title within a year or so, and,
// within a week, the same company or the same source; for sources the same address. id is doc's own; 0:
// it is new.
func (s *Store) Alike(ctx context.Context, id int64, doc tracker.Document) ([]Alike, error) {
	switch d := doc.(type) {
	case *tracker.Source:
		return s.SourcesAt(ctx, id, d.URL)
	case *tracker.Event:
		like := entryLike{id: id, kind: d.Kind(), title: d.Title, on: d.Announced(), citation: d.LegalCitation, identifier: d.LegalIdentifier}
		for _, c := range d.Companies {
			like.companies = append(like.companies, c.Company)
		}
		for _, c := range d.Citations {
			like.sources = append(like.sources, c.Source)
		}
		for _, r := range d.Related {
			like.except = append(like.except, r.Event)
		}
		return s.entriesLike(ctx, like)
	case *tracker.Response:
		like := entryLike{id: id, kind: d.Kind(), title: d.Title}
		like.on, _ = d.Occurred.Parse()
		for _, c := range d.Companies {
			like.companies = append(like.companies, c.Company)
		}
		for _, c := range d.Citations {
			like.sources = append(like.sources, c.Source)
		}
		return s.entriesLike(ctx, like)
	}
	return nil, nil
}

type entryLike struct {
	id                          int64
	kind                        tracker.Kind
	title, citation, identifier string
	on                          tracker.Span
	companies, sources, except  []string // slugs
}

// alikeSQL bounds each way to find: what is near in time is found by the index on
// days, so that neither a company with a thousand entries nor a hundred thousand
// titles make it slow. The same source alone needs a title that has something in
// common: one article may tell of all that a week brought.
var alikeSQL = `
	WITH near AS MATERIALIZED (
		SELECT e.id FROM entries e WHERE e.kind = @kind AND e.on_date BETWEEN @from AND @to
		ORDER BY e.on_date DESC, e.id DESC LIMIT @most
	), titles AS MATERIALIZED (
		SELECT e.id, e.title FROM entries e
		WHERE @title <> '' AND e.kind = @kind AND e.on_date BETWEEN coalesce(@since, '-infinity'::date) AND coalesce(@until, 'infinity'::date)
		ORDER BY e.on_date DESC, e.id DESC LIMIT @titles
	), found AS (
		(SELECT v.entry_id AS id, 'legal' AS why FROM events v
		 WHERE @kind = 'event' AND (@citation <> '' AND v.legal_citation = @citation OR @identifier <> '' AND v.legal_identifier = @identifier)
		 LIMIT 20)
		UNION
		SELECT near.id, 'companies' FROM near JOIN entry_companies c ON c.entry_id = near.id JOIN companies k ON k.id = c.company_id
		WHERE k.slug = ANY(@companies)
		UNION
		SELECT near.id, 'source' FROM near JOIN citations c ON c.entry_id = near.id JOIN sources k ON k.id = c.source_id
		WHERE k.slug = ANY(@sources)
		UNION
		SELECT id, 'title' FROM titles WHERE similarity(title, @title) >= 0.5
	), weighed AS (
		SELECT e.kind, e.id, e.slug, e.title, ` + dateText(`e.on_date`, `e.on_precision`) + ` AS day, similarity(e.title, @title) AS likeness,
			array_agg(f.why ORDER BY array_position(ARRAY['legal', 'title', 'companies', 'source'], f.why)) AS why
		FROM found f JOIN entries e ON e.id = f.id
		WHERE e.kind = @kind AND e.id <> @id AND NOT e.slug = ANY(@except)
		GROUP BY e.id
	)
	SELECT kind, id, slug, title, day, why FROM weighed
	WHERE why <> '{source}' OR likeness >= 0.25
	ORDER BY ('legal' = ANY(why)) DESC, ('title' = ANY(why)) DESC, cardinality(why) DESC, likeness DESC, id
	LIMIT @limit`

func (s *Store) entriesLike(ctx context.Context, like entryLike) ([]Alike, error) {
	ctx, cancel := reading(ctx)
	defer cancel()
	args := pgx.NamedArgs{"id": like.id, "kind": like.kind, "title": plainText(like.title), "citation": plainText(like.citation), "identifier": plainText(like.identifier),
		"companies": plainTexts(like.companies), "sources": plainTexts(like.sources), "except": plainTexts(like.except),
		"from": nil, "to": nil, "most": mostNear, "since": nil, "until": nil, "titles": mostTitles, "limit": mostAlike}
	if !like.on.IsZero() {
		args["from"], args["to"] = like.on.First.Add(-near), like.on.Last.Add(near)
		args["since"], args["until"] = like.on.First.Add(-nearTitles), like.on.Last.Add(nearTitles)
	}
	rows, _ := s.DB.Query(ctx, alikeSQL, args)
	found, err := pgx.CollectRows(rows, toAlike)
	if err != nil {
		return nil, fmt.Errorf("looking for like entries: %w", err)
	}
	return found, nil
}

func toAlike(row pgx.CollectableRow) (Alike, error) {
	var a Alike
	return a, row.Scan(&a.Kind, &a.ID, &a.Slug, &a.Label, &a.On, &a.Why)
}

// SourcesAt finds the published sources at any of some addresses, however they
// are written: with www or without, by http or https. id is left out.
func (s *Store) SourcesAt(ctx context.Context, id int64, addresses ...string) ([]Alike, error) {
	ctx, cancel := reading(ctx)
	defer cancel()
	var written []string
	for _, address := range addresses {
		written = append(written, spellings(plainText(address))...)
	}
	if len(written) == 0 {
		return nil, nil
	}
	rows, _ := s.DB.Query(ctx, `
		SELECT 'source', s.id, s.slug, s.title, coalesce(`+dateText(`s.published_on`, `s.published_precision`)+`, ''), ARRAY['url']
		FROM sources s WHERE s.url <> '' AND s.url = ANY($1) AND s.id <> $2
		ORDER BY s.url = $3 DESC, s.id LIMIT $4`, written, id, written[0], mostAlike)
	found, err := pgx.CollectRows(rows, toAlike)
	if err != nil {
		return nil, fmt.Errorf("looking for sources at an address: %w", err)
	}
	return found, nil
}

// spellings are the ways one address may be written; as given comes first.
func spellings(address string) []string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || !tracker.WebAddress(u.String()) {
		return nil
	}
	u.Fragment = ""
	all := []string{u.String()}
	host, path := strings.TrimPrefix(strings.ToLower(u.Host), "www."), strings.TrimSuffix(u.Path, "/")
	u.RawPath = ""
	for _, scheme := range []string{"https", "http"} {
		for _, www := range []string{"", "www."} {
			for _, slash := range []string{"", "/"} {
				u.Scheme, u.Host, u.Path = scheme, www+host, path+slash
				all = append(all, u.String())
			}
		}
	}
	return all
}

// plainText is a text that was typed, as far as the database can take it.
func plainText(text string) string {
	const most = 2000 // bytes
	text = strings.ReplaceAll(strings.TrimSpace(text), "\x00", "")
	return strings.ToValidUTF8(text[:min(len(text), most)], "")
}

func plainTexts(texts []string) []string {
	plain := []string{} // never NULL, which nothing equals
	for _, text := range texts {
		plain = append(plain, plainText(text))
	}
	return plain
}
