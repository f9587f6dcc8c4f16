package view

import (
	"context"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"countermove/internal/tracker"
)

// A ReviewLine is a document on its way, as the desk and the queue list it.
type ReviewLine struct {
	Kind      tracker.Kind
	Label     string
	URL       string // of its review, or of its form where it came back
	Author    string
	Version   int       // today's; 0: it is new
	At        time.Time // of the last step
	By        string    // who took it; empty: the server
	Comment   string    // of the last step
	Fields    int       // on which it comments
	PublishAt time.Time // zero: not scheduled
}

func (l ReviewLine) label(ctx context.Context) string { return DeskLine{Label: l.Label}.label(ctx) }

// what tells a new document from a new version.
func (l ReviewLine) what(ctx context.Context) string {
	if l.Version == 0 {
		return T(ctx, "New")
	}
	return T(ctx, "Version %d", l.Version+1)
}

// ReviewQueue lists what awaits review and what is approved for later.
type ReviewQueue struct {
	Base
	Waiting, Scheduled []ReviewLine
}

// ReviewPage is a document that was submitted, and what can be done with it.
type ReviewPage struct {
	Base
	Form       DocumentForm // what was submitted, with the names of what it names
	Revision   int64
	State      string // of the revision: draft, in_review, scheduled, rejected, published, superseded
	Number     int    // of the version it became; 0: none
	Author     string
	PublishAt  time.Time
	Steps      []tracker.Review // oldest first
	PublicURL  string           // of what readers see now; empty: nothing
	PreviewURL string           // empty: its kind has no page
	Mine       bool             // its author is looking
	MayDecide  bool
	FourEyes   bool // the author cannot approve it

	Late     string       // what was tried cannot be done any more; empty: nothing was tried
	Conflict *Conflict    // readers see a newer version than the one it was written upon
	Whole    []WholeField // the document, field by field

	Comment   string            // as typed
	Remarks   map[string]string // as typed, by field
	Day, Hour string            // as typed
	Problems  tracker.Invalid
}

// A WholeField is a field of a document and what it holds.
type WholeField struct {
	Field string
	Value string // of a plain field
	Rows  []tracker.Row
}

// lines are what it holds in words.
func (f WholeField) lines(ctx context.Context, name namer) []string {
	var lines []string
	if f.Value != "" {
		lines = []string{valueText(ctx, name, f.Field, f.Value)}
	}
	for _, row := range f.Rows {
		lines = append(lines, rowText(ctx, name, f.Field, row, nil))
	}
	return lines
}

// WholeOf are all fields that a form of the document's kind has, filled or not;
// filled are the changes that made it from an empty one.
func WholeOf(doc tracker.Document, filled []tracker.Change) []WholeField {
	var whole []WholeField
	for _, f := range reflect.VisibleFields(reflect.TypeOf(doc).Elem()) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if fieldLabels[name] == "" {
			continue
		}
		w := WholeField{Field: name}
		for _, c := range filled {
			if c.Field != name {
				continue
			}
			w.Value = c.After
			for _, r := range c.Rows {
				w.Rows = append(w.Rows, r.After)
			}
		}
		whole = append(whole, w)
	}
	return whole
}

func (p ReviewPage) open() bool { return p.State == "in_review" || p.State == "scheduled" }

// deciding tells whether who looks at it may decide on it now.
func (p ReviewPage) deciding() bool { return p.open() && p.MayDecide }

// approvable tells whether they may approve it.
func (p ReviewPage) approvable() bool { return p.deciding() && !p.FourEyes && p.Conflict == nil }

// typedInVain tells whether comments were sent that have no field any more.
func (p ReviewPage) typedInVain() bool {
	return !p.deciding() && (p.Comment != "" || len(p.Remarks) > 0)
}

// shown tells whether the text may be seen: a draft is its author's alone.
func (p ReviewPage) shown() bool { return p.State != "draft" && p.State != "rejected" }

func (p ReviewPage) problem(ctx context.Context, name string) string {
	return allProblems(ctx, p.Problems, func(field string) bool { return field == name })
}

// target is the id at which a problem of the review is mended.
func (p ReviewPage) target(field string) string {
	on, isRemark := strings.CutPrefix(field, "on.")
	part := partOf(on)
	whole := p.shown() && slices.ContainsFunc(p.Whole, func(w WholeField) bool { return w.Field == part })
	switch {
	case p.approvable() && (field == "day" || field == "hour"), p.deciding() && (field == "comment" || isRemark && whole):
		return FieldID(field)
	case whole:
		return "w-" + part
	}
	return "decision"
}

func (p ReviewPage) problemLabel(ctx context.Context, field string) string {
	switch field = strings.TrimPrefix(field, "on."); field {
	case "comment", "day", "hour", "approval":
		return T(ctx, "Decision")
	}
	return p.Form.partLabel(ctx, partOf(field))
}

// remarkTyped is the field for a comment on a field.
func (p ReviewPage) remarkTyped(ctx context.Context, field string) typed {
	return typed{Name: "on." + field, Label: T(ctx, "Comment on “%s”", p.Form.partLabel(ctx, field)), Value: p.Remarks[field],
		Problem: p.problem(ctx, "on."+field), Rows: 2, Lang: "en"}
}

// reviewStep says what a step was.
func reviewStep(ctx context.Context, r tracker.Review) string {
	switch r.Kind {
	case tracker.ReviewSubmitted:
		return T(ctx, "%s submitted it", r.By)
	case tracker.ReviewTakenBack:
		return T(ctx, "%s took it back", r.By)
	case tracker.ReviewApproved:
		return T(ctx, "%s approved it", r.By)
	case tracker.ReviewScheduled:
		return T(ctx, "%s approved it for %s", r.By, momentText(ctx, r.PublishAt))
	case tracker.ReviewUnscheduled:
		return T(ctx, "%s took the approval for later back", r.By)
	case tracker.ReviewSentBack:
		if r.By == "" {
			return T(ctx, "The server sent it back")
		}
		return T(ctx, "%s sent it back", r.By)
	}
	return r.Kind
}

// ReviewURL is the page of a revision on its way.
func ReviewURL(revision int64) string { return "/admin/reviews/" + strconv.FormatInt(revision, 10) }

// remark is a reviewer's comment on a field.
func (p DocumentForm) remark(ctx context.Context, name string) string {
	return allProblems(ctx, p.Remarks, func(field string) bool { return field == name })
}

// place is where a field is shown: in the form, or in what is under review.
func (p DocumentForm) place(field string) string {
	if !p.InReview {
		return p.target(field)
	}
	if _, ok := valueOf(p.Doc, partOf(field)); !ok {
		return "whole"
	}
	return "w-" + partOf(field)
}

// noted adds the reviewer's comment to what explains a field.
func noted(a templ.Attributes, name, remark string) templ.Attributes {
	if remark != "" {
		ids, _ := a["aria-describedby"].(string)
		a["aria-describedby"] = strings.TrimSpace(ids + " " + FieldID(name) + "-remark")
	}
	return a
}
