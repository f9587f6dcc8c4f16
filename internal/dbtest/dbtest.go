// Package dbtest gives tests a real Postgres: a transaction that is rolled back
// (about a millisecond), or a database of their own where commits matter (about
// a tenth of a second).
//
// COUNTERMOVE_TEST_DATABASE_URL names the server to use; without it a
// throw-away one is started for the run. Where neither can be had, the test run
// fails: nothing is skipped.
package dbtest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"countermove/internal/embeddedpg"
	"countermove/internal/exchange"
	"countermove/internal/postgres"
	"countermove/internal/starter"

	"github.com/jackc/pgx/v5"
)

// Main runs the tests of a package with a database server; it is all that their
// TestMain does.
func Main(m *testing.M) {
	embeddedpg.RunKeeper()
	code := m.Run()
	if err := stop(); err != nil {
		fmt.Fprintln(os.Stderr, "stopping the test database:", err)
		code = 1
	}
	os.Exit(code)
}

// Tx is a Store on a migrated, empty database, in a transaction that is rolled
// back when the test ends.
func Tx(t testing.TB) *postgres.Store {
	t.Helper()
	return inTx(t, databaseURL(t, empty))
}

// StarterTx is Tx with the starter data.
func StarterTx(t testing.TB) *postgres.Store {
	t.Helper()
	return inTx(t, databaseURL(t, withStarter))
}

// Database is a migrated, empty database of the test's own, dropped when it ends.
func Database(t testing.TB) (*postgres.Store, string) {
	t.Helper()
	return clone(t, empty)
}

// StarterDatabase is Database with the starter data.
func StarterDatabase(t testing.TB) (*postgres.Store, string) {
	t.Helper()
	return clone(t, withStarter)
}

// Blank is the URL of a database of the test's own with nothing in it, not even
// the schema.
func Blank(t testing.TB) string {
	t.Helper()
	return create(t, "template0")
}

func inTx(t testing.TB, url string) *postgres.Store {
	t.Helper()
	// Not t.Context(), which ends before the cleanup that rolls back.
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	tx, err := conn.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := tx.Rollback(ctx); err != nil {
			t.Errorf("rolling back: %v", err)
		}
		if err := conn.Close(ctx); err != nil {
			t.Errorf("closing the connection: %v", err)
		}
	})
	return &postgres.Store{DB: tx}
}

func clone(t testing.TB, tmpl *template) (*postgres.Store, string) {
	t.Helper()
	databaseURL(t, tmpl)
	url := create(t, tmpl.name)
	store, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	return store, url
}

var databases atomic.Int64

func create(t testing.TB, from string) string {
	t.Helper()
	server := serverURL(t)
	name := fmt.Sprintf("test_%d_%d", os.Getpid(), databases.Add(1))
	if err := exec(server, `CREATE DATABASE `+name+` TEMPLATE `+from); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := exec(server, `DROP DATABASE `+name+` WITH (FORCE)`); err != nil {
			t.Errorf("dropping the database: %v", err)
		}
	})
	return at(server, name)
}

// A template is a database that tests share or clone; it is made when first
// asked for.
type template struct {
	name string
	fill func(ctx context.Context, s *postgres.Store) error
	once sync.Once
	err  error
}

var (
	empty       = &template{name: fmt.Sprintf("empty_%d", os.Getpid())}
	withStarter = &template{name: fmt.Sprintf("starter_%d", os.Getpid()), fill: importStarter}
)

func importStarter(ctx context.Context, s *postgres.Store) error {
	_, err := s.Import(ctx, exchange.ReadBundle(starter.Name, starter.Bundle()), nil)
	return err
}

// databaseURL is the URL of a template, made if need be.
func databaseURL(t testing.TB, tmpl *template) string {
	t.Helper()
	server := serverURL(t)
	url := at(server, tmpl.name)
	tmpl.once.Do(func() { tmpl.err = tmpl.make(server, url) })
	if tmpl.err != nil {
		t.Fatalf("making the database %s: %v", tmpl.name, tmpl.err)
	}
	return url
}

func (tmpl *template) make(server, url string) error {
	ctx := context.Background()
	if err := exec(server, `CREATE DATABASE `+tmpl.name+` TEMPLATE template0`); err != nil {
		return err
	}
	if err := postgres.Migrate(ctx, url); err != nil {
		return err
	}
	if tmpl.fill == nil {
		return nil
	}
	store, err := postgres.Open(ctx, url)
	if err != nil {
		return err
	}
	defer store.Close() // a database with open connections cannot be cloned
	return tmpl.fill(ctx, store)
}

func exec(url, sql string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("connecting: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }() // the statement has succeeded or failed by now
	if _, err := conn.Exec(ctx, sql); err != nil {
		return fmt.Errorf("%s: %w", sql, err)
	}
	return nil
}

// at is the URL of another database on the same server.
func at(server, name string) string {
	u, err := url.Parse(server)
	if err != nil {
		return server
	}
	u.Path = "/" + name
	return u.String()
}

var server struct {
	once  sync.Once
	url   string
	local *embeddedpg.Server
	err   error
}

func serverURL(t testing.TB) string {
	t.Helper()
	server.once.Do(func() {
		if server.url = os.Getenv("COUNTERMOVE_TEST_DATABASE_URL"); server.url != "" {
			return
		}
		server.local, server.err = embeddedpg.Start(context.Background(), embeddedpg.Options{Throwaway: true})
		if server.err == nil {
			server.url = server.local.URL()
		}
	})
	if server.err != nil {
		t.Fatalf("no Postgres for the tests: %v", server.err)
	}
	return server.url
}

func stop() error {
	if server.local != nil {
		return server.local.Stop()
	}
	if server.url == "" {
		return nil
	}
	for _, tmpl := range []*template{empty, withStarter} {
		if err := exec(server.url, `DROP DATABASE IF EXISTS `+tmpl.name+` WITH (FORCE)`); err != nil {
			return err
		}
	}
	return nil
}
