-- Who stood on which list, and when.

CREATE EXTENSION IF NOT EXISTS btree_gist;

-- What events did to listings, as entered.
CREATE TABLE listing_acts (
    entry_id   bigint NOT NULL REFERENCES events ON DELETE CASCADE,
    company_id bigint NOT NULL REFERENCES companies DEFERRABLE,
    list_id    bigint NOT NULL REFERENCES lists DEFERRABLE,
    action     text NOT NULL CHECK (action IN ('add', 'remove', 'modify')),
    PRIMARY KEY (entry_id, company_id, list_id)
);
CREATE INDEX ON listing_acts (company_id, list_id);
CREATE INDEX ON listing_acts (list_id);

-- What they add up to (tracker.Listings): stretches of days, which for one
-- company and one list never overlap. An open end has no bound.
CREATE TABLE listings (
    company_id bigint NOT NULL REFERENCES companies DEFERRABLE,
    list_id    bigint NOT NULL REFERENCES lists DEFERRABLE,
    days       daterange NOT NULL CHECK (NOT isempty(days)),
    added_by   bigint REFERENCES events DEFERRABLE INITIALLY DEFERRED,
    removed_by bigint REFERENCES events DEFERRABLE INITIALLY DEFERRED,
    EXCLUDE USING gist (company_id WITH =, list_id WITH =, days WITH &&),
    CHECK (lower_inf(days) = (added_by IS NULL)),
    CHECK (upper_inf(days) = (removed_by IS NULL))
);
CREATE INDEX ON listings USING gist (list_id, days);
CREATE INDEX ON listings (company_id);
