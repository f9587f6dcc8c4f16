-- What a person must know of a session to tell it from others, and to end it.

-- Sessions are named by an id of their own: their tokens, hashed or not, stay
-- in the database. One that is ended expires at that moment; its row is kept for
-- a while, so that a request under way cannot store it anew.
ALTER TABLE sessions
    ADD COLUMN id       bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    ADD COLUMN begun_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN seen_at  timestamptz NOT NULL DEFAULT now(), -- to five minutes
    ADD COLUMN client   text NOT NULL DEFAULT '' CHECK (length(client) <= 300); -- as the browser calls itself

ALTER TABLE users ADD COLUMN signed_in_at timestamptz; -- last
UPDATE users u SET signed_in_at = (SELECT max(a.at) FROM audit a WHERE a.user_id = u.id AND a.action = 'signed in');
