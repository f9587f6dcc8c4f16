DROP TABLE listings, listing_acts;
DROP EXTENSION btree_gist;
