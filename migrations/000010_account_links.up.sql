-- Single-use links for more than the first account: an admin or the operator
-- invites, and the operator lets somebody set a new password.

ALTER TABLE invitations
    -- The former version of the program makes only the first kind, without saying so.
    ADD COLUMN kind    text NOT NULL DEFAULT 'setup' CHECK (kind IN ('setup', 'account', 'password')),
    ADD COLUMN user_id bigint REFERENCES users ON DELETE CASCADE, -- whose password
    ADD COLUMN note    text NOT NULL DEFAULT '', -- whom it is for
    -- A link for a password gives no role: the former version cannot make an account by it.
    ALTER COLUMN role DROP NOT NULL,
    ADD CHECK ((role IS NULL) = (kind = 'password')),
    ADD CHECK ((user_id IS NOT NULL) = (kind = 'password'));
UPDATE invitations SET kind = 'account' WHERE created_by IS NOT NULL;

-- One open link to set up the site at a time, and one for a person's password.
DROP INDEX invitations_first;
CREATE UNIQUE INDEX invitations_first ON invitations (kind) WHERE kind = 'setup' AND used_at IS NULL;
CREATE UNIQUE INDEX invitations_password ON invitations (user_id) WHERE kind = 'password' AND used_at IS NULL;
