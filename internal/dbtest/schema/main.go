// Command schema writes migrations/schema.sql: what all migrations add up to,
// for people to read and for reviews to compare. "make schema" runs it from the
// root of the repository.
//
// It asks the catalogue of a database it migrates itself, not pg_dump, whose
// text differs from one version of PostgreSQL to the next.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/signal"

	"countermove/internal/embeddedpg"
	"countermove/internal/postgres"

	"github.com/jackc/pgx/v5"
)

const file = "migrations/schema.sql"

func main() {
	embeddedpg.RunKeeper()
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "schema:", err)
		os.Exit(1)
	}
}

func run() (err error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	server := os.Getenv("COUNTERMOVE_TEST_DATABASE_URL")
	if server == "" {
		local, err := embeddedpg.Start(ctx, embeddedpg.Options{Throwaway: true})
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, local.Stop()) }()
		server = local.URL()
	}
	text, err := schema(ctx, server)
	if err != nil {
		return err
	}
	return os.WriteFile(file, []byte(text), 0o644)
}

// schema migrates a database of its own on the server and describes it.
func schema(ctx context.Context, server string) (text string, err error) {
	admin, err := pgx.Connect(ctx, server)
	if err != nil {
		return "", fmt.Errorf("connecting: %w", err)
	}
	defer func() { err = errors.Join(err, admin.Close(ctx)) }()
	name := fmt.Sprintf("schema_%d", os.Getpid())
	if _, err := admin.Exec(ctx, `CREATE DATABASE `+name+` TEMPLATE template0`); err != nil {
		return "", fmt.Errorf("making a database: %w", err)
	}
	defer func() {
		_, dropErr := admin.Exec(ctx, `DROP DATABASE `+name+` WITH (FORCE)`)
		err = errors.Join(err, dropErr)
	}()
	u, err := url.Parse(server)
	if err != nil {
		return "", fmt.Errorf("reading the database URL: %w", err)
	}
	u.Path = "/" + name
	if err := postgres.Migrate(ctx, u.String()); err != nil {
		return "", err
	}
	conn, err := pgx.Connect(ctx, u.String())
	if err != nil {
		return "", fmt.Errorf("connecting: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	return describe(ctx, conn)
}
