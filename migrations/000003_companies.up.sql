-- Companies and the registers that events refer to. The references between
-- documents are deferrable: an import may name what comes later in its file.

CREATE TABLE technologies (
    id      bigint PRIMARY KEY,
    kind    text NOT NULL GENERATED ALWAYS AS ('technology') STORED,
    slug    text NOT NULL UNIQUE,
    name    text NOT NULL CHECK (name <> ''),
    chinese text NOT NULL,
    meaning text NOT NULL,
    FOREIGN KEY (id, kind) REFERENCES documents (id, kind)
);

CREATE TABLE authorities (
    id           bigint PRIMARY KEY,
    kind         text NOT NULL GENERATED ALWAYS AS ('authority') STORED,
    slug         text NOT NULL UNIQUE,
    name         text NOT NULL CHECK (name <> ''),
    jurisdiction text NOT NULL CHECK (jurisdiction ~ '^[A-Z]{2}$'),
    url          text NOT NULL CHECK (url = '' OR url ~ '^https?://'),
    FOREIGN KEY (id, kind) REFERENCES documents (id, kind)
);

CREATE TABLE lists (
    id           bigint PRIMARY KEY,
    kind         text NOT NULL GENERATED ALWAYS AS ('list') STORED,
    slug         text NOT NULL UNIQUE,
    name         text NOT NULL CHECK (name <> ''),
    authority_id bigint NOT NULL REFERENCES authorities DEFERRABLE,
    listed_from  text NOT NULL CHECK (listed_from IN ('effective', 'announced')),
    url          text NOT NULL CHECK (url = '' OR url ~ '^https?://'),
    meaning      text NOT NULL,
    FOREIGN KEY (id, kind) REFERENCES documents (id, kind)
);

CREATE TABLE companies (
    id                bigint PRIMARY KEY,
    kind              text NOT NULL GENERATED ALWAYS AS ('company') STORED,
    slug              text NOT NULL UNIQUE,
    name              text NOT NULL CHECK (name <> ''),
    native_name       text NOT NULL,
    country           text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    headquarters      text NOT NULL,
    founded           date,
    founded_precision text CHECK (founded_precision IN ('day', 'month', 'year')),
    sector            text NOT NULL,
    summary           text NOT NULL,
    website           text NOT NULL CHECK (website = '' OR website ~ '^https?://'),
    tickers           text[] NOT NULL,
    parent_id         bigint REFERENCES companies DEFERRABLE,
    FOREIGN KEY (id, kind) REFERENCES documents (id, kind),
    CHECK ((founded IS NULL) = (founded_precision IS NULL)),
    CHECK (parent_id <> id)
);
CREATE INDEX ON companies (parent_id);
CREATE INDEX ON companies (lower(name), id);

-- key is the name as it is looked for: marks and case folded, no spaces or
-- punctuation, so that "Hua Wei" and "huáwéi" meet.
CREATE TABLE company_names (
    company_id bigint NOT NULL REFERENCES companies ON DELETE CASCADE,
    name       text NOT NULL CHECK (name <> ''),
    kind       text NOT NULL CHECK (kind IN ('name', 'native', 'romanised', 'alias', 'former', 'short')),
    language   text NOT NULL,
    key        text NOT NULL,
    PRIMARY KEY (company_id, name)
);
CREATE INDEX ON company_names (key text_pattern_ops);
CREATE INDEX ON company_names USING gin (key gin_trgm_ops);

CREATE TABLE company_identifiers (
    company_id bigint NOT NULL REFERENCES companies ON DELETE CASCADE,
    scheme     text NOT NULL,
    value      text NOT NULL CHECK (value <> ''),
    PRIMARY KEY (company_id, scheme, value)
);
CREATE INDEX ON company_identifiers (value);

CREATE TABLE company_relations (
    company_id bigint NOT NULL REFERENCES companies ON DELETE CASCADE,
    other_id   bigint NOT NULL REFERENCES companies DEFERRABLE,
    relation   text NOT NULL CHECK (relation IN ('subsidiary', 'former_subsidiary', 'foundry', 'supplier', 'customer', 'competitor')),
    PRIMARY KEY (company_id, other_id, relation),
    CHECK (company_id <> other_id)
);
CREATE INDEX ON company_relations (other_id);
