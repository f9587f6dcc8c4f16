// Package postgres keeps documents, their revisions and what is projected from
// them. Every SQL statement of the product stands here beside its scan, a file
// for each aggregate.
//
// It knows nothing of HTTP, pages or file formats. It is, with dbtest, the only
// package that imports pgx.
package postgres
