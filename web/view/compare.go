package view

import (
	"context"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"

	"countermove/internal/tracker"
)

// Characters shown around what changed in a text: beside the form, and where
// there is room.
const (
	littleContext = 30
	muchContext   = 160
)

// A namer tells what a document is called today; its slug where it is unknown.
type namer func(kind tracker.Kind, slug string) string

func namesOf(names tracker.Names) namer {
	return func(kind tracker.Kind, slug string) string { return names.Of(kind, slug).Name }
}

// What codes and slugs stand for in each field and each column of a list, so
// that changes can be told in words.
var (
	cellTerms = map[string]tracker.Vocabulary{
		"instrument": tracker.Instruments, "direction": tracker.Directions, "strategy": tracker.Strategies, "confidence": tracker.Confidences,
		"kind": tracker.SourceKinds, "listed_from": tracker.ListedFrom,
		"dates.kind": tracker.DateKinds, "companies.role": tracker.CompanyRoles, "listings.action": tracker.ListActions,
		"related.relation": tracker.EventRelations, "names.kind": tracker.NameKinds, "identifiers.scheme": tracker.IdentifierSchemes,
		"relations.relation": tracker.CompanyRelations, "relays.how": tracker.RelayKinds,
	}
	cellKinds = map[string]tracker.Kind{
		"authority": tracker.KindAuthority, "parent": tracker.KindCompany, "technologies": tracker.KindTechnology, "answers": tracker.KindEvent,
		"companies.company": tracker.KindCompany, "listings.company": tracker.KindCompany, "listings.list": tracker.KindList,
		"related.event": tracker.KindEvent, "citations.source": tracker.KindSource, "relations.company": tracker.KindCompany,
		"relays.source": tracker.KindSource,
	}
	cellDates     = []string{"dates.on", "occurred", "founded", "published_on", "accessed_on"}
	cellCountries = []string{"target_countries", "country", "jurisdiction"}
	// Texts are compared word by word; other values change as a whole.
	cellTexts = []string{"title", "summary", "body", "note", "meaning", "claimed_by", "citations.quote"}
	// Columns that have to be named where they change; others speak for themselves.
	columnLabels = map[string]string{"locator": "Page or section", "quote": "Quote", "language": "Language", "unit": "Unit"}
)

// cellPath names a plain field, or a column of a list.
func cellPath(field, column string) string {
	if column == "" {
		return field
	}
	return field + "." + column
}

// valueText is a value of a document in words.
func valueText(ctx context.Context, name namer, path, value string) string {
	if v := cellTerms[path]; v.Has(value) {
		return label(ctx, v, value)
	}
	if kind, ok := cellKinds[path]; ok && value != "" {
		return name(kind, value)
	}
	switch {
	case slices.Contains(cellCountries, path):
		return country(ctx, value)
	case slices.Contains(cellDates, path):
		if span, err := tracker.Date(value).Parse(); err == nil {
			return dayText(ctx, span)
		}
	case path == "seen" && value == "yes":
		return T(ctx, "Yes")
	}
	return value
}

// rowText is a row in words: "Effective · 17 May 2019". Of a row that changed it
// is what stayed.
func rowText(ctx context.Context, name namer, field string, row, other tracker.Row) string {
	var parts []string
	for _, c := range row {
		if c.Value != "" && (other == nil || other.Of(c.Column) == c.Value) {
			parts = append(parts, valueText(ctx, name, cellPath(field, c.Column), c.Value))
		}
	}
	return strings.Join(parts, " · ")
}

// changedColumns are the columns in which a row changed.
func changedColumns(r tracker.RowChange) []string {
	var columns []string
	for _, c := range r.Before {
		if r.After.Of(c.Column) != c.Value {
			columns = append(columns, c.Column)
		}
	}
	return columns
}

// told leaves out rows that hold nothing yet, and changes of nothing else: a
// form has empty rows to begin with.
func told(changes []tracker.Change) []tracker.Change {
	var kept []tracker.Change
	for _, c := range changes {
		list := c.List()
		c.Rows = slices.DeleteFunc(slices.Clone(c.Rows), func(r tracker.RowChange) bool {
			return (r.Before == nil || unfilled(c.Field, r.Before)) && (r.After == nil || unfilled(c.Field, r.After))
		})
		if !list || c.List() {
			kept = append(kept, c)
		}
	}
	return kept
}

// unfilled tells whether a row holds no more than what a select offered.
func unfilled(field string, row tracker.Row) bool {
	return !slices.ContainsFunc(row, func(c tracker.Cell) bool {
		return c.Value != "" && cellTerms[cellPath(field, c.Column)] == nil
	})
}

// marked is a text that went or came. Who cannot see the strike and the
// underline hears the words, and copies them.
func marked(op tracker.Op, text string) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		_, err := io.WriteString(w, markedHTML(ctx, op, text))
		return err
	})
}

func markedHTML(ctx context.Context, op tracker.Op, text string) string {
	element, word := "ins", T(ctx, "added")
	if op == tracker.Deleted {
		element, word = "del", T(ctx, "removed")
	}
	if strings.TrimSpace(text) == "" && strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\n", "¶\n") // a break alone would not be seen
	}
	return "<" + element + `><span class="hidden">[` + templ.EscapeString(word) + ": </span>" + templ.EscapeString(text) + `<span class="hidden">]</span></` + element + ">"
}

// wordRuns is a text with what changed in it; of what did not change, at most
// around characters on either side. It is written without a template, which
// would put spaces between the runs.
func wordRuns(runs []tracker.Run, around int) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		var b strings.Builder
		b.WriteString(`<span class="words">`)
		gap := `<span class="gap"><span aria-hidden="true">…</span><span class="hidden">[` + templ.EscapeString(T(ctx, "unchanged text left out")) + "]</span></span>"
		for i, r := range runs {
			if r.Op != tracker.Equal {
				b.WriteString(markedHTML(ctx, r.Op, r.Text))
				continue
			}
			head, tail, whole := around, around, 2*around
			if i == 0 {
				head, whole = 0, around
			}
			if i == len(runs)-1 {
				tail, whole = 0, whole-around
			}
			if utf8.RuneCountInString(r.Text) <= whole+around/2 {
				b.WriteString(templ.EscapeString(r.Text))
				continue
			}
			b.WriteString(templ.EscapeString(beginning(r.Text, head)) + gap + templ.EscapeString(ending(r.Text, tail)))
		}
		b.WriteString("</span>")
		_, err := io.WriteString(w, b.String())
		return err
	})
}

// longestWord is how far a cut may move to fall between two words.
const longestWord = 24

// beginning is at most the first n characters of a text, up to the end of a
// word where one is near.
func beginning(text string, n int) string {
	runes := []rune(text)
	cut := runes[:min(n, len(runes))]
	for i := len(cut); i > 0 && len(cut)-i < longestWord; i-- {
		if unicode.IsSpace(cut[i-1]) {
			return string(cut[:i])
		}
	}
	return string(cut)
}

// ending is at most the last n characters, from the beginning of a word.
func ending(text string, n int) string {
	runes := []rune(text)
	cut := runes[max(0, len(runes)-n):]
	for i := 0; i < len(cut) && i < longestWord; i++ {
		if unicode.IsSpace(cut[i]) {
			return string(cut[i:])
		}
	}
	return string(cut)
}
