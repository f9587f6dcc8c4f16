-- The way of a document from draft to version: who submitted it, who looked at
-- it, what they said and when it is to be public. And why a document was
-- withdrawn, for the history that readers see: documents itself only tells the
-- withdrawal of today.

-- A scheduled revision is approved and waits for its time. A rejected one was
-- submitted once and given up later by its author; its reviews keep it.
ALTER TABLE revisions
    DROP CONSTRAINT revisions_state_check,
    ADD CONSTRAINT revisions_state_check CHECK (state IN ('draft', 'in_review', 'scheduled', 'rejected', 'published', 'superseded')),
    ADD COLUMN publish_at timestamptz,
    ADD CONSTRAINT revisions_publish_at_check CHECK ((state = 'scheduled') = (publish_at IS NOT NULL));

-- One at a time: who wants to write on takes the submitted one back.
CREATE UNIQUE INDEX revisions_one_open_each ON revisions (document_id, author_id) WHERE state IN ('draft', 'in_review', 'scheduled');
CREATE INDEX revisions_in_review ON revisions (id) WHERE state = 'in_review';
CREATE INDEX revisions_scheduled ON revisions (publish_at, id) WHERE state = 'scheduled';

-- What is approved is what was looked at.
CREATE FUNCTION keep_submitted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'revision % is in review and its text stays as it is', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER submitted_text_is_kept BEFORE UPDATE ON revisions FOR EACH ROW
    WHEN (OLD.state IN ('in_review', 'scheduled')
          AND (OLD.doc, OLD.slug, OLD.note, OLD.base_version, OLD.document_id, OLD.author_id)
              IS DISTINCT FROM (NEW.doc, NEW.slug, NEW.note, NEW.base_version, NEW.document_id, NEW.author_id))
    EXECUTE FUNCTION keep_submitted();

CREATE TABLE reviews (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    revision_id bigint NOT NULL REFERENCES revisions,
    kind        text NOT NULL CHECK (kind IN ('submitted', 'taken_back', 'approved', 'sent_back', 'scheduled', 'unscheduled')),
    by          bigint REFERENCES users, -- NULL: the server, at the set time
    at          timestamptz NOT NULL DEFAULT now(),
    comment     text NOT NULL DEFAULT '',
    fields      jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(fields) = 'object'), -- a comment for each field
    publish_at  timestamptz,
    CHECK ((kind = 'scheduled') = (publish_at IS NOT NULL)),
    CHECK (kind <> 'sent_back' OR comment <> '' OR fields <> '{}')
);
CREATE INDEX ON reviews (revision_id, id DESC);
CREATE TRIGGER reviews_are_append_only BEFORE UPDATE OR DELETE ON reviews
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER reviews_are_never_emptied BEFORE TRUNCATE ON reviews
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A version is withdrawn once at most: what brings it back is the next version,
-- whose note says why.
CREATE TABLE withdrawals (
    document_id bigint NOT NULL,
    version     integer NOT NULL,
    at          timestamptz NOT NULL DEFAULT now(),
    by          bigint REFERENCES users,
    reason      text NOT NULL CHECK (reason <> ''),
    PRIMARY KEY (document_id, version),
    FOREIGN KEY (document_id, version) REFERENCES revisions (document_id, number)
);
INSERT INTO withdrawals (document_id, version, at, by, reason)
SELECT id, version, withdrawn_at, withdrawn_by, withdrawn_reason FROM documents WHERE withdrawn_at IS NOT NULL;
CREATE TRIGGER withdrawals_are_append_only BEFORE UPDATE OR DELETE ON withdrawals
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER withdrawals_are_never_emptied BEFORE TRUNCATE ON withdrawals
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
