package postgres

import (
	"context"
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
	SignedInAt   *time.Time // last; nil: never
}

const userColumns = `id, email, name, role, password_hash, disabled_at IS NOT NULL, signed_in_at`

var toUser = pgx.RowToStructByPos[User]

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

// Users lists everybody who has an account: those who may sign in first, by name.
func (s *Store) Users(ctx context.Context) ([]User, error) {
	rows, _ := s.DB.Query(ctx, `SELECT `+userColumns+` FROM users ORDER BY disabled_at IS NOT NULL, lower(name), id`)
	users, err := pgx.CollectRows(rows, toUser)
	if err != nil {
		return nil, fmt.Errorf("listing users: %w", err)
	}
	return users, nil
}

// RecordSignIn notes a sign-in, also in the audit log.
func (s *Store) RecordSignIn(ctx context.Context, user int64, now time.Time) error {
	return s.InTx(ctx, func(s *Store) error {
		if _, err := s.DB.Exec(ctx, `UPDATE users SET signed_in_at = $2 WHERE id = $1`, user, now); err != nil {
			return fmt.Errorf("noting a sign-in: %w", err)
		}
		return s.record(ctx, user, "signed in", 0, map[string]any{})
	})
}

// RecordSignOut notes a sign-out in the audit log.
func (s *Store) RecordSignOut(ctx context.Context, user int64) error {
	return s.record(ctx, user, "signed out", 0, map[string]any{})
}

// Rename changes the name that a person goes by here.
func (s *Store) Rename(ctx context.Context, user int64, name string) error {
	return s.InTx(ctx, func(s *Store) error {
		var before string
		err := s.DB.QueryRow(ctx, `
			UPDATE users u SET name = $2 FROM (SELECT id, name FROM users WHERE id = $1 FOR UPDATE) before
			WHERE u.id = before.id RETURNING before.name`, user, name).Scan(&before)
		if err != nil {
			return fmt.Errorf("renaming a user: %w", kindOf(err))
		}
		return s.record(ctx, user, "name changed", 0, map[string]any{"from": before, "to": name})
	})
}

// ChangePassword stores a person's new password, and ends all their sessions:
// who knows the old one is out. It takes back links by which another password
// could be set.
func (s *Store) ChangePassword(ctx context.Context, user int64, hash string) error {
	return s.InTx(ctx, func(s *Store) error {
		ended, err := s.setPassword(ctx, user, hash)
		if err != nil {
			return err
		}
		return s.record(ctx, user, "password changed", 0, map[string]any{"sessions": ended})
	})
}

func (s *Store) setPassword(ctx context.Context, user int64, hash string) (ended int64, err error) {
	tag, err := s.DB.Exec(ctx, `UPDATE users SET password_hash = $2 WHERE id = $1 AND disabled_at IS NULL`, user, hash)
	if err != nil {
		return 0, fmt.Errorf("storing a password: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return 0, tracker.ErrNotFound
	}
	if _, err := s.DB.Exec(ctx, `DELETE FROM invitations WHERE user_id = $1 AND used_at IS NULL`, user); err != nil {
		return 0, fmt.Errorf("taking back password links: %w", err)
	}
	return s.endSessions(ctx, user, "")
}

// SetRole gives somebody another role; by 0 is the operator. The errors are
// ErrNotFound, and an Invalid of the field "role" for the last admin.
func (s *Store) SetRole(ctx context.Context, by, user int64, role string) error {
	return s.InTx(ctx, func(s *Store) error {
		before, err := s.lockUser(ctx, user)
		if err != nil || before.Role == role {
			return err
		}
		if before.Role == "admin" {
			if err := s.keepAnAdmin(ctx, before, "role"); err != nil {
				return err
			}
			if err := s.takeBackOf(ctx, user); err != nil {
				return err
			}
		}
		if _, err := s.DB.Exec(ctx, `UPDATE users SET role = $2 WHERE id = $1`, user, role); err != nil {
			return fmt.Errorf("changing a role: %w", err)
		}
		return s.record(ctx, by, "role changed", 0, map[string]any{"user": user, "email": before.Email, "from": before.Role, "to": role})
	})
}

// Disable keeps somebody out from now on: their sessions end, and so do links
// that they made or were given. The errors are ErrNotFound, and an Invalid of
// the field "disablement" for the last admin and for one's own account.
func (s *Store) Disable(ctx context.Context, by, user int64) error {
	return s.InTx(ctx, func(s *Store) error {
		before, err := s.lockUser(ctx, user)
		if err != nil || before.Disabled {
			return err
		}
		if by == user {
			var v tracker.Invalid
			v.Add("disablement", "You cannot disable your own account. Ask another admin to do it.")
			return v
		}
		if err := s.keepAnAdmin(ctx, before, "disablement"); err != nil {
			return err
		}
		if err := s.takeBackOf(ctx, user); err != nil {
			return err
		}
		if _, err := s.DB.Exec(ctx, `UPDATE users SET disabled_at = now() WHERE id = $1`, user); err != nil {
			return fmt.Errorf("disabling a user: %w", err)
		}
		ended, err := s.endSessions(ctx, user, "")
		if err != nil {
			return err
		}
		return s.record(ctx, by, "account disabled", 0, map[string]any{"user": user, "email": before.Email, "sessions": ended})
	})
}

// Enable lets somebody in again, with the password they had.
func (s *Store) Enable(ctx context.Context, by, user int64) error {
	return s.InTx(ctx, func(s *Store) error {
		before, err := s.lockUser(ctx, user)
		if err != nil || !before.Disabled {
			return err
		}
		if _, err := s.DB.Exec(ctx, `UPDATE users SET disabled_at = NULL WHERE id = $1`, user); err != nil {
			return fmt.Errorf("enabling a user: %w", err)
		}
		// One begun in the moment of the disabling must not come back.
		if _, err := s.endSessions(ctx, user, ""); err != nil {
			return err
		}
		return s.record(ctx, by, "account enabled", 0, map[string]any{"user": user, "email": before.Email})
	})
}

// lockUser reads a person whom the transaction is going to change. All admins
// are locked first, in one order: two that take each other's role away at a time
// must not both succeed.
func (s *Store) lockUser(ctx context.Context, id int64) (User, error) {
	rows, _ := s.DB.Query(ctx, `SELECT `+userColumns+` FROM users WHERE role = 'admin' OR id = $1 ORDER BY id FOR NO KEY UPDATE`, id)
	users, err := pgx.CollectRows(rows, toUser)
	if err != nil {
		return User{}, fmt.Errorf("locking users: %w", err)
	}
	for _, u := range users {
		if u.ID == id {
			return u, nil
		}
	}
	return User{}, fmt.Errorf("finding a user: %w", tracker.ErrNotFound)
}

// keepAnAdmin refuses to lose the last person who can let others in.
func (s *Store) keepAnAdmin(ctx context.Context, u User, field string) error {
	if u.Role != "admin" || u.Disabled {
		return nil
	}
	var others bool
	err := s.DB.QueryRow(ctx, `SELECT EXISTS (SELECT FROM users WHERE role = 'admin' AND disabled_at IS NULL AND id <> $1)`, u.ID).Scan(&others)
	if err != nil {
		return fmt.Errorf("looking for other admins: %w", err)
	}
	if !others {
		var v tracker.Invalid
		v.Add(field, "%s is the only admin who can sign in. Make somebody else an admin first.", u.Name)
		return v
	}
	return nil
}
