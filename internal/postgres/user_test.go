package postgres_test

import (
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"countermove/internal/dbtest"
	"countermove/internal/postgres"
	"countermove/internal/tracker"
)

const anyHash = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"

// member makes an account by an invitation of the operator.
func member(t *testing.T, store *postgres.Store, role, email string) postgres.User {
	t.Helper()
	token := rand.Text()
	if err := store.Invite(t.Context(), 0, token, role, "", time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	user, err := store.Accept(t.Context(), token, postgres.User{Email: email, Name: email, PasswordHash: anyHash}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return user
}

func TestLinkWorksOnceForManyAtATime(t *testing.T) {
	t.Parallel()
	store, _ := dbtest.Database(t)
	user := member(t, store, "editor", "ed@example.org")
	account, password := rand.Text(), rand.Text()
	soon := time.Now().Add(time.Hour)
	if err := errors.Join(store.Invite(t.Context(), 0, account, "admin", "", soon), store.OfferPassword(t.Context(), 0, user.ID, password, soon)); err != nil {
		t.Fatal(err)
	}
	results := make(chan error)
	const crowd = 6
	for i := range crowd {
		go func() {
			_, err := store.Accept(t.Context(), account, postgres.User{Email: string(rune('a'+i)) + "@example.org", Name: "x", PasswordHash: anyHash}, time.Now())
			results <- err
		}()
		go func() {
			_, err := store.ResetPassword(t.Context(), password, anyHash, time.Now())
			results <- err
		}()
	}
	accepted := 0
	for range 2 * crowd {
		switch err := <-results; {
		case err == nil:
			accepted++
		case !errors.Is(err, tracker.ErrNotFound):
			t.Errorf("a link that was used up: %v", err)
		}
	}
	if accepted != 2 {
		t.Errorf("two links were used %d times", accepted)
	}
}

// A link does what it was made for and nothing else.
func TestLinksAreNotMixedUp(t *testing.T) {
	t.Parallel()
	store := dbtest.Tx(t)
	user := member(t, store, "contributor", "ed@example.org")
	account, password := rand.Text(), rand.Text()
	soon := time.Now().Add(time.Hour)
	if err := errors.Join(store.Invite(t.Context(), 0, account, "admin", "", soon), store.OfferPassword(t.Context(), 0, user.ID, password, soon)); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Accept(t.Context(), password, postgres.User{Email: "x@example.org", Name: "x", PasswordHash: anyHash}, time.Now()); !errors.Is(err, tracker.ErrNotFound) {
		t.Errorf("an account by a link for a password: %v", err)
	}
	if _, err := store.ResetPassword(t.Context(), account, anyHash, time.Now()); !errors.Is(err, tracker.ErrNotFound) {
		t.Errorf("a password by a link for an account: %v", err)
	}
	if _, err := store.ResetPassword(t.Context(), password, anyHash, soon.Add(time.Second)); !errors.Is(err, tracker.ErrNotFound) {
		t.Errorf("a password by a link that has expired: %v", err)
	}
	second := rand.Text()
	if err := store.OfferPassword(t.Context(), 0, user.ID, second, soon); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Invitation(t.Context(), password, time.Now()); !errors.Is(err, tracker.ErrNotFound) {
		t.Errorf("a link in whose place another was made: %v", err)
	}
	if got, err := store.ResetPassword(t.Context(), second, anyHash, time.Now()); err != nil || got.ID != user.ID {
		t.Errorf("the second link: %v", err)
	}
}

func TestTwoAdminsDoNotDemoteEachOther(t *testing.T) {
	t.Parallel()
	store, _ := dbtest.Database(t)
	a, b := member(t, store, "admin", "a@example.org"), member(t, store, "admin", "b@example.org")
	for range 5 {
		results := make(chan error)
		go func() { results <- store.SetRole(t.Context(), a.ID, b.ID, "editor") }()
		go func() { results <- store.Disable(t.Context(), b.ID, a.ID) }()
		refused := 0
		for range 2 {
			err := <-results
			if _, ok := errors.AsType[tracker.Invalid](err); ok {
				refused++
			} else if err != nil {
				t.Fatal(err)
			}
		}
		if refused != 1 {
			t.Errorf("%d of two were refused, want 1", refused)
		}
		if err := errors.Join(store.Enable(t.Context(), 0, a.ID), store.SetRole(t.Context(), 0, b.ID, "admin"), store.SetRole(t.Context(), 0, a.ID, "admin")); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhoIsNoAdminCannotInvite(t *testing.T) {
	t.Parallel()
	store := dbtest.Tx(t)
	editor := member(t, store, "editor", "ed@example.org")
	if err := store.Invite(t.Context(), editor.ID, rand.Text(), "admin", "", time.Now().Add(time.Hour)); !errors.Is(err, tracker.ErrNotFound) {
		t.Errorf("an invitation by an editor: %v", err)
	}
}

// Links that are open when the migration is taken back, and made again, neither
// stop it nor become links to set up the site.
func TestLinksSurviveMigrations(t *testing.T) {
	t.Parallel()
	store, url := dbtest.Database(t)
	admin := member(t, store, "admin", "a@example.org")
	soon := time.Now().Add(time.Hour)
	err := errors.Join(store.Invite(t.Context(), admin.ID, "one", "editor", "", soon), store.Invite(t.Context(), admin.ID, "two", "editor", "", soon),
		store.Invite(t.Context(), 0, "three", "admin", "", soon), store.OfferPassword(t.Context(), 0, admin.ID, "four", soon), store.OfferSetup(t.Context(), "five", soon))
	if err != nil {
		t.Fatal(err)
	}
	status, err := postgres.Status(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	const before = 9
	if err := errors.Join(postgres.MigrateDown(t.Context(), url, int(status.Latest)-before), postgres.Migrate(t.Context(), url)); err != nil {
		t.Fatal(err)
	}
	for token, want := range map[string]string{"one": postgres.LinkAccount, "two": postgres.LinkAccount, "three": "", "four": "", "five": postgres.LinkSetup} {
		link, err := store.Invitation(t.Context(), token, time.Now())
		if link.Kind != want || (want == "") != errors.Is(err, tracker.ErrNotFound) {
			t.Errorf("the link %s is now of the kind %q (%v), want %q", token, link.Kind, err, want)
		}
	}
}
