package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"countermove/internal/config"
	"countermove/internal/postgres"
)

// migrateCmd changes the schema.
type migrateCmd struct {
	Up     migrateUpCmd     `cmd:"" help:"Bring the schema up to date."`
	Down   migrateDownCmd   `cmd:"" help:"Take migrations back. What they held is lost."`
	Status migrateStatusCmd `cmd:"" help:"Tell which migrations the database has."`
}

type migrateUpCmd struct{ config.Database }

func (c *migrateUpCmd) Run(ctx context.Context, t *terminal) error {
	return migration{c.Database}.on(ctx, t, func(url string) error { return postgres.Migrate(ctx, url) })
}

type migrateDownCmd struct {
	config.Database
	Steps string `arg:"" placeholder:"NUMBER" help:"How many to take back, or 'all'."`
}

func (c *migrateDownCmd) Run(ctx context.Context, t *terminal) error {
	steps, err := strconv.Atoi(c.Steps)
	if c.Steps != "all" && (err != nil || steps < 1) {
		return fmt.Errorf("%q is no number of migrations: write 1 to take back the last one, or 'all'", c.Steps)
	}
	return migration{c.Database}.on(ctx, t, func(url string) error {
		status, err := postgres.Status(ctx, url)
		switch {
		case err != nil:
			return err
		case status.Current == 0:
			return errors.New("there is no migration to take back")
		case c.Steps == "all" || uint(steps) > status.Current:
			steps = -1
		}
		return postgres.MigrateDown(ctx, url, steps)
	})
}

type migrateStatusCmd struct{ config.Database }

func (c *migrateStatusCmd) Run(ctx context.Context, t *terminal) error {
	return migration{c.Database}.on(ctx, t, func(string) error { return nil })
}

type migration struct{ config.Database }

// on does something to the schema and tells its state afterwards.
func (m migration) on(ctx context.Context, t *terminal, f func(url string) error) (err error) {
	db, err := openDatabase(ctx, m.Database, t.err, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := f(db.url); err != nil {
		return err
	}
	status, err := postgres.Status(ctx, db.url)
	if err != nil {
		return err
	}
	state := "up to date"
	switch {
	case status.Dirty:
		state = "broken off: mend the schema by hand, then set version and dirty in the table schema_migrations"
	case status.Current < status.Latest:
		state = "out of date"
	case status.Current > status.Latest:
		state = "newer than this program"
	}
	_, err = fmt.Fprintf(t.out, "migration %d of %d: %s\n", status.Current, status.Latest, state)
	return err
}
