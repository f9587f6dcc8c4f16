package view

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"golang.org/x/text/collate"

	"countermove/internal/tracker"
)

// An Input is a field of one line, or of several in a textarea.
//
//	@input(Input{Name: "title", Label: T(ctx, "Title"), Value: doc.Title, Most: tracker.LongestTitle,
//		Problem: problemOf(ctx, form.Problems, "title")})
type Input struct {
	Name, Label  string
	Hint         string // a line between the label and the field
	Value        string // as it was typed, right or wrong
	Problem      string // what is wrong with it; empty: nothing
	Type         string // of <input>; "text" if empty
	Placeholder  string
	Autocomplete string // of HTML, such as "username"; nothing is filled in if empty
	Most         int    // characters; 0: no limit
	Rows         int    // of a textarea; 0: four
	Required     bool
}

// A Select is a field whose value is one of some options.
type Select struct {
	Name, Label, Hint, Value, Problem string
	Options                           []Option
	Empty                             string // label of the choice of nothing; none is offered if empty
}

// An Option is one value of a Select or of a list of checkboxes.
type Option struct {
	Value, Label string
	Count        string // said beside the label; empty: nothing
	Checked      bool   // of a checkbox
}

// FieldID is the id of the field of that name, for links to it: "dates[1].on"
// has "dates-1-on".
func FieldID(name string) string {
	return "f-" + strings.Trim(strings.NewReplacer("[", "-", "]", "", ".", "-").Replace(name), "-")
}

// problemOf is what is wrong with a field, empty if nothing is.
func problemOf(ctx context.Context, problems tracker.Invalid, name string) string {
	if p, ok := problems.Of(name); ok {
		return Sentence(ctx, p)
	}
	return ""
}

// termOptions are the terms of a vocabulary.
func termOptions(ctx context.Context, v tracker.Vocabulary) []Option {
	options := make([]Option, len(v))
	for i, term := range v {
		options[i] = Option{Value: term.Code, Label: label(ctx, v, term.Code)}
	}
	return options
}

// countryOptions are all countries by name.
func countryOptions(ctx context.Context) []Option {
	return countriesByName(ctx, tracker.Countries)
}

// countriesByName are some countries in the order of the reader's alphabet.
func countriesByName(ctx context.Context, codes []string) []Option {
	options := make([]Option, len(codes))
	for i, code := range codes {
		options[i] = Option{Value: code, Label: country(ctx, code)}
	}
	order := collate.New(localeOf(ctx).tag)
	slices.SortFunc(options, func(a, b Option) int { return order.CompareString(a.Label, b.Label) })
	return options
}

// describedBy names the parts of a form that explain a field.
func describedBy(name, hint, problem string) string {
	var ids []string
	if problem != "" {
		ids = append(ids, FieldID(name)+"-problem")
	}
	if hint != "" {
		ids = append(ids, FieldID(name)+"-hint")
	}
	return strings.Join(ids, " ")
}

// explained are the attributes that tie a field to its hint and problem.
func explained(name, hint, problem string) templ.Attributes {
	attributes := templ.Attributes{}
	if ids := describedBy(name, hint, problem); ids != "" {
		attributes["aria-describedby"] = ids
	}
	if problem != "" {
		attributes["aria-invalid"] = "true"
	}
	return attributes
}

func rows(n int) string {
	if n == 0 {
		n = 4
	}
	return strconv.Itoa(n)
}
