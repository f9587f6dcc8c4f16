package tracker

import "fmt"

// A Record is a published document as it travels in and out: with the address
// and the identity that documents themselves do not hold.
type Record struct {
	Kind        Kind
	ID          string // of an entry's short permalink; empty: one is made
	Slug        string
	FormerSlugs []string
	Doc         Document
	Where       string // where it was read, for messages: "countermove.jsonl, line 12"
}

// A Located error is one that happened at a place in an input.
type Located struct {
	Where string
	Err   error
}

func (l Located) Error() string { return fmt.Sprintf("%s: %v", l.Where, l.Err) }

// Unwrap returns the error without its place.
func (l Located) Unwrap() error { return l.Err }
