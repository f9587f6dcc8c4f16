package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"countermove/internal/config"
	"countermove/internal/postgres"
	"countermove/internal/server"
	"countermove/internal/tracker"
)

// userCmd lets the operator decide who works on the site, beside a running
// server or without one. The audit log has it as done by nobody who has an
// account.
type userCmd struct {
	Add     userAddCmd     `cmd:"" help:"Print a link by which somebody can make an account, once and within seven days."`
	List    userListCmd    `cmd:"" help:"List the accounts."`
	Disable userDisableCmd `cmd:"" help:"Keep somebody out. All their sessions end."`
	Enable  userEnableCmd  `cmd:"" help:"Let somebody in again."`
	Reset   userResetCmd   `cmd:"" help:"Print a link by which somebody can set a new password, once and within 24 hours."`
}

// onAccount does something to the account of an address.
func onAccount(ctx context.Context, t *terminal, c config.Database, email string, f func(*postgres.Store, postgres.User) error) error {
	return withStore(ctx, c, t.err, func(store *postgres.Store) error {
		user, err := store.UserByEmail(ctx, email)
		if errors.Is(err, tracker.ErrNotFound) {
			return fmt.Errorf("nobody has an account with the address %s; 'countermove user list' shows all", email)
		}
		if err != nil {
			return err
		}
		return said(f(store, user))
	})
}

// said turns what cannot be done into the sentence that says why.
func said(err error) error {
	if invalid, ok := errors.AsType[tracker.Invalid](err); ok {
		return errors.New(invalid[0].String())
	}
	return err
}

type userAddCmd struct {
	config.Links
	Role string `enum:"contributor,editor,admin" default:"editor" placeholder:"ROLE" help:"What the account may do: contributor, editor or admin."`
	Note string `placeholder:"TEXT" help:"Whom it is for, to tell it from other open links."`
}

func (c *userAddCmd) Run(ctx context.Context, t *terminal) error {
	if err := tracker.CheckInvitee(c.Note).Err(); err != nil {
		return fmt.Errorf("--note: %w", said(err))
	}
	return withStore(ctx, c.Database, t.err, func(store *postgres.Store) error {
		token, expires := rand.Text(), time.Now().Add(server.InvitationLife)
		if err := store.Invite(ctx, 0, token, c.Role, c.Note, expires); err != nil {
			return err
		}
		return printLink(t, server.LinkURL(c.BaseURL, token), expires)
	})
}

// printLink writes the link alone to standard output, for pipes, and the rest
// beside it.
func printLink(t *terminal, link string, expires time.Time) error {
	if _, err := fmt.Fprintf(t.err, "This link works once, until %s:\n", expires.UTC().Format("2 Jan 2006, 15:04 UTC")); err != nil {
		return err
	}
	_, err := fmt.Fprintln(t.out, link)
	return err
}

type userListCmd struct{ config.Database }

func (c *userListCmd) Run(ctx context.Context, t *terminal) error {
	return withStore(ctx, c.Database, t.err, func(store *postgres.Store) error {
		users, err := store.Users(ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
		_, _ = fmt.Fprintln(table, "ADDRESS\tNAME\tROLE\tSTATE\tLAST SIGN-IN") // Flush reports it
		for _, u := range users {
			state, signedIn := "active", "never"
			if u.Disabled {
				state = "disabled"
			}
			if u.SignedInAt != nil {
				signedIn = u.SignedInAt.UTC().Format("2006-01-02 15:04 UTC")
			}
			_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", u.Email, u.Name, u.Role, state, signedIn) // likewise
		}
		return table.Flush()
	})
}

type userDisableCmd struct {
	config.Database
	Email string `arg:"" help:"Address that the account is signed in with."`
}

func (c *userDisableCmd) Run(ctx context.Context, t *terminal) error {
	return onAccount(ctx, t, c.Database, c.Email, func(store *postgres.Store, user postgres.User) error {
		if err := store.Disable(ctx, 0, user.ID); err != nil {
			return err
		}
		_, err := fmt.Fprintf(t.out, "%s is disabled. All their sessions have ended.\n", user.Email)
		return err
	})
}

type userEnableCmd struct {
	config.Database
	Email string `arg:"" help:"Address that the account is signed in with."`
}

func (c *userEnableCmd) Run(ctx context.Context, t *terminal) error {
	return onAccount(ctx, t, c.Database, c.Email, func(store *postgres.Store, user postgres.User) error {
		if err := store.Enable(ctx, 0, user.ID); err != nil {
			return err
		}
		_, err := fmt.Fprintf(t.out, "%s is enabled.\n", user.Email)
		return err
	})
}

type userResetCmd struct {
	config.Links
	Email string `arg:"" help:"Address that the account is signed in with."`
}

func (c *userResetCmd) Run(ctx context.Context, t *terminal) error {
	return onAccount(ctx, t, c.Database, c.Email, func(store *postgres.Store, user postgres.User) error {
		token, expires := rand.Text(), time.Now().Add(server.ResetLife)
		if err := store.OfferPassword(ctx, 0, user.ID, token, expires); err != nil {
			return err
		}
		return printLink(t, server.LinkURL(c.BaseURL, token), expires)
	})
}
