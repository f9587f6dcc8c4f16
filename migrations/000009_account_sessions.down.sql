ALTER TABLE users DROP COLUMN signed_in_at;
ALTER TABLE sessions DROP COLUMN client, DROP COLUMN seen_at, DROP COLUMN begun_at, DROP COLUMN id;
