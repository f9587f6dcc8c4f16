// Package tracker is the domain: the documents editors write and what makes
// them valid, the vocabularies, dates with their precision, evidence grading,
// lag, listing intervals, the filters of the timeline and the comparison of
// two documents.
//
// It is pure: no input or output, no clock, no imports but the standard
// library. Whatever is true of an event no matter how it is stored or shown is
// said here, once.
package tracker
