package tracker

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Kind is what a document describes. It names the form, the table it is
// projected on and the first part of its address.
type Kind string

// The kinds of document.
const (
	KindEvent      Kind = "event"
	KindResponse   Kind = "response"
	KindCompany    Kind = "company"
	KindSource     Kind = "source"
	KindAuthority  Kind = "authority"
	KindList       Kind = "list"
	KindTechnology Kind = "technology"
)

// Kinds lists every kind so that each comes after those it refers to, itself
// aside: the order of a bundle.
var Kinds = []Kind{KindTechnology, KindAuthority, KindList, KindCompany, KindSource, KindEvent, KindResponse}

// Entry tells whether documents of the kind are dated items on the timeline.
func (k Kind) Entry() bool { return k == KindEvent || k == KindResponse }

// A Document is the editable content of one thing: what a form edits, a
// revision stores, import and export and the API carry. Its JSON form is the
// one shape everywhere.
type Document interface {
	// Kind is what it describes.
	Kind() Kind
	// Label is its title or name, in plain text.
	Label() string
	// Tidy trims what was typed and drops rows left empty.
	Tidy()
	// Validate tells what stops its publication as far as the document alone
	// can tell; it returns nil or an Invalid.
	Validate() error
	// References are the documents it names, with the field that names each.
	References() []Reference
}

// A Reference is one document named by another.
type Reference struct {
	Kind  Kind
	Slug  string
	Field string // the field that holds the slug, such as "companies[0].company"
}

// New returns an empty document of the kind, or nil for an unknown one.
func New(kind Kind) Document {
	switch kind {
	case KindEvent:
		return &Event{}
	case KindResponse:
		return &Response{}
	case KindCompany:
		return &Company{}
	case KindSource:
		return &Source{}
	case KindAuthority:
		return &Authority{}
	case KindList:
		return &List{}
	case KindTechnology:
		return &Technology{}
	}
	return nil
}

// Decode reads the JSON form of a document of the kind. A field that the kind
// does not have is an error, so that a misspelt one is not lost in silence.
func Decode(kind Kind, data []byte) (Document, error) {
	doc := New(kind)
	if doc == nil {
		return nil, Invalid{{"kind", "There is no kind “%s”.", []any{shorten(string(kind))}}}
	}
	if err := Unmarshal(data, doc); err != nil {
		return nil, err
	}
	return doc, nil
}

// Encode writes the document's JSON form: one line, fields in the order of
// this package, nothing that is empty, no HTML escapes. Equal documents have
// equal bytes.
func Encode(doc Document) ([]byte, error) {
	var buf bytes.Buffer
	encoder := json.NewEncoder(&buf)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(doc); err != nil {
		return nil, fmt.Errorf("encoding a %s: %w", doc.Kind(), err)
	}
	return bytes.TrimRight(buf.Bytes(), "\n"), nil
}

// Tidied is a tidy copy of a document.
func Tidied(doc Document) (Document, error) {
	data, err := Encode(doc)
	if err != nil {
		return nil, err
	}
	tidy, err := Decode(doc.Kind(), data)
	if err != nil {
		return nil, err
	}
	tidy.Tidy()
	return tidy, nil
}

// CheckStorable tells what stops a document from being kept at all, even as a
// draft: characters that the database cannot hold and a size beyond reason.
func CheckStorable(doc Document) error {
	const most = 256 << 10
	data, err := Encode(doc)
	if err != nil {
		return err
	}
	var v Invalid
	if len(data) > most {
		v.Add("document", "It is %d kB large; %d kB is the most.", len(data)>>10, most>>10)
	}
	if bytes.Contains(data, []byte(`\u0000`)) && bytes.Contains(bytes.ReplaceAll(data, []byte(`\\`), nil), []byte(`\u0000`)) {
		v.Add("document", "It holds a NUL character, which cannot be kept. Type the text again.")
	}
	return v.Err()
}
