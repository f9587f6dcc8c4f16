-- What was submitted becomes its author's draft again.
DROP TABLE reviews, withdrawals;
DROP TRIGGER submitted_text_is_kept ON revisions;
DROP FUNCTION keep_submitted();
DROP INDEX revisions_one_open_each, revisions_in_review, revisions_scheduled;
ALTER TABLE revisions
    DROP CONSTRAINT revisions_publish_at_check,
    DROP CONSTRAINT revisions_state_check,
    DROP COLUMN publish_at;
UPDATE revisions SET state = 'draft' WHERE state IN ('in_review', 'scheduled');
ALTER TABLE revisions
    ADD CONSTRAINT revisions_state_check CHECK (state IN ('draft', 'in_review', 'rejected', 'published', 'superseded'));
