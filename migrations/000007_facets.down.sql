DROP TABLE facet_months, facet_counts, entry_facets;
DROP FUNCTION count_facets();
