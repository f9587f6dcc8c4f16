package postgres

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"

	"countermove/internal/tracker"

	"github.com/jackc/pgx/v5"
)

// A User is a person who works here.
type User struct {
	ID           int64
	Email        string
	Name         string
	Role         string // contributor, editor, admin
	PasswordHash string // argon2id
	Disabled     bool
}

const userColumns = `id, email, name, role, password_hash, disabled_at IS NOT NULL`

func toUser(row pgx.CollectableRow) (User, error) {
	var u User
	return u, row.Scan(&u.ID, &u.Email, &u.Name, &u.Role, &u.PasswordHash, &u.Disabled)
}

// User finds a person by key; ErrNotFound if there is none.
func (s *Store) User(ctx context.Context, id int64) (User, error) {
	return s.oneUser(ctx, `id = $1`, id)
}

// UserByEmail finds a person by address, whatever its case.
func (s *Store) UserByEmail(ctx context.Context, email string) (User, error) {
	return s.oneUser(ctx, `email = $1`, strings.ToLower(email))
}

func (s *Store) oneUser(ctx context.Context, where string, arg any) (User, error) {
	rows, _ := s.DB.Query(ctx, `SELECT `+userColumns+` FROM users WHERE `+where, arg)
	user, err := pgx.CollectExactlyOneRow(rows, toUser)
	if err != nil {
		return User{}, fmt.Errorf("finding a user: %w", kindOf(err))
	}
	return user, nil
}

// HasUsers tells whether anybody has an account.
func (s *Store) HasUsers(ctx context.Context) (bool, error) {
	var has bool
	if err := s.DB.QueryRow(ctx, `SELECT EXISTS (SELECT FROM users)`).Scan(&has); err != nil {
		return false, fmt.Errorf("looking for users: %w", err)
	}
	return has, nil
}

// OfferSetup stores the token of a link by which the first account can be made,
// in the place of one that was offered before.
func (s *Store) OfferSetup(ctx context.Context, token string, expires time.Time) error {
	hash := sha256.Sum256([]byte(token))
	return s.InTx(ctx, func(s *Store) error {
		if _, err := s.DB.Exec(ctx, `DELETE FROM invitations WHERE created_by IS NULL AND used_at IS NULL`); err != nil {
			return fmt.Errorf("taking back a set-up link: %w", err)
		}
		if _, err := s.DB.Exec(ctx, `INSERT INTO invitations (token_hash, role, expires_at) VALUES ($1, 'admin', $2)`, hash[:], expires); err != nil {
			return fmt.Errorf("storing a set-up link: %w", err)
		}
		return nil
	})
}

// Invited tells whether a link with this token can still be used at that time.
func (s *Store) Invited(ctx context.Context, token string, now time.Time) (bool, error) {
	hash := sha256.Sum256([]byte(token))
	var open bool
	err := s.DB.QueryRow(ctx, `SELECT EXISTS (SELECT FROM invitations WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2)`,
		hash[:], now).Scan(&open)
	if err != nil {
		return false, fmt.Errorf("reading an invitation: %w", err)
	}
	return open, nil
}

// Accept makes an account by a link, which is used up by it. The errors are
// ErrNotFound for a link that cannot be used, and an Invalid for an address that
// has an account.
func (s *Store) Accept(ctx context.Context, token string, u User, now time.Time) (User, error) {
	hash := sha256.Sum256([]byte(token))
	err := s.InTx(ctx, func(s *Store) error {
		var invitation int64
		err := s.DB.QueryRow(ctx, `
			SELECT id, role FROM invitations WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 FOR UPDATE`,
			hash[:], now).Scan(&invitation, &u.Role)
		if err != nil {
			return fmt.Errorf("finding the invitation: %w", kindOf(err))
		}
		u.Email = strings.ToLower(u.Email)
		err = s.DB.QueryRow(ctx, `
			INSERT INTO users (email, name, role, password_hash) VALUES ($1, $2, $3, $4)
			ON CONFLICT (email) DO UPDATE SET email = excluded.email WHERE false RETURNING id`,
			u.Email, u.Name, u.Role, u.PasswordHash).Scan(&u.ID)
		if errors.Is(err, pgx.ErrNoRows) {
			var v tracker.Invalid
			v.Add("email", "There is an account with this address already. Sign in with it.")
			return v
		}
		if err != nil {
			return fmt.Errorf("adding the user: %w", err)
		}
		if _, err := s.DB.Exec(ctx, `UPDATE invitations SET used_at = $2, used_by = $3 WHERE id = $1`, invitation, now, u.ID); err != nil {
			return fmt.Errorf("using up the invitation: %w", err)
		}
		return s.record(ctx, u.ID, "account made", 0, map[string]any{"role": u.Role})
	})
	return u, err
}

// RecordSignIn notes a sign-in in the audit log.
func (s *Store) RecordSignIn(ctx context.Context, user int64) error {
	return s.record(ctx, user, "signed in", 0, map[string]any{})
}
