package tracker

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"
)

// deepestJSON bounds the nesting of input: an object of a list of a document
// of a line of a bundle stands at four.
const deepestJSON = 8

// mostKeys bounds the fields of one object. No document has half as many.
const mostKeys = 64

// Unmarshal reads one JSON object strictly: UTF-8, no field that the struct
// does not have, none twice, none in other letters than the struct's own, and
// nothing after it. What package json would let pass in silence, the loss of
// one of two values, is an error here. Errors are Invalid and name the field.
func Unmarshal(data []byte, into any) error {
	if !utf8.Valid(data) {
		return Invalid{{"document", "It is not valid text (UTF-8).", nil}}
	}
	if !json.Valid(data) {
		return notJSON(data)
	}
	if err := checkKeys(data); err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return decodeProblem(err)
	}
	return nil
}

// notJSON tells a text that breaks off, a file cut short, from a wrong one.
func notJSON(data []byte) error {
	var value json.RawMessage
	err := json.Unmarshal(data, &value)
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		if syntax.Offset >= int64(len(data)) {
			return Invalid{{"document", "It breaks off before its end. Is the file cut short?", nil}}
		}
		return Invalid{{"document", "It is not valid JSON after %d bytes: %s.", []any{syntax.Offset, syntax.Error()}}}
	}
	return Invalid{{"document", "It is not valid JSON.", nil}}
}

// checkKeys walks through valid JSON and refuses what is nested too deeply,
// a field that stands twice in one object, and a field not in small letters,
// which package json would match regardless of case.
func checkKeys(data []byte) error {
	var keys [deepestJSON + 1][]string // of the objects that are open; nil in a list
	depth := 0
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '{', '[':
			if depth++; depth > deepestJSON {
				return Invalid{{"document", "It is nested more than %d levels deep.", []any{deepestJSON}}}
			}
			keys[depth] = keys[depth][:0]
		case '}', ']':
			depth--
		case '"':
			start := i + 1
			for i = start; data[i] != '"'; i++ {
				if data[i] == '\\' {
					i++
				}
			}
			if !isKey(data[i+1:]) {
				continue
			}
			key := string(data[start:i])
			if strings.Trim(key, "abcdefghijklmnopqrstuvwxyz_") != "" {
				return unknownField(key)
			}
			if slices.Contains(keys[depth], key) {
				return Invalid{{key, "This field stands twice in one object. Remove one of the two.", nil}}
			}
			if keys[depth] = append(keys[depth], key); len(keys[depth]) > mostKeys {
				return Invalid{{"document", "It holds an object of more than %d fields.", []any{mostKeys}}}
			}
		}
	}
	return nil
}

// isKey tells whether a string that ends before rest names a field.
func isKey(rest []byte) bool {
	rest = bytes.TrimLeft(rest, " \t\r\n")
	return len(rest) > 0 && rest[0] == ':'
}

// decodeProblem turns an error of encoding/json into one that names the field.
func decodeProblem(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		field := strings.TrimPrefix(wrong.Field, "Entry.") // Go's name of what events and responses embed
		if field == "" {
			field = "document"
		}
		return Invalid{{field, "It holds %s where %s belongs.", []any{jsonType(wrong.Value), jsonType(wrong.Type.Kind().String())}}}
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return unknownField(strings.Trim(name, `"`))
	}
	return Invalid{{"document", "It is not valid JSON: %s.", []any{strings.TrimPrefix(err.Error(), "json: ")}}}
}

func unknownField(name string) error {
	return Invalid{{shorten(name), "No such field. See docs/bundle.md for the fields of each kind.", nil}}
}

// jsonType names a type of JSON or of Go as a person would.
func jsonType(name string) string {
	name, _, _ = strings.Cut(name, " ") // "number 1.5"
	switch name {
	case "slice", "array":
		return "a list"
	case "struct", "map", "object":
		return "an object"
	case "bool":
		return "true or false"
	case "string":
		return "a text"
	}
	return "a number"
}
