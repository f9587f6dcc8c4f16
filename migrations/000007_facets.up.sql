-- What the timeline is filtered by, and how many entries there are of each, so
-- that a page never counts.

-- One row for each thing an entry can be found by. value is a slug, a code or a
-- country; the date is repeated so that the timeline of one value is one index
-- scan in page order.
CREATE TABLE entry_facets (
    entry_id bigint NOT NULL REFERENCES entries ON DELETE CASCADE,
    facet    text NOT NULL CHECK (facet IN ('kind', 'jurisdiction', 'authority', 'company', 'technology',
                                            'instrument', 'direction', 'strategy', 'list', 'evidence')),
    value    text NOT NULL CHECK (value <> ''),
    kind     text NOT NULL,
    on_date  date NOT NULL,
    PRIMARY KEY (entry_id, facet, value)
);
CREATE INDEX entry_facets_in_order ON entry_facets (facet, value, on_date DESC, entry_id DESC);

CREATE TABLE facet_counts (
    facet text NOT NULL,
    value text NOT NULL,
    kind  text NOT NULL,
    n     bigint NOT NULL CHECK (n >= 0),
    PRIMARY KEY (facet, value, kind)
);
CREATE INDEX ON facet_counts (facet, n DESC);

CREATE TABLE facet_months (
    facet text NOT NULL,
    value text NOT NULL,
    kind  text NOT NULL,
    month date NOT NULL,
    n     bigint NOT NULL CHECK (n >= 0),
    PRIMARY KEY (facet, value, month, kind)
);

-- The counts follow the rows by themselves, one statement at a time, so that
-- no way of writing can leave them behind.
CREATE FUNCTION count_facets() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sign integer := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
BEGIN
    INSERT INTO facet_counts AS c (facet, value, kind, n)
        SELECT facet, value, kind, 0 FROM changed GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        ON CONFLICT DO NOTHING;
    UPDATE facet_counts c SET n = c.n + sign * d.n
        FROM (SELECT facet, value, kind, count(*) AS n FROM changed GROUP BY 1, 2, 3) d
        WHERE (c.facet, c.value, c.kind) = (d.facet, d.value, d.kind);
    INSERT INTO facet_months AS c (facet, value, kind, month, n)
        SELECT facet, value, kind, date_trunc('month', on_date::timestamp), 0 FROM changed GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 4, 3
        ON CONFLICT DO NOTHING;
    UPDATE facet_months c SET n = c.n + sign * d.n
        FROM (SELECT facet, value, kind, date_trunc('month', on_date::timestamp)::date AS month, count(*) AS n
              FROM changed GROUP BY 1, 2, 3, 4) d
        WHERE (c.facet, c.value, c.month, c.kind) = (d.facet, d.value, d.month, d.kind);
    IF sign < 0 THEN
        DELETE FROM facet_counts c USING (SELECT DISTINCT facet, value, kind FROM changed) d
            WHERE (c.facet, c.value, c.kind) = (d.facet, d.value, d.kind) AND c.n = 0;
        DELETE FROM facet_months c USING (SELECT DISTINCT facet, value FROM changed) d
            WHERE (c.facet, c.value) = (d.facet, d.value) AND c.n = 0;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER facets_counted_in AFTER INSERT ON entry_facets
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_facets();
CREATE TRIGGER facets_counted_out AFTER DELETE ON entry_facets
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_facets();
CREATE TRIGGER facets_are_not_changed BEFORE UPDATE ON entry_facets
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER facets_are_not_emptied BEFORE TRUNCATE ON entry_facets
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
