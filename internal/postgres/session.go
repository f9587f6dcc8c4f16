package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/jackc/pgx/v5"
)

// Sessions keeps sign-in sessions for the session manager, which hands over
// tokens already hashed. It is our own in place of the manager's pgx store so
// that a row knows whose session it is, and all of a person's can be ended.
type Sessions struct{ store *Store }

// SessionUser is the key under which a session holds its user's id.
const SessionUser = "user"

// Sessions returns the store of sign-in sessions.
func (s *Store) Sessions() Sessions { return Sessions{s} }

// FindCtx returns the data of a live session.
func (s Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var data []byte
	err := s.store.DB.QueryRow(ctx, `SELECT data FROM sessions WHERE token = $1 AND expires_at > now()`, token).Scan(&data)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("finding a session: %w", err)
	}
	return data, true, nil
}

// CommitCtx stores a session.
func (s Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	_, values, err := scs.GobCodec{}.Decode(data)
	if err != nil {
		return fmt.Errorf("reading a session: %w", err)
	}
	user, _ := values[SessionUser].(int64)
	_, err = s.store.DB.Exec(ctx, `
		INSERT INTO sessions (token, user_id, data, expires_at) VALUES ($1, nullif($2, 0), $3, $4)
		ON CONFLICT (token) DO UPDATE SET user_id = excluded.user_id, data = excluded.data, expires_at = excluded.expires_at`,
		token, user, data, expiry)
	if err != nil {
		return fmt.Errorf("storing a session: %w", err)
	}
	return nil
}

// DeleteCtx ends a session.
func (s Sessions) DeleteCtx(ctx context.Context, token string) error {
	if _, err := s.store.DB.Exec(ctx, `DELETE FROM sessions WHERE token = $1 OR expires_at < now()`, token); err != nil {
		return fmt.Errorf("ending a session: %w", err)
	}
	return nil
}

// Find is FindCtx without a context. It completes, as do the next two, the
// interface that the session manager asks for; the manager calls the others.
func (s Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (s Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a context.
func (s Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
