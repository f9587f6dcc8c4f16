package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"countermove/internal/config"
	"countermove/internal/embeddedpg"
	"countermove/internal/postgres"
)

// database is the database a command works on, with what must be stopped after.
type database struct {
	url      string
	embedded *embeddedpg.Server // nil unless this process runs it
}

// locate fills in the default data directory where one is needed.
func locate(c *config.Database) (err error) {
	if c.DatabaseURL == "" && c.DataDir == "" {
		c.DataDir, err = embeddedpg.DefaultDir()
	}
	return err
}

// openDatabase finds the database that was configured. The embedded one is
// started, unless a server beside this process runs it and share is set.
func openDatabase(ctx context.Context, c config.Database, progress io.Writer, share bool) (*database, error) {
	if c.DatabaseURL != "" {
		return &database{url: c.DatabaseURL}, nil
	}
	if err := locate(&c); err != nil {
		return nil, err
	}
	if share {
		if url, ok := embeddedpg.Running(c.DataDir); ok {
			return &database{url: url}, nil
		}
	}
	server, err := embeddedpg.Start(ctx, embeddedpg.Options{
		Dir:      c.DataDir,
		Progress: func(line string) { _, _ = fmt.Fprintln(progress, line) }, // nowhere else to say it
	})
	if err != nil {
		return nil, err
	}
	return &database{url: server.URL(), embedded: server}, nil
}

func (d *database) Close() error {
	if d.embedded == nil {
		return nil
	}
	return d.embedded.Stop()
}

// withStore runs f on the configured database, brought up to date, and leaves
// nothing running.
func withStore(ctx context.Context, c config.Database, progress io.Writer, f func(*postgres.Store) error) (err error) {
	db, err := openDatabase(ctx, c, progress, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := postgres.Migrate(ctx, db.url); err != nil {
		return err
	}
	store, err := postgres.Open(ctx, db.url)
	if err != nil {
		return err
	}
	defer store.Close()
	return f(store)
}
