-- Documents and their revisions: everything editorial. What readers see is
-- projected from them onto the tables of the later migrations, which hold
-- nothing that is not public. A draft or a withdrawn entry has no row there,
-- so no reader's query can show one by omission.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- The one row that tells which state of the public data this is. Every
-- publication locks it first and raises the number, which orders publications
-- and names the state in ETags.
CREATE TABLE site (
    only_row     boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    data_version bigint NOT NULL DEFAULT 1,
    published_at timestamptz
);
INSERT INTO site DEFAULT VALUES;

CREATE TABLE documents (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind             text NOT NULL CHECK (kind IN ('event', 'response', 'company', 'source', 'authority', 'list', 'technology')),
    slug             text,        -- today's; NULL until first published
    public_id        text UNIQUE, -- of /e/{id}; entries only; never reused, as rows are never deleted
    label            text NOT NULL, -- title or name, for editors' lists
    version          integer NOT NULL DEFAULT 0 CHECK (version >= 0), -- of the latest publication
    created_at       timestamptz NOT NULL DEFAULT now(),
    published_at     timestamptz, -- the latest version
    withdrawn_at     timestamptz,
    withdrawn_by     bigint REFERENCES users,
    withdrawn_reason text CHECK (withdrawn_reason <> ''),
    UNIQUE (id, kind),
    CHECK ((version = 0) = (slug IS NULL)),
    CHECK ((version = 0) = (published_at IS NULL)),
    CHECK ((kind IN ('event', 'response')) = (public_id IS NOT NULL)),
    CHECK (public_id ~ '^[0-9a-hjkmnp-tv-z]{7}$'),
    CHECK ((withdrawn_at IS NULL) = (withdrawn_reason IS NULL)),
    CHECK (withdrawn_at IS NULL OR version > 0)
);
CREATE INDEX ON documents (kind, slug);
CREATE INDEX ON documents (published_at DESC, id DESC);

-- Every address a document ever had. One in use is never given to another.
CREATE TABLE slugs (
    kind        text NOT NULL,
    slug        text NOT NULL,
    document_id bigint NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (kind, slug),
    FOREIGN KEY (document_id, kind) REFERENCES documents (id, kind),
    CHECK (slug ~ CASE kind WHEN 'authority' THEN '^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$' ELSE '^[a-z0-9]+(-[a-z0-9]+)*$' END),
    CHECK (length(slug) <= 100)
);
CREATE INDEX ON slugs (document_id);
CREATE INDEX ON slugs USING gin (slug gin_trgm_ops); -- "did you mean"
ALTER TABLE documents ADD FOREIGN KEY (kind, slug) REFERENCES slugs (kind, slug) DEFERRABLE INITIALLY DEFERRED;

-- A revision is a stored document. A version is a published one: numbered,
-- public and never changed.
CREATE TABLE revisions (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    document_id  bigint NOT NULL REFERENCES documents,
    state        text NOT NULL CHECK (state IN ('draft', 'in_review', 'rejected', 'published', 'superseded')),
    number       integer CHECK (number > 0),
    base_version integer NOT NULL CHECK (base_version >= 0), -- the version it was written upon
    slug         text NOT NULL DEFAULT '',
    doc          jsonb NOT NULL CHECK (jsonb_typeof(doc) = 'object'),
    note         text NOT NULL DEFAULT '',
    author_id    bigint REFERENCES users, -- NULL: imported
    created_at   timestamptz NOT NULL DEFAULT now(),
    saved_at     timestamptz NOT NULL DEFAULT now(),
    decided_by   bigint REFERENCES users,
    published_at timestamptz,
    UNIQUE (document_id, number),
    CHECK ((state IN ('published', 'superseded')) = (number IS NOT NULL)),
    CHECK ((number IS NULL) = (published_at IS NULL))
);
CREATE UNIQUE INDEX revisions_one_published ON revisions (document_id) WHERE state = 'published';
CREATE UNIQUE INDEX revisions_one_draft_each ON revisions (document_id, author_id) WHERE state = 'draft';
CREATE INDEX ON revisions (author_id, saved_at DESC) WHERE state = 'draft';

CREATE FUNCTION keep_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.number IS NULL THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - 'state') = (to_jsonb(OLD) - 'state')
       AND OLD.state = 'published' AND NEW.state = 'superseded' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'version % of document % is published and stays as it is', OLD.number, OLD.document_id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER versions_are_kept BEFORE UPDATE OR DELETE ON revisions
    FOR EACH ROW EXECUTE FUNCTION keep_versions();

CREATE FUNCTION keep_documents() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.version > 0 THEN
        RAISE EXCEPTION 'document % was published and cannot be deleted, only withdrawn', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER published_documents_are_kept BEFORE DELETE ON documents
    FOR EACH ROW EXECUTE FUNCTION keep_documents();
