-- The timeline: entries, which are events or responses, and what hangs on them.

CREATE TABLE entries (
    id           bigint PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('event', 'response')),
    public_id    text NOT NULL UNIQUE,
    slug         text NOT NULL,
    title        text NOT NULL CHECK (title <> ''),
    summary      text NOT NULL,
    on_date      date NOT NULL, -- first day of the announcement, or of the act
    on_precision text NOT NULL CHECK (on_precision IN ('day', 'month', 'year')),
    confidence   text NOT NULL CHECK (confidence IN ('confirmed', 'likely', 'disputed')),
    version      integer NOT NULL,
    -- Computed from the sources by the publication (tracker.Assess).
    grade        text NOT NULL DEFAULT 'second_hand' CHECK (grade IN ('primary', 'company_claim', 'reported', 'second_hand')),
    origins      integer NOT NULL DEFAULT 0,
    -- What a line of the timeline shows beside the columns above, gathered by
    -- the publication so that a page of the timeline reads no other table.
    card         jsonb NOT NULL DEFAULT '{}',
    UNIQUE (kind, slug),
    UNIQUE (id, kind),
    FOREIGN KEY (id, kind) REFERENCES documents (id, kind),
    CHECK (on_date = CASE on_precision WHEN 'year' THEN date_trunc('year', on_date::timestamp)
                                       WHEN 'month' THEN date_trunc('month', on_date::timestamp) ELSE on_date END)
);
CREATE INDEX entries_in_order ON entries (on_date DESC, id DESC);

CREATE TABLE events (
    entry_id         bigint PRIMARY KEY,
    kind             text NOT NULL GENERATED ALWAYS AS ('event') STORED,
    authority_id     bigint NOT NULL REFERENCES authorities DEFERRABLE,
    instrument       text NOT NULL CHECK (instrument <> ''),
    direction        text NOT NULL CHECK (direction IN ('imposes', 'tightens', 'eases', 'lifts', 'signals')),
    target_countries text[] NOT NULL,
    legal_citation   text NOT NULL,
    legal_identifier text NOT NULL,
    FOREIGN KEY (entry_id, kind) REFERENCES entries (id, kind) ON DELETE CASCADE
);
CREATE INDEX ON events (authority_id);

CREATE TABLE responses (
    entry_id   bigint PRIMARY KEY,
    kind       text NOT NULL GENERATED ALWAYS AS ('response') STORED,
    strategy   text NOT NULL CHECK (strategy <> ''),
    actor      text NOT NULL, -- who acted, where no company on file did
    claimed_by text NOT NULL,
    FOREIGN KEY (entry_id, kind) REFERENCES entries (id, kind) ON DELETE CASCADE
);

-- One act has many dates; 84 FR 22961 has four.
CREATE TABLE entry_dates (
    entry_id  bigint NOT NULL REFERENCES entries ON DELETE CASCADE,
    kind      text NOT NULL CHECK (kind IN ('announced', 'filed', 'published', 'effective', 'compliance', 'expires', 'occurred')),
    on_date   date NOT NULL,
    precision text NOT NULL CHECK (precision IN ('day', 'month', 'year')),
    PRIMARY KEY (entry_id, kind, on_date, precision)
);
CREATE UNIQUE INDEX entry_dates_announced_once ON entry_dates (entry_id) WHERE kind IN ('announced', 'occurred');
CREATE INDEX ON entry_dates (kind, on_date, entry_id);

CREATE TABLE entry_companies (
    entry_id   bigint NOT NULL REFERENCES entries ON DELETE CASCADE,
    company_id bigint NOT NULL REFERENCES companies DEFERRABLE,
    role       text NOT NULL CHECK (role IN ('target', 'affected', 'beneficiary', 'actor', 'partner')),
    ordinal    integer NOT NULL,
    PRIMARY KEY (entry_id, company_id, role)
);
CREATE INDEX ON entry_companies (company_id);

CREATE TABLE entry_technologies (
    entry_id      bigint NOT NULL REFERENCES entries ON DELETE CASCADE,
    technology_id bigint NOT NULL REFERENCES technologies DEFERRABLE,
    ordinal       integer NOT NULL,
    PRIMARY KEY (entry_id, technology_id)
);
CREATE INDEX ON entry_technologies (technology_id);

-- to_id is a document, not an entry: a link to a withdrawn entry rests until
-- that is restored. Readers' queries join entries.
CREATE TABLE entry_links (
    from_id  bigint NOT NULL REFERENCES entries ON DELETE CASCADE,
    to_id    bigint NOT NULL REFERENCES documents DEFERRABLE,
    relation text NOT NULL CHECK (relation IN ('answers', 'amends', 'extends', 'reverses', 'implements', 'retaliates_for')),
    ordinal  integer NOT NULL,
    PRIMARY KEY (from_id, to_id, relation),
    CHECK (from_id <> to_id)
);
CREATE INDEX ON entry_links (to_id);

CREATE TABLE citations (
    entry_id  bigint NOT NULL REFERENCES entries ON DELETE CASCADE,
    ordinal   integer NOT NULL,
    source_id bigint NOT NULL REFERENCES sources DEFERRABLE,
    locator   text NOT NULL,
    quote     text NOT NULL,
    PRIMARY KEY (entry_id, ordinal)
);
CREATE INDEX ON citations (source_id);

CREATE TABLE figures (
    entry_id bigint NOT NULL REFERENCES responses ON DELETE CASCADE,
    ordinal  integer NOT NULL,
    name     text NOT NULL CHECK (name <> ''),
    value    numeric NOT NULL,
    unit     text NOT NULL,
    PRIMARY KEY (entry_id, ordinal)
);

-- Words of an entry, made by the same function that reads a reader's query, and
-- with them those of all names of its companies, so that 华为 finds what is told
-- of Huawei. A table of its own keeps the rows that pages read narrow.
CREATE TABLE entry_search (
    entry_id bigint PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
    own      tsvector NOT NULL,           -- of the entry's own texts
    words    tsvector NOT NULL DEFAULT '' -- of these and the names
);
CREATE INDEX ON entry_search USING gin (words);
