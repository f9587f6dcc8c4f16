package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"countermove/internal/tracker"

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

// seenEvery is how often a session notes that it was used. It saves a write with
// every request.
const seenEvery = 5 * time.Minute

// CommitCtx stores a session, unless it was ended or there is nothing new to store.
func (s Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	_, values, err := scs.GobCodec{}.Decode(data)
	if err != nil {
		return fmt.Errorf("reading a session: %w", err)
	}
	user, _ := values[SessionUser].(int64)
	_, err = s.store.DB.Exec(ctx, `
		INSERT INTO sessions AS s (token, user_id, data, expires_at) VALUES (@token, nullif(@user, 0), @data, @expiry)
		ON CONFLICT (token) DO UPDATE
		SET user_id = excluded.user_id, data = excluded.data, expires_at = excluded.expires_at, seen_at = now()
		WHERE s.expires_at > now() AND (s.data <> excluded.data OR s.seen_at < now() - @seen::interval)`,
		pgx.NamedArgs{"token": token, "user": user, "data": data, "expiry": expiry, "seen": seenEvery})
	if err != nil {
		return fmt.Errorf("storing a session: %w", err)
	}
	return nil
}

// DeleteCtx ends a session, and clears away those that ended long ago.
func (s Sessions) DeleteCtx(ctx context.Context, token string) error {
	if _, err := s.store.DB.Exec(ctx, `UPDATE sessions SET expires_at = now() WHERE token = $1 AND expires_at > now()`, token); err != nil {
		return fmt.Errorf("ending a session: %w", err)
	}
	// No request takes an hour, so none can store one of these anew.
	if _, err := s.store.DB.Exec(ctx, `DELETE FROM sessions WHERE expires_at < now() - interval '1 hour'`); err != nil {
		return fmt.Errorf("clearing sessions away: %w", err)
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

// A Session is one of a person's, as they see it.
type Session struct {
	ID              int64
	BegunAt, SeenAt time.Time
	Client          string // as the browser calls itself
	This            bool   // the one that asks
}

// sessionKey is how a token is stored: as the session manager hashes it.
func sessionKey(token string) string {
	hash := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(hash[:])
}

// DescribeSession notes what browser a session was begun with.
func (s *Store) DescribeSession(ctx context.Context, token, client string) error {
	if _, err := s.DB.Exec(ctx, `UPDATE sessions SET client = $2 WHERE token = $1`, sessionKey(token), client); err != nil {
		return fmt.Errorf("describing a session: %w", err)
	}
	return nil
}

// SessionsOf lists a person's sessions, the one of the token first, then those
// used last.
func (s *Store) SessionsOf(ctx context.Context, user int64, token string) ([]Session, error) {
	rows, _ := s.DB.Query(ctx, `
		SELECT id, begun_at, seen_at, client, token = $2
		FROM sessions WHERE user_id = $1 AND expires_at > now()
		ORDER BY token = $2 DESC, seen_at DESC, id DESC`, user, sessionKey(token))
	sessions, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Session])
	if err != nil {
		return nil, fmt.Errorf("listing sessions: %w", err)
	}
	return sessions, nil
}

// EndSession ends one of a person's sessions; ErrNotFound if they have no such.
func (s *Store) EndSession(ctx context.Context, user, id int64) error {
	return s.InTx(ctx, func(s *Store) error {
		tag, err := s.DB.Exec(ctx, `UPDATE sessions SET expires_at = now() WHERE id = $1 AND user_id = $2 AND expires_at > now()`, id, user)
		if err != nil {
			return fmt.Errorf("ending a session: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return tracker.ErrNotFound
		}
		return s.record(ctx, user, "session ended", 0, map[string]any{"session": id})
	})
}

// EndOtherSessions ends all of a person's sessions but the one of the token, and
// tells how many these were.
func (s *Store) EndOtherSessions(ctx context.Context, user int64, token string) (ended int64, err error) {
	err = s.InTx(ctx, func(s *Store) error {
		if ended, err = s.endSessions(ctx, user, sessionKey(token)); err != nil {
			return err
		}
		return s.record(ctx, user, "other sessions ended", 0, map[string]any{"sessions": ended})
	})
	return ended, err
}

// endSessions ends all of a person's sessions, except the one stored under a key.
func (s *Store) endSessions(ctx context.Context, user int64, except string) (int64, error) {
	tag, err := s.DB.Exec(ctx, `UPDATE sessions SET expires_at = now() WHERE user_id = $1 AND token <> $2 AND expires_at > now()`, user, except)
	if err != nil {
		return 0, fmt.Errorf("ending sessions: %w", err)
	}
	return tag.RowsAffected(), nil
}
