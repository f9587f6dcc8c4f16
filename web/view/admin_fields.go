package view

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"countermove/internal/tracker"
)

// A typed field is one that an editor writes in. Nothing typed is ever cut: the
// server says what is too long.
type typed struct {
	Name, Label, Hint, Value, Problem string
	Remark                            string // of a reviewer

	Type, Mode  string // of <input>, and the keyboard it wants
	Complete    string // what a browser may fill in; nothing if empty
	Placeholder string
	Lang        string // of what is to be typed
	Class       string
	Rows        int  // of a textarea; 0: one line
	Most        int  // characters; 0: not counted
	Plain       bool // a name, code or address: no spelling check
	Hidden      bool // the place says what it is: the label is for those who cannot see it
}

func (f typed) attributes() templ.Attributes {
	hint := f.Hint
	if f.Most > 0 {
		hint = "counted"
	}
	a := noted(explained(f.Name, hint, f.Problem), f.Name, f.Remark)
	for name, value := range map[string]string{"inputmode": f.Mode, "placeholder": f.Placeholder, "lang": f.Lang} {
		if value != "" {
			a[name] = value
		}
	}
	if f.Plain {
		a["spellcheck"], a["autocapitalize"] = "false", "off"
	} else if f.Lang != "" {
		a["spellcheck"] = "true"
	}
	if f.Most > 0 {
		a["data-most"] = strconv.Itoa(f.Most)
	}
	return a
}

// A picked field is a choice from some options.
type picked struct {
	Name, Label, Hint, Value, Problem string
	Remark                            string // of a reviewer
	Options                           []Option
	Empty                             string // label of the choice of nothing; none is offered if empty
	Hidden                            bool   // as in typed
}

// options holds the value too where it is none of them: nothing sent is lost.
func (f picked) options() []Option {
	if f.Value == "" {
		return f.Options
	}
	for _, o := range f.Options {
		if o.Value == f.Value {
			return f.Options
		}
	}
	return append([]Option{{Value: f.Value, Label: f.Value}}, f.Options...)
}

// field makes a field of the document with its label and what is wrong with it.
func (p DocumentForm) field(ctx context.Context, name, value string) typed {
	return typed{Name: name, Label: fieldLabel(ctx, name), Value: value, Problem: p.problem(ctx, name), Remark: p.remark(ctx, name)}
}

// prose is a field of English text.
func (p DocumentForm) prose(ctx context.Context, name, value string, rows, most int) typed {
	f := p.field(ctx, name, value)
	f.Lang, f.Rows, f.Most = "en", rows, most
	return f
}

// plain is a field of a name, code or address.
func (p DocumentForm) plain(ctx context.Context, name, value string) typed {
	f := p.field(ctx, name, value)
	f.Plain = true
	return f
}

func (p DocumentForm) dateField(ctx context.Context, name string, value tracker.Date) typed {
	f := p.plain(ctx, name, string(value))
	f.Hint, f.Class = T(ctx, "As 2022-10-07, or 2022-10 or 2022."), "short"
	return f
}

func (p DocumentForm) address(ctx context.Context, name, value string) typed {
	f := p.plain(ctx, name, value)
	f.Type, f.Mode, f.Placeholder = "url", "url", "https://"
	return f
}

// term is a choice from a vocabulary.
func (p DocumentForm) term(ctx context.Context, name, value string, v tracker.Vocabulary) picked {
	return picked{Name: name, Label: fieldLabel(ctx, name), Value: value, Problem: p.problem(ctx, name), Remark: p.remark(ctx, name), Options: termOptions(ctx, v), Empty: T(ctx, "Choose…")}
}

// document is a choice from a small set of documents.
func (p DocumentForm) document(ctx context.Context, name, value string, choices []tracker.NamedDocument) picked {
	f := picked{Name: name, Label: fieldLabel(ctx, name), Value: value, Problem: p.problem(ctx, name), Remark: p.remark(ctx, name), Empty: T(ctx, "Choose…")}
	for _, d := range choices {
		text := d.Name
		if d.Jurisdiction != "" && !strings.Contains(text, country(ctx, d.Jurisdiction)) {
			text += " (" + d.Jurisdiction + ")"
		}
		f.Options = append(f.Options, Option{Value: d.Slug, Label: text})
	}
	return f
}

func (p DocumentForm) country(ctx context.Context, name, value string) picked {
	return picked{Name: name, Label: fieldLabel(ctx, name), Value: value, Problem: p.problem(ctx, name), Remark: p.remark(ctx, name), Options: countryOptions(ctx), Empty: T(ctx, "Choose…")}
}

// hidden is the field with a label for those who cannot see its place.
func (f typed) hidden(label string) typed {
	f.Label, f.Hidden = label, true
	return f
}

func (f picked) hidden(label string) picked {
	f.Label, f.Hidden = label, true
	return f
}

func (f typed) labelled(label, hint string) typed {
	f.Label, f.Hint = label, hint
	return f
}

func (f typed) hinted(hint string) typed {
	f.Hint = hint
	return f
}

func (f picked) labelled(label, hint string) picked {
	f.Label, f.Hint = label, hint
	return f
}

// problem is all that is wrong with a field.
func (p DocumentForm) problem(ctx context.Context, name string) string {
	return allProblems(ctx, p.Problems, func(field string) bool { return field == name })
}

// problemIn is all that is wrong with a list whose rows cannot show it.
func (p DocumentForm) problemIn(ctx context.Context, list string) string {
	return allProblems(ctx, p.Problems, func(field string) bool { return field == list || strings.HasPrefix(field, list+"[") })
}

func allProblems(ctx context.Context, problems tracker.Invalid, of func(string) bool) string {
	var said []string
	for _, p := range problems {
		if of(p.Field) {
			said = append(said, Sentence(ctx, p))
		}
	}
	return strings.Join(said, " ")
}

// at is the name of a field in a row: at("dates", 1, "on") is "dates[1].on".
func at(list string, i int, field string) string {
	if field == "" {
		return fmt.Sprintf("%s[%d]", list, i)
	}
	return fmt.Sprintf("%s[%d].%s", list, i, field)
}

// formURL is the form again, after a row button, at the list it is about.
func (p DocumentForm) formURL(list string) string { return p.Action + "/form#" + list }

// unsaved tells whether the page holds what is stored nowhere.
func (p DocumentForm) unsaved() bool {
	return len(p.Problems) > 0 || p.Conflict != nil || p.Find.List != ""
}

// previewable kinds have a page of their own to preview.
func (p DocumentForm) previewable() bool { return p.Kind.Entry() || p.Kind == tracker.KindCompany }

func (p DocumentForm) heading(ctx context.Context) string {
	if p.ID == 0 {
		return NewTitle(ctx, p.Kind)
	}
	return EditTitle(ctx, p.Kind)
}
