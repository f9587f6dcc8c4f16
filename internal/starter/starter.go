// Package starter holds the starter data: a bundle of 162 measures of states
// against technology, from 2012 to 29 June 2026, 97 answers to them by 126
// companies, and the 732 sources they rest on.
//
// They are public facts, gathered from public pages and checked in November
// 2026; titles, summaries and notes are in our own words. The data is licensed
// under CC BY 4.0, unlike the program. It is a snapshot: what an instance
// imported from it on its first start is its own to edit, and export gives the
// data as it stands there.
package starter

import (
	"bytes"
	_ "embed" // for starter.jsonl
	"io"
)

// Name is what messages call the bundle.
const Name = "starter.jsonl"

//go:embed starter.jsonl
var bundle []byte

// Bundle reads the bundle from its beginning. docs/bundle.md describes the format.
func Bundle() io.Reader { return bytes.NewReader(bundle) }

// Size is the length of the bundle in bytes, for showing progress.
func Size() int64 { return int64(len(bundle)) }
