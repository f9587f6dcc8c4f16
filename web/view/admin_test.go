package view

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"countermove/internal/tracker"
)

func TestDeskPages(t *testing.T) {
	t.Parallel()
	for name, page := range deskPages() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := parse(t, page)
			checkPage(t, root)
			checkFields(t, root)
		})
	}
}

func parse(t *testing.T, page templ.Component) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(rendered(t, page)))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// checkFields holds the fields of a page to having a label, and to cutting
// nothing that is typed.
func checkFields(t *testing.T, root *html.Node) {
	t.Helper()
	labels := map[string]bool{}
	for n := range root.Descendants() {
		if n.Data == "label" && strings.TrimSpace(textOf(n)) != "" {
			labels[attribute(n, "for")] = true
		}
	}
	for n := range root.Descendants() {
		switch {
		case n.Type != html.ElementNode || n.Data != "input" && n.Data != "select" && n.Data != "textarea" || attribute(n, "type") == "hidden":
		case attribute(n, "maxlength") != "" || attribute(n, "required") != "":
			t.Errorf("the browser judges %s before the server can", attribute(n, "name"))
		case n.Parent.Data == "label" || labels[attribute(n, "id")]:
		default:
			t.Errorf("the field %s has no label", attribute(n, "name"))
		}
	}
}

// Nothing typed is lost: a form sends back the document it shows, every field
// of it, right or wrong.
func TestFormHoldsDocument(t *testing.T) {
	t.Parallel()
	for _, kind := range tracker.Kinds {
		form := sampleForm(kind)
		sent := fieldsOf(parse(t, EditDocument(form)))
		for field, want := range flat(t, form.Doc) {
			if got := sent.Get(field); got != want {
				t.Errorf("%s: %s is %q in the form, want %q", kind, field, got, want)
			}
		}
		for field, want := range map[string]string{"base": "3", "slug": "an-address", "change": "A note"} {
			if got := sent[field]; len(got) != 1 || got[0] != want {
				t.Errorf("%s: %s is %q in the form, want %q", kind, field, got, want)
			}
		}
		for field, values := range sent {
			if len(values) > 1 {
				t.Errorf("%s: %s is sent %d times", kind, field, len(values))
			}
		}
	}
}

// fieldsOf is what a browser would send of the document's form.
func fieldsOf(root *html.Node) url.Values {
	sent := url.Values{}
	for n := range root.Descendants() {
		name := attribute(n, "name")
		switch {
		case n.Type != html.ElementNode || name == "":
		case n.Data == "textarea":
			sent.Add(name, textOf(n))
		case n.Data == "select":
			for o := range n.Descendants() {
				if o.Data == "option" && has(o, "selected") {
					sent.Add(name, attribute(o, "value"))
				}
			}
		case n.Data == "input" && (attribute(n, "type") != "checkbox" || has(n, "checked")):
			sent.Add(name, attribute(n, "value"))
		}
	}
	return sent
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// flat is a document as a form names its fields.
func flat(t *testing.T, doc tracker.Document) map[string]string {
	t.Helper()
	fields := map[string]string{}
	walk(mustFields(doc), "", fields)
	return fields
}

func mustFields(doc tracker.Document) any {
	data, err := tracker.Encode(doc)
	if err != nil {
		panic(err)
	}
	var value any
	if err := json.Unmarshal(data, &value); err != nil {
		panic(err)
	}
	return value
}

func walk(value any, path string, fields map[string]string) {
	switch value := value.(type) {
	case map[string]any:
		for name, inner := range value {
			walk(inner, strings.TrimPrefix(path+"."+name, "."), fields)
		}
	case []any:
		for i, inner := range value {
			walk(inner, fmt.Sprintf("%s[%d]", path, i), fields)
		}
	default:
		fields[path] = fmt.Sprint(value)
	}
}

// everyProblem finds fault with every field of a document, with its lists, and
// with things that are nowhere in its form.
func everyProblem(doc tracker.Document) tracker.Invalid {
	var v tracker.Invalid
	fields := map[string]string{}
	walk(mustFields(doc), "", fields)
	for field := range fields {
		v.Add(field, "Wrong: "+field+".")
		if list := partOf(field); list != field {
			if _, ok := v.Of(list); !ok {
				v.Add(list, "Wrong: "+list+".")
			}
		}
	}
	for _, field := range []string{"slug", "change", "document", "nonsense", "citations[99].source", "dates[x]", "title"} {
		v.Add(field, "Wrong as well: "+field+".")
	}
	return v
}

// Every problem stands in the summary, leads to where it can be mended, and is
// said beside its field.
func TestProblemsOfForm(t *testing.T) {
	t.Parallel()
	for _, kind := range tracker.Kinds {
		form := sampleForm(kind)
		form.Problems = everyProblem(form.Doc)
		root := parse(t, EditDocument(form))
		byID, links := map[string]*html.Node{}, map[string]string{}
		for n := range root.Descendants() {
			if id := attribute(n, "id"); id != "" {
				byID[id] = n
			}
			if href, ok := strings.CutPrefix(attribute(n, "href"), "#"); ok {
				links[textOf(n)] = href
			}
		}
		summary := byID["problems"]
		if summary == nil || attribute(summary.Parent, "role") != "alert" || attribute(summary.Parent, "tabindex") != "-1" {
			t.Fatalf("%s: the summary cannot be told to who does not see it", kind)
		}
		for _, problem := range form.Problems {
			link, ok := links[problem.String()]
			if !ok || byID[link] == nil {
				t.Errorf("%s: %s leads to %q, which is not there", kind, problem, link)
				continue
			}
			target := byID[link]
			if link == "document" || partOf(problem.Field) != problem.Field && !strings.HasPrefix(link, "f-") {
				continue // nothing of its own to stand beside
			}
			var said string
			for id := range strings.FieldsSeq(attribute(target, "aria-describedby")) {
				said += textOf(byID[id])
			}
			if !strings.Contains(said, problem.String()) || attribute(target, "aria-invalid") != "true" {
				t.Errorf("%s: %s is not said beside #%s", kind, problem, link)
			}
		}
	}
}

// Enter presses the first button of a form.
func TestEnterPublishesNothing(t *testing.T) {
	t.Parallel()
	for _, kind := range tracker.Kinds {
		root := parse(t, EditDocument(sampleForm(kind)))
		for n := range root.Descendants() {
			if n.Data != "form" || !has(n, "data-document") {
				continue
			}
			for b := range n.Descendants() {
				if b.Data != "button" {
					continue
				}
				if has(b, "formaction") || attribute(b, "name") != "row" || attribute(n, "action") != "/admin/"+Plural(kind)+"/12/form" {
					t.Errorf("%s: Enter does %q at %q", kind, textOf(b), attribute(b, "formaction"))
				}
				break
			}
		}
	}
}

func TestFormSays(t *testing.T) {
	t.Parallel()
	all := deskPages()
	for page, wants := range map[string][]string{
		"event":          {"Edit event", "Changes since version 3", `<del><span class="hidden">[removed: </span>16 May 2019<span class="hidden">]</span></del>`, "Filed · 14 May 2019", ">An old<", "Discard draft", "/admin/events/12/withdrawal", "/admin/events/12/publication", "/admin/events/12/draft\"", "/admin/events/12/preview", "/form#companies", "February 2023 has 28 days"},
		"event new":      {"New event", "Give the date of the announcement.", "At most 120 characters.", "Left empty"},
		"event conflict": {"Version 4 was published", "Bo published it", "They made it", "You made it", "take.summary.theirs", "take.dates-0.mine", "Taken over from version 4", "Withdrawn on 2 Mar 2026."},
		"found":          {"choose.companies.zte", "中兴通讯 · CN"},
		"found nothing":  {"Nothing on file is called"},
		"source":         {"value=\"true\" checked"},
		"authority new":  {"Give it an address."},
		"sign-in":        {"do not belong together", "current-password"},
		"set-up":         {"At least 12 characters", "new-password"},
		"desk":           {"Untitled", "Draft", "/admin/technologies/new"},
		"table unborn":   {"There are none yet."},
	} {
		source := rendered(t, all[page])
		for _, want := range wants {
			if !strings.Contains(source, want) {
				t.Errorf("%s does not say %q", page, want)
			}
		}
	}
	for page, unwanted := range map[string]string{"event new": "Discard draft", "source": "/preview", "event conflict": "/withdrawal\"", "sign-in": "Sign out"} {
		if strings.Contains(rendered(t, all[page]), unwanted) {
			t.Errorf("%s says %q", page, unwanted)
		}
	}
}

func TestFieldLabels(t *testing.T) {
	t.Parallel()
	for kind, doc := range sampleDocuments {
		for field := range flat(t, doc) {
			if fieldLabels[partOf(field)] == "" {
				t.Errorf("%s: %s has no label", kind, field)
			}
		}
	}
}

func TestDateRows(t *testing.T) {
	t.Parallel()
	for dates, want := range map[string]string{
		"":                              "announced:0 published:1 effective:2",
		"effective":                     "announced:1 published:2 effective:0",
		"announced effective":           "announced:0 published:2 effective:1",
		"announced filed expires":       "announced:0 filed:1 published:3 effective:4 expires:2",
		"announced effective x":         "announced:0 published:3 effective:1 x:2",
		"published announced announced": "published:0 announced:1 announced:2 effective:3",
	} {
		e := &tracker.Event{}
		for kind := range strings.FieldsSeq(dates) {
			e.Dates = append(e.Dates, tracker.EntryDate{Kind: kind, On: "2022"})
		}
		var got []string
		for _, row := range dateRowsOf(e) {
			got = append(got, fmt.Sprintf("%s:%d", row.Kind, row.Index))
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q is shown as %s, want %s", dates, s, want)
		}
	}
}

// A list with gaps does not grow from one round of the form to the next.
func TestTechnologyBoxes(t *testing.T) {
	t.Parallel()
	form := sampleForm(tracker.KindEvent)
	for chosen, want := range map[string]string{
		",":            "ai-chips:0 drones:1",
		"drones":       "ai-chips:1 drones:0",
		",drones,,,":   "ai-chips:0 drones:1",
		"gone,,drones": "ai-chips:1 drones:2 gone:0",
	} {
		var got []string
		for _, box := range form.technologyBoxesOf(strings.Split(chosen, ",")) {
			got = append(got, box.Value+":"+strings.TrimSuffix(strings.TrimPrefix(box.Field, "technologies["), "]"))
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q is shown as %s, want %s", chosen, s, want)
		}
	}
}
