package postgres_test

import (
	"crypto/sha256"
	"encoding/base64"
	"testing"
	"time"

	"countermove/internal/dbtest"
	"countermove/internal/postgres"

	"github.com/alexedwards/scs/v2"
)

// stored is how the session manager names a token to its store.
func stored(token string) string {
	hash := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(hash[:])
}

func sessionData(t *testing.T, user int64) []byte {
	t.Helper()
	data, err := scs.GobCodec{}.Encode(time.Date(2030, 1, 2, 3, 4, 5, 6, time.UTC), map[string]any{postgres.SessionUser: user})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// A request under way when its session is ended stores it at its end. That must
// not bring the session back.
func TestEndedSessionsStayEnded(t *testing.T) {
	t.Parallel()
	store := dbtest.Tx(t)
	user := member(t, store, "editor", "ed@example.org")
	sessions, expiry := store.Sessions(), time.Now().Add(time.Hour)
	ends := map[string]func(id int64) error{
		"ended by its person":  func(id int64) error { return store.EndSession(t.Context(), user.ID, id) },
		"ended with others":    func(int64) error { _, err := store.EndOtherSessions(t.Context(), user.ID, "another"); return err },
		"signed out":           func(int64) error { return sessions.DeleteCtx(t.Context(), stored("signed out")) },
		"password was changed": func(int64) error { return store.ChangePassword(t.Context(), user.ID, anyHash) },
		"disabled and enabled": func(int64) error {
			member(t, store, "admin", "admin@example.org")
			if err := store.Disable(t.Context(), 0, user.ID); err != nil {
				return err
			}
			return store.Enable(t.Context(), 0, user.ID)
		},
	}
	for name, end := range ends {
		if err := sessions.CommitCtx(t.Context(), stored(name), sessionData(t, user.ID), expiry); err != nil {
			t.Fatal(err)
		}
		own, err := store.SessionsOf(t.Context(), user.ID, name)
		if err != nil || len(own) != 1 || !own[0].This {
			t.Fatalf("%s: the sessions are %v (%v)", name, own, err)
		}
		if err := end(own[0].ID); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := sessions.CommitCtx(t.Context(), stored(name), sessionData(t, user.ID), expiry); err != nil {
			t.Fatal(err)
		}
		if _, found, err := sessions.FindCtx(t.Context(), stored(name)); found || err != nil {
			t.Errorf("%s: the session is there again (%v)", name, err)
		}
	}
}

func TestSessionsAreSeenEveryFiveMinutes(t *testing.T) {
	t.Parallel()
	store := dbtest.Tx(t)
	user := member(t, store, "editor", "ed@example.org")
	use := func() (written bool) {
		t.Helper()
		read := func() (row string) {
			t.Helper()
			// ctid changes with every write, seen_at only with the time of the transaction.
			err := store.DB.QueryRow(t.Context(), `SELECT ctid || ' ' || seen_at FROM sessions WHERE token = $1`, stored("token")).Scan(&row)
			if err != nil {
				t.Fatal(err)
			}
			return row
		}
		before := read()
		if err := store.Sessions().CommitCtx(t.Context(), stored("token"), sessionData(t, user.ID), time.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		return read() != before
	}
	if err := store.Sessions().CommitCtx(t.Context(), stored("token"), sessionData(t, user.ID), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if use() {
		t.Error("a session is stored anew by every request")
	}
	for ago, want := range map[string]bool{"4 minutes": false, "6 minutes": true} {
		if _, err := store.DB.Exec(t.Context(), `UPDATE sessions SET seen_at = now() - $1::text::interval`, ago); err != nil {
			t.Fatal(err)
		}
		if got := use(); got != want {
			t.Errorf("seen %s ago, a session is stored anew: %v, want %v", ago, got, want)
		}
	}
}
