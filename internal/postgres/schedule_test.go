package postgres_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"countermove/internal/dbtest"
	"countermove/internal/postgres"
	"countermove/internal/tracker"
)

func TestSchedule(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t, dbtest.StarterTx(t))
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	id, revision := n.submit(n.con, "later")
	d := postgres.Decision{Revision: revision, By: n.ed, PublishAt: now}
	if err := n.Schedule(t.Context(), d, now); !isProblem(err, "day") {
		t.Errorf("scheduled for now: %v", err)
	}
	d.PublishAt = now.Add(time.Hour)
	n.must(n.Schedule(t.Context(), d, now))
	n.must(n.Unschedule(t.Context(), d))
	if err := n.Unschedule(t.Context(), d); !errors.Is(err, tracker.ErrNotInReview) {
		t.Errorf("unscheduled twice: %v", err)
	}
	n.must(n.Schedule(t.Context(), d, now))
	d.PublishAt = now.Add(2 * time.Hour)
	n.must(n.Schedule(t.Context(), d, now)) // put off
	if done, err := n.PublishDue(t.Context(), now.Add(90*time.Minute)); err != nil || len(done) != 0 {
		t.Errorf("published before its time: %+v, %v", done, err)
	}
	done, err := n.PublishDue(t.Context(), now.Add(2*time.Hour))
	if err != nil || len(done) != 1 || done[0].Version != 1 || done[0].Revision != revision {
		t.Fatalf("at its time: %+v, %v", done, err)
	}
	if done, err := n.PublishDue(t.Context(), now.Add(3*time.Hour)); err != nil || len(done) != 0 {
		t.Errorf("published twice: %+v, %v", done, err)
	}
	if got := n.number(`SELECT count(*) FROM revisions WHERE document_id = $1 AND author_id = $2 AND decided_by = $3 AND publish_at IS NULL`, id, n.con, n.ed); got != 1 {
		t.Error("the version does not say who wrote and who approved it")
	}
}

func TestWhatCannotBePublishedAtItsTime(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t, dbtest.StarterTx(t))
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	publish(t, n.Store, postgres.Publication{Kind: tracker.KindSource, Slug: "fleeting", Doc: &tracker.Source{Title: "Fleeting", SourceKind: "news"}, Author: n.ed})
	source, err := n.DocumentID(t.Context(), tracker.KindSource, "fleeting")
	n.must(err)
	doc := newEvent("Leans on what is withdrawn")
	doc.Citations = []tracker.Citation{{Source: "fleeting"}}
	id, err := n.Submit(t.Context(), postgres.Publication{Kind: tracker.KindEvent, Slug: "leaning", Doc: doc, Author: n.con})
	n.must(err)
	leaning := n.edition(id, n.con).Draft
	_, fine := n.submit(n.con, "fine")

	contested := publish(t, n.Store, postgres.Publication{Kind: tracker.KindEvent, Slug: "contested", Doc: newEvent("One"), Author: n.ed})
	_, err = n.Submit(t.Context(), postgres.Publication{Kind: tracker.KindEvent, ID: contested.ID, Base: 1, Slug: "contested", Doc: newEvent("Con's"), Author: n.con})
	n.must(err)
	late := n.edition(contested.ID, n.con).Draft
	for i, revision := range []int64{leaning, late, fine} {
		n.must(n.Schedule(t.Context(), postgres.Decision{Revision: revision, By: n.ed, PublishAt: now.Add(time.Duration(i+1) * time.Minute)}, now))
	}
	n.must(n.Withdraw(t.Context(), tracker.KindSource, source, 1, "Retracted.", n.ed))
	publish(t, n.Store, postgres.Publication{Kind: tracker.KindEvent, ID: contested.ID, Base: 1, Slug: "contested", Doc: newEvent("Two"), Author: n.second})

	done, err := n.PublishDue(t.Context(), now.Add(time.Hour))
	n.must(err)
	if len(done) != 3 || done[0].Reason == nil || done[1].Reason == nil || done[2].Version != 1 {
		t.Errorf("done: %+v", done)
	}
	back, err := n.SentBack(t.Context(), n.con)
	n.must(err)
	if len(back) != 2 {
		t.Fatalf("sent back: %+v", back)
	}
	reviews, err := n.Reviews(t.Context(), leaning)
	n.must(err)
	last := reviews[len(reviews)-1]
	if last.By != "" || !strings.Contains(last.Comment, "set time") || !strings.Contains(last.Fields["citations"], "fleeting") {
		t.Errorf("the reason = %+v", last)
	}
	if entry, err := n.Entry(t.Context(), tracker.KindEvent, "contested"); err != nil || entry.Doc.Label() != "Two" {
		t.Errorf("the newer version was overwritten (%v)", err)
	}
}

// Two servers share a database: each revision is published once, by one.
func TestTwoServersPublishOnce(t *testing.T) {
	t.Parallel()
	store, _ := dbtest.StarterDatabase(t)
	n := newNewsroom(t, store)
	now := time.Now()
	const count = 8
	for i := range count {
		_, revision := n.submit(n.con, fmt.Sprintf("due-%d", i))
		n.must(n.Schedule(t.Context(), postgres.Decision{Revision: revision, By: n.ed, PublishAt: now.Add(time.Minute)}, now))
	}
	results := make(chan int)
	for range 3 {
		go func() {
			done, err := store.PublishDue(t.Context(), now.Add(time.Hour))
			if err != nil {
				t.Error(err)
			}
			results <- len(done)
		}()
	}
	total := 0
	for range 3 {
		total += <-results
	}
	if total != count {
		t.Errorf("published %d, want %d", total, count)
	}
	if got := n.number(`SELECT count(*) FROM revisions WHERE state = 'published' AND author_id = $1 AND number = 1`, n.con); got != count {
		t.Errorf("%d versions, want %d", got, count)
	}
}
