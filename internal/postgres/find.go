package postgres

import (
	"context"
	"fmt"
	"strings"

	"countermove/internal/tracker"

	"github.com/jackc/pgx/v5"
)

// A Found is a document that a search found, with a line to tell it from others.
type Found struct {
	Kind   tracker.Kind
	Slug   string
	Label  string
	Detail string
}

func toFound(row pgx.CollectableRow) (Found, error) {
	var f Found
	return f, row.Scan(&f.Kind, &f.Slug, &f.Label, &f.Detail)
}

// Find looks for public documents of a kind by what an editor types: companies
// by any name in any script, sources by address, title or publisher, events and
// responses by their words, the rest by name or code.
func (s *Store) Find(ctx context.Context, kind tracker.Kind, text string, limit int) ([]Found, error) {
	ctx, cancel := reading(ctx)
	defer cancel()
	args := pgx.NamedArgs{"kind": kind, "text": strings.TrimSpace(text), "like": escapeLike(strings.TrimSpace(text)), "key": nameKey(text), "words": query(text), "limit": limit}
	if args["key"] == "" && args["words"] == "" {
		return nil, nil
	}
	rows, _ := s.DB.Query(ctx, findSQL[kind], args)
	found, err := pgx.CollectRows(rows, toFound)
	if err != nil {
		return nil, fmt.Errorf("looking for a %s: %w", kind, err)
	}
	return found, nil
}

// entryFindSQL also finds an entry by its slug or short id, as pasted from its
// address.
var entryFindSQL = `
	SELECT e.kind, e.slug, e.title, ` + dateText(`e.on_date`, `e.on_precision`) + `
	FROM entries e
	WHERE e.kind = @kind AND (
		e.slug = regexp_replace(@text, '^.*/', '') OR e.public_id = regexp_replace(@text, '^.*/', '')
		OR @words <> '' AND e.id IN (SELECT entry_id FROM entry_search WHERE words @@ @words::tsquery))
	ORDER BY e.on_date DESC, e.id DESC LIMIT @limit`

const registerFindSQL = `
	SELECT d.kind, d.slug, d.label, d.slug FROM documents d
	WHERE d.kind = @kind AND d.version > 0 AND d.withdrawn_at IS NULL
	  AND (d.label ILIKE '%' || @like || '%' OR d.slug ILIKE @like || '%')
	ORDER BY d.label LIMIT @limit`

var findSQL = map[tracker.Kind]string{
	tracker.KindEvent: entryFindSQL, tracker.KindResponse: entryFindSQL,
	tracker.KindAuthority: registerFindSQL, tracker.KindList: registerFindSQL, tracker.KindTechnology: registerFindSQL,
	// Exact and beginnings first; something alike only for Latin names, since
	// three letters in a row say nothing of Chinese.
	tracker.KindCompany: `
		SELECT 'company', c.slug, c.name, concat_ws(' · ', nullif(c.native_name, ''), c.country, nullif(c.sector, ''))
		FROM (
			SELECT n.company_id, min(CASE WHEN n.key = @key THEN 0 WHEN n.key LIKE @key || '%' THEN 1
				WHEN n.key LIKE '%' || @key || '%' THEN 2 ELSE 3 END) AS rank, max(similarity(n.key, @key)) AS likeness
			FROM company_names n
			WHERE @key <> '' AND (n.key LIKE '%' || @key || '%' OR length(@key) >= 4 AND n.key % @key)
			GROUP BY n.company_id
		) m JOIN companies c ON c.id = m.company_id
		ORDER BY m.rank, m.likeness DESC, c.name LIMIT @limit`,
	tracker.KindSource: `
		SELECT 'source', s.slug, s.title, concat_ws(', ', nullif(s.publisher, ''), s.published_on::text)
		FROM sources s
		WHERE s.url = @text OR s.slug = @text OR @words <> '' AND s.search @@ @words::tsquery
		ORDER BY (s.url = @text OR s.slug = @text) DESC, s.published_on DESC NULLS LAST, s.id DESC LIMIT @limit`,
}

// Nearest looks for public documents whose addresses are like one that leads
// nowhere.
func (s *Store) Nearest(ctx context.Context, slug string, kinds ...tracker.Kind) ([]Found, error) {
	ctx, cancel := reading(ctx)
	defer cancel()
	const longest = 100
	slug = strings.ToLower(strings.ToValidUTF8(slug[:min(len(slug), longest)], ""))
	rows, _ := s.DB.Query(ctx, `
		SELECT d.kind, d.slug, d.label, '' FROM (
			SELECT DISTINCT ON (a.document_id) a.document_id, similarity(a.slug, $1) AS likeness
			FROM slugs a WHERE a.kind = ANY($2) AND a.slug % $1
			ORDER BY a.document_id, likeness DESC
		) m JOIN documents d ON d.id = m.document_id AND d.version > 0 AND d.withdrawn_at IS NULL
		ORDER BY m.likeness DESC, d.slug LIMIT 5`, strings.ReplaceAll(slug, "\x00", ""), kinds)
	found, err := pgx.CollectRows(rows, toFound)
	if err != nil {
		return nil, fmt.Errorf("looking for like addresses: %w", err)
	}
	return found, nil
}
