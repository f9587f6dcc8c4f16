package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"countermove/internal/tracker"
)

const (
	first     = `{"format":"countermove-bundle","version":1,"licence":"CC-BY-4.0","documents":{"technology":1,"authority":1,"list":1,"company":1,"source":1,"event":1,"response":1}}`
	chips     = `{"kind":"technology","slug":"logic-chips","document":{"name":"Logic chips","chinese":"逻辑芯片"}}`
	bis       = `{"kind":"authority","slug":"BIS","document":{"name":"Bureau of Industry and Security","jurisdiction":"US"}}`
	list      = `{"kind":"list","slug":"bis-entity-list","document":{"name":"Entity List","authority":"BIS","listed_from":"effective"}}`
	huawei    = `{"kind":"company","slug":"huawei","former_slugs":["hua-wei"],"document":{"name":"Huawei","country":"CN","founded":"1987"}}`
	notice    = `{"kind":"source","slug":"fr-2019-10616","document":{"title":"Addition of <entities> & others","kind":"primary"}}`
	ban       = `{"kind":"event","id":"k3j9x2a","slug":"2019-05-15-huawei","document":{"title":"Huawei listed","summary":"A licence is needed.","dates":[{"kind":"announced","on":"2019-05-15"}],"authority":"BIS","instrument":"entity_listing","direction":"imposes","citations":[{"source":"fr-2019-10616"}],"confidence":"confirmed"}}`
	replacing = `{"kind":"response","id":"0000000","slug":"2023-02-24-huawei","document":{"title":"Huawei replaces parts","summary":"It says so.","occurred":"2023-02","companies":[{"company":"huawei","role":"actor"}],"strategy":"domestic_substitution","answers":["2019-05-15-huawei"],"citations":[{"source":"fr-2019-10616"}],"confidence":"likely"}}`
)

var whole = []string{first, chips, bis, list, huawei, notice, ban, replacing}

func file(lines ...string) string { return strings.Join(lines, "\n") + "\n" }

// read returns all records and all errors of a bundle.
func read(r io.Reader) (records []tracker.Record, errs []error) {
	for record, err := range ReadBundle("b.jsonl", r) {
		if err != nil {
			errs = append(errs, err)
		} else {
			records = append(records, record)
		}
	}
	return records, errs
}

func each(records []tracker.Record) iter.Seq2[tracker.Record, error] {
	return func(yield func(tracker.Record, error) bool) {
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func count(records []tracker.Record) map[tracker.Kind]int {
	counts := map[tracker.Kind]int{}
	for _, r := range records {
		counts[r.Kind]++
	}
	return counts
}

func TestRoundTrip(t *testing.T) {
	records, errs := read(strings.NewReader(file(whole...)))
	if errs != nil {
		t.Fatal(errs)
	}
	var out bytes.Buffer
	if err := WriteBundle(&out, count(records), each(records)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(file(whole...), out.String()); diff != "" {
		t.Error(diff)
	}
	r := records[3]
	if r.Kind != tracker.KindCompany || r.Slug != "huawei" || !slices.Equal(r.FormerSlugs, []string{"hua-wei"}) || r.Where != "b.jsonl, line 5" {
		t.Errorf("the company came as %+v", r)
	}
	if records[5].ID != "k3j9x2a" || records[5].Doc.(*tracker.Event).Title != "Huawei listed" {
		t.Errorf("the event came as %+v", records[5])
	}
}

func TestEmptyBundle(t *testing.T) {
	var out bytes.Buffer
	if err := WriteBundle(&out, nil, each(nil)); err != nil {
		t.Fatal(err)
	}
	want := `{"format":"countermove-bundle","version":1,"licence":"CC-BY-4.0","documents":{"technology":0,"authority":0,"list":0,"company":0,"source":0,"event":0,"response":0}}` + "\n"
	if out.String() != want {
		t.Errorf("an empty bundle is %s", out.String())
	}
	if records, errs := read(&out); records != nil || errs != nil {
		t.Error(records, errs)
	}
}

// Other programs write other bytes for the same data.
func TestReadsOtherHands(t *testing.T) {
	want, _ := read(strings.NewReader(file(whole...)))
	for i := range want {
		want[i].Where = ""
	}
	loose := strings.ReplaceAll(file(whole...), `"name":"Logic chips"`, `"name" : " Logic  chips " `)
	for name, text := range map[string]string{
		"byte order mark":   "\ufeff" + file(whole...),
		"CRLF":              strings.ReplaceAll(file(whole...), "\n", "\r\n"),
		"no last newline":   strings.TrimSpace(file(whole...)),
		"blank lines":       file(whole...) + "\n \r\n\n",
		"space":             loose,
		"escapes":           strings.ReplaceAll(file(whole...), "逻", `\u903b`),
		"other order":       file(first, replacing, ban, notice, huawei, list, bis, chips),
		"manifest reversed": file(slices.Concat([]string{`{"version":1,"documents":{"response":1,"event":1,"source":1,"company":1,"list":1,"authority":1,"technology":1},"format":"countermove-bundle"}`}, whole[1:])...),
	} {
		for way, r := range map[string]io.Reader{"at once": strings.NewReader(text), "by the byte": iotest.OneByteReader(strings.NewReader(text))} {
			got, errs := read(r)
			for i := range got {
				got[i].Where = ""
			}
			if name == "other order" {
				slices.Reverse(got)
			}
			if diff := cmp.Diff(want, got); errs != nil || diff != "" {
				t.Errorf("%s, %s: %v %s", name, way, errs, diff)
			}
		}
	}
}

func TestBadLines(t *testing.T) {
	change := func(line, from, to string) string {
		if !strings.Contains(line, from) {
			panic(from)
		}
		return strings.Replace(line, from, to, 1)
	}
	for name, c := range map[string]struct {
		lines []string
		want  []string // errors, whole or their beginnings
	}{
		"empty":                     {nil, []string{"b.jsonl, line 1: format: The file is empty."}},
		"no manifest":               {whole[1:], []string{"b.jsonl, line 1: format: This is no bundle"}},
		"another file":              {[]string{"slug,title"}, []string{"b.jsonl, line 1: document: It is not valid JSON"}},
		"zipped":                    {[]string{"\x1f\x8b\x08\x00"}, []string{"b.jsonl, line 1: document: It is not valid text (UTF-8)"}},
		"another version":           {[]string{change(first, `"version":1`, `"version":2,"more":0`)}, []string{"b.jsonl, line 1: version: This is a bundle of version 2; only version 1"}},
		"more in manifest":          {[]string{change(first, `"version":1`, `"version":1,"more":0`)}, []string{"b.jsonl, line 1: more: No such field."}},
		"no counts":                 {[]string{`{"format":"countermove-bundle","version":1}`}, []string{"b.jsonl, line 1: documents: Say how many"}},
		"count of poems":            {[]string{change(first, "technology", "poem")}, []string{"b.jsonl, line 1: documents: There is no kind “poem”."}},
		"count below zero":          {[]string{change(first, `"technology":1`, `"technology":-1`)}, []string{"b.jsonl, line 1: documents.technology: A count"}},
		"count of halves":           {[]string{change(first, `"technology":1`, `"technology":1.5`)}, []string{"b.jsonl, line 1: documents"}},
		"not JSON":                  {[]string{first, "{nonsense}"}, []string{"b.jsonl, line 2: document: It is not valid JSON after 2 bytes"}},
		"not UTF-8":                 {[]string{first, change(chips, "Logic", "\xff")}, []string{"b.jsonl, line 2: document: It is not valid text (UTF-8)"}},
		"too deep":                  {[]string{first, change(chips, `"Logic chips"`, strings.Repeat("[", 99)+strings.Repeat("]", 99))}, []string{"b.jsonl, line 2: document: It is nested more than 8 levels deep."}},
		"too long":                  {[]string{first, change(chips, "Logic", strings.Repeat("x", 1<<20)), bis}, []string{"b.jsonl, line 2: document: The line is longer than 1024 kB."}},
		"document too large":        {[]string{first, change(chips, "Logic", strings.Repeat("x", 1<<19))}, []string{"b.jsonl, line 2: name: This is 524294 characters long; 120 is the most.\ndocument: It is 512 kB large; 256 kB is the most."}},
		"unknown kind":              {[]string{first, change(chips, `"technology"`, `"poem"`)}, []string{"b.jsonl, line 2: kind: There is no kind “poem”."}},
		"no kind":                   {[]string{first, change(chips, `"kind":"technology",`, "")}, []string{"b.jsonl, line 2: kind: "}},
		"unknown field of the line": {[]string{first, change(chips, `"slug"`, `"sulg"`)}, []string{"b.jsonl, line 2: sulg: No such field."}},
		"unknown field":             {[]string{first, change(chips, `"name"`, `"nome"`)}, []string{"b.jsonl, line 2: nome: No such field."}},
		"unknown field of a row":    {[]string{first, change(ban, `"on"`, `"no"`)}, []string{"b.jsonl, line 2: no: No such field."}},
		"field in capitals":         {[]string{first, change(chips, `"name"`, `"Name"`)}, []string{"b.jsonl, line 2: Name: No such field."}},
		"field twice":               {[]string{first, change(chips, `"name"`, `"name":"a","name"`)}, []string{"b.jsonl, line 2: name: This field stands twice"}},
		"slug twice in a line":      {[]string{first, change(chips, `"slug"`, `"slug":"a","slug"`)}, []string{"b.jsonl, line 2: slug: This field stands twice"}},
		"wrong type":                {[]string{first, change(chips, `"Logic chips"`, `7`)}, []string{"b.jsonl, line 2: name: It holds a number where a text belongs."}},
		"no document":               {[]string{first, `{"kind":"technology","slug":"a"}`}, []string{"b.jsonl, line 2: document: "}},
		"document null":             {[]string{first, `{"kind":"technology","slug":"a","document":null}`}, []string{"b.jsonl, line 2: name: Give its name."}},
		"document a list":           {[]string{first, `{"kind":"technology","slug":"a","document":[]}`}, []string{"b.jsonl, line 2: document: It holds a list"}},
		"no slug":                   {[]string{first, change(chips, `"slug":"logic-chips",`, "")}, []string{"b.jsonl, line 2: slug: Give it an address."}},
		"bad slug":                  {[]string{first, change(chips, "logic-chips", "Logic chips")}, []string{"b.jsonl, line 2: slug: An address is made of"}},
		"bad code":                  {[]string{first, change(bis, "BIS", "bis")}, []string{"b.jsonl, line 2: slug: A code is made of"}},
		"bad former slug":           {[]string{first, change(huawei, "hua-wei", "hua wei")}, []string{"b.jsonl, line 2: former_slugs[0]: An address is made of"}},
		"bad id":                    {[]string{first, change(ban, "k3j9x2a", "k3j9x2i")}, []string{"b.jsonl, line 2: id: An id is seven"}},
		"long id":                   {[]string{first, change(ban, "k3j9x2a", "k3j9x2aa")}, []string{"b.jsonl, line 2: id: An id is seven"}},
		"id of a company":           {[]string{first, change(huawei, `"slug"`, `"id":"k3j9x2a","slug"`)}, []string{"b.jsonl, line 2: id: Only events and responses"}},
		"impossible date":           {[]string{first, change(ban, "2019-05-15\"}", "2023-02-30\"}")}, []string{"b.jsonl, line 2: dates[0].on: “2023-02-30” is not a date: February 2023 has 28 days."}},
		"NUL":                       {[]string{first, change(ban, "Huawei listed", `Huawei\u0000listed`)}, []string{"b.jsonl, line 2: title: It holds a control character (U+0000)"}},
		"bidi":                      {[]string{first, change(ban, "Huawei listed", `Huawei\u202elisted`)}, []string{"b.jsonl, line 2: title: It holds an invisible character"}},
		"script for a link":         {[]string{first, change(bis, `"jurisdiction"`, `"url":"javascript:alert(1)","jurisdiction"`)}, []string{"b.jsonl, line 2: url: Give a whole web address"}},
		"all that is wrong at once": {[]string{first, change(change(ban, "imposes", "ups"), `"summary":"A licence is needed.",`, "")}, []string{"b.jsonl, line 2: summary: Tell it in two or three sentences.\ndirection: There is no “ups”"}},
		"the same twice":            {[]string{first, chips, bis, chips}, []string{"b.jsonl, line 4: slug: “logic-chips” stands on line 2 already."}},
		"former slug taken":         {[]string{first, huawei, change(change(huawei, `"huawei"`, `"honor"`), "hua-wei", "huawei")}, []string{"b.jsonl, line 3: former_slugs[0]: “huawei” stands on line 2 already."}},
		"its own former slug":       {[]string{first, change(huawei, "hua-wei", "huawei")}, []string{"b.jsonl, line 2: former_slugs[0]: “huawei” stands on line 2 already."}},
		"id twice":                  {[]string{first, ban, change(replacing, "0000000", "k3j9x2a")}, []string{"b.jsonl, line 3: id: “k3j9x2a” stands on line 2 already."}},
		"several bad lines":         {[]string{first, "{}", chips, "{}"}, []string{"b.jsonl, line 2: kind", "b.jsonl, line 4: kind"}},
		"two manifests":             {[]string{first, first}, []string{"b.jsonl, line 2: format: No such field."}},
		"more than promised":        {slices.Concat(whole, []string{change(chips, "logic-chips", "logic-chips-2")}), []string{"b.jsonl, line 9: documents.technology: There are 2; the manifest says 1."}},
		"less than promised":        {whole[:6], []string{"b.jsonl, line 6: documents.event: The file ends after 0 of 1. Is it cut short?\ndocuments.response: The file ends after 0 of 1."}},
	} {
		t.Run(name, func(t *testing.T) {
			text := ""
			if c.lines != nil {
				text = file(c.lines...)
			}
			_, errs := read(strings.NewReader(text))
			if len(errs) != len(c.want) {
				t.Fatalf("got %d errors: %q", len(errs), errs)
			}
			for i, err := range errs {
				if !strings.HasPrefix(err.Error(), c.want[i]) || strings.Contains(err.Error(), "%!") {
					t.Errorf("got %q\nwant %q", err, c.want[i])
				}
				if _, ok := errors.AsType[tracker.Invalid](err); !ok {
					t.Errorf("%T is no fault of the input", err)
				}
				if _, ok := errors.AsType[tracker.Located](err); !ok {
					t.Errorf("%T has no place", err)
				}
			}
		})
	}
}

// Wherever a file is cut, the reader says so, unless only the last newline is gone.
func TestTruncated(t *testing.T) {
	text := file(whole...)
	for end := range len(text) - 1 {
		_, errs := read(strings.NewReader(text[:end]))
		if len(errs) != 1 {
			t.Fatalf("cut after %d bytes: %v", end, errs)
		}
		last := errs[0].Error()
		if end > 0 && !strings.Contains(last, "cut short") && !strings.Contains(last, "UTF-8") {
			t.Errorf("cut after %d bytes: %v", end, last)
		}
	}
}

func TestGivesUpAfterManyBadLines(t *testing.T) {
	r := strings.NewReader(file(slices.Concat([]string{first}, slices.Repeat([]string{"{}"}, 100_000))...))
	_, errs := read(r)
	if len(errs) != 21 || errs[20].Error() != "b.jsonl, line 21: document: There are 20 bad lines so far; the rest is not read." {
		t.Errorf("%d errors, the last %v", len(errs), errs[len(errs)-1])
	}
	if r.Len() == 0 {
		t.Error("it read on to the end")
	}
}

func TestReaderFails(t *testing.T) {
	broken := errors.New("the disk is gone")
	_, errs := read(io.MultiReader(strings.NewReader(file(first, chips)+bis[:20]), iotest.ErrReader(broken)))
	if len(errs) == 0 || !errors.Is(errs[len(errs)-1], broken) {
		t.Errorf("got %v", errs)
	}
	_, errs = read(iotest.ErrReader(broken))
	if len(errs) != 1 || !errors.Is(errs[0], broken) {
		t.Errorf("got %v", errs)
	}
}

// A caller may leave at any time.
func TestStopsWhenAsked(t *testing.T) {
	for _, text := range []string{file(whole...), file(first, "{}", "{}"), "", file(first, chips), first[:9]} {
		for stop := range 9 {
			n := 0
			for _, err := range ReadBundle("b", strings.NewReader(text)) {
				_ = err // only the leaving matters
				if n++; n > stop {
					break
				}
			}
		}
	}
}

func TestWriteFails(t *testing.T) {
	records, _ := read(strings.NewReader(file(whole...)))
	counts := count(records)
	if err := WriteBundle(io.Discard, counts, each(records[1:])); err == nil || !strings.Contains(err.Error(), "promises 1") {
		t.Errorf("a record too few: %v", err)
	}
	more := maps.Clone(counts)
	more[tracker.KindEvent] = 0
	if err := WriteBundle(io.Discard, more, each(records)); err == nil {
		t.Error("a record too many passes")
	}
	broken := errors.New("connection lost")
	err := WriteBundle(io.Discard, counts, func(yield func(tracker.Record, error) bool) {
		_ = yield(records[0], nil) && yield(tracker.Record{}, broken)
	})
	if !errors.Is(err, broken) {
		t.Errorf("the error of the records is lost: %v", err)
	}
	if err := WriteBundle(failing{broken}, counts, each(records)); !errors.Is(err, broken) {
		t.Errorf("the error of the writer is lost: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// What is accepted is written in such a way that it is accepted again, and
// then keeps its bytes.
func FuzzReadBundle(f *testing.F) {
	f.Add([]byte(file(whole...)))
	f.Add([]byte(strings.TrimSpace(file(whole...))))
	f.Add([]byte("\ufeff" + first + "\r\n\r\n" + chips))
	f.Add([]byte(file(first, "{}", chips, chips, `{"kind":"event","document":{"dates":[null]}}`)))
	f.Add([]byte(`{"format":"countermove-bundle","version":1,"documents":{"technology":1}}` + "\n" + chips))
	f.Fuzz(func(t *testing.T, data []byte) {
		records, errs := read(bytes.NewReader(data))
		for _, err := range errs {
			if strings.Contains(err.Error(), "%!") {
				t.Errorf("a message lacks an argument: %v", err)
			}
		}
		if errs != nil {
			return
		}
		once, twice := rewritten(t, records), []byte(nil)
		again, errs := read(bytes.NewReader(once))
		if errs != nil {
			t.Fatalf("%s\nis refused: %v", once, errs)
		}
		if twice = rewritten(t, again); !bytes.Equal(once, twice) {
			t.Errorf("%s\nbecomes\n%s", once, twice)
		}
	})
}

func rewritten(t *testing.T, records []tracker.Record) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := WriteBundle(&out, count(records), each(records)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// BenchmarkReadBundle shows bytes a second, and that memory does not grow with
// the file but for the digests.
func BenchmarkReadBundle(b *testing.B) {
	const n = 10_000
	var text strings.Builder
	fmt.Fprintf(&text, `{"format":"countermove-bundle","version":1,"documents":{"event":%d}}`+"\n", n)
	for i := range n {
		line := strings.Replace(ban, `"id":"k3j9x2a",`, "", 1)
		text.WriteString(strings.Replace(line, "2019-05-15-huawei", fmt.Sprint("event-", i), 1) + "\n")
	}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range ReadBundle("b", strings.NewReader(text.String())) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

// docs/bundle.md is written by hand: its example must be readable, and no code
// or field may be missing.
func TestDocumentation(t *testing.T) {
	data, err := os.ReadFile("../../docs/bundle.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(data)
	_, example, _ := strings.Cut(page, "```jsonl\n")
	example, _, _ = strings.Cut(example, "```")
	records, errs := read(strings.NewReader(example))
	if errs != nil || len(count(records)) != len(tracker.Kinds) {
		t.Errorf("the example: %d records, %v", len(records), errs)
	}
	for _, v := range []tracker.Vocabulary{
		tracker.Instruments, tracker.Directions, tracker.Strategies, tracker.CompanyRoles, tracker.EventRelations, tracker.ListActions,
		tracker.EventDateKinds, tracker.Confidences, tracker.SourceKinds, tracker.RelayKinds, tracker.NameKinds,
		tracker.CompanyRelations, tracker.IdentifierSchemes, tracker.ListedFrom,
	} {
		for _, term := range v {
			if !strings.Contains(page, "| `"+term.Code+"` | "+term.Meaning+" |") {
				t.Errorf("the code %s is missing, or means something else there", term.Code)
			}
		}
	}
	for _, kind := range tracker.Kinds {
		for field := range fields(reflect.TypeOf(tracker.New(kind)).Elem(), "") {
			_, section, _ := strings.Cut(page, "\n### "+string(kind)+"\n")
			section, _, _ = strings.Cut(section, "\n### ")
			inherited := kind == tracker.KindResponse && strings.Contains(page, "`"+field+"` |")
			if !strings.Contains(section, "`"+field+"`") && !inherited {
				t.Errorf("%s: the field %s is missing", kind, field)
			}
		}
	}
}

// fields are the names of the fields of a document as the page writes them.
func fields(t reflect.Type, prefix string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range t.NumField() {
			f := t.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name != "" && !yield(prefix+name) {
				return
			}
			inner, below := f.Type, prefix
			if inner.Kind() == reflect.Slice {
				inner, below = inner.Elem(), prefix+name+"[]."
			}
			if inner.Kind() != reflect.Struct {
				continue
			}
			for name := range fields(inner, below) {
				if !yield(name) {
					return
				}
			}
		}
	}
}
