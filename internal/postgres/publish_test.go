package postgres_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"countermove/internal/dbtest"
	"countermove/internal/postgres"
	"countermove/internal/tracker"
)

// addUser makes an account to publish with.
func addUser(t *testing.T, store *postgres.Store) int64 {
	t.Helper()
	now := time.Now()
	if err := store.OfferSetup(t.Context(), "token", now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	user, err := store.Accept(t.Context(), "token", postgres.User{Email: "Ed@example.org", Name: "Ed", PasswordHash: "$argon2id$x"}, now)
	if err != nil {
		t.Fatal(err)
	}
	return user.ID
}

func newEvent(title string) *tracker.Event {
	return &tracker.Event{
		Entry:      tracker.Entry{Title: title, Summary: "A test of publishing."},
		Dates:      []tracker.EntryDate{{Kind: "announced", On: "2024-03-01"}, {Kind: "effective", On: "2024-03-05"}},
		Authority:  "BIS",
		Instrument: "entity_listing", Direction: "imposes",
		TargetCountries: []string{"CN"},
		Companies:       []tracker.CompanyRole{{Company: "baidu", Role: "target"}},
		Listings:        []tracker.ListingAct{{Company: "baidu", List: "bis-entity-list", Action: "add"}},
		Technologies:    []string{"ai-accelerators"},
		Citations:       []tracker.Citation{{Source: "wsj-2023-05-07"}},
		Confidence:      "confirmed",
	}
}

func publish(t *testing.T, store *postgres.Store, p postgres.Publication) postgres.Published {
	t.Helper()
	published, err := store.Publish(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return published
}

func TestPublishShowsEverywhereAtOnce(t *testing.T) {
	t.Parallel()
	store := dbtest.StarterTx(t)
	user := addUser(t, store)
	ofBaidu := tracker.Filter{}.With(tracker.FacetCompany, "baidu")
	before, err := store.Count(t.Context(), ofBaidu)
	if err != nil {
		t.Fatal(err)
	}
	versionBefore, _, _ := store.DataVersion(t.Context())
	published := publish(t, store, postgres.Publication{Kind: tracker.KindEvent, Slug: "a-test", Doc: newEvent("Baidu is listed in a test"), Note: "First", Author: user})

	if published.Version != 1 || !tracker.IsPublicID(published.PublicID) {
		t.Errorf("published = %+v, want version 1 and a public id", published)
	}
	if after, _ := store.Count(t.Context(), ofBaidu); after.Moves != before.Moves+1 {
		t.Errorf("moves of Baidu went from %d to %d, want one more", before.Moves, after.Moves)
	}
	if versionAfter, _, _ := store.DataVersion(t.Context()); versionAfter != versionBefore+1 {
		t.Errorf("data version went from %d to %d, want one more", versionBefore, versionAfter)
	}
	page, err := store.Timeline(t.Context(), ofBaidu.Saying("listed in a test"), tracker.Window{}, 10)
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Items) != 1 || page.Items[0].Slug != "a-test" {
		t.Fatalf("the timeline has %d such entries, want the one published", len(page.Items))
	}
	item := page.Items[0]
	if item.Grade != tracker.GradeReported || item.Origins != 1 {
		t.Errorf("graded %s with %d origins, want reported with 1", item.Grade, item.Origins)
	}
	if item.Card.Authority.Slug != "BIS" || len(item.Card.Companies) != 1 || item.Card.Companies[0].Name != "Baidu" {
		t.Errorf("card = %+v", item.Card)
	}
	company, err := store.Company(t.Context(), "baidu")
	if err != nil {
		t.Fatal(err)
	}
	listed := false
	for _, l := range company.Listings {
		listed = listed || l.List.Slug == "bis-entity-list" && l.From.Format(time.DateOnly) == "2024-03-05" && l.AddedBy.Slug == "a-test"
	}
	if !listed {
		t.Errorf("Baidu's listings = %+v, want the Entity List from the effective date", company.Listings)
	}
	kind, slug, err := store.EntryAddress(t.Context(), published.PublicID)
	if err != nil || kind != tracker.KindEvent || slug != "a-test" {
		t.Errorf("the short link leads to %s %s (%v)", kind, slug, err)
	}
}

func TestResponseAppearsOnTheCardOfItsEvent(t *testing.T) {
	t.Parallel()
	store := dbtest.StarterTx(t)
	user := addUser(t, store)
	publish(t, store, postgres.Publication{Kind: tracker.KindEvent, Slug: "the-move", Doc: newEvent("The move under test"), Author: user})
	response := &tracker.Response{
		Entry: tracker.Entry{Title: "The reply under test", Summary: "It replies."}, Occurred: "2024-03-11",
		Companies: []tracker.CompanyRole{{Company: "baidu", Role: "actor"}}, Strategy: "stockpiling", Answers: []string{"the-move"},
		Citations: []tracker.Citation{{Source: "wsj-2023-05-07"}}, Confidence: "likely",
	}
	reply := publish(t, store, postgres.Publication{Kind: tracker.KindResponse, Slug: "the-reply", Doc: response, Author: user})

	links := func() []tracker.LinkedEntry {
		page, err := store.Timeline(t.Context(), tracker.Filter{}.Saying("move under test"), tracker.Window{}, 10)
		if err != nil || len(page.Items) != 1 {
			t.Fatalf("found %d moves (%v), want 1", len(page.Items), err)
		}
		return page.Items[0].Card.Links
	}
	if got := links(); len(got) != 1 || got[0].Slug != "the-reply" || got[0].On != "2024-03-11" {
		t.Errorf("links of the move = %+v, want the reply", got)
	}
	detail, err := store.Entry(t.Context(), tracker.KindEvent, "the-move")
	if err != nil {
		t.Fatal(err)
	}
	if len(detail.Links) != 1 || detail.Links[0].Strategy != "stockpiling" || detail.Links[0].Companies[0] != "Baidu" {
		t.Errorf("the event's page links %+v, want the reply with its company and strategy", detail.Links)
	}

	response.Answers = nil
	publish(t, store, postgres.Publication{Kind: tracker.KindResponse, ID: reply.ID, Base: 1, Slug: "the-reply", Doc: response, Author: user})
	if got := links(); len(got) != 0 {
		t.Errorf("links after the reply was unlinked = %+v, want none", got)
	}
}

func TestPublishRefuses(t *testing.T) {
	t.Parallel()
	store := dbtest.StarterTx(t)
	user := addUser(t, store)
	publish(t, store, postgres.Publication{Kind: tracker.KindEvent, Slug: "first", Doc: newEvent("The first of two"), Author: user})
	for name, test := range map[string]struct {
		change func(p *postgres.Publication, e *tracker.Event)
		field  string
	}{
		"a slug in use":       {func(p *postgres.Publication, _ *tracker.Event) { p.Slug = "first" }, "slug"},
		"an unknown company":  {func(_ *postgres.Publication, e *tracker.Event) { e.Companies[0].Company = "nobody" }, "companies[0].company"},
		"an unknown source":   {func(_ *postgres.Publication, e *tracker.Event) { e.Citations[0].Source = "nothing" }, "citations[0].source"},
		"an impossible date":  {func(_ *postgres.Publication, e *tracker.Event) { e.Dates[0].On = "2023-02-30" }, "dates[0].on"},
		"effective too early": {func(_ *postgres.Publication, e *tracker.Event) { e.Dates[1].On = "2024-02-01" }, "dates[1].on"},
		"a later event": {func(_ *postgres.Publication, e *tracker.Event) {
			e.Related = []tracker.Relation{{Event: laterEvent, Relation: "amends"}}
		}, "related[0].event"},
		"one's own retaliation": {func(_ *postgres.Publication, e *tracker.Event) {
			e.Related = []tracker.Relation{{Event: "first", Relation: "retaliates_for"}}
		}, "related[0].event"},
	} {
		t.Run(name, func(t *testing.T) {
			event := newEvent("The second of two")
			p := postgres.Publication{Kind: tracker.KindEvent, Slug: "second", Doc: event, Author: user}
			test.change(&p, event)
			_, err := store.Publish(t.Context(), p)
			problems, ok := errors.AsType[tracker.Invalid](err)
			if !ok {
				t.Fatalf("err = %v, want an Invalid", err)
			}
			if _, ok := problems.Of(test.field); !ok {
				t.Errorf("problems = %v, want one of %s", problems, test.field)
			}
		})
	}
	if count, _ := store.Count(t.Context(), tracker.Filter{}.Saying("second of two")); count.Total() != 0 {
		t.Errorf("%d refused entries are public", count.Total())
	}
}

// laterEvent is one of the starter data, announced after newEvent's.
const laterEvent = "2026-06-29-china-lists-40-more-japanese-entities"

func TestStaleSaveIsRefused(t *testing.T) {
	t.Parallel()
	store := dbtest.StarterTx(t)
	user := addUser(t, store)
	first := publish(t, store, postgres.Publication{Kind: tracker.KindEvent, Slug: "contested", Doc: newEvent("Contested"), Author: user})
	publish(t, store, postgres.Publication{Kind: tracker.KindEvent, ID: first.ID, Base: 1, Slug: "contested", Doc: newEvent("Contested by A"), Author: user})
	_, err := store.Publish(t.Context(), postgres.Publication{Kind: tracker.KindEvent, ID: first.ID, Base: 1, Slug: "contested", Doc: newEvent("Contested by B"), Author: user})
	if !errors.Is(err, tracker.ErrConflict) {
		t.Errorf("err = %v, want a conflict", err)
	}
	entry, err := store.Entry(t.Context(), tracker.KindEvent, "contested")
	if err != nil || entry.Doc.Label() != "Contested by A" || entry.Version != 2 || len(entry.Versions) != 2 {
		t.Errorf("entry = %q version %d of %d (%v), want A's as version 2 of 2", entry.Doc.Label(), entry.Version, len(entry.Versions), err)
	}
	old, err := store.EntryVersion(t.Context(), tracker.KindEvent, "contested", 1)
	if err != nil || old.Doc.Label() != "Contested" || old.Latest != 2 {
		t.Errorf("version 1 = %q of %d (%v), want as it was", old.Doc.Label(), old.Latest, err)
	}
}

func TestFormerSlugAndWithdrawal(t *testing.T) {
	t.Parallel()
	store := dbtest.StarterTx(t)
	user := addUser(t, store)
	all, _ := store.Count(t.Context(), tracker.Filter{})
	first := publish(t, store, postgres.Publication{Kind: tracker.KindEvent, Slug: "old-address", Doc: newEvent("It moves"), Author: user})
	publish(t, store, postgres.Publication{Kind: tracker.KindEvent, ID: first.ID, Base: 1, Slug: "new-address", Doc: newEvent("It moves"), Author: user})
	_, err := store.Entry(t.Context(), tracker.KindEvent, "old-address")
	if moved, ok := errors.AsType[tracker.Moved](err); !ok || moved.Slug != "new-address" {
		t.Errorf("the old address gives %v, want a move to the new", err)
	}
	if err := store.Withdraw(t.Context(), tracker.KindEvent, first.ID, 2, " ", user); err == nil || !strings.Contains(err.Error(), "reason") {
		t.Errorf("withdrawing without a reason: %v", err)
	}
	if err := store.Withdraw(t.Context(), tracker.KindEvent, first.ID, 1, "Stale", user); !errors.Is(err, tracker.ErrConflict) {
		t.Errorf("withdrawing a version that was replaced: %v, want a conflict", err)
	}
	if err := store.Withdraw(t.Context(), tracker.KindEvent, first.ID, 2, "It never happened.", user); err != nil {
		t.Fatal(err)
	}
	_, err = store.Entry(t.Context(), tracker.KindEvent, "new-address")
	if gone, ok := errors.AsType[tracker.Gone](err); !ok || gone.Reason != "It never happened." {
		t.Errorf("a withdrawn entry gives %v, want gone with the reason", err)
	}
	if after, _ := store.Count(t.Context(), tracker.Filter{}); after != all {
		t.Errorf("counts = %+v after the withdrawal, want %+v as before", after, all)
	}
	publish(t, store, postgres.Publication{Kind: tracker.KindEvent, ID: first.ID, Base: 2, Slug: "new-address", Doc: newEvent("It happened after all"), Note: "It happened.", Author: user})
	if entry, err := store.Entry(t.Context(), tracker.KindEvent, "new-address"); err != nil || entry.Version != 3 {
		t.Errorf("published again: version %d (%v), want 3", entry.Version, err)
	}
}

func TestNamedDocumentsCannotBeWithdrawn(t *testing.T) {
	t.Parallel()
	store := dbtest.StarterTx(t)
	user := addUser(t, store)
	for kind, slug := range map[tracker.Kind]string{
		tracker.KindCompany: "huawei", tracker.KindSource: "wsj-2023-05-07", tracker.KindAuthority: "BIS",
		tracker.KindList: "bis-entity-list", tracker.KindTechnology: "ai-accelerators",
	} {
		id, err := store.DocumentID(t.Context(), kind, slug)
		if err != nil {
			t.Fatal(err)
		}
		err = store.Withdraw(t.Context(), kind, id, 1, "A test", user)
		if problems, ok := errors.AsType[tracker.Invalid](err); !ok || !strings.Contains(problems.Error(), "still named by") {
			t.Errorf("withdrawing the %s %s: %v, want to hear who names it", kind, slug, err)
		}
	}
}

func TestSourceChangesGradesOfWhatLeansOnIt(t *testing.T) {
	t.Parallel()
	store := dbtest.StarterTx(t)
	user := addUser(t, store)
	source := func(slug string, s *tracker.Source, base int, id int64) postgres.Published {
		return publish(t, store, postgres.Publication{Kind: tracker.KindSource, ID: id, Base: base, Slug: slug, Doc: s, Author: user})
	}
	origin := source("origin", &tracker.Source{Title: "Origin", SourceKind: "news"}, 0, 0)
	source("reprint", &tracker.Source{Title: "Reprint", SourceKind: "syndication", Relays: []tracker.Relay{{Source: "origin", How: "syndicates"}}}, 0, 0)
	event := newEvent("Graded anew")
	event.Citations = []tracker.Citation{{Source: "reprint"}}
	publish(t, store, postgres.Publication{Kind: tracker.KindEvent, Slug: "graded", Doc: event, Author: user})
	grade := func() tracker.Grade {
		page, err := store.Timeline(t.Context(), tracker.Filter{}.Saying("Graded anew"), tracker.Window{}, 1)
		if err != nil || len(page.Items) != 1 {
			t.Fatalf("found %d (%v)", len(page.Items), err)
		}
		return page.Items[0].Grade
	}
	if got := grade(); got != tracker.GradeReported {
		t.Errorf("graded %s, want reported", got)
	}
	source("origin", &tracker.Source{Title: "Origin", SourceKind: "primary"}, 1, origin.ID)
	if got := grade(); got != tracker.GradePrimary {
		t.Errorf("graded %s after its origin turned out to be an official text, want primary", got)
	}
	_, err := store.Publish(t.Context(), postgres.Publication{Kind: tracker.KindSource, ID: origin.ID, Base: 2, Slug: "origin", Author: user,
		Doc: &tracker.Source{Title: "Origin", SourceKind: "news", Relays: []tracker.Relay{{Source: "reprint", How: "reports"}}}})
	problems, _ := errors.AsType[tracker.Invalid](err)
	if p, ok := problems.Of("relays[0].source"); !ok || !strings.Contains(p.String(), "origin → reprint → origin") {
		t.Errorf("a circle of relays gives %v, want the circle shown", err)
	}
}

func TestCompanyRenameReachesCardsAndSearch(t *testing.T) {
	t.Parallel()
	store := dbtest.StarterTx(t)
	user := addUser(t, store)
	id, err := store.DocumentID(t.Context(), tracker.KindCompany, "baidu")
	if err != nil {
		t.Fatal(err)
	}
	edition, err := store.Published(t.Context(), tracker.KindCompany, id)
	if err != nil {
		t.Fatal(err)
	}
	doc := edition.Doc.(*tracker.Company)
	doc.Name = "Baidu Renamed"
	publish(t, store, postgres.Publication{Kind: tracker.KindCompany, ID: id, Base: edition.Base, Slug: "baidu-renamed", Doc: doc, Author: user})
	page, err := store.Timeline(t.Context(), tracker.Filter{}.With(tracker.FacetCompany, "baidu-renamed"), tracker.Window{}, 1)
	if err != nil || len(page.Items) != 1 {
		t.Fatalf("the new slug filters %d entries (%v), want some", len(page.Items), err)
	}
	named := false
	for _, c := range page.Items[0].Card.Companies {
		named = named || c.Name == "Baidu Renamed"
	}
	if !named {
		t.Errorf("card = %+v, want the new name", page.Items[0].Card.Companies)
	}
	if count, _ := store.Count(t.Context(), tracker.Filter{}.With(tracker.FacetCompany, "baidu")); count.Total() != 0 {
		t.Errorf("the old slug still counts %d", count.Total())
	}
}

func TestDrafts(t *testing.T) {
	t.Parallel()
	store := dbtest.StarterTx(t)
	user := addUser(t, store)
	draft := newEvent("Half a thought")
	draft.Dates[0].On = "2023-02-3"
	id, err := store.SaveDraft(t.Context(), postgres.Publication{Kind: tracker.KindEvent, Doc: draft, Author: user})
	if err != nil {
		t.Fatal(err)
	}
	edition, err := store.Edition(t.Context(), tracker.KindEvent, id, user)
	if err != nil || edition.Doc.(*tracker.Event).Dates[0].On != "2023-02-3" {
		t.Errorf("the draft came back as %+v (%v), want as typed", edition.Doc, err)
	}
	if _, err := store.Edition(t.Context(), tracker.KindEvent, id, user+1); !errors.Is(err, tracker.ErrNotFound) {
		t.Errorf("somebody else's draft gives %v, want not found", err)
	}
	if count, _ := store.Count(t.Context(), tracker.Filter{}.Saying("Half a thought")); count.Total() != 0 {
		t.Error("a draft is public")
	}
	draft.Body = "a\x00b"
	if _, err := store.SaveDraft(t.Context(), postgres.Publication{Kind: tracker.KindEvent, ID: id, Doc: draft, Author: user}); err == nil {
		t.Error("a NUL character was taken")
	}
	if err := store.DiscardDraft(t.Context(), tracker.KindEvent, id, user); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Edition(t.Context(), tracker.KindEvent, id, user); !errors.Is(err, tracker.ErrNotFound) {
		t.Errorf("a discarded draft gives %v, want not found", err)
	}
}
