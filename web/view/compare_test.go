package view

import (
	"strings"
	"testing"

	"countermove/internal/tracker"
)

func sampleComparison() ComparisonPage {
	versions := sampleEvent().Versions
	citation := func(locator, quote string) tracker.Row {
		return tracker.Row{{Column: "source", Value: "reuters"}, {Column: "locator", Value: locator}, {Column: "quote", Value: quote}}
	}
	return ComparisonPage{
		Base: sampleBase, Kind: tracker.KindEvent, Slug: "x", Name: odd, From: versions[1], To: versions[0], Versions: versions, Names: sampleNames,
		Changes: []tracker.Change{
			{Field: "title", Before: "A <b>bold</b> rule", After: "A <i>bold</i> rule"},
			{Field: "body", Before: "One.\n\nTwo." + strings.Repeat(" Nothing new here.", 40) + " 华为 13,000", After: "One.\nTwo." + strings.Repeat(" Nothing new here.", 40) + " 华为 14,000"},
			{Field: "instrument", Before: "tariff", After: "import_restriction"},
			{Field: "confidence", Before: "likely"},
			{Field: "dates", Rows: []tracker.RowChange{{Before: sampleDate("effective", "2019-05"), After: sampleDate("effective", "2019-05-16")}, {Before: sampleDate("filed", "2019")}}, Reordered: true},
			{Field: "target_countries", Rows: []tracker.RowChange{{After: tracker.Row{{Value: "CN"}}}}},
			{Field: "citations", Rows: []tracker.RowChange{{Before: citation("", "a short quote"), After: citation("page 3", "a long quote")}}},
		},
	}
}

func TestComparisonSays(t *testing.T) {
	t.Parallel()
	source := rendered(t, Comparison(sampleComparison()))
	del := func(text string) string {
		return `<del><span class="hidden">[removed: </span>` + text + `<span class="hidden">]</span></del>`
	}
	ins := func(text string) string {
		return `<ins><span class="hidden">[added: </span>` + text + `<span class="hidden">]</span></ins>`
	}
	for _, want := range []string{
		"From version 1 to version 2",
		"华为 " + del("13,000") + ins("14,000"), // no space comes between
		del("¶\n") + "Two.", "[unchanged text left out]",
		del("Tariff"), ins("Import restriction"), "now empty",
		"in another order", del("May 2019"), ins("16 May 2019"), del("Filed · 2019"), ins("China"),
		"Page or section", ins("page 3"), "a " + del("short") + ins("long") + " quote",
		`value="1" selected`, `value="2" selected`,
	} {
		if !strings.Contains(source, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	for _, unwanted := range []string{"<b>bold", "<i>bold", strings.Repeat(" Nothing new here.", 30)} {
		if strings.Contains(source, unwanted) {
			t.Errorf("the page says %q", unwanted)
		}
	}
}

// However little is shown of what did not change, what did is shown whole.
func TestWordRunsKeepTheChanges(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("字", 300)
	for _, around := range []int{littleContext, muchContext} {
		source := rendered(t, wordRuns(tracker.Words(long+"甲"+long, long+"乙"+long), around))
		if n := strings.Count(source, "字"); n != 2*around || !strings.Contains(source, "甲") || !strings.Contains(source, "乙") || strings.Count(source, "…") != 2 {
			t.Errorf("%d characters around: %s", around, source)
		}
	}
}
