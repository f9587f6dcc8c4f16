ALTER TABLE documents DROP CONSTRAINT documents_kind_slug_fkey;
DROP TABLE revisions, slugs, documents, site;
DROP FUNCTION keep_versions(), keep_documents();
DROP EXTENSION pg_trgm;
