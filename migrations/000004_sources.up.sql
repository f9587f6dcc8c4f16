-- Sources and who repeats whom.

CREATE TABLE sources (
    id                  bigint PRIMARY KEY,
    kind                text NOT NULL GENERATED ALWAYS AS ('source') STORED,
    slug                text NOT NULL UNIQUE,
    title               text NOT NULL CHECK (title <> ''),
    publisher           text NOT NULL,
    author              text NOT NULL,
    url                 text NOT NULL CHECK (url = '' OR url ~ '^https?://'),
    archived_url        text NOT NULL CHECK (archived_url = '' OR archived_url ~ '^https?://'),
    published_on        date,
    published_precision text CHECK (published_precision IN ('day', 'month', 'year')),
    language            text NOT NULL,
    source_kind         text NOT NULL CHECK (source_kind IN ('primary', 'company_statement', 'news', 'syndication', 'analysis')),
    seen                boolean NOT NULL,
    search              tsvector NOT NULL, -- title and publisher, for the editors' picker
    FOREIGN KEY (id, kind) REFERENCES documents (id, kind),
    CHECK ((published_on IS NULL) = (published_precision IS NULL))
);
CREATE INDEX ON sources USING gin (search);
CREATE INDEX ON sources (url) WHERE url <> '';

CREATE TABLE source_relays (
    source_id bigint NOT NULL REFERENCES sources ON DELETE CASCADE,
    relays_id bigint NOT NULL REFERENCES sources DEFERRABLE,
    how       text NOT NULL CHECK (how IN ('reports', 'syndicates', 'translates', 'quotes')),
    ordinal   integer NOT NULL,
    PRIMARY KEY (source_id, relays_id)
);
CREATE INDEX ON source_relays (relays_id);

-- A text cannot be its own origin. The check looks down from what is relayed,
-- once all rows of a transaction are in.
CREATE FUNCTION refuse_relay_circle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        WITH RECURSIVE below(id) AS (
            SELECT NEW.relays_id
            UNION
            SELECT r.relays_id FROM below JOIN source_relays r ON r.source_id = below.id
        )
        SELECT FROM below WHERE id = NEW.source_id
    ) THEN
        RAISE EXCEPTION 'the relays of source % close a circle', NEW.source_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'source_relays_no_circle';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER source_relays_no_circle AFTER INSERT OR UPDATE ON source_relays
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION refuse_relay_circle();
