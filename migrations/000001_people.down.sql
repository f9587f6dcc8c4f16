DROP TABLE audit, sessions, invitations, credentials, users;
DROP FUNCTION refuse_change();
