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

// A newsroom is a store with a contributor and two editors.
type newsroom struct {
	*postgres.Store
	t               *testing.T
	con, ed, second int64
}

func newNewsroom(t *testing.T, store *postgres.Store) newsroom {
	t.Helper()
	n := newsroom{Store: store, t: t}
	for role, id := range map[string]*int64{"contributor Con": &n.con, "editor Ed": &n.ed, "editor Second": &n.second} {
		role, name, _ := strings.Cut(role, " ")
		err := store.DB.QueryRow(t.Context(), `INSERT INTO users (email, name, role, password_hash) VALUES (lower($1) || '@example.org', $1, $2, '$argon2id$x') RETURNING id`,
			name, role).Scan(id)
		if err != nil {
			t.Fatal(err)
		}
	}
	return n
}

// submit hands a new event in, and returns its document and its revision.
func (n newsroom) submit(author int64, slug string) (document, revision int64) {
	n.t.Helper()
	id, err := n.Submit(n.t.Context(), postgres.Publication{Kind: tracker.KindEvent, Slug: slug, Doc: newEvent("Event " + slug), Note: "Why", Author: author})
	if err != nil {
		n.t.Fatal(err)
	}
	return id, n.edition(id, author).Draft
}

func (n newsroom) edition(id, user int64) postgres.Edition {
	n.t.Helper()
	e, err := n.Edition(n.t.Context(), tracker.KindEvent, id, user)
	if err != nil {
		n.t.Fatal(err)
	}
	return e
}

func (n newsroom) steps(revision int64) string {
	n.t.Helper()
	reviews, err := n.Reviews(n.t.Context(), revision)
	if err != nil {
		n.t.Fatal(err)
	}
	var steps []string
	for _, r := range reviews {
		steps = append(steps, r.By+" "+r.Kind)
	}
	return strings.Join(steps, ", ")
}

func (n newsroom) must(err error) {
	n.t.Helper()
	if err != nil {
		n.t.Fatal(err)
	}
}

func (n newsroom) number(sql string, args ...any) int {
	n.t.Helper()
	var number int
	n.must(n.DB.QueryRow(n.t.Context(), sql, args...).Scan(&number))
	return number
}

func TestSubmittedApprovedPublished(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t, dbtest.StarterTx(t))
	id, revision := n.submit(n.con, "from-a-contributor")
	if e := n.edition(id, n.con); e.State != "in_review" || e.Version != 0 {
		t.Fatalf("after submitting: %+v", e)
	}
	if _, err := n.Entry(t.Context(), tracker.KindEvent, "from-a-contributor"); !errors.Is(err, tracker.ErrNotFound) {
		t.Errorf("readers see what was only submitted (%v)", err)
	}
	queue, err := n.InReview(t.Context())
	n.must(err)
	if len(queue) != 1 || queue[0].Author != "Con" || queue[0].Revision != revision || queue[0].Label != "Event from-a-contributor" {
		t.Errorf("the queue = %+v", queue)
	}
	published, err := n.Approve(t.Context(), postgres.Decision{Revision: revision, By: n.ed})
	n.must(err)
	if published.Version != 1 {
		t.Errorf("approved as version %d", published.Version)
	}
	if _, err := n.Entry(t.Context(), tracker.KindEvent, "from-a-contributor"); err != nil {
		t.Error(err)
	}
	if got := n.number(`SELECT count(*) FROM revisions WHERE id = $1 AND state = 'published' AND number = 1 AND author_id = $2 AND decided_by = $3`, revision, n.con, n.ed); got != 1 {
		t.Error("the version does not say who wrote and who approved it")
	}
	if got := n.steps(revision); got != "Con submitted, Ed approved" {
		t.Errorf("steps: %s", got)
	}
	if got := n.number(`SELECT count(*) FROM audit WHERE document_id = $1 AND (action, user_id) IN (('submitted', $2), ('approved', $3), ('created', $3))`, id, n.con, n.ed); got != 3 {
		t.Errorf("the audit log has %d of 3 lines", got)
	}
	for name, err := range map[string]error{
		"approve again":   second(n.Approve(t.Context(), postgres.Decision{Revision: revision, By: n.second})),
		"send back":       n.SendBack(t.Context(), postgres.Decision{Revision: revision, By: n.second, Comment: "Late"}),
		"schedule":        n.Schedule(t.Context(), postgres.Decision{Revision: revision, By: n.second, PublishAt: time.Now().Add(time.Hour)}, time.Now()),
		"unschedule":      n.Unschedule(t.Context(), postgres.Decision{Revision: revision, By: n.second}),
		"take it back":    n.TakeBackSubmission(t.Context(), tracker.KindEvent, id, n.con),
		"an unknown one":  second(n.Approve(t.Context(), postgres.Decision{Revision: 1 << 40, By: n.ed})),
		"discard a draft": n.DiscardDraft(t.Context(), tracker.KindEvent, id, n.con),
	} {
		if !errors.Is(err, tracker.ErrNotInReview) && !errors.Is(err, tracker.ErrNotFound) {
			t.Errorf("%s after the approval: %v", name, err)
		}
	}
}

func second(_ postgres.Published, err error) error { return err }

func TestWhoMayDecide(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t, dbtest.StarterTx(t))
	id, revision := n.submit(n.con, "whose-decision")
	later := time.Now().Add(time.Hour)
	for name, err := range map[string]error{
		"approve":    second(n.Approve(t.Context(), postgres.Decision{Revision: revision, By: n.con})),
		"send back":  n.SendBack(t.Context(), postgres.Decision{Revision: revision, By: n.con, Comment: "No"}),
		"schedule":   n.Schedule(t.Context(), postgres.Decision{Revision: revision, By: n.con, PublishAt: later}, time.Now()),
		"unschedule": n.Unschedule(t.Context(), postgres.Decision{Revision: revision, By: n.con}),
		"publish":    second(n.Publish(t.Context(), postgres.Publication{Kind: tracker.KindEvent, Slug: "x", Doc: newEvent("X"), Author: n.con})),
		"withdraw":   n.Withdraw(t.Context(), tracker.KindEvent, id, 1, "Why", n.con),
		"restore":    second(n.Restore(t.Context(), tracker.KindEvent, id, 1, "Why", n.con)),
	} {
		if !errors.Is(err, tracker.ErrNotAllowed) {
			t.Errorf("%s by a contributor: %v, want not allowed", name, err)
		}
	}
	if err := n.TakeBackSubmission(t.Context(), tracker.KindEvent, id, n.ed); !errors.Is(err, tracker.ErrNotFound) {
		t.Errorf("somebody else takes it back: %v", err)
	}
	if _, err := n.DB.Exec(t.Context(), `UPDATE users SET disabled_at = now() WHERE id = $1`, n.second); err != nil {
		t.Fatal(err)
	}
	if _, err := n.Approve(t.Context(), postgres.Decision{Revision: revision, By: n.second}); !errors.Is(err, tracker.ErrNotAllowed) {
		t.Errorf("approved by a disabled account: %v", err)
	}
	if got := n.steps(revision); got != "Con submitted" {
		t.Errorf("steps: %s", got)
	}
}

func TestSentBackAndSubmittedAgain(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t, dbtest.StarterTx(t))
	id, revision := n.submit(n.con, "sent-back")
	if err := n.SendBack(t.Context(), postgres.Decision{Revision: revision, By: n.ed, Comment: " \n"}); !isProblem(err, "comment") {
		t.Errorf("sent back without a word: %v", err)
	}
	n.must(n.SendBack(t.Context(), postgres.Decision{Revision: revision, By: n.ed, Fields: map[string]string{"title": "Say who.", "summary": " "}}))
	back, err := n.SentBack(t.Context(), n.con)
	n.must(err)
	if len(back) != 1 || back[0].FieldCount != 1 || back[0].StepBy != "Ed" {
		t.Errorf("sent back: %+v", back)
	}
	if others, _ := n.SentBack(t.Context(), n.ed); len(others) != 0 {
		t.Errorf("Ed sees what was sent back to Con: %+v", others)
	}
	e := n.edition(id, n.con)
	if e.State != "draft" || e.Draft != revision {
		t.Fatalf("after sending back: %+v", e)
	}
	_, err = n.Submit(t.Context(), postgres.Publication{Kind: tracker.KindEvent, ID: id, Slug: "sent-back", Doc: newEvent("Con sent it again"), Author: n.con})
	n.must(err)
	if back, _ := n.SentBack(t.Context(), n.con); len(back) != 0 {
		t.Errorf("still listed as sent back: %+v", back)
	}
	if _, err := n.Approve(t.Context(), postgres.Decision{Revision: revision, By: n.ed}); err != nil {
		t.Error(err)
	}
	if got := n.steps(revision); got != "Con submitted, Ed sent_back, Con submitted, Ed approved" {
		t.Errorf("steps: %s", got)
	}
}

func isProblem(err error, field string) bool {
	problems, _ := errors.AsType[tracker.Invalid](err)
	_, ok := problems.Of(field)
	return ok
}

func TestTextInReviewIsFixed(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t, dbtest.StarterTx(t))
	id, revision := n.submit(n.ed, "fixed")
	p := postgres.Publication{Kind: tracker.KindEvent, ID: id, Slug: "fixed", Doc: newEvent("Changed under the reviewer's eyes"), Author: n.ed}
	if _, err := n.SaveDraft(t.Context(), p); !isProblem(err, "document") {
		t.Errorf("saving over it: %v", err)
	}
	if _, err := n.Submit(t.Context(), p); !isProblem(err, "document") {
		t.Errorf("submitting it twice: %v", err)
	}
	if _, err := n.Publish(t.Context(), p); !isProblem(err, "document") {
		t.Errorf("publishing past it: %v", err)
	}
	err := n.InTx(t.Context(), func(s *postgres.Store) error {
		_, err := s.DB.Exec(t.Context(), `UPDATE revisions SET doc = '{}' WHERE id = $1`, revision)
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "stays as it is") {
		t.Errorf("the database let the text change: %v", err)
	}
	for _, sql := range []string{`UPDATE reviews SET comment = 'x'`, `DELETE FROM reviews`, `TRUNCATE reviews`} {
		err := n.InTx(t.Context(), func(s *postgres.Store) error {
			_, err := s.DB.Exec(t.Context(), sql)
			return err
		})
		if err == nil {
			t.Errorf("%s went through", sql)
		}
	}
	n.must(n.TakeBackSubmission(t.Context(), tracker.KindEvent, id, n.ed))
	if _, err := n.Approve(t.Context(), postgres.Decision{Revision: revision, By: n.second}); !errors.Is(err, tracker.ErrNotInReview) {
		t.Errorf("approving what was taken back meanwhile: %v", err)
	}
	if published, err := n.Publish(t.Context(), p); err != nil || published.Version != 1 {
		t.Errorf("publishing it after taking it back: %+v, %v", published, err)
	}
	if got := n.number(`SELECT count(*) FROM revisions WHERE id = $1 AND number = 1`, revision); got != 1 {
		t.Error("the draft did not become the version")
	}
}

func TestDiscardingKeepsWhatWasSaid(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t, dbtest.StarterTx(t))
	id, revision := n.submit(n.con, "given-up")
	n.must(n.SendBack(t.Context(), postgres.Decision{Revision: revision, By: n.ed, Comment: "No."}))
	n.must(n.DiscardDraft(t.Context(), tracker.KindEvent, id, n.con))
	if _, err := n.Edition(t.Context(), tracker.KindEvent, id, n.con); !errors.Is(err, tracker.ErrNotFound) {
		t.Errorf("the draft is still there: %v", err)
	}
	if got := n.steps(revision); got != "Con submitted, Ed sent_back" {
		t.Errorf("steps: %s", got)
	}
}

func TestSubmittingJudgesAsPublishingWould(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t, dbtest.StarterTx(t))
	wrong := newEvent("Wrong")
	wrong.Companies = []tracker.CompanyRole{{Company: "nobody", Role: "target"}}
	untitled := newEvent("")
	for field, p := range map[string]postgres.Publication{
		"companies[0].company": {Kind: tracker.KindEvent, Slug: "wrong", Doc: wrong, Author: n.con},
		"title":                {Kind: tracker.KindEvent, Slug: "wrong", Doc: untitled, Author: n.con},
		"slug":                 {Kind: tracker.KindEvent, Slug: "2016-03-08-zte-added-to-entity-list", Doc: newEvent("Right"), Author: n.con},
	} {
		if _, err := n.Submit(t.Context(), p); !isProblem(err, field) {
			t.Errorf("a wrong %s: %v", field, err)
		}
	}
	if drafts, _ := n.Drafts(t.Context(), n.con); len(drafts) != 0 {
		t.Errorf("%d drafts were left behind", len(drafts))
	}
	version, _, _ := n.DataVersion(t.Context())
	n.submit(n.con, "only-submitted")
	if after, _, _ := n.DataVersion(t.Context()); after != version {
		t.Error("submitting moved the public data")
	}
}

func TestFourEyes(t *testing.T) {
	t.Parallel()
	store := dbtest.StarterTx(t)
	store.FourEyes = true
	n := newNewsroom(t, store)
	_, revision := n.submit(n.ed, "four-eyes")
	d := postgres.Decision{Revision: revision, By: n.ed, PublishAt: time.Now().Add(time.Hour)}
	if _, err := n.Approve(t.Context(), d); !isProblem(err, "approval") {
		t.Errorf("the author approves: %v", err)
	}
	if err := n.Schedule(t.Context(), d, time.Now()); !isProblem(err, "approval") {
		t.Errorf("the author schedules: %v", err)
	}
	if _, err := n.Publish(t.Context(), postgres.Publication{Kind: tracker.KindEvent, Slug: "alone", Doc: newEvent("Alone"), Author: n.ed}); !isProblem(err, "document") {
		t.Errorf("the author publishes: %v", err)
	}
	if _, err := n.Approve(t.Context(), postgres.Decision{Revision: revision, By: n.second}); err != nil {
		t.Errorf("somebody else approves: %v", err)
	}
}

func TestApprovingOverAnotherVersion(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t, dbtest.StarterTx(t))
	first := publish(t, n.Store, postgres.Publication{Kind: tracker.KindEvent, Slug: "moved", Doc: newEvent("One"), Author: n.ed})
	submit := func(author int64, title string) int64 {
		_, err := n.Submit(t.Context(), postgres.Publication{Kind: tracker.KindEvent, ID: first.ID, Base: 1, Slug: "moved", Doc: newEvent(title), Author: author})
		n.must(err)
		return n.edition(first.ID, author).Draft
	}
	cons, seconds := submit(n.con, "Con's"), submit(n.second, "Second's")
	_, err := n.Approve(t.Context(), postgres.Decision{Revision: cons, By: n.ed})
	n.must(err)
	if _, err := n.Approve(t.Context(), postgres.Decision{Revision: seconds, By: n.ed}); !errors.Is(err, tracker.ErrConflict) || errors.Is(err, tracker.ErrNotInReview) {
		t.Errorf("approving over version 2: %v, want a conflict", err)
	}
	if err := n.Schedule(t.Context(), postgres.Decision{Revision: seconds, By: n.ed, PublishAt: time.Now().Add(time.Hour)}, time.Now()); !errors.Is(err, tracker.ErrConflict) {
		t.Errorf("scheduling over version 2: %v, want a conflict", err)
	}
	if entry, err := n.Entry(t.Context(), tracker.KindEvent, "moved"); err != nil || entry.Doc.Label() != "Con's" {
		t.Errorf("readers see %v (%v)", entry.Doc, err)
	}
	if e := n.edition(first.ID, n.second); e.State != "in_review" {
		t.Errorf("the other one is %s, want in_review", e.State)
	}
}

func TestRestoreAndRevert(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t, dbtest.StarterTx(t))
	first := publish(t, n.Store, postgres.Publication{Kind: tracker.KindEvent, Slug: "back", Doc: newEvent("One"), Author: n.ed})
	publish(t, n.Store, postgres.Publication{Kind: tracker.KindEvent, ID: first.ID, Base: 1, Slug: "back", Doc: newEvent("Two"), Author: n.ed})
	draft := postgres.Publication{Kind: tracker.KindEvent, ID: first.ID, Base: 2, Slug: "back", Doc: newEvent("A draft"), Author: n.ed}
	_, err := n.SaveDraft(t.Context(), draft)
	n.must(err)
	if _, err := n.Restore(t.Context(), tracker.KindEvent, first.ID, 2, "Why", n.ed); !errors.Is(err, tracker.ErrConflict) {
		t.Errorf("restoring what is public: %v", err)
	}
	n.must(n.Withdraw(t.Context(), tracker.KindEvent, first.ID, 2, "A hoax.", n.ed))
	if _, err := n.Restore(t.Context(), tracker.KindEvent, first.ID, 2, " ", n.ed); !isProblem(err, "reason") {
		t.Errorf("restoring without a reason: %v", err)
	}
	if _, err := n.Restore(t.Context(), tracker.KindEvent, first.ID, 1, "Why", n.ed); !errors.Is(err, tracker.ErrConflict) {
		t.Errorf("restoring another version: %v", err)
	}
	if _, err := n.Publish(t.Context(), draft); !isProblem(err, "change") {
		t.Errorf("publishing a withdrawn one without a word: %v", err)
	}
	_, err = n.Restore(t.Context(), tracker.KindEvent, first.ID, 2, "It was no hoax.", n.second)
	n.must(err)
	entry, err := n.Entry(t.Context(), tracker.KindEvent, "back")
	n.must(err)
	if len(entry.Versions) != 3 || entry.Doc.Label() != "Two" {
		t.Fatalf("%d versions, the last “%s”", len(entry.Versions), entry.Doc.Label())
	}
	if v := entry.Versions[0]; !v.Restored || v.Note != "It was no hoax." || !v.WithdrawnAt.IsZero() {
		t.Errorf("version 3 = %+v", v)
	}
	if v := entry.Versions[1]; v.Restored || v.WithdrawnFor != "A hoax." || v.WithdrawnAt.IsZero() {
		t.Errorf("version 2 = %+v", v)
	}
	if e := n.edition(first.ID, n.ed); e.State != "draft" || e.Doc.Label() != "A draft" {
		t.Errorf("the editor's draft = %+v", e)
	}

	if err := n.DraftOfVersion(t.Context(), tracker.KindEvent, first.ID, 1, n.ed); !isProblem(err, "document") {
		t.Errorf("a second draft: %v", err)
	}
	n.must(n.DraftOfVersion(t.Context(), tracker.KindEvent, first.ID, 1, n.con))
	if e := n.edition(first.ID, n.con); e.Doc.Label() != "One" || e.Base != 3 || e.Note != "Back to version 1" {
		t.Errorf("the draft of version 1 = %+v", e)
	}
	if err := n.DraftOfVersion(t.Context(), tracker.KindEvent, first.ID, 9, n.second); !errors.Is(err, tracker.ErrNotFound) {
		t.Errorf("a draft of a version that is not: %v", err)
	}
}

// Two editors approve at the same moment: it becomes one version.
func TestTwoApprovalsAtOnce(t *testing.T) {
	t.Parallel()
	store, _ := dbtest.StarterDatabase(t)
	n := newNewsroom(t, store)
	_, revision := n.submit(n.con, "twice")
	results := make(chan error)
	for _, by := range []int64{n.ed, n.second} {
		go func() {
			results <- second(store.Approve(t.Context(), postgres.Decision{Revision: revision, By: by}))
		}()
	}
	first, other := <-results, <-results
	if first != nil {
		first, other = other, first
	}
	if first != nil || !errors.Is(other, tracker.ErrNotInReview) {
		t.Errorf("the two approvals: %v and %v", first, other)
	}
}
