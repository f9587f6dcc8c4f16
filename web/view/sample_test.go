package view

import (
	"fmt"
	"time"

	"countermove/internal/tracker"
)

// What the tests of this package show on their pages.

var sampleDay = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

var sampleBase = Base{
	Title: "A title", Description: "A description.", Canonical: "https://example.org/x",
	BaseURL: "https://example.org", Path: "/x", PublishedAt: sampleDay,
}

var sampleNames = tracker.Names{
	{Kind: tracker.KindAuthority, Slug: "BIS"}:       {Slug: "BIS", Name: "Bureau of Industry and Security, U.S. Department of Commerce", Jurisdiction: "US"},
	{Kind: tracker.KindCompany, Slug: "huawei"}:      {Slug: "huawei", Name: "Huawei"},
	{Kind: tracker.KindTechnology, Slug: "ai-chips"}: {Slug: "ai-chips", Name: "AI chips"},
	{Kind: tracker.KindList, Slug: "entity-list"}:    {Slug: "entity-list", Name: "Entity List"},
}

func sampleItem(i int) tracker.Item {
	on := tracker.SpanOf(sampleDay.AddDate(0, 0, -9*i), tracker.Day)
	item := tracker.Item{
		ID: int64(i), Kind: tracker.KindEvent, Slug: fmt.Sprintf("event-%d", i), Title: fmt.Sprintf("Chip controls widened for the time of number %d", i),
		Summary: fmt.Sprintf("Thresholds move from speed to performance and density, and %d more countries now need a licence for what they buy.", i),
		On:      on, Confidence: "confirmed", Grade: tracker.GradePrimary, Origins: 2, Version: 1,
		Card: tracker.Card{
			Authority: tracker.Named{Slug: "BIS", Name: "Bureau of Industry and Security"}, Jurisdiction: "US",
			Instrument: "export_control_rule", Direction: "tightens", LegalCitation: fmt.Sprintf("88 FR %d", 73458+i),
			Technologies: []tracker.Named{{Slug: "ai-chips", Name: "AI chips"}},
			Links:        []tracker.LinkedEntry{{Slug: fmt.Sprintf("answer-%d", i), Title: fmt.Sprintf("An answer to number %d", i), On: on.Date()}},
			MoreLinks:    2,
		},
	}
	if i%3 != 0 {
		item.Kind, item.Slug, item.Grade, item.Confidence = tracker.KindResponse, fmt.Sprintf("response-%d", i), tracker.GradeSecondHand, "disputed"
		item.Card = tracker.Card{
			Strategy: "in_house_chip", Companies: []tracker.NamedRole{{Named: tracker.Named{Slug: "huawei", Name: "Huawei"}, Role: "actor"}},
			Links: []tracker.LinkedEntry{{Slug: "event-0", Title: "Chip controls widened", On: "2019-05"}},
		}
	}
	return item
}

func sampleTimeline(n int) tracker.Timeline {
	t := tracker.Timeline{Newer: &tracker.Cursor{On: sampleDay, ID: 1}, Older: &tracker.Cursor{On: sampleDay, ID: 2}}
	for i := range n {
		t.Items = append(t.Items, sampleItem(i))
	}
	return t
}

func sampleMonths(n int) []tracker.MonthCount {
	months := make([]tracker.MonthCount, n)
	for i := range months {
		months[i] = tracker.MonthCount{First: time.Date(2015, time.Month(1+i), 1, 0, 0, 0, 0, time.UTC), Moves: i % 5, Countermoves: i % 3}
	}
	return months
}

var sampleGraph = tracker.SourceGraph{
	"rule":   {Title: "Rule", Publisher: "Federal Register", URL: "https://example.org/rule", ArchivedURL: "https://example.net/rule", PublishedOn: "2022-10-13", Language: "en", SourceKind: "primary", Seen: true},
	"copy":   {Title: "Copy", Publisher: "A copyist", URL: "https://example.org/copy", SourceKind: "syndication", Relays: []tracker.Relay{{Source: "report", How: "syndicates"}}, Seen: true},
	"report": {Title: "Report", Publisher: "A newspaper", PublishedOn: "2023", SourceKind: "news"},
	"stray":  {Title: "Stray", SourceKind: "syndication", Seen: true},
}

func sampleEntry(doc tracker.Document, cited ...string) tracker.EntryDetail {
	return tracker.EntryDetail{
		ID: 1, PublicID: "k3x9w2a", Slug: "an-entry", Doc: doc, Version: 2, Latest: 2, PublishedAt: sampleDay, Names: sampleNames,
		Evidence: tracker.Assess(cited, sampleGraph), Chains: tracker.Chains(cited, sampleGraph), Graph: sampleGraph,
		Versions: []tracker.Version{{Number: 2, PublishedAt: sampleDay, Note: "Dates corrected."}, {Number: 1, PublishedAt: sampleDay}},
	}
}

func sampleEvent() tracker.EntryDetail {
	e := sampleEntry(&tracker.Event{
		Entry:     tracker.Entry{Title: "Rules announced", Summary: "Two rules at once.", Body: "In *stages*."},
		Dates:     []tracker.EntryDate{{Kind: "announced", On: "2022-10-07"}, {Kind: "effective", On: "2022-10-21"}, {Kind: "effective", On: "2022-10-12"}, {Kind: "expires", On: "2025"}},
		Authority: "BIS", Instrument: "export_control_rule", Direction: "imposes", TargetCountries: []string{"CN", "HK"},
		Companies: []tracker.CompanyRole{{Company: "huawei", Role: "target"}}, Listings: []tracker.ListingAct{{Company: "huawei", List: "entity-list", Action: "add"}},
		Technologies: []string{"ai-chips"}, LegalCitation: "87 FR 62186", Confidence: "likely", Note: "SECRET NOTE",
		Citations: []tracker.Citation{{Source: "rule", Locator: "p. 2", Quote: "A quote."}, {Source: "copy"}, {Source: "stray"}},
	}, "rule", "copy", "stray")
	e.Links = []tracker.LinkedEntry{
		{Kind: tracker.KindResponse, Slug: "slows", Title: "A chip is slowed", On: "2022-11-01", Companies: []string{"Alibaba"}, Strategy: "product_redesign", Grade: tracker.GradeReported},
		{Kind: tracker.KindResponse, Slug: "vague", Title: "Something follows", On: "2022"},
	}
	e.Thread = []tracker.LinkedEntry{
		{Kind: tracker.KindEvent, Slug: "before", Title: "An order", On: "2019-05-15", Relation: "implements"},
		{Kind: tracker.KindEvent, Slug: "after", Title: "More rules", On: "2023-10-17", Relation: "extends", Reverse: true},
	}
	return e
}

func sampleResponse() tracker.EntryDetail {
	e := sampleEntry(&tracker.Response{
		Entry: tracker.Entry{Title: "Components replaced", Summary: "Thirteen thousand of them."}, Occurred: "2023-02-24",
		Companies: []tracker.CompanyRole{{Company: "huawei", Role: "actor"}}, Strategy: "domestic_substitution", Technologies: []string{"ai-chips"},
		Figures: []tracker.Figure{{Name: "components", Value: "13000", Unit: "pieces"}}, ClaimedBy: "Its founder", Confidence: "confirmed", Note: "SECRET NOTE",
		Citations: []tracker.Citation{{Source: "copy"}},
	}, "copy")
	e.Links = []tracker.LinkedEntry{{Kind: tracker.KindEvent, Slug: "listed", Title: "Huawei listed", On: "2019-05-15", Authority: "BIS"}}
	return e
}

var sampleListings = []tracker.ListedOn{
	{Company: tracker.Named{Slug: "huawei", Name: "Huawei"}, List: tracker.Named{Slug: "entity-list", Name: "Entity List"}, From: time.Date(2019, 5, 16, 0, 0, 0, 0, time.UTC), AddedBy: tracker.Named{Slug: "listed", Name: "Huawei listed"}},
	{Company: tracker.Named{Slug: "zte", Name: "ZTE"}, List: tracker.Named{Slug: "entity-list", Name: "Entity List"}, Until: time.Date(2017, 3, 29, 0, 0, 0, 0, time.UTC), RemovedBy: tracker.Named{Slug: "left", Name: "ZTE leaves"}},
}

func sampleCompany() tracker.CompanyDetail {
	return tracker.CompanyDetail{
		Slug: "huawei", Version: 1, PublishedAt: sampleDay, Names: sampleNames, Listings: sampleListings, Moves: 3, Countermoves: 1, Lags: []int{10, 330, 700},
		Doc: &tracker.Company{
			Name: "Huawei", NativeName: "华为", Romanised: "Huáwéi", Names: []tracker.OtherName{{Name: "Huawei Technologies", Kind: "alias", Language: "en"}},
			Country: "CN", Headquarters: "Shenzhen", Founded: "1987", Sector: "telecoms", Summary: "Maker of networks.", Body: "More.", Website: "https://www.huawei.com",
			Tickers: []string{"HKEX:1"}, Identifiers: []tracker.Identifier{{Scheme: "wikidata", Value: "Q160120"}, {Scheme: "isin", Value: "US0378331005"}}, Note: "SECRET NOTE",
		},
		Relations: []tracker.RelatedCompany{{Named: tracker.Named{Slug: "hisilicon", Name: "HiSilicon"}, Relation: "parent", Reverse: true}},
		Versions:  []tracker.Version{{Number: 1, PublishedAt: sampleDay}},
	}
}
