package server

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"countermove/internal/tracker"

	"github.com/go-playground/form/v4"
)

// A submission is a form as it was sent: the document as typed and what stands
// beside it.
type submission struct {
	id     int64 // 0: new
	base   int   // the version it was written upon
	slug   string
	change string // what changed and why
	doc    tracker.Document
	fields url.Values
	since  int    // of a stale form: the version it was first written upon
	mine   string // of a stale form: the document as it was typed, in JSON
}

// fieldName is what a field of a document can be called. Others are no fields of
// ours; the decoder would panic on some and build large lists for others.
var fieldName = regexp.MustCompile(`^[a-z_]{1,40}(\[\d{1,3}\])?(\.[a-z_]{1,40})?$`)

var decoder = func() *form.Decoder {
	d := form.NewDecoder()
	d.SetTagName("json") // one name everywhere
	d.SetMaxArraySize(1000)
	return d
}()

// fieldsOf are the sent fields that can belong to a form of ours.
func fieldsOf(r *http.Request) url.Values {
	fields := url.Values{}
	for name, values := range r.PostForm {
		if strings.Contains(name, "password") {
			continue // never sent back
		}
		if fieldName.MatchString(name) || strings.HasPrefix(name, "find.") {
			for _, value := range values {
				fields.Add(name, strings.ToValidUTF8(value, "�"))
			}
		}
	}
	return fields
}

// besideDocument are the fields of a form that are none of the document.
var besideDocument = []string{"slug", "change", "base", "row", "since", "mine"}

// readForm reads what an editor sent.
func readForm(r *http.Request, kind tracker.Kind) (submission, error) {
	var sub submission
	id, err := documentID(r)
	if err != nil {
		return sub, err
	}
	if err := r.ParseForm(); err != nil {
		return sub, formError(err)
	}
	fields := fieldsOf(r)
	sub = submission{id: id, slug: strings.TrimSpace(fields.Get("slug")), change: strings.TrimSpace(fields.Get("change")),
		doc: tracker.New(kind), fields: fields}
	sub.base, _ = strconv.Atoi(fields.Get("base")) // a wrong one is a conflict, which explains itself
	sub.since, _ = strconv.Atoi(fields.Get("since"))
	sub.mine = fields.Get("mine")
	document := url.Values{}
	for name, values := range fields {
		if fieldName.MatchString(name) && !slices.Contains(besideDocument, name) {
			document[name] = values
		}
	}
	if err := decoder.Decode(sub.doc, document); err != nil {
		return sub, fmt.Errorf("decoding the form: %w", decodeProblems(err))
	}
	return sub, nil
}

// formError tells a form that cannot be read apart from a fault of ours.
func formError(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return err
	}
	var v tracker.Invalid
	v.Add("form", "The form could not be read. Go back, and send it again.")
	return v
}

func decodeProblems(err error) error {
	problems, ok := errors.AsType[form.DecodeErrors](err)
	if !ok {
		return err
	}
	var v tracker.Invalid
	for field := range problems {
		v.Add(field, "This cannot be read. Go back, and mend it.")
	}
	return v
}

// asked is the list whose search field holds a text; empty if none does.
func (sub *submission) asked() string {
	for _, name := range slices.Sorted(maps.Keys(sub.fields)) {
		if list, ok := strings.CutPrefix(name, "find."); ok && sub.fields.Get(name) != "" {
			return list
		}
	}
	return ""
}

// row applies a row button to the document: rows that are added or removed,
// and what was chosen from what was found.
func (sub *submission) row(command string) (find string, err error) {
	action, rest, _ := strings.Cut(command, ".")
	list, argument, _ := strings.Cut(rest, ".")
	switch action {
	case "add":
		return "", addRow(sub.doc, list)
	case "remove":
		i, err := strconv.Atoi(argument)
		if err != nil {
			return "", tracker.ErrNotFound
		}
		return "", removeRow(sub.doc, list, i)
	case "find":
		if list == "" { // Enter, without saying where: the field that was typed in
			list = sub.asked()
		}
		return list, nil
	case "choose":
		sub.fields.Del("find." + list)
		return "", chooseRow(sub.doc, list, argument)
	case "":
		return "", nil
	}
	return "", tracker.ErrNotFound
}
