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

// What a single-use link is for.
const (
	LinkSetup    = "setup"    // the first account
	LinkAccount  = "account"  // an account
	LinkPassword = "password" // another password for an account
)

// An Invitation is a single-use link that is open. Only a hash of its token is
// stored, so it can be shown once.
type Invitation struct {
	ID        int64
	Kind      string
	Role      string // of the account; empty for a password
	Note      string // whom it is for
	User      int64  // whose password
	Email     string // theirs
	Name      string // theirs
	By        string // name of who made it; empty for the operator and the server
	CreatedAt time.Time
	ExpiresAt time.Time
}

const (
	invitationColumns = `i.id, i.kind, coalesce(i.role, ''), i.note, coalesce(u.id, 0), coalesce(u.email, ''), coalesce(u.name, ''),
		coalesce(b.name, ''), i.created_at, i.expires_at`
	invitationTables = `invitations i LEFT JOIN users u ON u.id = i.user_id LEFT JOIN users b ON b.id = i.created_by`
)

var toInvitation = pgx.RowToStructByPos[Invitation]

// OfferSetup stores the token of a link by which the first account can be made,
// in the place of one that was offered before.
func (s *Store) OfferSetup(ctx context.Context, token string, expires time.Time) error {
	return s.InTx(ctx, func(s *Store) error {
		if _, err := s.DB.Exec(ctx, `DELETE FROM invitations WHERE kind = $1 AND used_at IS NULL`, LinkSetup); err != nil {
			return fmt.Errorf("taking back a set-up link: %w", err)
		}
		hash := sha256.Sum256([]byte(token))
		_, err := s.DB.Exec(ctx, `INSERT INTO invitations (kind, token_hash, role, expires_at) VALUES ($1, $2, 'admin', $3)`, LinkSetup, hash[:], expires)
		if err != nil {
			return fmt.Errorf("storing a set-up link: %w", err)
		}
		return nil
	})
}

// Invite stores the token of a link by which somebody can make an account. By 0
// is the operator; ErrNotFound means that by is an admin no more.
func (s *Store) Invite(ctx context.Context, by int64, token, role, note string, expires time.Time) error {
	return s.InTx(ctx, func(s *Store) error {
		if by != 0 {
			// Held, so that who is disabled meanwhile leaves no link behind.
			rows, _ := s.DB.Query(ctx, `SELECT id FROM users WHERE id = $1 AND role = 'admin' AND disabled_at IS NULL FOR SHARE`, by)
			if _, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64]); err != nil {
				return fmt.Errorf("finding who invites: %w", kindOf(err))
			}
		}
		var id int64
		hash := sha256.Sum256([]byte(token))
		err := s.DB.QueryRow(ctx, `
			INSERT INTO invitations (kind, token_hash, role, note, created_by, expires_at)
			VALUES (@kind, @hash, @role, @note, nullif(@by, 0), @expires) RETURNING id`,
			pgx.NamedArgs{"kind": LinkAccount, "hash": hash[:], "role": role, "note": note, "by": by, "expires": expires}).Scan(&id)
		if err != nil {
			return fmt.Errorf("storing an invitation: %w", err)
		}
		return s.record(ctx, by, "invitation made", 0, map[string]any{"invitation": id, "role": role, "note": note})
	})
}

// OfferPassword stores the token of a link by which a person can set a new
// password, in the place of one that was made before. The errors are ErrNotFound
// and, for an account that is disabled, an Invalid.
func (s *Store) OfferPassword(ctx context.Context, by, user int64, token string, expires time.Time) error {
	return s.InTx(ctx, func(s *Store) error {
		u, err := s.lockUser(ctx, user)
		if err != nil {
			return err
		}
		if u.Disabled {
			var v tracker.Invalid
			v.Add("disablement", "The account of %s is disabled. Enable it first.", u.Email)
			return v
		}
		if _, err := s.DB.Exec(ctx, `DELETE FROM invitations WHERE user_id = $1 AND used_at IS NULL`, user); err != nil {
			return fmt.Errorf("taking back password links: %w", err)
		}
		hash := sha256.Sum256([]byte(token))
		_, err = s.DB.Exec(ctx, `
			INSERT INTO invitations (kind, token_hash, user_id, created_by, expires_at)
			VALUES (@kind, @hash, @user, nullif(@by, 0), @expires)`,
			pgx.NamedArgs{"kind": LinkPassword, "hash": hash[:], "user": user, "by": by, "expires": expires})
		if err != nil {
			return fmt.Errorf("storing a password link: %w", err)
		}
		return s.record(ctx, by, "password link made", 0, map[string]any{"user": user, "email": u.Email})
	})
}

// Invitations lists the links that can still be used at that time, those that
// expire first first. The one to set up the site is nobody's to take back.
func (s *Store) Invitations(ctx context.Context, now time.Time) ([]Invitation, error) {
	rows, _ := s.DB.Query(ctx, `
		SELECT `+invitationColumns+` FROM `+invitationTables+`
		WHERE i.kind <> $2 AND i.used_at IS NULL AND i.expires_at > $1
		ORDER BY i.expires_at, i.id`, now, LinkSetup)
	invitations, err := pgx.CollectRows(rows, toInvitation)
	if err != nil {
		return nil, fmt.Errorf("listing invitations: %w", err)
	}
	return invitations, nil
}

// Invitation finds the link with this token; ErrNotFound if there is none that
// can be used at that time.
func (s *Store) Invitation(ctx context.Context, token string, now time.Time) (Invitation, error) {
	hash := sha256.Sum256([]byte(token))
	rows, _ := s.DB.Query(ctx, `
		SELECT `+invitationColumns+` FROM `+invitationTables+`
		WHERE i.token_hash = $1 AND i.used_at IS NULL AND i.expires_at > $2`, hash[:], now)
	invitation, err := pgx.CollectExactlyOneRow(rows, toInvitation)
	if err != nil {
		return Invitation{}, fmt.Errorf("finding an invitation: %w", kindOf(err))
	}
	return invitation, nil
}

// TakeBackInvitation makes a link useless that was not used yet; ErrNotFound if there is
// no such.
func (s *Store) TakeBackInvitation(ctx context.Context, by, id int64) error {
	return s.InTx(ctx, func(s *Store) error {
		var kind, role, note string
		err := s.DB.QueryRow(ctx, `
			DELETE FROM invitations WHERE id = $1 AND kind <> $2 AND used_at IS NULL RETURNING kind, coalesce(role, ''), note`,
			id, LinkSetup).Scan(&kind, &role, &note)
		if err != nil {
			return fmt.Errorf("taking back an invitation: %w", kindOf(err))
		}
		return s.record(ctx, by, "invitation taken back", 0, map[string]any{"invitation": id, "kind": kind, "role": role, "note": note})
	})
}

// takeBackOf makes the open links useless that somebody made or was given: an
// admin who is none any more must not come back by an invitation in the drawer.
func (s *Store) takeBackOf(ctx context.Context, user int64) error {
	if _, err := s.DB.Exec(ctx, `DELETE FROM invitations WHERE (created_by = $1 OR user_id = $1) AND used_at IS NULL`, user); err != nil {
		return fmt.Errorf("taking back invitations: %w", err)
	}
	return nil
}

// usable is a link that a transaction holds, and is about to use up.
type usable struct {
	ID   int64
	Role string
	User int64 // whose password
	By   int64
}

// holdInvitation takes a link of one of some kinds for the transaction;
// ErrNotFound if there is none that can be used at that time.
func (s *Store) holdInvitation(ctx context.Context, token string, now time.Time, kinds ...string) (usable, error) {
	hash := sha256.Sum256([]byte(token))
	rows, _ := s.DB.Query(ctx, `
		SELECT id, coalesce(role, ''), coalesce(user_id, 0), coalesce(created_by, 0) FROM invitations
		WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 AND kind = ANY($3) FOR UPDATE`, hash[:], now, kinds)
	link, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[usable])
	if err != nil {
		return usable{}, fmt.Errorf("finding the invitation: %w", kindOf(err))
	}
	return link, nil
}

func (s *Store) useUp(ctx context.Context, invitation, user int64, now time.Time) error {
	if _, err := s.DB.Exec(ctx, `UPDATE invitations SET used_at = $2, used_by = $3 WHERE id = $1`, invitation, now, user); err != nil {
		return fmt.Errorf("using up the invitation: %w", err)
	}
	return nil
}

// Accept makes an account by a link, which is used up by it. The errors are
// ErrNotFound for a link that cannot be used, and an Invalid for an address that
// has an account.
func (s *Store) Accept(ctx context.Context, token string, u User, now time.Time) (User, error) {
	err := s.InTx(ctx, func(s *Store) error {
		link, err := s.holdInvitation(ctx, token, now, LinkSetup, LinkAccount)
		if err != nil {
			return err
		}
		u.Role, u.Email = link.Role, strings.ToLower(u.Email)
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
		if err := s.useUp(ctx, link.ID, u.ID, now); err != nil {
			return err
		}
		detail := map[string]any{"role": u.Role, "invitation": link.ID}
		if link.By != 0 {
			detail["invited_by"] = link.By
		}
		return s.record(ctx, u.ID, "account made", 0, detail)
	})
	return u, err
}

// ResetPassword stores a person's new password by a link, which is used up by
// it, and ends their sessions. ErrNotFound for a link that cannot be used.
func (s *Store) ResetPassword(ctx context.Context, token, hash string, now time.Time) (user User, err error) {
	err = s.InTx(ctx, func(s *Store) error {
		link, err := s.holdInvitation(ctx, token, now, LinkPassword)
		if err != nil {
			return err
		}
		if err := s.useUp(ctx, link.ID, link.User, now); err != nil {
			return err
		}
		ended, err := s.setPassword(ctx, link.User, hash)
		if err != nil {
			return err
		}
		if user, err = s.User(ctx, link.User); err != nil {
			return err
		}
		return s.record(ctx, link.User, "password set by link", 0, map[string]any{"invitation": link.ID, "sessions": ended})
	})
	return user, err
}
