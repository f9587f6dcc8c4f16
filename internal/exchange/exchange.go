// Package exchange holds the formats in which data comes in and goes out, a
// file each: our own bundle first. All of them stream, so that a million
// documents need no more memory than one, and none knows the database: they
// turn bytes into tracker.Records and back.
package exchange
