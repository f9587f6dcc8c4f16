package exchange

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"regexp"

	"countermove/internal/tracker"
)

// A bundle is JSON Lines: a manifest, then one document a line. docs/bundle.md
// describes it for those who write or read one.
const (
	bundleFormat  = "countermove-bundle"
	bundleVersion = 1
	bundleLicence = "CC-BY-4.0"
	longestLine   = 1 << 20 // bytes; the largest document may have a quarter of it
	mostBadLines  = 20      // named before a reader gives up
)

// A manifest is the first line of a bundle. Its counts tell a whole file from
// one that was cut short.
type manifest struct {
	Format    string               `json:"format"`
	Version   int                  `json:"version"`
	Licence   string               `json:"licence"`
	Documents map[tracker.Kind]int `json:"documents"`
}

// A bundleLine is one document with what documents themselves do not hold.
type bundleLine struct {
	Kind        tracker.Kind    `json:"kind"`
	ID          string          `json:"id,omitempty"` // entries only
	Slug        string          `json:"slug"`
	FormerSlugs []string        `json:"former_slugs,omitempty"`
	Document    json.RawMessage `json:"document"`
}

// publicID is an entry's short permalink: Crockford's base 32, in small letters.
var publicID = regexp.MustCompile(`^[0-9a-hjkmnp-tv-z]{7}$`)

// WriteBundle writes records as a bundle, in the order they come; an export
// sorts them by tracker.Kinds and slug, so that equal data gives equal bytes.
// It fails if the records do not add up to the counts of the manifest, which
// is written first.
func WriteBundle(w io.Writer, counts map[tracker.Kind]int, records iter.Seq2[tracker.Record, error]) error {
	out := bufio.NewWriterSize(w, 64<<10)
	if _, err := out.Write(manifestLine(counts)); err != nil {
		return fmt.Errorf("writing the bundle: %w", err)
	}
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	written := map[tracker.Kind]int{}
	for record, err := range records {
		if err != nil {
			return err
		}
		document, err := tracker.Encode(record.Doc)
		if err != nil {
			return err
		}
		if err := lines.Encode(bundleLine{record.Kind, record.ID, record.Slug, record.FormerSlugs, document}); err != nil {
			return fmt.Errorf("writing %s %s: %w", record.Kind, record.Slug, err)
		}
		written[record.Kind]++
	}
	for _, kind := range tracker.Kinds {
		if written[kind] != counts[kind] {
			return fmt.Errorf("the bundle promises %d documents of kind %s and holds %d", counts[kind], kind, written[kind])
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing the bundle: %w", err)
	}
	return nil
}

// manifestLine writes the kinds in the order of tracker.Kinds, which is that of
// the lines to come; encoding/json would sort them by name.
func manifestLine(counts map[tracker.Kind]int) []byte {
	var line bytes.Buffer
	fmt.Fprintf(&line, `{"format":%q,"version":%d,"licence":%q,"documents":{`, bundleFormat, bundleVersion, bundleLicence)
	for i, kind := range tracker.Kinds {
		if i > 0 {
			line.WriteByte(',')
		}
		fmt.Fprintf(&line, "%q:%d", kind, counts[kind])
	}
	line.WriteString("}}\n")
	return line.Bytes()
}

// ReadBundle reads a bundle line by line and yields its documents, tidied and
// valid each by itself; whether what they refer to exists is for the importer.
// An error is a tracker.Located of name and line around a tracker.Invalid, or
// an error of r. After a bad document the reading goes on, so that an import
// can name several at once; it ends after 20 of them, or where no next line
// can be trusted. A caller that met an error must not use what it read.
func ReadBundle(name string, r io.Reader) iter.Seq2[tracker.Record, error] {
	return func(yield func(tracker.Record, error) bool) {
		b := bundleReader{name: name, lines: newLines(r), seen: map[digest]int32{}, counts: map[tracker.Kind]int{}}
		b.records(yield)
	}
}

type bundleReader struct {
	name     string
	lines    *bufio.Scanner
	number   int // of the line at hand, from 1
	bad      int // lines so far
	manifest manifest
	counts   map[tracker.Kind]int
	seen     map[digest]int32 // line on which a slug or id was met
}

// A digest stands for a slug or id, so that a million of them stay small.
type digest [16]byte

// newLines splits at \n or \r\n, and leaves out a byte order mark.
func newLines(r io.Reader) *bufio.Scanner {
	buffered := bufio.NewReader(r)
	if mark, _ := buffered.Peek(3); string(mark) == "\ufeff" {
		_, _ = buffered.Discard(len(mark)) // just peeked
	}
	lines := bufio.NewScanner(buffered)
	lines.Buffer(make([]byte, 0, 64<<10), longestLine)
	return lines
}

func (b *bundleReader) records(yield func(tracker.Record, error) bool) {
	if !b.next() {
		if err := b.readError(); err != nil {
			yield(tracker.Record{}, err)
			return
		}
		b.number = 1
		yield(tracker.Record{}, b.problem("format", "The file is empty. The first line of a bundle is its manifest."))
		return
	}
	if err := b.readManifest(b.lines.Bytes()); err != nil {
		yield(tracker.Record{}, err)
		return
	}
	for b.next() {
		record, err := b.record(b.lines.Bytes())
		if err != nil {
			b.bad++
		}
		if !yield(record, err) {
			return
		}
		if b.bad == mostBadLines {
			yield(tracker.Record{}, b.problem("document", "There are %d bad lines so far; the rest is not read.", b.bad))
			return
		}
	}
	if err := b.readError(); err != nil {
		yield(tracker.Record{}, err)
		return
	}
	if b.bad > 0 {
		return // what is missing may be what was bad
	}
	if err := b.checkCounts(); err != nil {
		yield(tracker.Record{}, err)
	}
}

// next goes to the next line that is not blank.
func (b *bundleReader) next() bool {
	for b.lines.Scan() {
		b.number++
		if len(bytes.TrimSpace(b.lines.Bytes())) > 0 {
			return true
		}
	}
	return false
}

// readError is what ended the lines, nil at the end of the file.
func (b *bundleReader) readError() error {
	err := b.lines.Err()
	if err == nil {
		return nil
	}
	b.number++
	if errors.Is(err, bufio.ErrTooLong) {
		return b.problem("document", "The line is longer than %d kB.", longestLine>>10)
	}
	return b.at(err)
}

func (b *bundleReader) readManifest(line []byte) error {
	var head struct {
		Format  string
		Version int
	}
	// The format first: of another file the fields mean nothing.
	_ = json.Unmarshal(line, &head) // what is wrong with it, Unmarshal says below
	if json.Valid(line) && head.Format != bundleFormat {
		return b.problem("format", "This is no bundle: its first line is not a manifest with the format “%s”.", bundleFormat)
	}
	if json.Valid(line) && head.Version != bundleVersion {
		return b.problem("version", "This is a bundle of version %d; only version %d can be read.", head.Version, bundleVersion)
	}
	if err := tracker.Unmarshal(line, &b.manifest); err != nil {
		return b.at(err)
	}
	for kind, n := range b.manifest.Documents {
		if tracker.New(kind) == nil {
			return b.problem("documents", "There is no kind “%s”.", string(kind))
		}
		if n < 0 {
			return b.problem("documents."+string(kind), "A count cannot be below zero.")
		}
	}
	if b.manifest.Documents == nil {
		return b.problem("documents", "Say how many documents of each kind follow.")
	}
	return nil
}

// record reads the line of one document. All that is wrong with it is told at once.
func (b *bundleReader) record(text []byte) (tracker.Record, error) {
	var line bundleLine
	if err := tracker.Unmarshal(text, &line); err != nil {
		return tracker.Record{}, b.at(err)
	}
	b.counts[line.Kind]++
	doc, err := tracker.Decode(line.Kind, line.Document)
	if err != nil {
		return tracker.Record{}, b.at(err)
	}
	doc.Tidy()
	var v tracker.Invalid
	collect(&v, b.checkAddress(line))
	collect(&v, doc.Validate())
	collect(&v, tracker.CheckStorable(doc))
	if err := v.Err(); err != nil {
		return tracker.Record{}, b.at(err)
	}
	return tracker.Record{
		Kind: line.Kind, ID: line.ID, Slug: line.Slug, FormerSlugs: line.FormerSlugs, Doc: doc, Where: b.where(),
	}, nil
}

// checkAddress judges slugs and id, and that no line before had the same.
func (b *bundleReader) checkAddress(line bundleLine) error {
	var v tracker.Invalid
	collect(&v, tracker.CheckSlug(line.Kind, line.Slug))
	b.once(&v, "slug", string(line.Kind), line.Slug)
	for i, slug := range line.FormerSlugs {
		field := fmt.Sprintf("former_slugs[%d]", i)
		if err := tracker.CheckSlug(line.Kind, slug); err != nil {
			collect(&v, renamed(err, field))
		}
		b.once(&v, field, string(line.Kind), slug)
	}
	switch {
	case line.ID == "":
	case !line.Kind.Entry():
		v.Add("id", "Only events and responses have an id. Remove it.")
	case !publicID.MatchString(line.ID):
		v.Add("id", "An id is seven of the digits and small letters without i, l, o and u. Leave it out to have one made.")
	default:
		b.once(&v, "id", "", line.ID)
	}
	return v.Err()
}

// once refuses a slug or id that stood on an earlier line, or in this one.
func (b *bundleReader) once(v *tracker.Invalid, field, kind, text string) {
	sum := sha256.Sum256([]byte(kind + "\x00" + text))
	key := digest(sum[:16])
	if first, met := b.seen[key]; met {
		v.Add(field, "“%s” stands on line %d already.", text, first)
		return
	}
	b.seen[key] = int32(b.number)
}

// checkCounts compares what came with what the manifest promised.
func (b *bundleReader) checkCounts() error {
	if maps.Equal(b.counts, b.manifest.Documents) {
		return nil
	}
	var v tracker.Invalid
	for _, kind := range tracker.Kinds {
		switch got, want := b.counts[kind], b.manifest.Documents[kind]; {
		case got < want:
			v.Add("documents."+string(kind), "The file ends after %d of %d. Is it cut short?", got, want)
		case got > want:
			v.Add("documents."+string(kind), "There are %d; the manifest says %d.", got, want)
		}
	}
	return b.at(v.Err())
}

func (b *bundleReader) where() string { return fmt.Sprintf("%s, line %d", b.name, b.number) }

// at gives an error its place; nil stays nil.
func (b *bundleReader) at(err error) error {
	if err == nil {
		return nil
	}
	return tracker.Located{Where: b.where(), Err: err}
}

func (b *bundleReader) problem(field, message string, args ...any) error {
	var v tracker.Invalid
	v.Add(field, message, args...)
	return b.at(v)
}

// collect adds the problems of an error, if there is one, to v.
func collect(v *tracker.Invalid, err error) {
	if invalid, ok := errors.AsType[tracker.Invalid](err); ok {
		*v = append(*v, invalid...)
	} else if err != nil {
		v.Add("document", "%s", err.Error())
	}
}

// renamed is the error with another field's name.
func renamed(err error, field string) error {
	invalid, _ := errors.AsType[tracker.Invalid](err)
	for i := range invalid {
		invalid[i].Field = field
	}
	return invalid
}
