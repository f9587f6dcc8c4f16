-- What the migrations add up to, for reading. "make schema" writes this file
-- from the catalogue of a migrated database; "make check" tells when it is stale.
-- Never edit it, never run it: to change the schema, add a migration. Why things
-- are as they are stands in the comments of the migrations.
--
-- Left out: rows, and the migration tool's own table.

CREATE EXTENSION btree_gist;
CREATE EXTENSION pg_trgm;

CREATE FUNCTION count_facets()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
END $function$;

CREATE FUNCTION keep_documents()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    IF OLD.version > 0 THEN
        RAISE EXCEPTION 'document % was published and cannot be deleted, only withdrawn', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $function$;

CREATE FUNCTION keep_submitted()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    RAISE EXCEPTION 'revision % is in review and its text stays as it is', OLD.id
        USING ERRCODE = 'restrict_violation';
END $function$;

CREATE FUNCTION keep_versions()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
END $function$;

CREATE FUNCTION refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    RAISE EXCEPTION '% keeps its rows as they are', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $function$;

CREATE FUNCTION refuse_relay_circle()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
END $function$;

CREATE TABLE audit (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    at timestamp with time zone NOT NULL DEFAULT now(),
    user_id bigint,
    action text NOT NULL,
    document_id bigint,
    detail jsonb NOT NULL DEFAULT '{}'::jsonb,
    CONSTRAINT audit_pkey PRIMARY KEY (id),
    CONSTRAINT audit_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
    CONSTRAINT audit_action_check CHECK (action <> ''::text)
);
CREATE INDEX audit_at_id_idx ON audit USING btree (at DESC, id DESC);
CREATE INDEX audit_document_id_id_idx ON audit USING btree (document_id, id DESC);
CREATE TRIGGER audit_is_append_only BEFORE DELETE OR UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_is_never_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE authorities (
    id bigint NOT NULL,
    kind text NOT NULL GENERATED ALWAYS AS ('authority'::text) STORED,
    slug text NOT NULL,
    name text NOT NULL,
    jurisdiction text NOT NULL,
    url text NOT NULL,
    CONSTRAINT authorities_pkey PRIMARY KEY (id),
    CONSTRAINT authorities_slug_key UNIQUE (slug),
    CONSTRAINT authorities_id_kind_fkey FOREIGN KEY (id, kind) REFERENCES documents(id, kind),
    CONSTRAINT authorities_jurisdiction_check CHECK (jurisdiction ~ '^[A-Z]{2}$'::text),
    CONSTRAINT authorities_name_check CHECK (name <> ''::text),
    CONSTRAINT authorities_url_check CHECK (url = ''::text OR url ~ '^https?://'::text)
);

CREATE TABLE citations (
    entry_id bigint NOT NULL,
    ordinal integer NOT NULL,
    source_id bigint NOT NULL,
    locator text NOT NULL,
    quote text NOT NULL,
    CONSTRAINT citations_pkey PRIMARY KEY (entry_id, ordinal),
    CONSTRAINT citations_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES entries(id) ON DELETE CASCADE,
    CONSTRAINT citations_source_id_fkey FOREIGN KEY (source_id) REFERENCES sources(id) DEFERRABLE
);
CREATE INDEX citations_source_id_idx ON citations USING btree (source_id);

CREATE TABLE companies (
    id bigint NOT NULL,
    kind text NOT NULL GENERATED ALWAYS AS ('company'::text) STORED,
    slug text NOT NULL,
    name text NOT NULL,
    native_name text NOT NULL,
    country text NOT NULL,
    headquarters text NOT NULL,
    founded date,
    founded_precision text,
    sector text NOT NULL,
    summary text NOT NULL,
    website text NOT NULL,
    tickers text[] NOT NULL,
    parent_id bigint,
    CONSTRAINT companies_pkey PRIMARY KEY (id),
    CONSTRAINT companies_slug_key UNIQUE (slug),
    CONSTRAINT companies_id_kind_fkey FOREIGN KEY (id, kind) REFERENCES documents(id, kind),
    CONSTRAINT companies_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES companies(id) DEFERRABLE,
    CONSTRAINT companies_check CHECK ((founded IS NULL) = (founded_precision IS NULL)),
    CONSTRAINT companies_check1 CHECK (parent_id <> id),
    CONSTRAINT companies_country_check CHECK (country ~ '^[A-Z]{2}$'::text),
    CONSTRAINT companies_founded_precision_check CHECK (founded_precision = ANY (ARRAY['day'::text, 'month'::text, 'year'::text])),
    CONSTRAINT companies_name_check CHECK (name <> ''::text),
    CONSTRAINT companies_website_check CHECK (website = ''::text OR website ~ '^https?://'::text)
);
CREATE INDEX companies_lower_id_idx ON companies USING btree (lower(name), id);
CREATE INDEX companies_parent_id_idx ON companies USING btree (parent_id);

CREATE TABLE company_identifiers (
    company_id bigint NOT NULL,
    scheme text NOT NULL,
    value text NOT NULL,
    CONSTRAINT company_identifiers_pkey PRIMARY KEY (company_id, scheme, value),
    CONSTRAINT company_identifiers_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
    CONSTRAINT company_identifiers_value_check CHECK (value <> ''::text)
);
CREATE INDEX company_identifiers_value_idx ON company_identifiers USING btree (value);

CREATE TABLE company_names (
    company_id bigint NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    language text NOT NULL,
    key text NOT NULL,
    CONSTRAINT company_names_pkey PRIMARY KEY (company_id, name),
    CONSTRAINT company_names_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
    CONSTRAINT company_names_kind_check CHECK (kind = ANY (ARRAY['name'::text, 'native'::text, 'romanised'::text, 'alias'::text, 'former'::text, 'short'::text])),
    CONSTRAINT company_names_name_check CHECK (name <> ''::text)
);
CREATE INDEX company_names_key_idx ON company_names USING btree (key text_pattern_ops);
CREATE INDEX company_names_key_idx1 ON company_names USING gin (key gin_trgm_ops);

CREATE TABLE company_relations (
    company_id bigint NOT NULL,
    other_id bigint NOT NULL,
    relation text NOT NULL,
    CONSTRAINT company_relations_pkey PRIMARY KEY (company_id, other_id, relation),
    CONSTRAINT company_relations_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) ON DELETE CASCADE,
    CONSTRAINT company_relations_other_id_fkey FOREIGN KEY (other_id) REFERENCES companies(id) DEFERRABLE,
    CONSTRAINT company_relations_check CHECK (company_id <> other_id),
    CONSTRAINT company_relations_relation_check CHECK (relation = ANY (ARRAY['subsidiary'::text, 'former_subsidiary'::text, 'foundry'::text, 'supplier'::text, 'customer'::text, 'competitor'::text]))
);
CREATE INDEX company_relations_other_id_idx ON company_relations USING btree (other_id);

CREATE TABLE credentials (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    user_id bigint NOT NULL,
    kind text NOT NULL,
    label text NOT NULL DEFAULT ''::text,
    data jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    used_at timestamp with time zone,
    CONSTRAINT credentials_pkey PRIMARY KEY (id),
    CONSTRAINT credentials_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE,
    CONSTRAINT credentials_kind_check CHECK (kind = ANY (ARRAY['passkey'::text, 'totp'::text, 'recovery'::text]))
);
CREATE INDEX credentials_user_id_idx ON credentials USING btree (user_id);

CREATE TABLE documents (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL,
    slug text,
    public_id text,
    label text NOT NULL,
    version integer NOT NULL DEFAULT 0,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    published_at timestamp with time zone,
    withdrawn_at timestamp with time zone,
    withdrawn_by bigint,
    withdrawn_reason text,
    CONSTRAINT documents_pkey PRIMARY KEY (id),
    CONSTRAINT documents_id_kind_key UNIQUE (id, kind),
    CONSTRAINT documents_public_id_key UNIQUE (public_id),
    CONSTRAINT documents_kind_slug_fkey FOREIGN KEY (kind, slug) REFERENCES slugs(kind, slug) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT documents_withdrawn_by_fkey FOREIGN KEY (withdrawn_by) REFERENCES users(id),
    CONSTRAINT documents_check CHECK ((version = 0) = (slug IS NULL)),
    CONSTRAINT documents_check1 CHECK ((version = 0) = (published_at IS NULL)),
    CONSTRAINT documents_check2 CHECK ((kind = ANY (ARRAY['event'::text, 'response'::text])) = (public_id IS NOT NULL)),
    CONSTRAINT documents_check3 CHECK ((withdrawn_at IS NULL) = (withdrawn_reason IS NULL)),
    CONSTRAINT documents_check4 CHECK (withdrawn_at IS NULL OR version > 0),
    CONSTRAINT documents_kind_check CHECK (kind = ANY (ARRAY['event'::text, 'response'::text, 'company'::text, 'source'::text, 'authority'::text, 'list'::text, 'technology'::text])),
    CONSTRAINT documents_public_id_check CHECK (public_id ~ '^[0-9a-hjkmnp-tv-z]{7}$'::text),
    CONSTRAINT documents_version_check CHECK (version >= 0),
    CONSTRAINT documents_withdrawn_reason_check CHECK (withdrawn_reason <> ''::text)
);
CREATE INDEX documents_kind_slug_idx ON documents USING btree (kind, slug);
CREATE INDEX documents_published_at_id_idx ON documents USING btree (published_at DESC, id DESC);
CREATE TRIGGER published_documents_are_kept BEFORE DELETE ON documents FOR EACH ROW EXECUTE FUNCTION keep_documents();

CREATE TABLE entries (
    id bigint NOT NULL,
    kind text NOT NULL,
    public_id text NOT NULL,
    slug text NOT NULL,
    title text NOT NULL,
    summary text NOT NULL,
    on_date date NOT NULL,
    on_precision text NOT NULL,
    confidence text NOT NULL,
    version integer NOT NULL,
    grade text NOT NULL DEFAULT 'second_hand'::text,
    origins integer NOT NULL DEFAULT 0,
    card jsonb NOT NULL DEFAULT '{}'::jsonb,
    CONSTRAINT entries_pkey PRIMARY KEY (id),
    CONSTRAINT entries_id_kind_key UNIQUE (id, kind),
    CONSTRAINT entries_kind_slug_key UNIQUE (kind, slug),
    CONSTRAINT entries_public_id_key UNIQUE (public_id),
    CONSTRAINT entries_id_kind_fkey FOREIGN KEY (id, kind) REFERENCES documents(id, kind),
    CONSTRAINT entries_check CHECK (on_date = CASE on_precision WHEN 'year'::text THEN date_trunc('year'::text, on_date::timestamp without time zone) WHEN 'month'::text THEN date_trunc('month'::text, on_date::timestamp without time zone) ELSE on_date::timestamp without time zone END),
    CONSTRAINT entries_confidence_check CHECK (confidence = ANY (ARRAY['confirmed'::text, 'likely'::text, 'disputed'::text])),
    CONSTRAINT entries_grade_check CHECK (grade = ANY (ARRAY['primary'::text, 'company_claim'::text, 'reported'::text, 'second_hand'::text])),
    CONSTRAINT entries_kind_check CHECK (kind = ANY (ARRAY['event'::text, 'response'::text])),
    CONSTRAINT entries_on_precision_check CHECK (on_precision = ANY (ARRAY['day'::text, 'month'::text, 'year'::text])),
    CONSTRAINT entries_title_check CHECK (title <> ''::text)
);
CREATE INDEX entries_in_order ON entries USING btree (on_date DESC, id DESC);

CREATE TABLE entry_companies (
    entry_id bigint NOT NULL,
    company_id bigint NOT NULL,
    role text NOT NULL,
    ordinal integer NOT NULL,
    CONSTRAINT entry_companies_pkey PRIMARY KEY (entry_id, company_id, role),
    CONSTRAINT entry_companies_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) DEFERRABLE,
    CONSTRAINT entry_companies_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES entries(id) ON DELETE CASCADE,
    CONSTRAINT entry_companies_role_check CHECK (role = ANY (ARRAY['target'::text, 'affected'::text, 'beneficiary'::text, 'actor'::text, 'partner'::text]))
);
CREATE INDEX entry_companies_company_id_idx ON entry_companies USING btree (company_id);

CREATE TABLE entry_dates (
    entry_id bigint NOT NULL,
    kind text NOT NULL,
    on_date date NOT NULL,
    "precision" text NOT NULL,
    CONSTRAINT entry_dates_pkey PRIMARY KEY (entry_id, kind, on_date, "precision"),
    CONSTRAINT entry_dates_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES entries(id) ON DELETE CASCADE,
    CONSTRAINT entry_dates_kind_check CHECK (kind = ANY (ARRAY['announced'::text, 'filed'::text, 'published'::text, 'effective'::text, 'compliance'::text, 'expires'::text, 'occurred'::text])),
    CONSTRAINT entry_dates_precision_check CHECK ("precision" = ANY (ARRAY['day'::text, 'month'::text, 'year'::text]))
);
CREATE UNIQUE INDEX entry_dates_announced_once ON entry_dates USING btree (entry_id) WHERE kind = ANY (ARRAY['announced'::text, 'occurred'::text]);
CREATE INDEX entry_dates_kind_on_date_entry_id_idx ON entry_dates USING btree (kind, on_date, entry_id);

CREATE TABLE entry_facets (
    entry_id bigint NOT NULL,
    facet text NOT NULL,
    value text NOT NULL,
    kind text NOT NULL,
    on_date date NOT NULL,
    CONSTRAINT entry_facets_pkey PRIMARY KEY (entry_id, facet, value),
    CONSTRAINT entry_facets_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES entries(id) ON DELETE CASCADE,
    CONSTRAINT entry_facets_facet_check CHECK (facet = ANY (ARRAY['kind'::text, 'jurisdiction'::text, 'authority'::text, 'company'::text, 'technology'::text, 'instrument'::text, 'direction'::text, 'strategy'::text, 'list'::text, 'evidence'::text])),
    CONSTRAINT entry_facets_value_check CHECK (value <> ''::text)
);
CREATE INDEX entry_facets_in_order ON entry_facets USING btree (facet, value, on_date DESC, entry_id DESC);
CREATE TRIGGER facets_are_not_changed BEFORE UPDATE ON entry_facets FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER facets_are_not_emptied BEFORE TRUNCATE ON entry_facets FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER facets_counted_in AFTER INSERT ON entry_facets REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_facets();
CREATE TRIGGER facets_counted_out AFTER DELETE ON entry_facets REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_facets();

CREATE TABLE entry_links (
    from_id bigint NOT NULL,
    to_id bigint NOT NULL,
    relation text NOT NULL,
    ordinal integer NOT NULL,
    CONSTRAINT entry_links_pkey PRIMARY KEY (from_id, to_id, relation),
    CONSTRAINT entry_links_from_id_fkey FOREIGN KEY (from_id) REFERENCES entries(id) ON DELETE CASCADE,
    CONSTRAINT entry_links_to_id_fkey FOREIGN KEY (to_id) REFERENCES documents(id) DEFERRABLE,
    CONSTRAINT entry_links_check CHECK (from_id <> to_id),
    CONSTRAINT entry_links_relation_check CHECK (relation = ANY (ARRAY['answers'::text, 'amends'::text, 'extends'::text, 'reverses'::text, 'implements'::text, 'retaliates_for'::text]))
);
CREATE INDEX entry_links_to_id_idx ON entry_links USING btree (to_id);

CREATE TABLE entry_search (
    entry_id bigint NOT NULL,
    own tsvector NOT NULL,
    words tsvector NOT NULL DEFAULT ''::tsvector,
    CONSTRAINT entry_search_pkey PRIMARY KEY (entry_id),
    CONSTRAINT entry_search_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES entries(id) ON DELETE CASCADE
);
CREATE INDEX entry_search_words_idx ON entry_search USING gin (words);

CREATE TABLE entry_technologies (
    entry_id bigint NOT NULL,
    technology_id bigint NOT NULL,
    ordinal integer NOT NULL,
    CONSTRAINT entry_technologies_pkey PRIMARY KEY (entry_id, technology_id),
    CONSTRAINT entry_technologies_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES entries(id) ON DELETE CASCADE,
    CONSTRAINT entry_technologies_technology_id_fkey FOREIGN KEY (technology_id) REFERENCES technologies(id) DEFERRABLE
);
CREATE INDEX entry_technologies_technology_id_idx ON entry_technologies USING btree (technology_id);

CREATE TABLE events (
    entry_id bigint NOT NULL,
    kind text NOT NULL GENERATED ALWAYS AS ('event'::text) STORED,
    authority_id bigint NOT NULL,
    instrument text NOT NULL,
    direction text NOT NULL,
    target_countries text[] NOT NULL,
    legal_citation text NOT NULL,
    legal_identifier text NOT NULL,
    CONSTRAINT events_pkey PRIMARY KEY (entry_id),
    CONSTRAINT events_authority_id_fkey FOREIGN KEY (authority_id) REFERENCES authorities(id) DEFERRABLE,
    CONSTRAINT events_entry_id_kind_fkey FOREIGN KEY (entry_id, kind) REFERENCES entries(id, kind) ON DELETE CASCADE,
    CONSTRAINT events_direction_check CHECK (direction = ANY (ARRAY['imposes'::text, 'tightens'::text, 'eases'::text, 'lifts'::text, 'signals'::text])),
    CONSTRAINT events_instrument_check CHECK (instrument <> ''::text)
);
CREATE INDEX events_authority_id_idx ON events USING btree (authority_id);

CREATE TABLE facet_counts (
    facet text NOT NULL,
    value text NOT NULL,
    kind text NOT NULL,
    n bigint NOT NULL,
    CONSTRAINT facet_counts_pkey PRIMARY KEY (facet, value, kind),
    CONSTRAINT facet_counts_n_check CHECK (n >= 0)
);
CREATE INDEX facet_counts_facet_n_idx ON facet_counts USING btree (facet, n DESC);

CREATE TABLE facet_months (
    facet text NOT NULL,
    value text NOT NULL,
    kind text NOT NULL,
    month date NOT NULL,
    n bigint NOT NULL,
    CONSTRAINT facet_months_pkey PRIMARY KEY (facet, value, month, kind),
    CONSTRAINT facet_months_n_check CHECK (n >= 0)
);

CREATE TABLE figures (
    entry_id bigint NOT NULL,
    ordinal integer NOT NULL,
    name text NOT NULL,
    value numeric NOT NULL,
    unit text NOT NULL,
    CONSTRAINT figures_pkey PRIMARY KEY (entry_id, ordinal),
    CONSTRAINT figures_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES responses(entry_id) ON DELETE CASCADE,
    CONSTRAINT figures_name_check CHECK (name <> ''::text)
);

CREATE TABLE invitations (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    token_hash bytea NOT NULL,
    role text,
    created_by bigint,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    used_by bigint,
    kind text NOT NULL DEFAULT 'setup'::text,
    user_id bigint,
    note text NOT NULL DEFAULT ''::text,
    CONSTRAINT invitations_pkey PRIMARY KEY (id),
    CONSTRAINT invitations_token_hash_key UNIQUE (token_hash),
    CONSTRAINT invitations_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
    CONSTRAINT invitations_used_by_fkey FOREIGN KEY (used_by) REFERENCES users(id),
    CONSTRAINT invitations_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE,
    CONSTRAINT invitations_check CHECK (expires_at > created_at),
    CONSTRAINT invitations_check1 CHECK ((used_at IS NULL) = (used_by IS NULL)),
    CONSTRAINT invitations_check2 CHECK ((role IS NULL) = (kind = 'password'::text)),
    CONSTRAINT invitations_check3 CHECK ((user_id IS NOT NULL) = (kind = 'password'::text)),
    CONSTRAINT invitations_kind_check CHECK (kind = ANY (ARRAY['setup'::text, 'account'::text, 'password'::text])),
    CONSTRAINT invitations_role_check CHECK (role = ANY (ARRAY['contributor'::text, 'editor'::text, 'admin'::text])),
    CONSTRAINT invitations_token_hash_check CHECK (octet_length(token_hash) = 32)
);
CREATE UNIQUE INDEX invitations_first ON invitations USING btree (kind) WHERE kind = 'setup'::text AND used_at IS NULL;
CREATE UNIQUE INDEX invitations_password ON invitations USING btree (user_id) WHERE kind = 'password'::text AND used_at IS NULL;

CREATE TABLE listing_acts (
    entry_id bigint NOT NULL,
    company_id bigint NOT NULL,
    list_id bigint NOT NULL,
    action text NOT NULL,
    CONSTRAINT listing_acts_pkey PRIMARY KEY (entry_id, company_id, list_id),
    CONSTRAINT listing_acts_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) DEFERRABLE,
    CONSTRAINT listing_acts_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES events(entry_id) ON DELETE CASCADE,
    CONSTRAINT listing_acts_list_id_fkey FOREIGN KEY (list_id) REFERENCES lists(id) DEFERRABLE,
    CONSTRAINT listing_acts_action_check CHECK (action = ANY (ARRAY['add'::text, 'remove'::text, 'modify'::text]))
);
CREATE INDEX listing_acts_company_id_list_id_idx ON listing_acts USING btree (company_id, list_id);
CREATE INDEX listing_acts_list_id_idx ON listing_acts USING btree (list_id);

CREATE TABLE listings (
    company_id bigint NOT NULL,
    list_id bigint NOT NULL,
    days daterange NOT NULL,
    added_by bigint,
    removed_by bigint,
    CONSTRAINT listings_added_by_fkey FOREIGN KEY (added_by) REFERENCES events(entry_id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT listings_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies(id) DEFERRABLE,
    CONSTRAINT listings_list_id_fkey FOREIGN KEY (list_id) REFERENCES lists(id) DEFERRABLE,
    CONSTRAINT listings_removed_by_fkey FOREIGN KEY (removed_by) REFERENCES events(entry_id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT listings_check CHECK (lower_inf(days) = (added_by IS NULL)),
    CONSTRAINT listings_check1 CHECK (upper_inf(days) = (removed_by IS NULL)),
    CONSTRAINT listings_days_check CHECK (NOT isempty(days)),
    CONSTRAINT listings_company_id_list_id_days_excl EXCLUDE USING gist (company_id WITH =, list_id WITH =, days WITH &&)
);
CREATE INDEX listings_company_id_idx ON listings USING btree (company_id);
CREATE INDEX listings_list_id_days_idx ON listings USING gist (list_id, days);

CREATE TABLE lists (
    id bigint NOT NULL,
    kind text NOT NULL GENERATED ALWAYS AS ('list'::text) STORED,
    slug text NOT NULL,
    name text NOT NULL,
    authority_id bigint NOT NULL,
    listed_from text NOT NULL,
    url text NOT NULL,
    meaning text NOT NULL,
    CONSTRAINT lists_pkey PRIMARY KEY (id),
    CONSTRAINT lists_slug_key UNIQUE (slug),
    CONSTRAINT lists_authority_id_fkey FOREIGN KEY (authority_id) REFERENCES authorities(id) DEFERRABLE,
    CONSTRAINT lists_id_kind_fkey FOREIGN KEY (id, kind) REFERENCES documents(id, kind),
    CONSTRAINT lists_listed_from_check CHECK (listed_from = ANY (ARRAY['effective'::text, 'announced'::text])),
    CONSTRAINT lists_name_check CHECK (name <> ''::text),
    CONSTRAINT lists_url_check CHECK (url = ''::text OR url ~ '^https?://'::text)
);

CREATE TABLE responses (
    entry_id bigint NOT NULL,
    kind text NOT NULL GENERATED ALWAYS AS ('response'::text) STORED,
    strategy text NOT NULL,
    actor text NOT NULL,
    claimed_by text NOT NULL,
    CONSTRAINT responses_pkey PRIMARY KEY (entry_id),
    CONSTRAINT responses_entry_id_kind_fkey FOREIGN KEY (entry_id, kind) REFERENCES entries(id, kind) ON DELETE CASCADE,
    CONSTRAINT responses_strategy_check CHECK (strategy <> ''::text)
);

CREATE TABLE reviews (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    revision_id bigint NOT NULL,
    kind text NOT NULL,
    by bigint,
    at timestamp with time zone NOT NULL DEFAULT now(),
    comment text NOT NULL DEFAULT ''::text,
    fields jsonb NOT NULL DEFAULT '{}'::jsonb,
    publish_at timestamp with time zone,
    CONSTRAINT reviews_pkey PRIMARY KEY (id),
    CONSTRAINT reviews_by_fkey FOREIGN KEY (by) REFERENCES users(id),
    CONSTRAINT reviews_revision_id_fkey FOREIGN KEY (revision_id) REFERENCES revisions(id),
    CONSTRAINT reviews_check CHECK ((kind = 'scheduled'::text) = (publish_at IS NOT NULL)),
    CONSTRAINT reviews_check1 CHECK (kind <> 'sent_back'::text OR comment <> ''::text OR fields <> '{}'::jsonb),
    CONSTRAINT reviews_fields_check CHECK (jsonb_typeof(fields) = 'object'::text),
    CONSTRAINT reviews_kind_check CHECK (kind = ANY (ARRAY['submitted'::text, 'taken_back'::text, 'approved'::text, 'sent_back'::text, 'scheduled'::text, 'unscheduled'::text]))
);
CREATE INDEX reviews_revision_id_id_idx ON reviews USING btree (revision_id, id DESC);
CREATE TRIGGER reviews_are_append_only BEFORE DELETE OR UPDATE ON reviews FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER reviews_are_never_emptied BEFORE TRUNCATE ON reviews FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE revisions (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    document_id bigint NOT NULL,
    state text NOT NULL,
    number integer,
    base_version integer NOT NULL,
    slug text NOT NULL DEFAULT ''::text,
    doc jsonb NOT NULL,
    note text NOT NULL DEFAULT ''::text,
    author_id bigint,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    saved_at timestamp with time zone NOT NULL DEFAULT now(),
    decided_by bigint,
    published_at timestamp with time zone,
    publish_at timestamp with time zone,
    CONSTRAINT revisions_pkey PRIMARY KEY (id),
    CONSTRAINT revisions_document_id_number_key UNIQUE (document_id, number),
    CONSTRAINT revisions_author_id_fkey FOREIGN KEY (author_id) REFERENCES users(id),
    CONSTRAINT revisions_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES users(id),
    CONSTRAINT revisions_document_id_fkey FOREIGN KEY (document_id) REFERENCES documents(id),
    CONSTRAINT revisions_base_version_check CHECK (base_version >= 0),
    CONSTRAINT revisions_check CHECK ((state = ANY (ARRAY['published'::text, 'superseded'::text])) = (number IS NOT NULL)),
    CONSTRAINT revisions_check1 CHECK ((number IS NULL) = (published_at IS NULL)),
    CONSTRAINT revisions_doc_check CHECK (jsonb_typeof(doc) = 'object'::text),
    CONSTRAINT revisions_number_check CHECK (number > 0),
    CONSTRAINT revisions_publish_at_check CHECK ((state = 'scheduled'::text) = (publish_at IS NOT NULL)),
    CONSTRAINT revisions_state_check CHECK (state = ANY (ARRAY['draft'::text, 'in_review'::text, 'scheduled'::text, 'rejected'::text, 'published'::text, 'superseded'::text]))
);
CREATE INDEX revisions_author_id_saved_at_idx ON revisions USING btree (author_id, saved_at DESC) WHERE state = 'draft'::text;
CREATE INDEX revisions_in_review ON revisions USING btree (id) WHERE state = 'in_review'::text;
CREATE UNIQUE INDEX revisions_one_draft_each ON revisions USING btree (document_id, author_id) WHERE state = 'draft'::text;
CREATE UNIQUE INDEX revisions_one_open_each ON revisions USING btree (document_id, author_id) WHERE state = ANY (ARRAY['draft'::text, 'in_review'::text, 'scheduled'::text]);
CREATE UNIQUE INDEX revisions_one_published ON revisions USING btree (document_id) WHERE state = 'published'::text;
CREATE INDEX revisions_scheduled ON revisions USING btree (publish_at, id) WHERE state = 'scheduled'::text;
CREATE TRIGGER submitted_text_is_kept BEFORE UPDATE ON revisions FOR EACH ROW WHEN ((old.state = ANY (ARRAY['in_review'::text, 'scheduled'::text])) AND (old.doc IS DISTINCT FROM new.doc OR old.slug IS DISTINCT FROM new.slug OR old.note IS DISTINCT FROM new.note OR old.base_version IS DISTINCT FROM new.base_version OR old.document_id IS DISTINCT FROM new.document_id OR old.author_id IS DISTINCT FROM new.author_id)) EXECUTE FUNCTION keep_submitted();
CREATE TRIGGER versions_are_kept BEFORE DELETE OR UPDATE ON revisions FOR EACH ROW EXECUTE FUNCTION keep_versions();

CREATE TABLE sessions (
    token text NOT NULL,
    user_id bigint,
    data bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    begun_at timestamp with time zone NOT NULL DEFAULT now(),
    seen_at timestamp with time zone NOT NULL DEFAULT now(),
    client text NOT NULL DEFAULT ''::text,
    CONSTRAINT sessions_pkey PRIMARY KEY (token),
    CONSTRAINT sessions_id_key UNIQUE (id),
    CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE,
    CONSTRAINT sessions_client_check CHECK (length(client) <= 300)
);
CREATE INDEX sessions_expires_at_idx ON sessions USING btree (expires_at);
CREATE INDEX sessions_user_id_idx ON sessions USING btree (user_id);

CREATE TABLE site (
    only_row boolean NOT NULL DEFAULT true,
    data_version bigint NOT NULL DEFAULT 1,
    published_at timestamp with time zone,
    CONSTRAINT site_pkey PRIMARY KEY (only_row),
    CONSTRAINT site_only_row_check CHECK (only_row)
);

CREATE TABLE slugs (
    kind text NOT NULL,
    slug text NOT NULL,
    document_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT slugs_pkey PRIMARY KEY (kind, slug),
    CONSTRAINT slugs_document_id_kind_fkey FOREIGN KEY (document_id, kind) REFERENCES documents(id, kind),
    CONSTRAINT slugs_check CHECK (slug ~ CASE kind WHEN 'authority'::text THEN '^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$'::text ELSE '^[a-z0-9]+(-[a-z0-9]+)*$'::text END),
    CONSTRAINT slugs_slug_check CHECK (length(slug) <= 100)
);
CREATE INDEX slugs_document_id_idx ON slugs USING btree (document_id);
CREATE INDEX slugs_slug_idx ON slugs USING gin (slug gin_trgm_ops);

CREATE TABLE source_relays (
    source_id bigint NOT NULL,
    relays_id bigint NOT NULL,
    how text NOT NULL,
    ordinal integer NOT NULL,
    CONSTRAINT source_relays_pkey PRIMARY KEY (source_id, relays_id),
    CONSTRAINT source_relays_relays_id_fkey FOREIGN KEY (relays_id) REFERENCES sources(id) DEFERRABLE,
    CONSTRAINT source_relays_source_id_fkey FOREIGN KEY (source_id) REFERENCES sources(id) ON DELETE CASCADE,
    CONSTRAINT source_relays_how_check CHECK (how = ANY (ARRAY['reports'::text, 'syndicates'::text, 'translates'::text, 'quotes'::text]))
);
CREATE INDEX source_relays_relays_id_idx ON source_relays USING btree (relays_id);
CREATE CONSTRAINT TRIGGER source_relays_no_circle AFTER INSERT OR UPDATE ON source_relays DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_relay_circle();

CREATE TABLE sources (
    id bigint NOT NULL,
    kind text NOT NULL GENERATED ALWAYS AS ('source'::text) STORED,
    slug text NOT NULL,
    title text NOT NULL,
    publisher text NOT NULL,
    author text NOT NULL,
    url text NOT NULL,
    archived_url text NOT NULL,
    published_on date,
    published_precision text,
    language text NOT NULL,
    source_kind text NOT NULL,
    seen boolean NOT NULL,
    search tsvector NOT NULL,
    CONSTRAINT sources_pkey PRIMARY KEY (id),
    CONSTRAINT sources_slug_key UNIQUE (slug),
    CONSTRAINT sources_id_kind_fkey FOREIGN KEY (id, kind) REFERENCES documents(id, kind),
    CONSTRAINT sources_archived_url_check CHECK (archived_url = ''::text OR archived_url ~ '^https?://'::text),
    CONSTRAINT sources_check CHECK ((published_on IS NULL) = (published_precision IS NULL)),
    CONSTRAINT sources_published_precision_check CHECK (published_precision = ANY (ARRAY['day'::text, 'month'::text, 'year'::text])),
    CONSTRAINT sources_source_kind_check CHECK (source_kind = ANY (ARRAY['primary'::text, 'company_statement'::text, 'news'::text, 'syndication'::text, 'analysis'::text])),
    CONSTRAINT sources_title_check CHECK (title <> ''::text),
    CONSTRAINT sources_url_check CHECK (url = ''::text OR url ~ '^https?://'::text)
);
CREATE INDEX sources_search_idx ON sources USING gin (search);
CREATE INDEX sources_url_idx ON sources USING btree (url) WHERE url <> ''::text;

CREATE TABLE technologies (
    id bigint NOT NULL,
    kind text NOT NULL GENERATED ALWAYS AS ('technology'::text) STORED,
    slug text NOT NULL,
    name text NOT NULL,
    chinese text NOT NULL,
    meaning text NOT NULL,
    CONSTRAINT technologies_pkey PRIMARY KEY (id),
    CONSTRAINT technologies_slug_key UNIQUE (slug),
    CONSTRAINT technologies_id_kind_fkey FOREIGN KEY (id, kind) REFERENCES documents(id, kind),
    CONSTRAINT technologies_name_check CHECK (name <> ''::text)
);

CREATE TABLE users (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    email text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    password_hash text NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    disabled_at timestamp with time zone,
    signed_in_at timestamp with time zone,
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_email_key UNIQUE (email),
    CONSTRAINT users_email_check CHECK (email = lower(email) AND email ~~ '%_@_%'::text),
    CONSTRAINT users_name_check CHECK (name <> ''::text),
    CONSTRAINT users_password_hash_check CHECK (password_hash ~~ '$argon2id$%'::text),
    CONSTRAINT users_role_check CHECK (role = ANY (ARRAY['contributor'::text, 'editor'::text, 'admin'::text]))
);

CREATE TABLE withdrawals (
    document_id bigint NOT NULL,
    version integer NOT NULL,
    at timestamp with time zone NOT NULL DEFAULT now(),
    by bigint,
    reason text NOT NULL,
    CONSTRAINT withdrawals_pkey PRIMARY KEY (document_id, version),
    CONSTRAINT withdrawals_by_fkey FOREIGN KEY (by) REFERENCES users(id),
    CONSTRAINT withdrawals_document_id_version_fkey FOREIGN KEY (document_id, version) REFERENCES revisions(document_id, number),
    CONSTRAINT withdrawals_reason_check CHECK (reason <> ''::text)
);
CREATE TRIGGER withdrawals_are_append_only BEFORE DELETE OR UPDATE ON withdrawals FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER withdrawals_are_never_emptied BEFORE TRUNCATE ON withdrawals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
