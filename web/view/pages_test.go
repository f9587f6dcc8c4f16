package view

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
	"golang.org/x/text/language"

	"countermove/internal/tracker"
)

// pages are all pages of this package, each with much and with little on it.
func pages() map[string]templ.Component {
	filter := tracker.Filter{}.With(tracker.FacetCompany, "huawei").With(tracker.FacetJurisdiction, "US").Between("2022-07", "2023").Saying("chip & <b>")
	preview := sampleEvent()
	preview.Version, preview.PublicID, preview.Versions = 0, "", nil
	old := sampleResponse()
	old.Version = 1
	editor := sampleBase
	editor.Editor, editor.EditURL, editor.NoIndex = "Ada", "/admin/events/x", true
	var problems tracker.Invalid
	problems.Add("from", "“%s” is not a date: %s.", "2023-02-30", "February 2023 has 28 days")
	tallies := []tracker.Tally{{Facet: tracker.FacetCompany, Value: "huawei", Label: "Huawei", Moves: 3}, {Facet: tracker.FacetCompany, Value: "zte", Label: "ZTE"}}
	return map[string]templ.Component{
		"timeline":          Timeline(TimelinePage{Base: sampleBase, Timeline: sampleTimeline(50), Count: tracker.Count{Moves: 1284}, Months: sampleMonths(100), Quick: tallies}),
		"timeline filtered": Timeline(TimelinePage{Base: sampleBase, Filter: filter, Timeline: sampleTimeline(3), Count: tracker.Count{Moves: 1, Countermoves: 2}, Months: sampleMonths(300), Names: sampleNames}),
		"timeline empty":    Timeline(TimelinePage{Base: sampleBase, Filter: filter, Names: sampleNames}),
		"timeline unborn":   Timeline(TimelinePage{Base: sampleBase}),
		"filters":           Filters(FiltersPage{Base: sampleBase, Filter: filter, Names: sampleNames, Facets: []FacetChoices{{tracker.FacetCompany, tallies}}, From: "2023-02-30", Problems: problems}),
		"event":             Entry(EntryPage{sampleBase, sampleEvent()}),
		"event preview":     Entry(EntryPage{editor, preview}),
		"event bare":        Entry(EntryPage{sampleBase, sampleEntry(&tracker.Event{Entry: tracker.Entry{Title: "Bare"}})}),
		"response":          Entry(EntryPage{sampleBase, sampleResponse()}),
		"response old":      Entry(EntryPage{sampleBase, old}),
		"versions":          Versions(VersionsPage{Base: sampleBase, Kind: tracker.KindEvent, Slug: "x", Name: "X", Versions: sampleEvent().Versions}),
		"comparison":        Comparison(sampleComparison()),
		"comparison same":   Comparison(ComparisonPage{Base: sampleBase, Kind: tracker.KindCompany, Slug: "x", Name: odd, From: sampleEvent().Versions[0], To: sampleEvent().Versions[0]}),
		"companies":         Companies(CompaniesPage{Base: sampleBase, Lines: []tracker.CompanyLine{{Named: tracker.Named{Slug: "4p", Name: "4Paradigm"}, Country: "CN", Moves: 1, Lists: []string{"Entity List"}}, {Named: tracker.Named{Slug: "e", Name: "Économie"}, Country: "FR"}}, Countries: []string{"CN", "FR"}, Country: "CN"}),
		"companies empty":   Companies(CompaniesPage{Base: sampleBase, Name: "zzz"}),
		"company":           Company(CompanyPage{Base: sampleBase, Company: sampleCompany(), Today: sampleDay, Months: sampleMonths(5), Timeline: sampleTimeline(3)}),
		"company bare":      Company(CompanyPage{Base: editor, Company: tracker.CompanyDetail{Slug: "x", Doc: &tracker.Company{Name: "X"}}}),
		"lists":             Lists(ListsPage{sampleBase, []tracker.ListLine{{Named: tracker.Named{Slug: "entity-list", Name: "Entity List"}, Listed: 1, EverListed: 2}}}),
		"lists empty":       Lists(ListsPage{Base: sampleBase}),
		"list":              List(ListPage{sampleBase, tracker.ListDetail{Slug: "entity-list", Version: 1, Doc: &tracker.List{Name: "Entity List", ListedFrom: "effective", URL: "https://example.org"}, Listings: sampleListings}}),
		"lens":              Lens(LensPage{Base: sampleBase, Lens: tracker.Lens{Facet: tracker.FacetInstrument, Value: "tariff"}, Timeline: sampleTimeline(1)}),
		"lens authority":    Lens(LensPage{Base: sampleBase, Lens: tracker.Lens{Facet: tracker.FacetAuthority, Value: "BIS", Name: "BIS", URL: "https://example.org", Jurisdiction: "US"}}),
		"about":             About(ProsePage{sampleBase}),
		"methodology":       Methodology(ProsePage{sampleBase}),
		"problem 400":       Problem(ProblemPage{Base: sampleBase, Status: 400, Invalid: problems}),
		"problem 404":       Problem(ProblemPage{Base: sampleBase, Status: 404, Near: []Near{{"Huawei", "/companies/huawei", ""}, {"A rule", "/events/x", "2022-10"}}}),
		"problem 410":       Problem(ProblemPage{Base: sampleBase, Status: 410, Gone: &tracker.Gone{Kind: tracker.KindEvent, Title: "X", At: sampleDay, Reason: "Entered twice."}}),
		"problem 500":       Problem(ProblemPage{Base: sampleBase, Status: 500, RequestID: "r1"}),
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	for name, page := range pages() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source := rendered(t, page)
			if strings.Contains(source, "SECRET NOTE") {
				t.Error("an editor's note is shown to readers")
			}
			root, err := html.Parse(strings.NewReader(source))
			if err != nil {
				t.Fatal(err)
			}
			checkPage(t, root)
		})
	}
}

// checkPage holds a page to what is true of every page.
func checkPage(t *testing.T, root *html.Node) {
	t.Helper()
	ids, headings := map[string]bool{}, 0
	var targets, labelled []string
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, a := range n.Attr {
			switch {
			case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
				t.Errorf("<%s> has %s=, which the content security policy stops", n.Data, a.Key)
			case a.Key == "id" && ids[a.Val]:
				t.Errorf("the id %q is used twice", a.Val)
			case a.Key == "id":
				ids[a.Val] = true
			case a.Key == "href" && n.Data == "a":
				if a.Val == "" || a.Val == "#" || strings.HasPrefix(a.Val, "about:") || strings.Contains(a.Val, "//companies") {
					t.Errorf("a link leads to %q", a.Val)
				}
				if target, ok := strings.CutPrefix(a.Val, "#"); ok {
					targets = append(targets, target)
				}
			case a.Key == "for" || a.Key == "aria-describedby" || a.Key == "aria-labelledby":
				labelled = append(labelled, strings.Fields(a.Val)...)
			case a.Key == "else" || a.Key == "if":
				t.Errorf("<%s> has an attribute %q", n.Data, a.Key)
			}
		}
		switch n.Data {
		case "style":
			t.Error("there is an inline stylesheet")
		case "script":
			if attribute(n, "src") == "" {
				t.Error("there is an inline script")
			}
		case "a":
			if strings.TrimSpace(textOf(n)) == "" && attribute(n, "aria-label") == "" {
				t.Errorf("the link to %s has no name", attribute(n, "href"))
			}
		case "h1":
			headings++
		case "time":
			if attribute(n, "datetime") == "" || strings.Contains(textOf(n), "0001") {
				t.Errorf("a date is empty: %q", textOf(n))
			}
		}
	}
	if headings != 1 {
		t.Errorf("there are %d first headings, want one", headings)
	}
	for _, id := range append(targets, labelled...) {
		if !ids[id] {
			t.Errorf("#%s is referred to and does not exist", id)
		}
	}
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	var text strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			text.WriteString(d.Data)
		}
	}
	return text.String()
}

func rendered(t testing.TB, c templ.Component) string {
	t.Helper()
	var buf bytes.Buffer
	if err := c.Render(t.Context(), &buf); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

func TestPagesSay(t *testing.T) {
	t.Parallel()
	all := pages()
	for page, wants := range map[string][]string{
		"timeline":          {"1,284", "88 FR 73458", "and 2 more", "?before=2026-03-02.2"},
		"timeline filtered": {"Remove filter Company: Huawei", "“chip &amp; &lt;b&gt;”", "Jul 2022 – 2023", "1 move<"},
		"timeline empty":    {"without Jurisdiction: United States"},
		"event":             {"25 days", "extended by", "This event", "origin of the claim", "its origin is not on file", "no address on file", "archived copy", "republishes", "4 sources", "2 independent origins", "12 Oct 2022", "https://example.org/e/k3x9w2a", "Likely", "Hong Kong"},
		"event preview":     {"Preview: not published.", "/admin/events/x", "noindex"},
		"response":          {"13,000", "1,381 days after", "1 independent origin<"},
		"response old":      {"This is version 1 of 2", "/responses/an-entry\""},
		"company":           {"华为", "11 months", "beginning not on file", "Subsidiary", "wikidata.org/wiki/Q160120", "huawei.com<"},
		"companies":         {"0–9", ">E<", "1 move<"},
		"filters":           {"February 2023 has 28 days", "aria-invalid", "#f-from"},
		"problem 410":       {"Entered twice.", "2 Mar 2026"},
	} {
		source := rendered(t, all[page])
		for _, want := range wants {
			if !strings.Contains(source, want) {
				t.Errorf("%s does not say %q", page, want)
			}
		}
	}
}

// A first visit to the timeline is to stay light: see the goals for speed.
func TestTimelineWeight(t *testing.T) {
	t.Parallel()
	var buf bytes.Buffer
	zip := gzip.NewWriter(&buf)
	_, _ = zip.Write([]byte(rendered(t, pages()["timeline"])))
	_ = zip.Close()
	const most = 17 << 10
	if buf.Len() > most {
		t.Errorf("50 entries weigh %d bytes compressed; %d is the most", buf.Len(), most)
	}
}

func TestLanguage(t *testing.T) {
	t.Parallel()
	ctx := WithLanguage(t.Context(), language.German, language.BritishEnglish)
	if got := T(ctx, "%d sources", 1); got != "1 source" {
		t.Errorf("in another language, one source is %q", got)
	}
}

func BenchmarkTimeline(b *testing.B) {
	page := pages()["timeline"]
	var buf bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		buf.Reset()
		if err := page.Render(b.Context(), &buf); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(buf.Len()), "bytes/page")
}
