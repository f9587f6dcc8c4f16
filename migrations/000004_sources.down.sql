DROP TABLE source_relays, sources;
DROP FUNCTION refuse_relay_circle();
