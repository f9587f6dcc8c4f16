DROP INDEX invitations_first;
-- What the former version cannot tell from a link to set up the site.
DELETE FROM invitations WHERE kind = 'password' OR kind <> 'setup' AND created_by IS NULL AND used_at IS NULL;
ALTER TABLE invitations DROP COLUMN note, DROP COLUMN user_id, DROP COLUMN kind, ALTER COLUMN role SET NOT NULL;
CREATE UNIQUE INDEX invitations_first ON invitations ((created_by IS NULL))
    WHERE created_by IS NULL AND used_at IS NULL;
